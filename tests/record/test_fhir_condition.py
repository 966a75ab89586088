"""Conditions, procedures and allergies; each rule from both sides."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from record.fhir_resources import (
    ICD10,
    ICD10CM,
    SNOMED,
    TODAY,
    Read,
    allergy,
    coding,
    condition,
    day,
    quantity,
    resource,
)

BORN = day("1961-03-04")


def clinical(status: str) -> dict[str, Any]:
    return {
        "clinicalStatus": coding("http://terminology.hl7.org/CodeSystem/condition-clinical", status)
    }


def verified(status: str) -> dict[str, Any]:
    return {
        "verificationStatus": coding(
            "http://terminology.hl7.org/CodeSystem/condition-ver-status", status
        )
    }


def read(guideline: Guideline, **fields: Any) -> Read:
    return Read(guideline, condition(**fields))


# Status


@pytest.mark.parametrize("status", ["active", "recurrence", "relapse"])
def test_a_condition_that_is_there(guideline: Guideline, status: str) -> None:
    assert read(guideline, **clinical(status)).kinds == [
        ("present", "crohn_disease", day("2019-05-01"))
    ]


def test_without_a_status_it_is_there(guideline: Guideline) -> None:
    assert read(guideline, clinicalStatus=None).event.kind == "present"


@pytest.mark.parametrize("status", ["inactive", "resolved", "remission"])
def test_a_condition_that_is_over_was_there_before(guideline: Guideline, status: str) -> None:
    celiac = {"code": coding(SNOMED, "396331005"), "abatementDateTime": "2020-06-01"}
    assert read(guideline, **clinical(status), **celiac).kinds == [
        ("present", "celiac_disease", day("2019-05-01")),
        ("absent", "celiac_disease", day("2020-06-01")),
    ]


def test_in_remission_a_bowel_disease_is_quiescent_not_gone(guideline: Guideline) -> None:
    found = read(guideline, **clinical("remission"), abatementDateTime="2020-06-01")
    assert [(event.kind, event.activity) for event in found.events] == [
        ("present", ""), ("present", "quiescent"),
    ]  # fmt: skip
    assert read(guideline, **clinical("relapse")).event.activity == "active"


def test_over_on_the_day_it_began_it_is_over(guideline: Guideline) -> None:
    found = read(guideline, **clinical("resolved"), abatementDateTime="2019-05-01")
    assert [event.kind for event in found.events] == ["present", "absent"]
    assert found.events[0].recorded < found.events[1].recorded


def test_an_end_without_a_day_counts_from_the_recording(guideline: Guideline) -> None:
    found = read(guideline, **clinical("resolved"), recordedDate="2021-01-01")
    assert found.kinds[-1] == ("absent", "crohn_disease", day("2021-01-01"))


def test_over_without_any_day_is_set_aside(guideline: Guideline) -> None:
    found = read(guideline, **clinical("resolved"), onsetDateTime=None)
    assert found.events == ()
    assert "is over, but no day is recorded" in found.why


@pytest.mark.parametrize("status", ["unconfirmed", "provisional", "differential"])
def test_what_is_not_sure_is_set_aside_with_a_caution(guideline: Guideline, status: str) -> None:
    found = read(guideline, **verified(status))
    assert found.events == ()
    assert f"is {status}: not counted; confirm it" in found.why


def test_refuted_is_absent_from_its_recording(guideline: Guideline) -> None:
    found = read(guideline, **verified("refuted"), recordedDate="2026-11-20")
    assert found.kinds == [("absent", "crohn_disease", day("2026-11-20"))]


def test_refuted_without_a_day_is_set_aside(guideline: Guideline) -> None:
    found = read(guideline, **verified("refuted"), onsetDateTime=None)
    assert found.events == ()
    assert "has no day" in found.why


def test_entered_in_error_is_set_aside(guideline: Guideline) -> None:
    assert "entered in error" in read(guideline, **verified("entered-in-error")).why


def test_a_status_as_a_plain_word_is_understood(guideline: Guideline) -> None:
    """As before R4."""
    found = read(guideline, clinicalStatus="resolved", abatementDateTime="2020-06-01")
    assert [event.kind for event in found.events] == ["present", "absent"]


# Time


@pytest.mark.parametrize(
    ("onset", "first", "last"),
    [
        ({"onsetDateTime": "2019-05"}, "2019-05-01", "2019-05-31"),
        ({"onsetPeriod": {"start": "2019-05-01", "end": "2020-01-01"}}, "2019-05-01", "2019-05-01"),
        ({"onsetAge": quantity(40, "a")}, "2001-03-04", "2002-03-03"),
        ({"onsetString": "as a child", "recordedDate": "2020-01-01"}, "2020-01-01", "2020-01-01"),
        ({"recordedDate": "2020-01-01"}, "2020-01-01", "2020-01-01"),
    ],
)
def test_onsets(guideline: Guideline, onset: dict[str, Any], first: str, last: str) -> None:
    event = read(guideline, **{"onsetDateTime": None} | onset).event
    assert event.day == (day(first), day(last))


def test_an_onset_in_words_is_told(guideline: Guideline) -> None:
    found = read(guideline, onsetDateTime=None, onsetString="as a child", recordedDate="2020-01-01")
    assert "'as a child'" in found.why


def test_a_condition_without_a_day_lies_anywhere_in_the_life(guideline: Guideline) -> None:
    assert read(guideline, onsetDateTime=None).event.day == (BORN, TODAY)


def test_a_condition_of_the_future_is_set_aside(guideline: Guideline) -> None:
    assert "future" in read(guideline, onsetDateTime="2027-01-01").why


# Codes


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        (SNOMED, "190634004", "vitamin_b12_deficiency"),
        ("http://snomed.info/sct/900000000000207008", "190634004", "vitamin_b12_deficiency"),
        (ICD10CM, "D51.0", "pernicious_anemia"),
        (ICD10CM, "D510", "pernicious_anemia"),
        (ICD10, "N18.3", "chronic_kidney_disease"),
        (ICD10CM, "N18.30", "chronic_kidney_disease"),
    ],
)
def test_codes_of_conditions(guideline: Guideline, system: str, code: str, name: str) -> None:
    assert read(guideline, code=coding(system, code)).event.name == name


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (ICD10CM, "N18.3"),  # the WHO's code, not the US one
        (ICD10CM, "D51"),  # a chapter, wider than any listed code
        (ICD10, "K29.40"),
        (SNOMED, "34000007"),
    ],
)
def test_codes_that_are_not_listed_are_named(guideline: Guideline, system: str, code: str) -> None:
    found = read(guideline, code=coding(system, code))
    assert found.events == ()
    assert f"{code}: no rule of this guideline reads this condition" in found.why


def test_two_codes_of_one_condition_are_two_findings(guideline: Guideline) -> None:
    both = {"coding": [{"system": ICD10CM, "code": "D50.9"}, {"system": ICD10CM, "code": "D51.0"}]}
    assert {event.name for event in read(guideline, code=both).events} == {
        "iron_deficiency", "pernicious_anemia",
    }  # fmt: skip


def test_a_condition_in_words_only_is_told(guideline: Guideline) -> None:
    found = read(guideline, code={"text": "B12 deficiency"})
    assert found.events == ()
    assert "B12 deficiency: has no code" in found.why


def test_an_operation_in_the_problem_list_was_done(guideline: Guideline) -> None:
    assert read(guideline, code=coding(ICD10CM, "Z90.3")).kinds == [
        ("done", "gastrectomy", day("2019-05-01"))
    ]


@pytest.mark.parametrize(
    ("severity", "word"),
    [(coding(SNOMED, "24484000"), "severe"), ({"text": "Mild"}, "mild"), ({"text": "?"}, "")],
)
def test_severity(guideline: Guideline, severity: dict[str, Any], word: str) -> None:
    assert read(guideline, severity=severity).event.severity == word


def test_one_condition_told_twice_keeps_its_severity(guideline: Guideline) -> None:
    severe = condition(id="a", severity=coding(SNOMED, "24484000"))
    found = Read(guideline, severe, condition(id="z"))
    assert {event.severity for event in found.events} == {"severe", ""}


# Procedures


def procedure(**fields: Any) -> dict[str, Any]:
    code = {"status": "completed", "code": coding(SNOMED, "442338001")}
    return resource("Procedure", **code | {"performedDateTime": "2024-02-02"} | fields)


@pytest.mark.parametrize("status", ["completed", "in-progress"])
def test_a_procedure_was_done(guideline: Guideline, status: str) -> None:
    found = Read(guideline, procedure(status=status))
    assert found.kinds == [("done", "gastric_bypass", day("2024-02-02"))]


@pytest.mark.parametrize("status", ["not-done", "preparation", "stopped", "entered-in-error"])
def test_a_procedure_was_not_done(guideline: Guideline, status: str) -> None:
    found = Read(guideline, procedure(status=status))
    assert found.events == ()
    assert f"its status is {status}" in found.why


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ({"performedPeriod": {"start": "2024-02-02T08:00:00Z", "end": "2024-02-03"}}, "2024-02-02", "2024-02-03"),
        ({"performedAge": quantity(60, "a")}, "2021-03-04", "2022-03-03"),
        ({"performedString": "long ago"}, "1961-03-04", "2026-11-22"),
    ],
)  # fmt: skip
def test_when_a_procedure_was_done(
    guideline: Guideline, when: dict[str, Any], first: str, last: str
) -> None:
    event = Read(guideline, procedure(**{"performedDateTime": None} | when)).event
    assert event.day == (day(first), day(last))


def test_other_procedures_are_named(guideline: Guideline) -> None:
    found = Read(guideline, procedure(code=coding(SNOMED, "430193006")))
    named = "Procedure/r1: SNOMED CT 430193006"
    assert found.why == f"{named}: no rule of this guideline reads this procedure"


# Allergies


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ({"text": "Hydroxocobalamin"}, "cobalamin_allergy"),
        ({"text": "cobalt"}, "cobalamin_allergy"),
        (coding(SNOMED, "419382002"), "cobalamin_allergy"),
        ({"text": "Ferinject"}, "iv_iron_allergy"),
        ({"text": "IV iron infusion"}, "iv_iron_allergy"),
        (coding(SNOMED, "129497004"), "iv_iron_allergy"),
        ({"text": "benzyl alcohol"}, "benzyl_alcohol_allergy"),
    ],
)
def test_an_allergy_that_rules_ask_about(
    guideline: Guideline, code: dict[str, Any], name: str
) -> None:
    found = Read(guideline, allergy(code=code))
    assert found.kinds == [("present", name, day("2020-01-01"))]


def test_the_substance_of_a_reaction_counts(guideline: Guideline) -> None:
    reaction = [{"substance": {"text": "cyanocobalamin"}}]
    found = Read(guideline, allergy(code={"text": "vitamin injection"}, reaction=reaction))
    assert found.event.name == "cobalamin_allergy"


@pytest.mark.parametrize("text", ["penicillin", "ferrous sulfate", "iron man", "shellfish"])
def test_other_allergies_are_named(guideline: Guideline, text: str) -> None:
    found = Read(guideline, allergy(code={"text": text}))
    assert found.events == ()
    assert f"{text}: no rule of this guideline reads this allergy" in found.why


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (verified("refuted"), "is refuted"),
        (verified("entered-in-error"), "is entered in error"),
        (clinical("inactive"), "is inactive"),
        (clinical("resolved"), "is resolved"),
    ],
)
def test_an_allergy_that_does_not_count(
    guideline: Guideline, fields: dict[str, Any], why: str
) -> None:
    found = Read(guideline, allergy(**fields))
    assert found.events == ()
    assert why in found.why


def test_an_allergy_without_a_day_counts(guideline: Guideline) -> None:
    assert Read(guideline, allergy(recordedDate=None)).event.day == (BORN, TODAY)


@pytest.mark.parametrize(
    "code",
    [
        coding(SNOMED, "716186003"), {"text": "No known allergies"}, {"text": "NKDA"},
        {"text": "No Known Drug Allergies"},
    ],
)  # fmt: skip
def test_no_known_allergy_rules_both_out(guideline: Guideline, code: dict[str, Any]) -> None:
    found = Read(guideline, allergy(code=code))
    assert {(event.kind, event.name) for event in found.events} == {
        ("absent", "cobalamin_allergy"), ("absent", "iv_iron_allergy"),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["No known food allergies", "allergies not asked"])
def test_other_denials_do_not(guideline: Guideline, text: str) -> None:
    assert Read(guideline, allergy(code={"text": text})).events == ()


def test_no_known_allergy_without_a_day_does_not_count(guideline: Guideline) -> None:
    found = Read(guideline, allergy(code={"text": "NKDA"}, recordedDate=None))
    assert found.events == ()
    assert "has no day" in found.why


def test_no_known_allergy_does_not_undo_one_that_is_named(guideline: Guideline) -> None:
    general = allergy(id="r2", code={"text": "NKDA"}, recordedDate="2026-11-01")
    found = Read(guideline, allergy(), general)
    assert {(event.kind, event.name) for event in found.events} == {
        ("present", "cobalamin_allergy"), ("absent", "iv_iron_allergy"),
    }  # fmt: skip
    assert "does not undo" in found.why
