"""A record as a patient file, so that what a bundle held can be seen and changed in the form."""

import math
from typing import Any

from hematinic.expressions.logic import Span, Value
from hematinic.guideline.model import Guideline
from hematinic.record.events import Event, Record, day_text
from hematinic.record.units import to_canonical

Data = dict[str, Any]


def as_patient_file(record: Record, guideline: Guideline, as_of: str) -> Data:
    patient: Data = {"sex": record.patient.sex}
    if record.patient.birth:
        patient["birth_date"] = _day(record.patient.birth)
    return {
        "patient": patient,
        "as_of": as_of,
        "events": [_event(event, guideline) for event in record.events],
    }


def _event(event: Event, guideline: Guideline) -> Data:
    verb = "ordered" if event.kind == "stop_ordered" else event.kind
    entry: Data = {"on": _day(event.day), verb: event.name}
    if event.kind == "stop_ordered":
        entry["stop"] = True
    if event.minute >= 0:
        entry["at"] = f"{event.minute // 60:02}:{event.minute % 60:02}"
    entry |= _measured(event, guideline) if event.kind == "observed" else _taken(event)
    for key in ("severity", "activity", "because", "tablet", "product"):
        if getattr(event, key):
            entry[key] = getattr(event, key)
    return entry


def _day(span: Span) -> str:
    """Of a day known within bounds the year, or the month, that holds it."""
    # Both ends as days: what they have in common, from the left, is what is known.
    low, high = day_text((span[0], span[0])), day_text((span[1], span[1]))
    if low == high:
        return low
    return low[:7] if low[:7] == high[:7] else low[:4]


def _measured(event: Event, guideline: Guideline) -> Data:
    element = guideline.elements[event.name]
    if isinstance(event.value, str):
        return {"value": event.value}
    value, _, unit = event.written.partition(" ")
    # As it was written, so that the reader's file shows what the laboratory printed.
    if unit and to_canonical(element, unit):
        return {"value": value, "unit": unit}
    return {"value": _value(event.value), "unit": element.unit}


def _value(value: Value) -> str:
    assert isinstance(value, tuple)
    low, high = value
    if low == high:
        return f"{low:.10g}"
    return f"<{high:.10g}" if low <= 0 or math.isinf(low) else f">{low:.10g}"


def _taken(event: Event) -> Data:
    entry: Data = {}
    if event.dose is not None:
        entry |= {"dose": event.dose, "unit": "mg"}
    if event.every is not None:
        entry["every"] = f"{event.every:g} d" if event.every >= 1 else f"{event.every * 24:g} h"
    if event.as_needed:
        entry["as_needed"] = True
    if event.hours:
        entry["hours"] = [f"{minute // 60:02}:{minute % 60:02}" for minute in event.hours]
    if event.route and event.kind != "done":
        entry["route"] = event.route
    return entry
