"""When loading with B12 ends, and when the next injection is due (S11 to S14, 5.11, K42, K45, K48)"""

from typing import Any

import pytest

from spec.patients import (
    TODAY,
    WELL,
    absent,
    done,
    given,
    in_doubt,
    injections,
    low_b12,
    observed,
    patient,
    plan,
    present,
    started,
    stopped,
)

TABLETS = started("cyanocobalamin", "1 mg", ago=10)


def days_ahead(file: dict[str, Any], name: str) -> int:
    value = plan(file).value(name)
    assert isinstance(value, tuple)
    assert value[0] == value[1]
    return int(value[0]) - TODAY.toordinal()


# Loading


@pytest.mark.parametrize(("ago", "ahead"), [(10, 1), (11, 0), (12, 0), (13, 0)])
def test_standard_loading_lasts_eleven_days(ago: int, ahead: int) -> None:
    file = low_b12(given("hydroxocobalamin", ago=ago), sampled=30)
    assert days_ahead(file, "standard_loading_ends") == ahead


@pytest.mark.parametrize(("ago", "ahead"), [(20, 1), (21, 0), (22, 0), (23, 0)])
def test_neurological_loading_lasts_three_weeks(ago: int, ahead: int) -> None:
    file = low_b12(given("hydroxocobalamin", ago=ago), sampled=30, paresthesia=True)
    assert days_ahead(file, "neurological_loading_ends") == ahead


@pytest.mark.parametrize("name", ["refuses_injections", "hydroxocobalamin_unavailable"])
def test_what_is_in_doubt_does_not_keep_tablets_in_place_of_loading(name: str) -> None:
    assert plan(low_b12(TABLETS)).value("b12_tablets_give_way") is True
    assert plan(low_b12(TABLETS, *in_doubt(name))).value("b12_tablets_give_way") is True
    assert plan(low_b12(TABLETS, present(name))).value("b12_tablets_give_way") is False


def test_features_that_nobody_looked_for_do_not_keep_them_either() -> None:
    file = low_b12(TABLETS, paresthesia=None)
    assert plan(file).value("loading_complete_neurological") is False
    assert plan(file).value("b12_tablets_give_way") is True


# The next injection


@pytest.mark.parametrize(("ago", "due"), [(91, False), (92, True), (93, True)])
def test_after_weight_loss_surgery_an_injection_is_due_every_three_months(
    ago: int, due: bool
) -> None:
    file = patient(done("gastric_bypass", ago=900), given("hydroxocobalamin", ago=ago), **WELL)
    assert plan(file).value("b12_due_after_surgery") is due


def test_what_cannot_be_had_is_asked_for_again_in_two_days() -> None:
    file = low_b12(hydroxocobalamin_unavailable=True, neurological_plateau=True, paresthesia=True)
    assert days_ahead(file, "next_maintenance_of_nerves") == 2


def test_tablets_are_looked_at_again_in_three_months_where_injections_may_end() -> None:
    file = low_b12(
        *injections(6, last=200),
        started("metformin", "500 mg", ago=2000),
        stopped("metformin", ago=250),
        hemoglobin=139,
        sampled=230,
    )
    assert plan(file).value("b12_step_down") is True
    assert days_ahead(file, "maintenance_due") == 92, "from 22 November to 22 February"


# Nerves against a level that is normal


def test_a_deficiency_in_doubt_leaves_features_against_the_level() -> None:
    known = {"vitamin_b12": 620, "ferritin": 110, "hemoglobin": 140, "mcv": 90, "ataxia": True}
    file = patient(*in_doubt("vitamin_b12_deficiency"), **known)
    assert plan(file).value("b12_deficiency") is None
    assert plan(file).value("nerves_against_level") is True


# Stepping down, and the bridge


def eats_no_meat(*events: dict[str, Any], dose: str = "0.15 mg", count: int = 6) -> dict[str, Any]:
    """So many injections ten months ago, then tablets that cover the diet."""
    tablets = started("cyanocobalamin", dose, ago=280)
    known = {"vegan_diet": True, "hemoglobin": 137, "sampled": 340}
    return low_b12(*injections(count, last=300), tablets, *events, **known)


