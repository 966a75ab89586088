"""A year in which everything goes wrong."""

from datetime import date

import pytest

from longitudinal.replay import year

# Everything goes wrong

WRONG = "everything-goes-wrong"


def test_iron_was_taken_before_b12():
    """AL-IRON-FIRST, K1, K48: a warning until the tablets of 5 November, which are cover while no
    injection can be had."""
    assert year(WRONG).until("iron-taken-before-b12")[0] == "2025-11-05"


def test_ferritin_on_tablets_shows_deficiency_where_none_was_measured_before():
    """5.2, K12: 9 microgram/L on 3 November; it is not asked for again."""
    assert year(WRONG).until("iron-hold-test")[0] == "2025-11-03"


def test_folic_acid_first_is_stopped_until_b12_is_given():
    """AL-FOLATE-FIRST, K34: ordered on 4 November; the only B12 that can be had is cover."""
    lived = year(WRONG)
    assert (lived.days_of("folate-before-b12"), lived.until("folate-before-b12")) == (
        ["2025-11-04"],
        ["2025-11-05"],
    )


def test_tablets_bridge_until_the_injection():
    """K9: 5 to 7 November."""
    lived = year(WRONG)
    assert (lived.days_of("b12-bridge"), lived.until("b12-bridge")) == (
        ["2025-11-05"],
        ["2025-11-07"],
    )


def test_unknown_nerves_take_the_neurological_schedule():
    """S5: until they are examined on 12 November."""
    lived = year(WRONG)
    assert (lived.until("b12-loading-neurological"), lived.days_of("b12-loading-standard")) == (
        ["2025-11-12"],
        ["2025-11-12"],
    )


def test_syncope_is_an_emergency():
    """5.13."""
    lived = year(WRONG)
    assert (lived.days_of("red-flag"), lived.until("red-flag")) == (["2025-11-17"], ["2025-11-20"])


def test_an_infusion_in_pneumonia_is_stopped():
    """AL-IV-INFECT, K22: until it is over."""
    lived = year(WRONG)
    assert (lived.days_of("iv-iron-infection"), lived.until("iv-iron-infection")) == (
        ["2025-11-26"],
        ["2025-12-08"],
    )


def test_an_order_that_was_carried_out_is_not_counted_twice():
    """AL-IV-MAXDOSE: 1,000 mg ordered on 26 November and given on 9 December."""
    assert year(WRONG).days_of("iv-iron-dose") == []


def test_the_missed_injection_is_overdue():
    """S14, K37: 18 November + 3 months."""
    schedule = year(WRONG).on("2026-03-02").item("B12-STD-M").schedule
    assert date.fromordinal(schedule.overdue_since).isoformat() == "2026-02-18"


def test_b12_stopped_for_its_level_is_told_until_it_is_given_again():
    """AL-B12-NOSTOP: 3 March to 20 April, past the end of the course on 18 March."""
    lived = year(WRONG)
    assert (lived.days_of("b12-was-stopped"), lived.until("b12-was-stopped")) == (
        ["2026-03-03"],
        ["2026-04-20"],
    )


@pytest.mark.parametrize(
    "day", ["2026-03-18", "2026-03-19", "2026-04-20", "2026-08-19", "2026-10-25"]
)
def test_a_missed_injection_does_not_undo_the_diagnosis(day):
    """K12: 95 ng/L before treatment; 640 on treatment refutes nothing."""
    assert year(WRONG).on(day).value("b12_deficiency") is True


@pytest.mark.parametrize("day", ["2026-03-19", "2026-04-20", "2026-08-19", "2026-10-26"])
def test_b12_is_offered_as_long_as_it_is_missing(day):
    """S50: 120 days after the last injection the treatment begins anew."""
    assert year(WRONG).on(day).recommends("B12-NEURO")


def test_iron_stopped_for_the_hemoglobin():
    """AL-STORES: from the day of the stop."""
    assert year(WRONG).days_of("iron-stores-not-met") == ["2026-04-21"]


def test_the_missed_reviews_are_overdue():
    """S44: 6 October + 28 days, and 10 March + 28 days."""
    assert year(WRONG).overdue("side-effects-adherence") == ["2025-11-04", "2026-04-08"]


def test_the_check_that_came_too_late_no_longer_applies():
    """K20: 10 March + 28 days; of the 117 g/L before them it asks no rise (S29)."""
    check = "blood-count-two-weeks-near-normal"
    assert year(WRONG).status(check, "2026-04-08") == "not_applicable"
