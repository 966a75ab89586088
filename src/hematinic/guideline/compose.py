"""A finding or a claim as one expression, however it is written, and where each part of it stands.

`any_of` is joined by `or`, `all_of` by `and`; `first_of` is `if … then … else …`, so that a case
whose `when` is unknown does not hold. `unknown: false` is `(…) is true`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from hematinic.guideline.model import Finding
from hematinic.guideline.safety import Invariant
from hematinic.guideline.written import Case, Stated
from hematinic.guideline.wrong import Path, Wrong


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an expression that stands by itself in the file."""

    text: str
    path: Path
    truth: bool = True
    """Whether it is true or false, or a value."""


WAYS = ("define", "any_of", "all_of", "first_of")


KEEP_ONE = "write the one that is meant"

CLAIMS = ("never", "none_of", "always", "all_of", "any_of")


def mistakes(finding: Finding) -> Iterator[Wrong]:
    """What is wrong with the way it is written, and where."""
    keys = [key for key in WAYS if getattr(finding, key)]
    if len(keys) > 1 or not (keys or finding.cases):
        says = f"a finding is written as one of {', '.join(WAYS)}, or by its cases alone"
        yield Wrong("one-of-these", says, (keys[1],) if keys else (), KEEP_ONE)
    yield from _of_table(finding, ())


def _of_table(table: Finding | Case, path: Path) -> Iterator[Wrong]:
    if table.otherwise is not None and not table.first_of:
        says = "`otherwise` ends the cases of `first_of`, and there are none"
        yield Wrong("goes-together", says, (*path, "otherwise"), "add the cases, or take it out")
    if len(table.first_of) == 1 and table.otherwise is None:
        says = "one case alone needs an `otherwise`"
        yield Wrong("goes-together", says, (*path, "first_of"), "add `otherwise: …`")
    for i, case in enumerate(table.first_of):
        place = (*path, "first_of", i)
        # Just one of the two: neither, or both, is the mistake.
        if (case.is_ is None) is not bool(case.first_of):
            says = "a case says what it `is`, or is a table of its own: one of the two"
            yield Wrong("one-of-these", says, place, KEEP_ONE)
        yield from _of_table(case, place)


def all_cases(table: Finding | Case, path: Path = ()) -> Iterator[tuple[Path, Case]]:
    """Each case with its place, those of tables within cases too."""
    for i, case in enumerate(table.first_of):
        place = (*path, "first_of", i)
        yield place, case
        yield from all_cases(case, place)


def composed(finding: Finding) -> tuple[str, tuple[Piece, ...]]:
    """The expression, and the pieces it is made of; none where it stands in one."""
    if finding.first_of:
        text, pieces = _cases(finding, finding.options)
    elif finding.define:
        text, pieces = finding.define, []
    else:
        text, pieces = _joined(finding)
    if finding.unknown is not None:
        # `unknown: false` of `a and b`: (a and b) is true, in which null counts as false does;
        # `unknown: true`: (a and b) is not false, in which it counts as true does.
        text = f"({text}) is {'not false' if finding.unknown else 'true'}"
    return text, tuple(pieces)


def claim_mistakes(item: Invariant) -> Iterator[Wrong]:
    keys = [key for key in CLAIMS if getattr(item, key)]
    if len(keys) != 1:
        says = f"an invariant is written as one of {', '.join(CLAIMS)}"
        yield Wrong("one-of-these", says, (keys[1],) if keys else (), KEEP_ONE)


def claimed(item: Invariant) -> tuple[Invariant, tuple[Piece, ...]]:
    """The invariant as one expression, and the pieces it is made of."""
    pieces = [
        Piece(text, (key,)) for key in ("where", "never", "always") if (text := getattr(item, key))
    ]
    for key in ("where_shown", "none_of", "all_of", "any_of"):
        pieces += (Piece(text, (key, i)) for i, text in enumerate(getattr(item, key)))
    shown = f"({_listed(item.where_shown, ' or ')}) is true" if item.where_shown else ""
    where = " and ".join(bracketed(part) for part in (item.where, shown) if part)
    never = item.never or _listed(item.none_of, " or ")
    always = item.always or _listed(item.all_of, " and ") or _listed(item.any_of, " or ")
    if where and never:
        # Never, where it holds; always, if it holds: an implication, which is true of all others.
        never = f"{where} and {bracketed(never)}"
    if where and always:
        always = f"{where} implies {bracketed(always)}"
    plain = msgspec.structs.replace(item, never=never, always=always)
    return plain, tuple(pieces) if len(pieces) > 1 else ()


def _listed(parts: Sequence[str], word: str) -> str:
    return word.join(map(bracketed, parts))


def _joined(finding: Finding) -> tuple[str, list[Piece]]:
    key = "all_of" if finding.all_of else "any_of" if finding.any_of else "cases"
    parts: Sequence[str] = [*finding.cases] if key == "cases" else getattr(finding, key)
    pieces = [Piece(part, (key, part if key == "cases" else i)) for i, part in enumerate(parts)]
    word = " and " if key == "all_of" else " or "
    return _listed(parts, word), pieces


def _cases(
    table: Finding | Case, options: Sequence[str], path: Path = ()
) -> tuple[str, list[Piece]]:
    text, pieces = "", []
    for i, case in enumerate(table.first_of):
        place = (*path, "first_of", i)
        pieces.append(Piece(case.when, (*place, "when")))
        if case.first_of:
            value, more = _cases(case, options, place)
            pieces += more
        else:
            value = stated(case.is_, options)
            pieces.append(Piece(value, (*place, "is"), truth=False))
        # The chain stays open at its end: the next case, or `otherwise`, is what stands behind its
        # last `else`.
        text += f"if {bracketed(case.when)} then {bracketed(value)} else "
    last = stated(table.otherwise, options)
    pieces.append(Piece(last, (*path, "otherwise"), truth=False))
    return text + bracketed(last), pieces


def bracketed(text: str) -> str:
    """In brackets where it needs them to stay together beside other operators."""
    # A name, a text and a call need no brackets; all else gets them, since `a or b` beside an `and`
    # would be torn apart.
    return text if re.fullmatch(r"\w+|'\w*'|\w+\([\w-]+\)", text) else f"({text})"


def stated(value: Stated | None, options: Sequence[str] = ()) -> str:
    """What is written for a value as an expression: `awaited` of the options is the text."""
    if value is None or value == "unknown":
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if value in options else f"{value}"
