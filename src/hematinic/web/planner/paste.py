"""A block of laboratory text, line by line: `Hb 9.2 g/dL (12.0-15.0)`, `Ferritin: <5 ug/L`.

What is not understood is shown again, never guessed. A number without a unit is not taken: all the
readings that a patient could have are named instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import re2

from hematinic.guideline.model import Element, Guideline
from hematinic.guideline.quantities import scaled
from hematinic.record.units import to_canonical
from hematinic.web.planner.form import Values

LINE = re2.compile(
    r"(?i)^[\s\pZ]*(?P<name>[A-Za-z%][A-Za-z0-9 .,+%()/-]*?)[\s\pZ]*[:=\t ][\s\pZ]*"
    r"(?P<flag>\*|\b[HL]\b)?[\s\pZ]*"
    r"(?P<value>[<>≤≥]?[\s\pZ]*\d+(?:[.,]\d+)?|positive|negative|indeterminate)"
    r"[\s\pZ]*(?P<unit>[^\s\pZ(\[]*)"
)
"""Any text can be pasted, and this can be matched in many ways: RE2 tries them all at once."""

UNKNOWN = ": not recognized"
"""What is said of a line that names nothing known."""

DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b|\b(\d{1,2})/(\d{1,2})/(\d{4})\b")


@dataclass(slots=True)
class Pasted:
    values: Values = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Lines that were not taken, each with the reason."""


def read_text(text: str, guideline: Guideline) -> Pasted:
    pasted, names = Pasted(), _names(guideline)
    for line in text.splitlines():
        if not line.strip():
            continue
        if (day := _date(line)) and not LINE.match(DATE.sub("", line)):
            pasted.values["on"] = day
            continue
        _take(line.strip(), names, pasted)
    return pasted


def _take(line: str, names: Mapping[str, Element], pasted: Pasted) -> None:
    match = LINE.match(line)
    element = names.get(_plain(match["name"])) if match else None
    if match is None or element is None:
        pasted.left.append(f"{line}{UNKNOWN}")
        return
    value = re.sub(r"\s", "", match["value"]).replace(",", ".").replace("≤", "<").replace("≥", ">")
    if element.kind == "result":
        pasted.values[f"is.{element.name}"] = value.lower()
    elif not match["unit"]:
        pasted.left.append(f"{line}: no unit. {readings(element, value)}")
        return
    elif not _possible(element, value, match["unit"]):
        pasted.left.append(f"{line}: no patient has that in this unit. {readings(element, value)}")
        return
    else:
        unit = _listed(element, match["unit"])
        pasted.values |= {f"value.{element.name}": value, f"unit.{element.name}": unit}
    pasted.taken.append(f"{element.label}: {value} {match['unit']}".strip())


def _possible(element: Element, value: str, unit: str) -> bool:
    by = to_canonical(element, unit)
    if by is None:
        return False
    low, high = element.possible or (0.0, float("inf"))
    amount = scaled(float(value.lstrip("<>")), by)
    return value[0] in "<>" or low <= amount <= high


def _listed(element: Element, unit: str) -> str:
    """The unit as the form lists it, where it means just that."""
    by = to_canonical(element, unit)
    known = (element.unit, *element.accepts)
    return next(
        (unit_known for unit_known in known if to_canonical(element, unit_known) == by), unit
    )


def readings(element: Element, value: str) -> str:
    """`Is it 9.5 g/dL (95 g/L)?` of every unit in which a patient could have the value."""
    try:
        amount = float(value.lstrip("<>≤≥"))
    except ValueError:
        return ""
    low, high = element.plausible or element.possible or (0.0, float("inf"))
    units = {element.unit: 1.0, **element.accepts}
    fitting: dict[float, str] = {}
    for unit, by in units.items():
        canonical = scaled(amount, by)
        if low <= canonical <= high and canonical not in fitting:
            same = "" if unit == element.unit else f" ({canonical:g} {element.unit})"
            fitting[canonical] = f"{value} {unit}{same}"
    return f"Is it {' or '.join(fitting.values())}?" if fitting else ""


def _names(guideline: Guideline) -> dict[str, Element]:
    names: dict[str, Element] = {}
    for name, element in guideline.elements.items():
        if element.kind in ("quantity", "result"):
            short = re.findall(r"\(([A-Z][\w -]+)\)", element.label)
            label = re.sub(r" ?\([^()]*\)", "", element.label)
            for known in (name.replace("_", " "), label, *short, *element.printed_as):
                names.setdefault(_plain(known), element)
    return names


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.lower()).strip(" :.")


def _date(line: str) -> str:
    """A day written as 2026-11-20 or, as in the United Kingdom, 20/11/2026."""
    match = DATE.search(line)
    if not match:
        return ""
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    return f"{year}-{int(month):02}-{int(day):02}"
