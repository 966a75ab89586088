"""A check is counted from a day that may not have come yet: then from today."""

from datetime import date
from pathlib import Path

import pytest

from guideline.small import mistakes, small
from hematinic.plan.build import Planner
from hematinic.plan.model import Due
from hematinic.record.patient_file import read_patient_file

AS_OF = date(2026, 11, 22)
FACTS = """
potassium_start: {label: the first day of potassium, first: started potassium_chloride, take: date}
last_potassium: {label: the last day of potassium, latest: started potassium_chloride, take: date}
"""
CHECK = """
potassium-again:
  implements: [M2]
  test: potassium
  when: potassium_low
  %s
  expect: normal
  if_not: again
  cites: [{source: tests}]
"""
COUNTED = "from: potassium_start\n  due: 14 d\n  window: [12 d, 4 wk]"


def check(folder: Path, counted: str, *started: str) -> Due:
    """The check on the day of the plan, of a patient who started potassium on these days."""
    planner = Planner(small(folder, facts=FACTS, monitoring=CHECK % counted))
    events = [{"on": day, "started": "potassium_chloride"} for day in started]
    low = {"on": "2026-11-22", "observed": "potassium_level", "value": 3, "unit": "mmol/L"}
    data = {"patient": {}, "events": [*events, low]}
    record = read_patient_file(data, planner.rules.guideline, AS_OF.toordinal())
    [found] = planner.plan(record, AS_OF.toordinal()).monitoring
    return found


def days(found: Due) -> list[str]:
    return [date.fromordinal(day).isoformat() for day in (found.due, *found.window)]


def test_from_the_day_that_is_known(tmp_path: Path) -> None:
    found = check(tmp_path, COUNTED, "2026-11-10")
    assert days(found) == ["2026-11-24", "2026-11-22", "2026-12-08"]


def test_from_today_where_it_has_not_begun(tmp_path: Path) -> None:
    assert days(check(tmp_path, COUNTED)) == ["2026-12-06", "2026-12-04", "2026-12-20"]


def test_from_the_first_that_is_known(tmp_path: Path) -> None:
    counted = "from: [potassium_start, last_potassium]\n  due: 1 mo\n  window: [0 d, 1 a]"
    found = check(tmp_path, counted, "2026-11-10", "2026-11-20")
    assert days(found) == ["2026-12-10", "2026-11-10", "2027-11-10"]


def test_an_expression_may_stand_beside_a_length(tmp_path: Path) -> None:
    counted = "from: potassium_start\n  due: 14 d\n  window: [as_of, last_potassium + 28 days]"
    found = check(tmp_path, counted, "2026-11-10", "2026-11-20")
    assert days(found) == ["2026-11-24", "2026-11-22", "2026-12-18"]


@pytest.mark.parametrize(
    ("started", "status"), [("2026-10-23", "overdue"), ("2026-10-22", "not_applicable")]
)
def test_it_lapses_so_long_after(tmp_path: Path, started: str, status: str) -> None:
    assert check(tmp_path, f"{COUNTED}\n  lapses: 30 d", started).status == status


@pytest.mark.parametrize(
    ("started", "other", "status"),
    [
        ("2026-10-22", "potassium_low is null", "not_applicable"),
        ("2026-10-23", "magnesium_low is null", "not_applicable"),
        ("2026-10-23", "potassium_low is null", "overdue"),
    ],
)
def test_it_lapses_beside_other_reasons(
    tmp_path: Path, started: str, other: str, status: str
) -> None:
    counted = f"{COUNTED}\n  lapses: 30 d\n  not_applicable: {other}"
    assert check(tmp_path, counted, started).status == status


@pytest.mark.parametrize(
    ("counted", "line", "says"),
    [
        ("from: potassium_strat\n  due: 14 d\n  window: [1 d, 2 d]", 0, "potassium_start?"),
        ("due: 14 d\n  window: [as_of, as_of]", 0, "'14 d' is counted from a day; add `from:`"),
        ("due: as_of\n  window: [as_of, 3 wk]", 1, "'3 wk' is counted from a day"),
        ("due: as_of\n  window: [as_of, as_of]\n  lapses: 3 d", 2, "'3 d' is counted from a day"),
        (f"{COUNTED}\n  lapses: soon", 3, "'soon' is no duration"),
        (
            "from: magnesium_low\n  due: 14 d\n  window: [1 d, 2 d]",
            1,
            "a date does not go with true",
        ),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, counted: str, line: int, says: str) -> None:
    told = mistakes(tmp_path, facts=FACTS, monitoring=CHECK % counted)
    assert says in told[0]
    assert told[0].startswith(f"monitoring.yaml:{7 + line}: ")
