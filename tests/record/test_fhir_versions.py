"""Other versions of FHIR: what DSTU2, STU3 and R5 call otherwise is read as R4 is."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from record.fhir_resources import (
    LOINC,
    SNOMED,
    TODAY,
    Json,
    Read,
    bundle,
    coding,
    day,
    observation,
    patient,
    quantity,
    read,
    resource,
)

IRON = {"coding": [{"display": "ferrous sulfate"}]}
THEIRS = {"reference": "Patient/p1"}


def named(**fields: Any) -> Json:
    """A resource that names its patient as `patient`, as many did before R4."""
    return {key: value for key, value in resource(**fields).items() if key != "subject"} | {
        "patient": THEIRS
    }


# DSTU2


def test_an_order_of_dstu2(guideline: Guideline) -> None:
    order = named(
        kind="MedicationOrder", status="active", medicationCodeableConcept=IRON,
        dateWritten="2026-10-01",
        dosageInstruction=[{
            "text": "1 tablet daily", "doseQuantity": quantity(1, "tablet"),
            "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnits": "d"}},
        }],
    )  # fmt: skip
    event = Read(guideline, order).event
    assert (event.kind, event.name, event.day[0], event.every) == (
        "started", "ferrous_sulfate", day("2026-10-01"), 1 / 2,
    )  # fmt: skip
    assert event.where == "MedicationOrder/r1"


def test_an_order_of_dstu2_that_was_stopped(guideline: Guideline) -> None:
    order = named(
        kind="MedicationOrder", status="stopped", medicationCodeableConcept=IRON,
        dateWritten="2026-10-01", dateEnded="2026-10-20", reasonEnded={"text": "nausea"},
    )  # fmt: skip
    started, stopped = Read(guideline, order).events
    assert (started.until, stopped.day[0], stopped.because) == (
        day("2026-10-20"), day("2026-10-20"), "nausea",
    )  # fmt: skip


def test_a_dose_given_in_dstu2(guideline: Guideline) -> None:
    given = named(
        kind="MedicationAdministration", status="completed", effectiveTimeDateTime="2026-11-18",
        medicationCodeableConcept={"text": "hydroxocobalamin"},
        dosage={"quantity": quantity(1, "mg"), "route": coding(SNOMED, "78421000")},
    )  # fmt: skip
    event = Read(guideline, given).event
    assert (event.kind, event.day[0], event.dose) == ("given", day("2026-11-18"), 1)


def test_a_medication_of_dstu2(guideline: Guideline) -> None:
    inside = {
        "resourceType": "Medication", "id": "m",
        "product": {"ingredient": [{"item": {"reference": "Medication/i", "display": "folic acid"}}]},
    }  # fmt: skip
    order = named(
        kind="MedicationStatement", status="active", effectivePeriod={"start": "2026-10-01"},
        medicationReference={"reference": "#m"}, contained=[inside],
        dosage=[{"quantityQuantity": quantity(5, "mg"), "asNeededBoolean": False}],
    )  # fmt: skip
    event = Read(guideline, order).event
    assert (event.name, event.dose) == ("folic_acid", 5)


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({"clinicalStatus": "active", "dateRecorded": "2019-05-01"}, ["present"]),
        ({"clinicalStatus": "resolved", "dateRecorded": "2019-05-01"}, ["present", "absent"]),
        ({"verificationStatus": "refuted", "dateRecorded": "2019-05-01"}, ["absent"]),
        ({"verificationStatus": "entered-in-error", "dateRecorded": "2019-05-01"}, []),
        ({"assertedDate": "2019-05-01"}, ["present"]),
        ({"onsetQuantity": quantity(40, "a")}, ["present"]),
        ({"onsetDateTime": "2019", "abatementBoolean": True, "assertedDate": "2020-01-01"}, ["present", "absent"]),
        ({"onsetDateTime": "2019", "abatementDateTime": "2020-01-01"}, ["present", "absent"]),
    ],
)  # fmt: skip
def test_conditions_before_r4(guideline: Guideline, fields: Json, kinds: list[str]) -> None:
    problem = named(kind="Condition", code=coding(SNOMED, "34000006"), **fields)
    assert [event.kind for event in Read(guideline, problem).events] == kinds


def test_a_condition_that_is_active_and_has_an_end_is_asked_about(guideline: Guideline) -> None:
    problem = resource(
        "Condition", code=coding(SNOMED, "34000006"), clinicalStatus=coding("x", "active"),
        onsetDateTime="2019-01-01", abatementDateTime="2020-01-01",
    )  # fmt: skip
    found = Read(guideline, problem)
    assert [event.kind for event in found.events] == ["present"]
    assert "is active, and yet has an end (2020-01-01): taken as present; ask" in found.why


@pytest.mark.parametrize(
    ("status", "kinds"),
    [("active", ["present"]), ("confirmed", ["present"]), ("refuted", []), ("entered-in-error", []),
     ("resolved", []), ("inactive", [])],
)  # fmt: skip
def test_allergies_of_dstu2(guideline: Guideline, status: str, kinds: list[str]) -> None:
    substance = {"text": "hydroxocobalamin"}
    allergy = named(kind="AllergyIntolerance", status=status, substance=substance,
                    recordedDate="2020-01-01")  # fmt: skip
    found = Read(guideline, allergy)
    assert [event.kind for event in found.events] == kinds
    assert kinds or found.why


def test_an_allergy_of_stu3(guideline: Guideline) -> None:
    allergy = named(kind="AllergyIntolerance", code={"text": "cobalt"}, clinicalStatus="active",
                    verificationStatus="confirmed", assertedDate="2020-01-01")  # fmt: skip
    assert Read(guideline, allergy).event.day[0] == day("2020-01-01")


def test_results_before_r4(guideline: Guideline) -> None:
    ranges = [{"low": quantity(13, "ug/L"), "high": quantity(150, "ug/L"), "meaning": {"text": "normal"}}]  # fmt: skip
    result = observation(interpretation={"text": "low"}, referenceRange=ranges, comments="x")
    assert Read(guideline, result).event.reference == (13, 150)


# R5


def new(kind: str, **fields: Any) -> Json:
    concept = {"medication": {"concept": {"text": "folic acid"}}}
    return resource(kind, **concept | fields)


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (new("MedicationRequest", status="active", intent="order", authoredOn="2026-11-01"), "started"),
        (new("MedicationRequest", status="draft", intent="order"), "ordered"),
        (new("MedicationStatement", status="recorded", effectiveDateTime="2026-11-01"), "started"),
        (new("MedicationUsage", status="active", effectiveDateTime="2026-11-01"), "started"),
        (new("MedicationAdministration", status="completed", occurenceDateTime="2026-11-01"), "given"),
        (new("MedicationAdministration", status="completed", occurencePeriod={"start": "2026-11-01"}), "given"),
        (new("MedicationDispense", status="completed", whenHandedOver="2026-11-01"), "started"),
    ],
)  # fmt: skip
def test_medicines_of_r5(guideline: Guideline, made: Json, kind: str) -> None:
    event = Read(guideline, made).event
    assert (event.kind, event.name) == (kind, "folic_acid")
    assert event.day[0] == (TODAY if kind == "ordered" else day("2026-11-01"))


def test_a_reference_of_r5(guideline: Guideline) -> None:
    medication = {
        "resourceType": "Medication", "id": "m", "doseForm": {"text": "tablet"},
        "ingredient": [{"item": {"concept": {"text": "folic acid"}}}],
    }  # fmt: skip
    order = new("MedicationRequest", status="active", intent="order", authoredOn="2026-11-01",
                medication={"reference": {"reference": "Medication/m"}})  # fmt: skip
    data = bundle(patient(), medication, order)
    assert [event.name for event in read(guideline, data).events] == ["folic_acid"]


def test_a_statement_of_r5_that_is_a_draft_or_wrong(guideline: Guideline) -> None:
    for status in ("draft", "entered-in-error"):
        found = Read(guideline, new("MedicationStatement", status=status, effectiveDateTime="2026-11-01"))  # fmt: skip
        assert found.events == ()
        assert f"its status is {status}" in found.why


def test_a_procedure_of_r5(guideline: Guideline) -> None:
    code = coding(SNOMED, "442338001")
    for when in ({"occurrenceDateTime": "2024-02-02"}, {"occurrencePeriod": {"start": "2024-02-02"}}):  # fmt: skip
        event = Read(guideline, resource("Procedure", status="completed", code=code, **when)).event
        assert event.day[0] == day("2024-02-02")


def test_the_same_results_in_every_version(guideline: Guideline) -> None:
    value = {"valueQuantity": quantity(9.4, "g/dL"), "code": coding(LOINC, "718-7")}
    r4 = Read(guideline, observation(**value)).events
    dstu2 = Read(guideline, observation(**value, comments="ok", related=[{"type": "has-member"}])).events  # fmt: skip
    r5 = Read(guideline, observation(**value, triggeredBy=[], instantiatesCanonical="x")).events
    assert r4 == dstu2 == r5
