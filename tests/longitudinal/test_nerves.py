"""Years with neurological features, one of them by nitrous oxide."""

from longitudinal.replay import year

# Neurological

NERVES = "neurological"


def test_injections_go_on_until_the_plateau():
    """S11: recorded on 15 December."""
    assert year(NERVES).until("b12-loading-neurological") == ["2025-12-15"]


def test_the_next_injection_is_two_days_on():
    """S11: 5 November, so the 7th."""
    assert year(NERVES).on("2025-11-05").due("B12-NEURO")[0] == "2025-11-07"


def test_the_first_review_is_due_by_day_21():
    """S11: 3 November + 21 days, and from day 7."""
    assert year(NERVES).due("neurological-review", "2025-11-03") == "2025-11-24"


def test_reviews_are_weekly_from_then():
    """S11: reviewed on 17 November, so on the 24th."""
    assert year(NERVES).due("neurological-review", "2025-11-17") == "2025-11-24"


def test_reviewed_injections_are_not_unattended():
    """K21: 21 injections, and never ten without a review."""
    assert year(NERVES).days_of("neurological-review-overdue") == []


def test_maintenance_is_two_months_after_the_last_loading_dose():
    """S12: 13 December + 2 months."""
    assert year(NERVES).on("2025-12-15").due("B12-NEURO-M") == ["2026-02-13"]


def test_maintenance_is_every_two_months():
    """S12: 13 April + 2 months."""
    assert year(NERVES).on("2026-04-13").due("B12-NEURO-M") == ["2026-06-13"]


def test_numbness_that_stays_does_not_start_loading_again():
    """S12, K14: paresthesia is still present."""
    assert year(NERVES).days_of("b12-loading-neurological") == ["2025-11-03"]


def test_the_standard_schedule_never_applies():
    """S10."""
    assert year(NERVES).days_of("b12-loading-standard") == []


# Nitrous oxide

GAS = "nitrous-oxide"


def test_numbness_is_treated_at_once_whatever_the_level():
    """5.12: 260 ng/L; the neurological schedule from the first day to the plateau."""
    lived = year(GAS)
    assert (lived.days_of("b12-loading-neurological"), lived.until("b12-loading-neurological")) == (
        ["2025-11-03"],
        ["2025-12-15"],
    )


def test_the_exposure_is_warned_of_until_it_ends():
    """AL-N2O, K27: an exposure within a year; the last was recorded on 3 November."""
    assert year(GAS).until("nitrous-oxide") == ["2026-11-04"]


def test_its_injections_are_never_unreviewed():
    """K21: 22 injections with a review every week."""
    assert year(GAS).days_of("neurological-review-overdue") == []


def test_what_the_nerves_show_of_nitrous_oxide():
    """5.19: in time, then no further change, then healed on 2 March."""
    assert year(GAS).verdicts("b12_nerves_response") == [
        ("2025-11-03", "awaited"),
        ("2025-12-15", "plateau"),
        ("2026-03-02", None),
    ]


def test_near_normal_hemoglobin_cannot_tell():
    """S29 (a): 121 g/L is within 10 of a man's 130; the indices of week 8 decide."""
    assert year(GAS).verdicts("oral_iron_response") == [
        ("2025-11-03", "awaited"),
        ("2025-11-15", "not-applicable"),
        ("2025-12-30", "complete"),
        ("2026-02-16", None),
    ]


def test_no_injection_is_due_today_once_the_loading_is_over():
    """S12: the bottom line speaks of maintenance, though a feature is still present."""
    said = year(GAS).on("2025-12-20").plan.bottom_line.clinician
    assert "loading is complete" in said


def test_healed_nerves_turn_to_the_standard_interval():
    """S14: no feature present from 2 March on, so every 2 to 3 months."""
    assert year(GAS).days_of("b12-maintenance-standard") == ["2026-03-02"]


def test_tablets_end_three_months_after_a_normal_hemoglobin():
    """S42: normal since 17 November, so on 15 February, with 61 microgram/L twelve days before."""
    lived = year(GAS)
    assert (lived.days_of("iron-oral-daily"), lived.until("iron-oral-daily")) == (
        ["2025-11-03"],
        ["2026-02-15"],
    )
