"""When a medicine of a request ends, by whatever tells it."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from record.fhir_resources import (
    RXNORM,
    TODAY,
    Read,
    coding,
    day,
    quantity,
    request,
    statement,
)

# Ends


def bounds(**period: str) -> dict[str, Any]:
    return {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": period}}}]}


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        (bounds(end="2026-11-15"), "2026-11-15"),
        ({"dispenseRequest": {"expectedSupplyDuration": quantity(10, "d")}}, "2026-11-11"),
        ({"dispenseRequest": {"expectedSupplyDuration": quantity(1, "wk"), "numberOfRepeatsAllowed": 1}}, "2026-11-15"),
        ({"dosageInstruction": [{"timing": {"repeat": {"boundsDuration": quantity(10, "d")}}}]}, "2026-11-11"),
        ({}, "2026-11-01"),
    ],
)  # fmt: skip
def test_a_completed_order_ends(guideline: Guideline, fields: dict[str, Any], until: str) -> None:
    found = Read(guideline, request(status="completed", **fields))
    assert found.event.until == day(until)
    assert ("its end not recorded" in found.why) is not fields


def test_an_active_order_goes_on_unless_its_end_is_written(guideline: Guideline) -> None:
    supply = {"dispenseRequest": {"expectedSupplyDuration": quantity(10, "d")}}
    assert Read(guideline, request(**supply)).event.until is None
    assert Read(guideline, request(**bounds(end="2026-12-31"))).event.until == day("2026-12-31")


def test_old_b12_is_no_cover_today(planner: Planner) -> None:
    """A finished prescription of years ago must not count as treatment that goes on."""
    old = request(
        status="completed", authoredOn="2019-01-01",
        medicationCodeableConcept=coding(RXNORM, "317106"),
    )  # fmt: skip
    record = Read(planner.rules.guideline, old).record
    courses = planner.plan(record, TODAY).assessment.facts.courses
    assert "b12" not in courses


def test_a_stop_of_unknown_day_lies_before_the_next_start(guideline: Guideline) -> None:
    found = Read(
        guideline,
        request(id="a", status="stopped", authoredOn="2025-01-01", statusReason={"text": "nausea"}),
        request(id="b", authoredOn="2026-11-01"),
    )
    (stop,) = [event for event in found.events if event.kind == "stopped"]
    assert stop.day == (day("2025-01-01"), day("2026-10-31"))
    assert stop.because == "nausea"


def test_a_stop_does_not_end_the_order_that_replaced_it(planner: Planner) -> None:
    period = {"start": "2026-01-01", "end": "2026-11-10"}
    found = Read(
        planner.rules.guideline,
        statement(id="a", status="stopped", effectivePeriod=period),
        request(id="b", authoredOn="2026-11-01"),
    )
    assert [event.kind for event in found.events] == ["started", "started"]
    courses = planner.plan(found.record, TODAY).assessment.facts.courses
    assert courses["oral_iron"].running


def test_a_stop_stands_where_nothing_goes_on(guideline: Guideline) -> None:
    period = {"start": "2026-01-01", "end": "2026-11-10"}
    found = Read(guideline, statement(status="stopped", effectivePeriod=period))
    assert found.kinds == [
        ("started", "ferrous_sulfate", day("2026-01-01")),
        ("stopped", "ferrous_sulfate", day("2026-11-10")),
    ]
