"""Observations: values, units, times, statuses; each rule from both sides."""

from typing import Any

import pytest

from hematinic.expressions.logic import STEP
from hematinic.guideline.model import Guideline
from record.fhir_resources import (
    LOINC,
    SNOMED,
    Read,
    coding,
    day,
    observation,
    quantity,
)

INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def read(guideline: Guideline, **fields: Any) -> Read:
    return Read(guideline, observation(**fields))


# Values


def test_a_plain_result(guideline: Guideline) -> None:
    event = read(guideline, effectiveDateTime="2026-11-20T10:05:00+01:00").event
    assert (event.kind, event.name, event.value) == ("observed", "ferritin", (6, 6))
    assert (event.day, event.minute) == ((day("2026-11-20"),) * 2, 605)
    assert (event.written, event.where) == ("6 ug/L", "Observation/r1")


@pytest.mark.parametrize(
    ("comparator", "value"),
    [
        ("<", (0, 5 - STEP)), ("<=", (0, 5)), (">", (5 + STEP, 200000)), (">=", (5, 200000)),
        ("", (5, 5)),
    ],
)  # fmt: skip
def test_comparators_are_open_or_closed_ends(
    guideline: Guideline, comparator: str, value: tuple[float, float]
) -> None:
    event = read(guideline, valueQuantity=quantity(5, "ug/L", comparator)).event
    assert event.value == value
    assert event.written == f"{comparator}5 ug/L"


def test_an_unknown_comparator_is_set_aside(guideline: Guideline) -> None:
    assert "no comparison" in read(guideline, valueQuantity=quantity(5, "ug/L", "~")).why


@pytest.mark.parametrize(
    ("code", "value", "unit", "canonical"),
    [
        ("718-7", 9.2, "g/dL", 92),
        ("718-7", 92, "g/L", 92),
        ("2132-9", 100, "pmol/L", 135.5),
        ("2132-9", 105, "pg/mL", 105),
        ("4544-3", 30, "%", 0.3),
        ("33914-3", 80, "mL/min/1.73m2", 80),
        ("2276-4", 6, "mcg/L", 6),
    ],
)
def test_units_become_canonical(
    guideline: Guideline, code: str, value: float, unit: str, canonical: float
) -> None:
    event = read(guideline, code=coding(LOINC, code), valueQuantity=quantity(value, unit)).event
    assert event.value == (canonical, canonical)


def test_the_printed_unit_counts_where_the_code_cannot_be_read(guideline: Guideline) -> None:
    value = {"value": 6, "unit": "ng/mL", "system": SNOMED, "code": "258806002"}
    assert read(guideline, valueQuantity=value).event.value == (6, 6)


def test_a_code_and_a_print_that_disagree_are_set_aside(guideline: Guideline) -> None:
    value = {"value": 10, "unit": "g/L", "code": "g/dL"}
    found = read(guideline, code=coding(LOINC, "718-7"), valueQuantity=value)
    assert found.events == ()
    assert "g/L by print and g/dL by code" in found.why


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"value": 6}, "has no unit"),
        ({"value": 6, "unit": "mmol/mol"}, "its unit mmol/mol cannot be read as one of ferritin"),
        ({"value": 6, "unit": "x" * 5000}, "cannot be read as one of ferritin"),
        ({"unit": "ug/L"}, "has no value"),
        ({"value": 10**7, "unit": "ug/L"}, "outside what is possible"),
        ({"value": -1, "unit": "ug/L"}, "outside what is possible"),
    ],
)
def test_what_cannot_be_read_is_set_aside(
    guideline: Guideline, value: dict[str, Any], why: str
) -> None:
    found = read(guideline, valueQuantity=value)
    assert found.events == ()
    assert why in found.why


def test_an_implausible_value_is_used_and_asked_about(guideline: Guideline) -> None:
    found = read(guideline, valueQuantity=quantity(3000, "ug/L"))
    assert found.event.value == (3000, 3000)
    (question,) = found.record.questioned
    assert (question.where, question.what) == ("Observation/r1", "ferritin 3000 ug/L")
    assert not read(guideline).record.questioned


