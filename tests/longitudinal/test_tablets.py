"""Years of iron tablets: not tolerated, without response, begun after B12, slow."""

import pytest

from longitudinal.replay import year

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
    """K33: shown with its question."""
    assert "pregnancy" in year(INTOLERANT).on("2025-12-05").asks_before("iron-intravenous")


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


def test_the_search_for_the_cause_ends_with_both_endoscopies():
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
    """S28: not from that of the year before; 119 g/L has no room for a rise of 10 (S29)."""
    lived = year(ADHERENCE)
    assert lived.due("blood-count-two-weeks-near-normal", "2026-11-10") == "2026-11-24"


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


# Acid suppression

ACID = "acid-suppression"


def test_acid_suppression_is_warned_of_until_it_ends():
    """4.5: omeprazole stopped on 19 November."""
    assert year(ACID).until("interaction-acid") == ["2025-11-19"]


def test_eight_grams_are_no_response():
    """S29: 102 to 110 g/L, with every tablet taken; 119 on day 28 closes it."""
    lived = year(ACID)
    assert (lived.days_of("hemoglobin-no-response"), lived.until("hemoglobin-no-response")) == (
        ["2025-11-17"],
        ["2025-12-01"],
    )


def test_what_the_tablets_show_before_and_after_omeprazole():
    """S29, K20, C12: B12 of the same weeks might explain 17 g/L, and on day 28 saturation is 14 %;
    21 % on 15 December shows absorption, late; normal on 5 January, in week 9."""
    assert year(ACID).verdicts("oral_iron_response") == [
        ("2025-11-03", "awaited"),
        ("2025-11-17", "two-week"),
        ("2025-12-01", "unconfirmed"),
        ("2025-12-15", "late"),
        ("2026-01-05", "complete"),
        ("2026-05-06", None),
    ]


def test_reticulocytes_show_that_b12_works():
    """5.16: 50 to 150 by day 7; hemoglobin normal on 5 January; six months on it is told no more."""
    assert year(ACID).verdicts("b12_response") == [
        ("2025-11-03", "awaited"),
        ("2025-11-10", "adequate"),
        ("2026-01-05", "complete"),
        ("2026-05-04", None),
    ]


# What the tablets of the others show


def test_no_response_stands_until_the_infusion_has_worked():
    """S29: 102 to 105 g/L by tablets, 127 four weeks after the infusion."""
    assert year(BLEEDING).verdicts("oral_iron_response")[:3] == [
        ("2025-11-04", "awaited"),
        ("2025-11-18", "two-week"),
        ("2025-12-30", None),
    ]


def test_the_infusion_is_judged_as_such():
    """S43, S55: from week 4 on, and by full stores in week 10."""
    assert year(BLEEDING).verdicts("intravenous_iron_response") == [
        ("2025-12-02", "awaited"),
        ("2025-12-30", "slow"),
        ("2026-02-10", "complete"),
        ("2026-02-25", None),
    ]
