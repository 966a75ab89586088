"""Whom a comparison shows: people who are there, with less, and with what happened to others."""

from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from hematinic.guideline.rules import compiled
from hematinic.proof.difference.model import ABSENT, Section, What, direction
from hematinic.proof.difference.people import Person, crossed, people, plainer
from hematinic.proof.vignettes import file_of
from once import RULES, planner

SMALL = compiled(Path(__file__).parent.parent / "guidelines/magnesium_potassium")


def someone(events: int = 10) -> Person:
    return next(one for one in people(RULES) if len(one.record.events) >= events)


def test_people_are_those_that_the_guideline_has_names_for() -> None:
    names = SMALL.guideline.elements.keys() | SMALL.guideline.medicines.keys()
    found = [*islice(people(SMALL), 800)]
    events = [event for one in found for event in one.record.events]
    assert len(events) > 100
    assert {event.name for event in events} <= names


def test_what_is_not_needed_is_left_out_and_what_is_stays() -> None:
    person = someone()
    needed = person.record.events[3], person.record.events[7]
    least = plainer(person, lambda tried: {*needed} <= {*tried.record.events})
    assert {*least.record.events} == {*needed}
    assert least.record.local_limits == ()


def test_somebody_for_whom_all_is_needed_stays_as_he_is() -> None:
    person = someone()
    assert plainer(person, lambda tried: tried.record == person.record) == person


def test_what_happened_to_another_happened_as_long_before() -> None:
    person, other = someone(1), Person(someone().record, someone().day)
    later = Person(person.record, other.day + 40)
    both = crossed(later, other)
    assert both.day == later.day
    ago = sorted(other.day - event.day[1] for event in other.record.events)
    old = {*person.record.events}
    new = sorted(both.day - e.day[1] for e in both.record.events if e not in old)
    assert new == ago


@pytest.mark.parametrize(
    ("section", "what", "before", "after", "way"),
    [
        ("line", "status", "advised against", ABSENT, "more"),
        ("line", "status", "consider", "recommended", "more"),
        ("line", "status", "recommended", "after questions", "less"),
        ("line", "status", ABSENT, "replaced", "other"),
        ("line", "phase", "today", "workup", "other"),
        ("alert", "level", "warning, quiet", "warning", "more"),
        ("alert", "level", "critical", ABSENT, "less"),
        ("check", "status", "done", "asked for", "more"),
        ("check", "status", "asked for", "not applicable", "less"),
        ("check", "status", "done", ABSENT, "other"),
        ("leaflet", "says", ABSENT, "said", "more"),
        ("phase", "waits", "waits", "goes on", "other"),
    ],
)
def test_a_difference_has_a_direction(
    section: Section, what: What, before: str, after: str, way: str
) -> None:
    assert direction(section, what, before, after) == way


# A patient of the solver's as a record


def written(**facts: object) -> list[dict[str, object]]:
    values = planner().extractor.blank.copy()
    today = float(date(2026, 11, 23).toordinal())
    known = {"as_of": (today, today), "sex": "female", "jurisdiction": "UK"} | facts
    for name, value in known.items():
        values[RULES.slots[name]] = value  # type: ignore[assignment]
    events: list[dict[str, object]] = file_of(RULES, values)["events"]
    return events


def days_ago(days: int) -> tuple[float, float]:
    day = float(date(2026, 11, 23).toordinal() - days)
    return (day, day)


def test_a_result_lies_on_the_day_that_another_fact_tells() -> None:
    [event] = written(gestation=(11.0, 11.0), gestation_date=days_ago(7))
    assert (event["observed"], event["on"], event["value"]) == ("gestation", "2026-11-16", 11)


def test_a_day_without_its_result_is_that_of_any_result() -> None:
    [event] = written(last_hemoglobin_date=days_ago(100))
    assert (event["observed"], event["on"]) == ("hemoglobin", "2026-08-15")


def test_a_course_that_runs_by_one_route_needs_no_other_dose_to_be_current() -> None:
    found = written(iron_course=True, oral_iron_running=True, oral_iron_start=days_ago(10))
    assert [("started" in event, event["on"]) for event in found] == [(True, "2026-11-13")]
