"""Between which days an order or a statement holds, dosage by dosage, and when its supply ends."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from hematinic.record.fhir.dosage import count_in
from hematinic.record.fhir.intervals import every
from hematinic.record.fhir.memory import Memory
from hematinic.record.fhir.parts import DispenseRequest, Dosage, Quantity, Repeat
from hematinic.record.fhir.reading import coded
from hematinic.record.fhir.times import DAYS, Moment, duration, moment

_FOR = re.compile(
    r"\bfor (?:a further |another )?(\d{1,3}|one|two|three|four|five|six|seven|eight|ten|twelve) "
    r"(day|week|month|year)s?\b"
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
           "eight": 8, "ten": 10, "twelve": 12}  # fmt: skip
_SHORT_FOR = re.compile(r"\b(?:for|x) ?(\d{1,2})/(7|52|12)\b")
_FRACTIONS = {"7": 1.0, "52": 7.0, "12": DAYS["mo"]}
"""`for 6/52`, as prescribers in Britain write six weeks."""

_ONCE = re.compile(r"\b(?:stat|single dose|once only|one[- ]off)\b")
_LENGTHS_OF = {"day": 1.0, "week": 7.0, "month": DAYS["mo"], "year": DAYS["a"]}

LEEWAY = 30
"""Days for which a supply may last longer than was reckoned: a few tablets were missed."""


class Stretch(NamedTuple):
    """One dosage and the days on which it holds."""

    dosage: Dosage | None
    start: float | None
    end: float | None
    """The last day, where it is known."""


def stretches(dosages: Sequence[Dosage], began: float | None) -> list[Stretch]:
    """Dosages in turn one after the other; side by side they add up in ways not guessed."""
    groups = _in_turn(dosages)
    so_far: list[Stretch] = []
    at = began
    for number, group in enumerate(groups):
        start, end = _bounds(group, at)
        if number and start is None:
            return _undivided(so_far, groups[number - 1 :])
        so_far.append(Stretch(_together(group), start, end))
        at = None if end is None else end + (1 if _has_last_day(group) else 0)
    return so_far or [Stretch(None, began, None)]


def first_dosage(dosages: Sequence[Dosage]) -> Dosage | None:
    """What an order begins with."""
    if len(dosages) == 1:
        return dosages[0]
    return _together(_in_turn(dosages)[0]) if dosages else None


def _undivided(so_far: list[Stretch], left: Sequence[Sequence[Dosage]]) -> list[Stretch]:
    """Where one dosage gives way to the next is not known: which is in force cannot be told."""
    alike = [dosage for group in left for dosage in group]
    *before, last = so_far
    _, end = _bounds(left[-1], None)
    return [*before, Stretch(_together(alike), last.start, end)]


def _in_turn(dosages: Sequence[Dosage]) -> list[list[Dosage]]:
    """Groups of what is taken at the same time, in the order in which they follow."""
    if len(dosages) < 2:
        return [list(dosages)] if dosages else []
    order = [dosage.sequence for dosage in dosages]
    if None not in order and len(set(order)) > 1:
        numbers = sorted(set(order), key=lambda number: number or 0)
        return [[d for d in dosages if d.sequence == number] for number in numbers]
    spans = sorted((_dates(dosage), i) for i, dosage in enumerate(dosages))
    apart = all(span[1] < other[0] for (span, _), (other, _) in pairwise(spans))
    if apart and math.isfinite(spans[0][0][1]):
        return [[dosages[i]] for _, i in spans]
    return [list(dosages)]


def _dates(dosage: Dosage) -> tuple[float, float]:
    start, end = _bounds([dosage], None)
    return (-math.inf if start is None else start), (math.inf if end is None else end)


def _together(group: Sequence[Dosage]) -> Dosage | None:
    if len(group) == 1:
        return group[0]
    routes = {coded(dosage.route) for dosage in group}
    return Dosage(route=group[0].route) if group and len(routes) == 1 else None


# The days of one dosage


def _repeat(dosage: Dosage) -> Repeat:
    return (dosage.timing.repeat if dosage.timing else None) or Repeat()


def _has_last_day(group: Sequence[Dosage]) -> bool:
    return any((period := _repeat(d).bounds_period) is not None and period.end for d in group)


def _bounds(group: Sequence[Dosage], at: float | None) -> tuple[float | None, float | None]:
    """The first and last day of dosages that are taken together: until none of them is."""
    starts, ends = [], []
    for dosage in group:
        start = _start(dosage, at)
        starts.append(start)
        ends.append(_end(dosage, start))
    known = [start for start in starts if start is not None]
    end = None if None in ends or not ends else max(end for end in ends if end is not None)
    return min(known, default=None), end


def _start(dosage: Dosage, at: float | None) -> float | None:
    period = _repeat(dosage).bounds_period
    first = moment(period.start) if period else None
    if first is None and dosage.timing and dosage.timing.event:
        days = [m.day[0] for text in dosage.timing.event if (m := moment(text))]
        return min(days, default=at)
    return first.day[0] if first else at


def _end(dosage: Dosage, start: float | None) -> float | None:
    period = _repeat(dosage).bounds_period
    last = moment(period.end) if period else None
    if last is not None:
        return last.day[1]
    if dosage.timing and dosage.timing.event:
        days = [m.day[1] for text in dosage.timing.event if (m := moment(text))]
        return max(days, default=None)
    length = _lengths[dosage]
    return None if length is None or start is None else start + math.ceil(length)


def _length(dosage: Dosage) -> float | None:
    """In days: as bounded, as counted, or as its text says."""
    repeat = _repeat(dosage)
    high = repeat.bounds_range.high if repeat.bounds_range else None
    bounded = duration(repeat.bounds_duration or repeat.bounds_quantity or high)
    if bounded is not None:
        return bounded
    count, each = repeat.count_max or repeat.count, every(dosage)
    if count and 0 < count < 1e4 and (each or count == 1):
        return (count - 1) * (each or 0)
    lengths = {
        float(number) * _FRACTIONS[of]
        for text in (dosage.text, dosage.patient_instruction)
        for number, of in _SHORT_FOR.findall(text.lower()[:500])
    }
    lengths |= {
        (_COUNTS.get(number) or float(number)) * _LENGTHS_OF[unit]
        for text in (dosage.text, dosage.patient_instruction)
        for number, unit in _FOR.findall(text.lower()[:500])
    }
    if not lengths and each is None and _ONCE.search(dosage.text.lower()[:500]):
        return 0
    return lengths.pop() if len(lengths) == 1 and " then " not in dosage.text.lower() else None


_lengths: Memory[Dosage, float | None] = Memory(_length)


# Supply


class Supply(NamedTuple):
    """The day on which what was prescribed is used up, and whether more may have followed."""

    end: float
    certain: bool
    """False where the order does not say how often it may be dispensed again."""
    because: str


def supply(
    request: DispenseRequest | None, dosage: Dosage | None, began: float | None
) -> Supply | None:
    if request is None:
        return None
    once = duration(request.expected_supply_duration) or days_of(request.quantity, dosage)
    period = request.validity_period
    valid = moment(period.end) if period else None
    ends = []
    if valid is not None and period is not None:
        last = valid.day[1] + math.ceil(once or 0)
        ends.append(Supply(last, True, f"valid until {period.end[:10]}"))
    repeats = request.number_of_repeats_allowed
    if once and began is not None:
        first = duration(request.initial_fill.duration) if request.initial_fill else None
        known = repeats is not None and 0 <= repeats < 100
        again = (repeats or 0) * max(once, duration(request.dispense_interval) or 0) if known else 0
        days = math.ceil((first or once) + again)
        ends.append(Supply(began + days, known, f"a supply of {days} days"))
    certain = [each for each in ends if each.certain]
    return min(certain or ends, default=None)


_COUNTED = re.compile(r"\{?(tbl|tab|tabs|tablets?|cap|caps|capsules?|pills?|each|dose|1)\}?$")


def days_of(quantity: Quantity | None, dosage: Dosage | None) -> float | None:
    """How long a number of tablets lasts, where it is known how many are taken."""
    each = every(dosage)
    if quantity is None or not quantity.value or not 0 < quantity.value < 1e5 or not each:
        return None
    taken = _tablets(dosage)
    if taken is None or not _COUNTED.match((quantity.unit or quantity.code).lower() or "1"):
        return None
    days = quantity.value / taken * each
    return days if days < 3660 else None


def _tablets(dosage: Dosage | None) -> float | None:
    """In one dose, by number or in words."""
    if dosage is None:
        return None
    taken = next((r.dose_quantity for r in dosage.dose_and_rate), None) or dosage.dose_quantity
    if taken is None:
        return count_in(dosage.text.lower()[:500])
    counted = taken.value and taken.value > 0 and _COUNTED.match((taken.unit or taken.code).lower())
    return taken.value if counted else None


def day_of(when: Moment | None) -> float | None:
    return when.day[0] if when else None
