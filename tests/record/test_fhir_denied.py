"""What says of itself that it was not taken, given or done is never read as the opposite."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from hematinic.record.fhir import read_bundle
from record.fhir_resources import (
    LOINC,
    SNOMED,
    TODAY,
    Json,
    Read,
    administration,
    coding,
    observation,
    quantity,
    request,
    resource,
    statement,
)

CROSS = "http://hl7.org/fhir/{}/StructureDefinition/extension-MedicationStatement.{}"


def older(taken: str) -> Json:
    return {"extension": [{"url": CROSS.format("3.0", "taken"), "valueCode": taken}]}


def newer(code: str) -> Json:
    adherence = {"url": "code", "valueCodeableConcept": coding("x", code)}
    return {"extension": [{"url": CROSS.format("5.0", "adherence"), "extension": [adherence]}]}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"taken": "n"}, "not taken (taken: n)"),
        ({"taken": "N"}, "not taken (taken: n)"),
        ({"taken": "na"}, "whether it is taken is not known (taken: na)"),
        (older("na"), "whether it is taken is not known (taken: na)"),
        ({"taken": "unk"}, "whether it is taken is not known (taken: unk)"),
        ({"taken": "maybe"}, "whether it is taken is not known (taken: maybe)"),
        ({"taken": {"a": 1}}, "its taken cannot be understood"),
        ({"wasNotTaken": True}, "not taken (wasNotTaken)"),
        ({"wasNotTaken": "true"}, "not taken (wasNotTaken)"),
        ({"reasonNotTaken": [{"text": "refused"}]}, "not taken (refused)"),
        ({"status": "not-taken"}, "its status is not-taken: not counted as taken"),
        ({"status": "recorded", "adherence": {"code": coding("x", "not-taking")}}, "adherence: not-taking"),
        ({"status": "recorded", "adherence": {"code": coding("x", "unknown")}}, "adherence: unknown"),
        (older("n"), "not taken (taken: n)"),
        (newer("not-taking"), "adherence: not-taking"),
    ],
)  # fmt: skip
def test_a_statement_of_what_is_not_taken(guideline: Guideline, fields: Json, why: str) -> None:
    found = Read(guideline, statement(**fields))
    assert found.events == ()
    assert f"ferrous sulfate: {why}" in found.why or why in found.why
    assert found.record.set_aside[0].element == "ferrous_sulfate"


@pytest.mark.parametrize(
    "fields",
    [
        {"taken": "y"},
        {"wasNotTaken": False},
        {"status": "recorded"},
        {"status": "recorded", "adherence": {"code": coding("x", "taking-as-directed")}},
        older("y"),
    ],
)
def test_a_statement_of_what_is_taken(guideline: Guideline, fields: Json) -> None:
    event = Read(guideline, statement(**fields)).event
    assert (event.kind, event.until) == ("started", None)


@pytest.mark.parametrize(
    ("code", "kinds"),
    [("stopped-as-directed", ["started", "stopped"]), ("on-hold", ["started", "stopped"])],
)
def test_what_was_left_off_is_stopped(guideline: Guideline, code: str, kinds: list[str]) -> None:
    adherence = {"code": coding("x", code)}
    found = Read(guideline, statement(status="recorded", adherence=adherence))
    assert sorted(event.kind for event in found.events) == kinds


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"notGiven": True}, "not given (notGiven)"),
        ({"wasNotGiven": True}, "not given (wasNotGiven)"),
        ({"reasonNotGiven": [{"text": "no vein"}]}, "not given (no vein)"),
        ({"status": "not-done"}, "its status is not-done"),
        ({"notGiven": [1, 2]}, "its notGiven cannot be understood ('[1,2]')"),
        ({"dosage": {"dose": quantity(0, "mg")}}, "its dose is 0"),
    ],
)
def test_a_dose_that_was_not_given(guideline: Guideline, fields: Json, why: str) -> None:
    found = Read(guideline, administration(**fields))
    assert found.events == ()
    assert why in found.why


def test_a_dose_that_was_given(guideline: Guideline) -> None:
    assert Read(guideline, administration(notGiven=False)).event.kind == "given"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"notDone": True}, "not done (notDone)"),
        ({"notPerformed": True}, "not done (notPerformed)"),
        ({"status": "not-done"}, "its status is not-done"),
        ({"status": "aborted"}, "its status is aborted"),
    ],
)
def test_a_procedure_that_was_not_done(guideline: Guideline, fields: Json, why: str) -> None:
    done = {"status": "completed", "performedDateTime": "2024-02-02"}
    code = coding(SNOMED, "442338001", "bypass")
    found = Read(guideline, resource("Procedure", code=code, **done | fields))
    assert found.events == ()
    assert f"bypass: {why}" in found.why


@pytest.mark.parametrize("fields", [{"doNotPerform": True}, {"doNotPerform": "true"}])
def test_an_order_not_to_give(guideline: Guideline, fields: Json) -> None:
    found = Read(guideline, request(**fields))
    assert found.events == ()
    assert "an order not to give it" in found.why


@pytest.mark.parametrize("status", ["declined", "cancelled", "stopped", "on-hold", "preparation"])
def test_what_was_not_dispensed(guideline: Guideline, status: str) -> None:
    dispensed = request(resourceType="MedicationDispense", status=status)
    found = Read(guideline, dispensed | {"whenHandedOver": "2026-11-01"})
    assert found.events == ()
    assert status in found.why


def test_a_refused_injection_is_no_treatment(planner: Planner) -> None:
    """A low B12 beside an injection that was refused is a deficiency to treat today."""
    low = observation(code=coding(LOINC, "2132-9"), valueQuantity=quantity(95, "ng/L"))

    def offered(**fields: Any) -> set[str]:
        given = administration(id="a", effectiveDateTime="2026-10-01", **fields)
        read = Read(planner.rules.guideline, low, given)
        plan = planner.plan(read.record, TODAY)
        return {code for line in plan.recommendations for code in line.item.implements}

    refused = offered(wasNotGiven=True)
    assert refused & {"B12-NEURO", "B12-STD"}
    assert "B12 is treated already" not in refused
    assert refused != offered()


def test_nothing_of_it_is_lost_on_the_way(guideline: Guideline) -> None:
    """Order and form make no difference to what is set aside."""
    parts = [statement(id="a", taken="n"), administration(id="b", notGiven=True)]
    whole = Read(guideline, *parts).record
    back = Read(guideline, *reversed(parts)).record
    assert whole.set_aside == back.set_aside
    assert read_bundle(b'{"resourceType":"Bundle"}', guideline, TODAY).set_aside == ()
