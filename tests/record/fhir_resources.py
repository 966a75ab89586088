"""FHIR resources for tests, and the same patient file as a bundle."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hematinic.guideline.model import Guideline
from hematinic.record.events import Event, Record
from hematinic.record.fhir import read_bundle

Json = dict[str, Any]

TODAY = date(2026, 11, 22).toordinal()
LOCAL = "urn:example:site"

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
UCUM = "http://unitsofmeasure.org"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def coding(system: str, code: str, text: str = "") -> Json:
    found: Json = {"coding": [{"system": system, "code": code}]}
    return found | ({"text": text} if text else {})


def quantity(value: float, unit: str, comparator: str = "") -> Json:
    found = {"value": value, "unit": unit, "system": UCUM, "code": unit}
    return found | ({"comparator": comparator} if comparator else {})


def patient(**fields: Any) -> Json:
    return {
        "resourceType": "Patient", "id": "p1", "birthDate": "1961-03-04", "gender": "female",
    } | fields  # fmt: skip


def resource(kind: str, **fields: Any) -> Json:
    found = {"resourceType": kind, "id": "r1", "subject": {"reference": "Patient/p1"}} | fields
    return {key: value for key, value in found.items() if value is not None}


def observation(**fields: Any) -> Json:
    """A ferritin of 6 ug/L two days ago, unless said otherwise; None leaves a field out."""
    return resource(
        "Observation",
        **{
            "status": "final",
            "code": coding(LOINC, "2276-4"),
            "effectiveDateTime": "2026-11-20",
            "valueQuantity": quantity(6, "ug/L"),
        }
        | fields,
    )


def condition(**fields: Any) -> Json:
    return resource(
        "Condition",
        **{
            "clinicalStatus": coding(
                "http://terminology.hl7.org/CodeSystem/condition-clinical", "active"
            ),
            "code": coding(SNOMED, "34000006"),
            "onsetDateTime": "2019-05-01",
        }
        | fields,
    )


def request(**fields: Any) -> Json:
    return resource(
        "MedicationRequest",
        **{
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": coding(RXNORM, "24947", "ferrous sulfate"),
            "authoredOn": "2026-11-01",
        }
        | fields,
    )


def statement(**fields: Any) -> Json:
    return resource(
        "MedicationStatement",
        **{
            "status": "active",
            "medicationCodeableConcept": coding(RXNORM, "24947", "ferrous sulfate"),
            "effectivePeriod": {"start": "2026-11-01"},
        }
        | fields,
    )


def administration(**fields: Any) -> Json:
    return resource(
        "MedicationAdministration",
        **{
            "status": "completed",
            "medicationCodeableConcept": coding(
                RXNORM, "317106", "hydroxocobalamin 1 MG/ML Injection"
            ),
            "effectiveDateTime": "2026-11-20T10:05:00+00:00",
        }
        | fields,
    )


def allergy(**fields: Any) -> Json:
    found = resource(
        "AllergyIntolerance",
        **{"code": {"text": "hydroxocobalamin"}, "recordedDate": "2020-01-01"} | fields,
    )
    found["patient"] = found.pop("subject", None) or {"reference": "Patient/p1"}
    return found


def bundle(*resources: Json, **fields: Any) -> Json:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in resources],
    } | fields


class Read:
    """What came of some resources, beside one patient."""

    def __init__(self, guideline: Guideline, *resources: Json, **options: Any) -> None:
        data = bundle(patient(), *resources)
        self.record: Record = read(guideline, data, **options)

    @property
    def events(self) -> tuple[Event, ...]:
        return self.record.events

    @property
    def event(self) -> Event:
        (only,) = self.record.events
        return only

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        return [(event.kind, event.name, int(event.day[0])) for event in self.record.events]

    @property
    def why(self) -> str:
        return " | ".join(f"{n.where}: {n.what}: {n.why}" for n in self.record.set_aside)


def read(guideline: Guideline, data: Any, **options: Any) -> Record:
    return read_bundle(json.dumps(data).encode(), guideline, options.pop("today", TODAY), **options)


# A patient file as a bundle

SEVERITY = {"mild": "255604002", "moderate": "6736007", "severe": "24484000"}
ROUTES = {
    "oral": "26643006", "intramuscular": "78421000", "subcutaneous": "34206005",
    "intravenous": "47625008", "nasal": "46713006", "sublingual": "37839007",
}  # fmt: skip


class NoSuchResourceError(Exception):
    """FHIR, as the reader takes it, has no place for this."""


def local_codes(guideline: Guideline) -> dict[str, str]:
    """For what has no verified code, the test's own: `urn:example:site|NAME`."""
    return {f"{LOCAL}|{name}": name for name in (*guideline.elements, *guideline.medicines)}


