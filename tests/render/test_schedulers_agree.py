"""A scheduler that reads our FHIR, a calendar that reads our iCalendar, and the plan: one course.

Each request is laid out day by day by an independent reader of FHIR's timing and compared with the
plan's doses and with the events of the calendar.
"""

from datetime import date
from typing import Any

import msgspec
import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from hematinic.plan.model import Plan
from hematinic.render.calendar import to_ics
from hematinic.render.fhir import bundle
from hematinic.render.words.doses import Ordered, ordered
from render.fhir_timing import laid_out
from render.people import FILES, plans
from spec.patients import TODAY, both, low_iron, oral_iron, plan

OFFERED = ("recommended", "consider", "alternative")


def requests(made: Plan) -> dict[str, dict[str, Any]]:
    """The medication requests of a plan by the item of each."""
    return {
        entry["resource"]["instantiatesCanonical"][0].partition("|")[0].rpartition(":")[2]: entry[
            "resource"
        ]
        for entry in bundle(made)["entry"]
        if entry["resource"]["resourceType"] == "MedicationRequest"
    }


def planned_days(order: Ordered, made: Plan) -> list[date]:
    ordinals = order.days_ahead(made) if order.goes_on else [dose.day for dose in order.doses()]
    return [date.fromordinal(day) for day in ordinals]


def calendar_days(made: Plan, order: Ordered) -> list[date]:
    found: set[date] = set()
    for event in Calendar.from_ical(to_ics(made)).walk("VEVENT"):
        summary = str(event["summary"])
        if order.name not in summary or "Review:" in summary:
            continue
        first = event["dtstart"].dt
        if "rrule" in event:
            rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=_noon(first))
            found |= {day.date() for day in rule}
        else:
            found.add(first)
    return sorted(found)


def _noon(day: date) -> Any:
    from datetime import datetime

    return datetime(day.year, day.month, day.day)


@pytest.mark.parametrize("name", FILES)
def test_fhir_calendar_and_plan_lay_out_the_same_days(name: str) -> None:
    made = plans()[name]
    written = requests(made)
    orders = list(ordered(made, *OFFERED))
    assert {order.line.item.id for order in orders} <= set(written)
    for order in orders:
        fhir = laid_out(written[order.line.item.id]["dosageInstruction"])
        told = planned_days(order, made)
        if order.prescribe.every_to:  # beyond the second dose nobody can tell the day
            fhir = fhir[: len(told)]
        assert fhir == told, order.line.item.id


@pytest.mark.parametrize("name", FILES)
def test_the_calendar_has_the_days_of_all_that_is_recommended(name: str) -> None:
    made = plans()[name]
    written = requests(made)
    by_name: dict[str, list[date]] = {}
    ranges = set()
    for order in ordered(made):
        days = laid_out(written[order.line.item.id]["dosageInstruction"])
        if order.prescribe.every_to:
            days = days[: len(planned_days(order, made))]
        by_name.setdefault(order.name, []).extend(days)
        ranges.add(order.name)
    for order in ordered(made):
        assert calendar_days(made, order) == sorted(set(by_name[order.name])), order.name


def test_eleven_loading_injections_and_not_forty_two() -> None:
    found = requests(plans()["neurological"])["b12-loading-neurological"]
    days = laid_out(found["dosageInstruction"])
    assert len(days) == 11
    assert days[0] == TODAY
    repeat = found["dosageInstruction"][0]["timing"]["repeat"]
    assert repeat["boundsPeriod"]["end"] == days[-1].isoformat()


def test_six_injections_on_their_days_of_the_week() -> None:
    found = requests(plans()["standard"])["b12-loading-standard"]["dosageInstruction"]
    days = laid_out(found)
    assert [(day - days[0]).days for day in days] == [0, 2, 4, 7, 9, 11]


def test_tablets_on_alternate_days_go_on_from_today() -> None:
    """Whatever day they were begun, the calendar and the scheduler count from the same one."""
    for ago in (29, 30):
        made = plan(both(oral_iron(ago, every="2 d"), sampled=40)).plan
        for order in ordered(made, *OFFERED):
            days = laid_out(requests(made)[order.line.item.id]["dosageInstruction"])
            assert days[:2] == planned_days(order, made)[:2]


def test_every_request_has_an_end() -> None:
    for name in FILES:
        for item, found in requests(plans()[name]).items():
            for dosage in found["dosageInstruction"]:
                repeat = dosage["timing"].get("repeat")
                assert repeat is None or "end" in repeat["boundsPeriod"], (name, item)


# Order, and what is not to be given


