"""What is wrong with an expression: the kind of mistake, its place in the text, what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

FaultKind = Literal[
    "not-an-expression",
    "other-spelling",
    "unclosed",
    "unit-without-quotes",
    "wrong-date",
    "unknown-name",
    "unknown-function",
    "missing-unit",
    "wrong-unit",
    "wrong-type",
    "wrong-value",
]


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    says: str
    at: int
    """Offset of the first character that is meant, in the text of the expression."""
    end: int
    """And of the one after the last."""
    help: str = ""
    about: str = ""
    """What is missed, in a word: faults about the same thing have one cause."""


class ExpressionError(Exception):
    """All that is wrong in one expression."""

    def __init__(self, text: str, *faults: Fault) -> None:
        self.text, self.faults = text, faults
        super().__init__("\n".join(line for fault in faults for line in _lines(text, fault)))

    @property
    def problem(self) -> str:
        return self.faults[0].says

    @property
    def at(self) -> int:
        return self.faults[0].at


def _lines(text: str, fault: Fault) -> Iterator[str]:
    """What is wrong, the line of the text that it stands on with a mark under it, and the help."""
    start = text.rfind("\n", 0, fault.at) + 1
    line = text[start:].split("\n", 1)[0]
    width = max(1, min(fault.end, start + len(line)) - fault.at)
    yield fault.says
    yield f"  {line}"
    yield f"  {' ' * (fault.at - start)}{'^' * width}"
    if fault.help:
        yield fault.help


def closest(name: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The known name that was probably meant, or none."""
    close = get_close_matches(name, list(known), n=1, cutoff=alike)
    return close[0] if close else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """'; did you mean …?' or nothing."""
    close = closest(name, known)
    return f"; did you mean {close}?" if close else ""