def as_bundle(data: Mapping[str, Any]) -> Json:
    """The patient of a patient file as FHIR. Raises NoSuchResourceError."""
    if data.get("jurisdiction"):
        raise NoSuchResourceError("a jurisdiction")
    told = data.get("patient") or {}
    person: Json = {"resourceType": "Patient", "id": str(told.get("id") or "p1")}
    if told.get("birth_date"):
        person["birthDate"] = str(told["birth_date"])
    if told.get("sex"):
        person["gender"] = told["sex"]
    events = [dict(event) for event in data.get("events", [])]
    resources = [person, *_all_of(events)]
    for number, each in enumerate(resources[1:], 1):
        each["id"] = f"r{number}"
        whose = "patient" if each["resourceType"] == "AllergyIntolerance" else "subject"
        each[whose] = {"reference": f"Patient/{person['id']}"}
    return bundle(*resources)


def _all_of(events: list[Json]) -> Iterator[Json]:
    stops = [event for event in events if "stopped" in event]
    for event in events:
        if "started" in event:
            own = [s for s in stops if s["stopped"] == event["started"] and s["on"] >= event["on"]]
            yield _started(event, own[0] if own else None)
            if own:
                stops.remove(own[0])
        elif "stopped" not in event:
            yield _single(event)
    if stops:
        raise NoSuchResourceError("a stop of what was never started")


def _time(event: Json) -> str:
    return f"{event['on']}T{event['at']}:00Z" if "at" in event else str(event["on"])


def _single(event: Json) -> Json:
    if "observed" in event:
        return _observed(event)
    for kind in ("present", "absent"):
        if kind in event:
            return _condition(event, kind)
    if "done" in event:
        code = {"code": coding(LOCAL, event["done"]), "performedDateTime": _time(event)}
        return resource("Procedure", status="completed", **code)
    if event.get("stop"):
        raise NoSuchResourceError("an order to stop")
    if "given" in event:
        return _given(event)
    return _ordered(event)


def _observed(event: Json) -> Json:
    name, value = event["observed"], event["value"]
    fields: Json = {"code": coding(LOCAL, name), "effectiveDateTime": _time(event)}
    if event.get("unit") is None:
        fields["valueCodeableConcept"] = {"text": str(value)}
    elif isinstance(value, str) and "+" in value:
        weeks, days = value.split("+")
        fields["valueQuantity"] = {"value": round(int(weeks) + int(days) / 7, 9), "unit": "wk"}
    else:
        text = str(value).replace("≤", "<=").replace("≥", ">=").replace(" ", "")
        comparator = text[: len(text) - len(text.lstrip("<>="))]
        number = float(text.lstrip("<>="))
        fields["valueQuantity"] = {"value": number, "unit": event["unit"]}
        if comparator:
            fields["valueQuantity"]["comparator"] = comparator
    if "reference" in event:
        low, high = event["reference"]
        fields["referenceRange"] = [{"low": {"value": low}, "high": {"value": high}}]
    return observation(**{"valueQuantity": None} | fields)


