"""The day on which something is due, of which not both ends need be known."""

from math import inf
from pathlib import Path

import msgspec
import pytest

from hematinic.expressions.logic import Value
from hematinic.guideline.amounts import Dose, Interval
from hematinic.guideline.load import read_folder
from hematinic.guideline.model import Prescription
from hematinic.guideline.rules import rules_of
from hematinic.plan.build import Planner
from hematinic.plan.schedule import Computed, first_day, last_day, schedule
from hematinic.record.events import Event, Patient, Record

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"
DAY = 739_900


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ((5.0, 9.0), 5, 9),
        ((-inf, 9.0), 9, 9),
        ((5.0, inf), 5, 5),
        ((-inf, inf), None, None),
        (None, None, None),
    ],
)
def test_an_open_end_leaves_the_other(value: Value, first: int | None, last: int | None) -> None:
    assert (first_day(value), last_day(value)) == (first, last)


@pytest.mark.parametrize(
    ("starts", "due"),
    [((DAY + 3.0, DAY + 8.0), DAY + 3), ((-inf, DAY + 8.0), DAY + 8), ((-inf, inf), DAY)],
)
def test_a_course_whose_first_day_is_open(starts: Value, due: int) -> None:
    """Where nothing is known it begins today."""
    weekly = Prescription(medicine="x", dose=Dose("1 mg"), every=Interval("1 wk"), times=2)
    found = schedule(weekly, Computed(starts=starts, remaining=(-inf, inf)), DAY)
    assert (found.first_due, found.doses) == (due, (due, due + 7))


@pytest.mark.parametrize(
    ("low", "due", "window", "status"),
    [
        (DAY - 3.0, DAY - 2, (DAY - 4, DAY), "due"),
        (-inf, DAY - 1, (DAY - 3, DAY + 1), "due"),
    ],
)
def test_a_check_due_some_time_after_what_is_open_downwards(
    low: float, due: int, window: tuple[int, int], status: str
) -> None:
    """The infusion lies somewhere before the day of two days ago, nobody knows where."""
    guideline, places = read_folder(SMALL)
    last = {"last_infusion": msgspec.convert(
        {"name": "last_infusion", "label": "the infusion", "latest": "given magnesium_sulfate", "take": "date"},
        type(next(iter(guideline.facts.values()))),
    )}  # fmt: skip
    [check] = guideline.monitoring
    after = msgspec.structs.replace(
        check, when="true", due="last_infusion + 1 day",
        window=("last_infusion - 1 day", "last_infusion + 3 days"),
    )  # fmt: skip
    changed = msgspec.structs.replace(guideline, facts=guideline.facts | last, monitoring=(after,))
    planner = Planner(rules_of(changed, places))
    given = Event(kind="given", name="magnesium_sulfate", day=(low, DAY - 2.0))
    plan = planner.plan(Record(patient=Patient(), events=(given,)), DAY)
    [found] = plan.monitoring
    assert (found.due, found.window, found.status) == (due, window, status)
