"""A block of laboratory text, line by line: `Hb 9.2 g/dL (12.0-15.0)`, `Ferritin: <5 ug/L`.

What is not understood is shown again, never guessed. A number without a unit is not taken: all the
readings that a patient could have are named instead.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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

MARKS = re.compile(
    r"[\W\d]*(?:(?:low|high|normal|abnormal|below|above|range|reference|ref|on|at|of|taken|[hl])"
    r"[\W\d]*)*",
    re.IGNORECASE,
)
"""What a laboratory writes behind a result; all other words are told something by."""

VALUE, UNIT = 3, 4
"""Its groups; RE2 tells where one stands by its number alone."""

UNKNOWN = "not recognized"
"""What is said of a line that names nothing known,"""

NO_UNIT = "no unit."
TWO_NUMBERS = "its point may part thousands."
IMPOSSIBLE = "no patient has that in this unit."
"""and of one whose value cannot be taken."""

DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b|\b(\d{1,2})/(\d{1,2})/(\d{4})\b")


RANGE = re.compile(
    r"\s*(?:\([^()]*\)|\[[^\[\]]*\])?\s*(?:\*|\b[HL]\b)?[\s,;.|]*(?:and )?", re.IGNORECASE
)
"""What may stand between one result and the next: the laboratory's range, its mark, a comma, an
*and*."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the units in which a patient could have a value."""

    entered: str
    """As it can be entered: `Hb 9.5 g/dL`."""
    shown: str
    """`9.5 g/dL (95 g/L)`."""


@dataclass(frozen=True, slots=True)
class Left:
    """A line that was not taken."""

    line: str
    why: str
    readings: tuple[Reading, ...] = ()
    """What it may mean, where that is all that is not clear."""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.line}: {self.why}", asked(self.readings)) if part)


@dataclass(slots=True)
class Pasted:
    values: Values = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def read_text(text: str, guideline: Guideline) -> Pasted:
    pasted, names = Pasted(), _names(guideline)
    for line in text.splitlines():
        if not line.strip():
            continue
        if (day := day_in(line)) and not LINE.match(DATE.sub("", line)):
            pasted.values["on"] = day
            continue
        for result in _results(line.strip(), names):
            _take(result, names, pasted)
    return pasted


def results(line: str, guideline: Guideline) -> tuple[list[str], str]:
    """The results that stand in one line, `hb 92 g/L, ferritin 8 ug/L (15-150), numb feet`, and
    what is told behind the last of them."""
    names = _names(guideline)
    *before, last = _results(line, names)
    match = LINE.match(last)
    if match is None or _named(match, names) is None:
        dated = _named(LINE.match(DATE.sub(" ", last)), names)
        return ([*before, last], "") if dated else (before, last)
    element = _named(match, names)
    unit = match["unit"].rstrip(",;")
    is_word = unit.isalpha() and element is not None and to_canonical(element, unit) is None
    between = RANGE.match(last, match.start(UNIT) if is_word else match.end())
    end = between.end() if between else match.end()
    if MARKS.fullmatch(last[end:]):
        return [*before, last], ""
    return [*before, last[:end].strip(" ,;|")], last[end:]


def _results(line: str, names: Mapping[str, Element]) -> Iterator[str]:
    while cut := _next_result(line, names):
        yield line[:cut].rstrip(" ,;|").removesuffix(" and").rstrip(" ,;|")
        line = line[cut:]
    yield line


def _next_result(line: str, names: Mapping[str, Element]) -> int:
    """Where the second result of a line begins; 0 where there is none."""
    match = LINE.match(line)
    element = _named(match, names)
    if match is None or element is None:
        return 0
    ends = [match.end()]
    if match["unit"] and to_canonical(element, match["unit"]) is None:
        ends.append(match.start(UNIT))  # `hb 84 mcv 71`: no unit, but the next name
    for end in ends:
        between = RANGE.match(line, end)
        start = between.end() if between else end
        if start > match.end(VALUE) and _named(LINE.match(line[start:]), names):
            return start
    return 0


