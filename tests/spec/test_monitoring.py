"""What is looked at again (specification S43-S49, R-FE-RECHECK, 5.16)"""

import pytest

from spec.patients import (
    both,
    done,
    given,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    plan,
)

DUE = {
    "S43": "2026-12-06",  # + 14 days
    "S44": "2026-12-06",
    "S45": "2027-02-22",  # + 3 months
    "S46": "2027-02-22",
    "S47": "2027-02-22",
    "S48": "2027-02-22",
    "S49": "2027-11-22",  # + 12 months
    "R-FE-RECHECK": "2026-12-13",  # + 21 days
    "5.16": "2026-11-29",  # + 7 days
}


@pytest.mark.parametrize("code", DUE)
def test_each_check_is_due(code):
    """S43-S49, 5.2, 5.16: counted from 22 November, when both treatments start."""
    assert plan(both()).check_due(code) == DUE[code]


def test_checks_count_from_the_start_of_treatment():
    """S47: begun on 13 October (40 days ago), so 13 January."""
    assert (
        plan(low_b12(given("hydroxocobalamin", ago=40), sampled=45)).check_due("S47")
        == "2027-01-13"
    )


def test_nothing_is_checked_where_nothing_is_treated():
    """S43-S49 belong to treatment."""
    assert plan(low_b12(vitamin_b12=420)).plan.monitoring == ()


# S44


@pytest.mark.parametrize(
    ("reviews", "status"),
    [
        ([], "due"),
        (["side_effect_review"], "due"),
        (["side_effect_review", "adherence_review"], "done"),
    ],
)
def test_side_effects_and_adherence_are_both_recorded(reviews, status):
    """S44: two structured items."""
    events = [done(name, ago=1) for name in reviews]
    assert plan(low_iron(oral_iron(ago=14), *events, sampled=15)).check("S44").status == status


def test_a_review_before_the_tablets_does_not_count():
    """S44: since they were started."""
    events = [done(name, ago=20) for name in ("side_effect_review", "adherence_review")]
    assert plan(low_iron(oral_iron(ago=14), *events, sampled=15)).check("S44").status == "due"


@pytest.mark.parametrize(
    ("day", "status"), [(6, "planned"), (7, "due"), (28, "due"), (29, "overdue")]
)
def test_the_reviews_become_overdue(day, status):
    """S44: first 2 to 4 weeks: overdue after day 28."""
    assert plan(low_iron(oral_iron(ago=day), sampled=day + 1)).check("S44").status == status


# S45, S46


@pytest.mark.parametrize("code", ["S45", "S46"])
def test_b12_and_homocysteine_are_optional(code):
    """S45, S46, C5, C8: optional."""
    assert plan(low_b12()).check(code).check.optional


@pytest.mark.parametrize(("egfr", "kept"), [(59, False), (60, True)])
def test_homocysteine_has_no_target_in_kidney_disease(egfr, kept):
    """S46: suppressed below an eGFR of 60."""
    assert (plan(low_b12(egfr=egfr)).check("S46") is not None) is kept


def test_homocysteine_never_raises_a_dose():
    """S46: never escalate on homocysteine alone."""
    assert "never raise the dose" in plan(low_b12()).check("S46").check.if_not


def test_a_high_homocysteine_changes_no_dose():
    """S46: 60 micromol/L at the check changes nothing of the plan."""
    file = low_b12(given("hydroxocobalamin", ago=10), sampled=20)
    changed = low_b12(
        given("hydroxocobalamin", ago=10), observed("homocysteine", 60, ago=1), sampled=20
    )
    assert plan(changed).doses() == plan(file).doses()


def test_b12_is_not_checked_where_b12_is_not_given():
    """S45 belongs to B12 treatment."""
    assert plan(low_iron()).check("S45") is None


# S47, S48


def test_ferritin_is_read_with_crp():
    """S48: ferritin always with CRP."""
    assert "CRP" in plan(low_iron()).check("S48").check.test


@pytest.mark.parametrize(("day", "status"), [(79, "planned"), (81, "due")])
def test_the_three_month_count_becomes_due(day, status):
    """S47: within its window from day 80."""
    assert plan(low_iron(oral_iron(ago=day), sampled=day + 1)).check("S47").status == status


def test_the_three_month_count_that_was_done():
    """S47: a hemoglobin of day 85 closes it."""
    file = low_iron(oral_iron(ago=90), observed("hemoglobin", 125, ago=5), sampled=91)
    assert plan(file).check("S47").status == "done"


# S43: after an infusion


def test_hemoglobin_is_not_checked_within_four_weeks_of_an_infusion():
    """S43: after intravenous iron not before 4 weeks: 12 November + 28."""
    file = low_iron(given("ferric_carboxymaltose", "1000 mg", ago=10), sampled=15)
    assert plan(file).check_due("intravenous-recheck") == "2026-12-10"


def test_no_two_week_rule_after_an_infusion():
    """S43: the two-week check is of tablets."""
    file = low_iron(
        given("ferric_carboxymaltose", "1000 mg", ago=10),
        pernicious_anemia=True,
        vitamin_b12=420,
        sampled=15,
    )
    assert plan(file).check("blood-count-two-weeks") is None


# R-FE-RECHECK


def test_iron_is_looked_at_again_though_it_was_normal():
    """R-FE-RECHECK: ferritin 150 before B12 may be falsely reassuring."""
    assert plan(low_b12()).check("iron-recheck-early").status == "planned"


@pytest.mark.parametrize(
    ("day", "status"), [(13, "planned"), (14, "due"), (28, "due"), (29, "overdue")]
)
def test_iron_is_looked_at_again_after_two_to_four_weeks(day, status):
    """R-FE-RECHECK: 2 to 4 weeks after starting B12."""
    file = low_b12(given("hydroxocobalamin", ago=day), sampled=day + 1)
    assert plan(file).check("iron-recheck-early").status == status


def test_iron_is_looked_at_again_at_three_months():
    """R-FE-RECHECK: and 3 months after."""
    assert "R-FE-RECHECK" in plan(low_b12()).check("ferritin-three-months").check.implements


def test_iron_unmasked_by_b12_is_found():
    """S4, 5.2: ferritin 150 before B12, 12 three weeks into it: iron deficiency, treated."""
    file = low_b12(given("hydroxocobalamin", ago=21), observed("ferritin", 12, ago=1), sampled=25)
    assert plan(file).recommends("FE-OD")
