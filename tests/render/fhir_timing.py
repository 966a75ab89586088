"""FHIR's Timing laid out day by day, as a scheduler that knows nothing of us would.

Written from the specification of the datatype (R4, Timing): bounds include both of their days; the
first dose stands on the first day of the bounds; where days of the week are named it is taken on
those alone; `count` ends it; of a period that is a range the earliest days are laid out.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FAR = 800
"""Days after which an order without an end is given up."""


def laid_out(dosages: list[dict[str, Any]]) -> list[date]:
    """The days of all the dosages of one order."""
    return sorted({day for dosage in dosages for day in days(dosage["timing"])})


def days(timing: dict[str, Any]) -> Iterator[date]:
    yield from (date.fromisoformat(text) for text in timing.get("event", ()))
    repeat = timing.get("repeat")
    if not repeat:
        return
    start = date.fromisoformat(repeat["boundsPeriod"]["start"])
    last = repeat["boundsPeriod"].get("end")
    end = date.fromisoformat(last) if last else start + timedelta(days=FAR)
    doses = 0
    for day, times in _each(repeat, start):
        if day > end:
            return
        yield day
        doses += times
        if doses >= repeat.get("count", float("inf")):
            return


def _each(repeat: dict[str, Any], start: date) -> Iterator[tuple[date, float]]:
    """Each day, with the number of its doses."""
    frequency, period, unit = repeat["frequency"], repeat["period"], repeat["periodUnit"]
    if named := repeat.get("dayOfWeek"):
        assert unit == "wk"
        assert frequency == len(named)
        for n in range(FAR * 7):
            day = start + timedelta(days=n)
            if WEEK[day.weekday()] in named and n // 7 % period == 0:
                yield day, 1
        return
    for n in range(FAR * 7):
        if unit == "h":
            yield start + timedelta(days=n), 24 / period * frequency
        elif unit == "d":
            yield start + timedelta(days=n * period), frequency
        elif unit == "wk":
            assert frequency == 1, "several a week on days that nobody named"
            yield start + timedelta(weeks=n * period), 1
        else:
            assert frequency == 1
            steps = {"mo": {"months": n * period}, "a": {"years": n * period}}[unit]
            yield start + relativedelta(**steps), 1