@pytest.mark.parametrize(
    ("text", "value"),
    [("8 ug/L", (8, 8)), ("<5 ng/mL", (0, 5 - STEP)), (" > 2000 ug/L", (2000 + STEP, 200000))],
)
def test_a_measurement_in_a_string(
    guideline: Guideline, text: str, value: tuple[float, float]
) -> None:
    assert read(guideline, valueQuantity=None, valueString=text).event.value == value


@pytest.mark.parametrize("text", ["8", "<5", "1,200 ug/L", "see comment", "", "8 ug/L or more"])
def test_other_strings_are_set_aside(guideline: Guideline, text: str) -> None:
    found = read(guideline, valueQuantity=None, valueString=text)
    assert found.events == ()
    assert found.why


def test_a_range_is_a_span(guideline: Guideline) -> None:
    value = {"low": quantity(10, "ug/L"), "high": quantity(20, "ug/L")}
    assert read(guideline, valueQuantity=None, valueRange=value).event.value == (10, 20)
    backwards = {"low": quantity(20, "ug/L"), "high": quantity(10, "ug/L")}
    assert "fit together" in read(guideline, valueQuantity=None, valueRange=backwards).why


def test_a_count_without_a_unit_is_set_aside(guideline: Guideline) -> None:
    assert "6 has no unit" in read(guideline, valueQuantity=None, valueInteger=6).why


# Words

PARIETAL = coding(LOINC, "14241-4")


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"valueCodeableConcept": coding(SNOMED, "10828004")}, "positive"),
        ({"valueCodeableConcept": coding(SNOMED, "260373001")}, "positive"),
        ({"valueCodeableConcept": coding(SNOMED, "260385009")}, "negative"),
        ({"valueCodeableConcept": coding(SNOMED, "260415000")}, "negative"),
        ({"valueCodeableConcept": coding(SNOMED, "82334004")}, "indeterminate"),
        ({"valueCodeableConcept": coding(LOINC, "LA6576-8")}, "positive"),
        ({"valueCodeableConcept": {"text": "Negative"}}, "negative"),
        ({"valueString": " Positive "}, "positive"),
        ({"interpretation": [coding(INTERPRETATION, "POS")], "valueQuantity": quantity(40, "U/mL")}, "positive"),
    ],
)  # fmt: skip
def test_positive_and_negative(guideline: Guideline, fields: dict[str, Any], word: str) -> None:
    found = read(guideline, **{"code": PARIETAL, "valueQuantity": None} | fields)
    assert found.event.value == word


@pytest.mark.parametrize(
    "fields",
    [
        {"valueString": "1:80"},
        {"valueQuantity": quantity(80, "{titer}")},
        {"valueCodeableConcept": {"coding": [{"code": "10828004"}, {"code": "260385009"}]}},
        {"valueCodeableConcept": {"coding": [{}]}},
    ],
)
def test_other_words_are_set_aside(guideline: Guideline, fields: dict[str, Any]) -> None:
    found = read(guideline, **{"code": PARIETAL, "valueQuantity": None} | fields)
    assert found.events == ()
    assert "cannot be read as positive, negative, indeterminate" in found.why


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"valueBoolean": True}, "present"),
        ({"valueBoolean": False}, "absent"),
        ({"valueCodeableConcept": coding(SNOMED, "52101004")}, "present"),
        ({"valueCodeableConcept": coding(SNOMED, "2667000")}, "absent"),
        ({"valueCodeableConcept": {"text": "No"}}, "absent"),
    ],
)
def test_a_finding_that_was_asked_for(
    guideline: Guideline, fields: dict[str, Any], kind: str
) -> None:
    paresthesia = {"code": coding(SNOMED, "91019004"), "valueQuantity": None}
    event = read(guideline, **paresthesia | fields).event
    assert (event.kind, event.name) == (kind, "paresthesia")


def test_a_finding_without_an_answer_is_not_taken_as_present(guideline: Guideline) -> None:
    found = read(guideline, code=coding(SNOMED, "91019004"), valueQuantity=None)
    assert found.events == ()
    assert "does not say" in found.why


# Components


