"""For whom (specification 5.10, K17, K23, C19)"""

import pytest

from spec.patients import both, done, given, low_b12, low_iron, ordered, plan

# Children


@pytest.mark.parametrize(("age", "level"), [(15, "critical"), (16, None)])
def test_under_sixteen_is_out_of_scope(age, level):
    """5.10: AL-OOS-CHILD under 16; from 16 on the guideline applies."""
    assert plan(both(age=age, pregnancy=False)).alert("AL-OOS-CHILD") == level


@pytest.mark.parametrize("age", [1, 6, 15])
def test_a_child_gets_no_dose(age):
    """5.10: dosing is never computed for a child."""
    assert plan(both(age=age)).doses() == []


def test_a_child_is_referred():
    """5.10: pediatric referral."""
    assert plan(both(age=10)).recommends("pediatric-referral")


def test_a_child_with_neurology_gets_no_dose():
    """K23: under 16 no dose at all, a neurological feature or not."""
    assert plan(both(age=10, paresthesia=True)).doses() == []


def test_sixteen_is_treated():
    """5.10: from 16 on."""
    assert plan(both(age=16)).recommends("B12-STD")


# Age unknown


def test_unknown_age_gives_the_first_dose():
    """K23: with the age unknown the first B12 dose is offered."""
    assert plan(both(age=None)).first_due("hydroxocobalamin") == "2026-11-22"


def test_unknown_age_gives_nothing_but_the_first_dose():
    """K23: only the first B12 dose."""
    assert plan(both(age=None)).doses() == ["hydroxocobalamin"]


def test_unknown_age_gives_one_dose():
    """K23: one, not a course."""
    assert plan(both(age=None)).item("b12-first-dose-age-unknown").item.prescribe.times == 1


def test_unknown_age_is_asked_for():
    """K23: asked for."""
    assert "age" in plan(both(age=None)).missing


def test_unknown_age_with_a_dose_given_gives_no_second():
    """K23: the first dose only, and it was given."""
    assert plan(both(given("hydroxocobalamin", ago=1), age=None)).doses() == []


def test_a_birth_year_that_leaves_sixteen_open():
    """K23, 3.1: born in 2010, so 15 or 16: as unknown, the first dose only."""
    file = both()
    file["patient"]["birth_date"] = "2010"
    assert plan(file).doses() == ["hydroxocobalamin"]


# Pregnancy


def infusion():
    return ordered("ferric_carboxymaltose")


@pytest.mark.parametrize(("age", "level"), [(55, "critical"), (56, None)])
def test_pregnancy_unknown_matters_up_to_55(age, level):
    """K17: pregnancy unknown matters from 12 to 55 years."""
    assert plan(low_iron(infusion(), age=age, pregnancy=None)).alert("AL-IV-T1") == level


@pytest.mark.parametrize(
    ("sex", "level"), [("female", "critical"), ("unknown", "critical"), ("male", None)]
)
def test_pregnancy_unknown_matters_by_sex(sex, level):
    """K17: of female or unknown sex."""
    assert plan(low_iron(infusion(), age=30, sex=sex, pregnancy=None)).alert("AL-IV-T1") == level


def test_pregnancy_unknown_does_not_matter_after_menopause():
    """K17: not postmenopausal."""
    file = low_iron(infusion(), age=50, pregnancy=None, postmenopausal=True)
    assert plan(file).alert("AL-IV-T1") is None


def test_recorded_not_pregnant_settles_it():
    """K17: or recorded as not pregnant."""
    assert plan(low_iron(infusion(), age=30, pregnancy=False)).alert("AL-IV-T1") is None


def test_pregnancy_unknown_does_not_hold_back_b12():
    """K17: it matters for iron, not for B12."""
    assert plan(both(age=30, pregnancy=None)).recommends("B12-STD")


def test_pregnancy_is_said_to_be_another_path():
    """5.6: AL-PREG."""
    assert plan(both(age=30, pregnancy=True)).alert("AL-PREG") == "warning"


def test_b12_starts_in_pregnancy():
    """5.6: B12 deficiency that is shown is treated."""
    assert plan(both(age=30, pregnancy=True)).recommends("B12-STD")


# Groups with rules of their own


@pytest.mark.parametrize("group", ["chronic_kidney_disease", "dialysis", "heart_failure"])
def test_special_groups_get_advice(group):
    """C19: what the article does not cover is said to be outside it."""
    assert plan(both(**{group: True})).offers("special-group-advice")


@pytest.mark.parametrize("group", ["chronic_kidney_disease", "dialysis", "heart_failure"])
def test_b12_starts_in_special_groups(group):
    """C19: B12 starts meanwhile."""
    assert plan(both(**{group: True})).recommends("B12-STD")


def test_bariatric_surgery_is_a_special_group():
    """C19, 5.11: bypass has its own rules for iron."""
    assert plan(both(done("gastric_bypass", ago=1000))).offers("special-group-advice")


def test_nobody_else_is_a_special_group():
    """C19: not without cause."""
    assert not plan(both()).offers("special-group-advice")


# Neither deficiency


def test_neither_deficiency_gives_no_dose():
    """S1: B12 420 ng/L and ferritin 150: nothing to give."""
    assert plan(low_b12(vitamin_b12=420)).doses() == []


def test_neither_deficiency_is_said():
    """The bottom line says so."""
    assert "Neither deficiency" in plan(low_b12(vitamin_b12=420)).plan.bottom_line.clinician
