"""FHIR's dates and times: the calendar day as written, the minute of that day, the instant where
the clock's offset is told, ages, durations."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from hematinic.expressions.logic import Span, shift_day
from hematinic.record.events import day_text, is_past
from hematinic.record.fhir.parts import Period, Quantity
from hematinic.record.notation import OLDEST, partial_date

_TIME = re.compile(
    r"[T ]?([01]\d|2[0-3]):?([0-5]\d)(?::?([0-5]\d|60)(?:[.,]\d+)?)? ?(Z|z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d\d-)", re.ASCII)
_LOOSE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", re.ASCII)

DAYS = {
    "s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.4375, "a": 365.25,
}  # fmt: skip
"""Of a UCUM unit of time; months and years as in the guideline."""

_SPELLED = {
    "day": "d", "days": "d", "week": "wk", "weeks": "wk", "month": "mo", "months": "mo",
    "year": "a", "years": "a", "yr": "a", "hour": "h", "hours": "h", "hr": "h", "minute": "min",
}  # fmt: skip


class Moment(NamedTuple):
    """First and last day, the minute of the day or -1, and the second since 1970 or -1."""

    day: Span
    minute: int = -1
    instant: int = -1

    @property
    def written(self) -> str:
        return day_text(self.day)

    def is_past(self, today: int) -> bool:
        return is_past(self.day, self.instant, today)


_EPOCH = date(1970, 1, 1).toordinal()


LONGEST = 40
"""Characters of a date and a time."""

MOST = 2**14
"""Days and times that are kept: the days of more than a lifetime, or some hundred records."""


class _Moments(dict[str, Moment | None]):
    """Kept, since a record repeats its days."""

    def __missing__(self, text: str) -> Moment | None:
        if not 0 < len(text) <= LONGEST:
            return None
        if len(self) >= MOST:
            self.clear()
        when = self[text] = _moment(text)
        return when


moment: Callable[[str], Moment | None] = _Moments({"": None}).__getitem__
"""`2026`, `2026-11`, `2026-11-20`, `20261120` or a time on that day; None where it is no date.

The day is that of the clock where it was written: an offset does not move it.
"""


def _moment(text: str) -> Moment | None:
    day, rest = _day(text.strip())
    if day is None or day[0] < OLDEST:
        return None
    time = _TIME.fullmatch(rest) if rest else None
    if time is None:
        return Moment(day)
    minute = int(time[1]) * 60 + int(time[2])
    return Moment(day, minute, _instant(int(day[0]), minute, time[3], time[4]))


def _day(text: str) -> tuple[Span | None, str]:
    """A day, and what is written after it."""
    head, rest = text[:10], text[10:]
    if len(head) == 10 and (not rest or rest[0] in "T t"):
        try:
            ordinal = date.fromisoformat(head).toordinal()
            return (ordinal, ordinal), rest.upper()
        except ValueError:
            pass
    if len(text) <= 7 and (span := partial_date(text)) is not None:
        return span, ""
    for pattern, order in ((_COMPACT, (1, 2, 3)), (_LOOSE, (1, 2, 3)), (_GERMAN, (3, 2, 1))):
        match = pattern.match(text)
        if match:
            year, month, number = (int(match[place]) for place in order)
            try:
                ordinal = date(year, month, number).toordinal()
            except ValueError:
                return None, ""
            after = text[match.end() :].upper()
            fits = not after or _TIME.fullmatch(after)
            return ((ordinal, ordinal), after) if fits else (None, "")
    return None, ""


def _instant(day: int, minute: int, second: str | None, offset: str | None) -> int:
    if not offset:
        return -1
    seconds = (day - _EPOCH) * 86400 + minute * 60 + min(int(second or 0), 59)
    if offset in "Zz":
        return max(seconds, -1)
    hours, minutes = int(offset[1:3]), int(offset[3:].strip(":") or 0)
    if hours > 14 or minutes > 59:
        return -1
    away = (hours * 60 + minutes) * 60
    return max(seconds - away if offset[0] == "+" else seconds + away, -1)


def moment_of_period(period: Period | None) -> Moment | None:
    """All days of a period; with one end only, that day; an end that cannot be read is any day."""
    if period is None:
        return None
    start, end = moment(period.start), moment(period.end)
    if start is None and end is not None and period.start:
        return Moment((OLDEST, end.day[1]))
    if end is None and start is not None and period.end:
        return Moment((start.day[0], date.max.toordinal()))
    if start is None or end is None:
        return start or end
    if end.day[1] < start.day[0]:
        return None
    if start.day == end.day:
        return start
    return Moment((start.day[0], end.day[1]))


def written_down(text: str) -> int:
    """Minutes since the epoch of an instant; -1 where it is none."""
    when = moment(text) if text else None
    return when.instant // 60 if when and when.instant >= 0 else -1


def duration(quantity: Quantity | None) -> float | None:
    """In days."""
    if quantity is None or quantity.value is None or not 0 < quantity.value < 1e6:
        return None
    unit = quantity.code or quantity.unit
    each = DAYS.get(_SPELLED.get(unit.lower(), unit))
    return quantity.value * each if each else None


_AGES = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}


def is_age(age: Quantity) -> bool:
    return age.value is not None and 0 <= age.value <= 130 and bool(_age_unit(age))


def _age_unit(age: Quantity) -> str:
    return _AGES.get(_SPELLED.get((age.code or age.unit).lower(), age.code or age.unit), "")


def at_age(birth: Span | None, age: Quantity | None) -> Moment | None:
    """The days on which a patient was that old: `at 34 years` is a whole year of them."""
    if birth is None or age is None or age.value is None or not is_age(age):
        return None
    name = _age_unit(age)
    count = int(age.value)
    low = shift_day(birth[0], count, name)
    return Moment((low, shift_day(birth[1], count + 1, name) - 1))
