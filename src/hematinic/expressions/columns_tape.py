"""A straight line of operations on arrays, each written once: what `columns` writes, a block runs.

A register holds an array of the block's length or a single value that stands for all of it. One
that is read no more is let go, so that a block stays small however long the line is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

Plane = Literal["true", "false", "low", "high", "code"]
"""Of a truth where it is true and where it is false; of a span its ends; of a text its code."""

Register = int


@dataclass(frozen=True, slots=True)
class Truths:
    """Unknown where it is neither."""

    true: Array
    false: Array


@dataclass(frozen=True, slots=True)
class Spans:
    """Floats; both ends NaN where it is unknown."""

    low: Array
    high: Array


@dataclass(frozen=True, slots=True)
class Texts:
    """Codes of `Words`; UNSAID where it is unknown."""

    code: Array


Column = Truths | Spans | Texts

UNSAID = -1


class Words:
    """Texts as whole numbers."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.codes: dict[str, int] = {}
        for text in texts:
            self.code(text)

    def code(self, text: str) -> int:
        return self.codes.setdefault(text, len(self.codes))

    def texts(self) -> tuple[str, ...]:
        """By their codes."""
        return tuple(self.codes)


@dataclass(frozen=True, slots=True)
class Step:
    function: Callable[..., Any]
    static: tuple[Any, ...]
    of: tuple[Register, ...]
    to: tuple[Register, ...]
    dead: tuple[Register, ...] = ()
    """What nothing reads any more after it."""


@dataclass(slots=True)
class Tape:
    """While it is written."""

    steps: list[Step] = field(default_factory=list)
    inputs: dict[tuple[str, Plane], Register] = field(default_factory=dict)
    constants: dict[Register, Any] = field(default_factory=dict)
    known: dict[tuple[Any, ...], tuple[Register, ...]] = field(default_factory=dict)
    registers: int = 0

    def register(self) -> Register:
        self.registers += 1
        return self.registers - 1

    def input(self, name: str, plane: Plane) -> Register:
        if (name, plane) not in self.inputs:
            self.inputs[name, plane] = self.register()
        return self.inputs[name, plane]

    def constant(self, value: Any) -> Register:
        # With its type: `1 == True == 1.0`, and a dictionary would give one for the other.
        key = ("constant", type(value), value)
        if key not in self.known:
            register = self.register()
            self.constants[register] = value
            self.known[key] = (register,)
        return self.known[key][0]

    def do(
        self,
        function: Callable[..., Any],
        *of: Register,
        static: tuple[Any, ...] = (),
        results: int = 1,
    ) -> tuple[Register, ...]:
        """What has been written once is not written again."""
        key = (function, static, of)
        if key not in self.known:
            to = tuple(self.register() for _ in range(results))
            self.steps.append(Step(function, static, of, to))
            self.known[key] = to
        return self.known[key]

    def one(
        self, function: Callable[..., Any], *of: Register, static: tuple[Any, ...] = ()
    ) -> Register:
        return self.do(function, *of, static=static)[0]


class Line:
    """Ready to run, for what is `wanted` of it and nothing else."""

    def __init__(self, tape: Tape, wanted: Mapping[Any, Register]) -> None:
        self.wanted = dict(wanted)
        self.inputs = dict(tape.inputs)
        self.blank = [tape.constants.get(register) for register in range(tape.registers)]
        self.steps = _let_go(_needed(tape.steps, set(self.wanted.values())), self.wanted.values())

    def run(self, facts: Mapping[str, Column]) -> dict[Any, Any]:
        """Of all that is wanted an array, or a value that stands for the whole block."""
        held = self.blank.copy()
        for (name, plane), register in self.inputs.items():
            held[register] = getattr(facts[name], plane)
        with np.errstate(all="ignore"):
            for step in self.steps:
                result = step.function(*step.static, *[held[register] for register in step.of])
                if len(step.to) == 1:
                    held[step.to[0]] = result
                else:
                    for register, part in zip(step.to, result, strict=True):
                        held[register] = part
                for register in step.dead:
                    held[register] = None
        return {key: held[register] for key, register in self.wanted.items()}


def _needed(steps: list[Step], wanted: set[Register]) -> list[Step]:
    needed, kept = set(wanted), []
    for step in reversed(steps):
        if needed & set(step.to):
            needed.update(step.of)
            kept.append(step)
    return kept[::-1]


def _let_go(steps: list[Step], kept: Iterable[Register]) -> list[Step]:
    read = set(kept)
    marked = []
    for step in reversed(steps):
        dead = tuple({*step.of, *step.to} - read)
        read.update(step.of)
        marked.append(Step(step.function, step.static, step.of, step.to, dead))
    return marked[::-1]