def _condition(event: Json, kind: str) -> Json:
    fields: Json = {"code": coding(LOCAL, event[kind]), "onsetDateTime": _time(event)}
    status = {"active": "relapse", "quiescent": "remission"}.get(
        event.get("activity", ""), "active"
    )
    fields["clinicalStatus"] = coding(
        "http://terminology.hl7.org/CodeSystem/condition-clinical", status
    )
    if kind == "absent":
        fields["verificationStatus"] = coding("urn:v", "refuted")
    if "severity" in event:
        fields["severity"] = coding(SNOMED, SEVERITY[event["severity"]])
    if "because" in event:
        raise NoSuchResourceError("a reason for a condition")
    return condition(**fields)


def _medicine(event: Json, name: str) -> Json:
    if "severity" in event:
        raise NoSuchResourceError("a severity of a medicine")
    text = str(event.get("tablet") or event.get("product") or name.replace("_", " "))
    dose = event.get("dose")
    if dose is not None and name.startswith("ferr") and event.get("route", "oral") == "oral":
        if "tablet" in event:
            raise NoSuchResourceError("elemental iron beside another tablet")
        text = f"{text} 1000 mg ({dose} mg elemental)"
    return {"medicationCodeableConcept": coding(LOCAL, name, text)}


def _dosage(event: Json) -> Json:
    found: Json = {}
    if event.get("dose") is not None:
        found["dose"] = {"value": event["dose"], "unit": event["unit"]}
        if "elemental" in str(event):
            found["dose"] = {"value": 1, "unit": "tablet"}
    if "route" in event:
        found["route"] = coding(SNOMED, ROUTES[event["route"]])
    if "every" in event:
        number, unit = str(event["every"]).split(" ")
        unit = {"day": "d", "week": "wk", "month": "mo"}.get(unit.rstrip("s"), unit)
        found["timing"] = {"repeat": {"frequency": 1, "period": float(number), "periodUnit": unit}}
    return found


def _dosages(event: Json, medicine: Json) -> Json:
    found = _dosage(event)
    dose = found.pop("dose", None)
    if dose:
        elemental = "elemental" in medicine["medicationCodeableConcept"]["text"]
        found["doseAndRate"] = [
            {"doseQuantity": {"value": 1, "unit": "tablet"} if elemental else dose}
        ]
    return found


def _started(event: Json, stop: Json | None) -> Json:
    medicine = _medicine(event, event["started"])
    fields: Json = {
        "effectivePeriod": {"start": _time(event)},
        "dosage": [_dosages(event, medicine)],
    }
    if "until" in event:
        fields["effectivePeriod"]["end"] = str(event["until"])
    if stop:
        if "until" in event:
            raise NoSuchResourceError("a stop and an end")
        fields["effectivePeriod"]["end"] = _time(stop)
        fields["status"] = "stopped"
        if "because" in stop:
            fields["statusReason"] = [{"text": stop["because"]}]
    if "because" in event:
        raise NoSuchResourceError("a reason to start")
    return statement(**medicine | fields)


def _given(event: Json) -> Json:
    if "because" in event or "every" in event or "until" in event:
        raise NoSuchResourceError("more than one dose given")
    dosage = _dosage(event) or None
    return administration(
        **_medicine(event, event["given"]) | {"effectiveDateTime": _time(event), "dosage": dosage}
    )


def _ordered(event: Json) -> Json:
    if "because" in event:
        raise NoSuchResourceError("a reason for an order")
    if "booked" in event:
        medicine = _medicine(event, event["booked"])
        period = {"effectivePeriod": {"start": _time(event)}}
        return statement(status="intended", dosage=[_dosages(event, medicine)], **medicine | period)
    medicine = _medicine(event, event["ordered"])
    dosage = _dosages(event, medicine)
    if "until" in event:
        dosage.setdefault("timing", {}).setdefault("repeat", {})["boundsPeriod"] = {
            "end": str(event["until"])
        }
    return request(status="draft", authoredOn=_time(event), dosageInstruction=[dosage], **medicine)
