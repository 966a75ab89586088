"""Results inside reports and panels, medicines entered in error, and what modifies a meaning."""

import json
from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.fhir import read_bundle
from record.fhir_resources import (
    LOINC,
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
    request,
    resource,
    statement,
)

CODES = {"hemoglobin": "718-7", "ferritin": "2276-4", "crp": "1988-5"}


def inside(name: str, value: float, unit: str, **fields: Any) -> Json:
    """A result as it stands in a report: its patient and time are the report's."""
    found = observation(id=name, code=coding(LOINC, CODES[name]), valueQuantity=quantity(value, unit))  # fmt: skip
    bare = {k: v for k, v in found.items() if k not in ("subject", "effectiveDateTime")}
    return bare | fields


def report(*results: Json, **fields: Any) -> Json:
    return resource(
        "DiagnosticReport",
        **{
            "status": "final",
            "code": coding(LOINC, "58410-2", "blood count"),
            "effectiveDateTime": "2026-11-18T08:30:00Z",
            "contained": list(results),
            "result": [{"reference": f"#{each['id']}"} for each in results],
        }
        | fields,
    )


def test_results_contained_in_a_report(guideline: Guideline) -> None:
    results = [inside("hemoglobin", 98, "g/L"), inside("ferritin", 9, "ug/L")]
    found = Read(guideline, report(*results))
    assert {(e.name, e.value, e.day[0]) for e in found.events} == {
        ("hemoglobin", (98, 98), day("2026-11-18")), ("ferritin", (9, 9), day("2026-11-18")),
    }  # fmt: skip
    assert found.record.set_aside == ()
    assert found.events[0].where == "Observation ferritin in DiagnosticReport/r1"


def test_a_result_keeps_its_own_time(guideline: Guideline) -> None:
    own = inside("ferritin", 9, "ug/L", effectiveDateTime="2026-11-10")
    assert Read(guideline, report(own)).event.day[0] == day("2026-11-10")


def test_a_member_contained_in_a_panel(guideline: Guideline) -> None:
    panel = observation(
        id="panel", code=coding(LOINC, "58410-2"), valueQuantity=None,
        contained=[inside("crp", 12, "mg/L")], hasMember=[{"reference": "#crp"}],
    )  # fmt: skip
    assert Read(guideline, panel).event.name == "crp"


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_nothing_in_a_withdrawn_report_is_used(guideline: Guideline, status: str) -> None:
    found = Read(guideline, report(inside("ferritin", 9, "ug/L"), status=status))
    assert found.events == ()
    assert f"blood count: its status is {status}: nothing in it is used" in found.why


def test_a_contained_result_may_be_withdrawn_by_itself(guideline: Guideline) -> None:
    wrong = inside("ferritin", 9, "ug/L", status="entered-in-error")
    found = Read(guideline, report(wrong, inside("crp", 3, "mg/L")))
    assert found.event.name == "crp"


def test_a_result_inside_another_patients_report(guideline: Guideline) -> None:
    elsewhere = report(inside("ferritin", 9, "ug/L"), subject={"reference": "Group/g"})
    found = Read(guideline, elsewhere)
    assert found.events == ()
    assert "is about Group/g" in found.why


def test_a_contained_result_about_another(guideline: Guideline) -> None:
    baby = inside("hemoglobin", 180, "g/L", focus=[{"reference": "RelatedPerson/baby"}])
    found = Read(guideline, report(baby, inside("ferritin", 9, "ug/L")))
    assert found.event.name == "ferritin"
    assert "its focus is RelatedPerson/baby" in found.why


def test_the_reason_of_an_order_is_a_problem(guideline: Guideline) -> None:
    problem = {
        "resourceType": "Condition", "id": "c", "code": coding("http://snomed.info/sct", "34000006"),
        "onsetDateTime": "2019-05-01",
    }  # fmt: skip
    found = Read(guideline, request(contained=[problem], reasonReference=[{"reference": "#c"}]))
    assert {event.name for event in found.events} == {"ferrous_sulfate", "crohn_disease"}


# Entered in error


@pytest.mark.parametrize("where", ["beside", "inside"])
def test_a_medication_entered_in_error(guideline: Guideline, where: str) -> None:
    wrong = {"resourceType": "Medication", "id": "m", "status": "entered-in-error",
             "code": {"text": "hydroxocobalamin 1 mg"}}  # fmt: skip
    reference = {"reference": "Medication/m" if where == "beside" else "#m"}
    taken = statement(medicationCodeableConcept=None, medicationReference=reference,
                      contained=[wrong] if where == "inside" else None)  # fmt: skip
    data = bundle(patient(), taken, *([wrong] if where == "beside" else []))
    record = read(guideline, data)
    assert record.events == ()
    (note,) = [note for note in record.set_aside if "entered in error" in note.why]
    assert note.element == "hydroxocobalamin"


