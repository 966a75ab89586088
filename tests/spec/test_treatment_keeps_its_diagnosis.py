"""Treatment does not erase its diagnosis (specification K12, S45, S50)

Six weeks ago: B12 140 ng/L, ferritin 8, hemoglobin 92. Six injections in two weeks, and a tablet
of iron a day since. Now B12 1,500 ng/L and hemoglobin 121.
"""

import pytest

from spec.patients import both, given, injections, observed, oral_iron, plan, started

WEEKS = 42


def six_weeks_on(*events, **known):
    doses = injections(6, every=2, last=WEEKS - 11)
    now = (observed("vitamin_b12", 1500, ago=1), observed("hemoglobin", 121, ago=1))
    return both(
        *doses,
        oral_iron(ago=WEEKS),
        *now,
        *events,
        **({"hemoglobin": 92, "sampled": WEEKS + 1} | known),
    )


def test_b12_deficiency_still_stands():
    """K12: the level of 1,500 ng/L is that of the treatment."""
    assert plan(six_weeks_on()).value("b12_deficiency") is True


def test_iron_deficiency_still_stands():
    """K12: the ferritin before the tablets decides."""
    assert plan(six_weeks_on()).value("iron_deficiency_found") is True


def test_b12_goes_on_with_maintenance():
    """S14: loading is complete, maintenance follows."""
    assert plan(six_weeks_on()).recommends("B12-STD-M")


def test_b12_maintenance_is_due_two_months_after_the_last_injection():
    """S14: the last was 31 days ago, on 22 October, so 22 December."""
    assert plan(six_weeks_on()).due("B12-STD-M")[0] == "2026-12-22"


def test_b12_is_not_loaded_again():
    """S13: six were given."""
    assert not plan(six_weeks_on()).offers("B12-STD")


def test_iron_goes_on():
    """S42: a normal hemoglobin after six weeks is no reason to stop."""
    assert plan(six_weeks_on()).recommends("FE-OD")


def test_hemoglobin_is_not_held_against_the_diagnosis():
    """S41: nor does a normal hemoglobin mean that stores are full."""
    assert plan(six_weeks_on(observed("hemoglobin", 135, ago=0))).recommends("FE-OD")


def test_the_neurological_schedule_goes_on_too():
    """K12, S11: with a feature that is still improving, loading goes on at any level."""
    assert plan(six_weeks_on(paresthesia=True)).recommends("B12-NEURO")


@pytest.mark.parametrize("level", [150, 300, 1500])
def test_the_level_on_treatment_changes_nothing(level):
    """K12: later levels neither refute nor confirm."""
    seen = plan(both(*injections(3), observed("vitamin_b12", level, ago=1), sampled=20))
    assert seen.doses() == plan(both(*injections(3), sampled=20)).doses()


def test_a_switch_of_cobalamin_does_not_begin_anew():
    """K12: a switch of product does not end the course."""
    file = both(
        *injections(6, last=60),
        started("cyanocobalamin", "1 mg", ago=50),
        observed("vitamin_b12", 900, ago=5),
        sampled=75,
    )
    assert plan(file).value("b12_deficiency") is True


def test_a_level_after_a_long_pause_counts_again():
    """K12: before the current course, that is: years after the last dose 400 ng/L is a new finding."""
    file = both(given("hydroxocobalamin", ago=900), vitamin_b12=400)
    assert plan(file).value("b12_deficiency") is False


def test_a_level_within_the_course_does_not():
    """K12: 100 days after the last injection it is still its level (the course ends after 120)."""
    file = both(*injections(6, last=100), observed("vitamin_b12", 400, ago=2), sampled=115)
    assert plan(file).value("b12_deficiency") is True