def actions(made: Plan) -> dict[str, dict[str, Any]]:
    """The actions of the request group by the item of their request."""
    found = bundle(made)["entry"]
    of = {entry["fullUrl"]: entry["resource"] for entry in found}
    (group,) = [e["resource"] for e in found if e["resource"]["resourceType"] == "RequestGroup"]
    inside = [
        one
        for phase in group.get("action", ())
        for choice in phase["action"]
        for one in choice.get("action", [choice])
    ]
    return {
        of[one["resource"]["reference"]]["instantiatesCanonical"][0].partition("|")[0].rpartition(":")[2]: one
        for one in inside
        if isinstance(of[one["resource"]["reference"]].get("instantiatesCanonical"), list)
    }  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_of_medicines_in_place_of_another_one_is_chosen(name: str) -> None:
    """Or a scheduler lays out two infusions of iron on one day."""
    made = plans()[name]
    entries = bundle(made)["entry"]
    (group,) = [e["resource"] for e in entries if e["resource"]["resourceType"] == "RequestGroup"]
    chosen = [
        {one["resource"]["reference"] for one in choice["action"]}
        for phase in group.get("action", ())
        for choice in phase["action"]
        if choice.get("selectionBehavior") in ("exactly-one", "at-most-one")
    ]
    addresses = {
        item: entry["fullUrl"]
        for entry in entries
        for item in [_item(entry["resource"])]
        if entry["resource"]["resourceType"] == "MedicationRequest"
    }
    orders = list(ordered(made, *OFFERED))
    for order in orders:
        for other in orders:
            alike = set(order.medicine.gives) & set(other.medicine.gives)
            together = order.line.item.phase == other.line.item.phase and order is not other
            if alike and together and order.line.status == "alternative":
                pair = {addresses[each.line.item.id] for each in (order, other)}
                assert any(pair <= choice for choice in chosen)


def _item(resource: dict[str, Any]) -> str:
    named = resource.get("instantiatesCanonical", [""])
    return str(named[0]).partition("|")[0].rpartition(":")[2]


def test_a_choice_of_infusions() -> None:
    """Which of them is recommended, and that no more than one is given."""
    choices = [
        choice
        for made in plans().values()
        for entry in bundle(made)["entry"]
        if entry["resource"]["resourceType"] == "RequestGroup"
        for phase in entry["resource"].get("action", ())
        for choice in phase["action"]
        if "selectionBehavior" in choice
    ]
    assert choices
    assert all(len(choice["action"]) > 1 and "resource" not in choice for choice in choices)


@pytest.mark.parametrize(
    ("name", "first", "then"),
    [
        ("standard", "b12-loading-standard", "b12-maintenance-standard"),
        ("neurological", "b12-loading-neurological", "b12-maintenance-neurological"),
    ],
)
def test_loading_comes_before_maintenance(name: str, first: str, then: str) -> None:
    found = actions(plans()[name])
    assert found[then]["relatedAction"] == [
        {"actionId": found[first]["id"], "relationship": "after-end"}
    ]
    assert "relatedAction" not in found[first]
    assert all("relatedAction" not in action for item, action in found.items() if "iron" in item)


def test_ids_of_actions_are_one_of_each() -> None:
    for name in FILES:
        found = [action["id"] for action in actions(plans()[name]).values()]
        assert len(found) == len(set(found))


# What is stopped is a stop


def as_stop(item: Any) -> Plan:
    """The standard plan with one of its lines turned into a stop that names no medicine."""
    made = plans()["standard"]
    changed = [
        msgspec.structs.replace(
            line, item=msgspec.structs.replace(line.item, action="stop", prescribe=None)
        )
        if line.item.id == item
        else line
        for line in made.recommendations
    ]
    return msgspec.structs.replace(made, recommendations=tuple(changed))


def test_what_is_stopped_at_once_is_an_order_not_to_give_it() -> None:
    made = plan(low_iron(oral_iron(60), oral_iron_failure=True, sampled=61)).plan
    stop = requests(made)["iron-tablets-end-now"]
    assert stop["doNotPerform"] is True
    assert "dosageInstruction" not in stop
    assert "Ferrous sulfate" not in to_ics(made).decode()


def test_a_stop_of_nothing_named_is_a_task() -> None:
    made = as_stop("iron-oral-daily")
    tasks = [
        e["resource"] for e in bundle(made)["entry"] if e["resource"]["resourceType"] == "Task"
    ]
    (found,) = [task for task in tasks if "iron-oral-daily" in task["instantiatesCanonical"]]
    assert found["code"]["coding"][0]["code"] == "abort"


def test_what_is_withheld_is_held() -> None:
    tasks = [
        e["resource"]
        for e in bundle(plans()["folic acid ordered"])["entry"]
        if e["resource"]["resourceType"] == "Task"
    ]
    codes = {c["code"] for task in tasks for c in task["code"].get("coding", ())}
    assert "suspend" in codes


def test_what_waits_for_the_emergency_has_no_day_and_is_no_request() -> None:
    """It is still proposed, as a task that says what it waits for."""
    made = plan(both(melena=True, hemoglobin=75, weight=70)).plan
    waiting = {line.item.id for line in made.recommendations if line.waits}
    assert "iron-intravenous-consider" in waiting
    assert not waiting & set(requests(made))
    tasks = {e["resource"].get("instantiatesCanonical", ""): e["resource"]["description"]
             for e in bundle(made)["entry"] if e["resource"]["resourceType"] == "Task"}  # fmt: skip
    [said] = [text for item, text in tasks.items() if "iron-intravenous-consider" in item]
    assert "After the emergency" in said
    assert "carboxymaltose" not in to_ics(made).decode().lower()
