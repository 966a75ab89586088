"""The tree as Python: all definitions of a guideline compiled into straight-line functions.

A patient's values stand in a list; each name has its slot in it. `fill` computes the slots of the
definitions in order. `ask` tells for each definition which facts could still turn it: those that
are unknown, or known only within bounds, and that nothing firmly known has made irrelevant.
`blame` tells of each that is unknown for want of which facts: knowing them, and no other, settles
it. It names fewer, since what is shown (`x is true`) is not waited for.
"""

import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from types import CodeType
from typing import Any

from hematinic.expressions import logic
from hematinic.expressions.engine import Definitions, Facts, Types
from hematinic.expressions.logic import Value
from hematinic.expressions.python_open import Defined, OpenWriter, exact, settled
from hematinic.expressions.python_values import ValueWriter

Slots = list[Value]
"""The values of all names; None where unknown. The slots of definitions are filled in."""

Masks = list[int]
"""For each slot of a definition, a bit set of the slots of facts that could turn it."""


class Program:
    """Definitions compiled together, in an order in which each reads only what stands before it.
    Each function is compiled when it is first called: a proof fills, and asks nothing."""

    def __init__(self, written: Mapping[str, str | CodeType]) -> None:
        """Raises ValueError where a code asks for more than the language has, or one is missing."""
        self.written = dict(written)
        if self.written.keys() != WRITTEN:
            raise ValueError(f"no program of a guideline: it has {', '.join(self.written)}")
        for name, code in self.written.items():
            if isinstance(code, CodeType):
                self.code(name)

    @cached_property
    def fill(self) -> Callable[[Slots], None]:
        return self.function("fill")

    @cached_property
    def ask(self) -> Callable[[Slots, Masks], None]:
        return self.function("ask")

    @cached_property
    def blame(self) -> Callable[[Slots, Masks, Masks], None]:
        """Of what `ask` has found open, the doubts."""
        return self.function("blame")

    def function(self, name: str) -> Callable[..., None]:
        space: dict[str, Any] = {**LANGUAGE, "__builtins__": BUILTINS}
        exec(self.code(name), space)
        function: Callable[..., None] = space[name]
        return function

    def code(self, name: str) -> CodeType:
        code = self.written[name]
        if isinstance(code, str):
            code = self.written[name] = compile(code, "<guideline>", "exec")
        # Code that was kept on disk is foreign until it is looked at: it may name the language and
        # nothing else.
        if other := {*_named(code)} - WRITTEN - LANGUAGE.keys() - BUILTINS.keys():
            raise ValueError(f"no program of a guideline: it names {', '.join(sorted(other))}")
        return code

    def as_bytes(self) -> bytes:
        return marshal.dumps({name: self.code(name) for name in sorted(WRITTEN)})

    @classmethod
    def from_bytes(cls, code: bytes) -> "Program":
        """Raises EOFError, TypeError or ValueError where it is none."""
        return cls(marshal.loads(code))

    def __reduce__(self) -> tuple[Any, ...]:
        return Program.from_bytes, (self.as_bytes(),)


WRITTEN = {"fill", "ask", "blame"}
LANGUAGE: Mapping[str, Any] = {
    "arithmetic": logic.arithmetic,
    "shift": logic.shift,
    "elapsed": logic.elapsed,
    "equal": logic.equal,
    "exact": exact,
    "settled": settled,
}
BUILTINS: Mapping[str, Any] = {"tuple": tuple, "type": type}
"""All of Python's own that compiled expressions use: no import, no file, no attribute."""


def _named(code: CodeType) -> Iterator[str]:
    """Every name it asks for, attributes and imports too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named(constant)


def compile_program(
    definitions: Definitions,
    slots: Mapping[str, int],
    asked: Set[str] = frozenset(),
    spans: Set[str] = frozenset(),
) -> Program:
    """Each definition is written to its slot; every other name's slot holds a fact. `ask` and
    `blame` are written for those of the definitions that are `asked` of; `spans` are the names
    whose value is a number or a day, which may be known within bounds."""
    return Program(_sources(definitions, slots, asked, spans))


def _sources(
    definitions: Definitions, slots: Mapping[str, int], asked: Set[str], spans: Set[str]
) -> dict[str, str]:
    fill, ask, blame = ["def fill(f):"], ["def ask(f, m):"], ["def blame(f, m, d):"]
    defined: dict[int, Defined] = {}
    for name, node in definitions:
        slot = slots[name]
        fill.append(f"    f[{slot}] = {ValueWriter(slots).value(node)}")
        writer = OpenWriter(slots, spans, defined)
        if name in asked:
            could = writer.whole(node)
            ask += [*(f"    {line}" for line in writer.before), f"    m[{slot}] = {could}"]
            writer = OpenWriter(slots, spans, defined)
            # A span may be known and yet be in doubt (`<5`); anything else is in doubt only where
            # it is None.
            waits = f"m[{slot}]" if writer.is_span(node) else f"f[{slot}] is None"
            doubt = writer.doubt_of_unknown(node, f"m[{slot}]")
            lines = [*writer.before, f"d[{slot}] = {doubt}"]
            blame += [f"    if {waits}:", *(f"        {line}" for line in lines)]
        # After it was written: a definition does not read itself.
        defined[slot] = Defined(writer.is_steady(node), writer.ever(node))
    return {
        name: "\n".join([*lines, "    return None", ""])
        for name, lines in (("fill", fill), ("ask", ask), ("blame", blame))
    }


def compile_each(
    definitions: Definitions, slots: Mapping[str, int]
) -> dict[int, Callable[[Slots], Value]]:
    """The value of each definition by itself, by its slot: for who changes one fact and computes
    only what that reaches."""
    writer, source = ValueWriter(slots), list[str]()
    for name, node in definitions:
        source.append(f"def value{slots[name]}(f): return {writer.value(node)}")
    space: dict[str, Any] = {**LANGUAGE, "__builtins__": BUILTINS}
    exec(compile("\n".join(source), "<guideline>", "exec"), space)
    return {slots[name]: space[f"value{slots[name]}"] for name, _ in definitions}


class Compiled:
    def evaluate(
        self, definitions: Definitions, types: Types, patients: Sequence[Facts]
    ) -> list[list[Value]]:
        defined = [name for name, _ in definitions]
        facts = [name for name in types if name not in defined]
        slots = {name: slot for slot, name in enumerate([*facts, *defined])}
        program = compile_program(definitions, slots)
        rows = []
        for patient in patients:
            values: Slots = [*(patient[name] for name in facts), *(None for _ in defined)]
            program.fill(values)
            rows.append(values[len(facts) :])
        return rows
