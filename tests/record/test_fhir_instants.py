"""Days and instants: what day it is depends on the clock, the order of things does not."""

import msgspec
import pytest

from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.record.fhir.times import moment
from record.fhir_resources import (
    LOINC,
    TODAY,
    Json,
    Read,
    administration,
    coding,
    condition,
    day,
    observation,
    quantity,
)


@pytest.mark.parametrize(
    ("text", "first", "minute"),
    [
        ("20261120", "2026-11-20", -1),
        ("202611200930", "2026-11-20", 570),
        ("20261120T093000Z", "2026-11-20", 570),
        ("20261120093000.123+0100", "2026-11-20", 570),
        ("2026-11-20 09:30", "2026-11-20", 570),
        ("2026-11-20T09:30", "2026-11-20", 570),
        ("2026-11-20T09:30:15.123456789+05:30", "2026-11-20", 570),
        ("2026-11-20T09:30:00+0530", "2026-11-20", 570),
        ("2026/11/20", "2026-11-20", -1),
        ("2026-1-5", "2026-01-05", -1),
        ("20.11.2026", "2026-11-20", -1),
        (" 2026-11-20 ", "2026-11-20", -1),
    ],
)
def test_dates_as_they_come(text: str, first: str, minute: int) -> None:
    found = moment(text)
    assert found
    assert found.day == (day(first), day(first))
    assert found.minute == minute


@pytest.mark.parametrize(
    "text",
    ["11/20/2026", "20/11/2026", "2026-13-01", "2026-02-30", "20261350", "2026112", "Nov 20 2026",
     "2026-11-20x", "99999999", "", "1850-01-01"],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert moment(text) is None


def test_a_date_that_cannot_be_read_is_quoted(guideline: Guideline) -> None:
    found = Read(guideline, observation(effectiveDateTime="11/20/2026"))
    assert found.events == ()
    assert "its day '11/20/2026' cannot be read" in found.why
    found = Read(guideline, condition(onsetDateTime="spring 2019", recordedDate="2019-06-01"))
    assert found.event.day[0] < found.event.day[1] == day("2019-06-01")  # whenever before
    assert "its day 'spring 2019' cannot be read" in found.why


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("2026-11-22T23:50:00-05:00", True),  # in UTC it is tomorrow
        ("2026-11-23T01:30:00Z", True),  # in the Americas it is still today
        ("2026-11-23T11:59:00Z", True),
        ("2026-11-23T12:00:00Z", False),  # nowhere is it today
        ("2026-11-23T08:00:00+13:00", True),  # in UTC it is today
        ("2026-11-23T12:30:00-05:00", False),
        ("2026-11-23", False),  # a day without an instant is that day
        ("2026-11-23T01:30:00", False),
        ("2026-11-24T01:30:00Z", False),
    ],
)
def test_what_can_be_today(guideline: Guideline, text: str, counts: bool) -> None:
    found = Read(guideline, observation(effectiveDateTime=text))
    assert bool(found.events) is counts
    if counts:
        assert found.event.day[1] <= TODAY
    else:
        assert f"lies in the future ({text[:10]})" in found.why


def test_a_record_seen_from_an_earlier_day(guideline: Guideline) -> None:
    """The plan's day is a day of the same clock: an evening that bears the next day counts."""

    def seen(text: str) -> int:
        record = Read(guideline, observation(effectiveDateTime=text)).record
        return len(seen_from(record, TODAY - 10).events)

    assert (seen("2026-11-13T02:00:00Z"), seen("2026-11-13T13:00:00Z")) == (1, 0)
    assert (seen("2026-11-12"), seen("2026-11-13")) == (1, 0)


def hemoglobin(id: str, when: str, value: float) -> Json:  # noqa: A002
    return observation(
        id=id, code=coding(LOINC, "718-7"), effectiveDateTime=when,
        valueQuantity=quantity(value, "g/L"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "last"),
    [
        # nine in Chicago is after two in Berlin
        ("2026-11-20T09:00:00-06:00", "2026-11-20T14:00:00+01:00", 1),
        ("2026-11-20T09:00:00+01:00", "2026-11-20T09:30:00+01:00", 2),
        ("2026-11-20T09:00:40Z", "2026-11-20T09:00:10Z", 1),
        ("2026-11-20T23:00:00+10:00", "2026-11-20T14:00:00Z", 2),
    ],
)
def test_of_one_day_the_later_instant_is_the_last(
    planner: Planner, one: str, other: str, last: int
) -> None:
    parts = [hemoglobin("a", one, 101), hemoglobin("b", other, 102)]
    for order in (parts, parts[::-1]):
        record = Read(planner.rules.guideline, *order).record
        value = planner.plan(record, TODAY).assessment.value("hemoglobin")
        assert value == (100 + last, 100 + last)


def test_the_same_instant_by_two_clocks_is_told_once(guideline: Guideline) -> None:
    parts = [
        hemoglobin("a", "2026-11-20T15:00:00Z", 99),
        hemoglobin("b", "2026-11-20T09:00:00-06:00", 99),
    ]
    assert len(Read(guideline, *parts).events) == 1


def test_two_values_at_one_instant_are_in_conflict(planner: Planner) -> None:
    parts = [
        hemoglobin("a", "2026-11-20T15:00:00Z", 99),
        hemoglobin("b", "2026-11-20T09:00:00-06:00", 109),
    ]
    record = Read(planner.rules.guideline, *parts).record
    assert planner.plan(record, TODAY).assessment.value("hemoglobin") is None


def test_a_dose_and_a_stop_of_one_day(guideline: Guideline) -> None:
    given = administration(effectiveDateTime="2026-11-20T22:00:00-05:00")
    event = Read(guideline, given).event
    assert (event.day[0], event.minute) == (day("2026-11-20"), 22 * 60)
    later = msgspec.structs.replace(event, instant=event.instant + 60)
    assert later.instant > event.instant > 0
