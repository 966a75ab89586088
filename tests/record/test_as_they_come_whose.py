"""Whose it is: one patient however he is referred to, and nobody else's results in his plan."""

from pathlib import Path
from typing import Any

import pytest

from hematinic.plan.build import Planner
from record.as_they_come import Case, check, lines, of
from record.fhir_resources import LOINC, bundle, coding, observation, patient, quantity

ADA = patient(
    name=[{"family": "Fictional", "given": ["Ada", "Maria"]}],
    identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}],
)
HB = coding(LOINC, "718-7")


def about(subject: Any, **fields: Any) -> dict[str, Any]:
    return observation(**{"id": "o", "subject": subject} | fields)


def contained(**fields: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "me"} | fields


def held(name: str, who: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return about({"reference": "#me"}, id=name, contained=[who], **fields)


HEMOGLOBIN = {"code": HB, "valueQuantity": quantity(9.4, "g/dL")}
BIRTH = {"birthDate": "1961-03-04", "gender": "female"}
URN = "urn:uuid:0b7b2c3e-6c0e-4f5e-9a43-1d1f3f4c9a01"

CASES = (
    Case(
        "a group of people", bundle(ADA, about({"reference": "Group/ward-3"})),
        unread=("ferritin",), told=("ferritin|observation/o & group",),
    ),
    Case(
        "a device and a place",
        bundle(ADA, about({"reference": "Location/fridge-2"}), about({"reference": "Device/pump"}, id="d", **HEMOGLOBIN)),
        unread=("ferritin", "hemoglobin"), told=("location/fridge-2", "device/pump"),
    ),
    Case(
        "two who may be one, and are not said to be",
        bundle(ADA, patient(id="p2", birthDate="1961-04-03", link=[{"other": {"reference": "Patient/p1"}, "type": "seealso"}]), about({"reference": "Patient/p2"})),
        refused="2 patients",
    ),
    Case(
        "a record that refers to another's",
        bundle(ADA, patient(id="p2", link=[{"other": {"reference": "Patient/p1"}, "type": "refer"}]), about({"reference": "Patient/p2"})),
        refused="2 patients",
    ),
    Case(
        "a record that was merged, told by the one that is left over",
        bundle(ADA, patient(id="old", active=False, link=[{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}]), about({"reference": "Patient/old"}), about({"reference": "Patient/p1"}, id="h", **HEMOGLOBIN)),
        read={"ferritin": 6, "hemoglobin": 94},
    ),
    Case(
        "a search for somebody else in place of a reference",
        bundle(ADA, about({"reference": "Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990000026"})),
        unread=("ferritin",), told=("observation/o|ferritin & 9990000026",),
    ),
    Case(
        "a search that finds the patient",
        bundle(ADA, about({"reference": "Patient?identifier=https://fhir.nhs.uk/Id/nhs-number%7C9990000018"})),
        read={"ferritin": 6},
    ),
    Case(
        "a search by name, which may find anybody",
        bundle(ADA, about({"reference": "Patient?family=Fictional"})),
        unread=("ferritin",), told=("family=fictional",),
    ),
    Case(
        "a patient without an id, by the address of the entry",
        {"resourceType": "Bundle", "type": "transaction", "entry": [{"fullUrl": URN, "resource": {"resourceType": "Patient", **BIRTH}, "request": {"method": "POST", "url": "Patient"}}, {"resource": about({"reference": URN}), "request": {"method": "POST", "url": "Observation"}}, {"resource": about({"reference": URN.upper().replace("URN:UUID", "urn:uuid")}, id="h", **HEMOGLOBIN)}]},
        read={"ferritin": 6, "hemoglobin": 94},
    ),
    Case(
        "an address with a server and a version",
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"fullUrl": "https://ehr.example/r4/Patient/p1", "resource": ADA}, {"fullUrl": "https://ehr.example/r4/Observation/o", "resource": about({"reference": "https://ehr.example/r4/Patient/p1/_history/12"})}, {"resource": about({"reference": "Patient/p1/_history/3"}, id="h", **HEMOGLOBIN)}]},
        read={"ferritin": 6, "hemoglobin": 94},
    ),
    Case(
        "the focus is the patient after all",
        bundle(ADA, about({"reference": "Patient/p1"}, focus=[{"reference": "Patient/p1"}])),
        read={"ferritin": 6},
    ),
    Case(
        "the fetus, in the extension of older versions",
        bundle(ADA, about({"reference": "Patient/p1"}, **HEMOGLOBIN, extension=[{"url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode", "valueCodeableConcept": {"text": "Fetus"}}])),
        unread=("hemoglobin",), told=("hemoglobin|observation/o & fetus",),
    ),
    Case(
        "a relative who is contained",
        bundle(ADA, about({"reference": "Patient/p1"}, **HEMOGLOBIN, focus=[{"reference": "#kin"}], contained=[{"resourceType": "RelatedPerson", "id": "kin"}])),
        unread=("hemoglobin",), told=("#kin",),
    ),
    Case(
        "one person, contained in each result",
        lines(held("o", contained(**BIRTH, name=[{"text": "Ada Fictional"}])), held("h", contained(**BIRTH, name=[{"text": "Ada Fictional"}]), **HEMOGLOBIN)),
        read={"ferritin": 6, "hemoglobin": 94},
    ),
    Case(
        "two of one name, born on two days",
        lines(held("o", contained(**BIRTH, name=[{"text": "Ada Fictional"}])), held("h", contained(birthDate="1993-03-04", name=[{"text": "Ada Fictional"}]), **HEMOGLOBIN)),
        refused="patient",
    ),
    Case(
        "named as other systems write names",
        bundle(ADA, about({"display": "FICTIONAL, Mrs Ada"})),
        read={"ferritin": 6},
    ),
    Case(
        "the baby of the patient",
        bundle(ADA, about({"display": "Baby of Ada Fictional"}, **HEMOGLOBIN)),
        refused="patient",
    ),
    Case(
        "her newborn, told after the name",
        bundle(ADA, about({"display": "Fictional, Ada - newborn"}, **HEMOGLOBIN)),
        refused="patient",
    ),
    Case(
        "the husband, in brackets",
        bundle(ADA, about({"display": "Ada Fictional (husband)"}, **HEMOGLOBIN)),
        refused="patient",
    ),
    Case(
        "the baby of a patient of two names alone",
        bundle(patient(name=[{"text": "Ada Fictional"}]), about({"display": "Baby of Ada Fictional"}, **HEMOGLOBIN)),
        refused="patient",
    ),
    Case(
        "the baby, as wards in India write it",
        bundle(patient(name=[{"text": "Ada Fictional"}]), about({"display": "B/O Ada Fictional"}, **HEMOGLOBIN)),
        refused="patient",
    ),
    Case(
        "her father's name after her own",
        bundle(patient(name=[{"text": "Ada Fictional"}]), about({"display": "Ada Fictional D/O Bert Invented"})),
        read={"ferritin": 6},
    ),
    Case(
        "her son, by her name",
        bundle(patient(name=[{"text": "Ada Fictional"}]), about({"display": "Carl S/O Ada Fictional"}, **HEMOGLOBIN)),
        refused="patient",
    ),
    Case(
        "a contained patient who carries a modifier",
        bundle(patient(), held("o", contained(**BIRTH, modifierExtension=[{"url": "urn:x"}]))),
        unread=("ferritin",), told=("modifier",),
    ),
    Case(
        "somebody else by name",
        bundle(ADA, about({"display": "Bert Invented"}, **HEMOGLOBIN)), refused="patient",
    ),
    Case(
        "by the number alone",
        bundle(ADA, about({"type": "Patient", "identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}})),
        read={"ferritin": 6},
    ),
    Case(
        "by the number of another",
        bundle(ADA, about({"type": "Patient", "identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000026"}})),
        unread=("ferritin",), told=("9990000026",),
    ),
    Case(
        "nobody named: the record is one patient's",
        of(about(None)), read={"ferritin": 6},
    ),
    Case(
        "a reference as bare text",
        bundle(ADA, about("Patient/p1")), read={"ferritin": 6},
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whose_it_is(case: Case, planner: Planner, tmp_path: Path) -> None:
    check(case, planner, tmp_path)
