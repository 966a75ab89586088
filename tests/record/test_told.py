"""Whoever asks for a plan is told what of the record it does without, in every face."""

import json
from typing import Any

import orjson
import pytest
from icalendar import Calendar

from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.fhir import read_bundle
from hematinic.render.calendar import to_ics
from hematinic.render.fhir import apply, bundle
from hematinic.render.json import as_data, check
from hematinic.render.paper.leaflet import to_text
from hematinic.render.paper.page import to_html
from hematinic.render.screen.markdown import to_markdown
from record.fhir_resources import (
    LOINC,
    TODAY,
    Json,
    Read,
    coding,
    observation,
    patient,
    quantity,
    statement,
)
from record.fhir_resources import bundle as collected


def planned(planner: Planner, *resources: Json) -> Plan:
    return planner.plan(Read(planner.rules.guideline, *resources).record, TODAY)


UNREADABLE = observation(id="bad", valueQuantity=quantity(5, "furlongs"))
OLDER = observation(id="old", effectiveDateTime="2026-11-01", valueQuantity=quantity(210, "ug/L"))
B12 = observation(id="b", code=coding(LOINC, "2132-9"), valueQuantity=quantity(105, "ng/L"))


@pytest.fixture(scope="module")
def plan(planner: Planner) -> Plan:
    refused = statement(id="s", medicationCodeableConcept={"text": "vitamin B12"}, taken="n")
    return planned(planner, UNREADABLE, B12, refused)


def test_a_decisive_value_stands_first_under_what_is_missing(plan: Plan) -> None:
    assert plan.missing[0].element == "ferritin"
    (note,) = plan.missing[0].recorded
    assert note.where == "Observation/bad"
    assert all(not line.recorded for line in plan.missing[1:])


def test_an_older_value_does_not_pass_for_the_last(planner: Planner) -> None:
    """The plan goes by the older one, and says first that there is another."""
    found = planned(planner, UNREADABLE, OLDER)
    assert found.assessment.value("ferritin") == (210, 210)
    assert found.missing[0].element == "ferritin"
    assert found.missing[0].changes
    assert planned(planner, OLDER).missing[0].element != "ferritin"


def test_what_was_no_result_is_not_asked_for(planner: Planner) -> None:
    unread = observation(id="g", code=coding(LOINC, "2339-0", "Glucose"))
    found = planned(planner, unread)
    assert not any(line.recorded for line in found.missing)
    assert any("Glucose" in note.what for note in found.record)


def test_what_names_an_element_comes_first_in_the_account(plan: Plan) -> None:
    named = [bool(note.element) for note in plan.record]
    assert named == sorted(named, reverse=True)


TOLD = "5 furlongs: its unit furlongs cannot be read"


def test_json(plan: Plan) -> None:
    data = as_data(plan)
    assert data["missing"][0]["recorded"][0]["where"] == "Observation/bad"
    assert TOLD in data["missing"][0]["question"]
    assert any(TOLD in entry["why"] for entry in data["record"])


def test_text_for_clinicians(plan: Plan) -> None:
    for text in (to_markdown(plan, "clinician"), to_html(plan, "clinician")):
        assert TOLD in text
        assert "vitamin B12" in text


def test_a_patient_is_told_in_plain_words(plan: Plan) -> None:
    assert "Your record has an entry about it that could not be read." in " ".join(to_text(plan).split())  # fmt: skip
    assert "furlongs" not in to_text(plan)


def test_the_calendar(plan: Plan) -> None:
    calendar = Calendar.from_ical(to_ics(plan))
    assert "Some of your record could not be read: ferritin" in str(calendar["x-wr-caldesc"])


def test_the_check_of_orders(plan: Plan) -> None:
    found = check(plan)
    assert found.missing[0].element == "ferritin"
    assert any(TOLD in entry.why for entry in found.record)


def resources(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in found["entry"] if e["resource"]["resourceType"] == kind]


def test_fhir(plan: Plan) -> None:
    made = bundle(plan)
    (outcome,) = resources(made, "OperationOutcome")
    first = outcome["issue"][0]
    assert first["severity"] == "warning"
    assert len(outcome["issue"]) == len(plan.record) + len(plan.questioned)
    assert any(TOLD in issue["details"]["text"] for issue in outcome["issue"])
    (care,) = resources(made, "CarePlan")
    notes = " | ".join(note["text"] for note in care["note"])
    assert "Of the record not used as it stands:" in notes
    assert TOLD in notes


def test_of_a_record_read_whole_there_is_nothing_to_tell(planner: Planner) -> None:
    made = bundle(planned(planner, observation(), B12))
    assert resources(made, "OperationOutcome") == []
    (care,) = resources(made, "CarePlan")
    assert not any("not used" in note["text"] for note in care["note"])


def test_the_answer_to_apply(planner: Planner) -> None:
    body = json.dumps(collected(patient(), UNREADABLE)).encode()
    made = apply(planner, body, TODAY)
    (outcome,) = resources(made, "OperationOutcome")
    assert TOLD in outcome["issue"][0]["details"]["text"]
    assert orjson.dumps(made)


def test_a_long_account_is_cut_in_the_note_only(planner: Planner) -> None:
    many = [
        observation(id=f"g{n}", code=coding(LOINC, f"9{n:04}-0", f"Test {n}")) for n in range(40)
    ]
    made = bundle(planned(planner, *many))
    (outcome,) = resources(made, "OperationOutcome")
    assert len(outcome["issue"]) == 40
    (care,) = resources(made, "CarePlan")
    (note,) = [n["text"] for n in care["note"] if "not used" in n["text"]]
    assert "and 28 more, in the OperationOutcome of this bundle" in note


@pytest.mark.parametrize(
    ("limits", "told"),
    [([[{"code": "> "}]], True), ([[7]], True), ([{"text": "12 to 15"}], False)],
)
def test_limits_that_say_nothing_readable_are_told(
    planner: Planner, limits: list[Any], told: bool
) -> None:
    """The value beside them stands; limits in words were never read, and are no damage."""
    made = collected(patient(), observation(referenceRange=limits))
    record = read_bundle(orjson.dumps(made), planner.rules.guideline, TODAY)
    assert [event.name for event in record.events] == ["ferritin"]
    assert any("referenceRange" in str(one) for one in record.set_aside) == told
