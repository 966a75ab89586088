"""The verbs that take facts from events, by their definitions; both ends of each bound."""

from datetime import date, timedelta
from typing import Any

import pytest

from hematinic.expressions.logic import Value
from hematinic.guideline.rules import Rules
from hematinic.record.courses import CourseOf, current_course
from hematinic.record.events import Event
from hematinic.record.facts import Extractor
from hematinic.record.patient_file import read_patient_file
from once import RULES

TODAY = date(2026, 11, 22)
AS_OF = TODAY.toordinal()


@pytest.fixture(scope="module")
def rules() -> Rules:
    return RULES


@pytest.fixture(scope="module")
def extractor(rules: Rules) -> Extractor:
    return Extractor(rules)


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def ferritin(value: float, days: int, **more: Any) -> dict[str, Any]:
    return {"on": ago(days), "observed": "ferritin", "value": value, "unit": "ug/L"} | more


def medicine(verb: str, name: str, days: int, **more: Any) -> dict[str, Any]:
    return {"on": ago(days), verb: name} | more


def taken(extractor: Extractor, name: str, *events: dict[str, Any]) -> Value:
    guideline = extractor.rules.guideline
    record = read_patient_file({"patient": {}, "events": list(events)}, guideline, AS_OF)
    return extractor.facts(record, AS_OF).values[extractor.rules.slots[name]]


@pytest.mark.parametrize(("days", "value"), [(30, (8, 8)), (31, None)])
def test_latest_within_is_inclusive(extractor: Extractor, days: int, value: Value) -> None:
    assert taken(extractor, "ferritin", ferritin(8, days)) == value


def test_the_later_time_of_a_day_wins(extractor: Extractor) -> None:
    events = [ferritin(8, 2, at="09:00"), ferritin(12, 2, at="15:00")]
    assert taken(extractor, "ferritin", *events) == (12, 12)
    assert taken(extractor, "ferritin", *reversed(events)) == (12, 12)


def test_a_partial_date_that_could_be_later_makes_it_unknown(extractor: Extractor) -> None:
    month = {"on": "2026-11", "observed": "ferritin", "value": 50, "unit": "ug/L"}
    assert taken(extractor, "ferritin", ferritin(8, 2), month) is None
    same = {"on": "2026-11", "observed": "ferritin", "value": 8, "unit": "ug/L"}
    assert taken(extractor, "ferritin", ferritin(8, 2), same) == (8, 8)


def test_baseline_is_before_the_course_however_old(extractor: Extractor) -> None:
    """K12: once treatment has begun the sample before it decides, and later ones do not."""
    name = "ferritin_before_treatment"
    start = medicine("started", "ferrous_sulfate", 40)
    assert taken(extractor, name, ferritin(8, 200), ferritin(90, 2), start) == (8, 8)
    assert taken(extractor, name, ferritin(8, 200), ferritin(90, 2)) == (90, 90)
    assert taken(extractor, name, ferritin(8, 40), start) == (8, 8)  # on the day it began


def test_nearest(extractor: Extractor) -> None:
    """Two weeks of oral iron: day 12 to 28, nearest to day 14, the earlier on a tie."""
    start = medicine("started", "ferrous_sulfate", 60)

    def hb(day: int, value: float) -> dict[str, Any]:
        return {"on": ago(60 - day), "observed": "hemoglobin", "value": value, "unit": "g/L"}

    def at(*results: dict[str, Any]) -> Value:
        return taken(extractor, "hemoglobin_at_two_weeks", start, *results)

    assert at(hb(11, 90)) is None
    assert at(hb(12, 91)) == (91, 91)
    assert at(hb(28, 92)) == (92, 92)
    assert at(hb(29, 93)) is None
    assert at(hb(13, 94), hb(15, 95)) == (94, 94)
    assert at(hb(12, 94), hb(15, 95)) == (95, 95)


def test_count_is_of_the_course(extractor: Extractor) -> None:
    old = [
        medicine("given", "hydroxocobalamin", days, route="intramuscular") for days in (900, 898)
    ]
    new = [medicine("given", "hydroxocobalamin", days, route="intramuscular") for days in (9, 7, 5)]
    assert taken(extractor, "b12_injections", *old, *new) == (3, 3)
    assert taken(extractor, "b12_injections") == (0, 0)


def test_a_medicine_started_and_stopped_on_one_day_is_neither(extractor: Extractor) -> None:
    """Without a time of day nobody can tell which came last."""
    events = [medicine("started", "metformin", 9), medicine("stopped", "metformin", 9)]
    for order in (events, events[::-1]):
        assert taken(extractor, "on_metformin", *order) is None
    later = medicine("stopped", "metformin", 8)
    assert taken(extractor, "on_metformin", *events, later) is False


@pytest.mark.parametrize(("days", "absent"), [(30, False), (31, None)])
def test_an_absent_feature_counts_for_30_days(
    extractor: Extractor, days: int, absent: Value
) -> None:
    """K14."""
    event = {"on": ago(days), "absent": "paresthesia"}
    assert taken(extractor, "paresthesia", event) is absent


def test_an_absent_feature_counts_from_the_course(extractor: Extractor) -> None:
    """K14: within 30 days before the current course, or since."""
    event = {"on": ago(80), "absent": "paresthesia"}
    dose = medicine("given", "hydroxocobalamin", 60, route="intramuscular")
    assert taken(extractor, "paresthesia", event, dose) is False
    assert taken(extractor, "paresthesia", event) is None


def test_only_stops_with_that_reason(extractor: Extractor) -> None:
    stops = [
        medicine("started", "ferrous_sulfate", 90),
        medicine("stopped", "ferrous_sulfate", 60, because="constipation"),
        medicine("stopped", "ferrous_sulfate", 9, because="course complete"),
    ]
    assert taken(extractor, "oral_iron_stopped_for_intolerance", *stops) is True
    assert taken(extractor, "oral_iron_stopped_for_intolerance", stops[0], stops[2]) is False


# Courses


def given(day: int) -> Event:
    return Event(kind="given", name="x", day=(day, day))


def started(day: int, name: str = "x", **more: Any) -> Event:
    return Event(kind="started", name=name, day=(day, day), **more)


def stopped(day: int, name: str = "x") -> Event:
    return Event(kind="stopped", name=name, day=(day, day))


@pytest.mark.parametrize(
    ("events", "course"),
    [
        ([given(1), given(10)], None),  # long over
        ([given(70), given(80)], CourseOf(70, 80, True)),
        ([given(1), given(80)], CourseOf(80, 80, True)),  # a pause longer than 56 days ends it
        ([given(24), given(80)], CourseOf(24, 80, True)),  # a pause of 56 days does not
        ([given(43)], None),  # 57 days ago
        ([given(44)], CourseOf(44, 44, True)),  # 56 days ago
        ([started(1)], CourseOf(1, float("inf"), True)),
        ([started(1), stopped(90)], CourseOf(1, 90, False)),  # ended, but still the current one
        ([started(1), stopped(100)], CourseOf(1, 100, False)),  # stopped today
        ([started(1), stopped(20)], None),
        ([started(1), stopped(90), started(95, "y")], CourseOf(1, float("inf"), True)),  # a switch
        ([started(1, until=90)], CourseOf(1, 90, False)),
    ],
)
def test_current_course(events: list[Event], course: CourseOf | None) -> None:
    """With a gap of 56 days, on day 100."""
    assert current_course(events, 56, 100) == course
