"""A finding as one expression, whichever way it is written, and where each part of it stands.

`any_of` is joined by `or`, `all_of` by `and`; `first_of` is `if … then … else …`, so that a case
whose `when` is unknown does not hold. `unknown: false` is `(…) is true`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hematinic.guideline.model import Finding
from hematinic.guideline.written import Stated

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an expression that stands by itself in the file."""

    text: str
    path: Path
    truth: bool = True
    """Whether it is true or false, or a value."""


WAYS = ("define", "any_of", "all_of", "first_of")


def mistakes(finding: Finding) -> Iterator[tuple[str, Path]]:
    """What is wrong with the way it is written, and where."""
    ways = [way for way in WAYS if getattr(finding, way)]
    if len(ways) > 1 or not (ways or finding.cases):
        says = f"a finding is written as one of {', '.join(WAYS)}, or by its cases alone"
        yield says, (ways[1],) if ways else ()
    if finding.otherwise is not None and not finding.first_of:
        yield "'otherwise' ends the cases of 'first_of', and there are none", ("otherwise",)
    if len(finding.first_of) == 1 and finding.otherwise is None:
        yield "one case alone needs an 'otherwise'", ("first_of",)


def composed(finding: Finding) -> tuple[str, tuple[Piece, ...]]:
    """The expression, and the pieces it is made of; none where it stands in one."""
    if finding.first_of:
        text, pieces = _cases(finding)
    elif finding.define:
        text, pieces = finding.define, []
    else:
        text, pieces = _joined(finding)
    if finding.unknown is not None:
        text = f"({text}) is {'not false' if finding.unknown else 'true'}"
    return text, tuple(pieces)


def _joined(finding: Finding) -> tuple[str, list[Piece]]:
    way = "all_of" if finding.all_of else "any_of" if finding.any_of else "cases"
    parts: Sequence[str] = [*finding.cases] if way == "cases" else getattr(finding, way)
    pieces = [Piece(part, (way, part if way == "cases" else i)) for i, part in enumerate(parts)]
    word = " and " if way == "all_of" else " or "
    return word.join(_whole(piece.text) for piece in pieces), pieces


def _cases(finding: Finding) -> tuple[str, list[Piece]]:
    text, pieces = "", []
    for i, case in enumerate(finding.first_of):
        value = stated(case.is_, finding.options)
        pieces += [
            Piece(case.when, ("first_of", i, "when")),
            Piece(value, ("first_of", i, "is"), truth=False),
        ]
        text += f"if {_whole(case.when)} then {_whole(value)} else "
    last = stated(finding.otherwise, finding.options)
    pieces.append(Piece(last, ("otherwise",), truth=False))
    return text + _whole(last), pieces


def _whole(text: str) -> str:
    """So that nothing beside it can tear it apart."""
    return text if re.fullmatch(r"\w+|'\w*'", text) else f"({text})"


def stated(value: Stated | None, options: Sequence[str] = ()) -> str:
    """What is written for a value as an expression: `awaited` of the options is the text."""
    if value is None or value == "unknown":
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if value in options else f"{value}"
