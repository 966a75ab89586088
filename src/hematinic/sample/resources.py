"""A sampled patient as FHIR R4 resources; what has no verified code is answered to a question."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from hematinic.guideline.model import Guideline
from hematinic.sample.medication import Medicines, day_of, reference
from hematinic.sample.model import Happening, Simulated

Resource = dict[str, Any]

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"

CATEGORY = {"coding": [{"system": f"{TERMINOLOGY}/observation-category", "code": "laboratory"}]}
SEVERITY = {"mild": "255604002", "moderate": "6736007", "severe": "24484000"}

MOLAR = {
    "hemoglobin": "59260-0", "vitamin_b12": "14685-2", "folate": "14732-2", "ferritin": "14723-1",
}  # fmt: skip
"""LOINC of a test printed in moles; the others are by mass."""

MOLE_UNITS = ("mmol/L", "pmol/L", "nmol/L")

ALLERGIES = ("cobalamin_allergy", "iv_iron_allergy")
NO_KNOWN_ALLERGY = {
    "coding": [{"system": SNOMED, "code": "716186003", "display": "No known allergy"}]
}


class Renderer:
    """Writes resources with the codes of a guideline."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.questionnaire = f"urn:hematinic:questionnaire:{guideline.header.id}"
        self.medicines = Medicines(guideline)

    def resources(self, simulated: Simulated) -> list[Resource]:
        """The Patient first; identities are numbered in the order of their days."""
        person = simulated.person
        resources = [self.patient(simulated), *self.dated(simulated)]
        for number, resource in enumerate(resources[1:], 1):
            resource["id"] = f"{person.id}-{number}"
        return resources

    def patient(self, simulated: Simulated) -> Resource:
        person = simulated.person
        return {
            "resourceType": "Patient",
            "id": person.id,
            "identifier": [{"system": "urn:hematinic:sample", "value": person.id}],
            "name": [{"use": "official", "family": person.family, "given": ["Sample"]}],
            "gender": person.sex,
            "birthDate": day_of(person.birth),
        }

    def dated(self, simulated: Simulated) -> Iterator[Resource]:
        subject = reference(simulated)
        answers: dict[int, list[Happening]] = defaultdict(list)
        allergies: set[int] = set()
        asked = simulated.person.number % 2 == 0
        yield from self.medicines.resources(simulated)
        for happening in simulated.happenings:
            if happening.kind in ("started", "stopped", "given", "ordered"):
                continue
            if happening.name in ALLERGIES:
                allergies.add(happening.day)
            elif self.is_answer(happening, asked):
                answers[happening.day].append(happening)
            else:
                yield self.coded(happening, subject)
        yield from (_no_allergy(day, subject) for day in sorted(allergies))
        yield from (
            self.response(day, happenings, subject) for day, happenings in sorted(answers.items())
        )

    def is_answer(self, happening: Happening, asked: bool) -> bool:
        """Without a code; and what is absent, where this patient's clinic asks by questionnaire."""
        codes = self.guideline.elements[happening.name].codes
        known = "loinc" if happening.kind == "observed" else "snomed"
        return known not in codes or (asked and happening.kind == "absent")

    def coded(self, happening: Happening, subject: Mapping[str, str]) -> Resource:
        if happening.kind == "observed":
            return self.observation(happening, subject)
        if happening.kind == "done":
            return self.procedure(happening, subject)
        return self.condition(happening, subject)

    def observation(self, happening: Happening, subject: Mapping[str, str]) -> Resource:
        return {
            "resourceType": "Observation",
            "status": "final",
            "category": [CATEGORY],
            "code": self.code_of(happening),
            "subject": subject,
            "effectiveDateTime": day_of(happening.day),
            "valueQuantity": quantity(happening),
        }

    def code_of(self, happening: Happening) -> Resource:
        element = self.guideline.elements[happening.name]
        code = element.codes["loinc"][0]
        if happening.unit in MOLE_UNITS:
            code = MOLAR.get(happening.name, code)
        coding = {"system": LOINC, "code": code, "display": element.label}
        return {"coding": [coding], "text": element.label}

    def condition(self, happening: Happening, subject: Mapping[str, str]) -> Resource:
        there = happening.kind == "present"
        element = self.guideline.elements[happening.name]
        coding = {"system": SNOMED, "code": element.codes["snomed"][0], "display": element.label}
        resource: Resource = {
            "resourceType": "Condition",
            "clinicalStatus": _status("condition-clinical", "active" if there else "inactive"),
            "verificationStatus": _status(
                "condition-ver-status", "confirmed" if there else "refuted"
            ),
            "code": {"coding": [coding], "text": element.label},
            "subject": subject,
            "recordedDate": day_of(happening.day),
        }
        if there:
            resource["onsetDateTime"] = day_of(happening.day)
        if happening.severity:
            code = SEVERITY[happening.severity]
            coding = {"system": SNOMED, "code": code, "display": happening.severity.title()}
            resource["severity"] = {"coding": [coding]}
        return resource

    def procedure(self, happening: Happening, subject: Mapping[str, str]) -> Resource:
        element = self.guideline.elements[happening.name]
        coding = {"system": SNOMED, "code": element.codes["snomed"][0], "display": element.label}
        return {
            "resourceType": "Procedure",
            "status": "completed",
            "code": {"coding": [coding], "text": element.label},
            "subject": subject,
            "performedDateTime": day_of(happening.day),
        }

    def response(
        self, day: int, happenings: list[Happening], subject: Mapping[str, str]
    ) -> Resource:
        return {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": self.questionnaire,
            "status": "completed",
            "subject": subject,
            "authored": day_of(day),
            "item": [{"linkId": h.name, "answer": [_answer(h)]} for h in happenings],
        }


def _answer(happening: Happening) -> Resource:
    if happening.kind == "observed":
        return {"valueCoding": {"code": str(happening.value), "display": str(happening.value)}}
    return {"valueBoolean": happening.kind != "absent"}


def quantity(happening: Happening) -> Resource:
    value, comparator = happening.value, ""
    if isinstance(value, str):
        comparator, value = value[0], float(value[1:])
    quantity: Resource = {"value": value}
    if comparator:
        quantity["comparator"] = comparator
    return quantity | {"unit": happening.unit, "system": UCUM, "code": happening.unit}


def _no_allergy(day: int, subject: Mapping[str, str]) -> Resource:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": _status("allergyintolerance-clinical", "active"),
        "verificationStatus": _status("allergyintolerance-verification", "confirmed"),
        "code": NO_KNOWN_ALLERGY,
        "patient": subject,
        "recordedDate": day_of(day),
    }


def _status(system: str, code: str) -> Resource:
    return {"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code}]}


def as_bundle(resources: list[Resource]) -> Resource:
    entries = [{"fullUrl": address(resource), "resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def address(resource: Resource) -> str:
    return f"https://sample.invalid/fhir/{resource['resourceType']}/{resource['id']}"