def test_a_panel_gives_each_of_its_components(guideline: Guideline) -> None:
    parts = [
        {"code": coding(LOINC, "718-7"), "valueQuantity": quantity(9.2, "g/dL")},
        {"code": coding(LOINC, "787-2"), "valueQuantity": quantity(71, "fL")},
        {"code": coding(LOINC, "777-3"), "dataAbsentReason": {"text": "clotted"}},
        {"code": coding(LOINC, "9999-9"), "valueQuantity": quantity(1, "g")},
    ]
    found = read(guideline, code=coding(LOINC, "58410-2"), valueQuantity=None, component=parts)
    assert {(event.name, event.value) for event in found.events} == {
        ("hemoglobin", (92, 92)), ("mcv", (71, 71)),
    }  # fmt: skip
    assert "has no value: clotted" in found.why


# What does not count


@pytest.mark.parametrize("status", ["final", "amended", "corrected", "preliminary"])
def test_statuses_that_count(guideline: Guideline, status: str) -> None:
    assert read(guideline, status=status).event.value == (6, 6)


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "registered", "unknown"])
def test_statuses_that_do_not(guideline: Guideline, status: str) -> None:
    found = read(guideline, status=status)
    assert found.events == ()
    assert f"its status is {status}" in found.why


def test_an_absent_value_is_told_with_its_reason(guideline: Guideline) -> None:
    found = read(guideline, valueQuantity=None, dataAbsentReason={"text": "hemolysed"})
    assert "has no value: hemolysed" in found.why


@pytest.mark.parametrize(
    ("effective", "why"),
    [
        (None, "has no day"),
        ("soon", "has no day"),
        ("2026-13-01", "has no day"),
        ("2026-11-23", "lies in the future"),
        ("1950-01-01", "before the patient's birth"),
    ],
)
def test_a_day_that_cannot_be(guideline: Guideline, effective: str | None, why: str) -> None:
    found = read(guideline, effectiveDateTime=effective)
    assert found.events == ()
    assert why in found.why


def test_when_it_was_issued_does_not_tell_when_the_sample_was_taken(guideline: Guideline) -> None:
    """A result is issued days after its sample, a corrected one perhaps after treatment began."""
    instant = "2026-11-20T10:00:00Z"
    found = read(guideline, effectiveDateTime=None, issued=instant)
    assert found.events == ()
    assert f"has no day: that it was issued {instant}" in found.why
    assert found.record.set_aside[0].element == "ferritin"
    told = read(guideline, effectiveDateTime=None, effectiveInstant=instant, issued=instant)
    assert told.event.day == (day("2026-11-20"),) * 2


def test_a_code_that_means_two_things_is_set_aside(guideline: Guideline) -> None:
    both = {"coding": [*coding(LOINC, "2276-4")["coding"], *coding(LOINC, "718-7")["coding"]]}
    found = read(guideline, code=both)
    assert found.events == ()
    assert "ferritin, hemoglobin" in found.why


def test_two_codes_of_the_same_thing_are_one_result(guideline: Guideline) -> None:
    both = {"coding": [*coding(LOINC, "2276-4")["coding"], *coding(LOINC, "20567-4")["coding"]]}
    assert read(guideline, code=both).event.name == "ferritin"


def test_a_modifier_extension_is_not_overlooked(guideline: Guideline) -> None:
    found = read(guideline, modifierExtension=[{"url": "urn:not", "valueBoolean": True}])
    assert found.events == ()
    assert "modifier extension" in found.why


# Codes


def test_what_no_rule_reads_is_counted(guideline: Guideline) -> None:
    glucose = {"code": coding(LOINC, "2339-0", "Glucose")}
    found = Read(guideline, observation(id="a", **glucose), observation(id="b", **glucose))
    named = "Glucose (LOINC 2339-0) (2 times)"
    assert found.why == f"Observation/a: {named}: no rule of this guideline reads this result"


def test_what_a_site_codes_itself_is_read_by_its_name_and_told(guideline: Guideline) -> None:
    found = read(guideline, code=coding("urn:lab", "FERR", "Ferritin"))
    assert found.event.name == "ferritin"
    assert "read by its name, as ferritin; its code is not known" in found.why


def test_what_has_no_code_is_not_said_to_have_one_that_is_unknown(guideline: Guideline) -> None:
    found = read(guideline, code={"text": "Ferritin"})
    assert found.event.name == "ferritin"
    assert "read by its name, as ferritin; it has no code" in found.why


