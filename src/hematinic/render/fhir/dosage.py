"""A dose as FHIR has it: the product's, never the nutrient's, and a timing that another system
computes the same days from.

    three times a week, 6 doses     frequency 3, period 1 wk, count 6
    on alternate days               frequency 1, period 2 d
    every 2 to 3 months             frequency 1, period 2 mo, to 3 mo
    once, or a course by vein       the days themselves
"""

from collections.abc import Iterator
from typing import Any

from hematinic.guideline import shared
from hematinic.guideline.model import Prescription
from hematinic.plan.model import Schedule
from hematinic.render.fhir.parts import SNOMED, coding, concept, day, quantity
from hematinic.render.words.doses import Ordered
from hematinic.render.words.outline import MARKS

_UNITS = ("mg", "ug", "g")


def dosages(order: Ordered, patient: str) -> list[dict[str, Any]]:
    """One, or one a dose where the doses of a course are not alike."""
    prescribe, schedule = order.prescribe, order.schedule
    if schedule.amounts:
        return list(_course(order, patient))
    text = MARKS[order.line.status] + order.said("clinician").sentence
    found = {"sequence": 1, "text": text, "patientInstruction": patient}
    return [found | _timed(prescribe, schedule) | route(prescribe) | _amount(prescribe)]


def defined(prescribe: Prescription, text: str) -> dict[str, Any]:
    """Of the definition, which has no patient and no day."""
    timed = {} if prescribe.total else {"timing": timing(prescribe, None)}
    return {"text": text} | timed | route(prescribe) | _amount(prescribe)


def _course(order: Ordered, patient: str) -> Iterator[dict[str, Any]]:
    whole = order.said("clinician").sentence
    for n, given in enumerate(order.doses()):
        said = f"{given.amount} on {day(given.day)}, of: {whole}"
        yield {
            "sequence": n + 1,
            "text": MARKS[order.line.status] + said,
            "patientInstruction": patient,
            "timing": {"event": [day(given.day)]},
            **route(order.prescribe),
            "doseAndRate": [{"doseQuantity": quantity(order.schedule.amounts[n], "mg")}],
        }


def _timed(prescribe: Prescription, schedule: Schedule) -> dict[str, Any]:
    """A course by the label, its number of doses unknown, has a first day and no more."""
    if prescribe.total:
        return {"timing": {"repeat": {"boundsPeriod": {"start": day(schedule.first_due)}}}}
    return {"timing": timing(prescribe, schedule)}


def timing(prescribe: Prescription, schedule: Schedule | None) -> dict[str, Any]:
    if not prescribe.every:
        return {"event": [day(schedule.first_due)]} if schedule else {"repeat": {"count": 1}}
    repeat: dict[str, Any] = {}
    if schedule:
        repeat["boundsPeriod"] = {"start": day(schedule.taken_since or schedule.first_due)}
    count = (schedule.remaining if schedule else None) or prescribe.times
    if count:
        repeat["count"] = count
    return {"repeat": repeat | _frequency(prescribe)}


def _frequency(prescribe: Prescription) -> dict[str, Any]:
    every = prescribe.every
    assert every is not None
    frequency = 1 if every.hours else prescribe.frequency
    found: dict[str, Any] = {"frequency": frequency, "period": every.count}
    if prescribe.every_to:
        found["periodMax"] = prescribe.every_to.count
    return found | {"periodUnit": every.symbol}


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
