"""Places in sentences that are filled when a guideline is read, so that a figure stands once.

`{apart:calcium}` is the hours of that interaction in words, seen from what it names first;
`{around:meals}` seen from the other. `{limit:folate_deficient_below}` is the guideline's own number
of a limit, `{limit:… in nmol/L}` in another unit, `{limit:… number}` without one. What is filled
for each patient has no colon: `{folate}`.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from hematinic.guideline.apart import apart, around
from hematinic.guideline.model import Guideline
from hematinic.guideline.printed import printed
from hematinic.guideline.quantities import factor
from hematinic.guideline.wrong import Where, Wrong

SECTIONS = (
    "findings", "recommendations", "verdicts", "alerts", "monitoring", "leaflet", "answers",
)  # fmt: skip
"""Whose sentences have places."""

_PLACE = re.compile(r"\{(apart|around|limit):([^}]*)\}")

Say = Callable[[re.Match[str]], str]


def filled(guideline: Guideline) -> tuple[Guideline, list[tuple[Where, Wrong]]]:
    """The guideline with all such places filled, and those that name nothing."""
    mistakes: list[tuple[Where, Wrong]] = []

    def of(section: str, name: str, entry: Any) -> Any:
        def said(match: re.Match[str]) -> str:
            try:
                text = _filled(match, guideline)
            except ValueError as error:
                mistakes.append(((section, name), Wrong("unknown-name", str(error), word=match[0])))
                return ""
            # A sentence may begin with a place: "{apart:…} from meals" is "Two hours from meals".
            return text[:1].upper() + text[1:] if match.start() == 0 else text

        return _with(entry, said)

    sections: dict[str, Any] = {}
    for section in SECTIONS:
        entries = getattr(guideline, section)
        if isinstance(entries, dict):
            sections[section] = {name: of(section, name, entry) for name, entry in entries.items()}
        else:
            sections[section] = tuple(of(section, entry.id, entry) for entry in entries)
    return msgspec.structs.replace(guideline, **sections), mistakes


def _with(value: Any, fill: Say) -> Any:
    """The same entry, with every text in it filled."""
    if isinstance(value, str):
        return _PLACE.sub(fill, value) if ":" in value and "{" in value else value
    if isinstance(value, tuple):
        return tuple(_with(part, fill) for part in value)
    if isinstance(value, dict):
        return {key: _with(part, fill) for key, part in value.items()}
    if isinstance(value, msgspec.Struct):
        changes = dict(_changes(value, fill))
        return msgspec.structs.replace(value, **changes) if changes else value
    return value


def _changes(entry: msgspec.Struct, fill: Say) -> Iterator[tuple[str, Any]]:
    for key in entry.__struct_fields__:
        before = getattr(entry, key)
        after = _with(before, fill)
        if after != before:
            yield key, after


def _filled(match: re.Match[str], guideline: Guideline) -> str:
    kind, name = match[1], match[2]
    if kind == "limit":
        return _limit(name, guideline)
    interaction = guideline.interactions.get(name)
    if interaction is None or interaction.avoid:
        raise ValueError(f"'{match[0]}' names no interaction that has hours")
    return apart(interaction) if kind == "apart" else around(interaction)


def _limit(name: str, guideline: Guideline) -> str:
    match = re.fullmatch(r"(\w+)(?: in (\S+)| (number))?", name)
    limit = guideline.limits.get(match[1]) if match else None
    if match is None or limit is None or limit.of not in guideline.elements:
        raise ValueError(f"'{{limit:{name}}}' names no limit")
    element = guideline.elements[limit.of]
    unit = match[2] or printed(element.unit)
    by = factor(element, re.sub(r"^micro(gram|mol)s?\b", _short, unit))
    if by is None:
        raise ValueError(f"'{unit}' is no unit of {limit.of}")
    # In another unit it is rounded to a whole number, as a reader would; in its own it is as
    # written.
    number = f"{limit.number / by:.0f}" if match[2] else f"{limit.number:g}"
    return number if match[3] else f"{number} {unit}"


def _short(match: re.Match[str]) -> str:
    return "ug" if match[1] == "gram" else "umol"
