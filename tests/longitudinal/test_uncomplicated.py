"""A year without a complication. The dates are computed in the comments."""

from datetime import date

import pytest

from longitudinal.replay import year

# No complication

PLAIN = "no-complication"


def test_loading_ends_with_the_sixth_dose():
    """S13: 3, 5, 7, 10, 12 and 14 November."""
    assert year(PLAIN).until("b12-loading-standard") == ["2025-11-14"]


def test_the_loading_doses_that_are_left():
    """S13: three given by 7 November; the rest of the split: 2 days later, then 2, then 2."""
    assert year(PLAIN).on("2025-11-07").item("B12-STD").schedule.remaining == 3


def test_maintenance_is_due_two_months_after_the_last_loading_dose():
    """S14: 14 November + 2 months."""
    assert year(PLAIN).on("2025-11-20").due("B12-STD-M") == ["2026-01-14"]


def test_each_maintenance_dose_moves_the_next():
    """S14: given on 16 March, two days late: 16 May."""
    assert year(PLAIN).on("2026-03-16").due("B12-STD-M") == ["2026-05-16"]


def test_a_maintenance_dose_of_two_to_three_months_is_not_overdue_after_two():
    """S14, K37: due from 14 March, given on the 16th."""
    schedule = year(PLAIN).on("2026-03-15").item("B12-STD-M").schedule
    assert schedule.overdue_since is None
    assert schedule.first_due == date(2026, 3, 15).toordinal()


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2025-11-14", "planned"),
        ("2025-11-15", "due"),
        ("2025-11-17", "done"),
        ("2026-05-04", "done"),
    ],
)
def test_the_two_week_count(day, status):
    """S28: iron on 3 November; days 12 to 28 are 15 November to 1 December; done on the 17th."""
    assert year(PLAIN).status("blood-count-two-weeks", day) == status


def test_the_reticulocytes_are_done():
    """5.16: on day 7."""
    assert year(PLAIN).status("reticulocytes", "2025-11-10") == "done"


def test_the_iron_recheck_after_b12():
    """R-FE-RECHECK: 3 November + 21 days, done that day."""
    assert year(PLAIN).status("iron-recheck-early", "2025-11-24") == "done"


def test_iron_ends_only_when_stores_are_full():
    """S42, S55: ferritin 41 on 3 February, 66 on 4 May, normal hemoglobin since 15 December."""
    assert year(PLAIN).until("iron-oral-daily") == ["2026-05-04"]


def test_full_stores_are_not_filled_again():
    """S42: nor 30 days after that ferritin, nor when the course is long over."""
    assert year(PLAIN).days_of("iron-oral-daily") == ["2025-10-31"]


def test_iron_that_ends_for_full_stores_is_no_mistake():
    """AL-STORES never fires."""
    assert year(PLAIN).days_of("iron-stores-not-met") == []


@pytest.mark.parametrize("check", ["blood-count-later", "ferritin-later"])
def test_three_monthly_checks_follow_the_last_one(check):
    """S47, S48: done on 3 February, so 3 May."""
    assert year(PLAIN).due(check, "2026-02-03") == "2026-05-03"


@pytest.mark.parametrize("check", ["blood-count-later", "ferritin-later"])
def test_three_monthly_checks_end_when_stable(check):
    """S49: 136 on 3 February and 137 on 4 May, 90 days apart, ferritin 66, no symptom."""
    assert year(PLAIN).until(check) == ["2026-05-04"]


def test_the_yearly_check_is_due_and_moves_on():
    """S49: 3 November + 12 months; done on 4 November, so a year from then."""
    lived = year(PLAIN)
    assert [lived.due("annual", day) for day in ("2026-11-03", "2026-11-04")] == [
        "2026-11-03",
        "2027-11-04",
    ]
