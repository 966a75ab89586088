"""Numbers, days, intervals and courses as readers see them."""

import math
from collections.abc import Callable

from hematinic.expressions.logic import Span, Value
from hematinic.expressions.types import Type
from hematinic.guideline.amounts import Dose
from hematinic.guideline.model import Prescription
from hematinic.guideline.printed import of_a_dose
from hematinic.plan.model import Schedule
from hematinic.record.events import iso

_EVERY = {
    ("days", 1): "once daily",
    ("days", 2): "on alternate days",
    ("weeks", 1): "weekly",
    ("months", 1): "monthly",
}

_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times"}

day = iso
"""As readers see it: `2026-11-22`."""


def amount(dose: Dose) -> str:
    """`1-2 mg` as `1 to 2 mg`, and micrograms in full: never a symbol that can be misread."""
    unit = of_a_dose(dose.unit)
    low, high = _number(dose.low), _number(dose.high)
    return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"


def _number(value: float) -> str:
    return f"{value:,.10g}"


def interval(prescribe: Prescription) -> str:
    """`once daily`, `on alternate days`, `three times a week`, `every 2 to 3 months`."""
    length = prescribe.every
    if length is None:
        return "once" if prescribe.times == 1 else ""
    if length.hours:
        return f"every {length.hours} hours"
    if prescribe.frequency > 1:
        period = (
            f"a {length.unit[:-1]}" if length.count == 1 else f"in {length.count} {length.unit}"
        )
        return f"{_TIMES[prescribe.frequency]} {period}"
    if prescribe.every_to:
        return f"every {length.count} to {prescribe.every_to.count} {length.unit}"
    words = _EVERY.get((length.unit, length.count))
    return words or f"every {length.count} {length.unit}"


def apart(prescribe: Prescription, schedule: Schedule) -> str:
    """How a computed course is spaced; nothing where it is not computed."""
    if not schedule.amounts:
        return "" if not prescribe.total else "doses as the label says"
    if len(schedule.amounts) == 1:
        return "once"
    length = prescribe.every
    assert length is not None
    return f"{length.count} {length.unit.rstrip('s') if length.count == 1 else length.unit} apart"


def course(amounts: tuple[float, ...]) -> str:
    """`1,500 mg in all, as 1,000 mg and 500 mg`"""
    doses = [f"{_number(amount)} mg" for amount in amounts]
    if len(doses) == 1:
        return doses[0]
    return f"{_number(sum(amounts))} mg in all, as {', '.join(doses[:-1])} and {doses[-1]}"


def first(schedule: Schedule) -> str:
    """`Due 2026-11-22`; of what is taken already, since when and until which review."""
    if schedule.taken_since:
        sentence = f"Taken since {day(schedule.taken_since)}, and goes on"
        return f"{sentence}; {review(schedule)}" if schedule.review else sentence
    sentence = f"Due {day(schedule.first_due)}"
    if schedule.overdue_since:
        sentence += f" (overdue since {day(schedule.overdue_since)})"
    return sentence


def review(schedule: Schedule, written: Callable[[int], str] = day) -> str:
    """A plan does not know of a review that was held, so that one of the past is not overdue."""
    assert schedule.review
    past = schedule.review < schedule.first_due
    return f"{'was to be reviewed' if past else 'review'} by {written(schedule.review)}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def value(known: Value, kind: Type, decimals: int = 1) -> str:
    """A value for the reader: `92 g/L`, `below 5 ug/L`, `yes`, `unknown`, a day."""
    if known is None:
        return "unknown"
    if isinstance(known, bool):
        return "yes" if known else "no"
    if isinstance(known, str):
        return known.replace("_", " ")
    if kind.kind == "date":
        low, high = (None if math.isinf(end) else day(end) for end in known)
        return f"{low}" if low == high else f"{low or '?'} to {high or '?'}"
    return f"{span(known, decimals)} {kind.unit or ''}".strip()


def span(ends: Span, decimals: int = 1) -> str:
    low, high = ends
    if low == high:
        return f"{round(low, max(decimals, 1)):g}"
    if math.isinf(low) or low <= 0:
        return f"below {round(high, 3):g}"
    if math.isinf(high) or high > 1e5:
        return f"above {round(low, 3):g}"
    return f"{low:g} to {high:g}"