@pytest.mark.parametrize(("dose", "covers"), [("0.045 mg", False), ("0.05 mg", True)])
def test_50_micrograms_a_day_cover_a_diet(dose: str, covers: bool) -> None:
    assert plan(eats_no_meat(dose=dose)).value("cause_put_right") is covers


@pytest.mark.parametrize(("count", "possible"), [(5, False), (6, True)])
def test_stepping_down_needs_six_injections(count: int, possible: bool) -> None:
    assert plan(eats_no_meat(count=count)).value("b12_step_down") is possible


def test_a_malabsorption_in_doubt_is_none_that_stays() -> None:
    found = plan(eats_no_meat(*in_doubt("celiac_disease")))
    assert found.value("b12_malabsorption") is None
    assert found.value("reversible_cause_alone") is True


@pytest.mark.parametrize(
    ("event", "sampled", "bridged"),
    [
        (given("hydroxocobalamin", ago=200), 230, True),
        (given("hydroxocobalamin", ago=20), 5, False),
        (given("hydroxocobalamin", ago=40), 60, False),
        (started("hydroxocobalamin", "1 mg", every="2 months", ago=300), 5, False),
    ],
    ids=["long ago", "of late", "since the sample", "going on"],
)
def test_tablets_bridge_only_where_no_injection_covers(
    event: dict[str, Any], sampled: int, bridged: bool
) -> None:
    file = low_b12(event, hydroxocobalamin_unavailable=True, sampled=sampled)
    assert plan(file).value("oral_b12_bridge") is bridged


def test_a_plateau_in_doubt_does_not_keep_tablets_in_place_of_loading() -> None:
    file = low_b12(TABLETS, *in_doubt("neurological_plateau"), paresthesia=True)
    assert plan(file).value("loading_complete_neurological") is None
    assert plan(file).value("b12_tablets_give_way") is True


def test_loaded_again_the_maintenance_is_counted_from_two_months_ahead() -> None:
    """K26: a low level on injections, with two of six given since."""
    doses = [given("hydroxocobalamin", ago=ago) for ago in (150, 110, 70, 30, 20, 10)]
    file = low_b12(*doses, observed("vitamin_b12", 90, ago=25), vitamin_b12=None)
    assert plan(file).value("loaded_again") is True
    assert days_ahead(file, "b12_maintenance_from") == 61, "from 22 November to 22 January"


@pytest.mark.parametrize(
    ("events", "right"),
    [
        ([present("nitrous_oxide_use", ago=500)], False),
        ([present("nitrous_oxide_use", ago=500), absent("nitrous_oxide_use", ago=3)], True),
        ([], True),
    ],
    ids=["goes on", "ended", "never"],
)
def test_nitrous_oxide_is_put_right_when_it_ended(
    events: list[dict[str, Any]], right: bool
) -> None:
    ended = [started("metformin", ago=900), stopped("metformin", ago=300)]
    assert plan(low_b12(*ended, *events)).value("cause_put_right") is right


# Features of the past (K37, K45)


@pytest.mark.parametrize(
    "feature",
    [
        "paresthesia", "gait_disturbance", "cognitive_impairment",
        "subacute_combined_degeneration", "visual_loss", "ataxia", "limb_weakness",
        "sphincter_disturbance", "psychosis", "impaired_vibration_sense", "romberg_positive",
        "spasticity", "falls", "myelopathy", "peripheral_neuropathy",
    ],
)  # fmt: skip
def test_each_feature_alone_is_remembered(feature: str) -> None:
    past = [present(feature, ago=700), absent(feature, ago=600)]
    known = {feature: None}
    assert plan(low_b12(*past, **known)).value("neurological_feature_ever") is True
    assert plan(low_b12(**known)).value("neurological_feature_ever") is False
