"""What happens on which day of each year. The dates are computed in the comments."""

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


def test_a_late_maintenance_dose_is_overdue_until_it_is_given():
    """S14: due 14 March, given on the 16th."""
    schedule = year(PLAIN).on("2026-03-15").item("B12-STD-M").schedule
    assert date.fromordinal(schedule.overdue_since).isoformat() == "2026-03-14"


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


# Intolerant, then intravenous

INTOLERANT = "intolerant-then-intravenous"


def test_constipation_turns_to_alternate_days():
    """C1, S27: on the day it is recorded, until nausea on alternate days."""
    lived = year(INTOLERANT)
    assert (lived.days_of("iron-oral-alternate-day"), lived.until("iron-oral-alternate-day")) == (
        ["2025-11-14"],
        ["2025-12-02"],
    )


def test_daily_tablets_are_not_offered_again():
    """C1."""
    assert year(INTOLERANT).days_of("iron-oral-daily") == ["2025-11-03"]


def test_a_change_of_dose_keeps_the_course():
    """Stopped and started on 15 November: the course still counts from the 4th."""
    assert year(INTOLERANT).due("blood-count-two-weeks", "2025-11-16") == "2025-11-18"


def test_the_infusion_waits_for_what_must_be_known():
    """AL-IV-T1, K17: pregnancy is ruled out for 7 days only, so anew on 9 December."""
    assert year(INTOLERANT).days_of("iron-intravenous") == ["2025-12-09"]


def test_until_then_its_reason_to_wait_is_named():
    """K6."""
    assert "iron-intravenous" in year(INTOLERANT).on("2025-12-05").not_recommended


def test_the_infusion_is_not_given_twice():
    """S42: 1,000 mg is the total for 114 g/L and 61 kg."""
    assert year(INTOLERANT).until("iron-intravenous") == ["2025-12-10"]


def test_no_tablets_while_the_infusion_is_awaited_to_work():
    """S42, S43: no iron of any kind from 10 December on."""
    lived = year(INTOLERANT)
    assert not any(
        lived.on(day).prescribes("iron") for day in ("2025-12-10", "2026-01-11", "2026-02-09")
    )


def test_hemoglobin_is_not_judged_before_four_weeks():
    """S43: 10 December + 28 days."""
    assert year(INTOLERANT).due("intravenous-recheck", "2025-12-10") == "2026-01-07"


@pytest.mark.parametrize(
    ("day", "status"), [("2026-02-03", "planned"), ("2026-02-04", "due"), ("2026-02-10", "done")]
)
def test_ferritin_is_not_judged_before_eight_weeks(day, status):
    """S55: 10 December + 56 days is 4 February."""
    assert year(INTOLERANT).status("intravenous-stores", day) == status


def test_the_check_of_tablets_no_longer_applies():
    """S29 (c): stopped on 3 December."""
    assert year(INTOLERANT).status("iron-indices-confirm", "2025-12-20") == "not_applicable"


# No response: bleeding

BLEEDING = "no-response-bleeding"


def test_the_failing_result_fires_on_its_day():
    """S29: 102 to 105 g/L on 18 November, day 14."""
    assert year(BLEEDING).days_of("hemoglobin-no-response") == ["2025-11-18"]


def test_a_chronic_loss_does_not_silence_it():
    """K2: an NSAID is a cause, no reason not to apply the rule."""
    assert year(BLEEDING).days_of("hemoglobin-rule-not-applicable") == []


def test_intravenous_iron_is_considered_from_that_day():
    """S33, S36, C3."""
    assert year(BLEEDING).days_of("iron-intravenous-consider") == ["2025-11-18"]


def test_it_closes_with_the_response():
    """S29: 127 g/L four weeks after the infusion."""
    assert year(BLEEDING).until("hemoglobin-no-response") == ["2025-12-30"]


def test_the_search_for_the_cause_ends_with_the_gastroscopy():
    """AL-CAUSE: and does not begin again when the questions about bleeding grow old."""
    lived = year(BLEEDING)
    assert (lived.days_of("cause-incomplete"), lived.until("cause-incomplete")) == (
        ["2025-11-03"],
        ["2025-11-26"],
    )


def test_an_infusion_ends_iron():
    """S42: 1,000 mg for 106 g/L and 68 kg on 2 December; ferritin 120 ten weeks later."""
    lived = year(BLEEDING)
    assert (lived.days_of("iron-oral-daily"), lived.until("iron-oral-daily")) == (
        ["2025-11-03"],
        ["2025-12-02"],
    )


def test_the_yearly_check():
    """S49: 4 November + 12 months, done that day."""
    assert year(BLEEDING).due("annual", "2026-11-04") == "2027-11-04"


# No response: adherence

ADHERENCE = "no-response-adherence"


def test_no_response_of_four_grams():
    """S29: 101 to 105 g/L on day 14."""
    assert year(ADHERENCE).days_of("hemoglobin-no-response") == ["2025-11-18"]


def test_taken_as_agreed_it_responds_within_four_weeks():
    """K20: 115 g/L on day 28, up by 14."""
    assert year(ADHERENCE).until("hemoglobin-no-response") == ["2025-12-02"]


def test_poor_adherence_is_no_reason_for_an_infusion():
    """S36: 35 % taken; known from 19 November."""
    assert not year(ADHERENCE).on("2025-11-19").offers("FE-IV")


def test_the_ferritin_is_overdue_when_she_does_not_come():
    """S48: due 5 May, a month's grace."""
    assert year(ADHERENCE).overdue("ferritin-later") == ["2026-06-06"]


