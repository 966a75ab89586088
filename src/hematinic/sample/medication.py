"""Medicines of a sampled patient as FHIR: what is taken, what was given, what is drafted."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hematinic.guideline.model import Guideline
from hematinic.sample.model import Happening, Simulated

Resource = dict[str, Any]

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"

ROUTES = {
    "oral": ("26643006", "Oral route"),
    "intramuscular": ("78421000", "Intramuscular route"),
    "intravenous": ("47625008", "Intravenous route"),
}


class Medicines:
    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline

    def resources(self, simulated: Simulated) -> Iterator[Resource]:
        subject = reference(simulated)
        for happening in simulated.happenings:
            if happening.kind == "given":
                yield self.administration(happening, subject)
            elif happening.kind == "ordered":
                yield self.draft(happening, subject)
            elif happening.kind == "started":
                yield self.taken(happening, _stop_of(happening, simulated), subject)
            elif happening.kind == "stopped" and happening.name == "hydroxocobalamin":
                yield self.course(happening, simulated, subject)

    def concept(self, happening: Happening) -> Resource:
        medicine = self.guideline.medicines[happening.name]
        concept: Resource = {"text": medicine.label}
        if happening.tablet:
            concept["text"] = f"{medicine.label} {happening.tablet} tablet"
        for system, address in (("rxnorm", RXNORM), ("atc", ATC)):
            if system in medicine.codes:
                code = medicine.codes[system][0]
                concept["coding"] = [{"system": address, "code": code, "display": medicine.label}]
                break
        return concept

    def administration(self, happening: Happening, subject: Mapping[str, str]) -> Resource:
        return {
            "resourceType": "MedicationAdministration",
            "status": "completed",
            "medicationCodeableConcept": self.concept(happening),
            "subject": subject,
            "effectiveDateTime": day_of(happening.day),
            "dosage": {"route": _route(happening.route), "dose": _milligrams(happening.dose or 0)},
        }

    def draft(self, happening: Happening, subject: Mapping[str, str]) -> Resource:
        return {
            "resourceType": "MedicationRequest",
            "status": "draft",
            "intent": "order",
            "medicationCodeableConcept": self.concept(happening),
            "subject": subject,
            "authoredOn": day_of(happening.day),
            "dosageInstruction": [_dosage(happening)],
        }

    def taken(
        self, happening: Happening, stop: Happening | None, subject: Mapping[str, str]
    ) -> Resource:
        period = {"start": day_of(happening.day)}
        if stop:
            period["end"] = day_of(stop.day)
        statement: Resource = {
            "resourceType": "MedicationStatement",
            "status": "stopped" if stop else "active",
            "medicationCodeableConcept": self.concept(happening),
            "subject": subject,
            "effectivePeriod": period,
        }
        if stop:
            statement["statusReason"] = [{"text": stop.because}]
        if happening.dose is not None:
            statement["dosage"] = [_dosage(happening)]
        return statement

    def course(self, stop: Happening, simulated: Simulated, subject: Mapping[str, str]) -> Resource:
        """The request that the injections were given on, stopped."""
        first = next(h for h in simulated.happenings if h.kind == "given" and h.name == stop.name)
        ends = {"repeat": {"boundsPeriod": {"end": day_of(stop.day)}}}
        return {
            "resourceType": "MedicationRequest",
            "status": "stopped",
            "statusReason": {"text": stop.because},
            "intent": "order",
            "medicationCodeableConcept": self.concept(stop),
            "subject": subject,
            "authoredOn": day_of(first.day),
            "dosageInstruction": [{"timing": ends, "route": _route("intramuscular")}],
        }


def _stop_of(start: Happening, simulated: Simulated) -> Happening | None:
    stops = (h for h in simulated.happenings if h.kind == "stopped" and h.name == start.name)
    return next((stop for stop in stops if stop.day >= start.day), None)


def _dosage(happening: Happening) -> Resource:
    number, unit = happening.every.split()
    repeat = {"frequency": 1, "period": int(number), "periodUnit": unit}
    amount = (
        {"value": 1, "unit": "tablet", "system": UCUM, "code": "{tbl}"}
        if happening.tablet
        else _milligrams(happening.dose or 0)
    )
    return {
        "timing": {"repeat": repeat},
        "route": _route(happening.route),
        "doseAndRate": [{"doseQuantity": amount}],
    }


def _milligrams(value: float) -> Resource:
    return {"value": value, "unit": "mg", "system": UCUM, "code": "mg"}


def _route(name: str) -> Resource:
    code, display = ROUTES[name]
    return {"coding": [{"system": SNOMED, "code": code, "display": display}]}


def day_of(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def reference(simulated: Simulated) -> dict[str, str]:
    return {"reference": f"Patient/{simulated.person.id}"}
