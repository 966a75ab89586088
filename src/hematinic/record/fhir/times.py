"""FHIR's dates and times: the calendar day as written, the minute of that day, ages, durations."""

import re
from datetime import date, datetime
from typing import NamedTuple

from hematinic.expressions.logic import Span, shift_day
from hematinic.record.fhir.resources import Period, Quantity
from hematinic.record.notation import OLDEST, partial_date

_TIME = re.compile(r"T([01]\d|2[0-3]):([0-5]\d)")

DAYS = {
    "s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.4375, "a": 365.25,
}  # fmt: skip
"""Of a UCUM unit of time; months and years as in the guideline."""

_SPELLED = {
    "day": "d", "days": "d", "week": "wk", "weeks": "wk", "month": "mo", "months": "mo",
    "year": "a", "years": "a", "yr": "a", "hour": "h", "hours": "h", "hr": "h", "minute": "min",
}  # fmt: skip


class Moment(NamedTuple):
    """First and last day, and the minute of the day or -1."""

    day: Span
    minute: int = -1


def moment(text: str) -> Moment | None:
    """`2026`, `2026-11`, `2026-11-20` or a time on that day; None where it is no date.

    The day is that of the clock where it was written: an offset does not move it.
    """
    day = _day(text)
    if day is None or day[0] < OLDEST:
        return None
    time = _TIME.match(text, 10) if len(text) > 10 else None
    return Moment(day, int(time[1]) * 60 + int(time[2]) if time else -1)


def _day(text: str) -> Span | None:
    if len(text) >= 10:
        try:
            ordinal = date.fromisoformat(text[:10]).toordinal()
        except ValueError:
            return None
        return (ordinal, ordinal) if len(text) == 10 or text[10] in "T " else None
    return partial_date(text)


def moment_of_period(period: Period | None) -> Moment | None:
    """All days of a period; with one end only, that day."""
    if period is None:
        return None
    start, end = moment(period.start), moment(period.end)
    if start is None or end is None:
        return start or end
    if end.day[1] < start.day[0]:
        return None
    return Moment((start.day[0], end.day[1]), start.minute if start.day == end.day else -1)


def written_down(text: str) -> int:
    """Minutes since the epoch of an instant; -1 where it is none."""
    try:
        stamp = datetime.fromisoformat(text)
        return int(stamp.timestamp() // 60) if stamp.tzinfo else -1
    except (ValueError, OverflowError):
        return -1


def duration(quantity: Quantity | None) -> float | None:
    """In days."""
    if quantity is None or quantity.value is None or not 0 < quantity.value < 1e6:
        return None
    unit = quantity.code or quantity.unit
    each = DAYS.get(_SPELLED.get(unit.lower(), unit))
    return quantity.value * each if each else None


def at_age(birth: Span | None, age: Quantity | None) -> Moment | None:
    """The days on which a patient was that old: `at 34 years` is a whole year of them."""
    if birth is None or age is None or age.value is None or not 0 <= age.value <= 130:
        return None
    unit = _SPELLED.get((age.code or age.unit).lower(), age.code or age.unit)
    name = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}.get(unit)
    if name is None:
        return None
    count = int(age.value)
    low = shift_day(birth[0], count, name)
    return Moment((low, shift_day(birth[1], count + 1, name) - 1))
