"""Our Questionnaire filled in from a record: of each question what was recorded last, with its day.
Sent back as it is, it is read as the same record."""

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from hematinic.guideline.model import Element, Guideline
from hematinic.record.events import Event, Record
from hematinic.record.facts import in_time
from hematinic.record.fhir.questionnaire import address
from hematinic.render.fhir.parts import Resource, day, instant, quantity

KINDS = {"quantity": ("observed",), "result": ("observed",), "condition": ("present", "absent"),
         "procedure": ("done",)}  # fmt: skip


def populated(record: Record, guideline: Guideline, as_of: int) -> Resource:
    header = guideline.header
    subject = (
        {"subject": {"reference": f"Patient/{record.patient.id}"}} if record.patient.id else {}
    )
    items = list(_items(record, guideline))
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{address(guideline)}|{header.version}",
        "status": "in-progress",
        **subject,
        "authored": instant(as_of),
        **({"item": items} if items else {}),
    }


def _items(record: Record, guideline: Guideline) -> Iterator[dict[str, Any]]:
    last = {e.name: e for e in sorted(record.events, key=in_time) if _tells(e, guideline)}
    for element in guideline.elements.values():
        event = last.get(element.name)
        answer = _answer(event, element) if element.ask and event else {}
        if event and answer:
            yield {
                "linkId": element.name,
                "text": element.ask,
                "answer": [answer | _dated(event)],
            }


def _tells(event: Event, guideline: Guideline) -> bool:
    element = guideline.elements.get(event.name)
    return element is not None and event.kind in KINDS[element.kind]


def _answer(event: Event, element: Element) -> dict[str, Any]:
    """Nothing of a value that is only known within two bounds."""
    if element.kind in ("condition", "procedure"):
        return {"valueBoolean": event.kind in ("present", "done")}
    if isinstance(event.value, str):
        return {"valueCoding": {"code": event.value, "display": event.value}}
    if not isinstance(event.value, tuple):
        return {}
    low, high = event.value
    if low == high:
        return {"valueQuantity": quantity(low, element.unit)}
    if low <= 0:
        return {"valueQuantity": quantity(high, element.unit) | {"comparator": "<"}}
    if math.isinf(high):
        return {"valueQuantity": quantity(low, element.unit) | {"comparator": ">"}}
    return {}


def _dated(event: Event) -> dict[str, Any]:
    low, high = event.day
    if low != high or not date.min.toordinal() <= low <= date.max.toordinal():
        return {}
    dated = {"linkId": f"{event.name}.date", "text": "On which day?",
            "answer": [{"valueDate": day(int(low))}]}  # fmt: skip
    return {"item": [dated]}
