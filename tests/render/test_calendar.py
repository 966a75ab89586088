"""The calendar, read back by two libraries."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from hematinic.plan.model import Plan
from hematinic.record.patient_file import read_patient_file
from hematinic.render.calendar import to_ics
from render.people import FILES, plans
from spec.patients import TODAY, both, injections, plan, planner


def events(made: Plan, before: Plan | None = None) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(to_ics(made, before)).walk("VEVENT"))


def titled(found: list[icalendar.Event], words: str) -> list[date]:
    return [event.decoded("dtstart") for event in found if words in event["summary"]]


def on(*days: str) -> list[date]:
    return [date.fromisoformat(day) for day in days]


def test_six_injections_on_six_days():
    found = titled(events(plans()["standard"]), "of 6")
    assert found == [TODAY + timedelta(days=n) for n in (0, 2, 4, 7, 9, 11)]


def test_a_tablet_a_day_to_the_end_of_the_phase():
    [event] = [e for e in events(plans()["standard"]) if "200 mg (65 mg" in e["summary"]]
    assert event["rrule"] == {"FREQ": ["DAILY"], "INTERVAL": [1], "UNTIL": [date(2027, 5, 21)]}


def test_alternate_days_for_four_weeks_and_no_longer():
    found = events(plans()["stopped for the stomach"])
    [event] = [e for e in found if "on alternate days" in e["summary"]]
    assert event["rrule"]["INTERVAL"] == [2]
    assert event["rrule"]["UNTIL"] == [date(2026, 12, 19)]


def test_a_course_by_vein_has_its_amounts():
    found = [e["summary"] for e in events(plans()["by vein, 62 kg"]) if "carboxy" in e["summary"]]
    assert found == [
        "Draft: Ferric carboxymaltose 1,000 mg (dose 1 of 2)",
        "Draft: Ferric carboxymaltose 500 mg (dose 2 of 2)",
    ]


def test_an_interval_that_is_a_range_is_told_as_one():
    found = [e for e in events(plans()["standard"]) if "every 2 to 3 months" in e["summary"]]
    assert [e.decoded("dtstart") for e in found] == on("2027-02-03", "2027-04-03")
    assert "between 3 April and 3 May 2027" in found[1]["description"]


def bypass(day: str) -> Plan:
    """Vitamin B12 every 3 months from this day."""
    file = {
        "patient": {"id": "month-end", "birth_date": "1970-01-01", "sex": "male"},
        "as_of": day,
        "events": [
            {"on": "2020-01-01", "done": "gastric_bypass"},
            {"on": day, "observed": "vitamin_b12", "value": 400, "unit": "ng/L"},
            {"on": day, "observed": "ferritin", "value": 150, "unit": "ug/L"},
            {"on": day, "observed": "hemoglobin", "value": 140, "unit": "g/L"},
        ],
    }
    record = read_patient_file(file, planner().rules.guideline, TODAY.toordinal())
    return planner().plan(record, date.fromisoformat(day).toordinal())


def test_the_end_of_a_month_comes_back_after_a_shorter_one():
    found = titled(events(bypass("2026-08-31")), "Hydroxocobalamin")
    assert found == on("2026-08-31", "2026-11-30", "2027-02-28", "2027-05-31")


def test_the_29th_of_february():
    found = titled(events(bypass("2024-02-29")), "Hydroxocobalamin")
    assert found == on("2024-02-29", "2024-05-29", "2024-08-29", "2024-11-29")


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Pacific/Auckland"])
def test_no_change_of_the_clocks_moves_an_event_or_its_alarm(zone):
    """Whole days have no zone; nine in the morning of the day before is nine on every day of the
    year, the days after a change of the clocks included."""
    [alarm] = {
        a.decoded("trigger")
        for e in events(plans()["standard"])
        if "rrule" not in e
        for a in e.walk("VALARM")
    }
    for n in range(366):
        midnight = datetime.combine(TODAY + timedelta(days=n), time(), ZoneInfo(zone))
        rings = (midnight.astimezone(UTC) + alarm).astimezone(ZoneInfo(zone))
        assert (rings.hour, rings.minute) == (9, 0)


@pytest.mark.parametrize("name", FILES)
def test_each_is_well_formed_and_marked_as_a_draft(name):
    made = plans()[name]
    calendar = icalendar.Calendar.from_ical(to_ics(made))
    assert calendar["method"] == "PUBLISH"
    found = list(calendar.walk("VEVENT"))
    for event in found:
        assert isinstance(event.decoded("dtstart"), date)
        assert not isinstance(event.decoded("dtstart"), datetime)
        assert event["summary"].startswith("Draft: ")
        assert made.header.draft_notice in event["description"]
        assert made.header.disclaimer.patient in event["description"]
        assert event["status"] == "TENTATIVE"
        assert not event.errors
    again = Counter(event["uid"] for event in found)
    assert max(again.values(), default=1) == 1


@pytest.mark.parametrize("name", FILES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_library_reads_the_same(name):
    made = plans()[name]
    text = to_ics(made).decode()
    other = vobject.readOne(text)
    said = {
        e.uid.value: (e.dtstart.value, e.summary.value) for e in other.contents.get("vevent", ())
    }
    ours = {str(e["uid"]): (e.decoded("dtstart"), str(e["summary"])) for e in events(made)}
    assert said == ours


def test_the_same_plan_gives_the_same_bytes():
    assert to_ics(plans()["standard"]) == to_ics(plan(both()).plan)
    assert all(len(line) <= 75 for line in to_ics(plans()["standard"]).split(b"\r\n"))


def test_a_new_plan_moves_the_events_of_the_old_one():
    """Two injections were given, late: the third stays the third, on its new day."""
    old = events(plan(both() | {"as_of": "2026-11-20"}).plan)
    new = events(plan(both(*injections(2), sampled=20)).plan)
    by_uid = {str(e["uid"]): e for e in old}
    third = next(e for e in new if "dose 3 of 6" in e["summary"])
    assert "dose 3 of 6" in by_uid[str(third["uid"])]["summary"]
    assert third["sequence"] > by_uid[str(third["uid"])]["sequence"]


def unnamed(file: dict[str, Any]) -> Plan:
    return plan(file | {"patient": {"sex": "female", "birth_date": "1961-11-22"}}).plan


def test_patients_without_an_id_share_no_event_and_are_told_so():
    one, other = unnamed(both()), unnamed(both(hemoglobin=91))
    assert one.patient.id == other.patient.id == ""
    assert not {str(e["uid"]) for e in events(one)} & {str(e["uid"]) for e in events(other)}
    assert to_ics(one) == to_ics(unnamed(both()))
    said = "a later calendar does not replace this one"
    assert all(said in e["description"] for e in events(one))
    assert not any(said in e["description"] for e in events(plans()["standard"]))


def test_on_one_day_b12_stands_before_iron():
    found = events(plans()["standard"])
    today = [e for e in found if e.decoded("dtstart") == TODAY]
    assert ["Hydroxocobalamin" in today[0]["summary"], "Ferrous" in today[1]["summary"]] == [
        True
    ] * 2
    assert [e["priority"] for e in today] == list(range(1, len(today) + 1))
    days = [e.decoded("dtstart") for e in found]
    assert days == sorted(days)


def test_a_course_ends_where_the_guideline_says_at_the_longest():
    found = events(plans()["folate low"])
    [event] = [e for e in found if "Folic acid 5 mg" in e["summary"]]
    assert event["rrule"]["UNTIL"] == [date(2027, 3, 21)]


def test_what_is_no_more_planned_is_cancelled():
    old, new = plans()["standard"], plans()["neurological"]
    found = events(new, before=old)
    cancelled = [e["summary"] for e in found if e["status"] == "CANCELLED"]
    assert len([title for title in cancelled if "of 6" in title]) == 6
    assert not [e for e in found if e["status"] == "CANCELLED" and list(e.walk("VALARM"))]


def test_two_patients_share_no_event():
    one = {str(e["uid"]) for e in events(plans()["standard"])}
    other = plan(both() | {"patient": {"id": "other", "sex": "female", "birth_date": "1961-11-22"}})
    assert not one & {str(e["uid"]) for e in events(other.plan)}
