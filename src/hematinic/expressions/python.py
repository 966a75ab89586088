"""The tree as Python: all definitions of a guideline compiled into functions.

A patient's values stand in a list; each name has its slot in it. `fill` computes the slots of the
definitions in order. `Open` tells of a definition which facts could still turn it: those that are
unknown, or known only within bounds, and that nothing firmly known has made irrelevant; and for
want of which facts it is unknown: knowing them, and no other, settles it. These are fewer, since
what is shown (`x is true`) is not waited for. What a definition waits for is a function of its own,
called where somebody asks: most definitions are known.
"""

import marshal
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from types import CodeType
from typing import Any

from hematinic.expressions import logic
from hematinic.expressions.engine import Definitions, Facts, Types
from hematinic.expressions.logic import Value
from hematinic.expressions.python_open import Defined, OpenWriter, exact, settled, unsettled
from hematinic.expressions.python_values import ValueWriter
from hematinic.expressions.syntax import Call, Name, Node

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
    "unsettled": unsettled,
}
BUILTINS: Mapping[str, Any] = {"tuple": tuple, "type": type}
"""All of Python's own that compiled expressions use: no import, no file, no attribute."""

KNOWN = LANGUAGE.keys() | BUILTINS.keys()

_OWN = re.compile(r"(fill|ask)\d*|doubt(_of|\d+)").fullmatch
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
    values = [
        [f"f[{slots[name]}] = {ValueWriter(slots).value(node)}"] for name, node in definitions
    ]
    return Program("\n".join(_in_parts("fill", "f", values)))


PART = 40
"""Definitions in one function: Python numbers its constants, and takes an instruction more to load
one above 255."""


def _in_parts(name: str, arguments: str, statements: Sequence[Sequence[str]]) -> Iterator[str]:
    """A function, of the statements of each definition in their order."""
    parts = [statements[first : first + PART] for first in range(0, len(statements), PART)]
    for number, part in enumerate(parts):
        yield f"def {name}{number}({arguments}):"
        yield from (f" {line}" for lines in part for line in lines)
    yield f"def {name}({arguments}):"
    yield from (f" {name}{number}({arguments})" for number in range(len(parts)))
    yield " return None"


# What is open


def compile_open(
    stages: Sequence[Definitions], slots: Mapping[str, int], asked: Set[str], spans: Set[str]
) -> Program:
    """Code that tells, for each definition in `asked`, the facts that could still turn it. `spans`:
    names of numbers and days, which may be known within bounds only. A later stage takes what an
    earlier one decided for a fact."""
    # Of a fact it is worked out once what is open of it; a stage before is none of the facts here.
    facts = min((slots[name] for stage in stages for name, _ in stage), default=0)
    could = [[f"m[:{facts}] = unsettled(f, {facts})"]]
    doubts, doubt_of = list[str](), list[str]()
    for definitions in stages:
        defined: dict[int, Defined] = {}
        for name, node in definitions:
            slot, writer = slots[name], OpenWriter(slots, spans, defined, facts)
            if name in asked:
                mask = writer.whole(node)
                could.append([*writer.before, f"m[{slot}] = {mask}"])
                writer = OpenWriter(slots, spans, defined, facts)
                doubts += _doubt(node, slot, writer)
                doubt_of.append(f"{slot}: doubt{slot}")
            # After it was written: a definition does not read itself.
            defined[slot] = Defined(writer.is_steady(node), writer.ever(node))
    source = [*_in_parts("ask", "f, m", could), *doubts, f"doubt_of = {{{', '.join(doubt_of)}}}"]
    return Program("\n".join(source))


def _doubt(node: Node, slot: int, writer: OpenWriter) -> Iterator[str]:
    # A span may be known and yet be in doubt (`<5`); anything else is in doubt only where it is
    # None.
    known = f"not m[{slot}]" if writer.is_span(node) else f"f[{slot}] is not None"
    doubt = writer.doubt_of_unknown(node, f"m[{slot}]")
    yield f"def doubt{slot}(f, m, d):"
    yield f" if {known}: return 0"
    yield from (f" {line}" for line in writer.before)
    yield f" return {doubt}"


class Open:
    """What could turn the definitions for one patient, and what they wait for: computed where it is
    asked for, and then kept."""

    def __init__(self, program: Program, values: Slots) -> None:
        """`values`: filled."""
        self.program, self.values = program, values

    @cached_property
    def could_turn(self) -> list[Mask]:
        """By the slot of each definition."""
        masks = [0] * len(self.values)
        self.program.functions["ask"](self.values, masks)
        return masks

    @cached_property
    def waits_for(self) -> Mapping[int, Mask]:
        """By the slot of each definition."""
        return _Doubts(self)


class _Doubts(dict[int, Mask]):
    """Each is computed when it is first asked for."""

    def __init__(self, of: Open) -> None:
        super().__init__()
        self.known, self.masks = of.values, of.could_turn
        self.doubt_of = of.program.functions["doubt_of"]

    def __missing__(self, slot: int) -> Mask:
        doubt = self.doubt_of.get(slot)
        mask: Mask = doubt(self.known, self.masks, self) if doubt else 0
        self[slot] = mask
        return mask


# Each by itself


def compile_each(
    definitions: Definitions, slots: Mapping[str, int], within: Mapping[str, Node]
) -> dict[int, Callable[[Slots], Value]]:
    """The value of each definition by itself, by its slot: for who changes one fact and computes
    only what that reaches. Those `within` others are computed where they are read."""
    writer, source = _Within(slots, within), list[str]()
    alone = [(slots[name], node) for name, node in definitions if name not in within]
    for slot, node in alone:
        source.append(f"def value{slot}(f): return {writer.value(node)}")
    space: dict[str, Any] = {**LANGUAGE, "__builtins__": BUILTINS}
    exec(compile("\n".join(source), "<guideline>", "exec"), space)
    return {slot: space[f"value{slot}"] for slot, _ in alone}


class _Within(ValueWriter):
    """Writes the expression of some names in their place."""

    def __init__(self, slots: Mapping[str, int], within: Mapping[str, Node]) -> None:
        super().__init__(slots)
        self.within = within

    def value(self, node: Node) -> str:
        while isinstance(node, Name | Call) and node.name in self.within:
            node = self.within[node.name]
        return super().value(node)


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