def test_a_medication_that_is_only_inactive_counts(guideline: Guideline) -> None:
    medication = {"resourceType": "Medication", "id": "m", "status": "inactive",
                  "code": {"text": "folic acid"}}  # fmt: skip
    taken = statement(medicationCodeableConcept=None, medicationReference={"reference": "Medication/m"})  # fmt: skip
    assert read(guideline, bundle(patient(), medication, taken)).events[0].name == "folic_acid"


# What turns a meaning

MODIFIER = [{"url": "http://x.example/negated", "valueBoolean": True}]
RULES = "http://x.example/rules"


@pytest.mark.parametrize(
    "made",
    [
        observation(modifierExtension=MODIFIER),
        observation(implicitRules=RULES),
        observation(referenceRange=[{"modifierExtension": MODIFIER, "low": quantity(1, "ug/L")}]),
        statement(modifierExtension=MODIFIER),
        statement(dosage=[{"text": "daily", "modifierExtension": MODIFIER}]),
        request(dosageInstruction=[{"timing": {"modifierExtension": MODIFIER}}]),
        request(dispenseRequest={"modifierExtension": MODIFIER}),
        request(implicitRules=RULES),
    ],
)
def test_a_modifier_at_any_depth_sets_it_aside(guideline: Guideline, made: Json) -> None:
    found = Read(guideline, made)
    assert found.events == ()
    assert "which may turn its meaning: not used" in found.why
    assert found.record.set_aside[0].element


@pytest.mark.parametrize("by", ["lines", "bundle"])
@pytest.mark.parametrize("name", ["modif\\u0069erExtension", "\\u006DodifierExtension"])
def test_a_modifier_whose_name_is_spelled_by_numbers(
    guideline: Guideline, name: str, by: str
) -> None:
    """JSON may write any letter of a key so."""
    resources = [patient(), observation(id="a"), observation(id="b", modifierExtension=MODIFIER)]
    content = json.dumps(bundle(*resources))
    if by == "lines":
        content = "\n".join(json.dumps(each) for each in resources)
    record = read_bundle(content.replace("modifierExtension", name).encode(), guideline, TODAY)
    assert [event.where for event in record.events] == ["Observation/a"]
    assert "which may turn its meaning: not used" in record.set_aside[0].why


@pytest.mark.parametrize("empty", [[], None, ""])
def test_no_modifier_at_all(guideline: Guideline, empty: Any) -> None:
    made = {**observation(), "modifierExtension": empty, "implicitRules": empty}
    assert Read(guideline, made).event.name == "ferritin"


def test_a_modifier_of_one_component(guideline: Guideline) -> None:
    parts = [
        {"code": coding(LOINC, CODES["hemoglobin"]), "valueQuantity": quantity(91, "g/L"),
         "modifierExtension": MODIFIER},
        {"code": coding(LOINC, CODES["crp"]), "valueQuantity": quantity(4, "mg/L")},
    ]  # fmt: skip
    panel = observation(code=coding(LOINC, "58410-2"), valueQuantity=None, component=parts)
    found = Read(guideline, panel)
    assert found.event.name == "crp"
    (note,) = found.record.set_aside
    assert note.element == "hemoglobin"


def test_a_modifier_inside_a_contained_result(guideline: Guideline) -> None:
    results = [inside("ferritin", 9, "ug/L", modifierExtension=MODIFIER), inside("crp", 4, "mg/L")]
    assert Read(guideline, report(*results)).event.name == "crp"


def test_modifiers_of_the_patient(guideline: Guideline) -> None:
    """Whose record it is stands; what is told of the person may mean something else."""
    record = read(guideline, bundle(patient(modifierExtension=MODIFIER), observation()))
    assert record.patient.birth is None
    assert record.patient.sex == "unknown"
    assert len(record.events) == 1
    assert record.set_aside[0].what == "birth date and sex"


def test_modifiers_of_an_entry_and_of_a_bundle(guideline: Guideline) -> None:
    data = bundle(patient(), observation())
    data["entry"][1]["modifierExtension"] = MODIFIER
    assert read(guideline, data).events == ()
    data = bundle(patient(), observation(), implicitRules=RULES)
    record = read(guideline, data)
    assert record.events == ()
    assert record.set_aside[0].what == RULES


# What must be understood


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (observation(status={"a": 1}), "status"),
        (observation(status=["final", "amended"]), "status"),
        (request(doNotPerform="perhaps"), "doNotPerform"),
        (request(intent=[1, 2]), "intent"),
        (statement(status=[]), ""),
        (resource("Condition", code=coding("http://snomed.info/sct", "34000006"), onsetDateTime="2019",
                  verificationStatus=7), "verificationStatus"),
    ],
)  # fmt: skip
def test_a_field_that_decides_and_cannot_be_read(
    guideline: Guideline, made: Json, field: str
) -> None:
    found = Read(guideline, made)
    assert found.events == ()
    assert f"its {field} cannot be understood" in found.why or not field
