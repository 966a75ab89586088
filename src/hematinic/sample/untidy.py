"""Untidiness, as hospitals have it, at a chosen rate, with a note of each thing done.

Nothing here is undetectable by design: a value whose wrong unit is a right one (150 pg/mL printed
as pmol/L) would be, and no reader could tell.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from hematinic.sample.chance import happens
from hematinic.sample.resources import Resource


@dataclass(frozen=True, slots=True)
class Note:
    """What was made untidy."""

    patient: str
    resource: str
    """`Observation/sample-000001-12`"""
    element: str
    kind: str


Change = tuple[list[Resource], str]
"""What stands in the place of a resource, and which of them is to be told of."""


def untidied(
    resources: Iterable[Resource], rate: float, chance: Random, elements: dict[str, str]
) -> tuple[list[Resource], list[Note]]:
    """`rate`: the share of results and answers that are touched, and of patients with drafts.

    `elements` tells of a LOINC code which element it means.
    """
    changed: list[Resource] = []
    notes: list[Note] = []
    patient = ""
    for resource in resources:
        kind = resource["resourceType"]
        patient = resource["id"] if kind == "Patient" else patient
        if kind == "Observation" and happens(chance, rate):
            name, change = chance.choice(CHANGES)
            kept, touched = change(resource, chance)
            element = elements.get(resource["code"]["coding"][0]["code"], "")
            notes.append(Note(patient, f"Observation/{touched}", element, name))
            changed += kept
        elif kind == "QuestionnaireResponse":
            changed.append(_silent(resource, rate, chance, patient, notes))
        elif kind == "MedicationRequest" and resource["status"] == "draft":
            changed.append(as_sandbox(resource) if happens(chance, rate) else resource)
        else:
            changed.append(resource)
    if happens(chance, rate):
        changed += list(_drafts(patient, notes))
    return changed, notes


# Results


def _no_value(resource: Resource, chance: Random) -> Change:
    kept = {key: part for key, part in resource.items() if key != "valueQuantity"}
    reason = chance.choice(("unknown", "error", "not-performed"))
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    kept["dataAbsentReason"] = {"coding": [{"system": system, "code": reason}]}
    return [kept], resource["id"]


def _no_unit(resource: Resource, chance: Random) -> Change:
    value = {"value": resource["valueQuantity"]["value"]}
    return [resource | {"valueQuantity": value}], resource["id"]


def _wrong_unit(resource: Resource, chance: Random) -> Change:
    """Of another kind."""
    unit = chance.choice(("kg/m2", "mm[Hg]", "s"))
    return [resource | {"valueQuantity": _valued(resource, 1.0, unit)}], resource["id"]


def _conflict(resource: Resource, chance: Random) -> Change:
    """A second result of the same time, which differs."""
    other = resource | {"id": f"{resource['id']}-b"}
    other["valueQuantity"] = _valued(resource, chance.choice((0.6, 1.6)))
    return [resource, other], other["id"]


def _duplicate(resource: Resource, chance: Random) -> Change:
    other = resource | {"id": f"{resource['id']}-b"}
    return [resource, other], other["id"]


def _in_error(resource: Resource, chance: Random) -> Change:
    other = resource | {"id": f"{resource['id']}-b", "status": "entered-in-error"}
    other["valueQuantity"] = _valued(resource, 3.0)
    return [other, resource], other["id"]


def _valued(resource: Resource, by: float, unit: str = "") -> Resource:
    value: Resource = dict(resource["valueQuantity"])
    value["value"] = round(value["value"] * by, 2)
    if unit:
        value |= {"unit": unit, "code": unit}
    return value


LOSES = ("value missing", "unit missing", "unit of another kind")
"""Kinds by which a result can no longer be used, and is set aside."""
CONFLICTS = "conflicting duplicate"
SILENT = "answer missing"

CHANGES: tuple[tuple[str, Callable[[Resource, Random], Change]], ...] = (
    ("value missing", _no_value),
    ("unit missing", _no_unit),
    ("unit of another kind", _wrong_unit),
    (CONFLICTS, _conflict),
    ("exact duplicate", _duplicate),
    ("entered in error", _in_error),
)


# Answers


def _silent(
    resource: Resource, rate: float, chance: Random, patient: str, notes: list[Note]
) -> Resource:
    """Some questions are left without an answer."""
    items: list[Resource] = []
    for item in resource["item"]:
        if happens(chance, rate / 3):
            place = f"QuestionnaireResponse/{resource['id']}"
            notes.append(Note(patient, place, item["linkId"], SILENT))
            items.append({"linkId": item["linkId"]})
        else:
            items.append(item)
    return resource | {"item": items}


# Drafts


def as_sandbox(draft: Resource) -> Resource:
    """As the CDS Hooks sandbox writes one: `category` an object, no `intent`, a unit in braces."""
    request = {key: part for key, part in draft.items() if key != "intent"}
    request["category"] = {"coding": [{"code": "outpatient"}]}
    return request


def _drafts(patient: str, notes: list[Note]) -> Iterator[Resource]:
    """Opened before anything was chosen: they say nothing, and must change nothing."""
    subject = {"reference": f"Patient/{patient}"}
    opened: dict[str, Any] = {
        "resourceType": "MedicationRequest", "id": f"{patient}-request-123", "status": "draft",
        "subject": subject, "authoredOn": "2024-01-01",
    }  # fmt: skip
    imaging: dict[str, Any] = {
        "resourceType": "ServiceRequest", "id": f"{patient}-example-request-id", "status": "draft",
        "intent": "plan", "code": {"coding": [{}]}, "subject": subject, "reasonCode": [],
    }  # fmt: skip
    for resource in (opened, imaging):
        place = f"{resource['resourceType']}/{resource['id']}"
        notes.append(Note(patient, place, "", "empty draft"))
        yield resource
