"""The day of each check and the days between which it counts, from the first day of what it watches
(specification 1.5, 4.5, 5.2, 5.6, 5.9, 5.15, 5.16). Three months from 22 November are 92 days, four
are 120, eleven to thirteen 334, 365 and 395."""

import pytest

from spec.patients import (
    TODAY,
    both,
    done,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
)

INFUSED = {"pernicious_anemia": True, "weight": 80}
NERVES = {"paresthesia": True}

FROM_TODAY = {
    "blood-count-two-weeks": (low_iron(hemoglobin=100), 12, 14, 28),  # S28, S43
    "blood-count-two-weeks-near-normal": (low_iron(), 12, 14, 28),  # S29
    "iron-response-eight-weeks": (low_iron(), 56, 70, 84),  # S29
    "side-effects-adherence": (low_iron(), 7, 14, 28),  # S44
    "iron-recheck-early": (low_b12(), 14, 21, 28),  # R-FE-RECHECK
    "blood-count-three-months": (both(), 80, 92, 120),  # S47
    "ferritin-three-months": (both(), 80, 92, 120),  # S48
    "b12-level": (low_b12(), 80, 92, 120),  # S45
    "homocysteine": (low_b12(), 80, 92, 120),  # S46
    "annual": (both(), 334, 365, 395),  # S49
    "neurological-review": (low_b12(**NERVES), 7, 21, 21),  # S11
    "potassium": (low_b12(hemoglobin=75), 0, 1, 10),  # 5.15
    "reticulocytes": (low_b12(), 5, 7, 8),  # 5.16
    "blood-count-after-b12": (low_b12(), 10, 14, 14),  # 5.16
    "hemoglobin-after-b12": (low_b12(), 10, 14, 28),  # 5.16, S43
    "iron-indices-confirm": (both(), 28, 42, 56),  # C12
    "intravenous-recheck": (low_iron(**INFUSED), 28, 28, 84),  # S43
    "intravenous-stores": (low_iron(**INFUSED), 56, 70, 84),  # S55
    "b12-review-pregnancy": (  # 5.6
        low_b12(age=30, pregnancy=True, gestation=20, active_b12=15), 21, 30, 42),
}  # fmt: skip


def days(check, file):
    """From today to the first day, the day and the last day of a check."""
    found = plan(file).check(check)
    first, last = found.window
    return tuple(int(day) - TODAY.toordinal() for day in (first, found.due, last))


@pytest.mark.parametrize("check", FROM_TODAY)
def test_a_check_of_a_treatment_that_begins_today(check):
    file, *expected = FROM_TODAY[check]
    assert days(check, file) == tuple(expected)


BEFORE = {"sampled": 60}
"""The diagnostic samples, older than each treatment below."""
RUNNING = {
    # 20 days after the first tablet
    "blood-count-two-weeks": (
        low_iron(oral_iron(ago=20), hemoglobin=100, sampled=21), -8, -6, 8),
    "blood-count-two-weeks-near-normal": (
        low_iron(oral_iron(ago=20), sampled=21), -8, -6, 8),
    "side-effects-adherence": (low_iron(oral_iron(ago=20), **BEFORE), -13, -6, 8),
    # 10 days after the first injection
    "iron-recheck-early": (low_b12(given("hydroxocobalamin", ago=10), **BEFORE), 4, 11, 18),
    "neurological-review": (
        low_b12(*injections(5, last=2), **NERVES, **BEFORE), -3, 11, 11),
    "potassium": (low_b12(given("hydroxocobalamin", ago=5), arrhythmia=True, **BEFORE), -5, -4, 5),
    "reticulocytes": (low_b12(given("hydroxocobalamin", ago=5), **BEFORE), 0, 2, 3),
    # 30 days after an infusion
    "intravenous-recheck": (
        low_iron(given("ferric_carboxymaltose", "1000 mg", ago=30), **BEFORE), -2, -2, 54),
    "intravenous-stores": (
        low_iron(given("ferric_carboxymaltose", "1000 mg", ago=30), **BEFORE), 26, 40, 54),
    # 40 days after the first tablet, begun at a normal hemoglobin
    "iron-response-eight-weeks": (
        low_iron(oral_iron(ago=40), hemoglobin=125, **BEFORE), 16, 30, 44),
    # the last level of one who had the end of the ileum removed, 100 days ago
    "b12-yearly-ileum": (
        patient(done("ileal_resection"), observed("vitamin_b12", 420, ago=100)), 234, 265, 296),
}  # fmt: skip


@pytest.mark.parametrize("check", RUNNING)
def test_a_check_of_a_treatment_that_runs(check):
    file, *expected = RUNNING[check]
    assert days(check, file) == tuple(expected)


def test_the_next_review_of_the_nerves_is_a_week_after_the_last():
    """S11: two reviews a week or more apart; 5 to 10 days after this one, 3 days ago."""
    reviewed = done("neurological_assessment", ago=3)
    file = low_b12(*injections(10, last=2), reviewed, **NERVES, **BEFORE)
    assert days("neurological-review", file) == (2, 4, 7)


def test_the_blood_count_goes_on_every_three_months():
    """S47, S49: from the last one, 10 days ago: 12 November is 92 days before 12 February."""
    file = low_b12(
        *injections(6, last=90), observed("hemoglobin", 118, ago=10), hemoglobin=None, sampled=110
    )
    assert days("blood-count-later", file) == (70, 82, 110)


def test_ferritin_goes_on_every_three_months():
    """S48, S55: from the last one, 10 days ago."""
    file = low_iron(oral_iron(ago=100), observed("ferritin", 20, ago=10), sampled=110)
    assert days("ferritin-later", file) == (70, 82, 110)


@pytest.mark.parametrize(("ago", "expected"), [(8, (-3, -1, 2)), (9, (-2, 12, 12))])
def test_the_assessment_of_the_first_day_is_no_review(ago, expected):
    """S5, S11: it is what the reviews are compared with; five injections, the first 9 days ago."""
    assessed = done("neurological_assessment", ago=ago)
    file = low_b12(*injections(5, last=1), assessed, **NERVES, **BEFORE)
    assert days("neurological-review", file) == expected
