"""The tree as Python: all definitions of a guideline compiled into functions.

A patient's values stand in a list; each name has its slot in it. `fill` computes the slots of the
definitions in order. `Open` tells of a definition which facts could still turn it: those that are
unknown, or known only within bounds, and that nothing firmly known has made irrelevant; and for
want of which facts it is unknown: knowing them, and no other, settles it. These are fewer, since
what is shown (`x is true`) is not waited for. Each is a function of its own, which is called where
somebody asks: of most definitions a few others decide, so that nobody asks of a third of them.
"""

import marshal
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from types import CodeType
from typing import Any

from hematinic.expressions import logic
from hematinic.expressions.engine import Definitions, Facts, Types
from hematinic.expressions.logic import Value
from hematinic.expressions.python_open import Defined, OpenWriter, exact, reading, settled
from hematinic.expressions.python_values import ValueWriter

Slots = list[Value]
"""The values of all names; None where unknown. The slots of definitions are filled in."""

Mask = int
"""A bit set of the slots of facts."""


class Program:
    """Expressions compiled together. The code is read when it is first run: a proof fills, and
    asks nothing."""

    def __init__(self, written: str | bytes) -> None:
        """As text, or as it was kept."""
        self.written = written

    @cached_property
    def fill(self) -> Callable[[Slots], None]:
        fill: Callable[[Slots], None] = self.functions["fill"]
        return fill

    @cached_property
    def functions(self) -> Mapping[str, Any]:
        """All that it defines. Raises EOFError, TypeError or ValueError where it is no code, or
        asks for more than the language has."""
        code, space = self.code(), {**LANGUAGE, "__builtins__": BUILTINS}
        # Code that was kept on disk is foreign until it is looked at: it may name the language and
        # nothing else.
        if other := {name for name in _named(code) if not (name in KNOWN or _OWN(name))}:
            raise ValueError(f"no program of a guideline: it names {', '.join(sorted(other))}")
        exec(code, space)
        return space

    def code(self) -> CodeType:
        if isinstance(self.written, str):
            return compile(self.written, "<guideline>", "exec")
        code = marshal.loads(self.written)
        if not isinstance(code, CodeType):
            raise ValueError("no program of a guideline: it is no code")
        return code

    def as_bytes(self) -> bytes:
        if isinstance(self.written, str):
            self.written = marshal.dumps(self.code())
        return self.written

    def __reduce__(self) -> tuple[Any, ...]:
        return Program, (self.as_bytes(),)


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

KNOWN = LANGUAGE.keys() | BUILTINS.keys()

_OWN = re.compile(r"fill|(open|doubt)(_of|\d+)").fullmatch
"""What a program itself defines."""


def _named(code: CodeType) -> Iterator[str]:
    """Every name it asks for, attributes and imports too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named(constant)


def compile_program(definitions: Definitions, slots: Mapping[str, int]) -> Program:
    """Each definition is written to its slot, in an order in which each reads only what stands
    before it; every other name's slot holds a fact."""
    values = (f" f[{slots[name]}] = {ValueWriter(slots).value(node)}" for name, node in definitions)
    return Program("\n".join(["def fill(f):", *values, " return None"]))


# What is open


def compile_open(
    stages: Sequence[Definitions], slots: Mapping[str, int], asked: Set[str], spans: Set[str]
) -> Program:
    """Of those of the definitions that are `asked` of; `spans` are the names whose value is a
    number or a day, which may be known within bounds. What a later stage reads of an earlier one
    is to it a fact."""
    source = [line for stage in stages for line in _open_source(stage, slots, asked, spans)]
    theirs = [slots[name] for stage in stages for name, _ in stage if name in asked]
    for kind in ("open", "doubt"):
        source.append(f"{kind}_of = {{{', '.join(f'{slot}: {kind}{slot}' for slot in theirs)}}}")
    return Program("\n".join(source))


def _open_source(
    definitions: Definitions, slots: Mapping[str, int], asked: Set[str], spans: Set[str]
) -> Iterator[str]:
    defined: dict[int, Defined] = {}
    for name, node in definitions:
        slot, writer = slots[name], OpenWriter(slots, spans, defined)
        if name in asked:
            could = writer.whole(node)
            yield from _function(f"open{slot}(f, m)", writer.before, f"m[{slot}]", could)
            writer = OpenWriter(slots, spans, defined)
            # A span may be known and yet be in doubt (`<5`); anything else is in doubt only where
            # it is None.
            could = reading("open", slot)
            known = f"not {could}" if writer.is_span(node) else f"f[{slot}] is not None"
            doubt = writer.doubt_of_unknown(node, could)
            before = [f"if {known}: return 0", *writer.before]
            yield from _function(f"doubt{slot}(f, m, d)", before, f"d[{slot}]", doubt)
        # After it was written: a definition does not read itself.
        defined[slot] = Defined(name in asked, writer.is_steady(node), writer.ever(node))


def _function(head: str, before: Iterable[str], kept: str, value: str) -> Iterator[str]:
    yield f"def {head}:"
    yield from (f" {line}" for line in before)
    yield f" {kept} = mask = {value}"
    yield " return mask"


class Open:
    """What could turn the definitions for one patient, and what they wait for: computed where it is
    asked for, and then kept."""

    __slots__ = ("doubt_of", "doubts", "masks", "open_of", "values")

    def __init__(self, program: Program, values: Slots) -> None:
        """`values`: filled."""
        self.open_of: Mapping[int, Callable[..., Mask]] = program.functions["open_of"]
        self.doubt_of: Mapping[int, Callable[..., Mask]] = program.functions["doubt_of"]
        self.values = values
        self.masks: list[Mask | None] = [None] * len(values)
        self.doubts: list[Mask | None] = [None] * len(values)

    def could_turn(self, slot: int) -> Mask:
        mask = self.masks[slot]
        if mask is None:
            mask = self.open_of[slot](self.values, self.masks)
        return mask

    def could_turn_each(self, slots: Iterable[int]) -> list[Mask]:
        values, masks, open_of = self.values, self.masks, self.open_of
        return [
            open_of[slot](values, masks) if (mask := masks[slot]) is None else mask
            for slot in slots
        ]

    def waits_for(self, slot: int) -> Mask:
        doubt = self.doubts[slot]
        if doubt is None:
            doubt = self.doubt_of[slot](self.values, self.masks, self.doubts)
        return doubt


# Each by itself


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
