"""A dose as FHIR has it: the product's, never the nutrient's, and a timing that another system
computes the same days from.

    three times a week, 6 doses     frequency 3, period 1 wk, on its days, count 6
    on alternate days               frequency 1, period 2 d, to the review
    every 2 to 3 months             frequency 1, period 2 mo, to 3 mo, for a year
    once, or a course by vein       the days themselves
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hematinic.guideline import shared
from hematinic.guideline.model import Prescription
from hematinic.plan.model import Plan
from hematinic.render.fhir.parts import SNOMED, coding, concept, day, quantity
from hematinic.render.words.doses import Ordered
from hematinic.render.words.layers import MARKS

_UNITS = ("mg", "ug", "g")


def dosages(order: Ordered, patient: str, plan: Plan) -> list[dict[str, Any]]:
    """One, or one a dose where the doses of a course are not alike."""
    prescribe, schedule = order.prescribe, order.schedule
    if schedule.amounts:
        return list(_course(order, patient))
    text = MARKS[order.line.status] + order.said("clinician").sentence
    dosage = {"sequence": 1, "text": text, "patientInstruction": patient}
    timed = {"timing": timing(order, plan)}
    return [dosage | timed | route(prescribe) | _amount(prescribe)]


def defined(prescribe: Prescription, text: str) -> dict[str, Any]:
    """Of the definition, which has no patient and no day."""
    timed: dict[str, Any] = {}
    if not prescribe.total:
        count = {"count": prescribe.times} if prescribe.times else {}
        repeat = count | _frequency(prescribe) if prescribe.every else {"count": 1}
        timed = {"timing": {"repeat": repeat}}
    return {"text": text} | timed | route(prescribe) | _amount(prescribe)


def _course(order: Ordered, patient: str) -> Iterator[dict[str, Any]]:
    whole = order.said("clinician").sentence
    for n, dose in enumerate(order.doses()):
        text = f"{dose.amount} on {day(dose.day)}, of: {whole}"
        yield {
            "sequence": n + 1,
            "text": MARKS[order.line.status] + text,
            "patientInstruction": patient,
            "timing": {"event": [day(dose.day)]},
            **route(order.prescribe),
            "doseAndRate": [{"doseQuantity": quantity(order.schedule.amounts[n], "mg")}],
        }


def timing(order: Ordered, plan: Plan) -> dict[str, Any]:
    """Bounded as the plan is: to the last dose, the review or the end of its phase, so that a
    scheduler lays out the same days as the calendar. Of a course by the label, whose number of
    doses is unknown, only the first day."""
    prescribe, schedule = order.prescribe, order.schedule
    if not prescribe.every or prescribe.total:
        return {"event": [day(schedule.first_due)]}
    if order.goes_on:
        # The last day of a Period belongs to it (FHIR R4); that of a course is the first one after
        # it.
        last = order.last_day(plan) - 1
        return {"repeat": _bounds(schedule.first_due, last) | _frequency(prescribe)}
    days = [dose.day for dose in order.doses()]
    pattern = _weekdays(days) if prescribe.split else _frequency(prescribe)
    if not pattern:
        return {"event": [day(due) for due in days]}
    to_review = schedule.review is not None and schedule.remaining is None
    last = schedule.review - 1 if to_review and schedule.review else days[-1]
    return {"repeat": _bounds(days[0], last) | {"count": len(days)} | pattern}


def _bounds(first: int, last: int) -> dict[str, Any]:
    return {"boundsPeriod": {"start": day(first), "end": day(last)}}


def _weekdays(days: Sequence[int]) -> dict[str, Any]:
    """The days of the week that make up just these days; nothing where none do."""
    chosen = {_weekday(day) for day in days}
    if [
        day_between
        for day_between in range(days[0], days[-1] + 1)
        if _weekday(day_between) in chosen
    ] != list(days):
        return {}
    named = [_WEEK[number] for number in sorted(chosen)]
    return {"frequency": len(named), "period": 1, "periodUnit": "wk", "dayOfWeek": named}


def _weekday(ordinal: int) -> int:
    return date.fromordinal(ordinal).weekday()


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _frequency(prescribe: Prescription) -> dict[str, Any]:
    every = prescribe.every
    assert every is not None
    frequency = 1 if every.hours else prescribe.frequency
    repeat: dict[str, Any] = {"frequency": frequency, "period": every.count}
    if prescribe.every_to:
        repeat["periodMax"] = prescribe.every_to.count
    return repeat | {"periodUnit": every.symbol}


def route(prescribe: Prescription) -> dict[str, Any]:
    codes = shared.routes()[prescribe.route].snomed[:1]
    return {"route": concept(prescribe.route, *(coding(SNOMED, code) for code in codes))}


def _amount(prescribe: Prescription) -> dict[str, Any]:
    dose = prescribe.product_dose or prescribe.dose
    if dose is None or dose.unit not in _UNITS:
        return {}
    low, high = quantity(dose.low, dose.unit), quantity(dose.high, dose.unit)
    if low == high:
        return {"doseAndRate": [{"doseQuantity": low}]}
    return {"doseAndRate": [{"doseRange": {"low": low, "high": high}}]}