def test_iron_is_reviewed_after_six_months():
    """S54: 4 November + 183 days is 6 May; the day after, with no ferritin since February."""
    lived = year(ADHERENCE)
    assert (lived.days_of("iron-review"), lived.until("iron-review")) == (
        ["2026-05-07"],
        ["2026-06-09"],
    )


def test_a_relapse_is_treated_anew():
    """5.2: ferritin 21 on 10 November, months after the last tablet."""
    assert year(ADHERENCE).days_of("iron-oral-daily") == ["2025-11-03", "2026-11-10"]


def test_a_relapse_ends_the_yearly_checks():
    """S49: three-monthly again from 10 November."""
    assert year(ADHERENCE).due("blood-count-later", "2026-11-10") == "2027-02-10"


def test_its_two_week_check_counts_from_the_new_start():
    """S28: not from that of the year before."""
    assert year(ADHERENCE).due("blood-count-two-weeks", "2026-11-10") == "2026-11-24"


# Pernicious anemia

PERNICIOUS = "pernicious-anemia"


def test_the_infusion_comes_first():
    """S59: no tablets, ever."""
    assert year(PERNICIOUS).days_of("iron-oral-daily") == []


def test_the_second_infusion_is_not_forgotten():
    """4.3: 1,000 of the 1,500 mg for 88 g/L and 64 kg given on 7 November, the rest on the 14th."""
    lived = year(PERNICIOUS)
    assert (lived.days_of("iron-intravenous"), lived.until("iron-intravenous")) == (
        ["2025-11-03"],
        ["2025-11-14"],
    )


def test_two_infusions_a_week_apart_are_within_the_limit():
    """AL-IV-MAXDOSE: 1,000 mg a week."""
    assert year(PERNICIOUS).days_of("iv-iron-dose") == []


def test_the_early_iron_recheck_does_not_apply_after_an_infusion():
    """S43: no ferritin for response so early."""
    assert year(PERNICIOUS).status("iron-recheck-early", "2025-11-20") == "not_applicable"


def test_a_ferritin_at_its_height_shows_no_full_stores():
    """S55: 560 microgram/L on day 11."""
    assert year(PERNICIOUS).on("2025-11-25").value("iron_replete") is False


def test_ten_weeks_later_it_does():
    """S55: 180 microgram/L, 73 days after the last infusion."""
    assert year(PERNICIOUS).on("2026-01-26").value("iron_replete") is True


def test_a_stop_order_for_a_level_is_stopped():
    """AL-B12-NOSTOP, S50: ordered on 5 February."""
    assert year(PERNICIOUS).on("2026-02-05").alert("AL-B12-NOSTOP") == "critical"


def test_a_high_level_changes_no_dose():
    """S45, S50: 1,650 ng/L on 3 February; 15 January + 2 months."""
    assert year(PERNICIOUS).on("2026-02-03").due("B12-STD-M") == ["2026-03-15"]


def test_maintenance_never_ends():
    """S51: irreversible."""
    assert year(PERNICIOUS).until("b12-maintenance-standard") == []


# Iron deficiency unmasked by B12

UNMASKED = "iron-unmasked-by-b12"


def test_no_iron_while_ferritin_looks_normal():
    """K11: 130 microgram/L."""
    assert not year(UNMASKED).on("2025-11-24").prescribes("iron")


def test_the_recheck_is_due_three_weeks_after_b12():
    """R-FE-RECHECK: 4 November + 21 days."""
    assert year(UNMASKED).due("iron-recheck-early", "2025-11-04") == "2025-11-25"


def test_iron_is_offered_when_ferritin_falls():
    """5.2: 14 microgram/L on 25 November."""
    assert year(UNMASKED).days_of("iron-oral-daily") == ["2025-11-25"]


def test_the_two_week_check_counts_from_iron_not_b12():
    """S28: 27 November + 14 days."""
    assert year(UNMASKED).due("blood-count-two-weeks", "2025-11-27") == "2025-12-11"


def test_the_response_is_to_iron():
    """S29: 103 to 118 g/L."""
    assert year(UNMASKED).days_of("hemoglobin-no-response") == []


def test_three_months_count_from_b12():
    """S47, R-FE-RECHECK: 4 November + 3 months."""
    assert year(UNMASKED).due("ferritin-three-months", "2025-12-01") == "2026-02-04"


def test_iron_ends_with_full_stores():
    """S42, S55: ferritin 63 on 11 May, normal hemoglobin since 8 January."""
    assert year(UNMASKED).until("iron-oral-daily") == ["2026-05-11"]


# Everything goes wrong

WRONG = "everything-goes-wrong"


def test_iron_was_taken_before_b12():
    """AL-IRON-FIRST, K1: a warning until the injection of 7 November."""
    assert year(WRONG).until("iron-taken-before-b12")[0] == "2025-11-07"


def test_ferritin_on_tablets_shows_deficiency_where_none_was_measured_before():
    """5.2, K12: 9 microgram/L on 3 November; it is not asked for again."""
    assert year(WRONG).until("iron-hold-test")[0] == "2025-11-03"


def test_folic_acid_first_is_stopped_until_b12_is_given():
    """AL-FOLATE-FIRST: ordered on 4 November."""
    lived = year(WRONG)
    assert (lived.days_of("folate-before-b12"), lived.until("folate-before-b12")) == (
        ["2025-11-04"],
        ["2025-11-07"],
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
    """S14: 18 November + 2 months."""
    schedule = year(WRONG).on("2026-03-02").item("B12-STD-M").schedule
    assert date.fromordinal(schedule.overdue_since).isoformat() == "2026-01-18"


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
    """K20: 10 March + 28 days."""
    assert year(WRONG).status("blood-count-two-weeks", "2026-04-08") == "not_applicable"
