"""A reversible cause that tablets of B12 cover: who has settled on them is not loaded by injection
(specification K45; S16, B12-ORAL-HD; K26 goes first)."""

import pytest

from spec.patients import (
    NEUROLOGY,
    done,
    in_doubt,
    injections,
    low_b12,
    observed,
    plan,
    present,
    started,
    stopped,
)

LOW = observed("vitamin_b12", 120, ago=400)
"""More than a year ago, before the tablets."""


def tablets(dose="1 mg", ago=390, **more):
    return started("cyanocobalamin", dose, ago=ago, **more)


def vegan(*events, **known):
    """Deficient once, with a normal blood count now."""
    return plan(low_b12(LOW, *events, **({"vitamin_b12": None, "vegan_diet": True, "hemoglobin": 130} | known)))  # fmt: skip


def settled(seen):
    """Tablets go on, and injections are neither due nor advised."""
    assert seen.plan.bottom_line.clinician.startswith("The reversible cause")
    assert seen.considers("b12-step-down")
    assert seen.considers("b12-maintenance-standard")
    assert not seen.offers("b12-loading-standard")
    assert not seen.offers("b12-tablets-end-with-injection")


def loaded(seen, line="b12-loading-standard"):
    assert seen.recommends(line)
    assert not seen.offers("b12-step-down")


def test_one_milligram_a_day_for_a_year_goes_on():
    seen = vegan(tablets())
    settled(seen)
    goes_on = seen.item("b12-oral-step-down").item.prescribe
    assert (goes_on.medicine, str(goes_on.dose)) == ("cyanocobalamin", "1 mg"), "as they are taken"
    assert not seen.offers("b12-oral-high-dose"), "one line tells of them"


@pytest.mark.parametrize("value", [500, 190, None])
def test_a_level_in_range_is_not_needed(value):
    settled(vegan(tablets(), *([observed("vitamin_b12", value, ago=30)] if value else [])))


def test_a_low_level_on_the_tablets_goes_first():
    """K26."""
    loaded(vegan(tablets(), observed("vitamin_b12", 140, ago=30)))


@pytest.mark.parametrize(("ago", "long"), [(92, True), (91, False), (14, False)])
def test_three_months_of_tablets_stand_for_the_loading(ago, long):
    """2026-08-22 is three months before the day of the plan."""
    (settled if long else loaded)(vegan(tablets(ago=ago)))


def test_tablets_of_which_only_the_month_is_known_may_be_younger():
    loaded(vegan(tablets() | {"on": "2026-08"}))


@pytest.mark.parametrize(("dose", "enough"), [("1 mg", True), ("2 mg", True), ("0.9 mg", False), ("0.1 mg", False)])  # fmt: skip
def test_the_dose_that_is_used_in_place_of_injections(dose, enough):
    (settled if enough else loaded)(vegan(tablets(dose)))


def test_small_tablets_follow_a_loading():
    """B12-ORAL-DIET: 50 to 150 micrograms keep what six injections filled."""
    settled(vegan(*injections(6, last=380), tablets("0.1 mg", ago=370)))
    loaded(vegan(*injections(3, last=380), tablets("0.1 mg", ago=370)))


def test_injections_that_were_not_counted_need_not_have_been():
    settled(vegan(*injections(3, last=380), tablets(ago=370)))


@pytest.mark.parametrize("against", [{"hemoglobin": 112}, {"celiac_disease": True}, {"vegan_diet": False}])  # fmt: skip
def test_who_has_not_settled(against):
    """An abnormal count, a cause that stays, or no reversible cause at all."""
    loaded(vegan(tablets(), **against))


def test_an_operation_is_no_reversible_cause():
    assert not vegan(tablets(), done("gastrectomy", ago=900)).offers("b12-step-down")


@pytest.mark.parametrize("known", [{"paresthesia": True}, dict.fromkeys(NEUROLOGY)])
def test_nerves_go_first(known):
    loaded(vegan(tablets(), **known), "b12-loading-neurological")


def test_metformin_that_goes_on_is_covered_by_the_same_tablets():
    medicine = started("metformin", ago=900)
    seen = vegan(medicine, tablets(), vegan_diet=None)
    settled(seen)
    assert seen.offers("b12-oral-high-dose"), "the tablets it goes on with"
    loaded(vegan(medicine, tablets("0.9 mg"), vegan_diet=None))


def test_a_deficiency_that_is_only_recorded_is_settled_as_well():
    settled(plan(low_b12(present("vitamin_b12_deficiency", ago=400), tablets(), vitamin_b12=None, vegan_diet=True, hemoglobin=130)))  # fmt: skip


def test_tablets_for_a_diet_that_is_in_doubt_are_not_advised():
    """Metformin was the cause, and was ended; the injections may be stepped down all the same."""
    ended = [started("metformin", ago=900), stopped("metformin", ago=200)]
    seen = vegan(
        *ended, *injections(6, last=380), tablets(), *in_doubt("vegan_diet"), vegan_diet=None
    )
    assert seen.considers("b12-step-down")
    assert not seen.offers("b12-oral-step-down")
    for_certain = vegan(*ended, *injections(6, last=380), tablets())
    assert for_certain.considers("b12-oral-step-down")
