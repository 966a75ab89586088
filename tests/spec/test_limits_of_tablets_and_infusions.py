"""Each limit of what is taken by mouth and of what bars an infusion from both sides (specification
C18, K33, K46, AL-IV-T1); what is not known bars nothing, and is no reason."""

import pytest

from spec.patients import (
    both,
    given,
    in_doubt,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    started,
    stopped,
)


def finding(name, *events, **known):
    """Of a woman of 65 of whom nothing else is recorded."""
    return plan(patient(*events, **known)).value(name)


@pytest.mark.parametrize(
    ("taken", "another"),
    [
        (started("ferrous_sulfate", "59 mg", ago=20), True),
        (started("ferrous_sulfate", "60 mg", ago=20), False),
        (started("ferrous_sulfate", "70 mg", ago=20), False),
        (started("ferrous_sulfate", "71 mg", ago=20), True),
        (started("ferrous_sulfate", ago=20), False),
        (started("ferrous_fumarate", "65 mg", ago=20), True),
    ],
)
def test_another_iron_than_one_tablet_of_65_mg(taken, another):
    """K46: a dose that is not recorded is not another."""
    assert finding("another_iron_taken", taken) is another


@pytest.mark.parametrize(
    ("dose", "every", "often"),
    [
        ("65 mg", "12 h", True),
        ("50 mg", "12 h", False),  # 100 mg a day
        ("51 mg", "12 h", True),
        ("48 mg", "12 h", False),
        ("200 mg", "24 h", False),  # once a day
        ("65 mg", "8 h", True),
    ],
)
def test_iron_taken_too_often(dose, every, often):
    """C18: more than one dose a day, and more than 100 mg in all."""
    assert finding("iron_taken_too_often", started("ferrous_sulfate", dose, every=every, ago=20)) is often  # fmt: skip


def test_tablets_are_followed_where_no_response_can_be_told_yet():
    """S29: no hemoglobin of two weeks is known."""
    assert finding("oral_iron_followed", oral_iron(ago=20)) is True


@pytest.mark.parametrize(("weeks", "early"), [(11.9, True), (12.6, True), (12.72, False)])
def test_early_pregnancy_ends_at_13_weeks(weeks, early):
    """AL-IV-T1: they were counted two days ago."""
    assert finding("early_pregnancy", age=30, pregnancy=True, gestation=weeks) is early


@pytest.mark.parametrize("name", ["bacteremia", "active_infection", "iv_iron_allergy"])
def test_what_is_in_doubt_is_no_contraindication(name):
    """It is asked about before an infusion (K33)."""
    assert finding("infusion_contraindicated", *in_doubt(name), porphyria_cutanea_tarda=False) is False  # fmt: skip


def test_tablets_are_the_fallback_unless_they_are_known_not_to_work():
    """An infusion is held, and whether bacteria are in the blood is in doubt."""
    events = [given("hydroxocobalamin", ago=10), *in_doubt("bacteremia"), *in_doubt("pernicious_anemia")]  # fmt: skip
    known = {"ferritin": 8, "iv_iron_allergy": True, "oral_iron_intolerance": None}
    assert finding("offered_oral_iron", *events, observed("hemoglobin", 90), **known) is True


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"hemoglobin": 99}, True),
        ({"hemoglobin": 100}, False),
        ({"hemoglobin": 99, "crohn_disease": True}, False),
        ({"hemoglobin": 112, "crohn_disease": True}, False),
        ({"hemoglobin": 112, "parietal_cell_antibody": "positive"}, True),
    ],
)
def test_an_infusion_that_would_come_first_or_be_weighed_cannot_be_given_here(known, told):
    """S34, S59, K41: after a reaction to an infusion. In bowel disease another line tells it."""
    seen = plan(low_iron(iv_iron_allergy=True, **known))
    assert (seen.alert("infusion-not-here") == "information") is told


def test_overload_in_doubt_does_not_stop_iron_that_is_taken():
    """K1: it is asked about; the iron that is taken before B12 is told of as ever."""
    seen = plan(both(oral_iron(ago=10), *in_doubt("iron_overload"), sampled=15))
    assert seen.alert("iron-taken-before-b12") == "warning"
    assert seen.alert("iron-taken-before-b12-refused") is None


def test_b12_that_was_stopped_for_a_level_is_told_though_the_diet_is_in_doubt():
    """S50: only a cause that is known to be put right excuses it."""
    events = [*injections(6, last=30), stopped("hydroxocobalamin", "level normal", ago=20)]
    seen = plan(low_b12(*events, *in_doubt("vegan_diet"), sampled=60, hemoglobin=130))
    assert seen.alert("b12-was-stopped") == "critical"
