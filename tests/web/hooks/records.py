"""A fictional patient as a record has her, and calls of hooks about her.

She lacks iron and B12, has numb feet, and takes metformin and omeprazole. Iron and folic acid are
about to be ordered.
"""

import json
from typing import Any
from uuid import uuid4

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
RXNORM, ATC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc"
WHOSE = {"subject": {"reference": "Patient/p1"}}

Resource = dict[str, Any]

PATIENT: Resource = {
    "resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1961-03-04",
    "name": [{"family": "Example", "given": ["Fictional"]}],
}  # fmt: skip


def result(name: str, loinc: str, value: float, unit: str, day: str) -> Resource:
    return {
        "resourceType": "Observation", "id": name, "status": "final", **WHOSE,
        "effectiveDateTime": day, "code": {"coding": [{"system": LOINC, "code": loinc}]},
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org",
                          "code": unit},
    }  # fmt: skip


def problem(name: str, code: str, text: str, since: str) -> Resource:
    return {
        "resourceType": "Condition", "id": name, **WHOSE, "onsetDateTime": since,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": SNOMED, "code": code, "display": text}], "text": text},
    }  # fmt: skip


def medicine(kind: str, name: str, atc: str, text: str, **more: Any) -> Resource:
    concept = {"coding": [{"system": ATC, "code": atc, "display": text}], "text": text}
    return {"resourceType": kind, "id": name, "medicationCodeableConcept": concept, **WHOSE, **more}


def record(today: str, before: str) -> list[Resource]:
    """`today` and a day `before` it, as 2026-11-22."""
    return [
        PATIENT,
        result("hb", "718-7", 92, "g/L", today),
        result("mcv", "787-2", 89, "fL", today),
        result("ferritin", "2276-4", 6, "ug/L", today),
        result("b12", "2132-9", 98, "ng/L", today),
        result("folate", "2284-8", 7.4, "ug/L", today),
        problem("numb", "91019004", "Paresthesia", before),
        problem("crohn", "34000006", "Crohn's disease", "2019-05-01"),
        {
            "resourceType": "Procedure", "id": "scope", "status": "completed", **WHOSE,
            "performedDateTime": "2024-02-02",
            "code": {"coding": [{"system": SNOMED, "code": "73761001"}], "text": "Colonoscopy"},
        },
        {
            "resourceType": "AllergyIntolerance", "id": "nuts", "patient": WHOSE["subject"],
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "code": {"text": "Cashew nuts"}, "recordedDate": "2020-01-01",
        },
        medicine("MedicationRequest", "metformin", "A10BA02", "metformin 500 mg oral tablet",
                 status="active", intent="order", authoredOn="2020-01-05"),
        medicine("MedicationStatement", "omeprazole", "A02BC01", "omeprazole 20 mg oral capsule",
                 status="active", effectivePeriod={"start": "2021-01-05"}),
        medicine("MedicationAdministration", "paracetamol", "N02BE01", "paracetamol 1 g",
                 status="completed", effectiveDateTime=before),
    ]  # fmt: skip


def draft(name: str, text: str, rxnorm: str, **more: Any) -> Resource:
    concept = {"text": text, "coding": [{"system": RXNORM, "code": rxnorm, "display": text}]}
    return {
        "resourceType": "MedicationRequest", "id": name, "status": "draft", "intent": "order",
        **WHOSE, "medicationCodeableConcept": concept, **more,
    }  # fmt: skip


def iron(today: str, name: str = "request-123") -> Resource:
    return draft(name, "ferrous sulfate 325 MG Oral Tablet", "310325", authoredOn=today)


def bundle(resources: list[Resource]) -> Resource:
    return {
        "resourceType": "Bundle", "type": "searchset",
        "entry": [{"resource": one} for one in resources],
    }  # fmt: skip


def prefetch(resources: list[Resource], keys: Any) -> dict[str, Any]:
    """As a client answers the templates: results and findings by their codes."""
    found: dict[str, Any] = {}
    for key in keys:
        mine = [one for one in resources if one["resourceType"] == key.type]
        if "code=" in key.template:
            codes = set(key.template.partition("code=")[2].partition("&")[0].split(","))
            mine = [
                one for one in mine
                if codes & {f"{c['system']}|{c['code']}" for c in one["code"]["coding"]}
            ]  # fmt: skip
        found[key.name] = mine[0] if key.type == "Patient" else bundle(mine)
    return found


def call(hook: str, prefetch: Any, drafts: list[Resource] = (), **more: Any) -> dict[str, Any]:  # type: ignore[assignment]
    context: dict[str, Any] = {"userId": "Practitioner/example", "patientId": "p1"}
    if hook != "patient-view":
        context["draftOrders"] = {"resourceType": "Bundle",
                                  "entry": [{"resource": one} for one in drafts]}  # fmt: skip
    if hook == "order-select":
        context["selections"] = [f"{one['resourceType']}/{one['id']}" for one in drafts]
    sent = {"hook": hook, "hookInstance": str(uuid4()), "context": context, "prefetch": prefetch}
    return json.loads(json.dumps(sent | more))
