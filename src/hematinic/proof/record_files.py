"""A record as a patient file, so that anybody can run `hematinic plan` on it."""

from datetime import date
from typing import Any

from hematinic.guideline.model import Guideline
from hematinic.proof.vignettes import File, number_written
from hematinic.record.events import Event, Record


def record_file(record: Record, guideline: Guideline, as_of: int) -> File:
    """Of a record whose days are known: each event as it is written by hand."""
    patient: File = {"id": record.patient.id or "counterexample", "sex": record.patient.sex}
    if record.patient.birth is not None:
        patient["birth_date"] = _day(record.patient.birth[1])
    file: File = {"patient": patient, "as_of": _day(as_of)}
    if record.jurisdiction:
        file["jurisdiction"] = record.jurisdiction
    if record.local_limits:
        file["local_limits"] = _limits(record, guideline)
    return file | {"events": [_event(event, guideline) for event in record.events]}


def _limits(record: Record, guideline: Guideline) -> File:
    limits: File = {}
    for local in record.local_limits:
        limit = guideline.limits[local.name]
        assay = limits.setdefault(
            limit.of, {"laboratory": local.laboratory, "source": local.source}
        )
        assay[limit.local] = f"{local.value:.10g} {guideline.elements[limit.of].unit}"
    return limits


def _event(event: Event, guideline: Guideline) -> File:
    kind = "ordered" if event.kind == "stop_ordered" else event.kind
    written: dict[str, Any] = {"on": _day(event.day[1]), kind: event.name}
    if event.kind == "stop_ordered":
        written["stop"] = True
    if isinstance(event.value, tuple):
        element = guideline.elements[event.name]
        written |= {"value": number_written(*event.value, element), "unit": element.unit}
    elif event.value is not None:
        written["value"] = event.value
    if event.dose is not None:
        written |= {"dose": event.dose, "unit": "mg"}
    if event.every is not None:
        written["every"] = f"{event.every * 24:g} h" if event.every % 1 else f"{event.every:g} d"
    for key in ("route", "because", "severity", "activity"):
        if value := getattr(event, key):
            written[key] = value
    if event.reference is not None:
        written["reference"] = [*event.reference]
    return written


def _day(ordinal: float) -> str:
    return date.fromordinal(int(ordinal)).isoformat()
