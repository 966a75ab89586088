"""B12 is not stopped for a level (specification S50, S51, C5)"""

import pytest

from spec.patients import (
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    plan,
    started,
    stop_ordered,
    stopped,
)


def on_maintenance(*events, **known):
    """Injections every two months since a sample of 140 ng/L, 300 days ago."""
    running = started("hydroxocobalamin", "1 mg", every="2 mo", ago=290)
    return low_b12(running, *events, **({"sampled": 300} | known))


@pytest.mark.parametrize("because", ["level normal", "B12 high", "", "patient well"])
def test_an_order_to_stop_is_stopped(because):
    """S50: a normal or high level is no reason; no reason given is none either."""
    assert (
        plan(on_maintenance(stop_ordered("hydroxocobalamin", because))).alert("AL-B12-NOSTOP")
        == "critical"
    )


def test_an_allergy_is_a_reason():
    """S50 is not about allergy."""
    assert (
        plan(on_maintenance(stop_ordered("hydroxocobalamin", "anaphylaxis"))).alert("AL-B12-NOSTOP")
        is None
    )


def test_treatment_that_was_stopped_for_a_level_is_told():
    """S50: already stopped because the level was normal."""
    file = low_b12(
        *injections(6, last=20),
        stopped("hydroxocobalamin", because="level normal", ago=10),
        sampled=45,
    )
    assert plan(file).alert("AL-B12-NOSTOP") == "critical"


def test_treatment_that_goes_on_is_not_told():
    """S50: nothing stopped, nothing said."""
    assert plan(on_maintenance()).alert("AL-B12-NOSTOP") is None


@pytest.mark.parametrize("level", [400, 1500])
def test_a_normal_level_on_treatment_leaves_the_plan_alone(level):
    """S50: maintenance stays at any level."""
    assert plan(on_maintenance(observed("vitamin_b12", level, ago=1))).recommends("B12-STD-M")


def test_a_stop_where_there_is_neither_deficiency_nor_course():
    """S50: B12 excluded and never treated: nothing to continue."""
    assert (
        plan(low_iron(stop_ordered("hydroxocobalamin", "level normal"))).alert("AL-B12-NOSTOP")
        is None
    )


def test_most_patients_are_told_that_it_is_for_life():
    """S51: told while on treatment."""
    assert plan(on_maintenance()).offers("b12-never-stop-for-level")


@pytest.mark.parametrize("cause", ["vegan_diet", "pernicious_anemia"])
def test_no_cause_ends_treatment_by_itself(cause):
    """C6: no automatic stop, reversible cause or not."""
    assert plan(on_maintenance(**{cause: True})).recommends("B12-STD-M")


def test_a_level_is_optional_on_treatment():
    """C5: measuring is optional."""
    assert plan(low_b12(given("hydroxocobalamin", ago=10), sampled=20)).check("S45").check.optional
