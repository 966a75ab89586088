"""A sampled patient as a patient file: a mapping that YAML or JSON holds."""

from datetime import date
from typing import Any

from hematinic.sample.model import Happening, Simulated


def as_patient_file(simulated: Simulated) -> dict[str, Any]:
    person = simulated.person
    return {
        "patient": {
            "id": person.id,
            "birth_date": date.fromordinal(person.birth).isoformat(),
            "sex": person.sex,
        },
        "events": [_event(happening) for happening in simulated.happenings],
    }


def _event(happening: Happening) -> dict[str, Any]:
    event: dict[str, Any] = {
        "on": date.fromordinal(happening.day).isoformat(),
        happening.kind: happening.name,
    }
    if happening.value is not None:
        event["value"] = happening.value
    if happening.dose is not None:
        event |= {"dose": happening.dose, "unit": "mg"}
    for key in ("unit", "every", "route", "tablet", "because", "severity"):
        if getattr(happening, key):
            event[key] = getattr(happening, key)
    return event