def _named(match: Any, names: Mapping[str, Element]) -> Element | None:
    return names.get(_plain(match["name"])) if match else None


def _take(line: str, names: Mapping[str, Element], pasted: Pasted) -> None:
    match = LINE.match(DATE.sub(" ", line))
    element = _named(match, names)
    if match is None or element is None:
        pasted.left.append(Left(line, UNKNOWN))
        return
    # `≤5` tells of a result below what can be measured, as `<5` does: the form knows one sign.
    value = re.sub(r"\s", "", match["value"]).replace("≤", "<").replace("≥", ">")
    unit = match["unit"].rstrip(",;")
    unit = "" if unit in ("H", "L", "*") else unit
    meant = _numbers(element, value, unit)
    # Both are possible in a patient: that must be said by a person.
    if len(meant) > 1:
        both = tuple(
            Reading(f"{match['name']} {number} {unit}", f"{number} {unit}") for number in meant
        )
        pasted.left.append(Left(line, TWO_NUMBERS, both))
        return
    value = meant[0]
    if element.kind == "result":
        pasted.values[f"is.{element.name}"] = value.lower()
    elif not unit:
        pasted.left.append(Left(line, NO_UNIT, readings(element, value, match["name"])))
        return
    # Also where the unit is of another kind: nothing possible is written in it.
    elif not _possible(element, value, unit):
        pasted.left.append(Left(line, IMPOSSIBLE, readings(element, value, match["name"])))
        return
    else:
        pasted.values |= {
            f"value.{element.name}": value,
            f"unit.{element.name}": _listed(element, unit),
        }
    day = day_in(line)
    if day:
        pasted.values[f"on.{element.name}"] = day
    taken = f"{element.label}: {value} {unit}".strip()
    pasted.taken.append(f"{taken} of {day}" if day else taken)


def _numbers(element: Element, value: str, unit: str) -> list[str]:
    """What a number may mean: `1,200` and `1.200` are twelve hundred or one and a fifth. What no
    patient could have is not meant, unless all of it is."""
    grouped = re.fullmatch(r"([<>]?\d{1,3})[.,](\d{3})", value)
    decimal = value.replace(",", ".")
    if grouped is None:
        return [decimal]
    both = [decimal, grouped[1] + grouped[2]]
    by = to_canonical(element, unit) if unit else 1.0
    low, high = element.plausible or element.possible or (0.0, float("inf"))
    fit = [
        number for number in both if by and low <= scaled(float(number.lstrip("<>")), by) <= high
    ]
    return fit or [decimal]


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


def readings(element: Element, value: str, name: str = "") -> tuple[Reading, ...]:
    """Every unit in which a patient could have the value, once for each amount."""
    try:
        amount = float(value.lstrip("<>≤≥"))
    except ValueError:
        return ()
    low, high = element.plausible or element.possible or (0.0, float("inf"))
    units = {element.unit: 1.0, **element.accepts}
    fitting: dict[float, Reading] = {}
    for unit, by in units.items():
        canonical = scaled(amount, by)
        if low <= canonical <= high and canonical not in fitting:
            sign = value[0] if value[0] in "<>" else ""
            same = "" if unit == element.unit else f" ({sign}{canonical:g} {element.unit})"
            fitting[canonical] = Reading(f"{name} {value} {unit}".strip(), f"{value} {unit}{same}")
    return tuple(fitting.values())


def asked(possible: Sequence[Reading]) -> str:
    """`Is it 9.5 g/dL (95 g/L) or 9.5 mmol/L (153 g/L)?`; empty where nothing fits."""
    return f"Is it {' or '.join(reading.shown for reading in possible)}?" if possible else ""


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


def day_in(line: str) -> str:
    """A day written as 2026-11-20 or, as in the United Kingdom, 20/11/2026; else empty."""
    match = DATE.search(line)
    if not match:
        return ""
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    if not match[1] and int(month) > 12:  # 11/20/2026 can only be meant the other way
        month, day = day, month
    return f"{year}-{int(month):02}-{int(day):02}"