@pytest.mark.parametrize(
    "name",
    ["Ferritin, CSF", "Ferritin (pleural fluid)", "U-Ferritin", "Ferritin index", "Apoferritin"],
)
def test_another_word_may_make_it_another_thing(guideline: Guideline, name: str) -> None:
    found = read(guideline, code=coding("urn:lab", "F2", name))
    assert found.events == ()
    assert f"{name} (F2 of urn:lab)" in found.why


def test_what_is_named_like_a_result_is_pointed_out(guideline: Guideline) -> None:
    found = read(guideline, code=coding("urn:lab", "F3", "Ferritin, venous, fasting"))
    assert found.events == ()
    assert "its code is not known for ferritin; map it by a file of local codes" in found.why
    (note,) = found.record.set_aside
    assert note.element == "ferritin"


def test_a_site_maps_its_own_codes(guideline: Guideline) -> None:
    own = observation(code=coding("urn:lab", "FERR", "Ferritin"))
    found = Read(guideline, own, local_codes={"urn:lab|FERR": "ferritin"})
    assert found.event.name == "ferritin"


@pytest.mark.parametrize(
    "system", ["http://loinc.org", "https://loinc.org/", "urn:oid:2.16.840.1.113883.6.1"]
)
def test_addresses_of_loinc(guideline: Guideline, system: str) -> None:
    assert read(guideline, code=coding(system, "2276-4")).event.name == "ferritin"


def test_a_code_without_its_system_means_nothing(guideline: Guideline) -> None:
    assert read(guideline, code={"coding": [{"code": "2276-4"}]}).events == ()


# Times


@pytest.mark.parametrize(
    ("fields", "span", "minute"),
    [
        ({"effectiveDateTime": "2026-11-20"}, ("2026-11-20", "2026-11-20"), -1),
        ({"effectiveDateTime": "2026-10"}, ("2026-10-01", "2026-10-31"), -1),
        ({"effectiveDateTime": "2026"}, ("2026-01-01", "2026-11-22"), -1),
        ({"effectiveDateTime": "2026-11-20T23:50:00-05:00"}, ("2026-11-20", "2026-11-20"), 1430),
        ({"effectiveInstant": "2026-11-20T00:05:00.123Z"}, ("2026-11-20", "2026-11-20"), 5),
        ({"effectivePeriod": {"start": "2026-11-19", "end": "2026-11-20"}}, ("2026-11-19", "2026-11-20"), -1),
        ({"effectivePeriod": {"start": "2026-11-20T08:00:00Z"}}, ("2026-11-20", "2026-11-20"), 480),
        ({"effectiveTiming": {"event": ["2026-11-20"]}}, ("2026-11-20", "2026-11-20"), -1),
    ],
)  # fmt: skip
def test_days_as_written(
    guideline: Guideline, fields: dict[str, Any], span: tuple[str, str], minute: int
) -> None:
    event = read(guideline, **{"effectiveDateTime": None} | fields).event
    assert event.day == (day(span[0]), day(span[1]))
    assert event.minute == minute


def test_issued_is_when_it_was_written_down(guideline: Guideline) -> None:
    assert read(guideline, issued="1970-01-02T01:00:00+01:00").event.recorded == 1440
    assert read(guideline, issued="yesterday").event.recorded == -1


# Limits


@pytest.mark.parametrize(
    ("ranges", "limits"),
    [
        ([{"low": quantity(13, "g/dL"), "high": quantity(15, "g/dL")}], (130, 150)),
        ([{"low": {"value": 13}, "high": {"value": 15}}], (130, 150)),
        ([{"low": quantity(13, "g/dL")}], None),
        ([{"text": "13-15"}], None),
        ([{"low": quantity(13, "g/dL"), "high": quantity(15, "mmHg")}], None),
        ([{"low": quantity(13, "g/dL"), "high": quantity(15, "g/dL"), "type": coding("x", "critical")}], None),
    ],
)  # fmt: skip
def test_the_laboratorys_own_limits(
    guideline: Guideline, ranges: list[Any], limits: tuple[float, float] | None
) -> None:
    hemoglobin = {"code": coding(LOINC, "718-7"), "valueQuantity": quantity(12, "g/dL")}
    assert read(guideline, referenceRange=ranges, **hemoglobin).event.reference == limits
