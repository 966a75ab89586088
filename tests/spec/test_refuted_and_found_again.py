"""A deficiency that was recorded as absent is refuted for what was known by then, and for nothing
that came later (specification K12, S51). What is treated whatever the level is not refuted by one."""

import pytest

from spec.patients import (
    LOW_IRON,
    WELL,
    absent,
    given,
    injections,
    observed,
    oral_iron,
    patient,
    plan,
    present,
    stopped,
)

NO_B12_DEFICIENCY = "vitamin_b12_deficiency"


def refuted(ago, *events, **known):
    """B12 deficiency was recorded as absent so many days ago."""
    return plan(patient(absent(NO_B12_DEFICIENCY, ago=ago), *events, **(WELL | LOW_IRON | known)))


LOW_TOTAL = observed("vitamin_b12", 140, ago=10)
LOW_ACTIVE = observed("active_b12", 20, ago=10)
BETWEEN = observed("vitamin_b12", 250, ago=10)


def acid(value, ago=10):
    return observed("methylmalonic_acid", value, ago=ago)


@pytest.mark.parametrize("sample", [LOW_TOTAL, LOW_ACTIVE], ids=lambda event: event["observed"])
@pytest.mark.parametrize("ago", [1, 9, 10, 11, 400])
def test_a_low_level_is_not_refuted_by_a_word(sample, ago):
    """5.1, K12: neither before nor after it, while methylmalonic acid is not measured or raised."""
    assert refuted(ago, sample).value("b12_deficiency") is True
    assert refuted(ago, sample, acid(281)).value("b12_deficiency") is True


@pytest.mark.parametrize("ago", [1, 10, 400])
def test_raised_methylmalonic_acid_is_not_refuted_by_a_word(ago):
    """5.1: with normal renal function and a fitting picture it confirms."""
    assert refuted(ago, BETWEEN, acid(600)).value("b12_deficiency") is True


@pytest.mark.parametrize(
    "samples",
    [
        [LOW_TOTAL, acid(280, ago=30)],
        [LOW_ACTIVE, acid(280, ago=30)],
        [observed("vitamin_b12", 140, ago=30), acid(280)],
    ],
    ids=["vitamin_b12", "active_b12", "methylmalonic_acid"],
)
@pytest.mark.parametrize(("ago", "deficient"), [(9, False), (10, False), (11, True), (400, True)])
def test_a_sample_after_the_refutation_counts(samples, ago, deficient):
    """K12: a low level with normal methylmalonic acid is refuted by what is recorded after both; on
    the same day it is refuted."""
    assert refuted(ago, *samples).value("b12_deficiency") is deficient


def test_a_low_active_b12_long_after_keeps_iron_behind_b12():
    """S2, K12: an old "no B12 deficiency" does not free iron tablets from the first dose."""
    found = refuted(400, observed("active_b12", 20, ago=10))
    assert found.recommends("B12-STD")
    assert found.prescribes("vitamin_b12")


def test_a_diagnosis_recorded_later_counts():
    """K12: the last word on the diagnosis decides."""
    assert refuted(400, present(NO_B12_DEFICIENCY, ago=10)).value("b12_deficiency") is True
    assert refuted(10, present(NO_B12_DEFICIENCY, ago=400)).value("b12_deficiency") is False


@pytest.mark.parametrize(("ago", "deficient"), [(299, False), (300, False), (301, True)])
def test_a_deficiency_that_was_treated_later_counts(ago, deficient):
    """K12, S51: found and treated 300 days ago, no level since."""
    low = observed("vitamin_b12", 120, ago=300)
    dose = given("hydroxocobalamin", ago=300)
    end = stopped("hydroxocobalamin", ago=290)
    assert refuted(ago, low, dose, end).value("b12_deficiency") is deficient


@pytest.mark.parametrize(
    "known",
    [
        {"pernicious_anemia": True},
        {"subacute_combined_degeneration": True},
        {"nitrous_oxide_use": True},
    ],
    ids=str,
)
def test_what_is_treated_whatever_the_level_is_not_refuted(known):
    """S51, 5.1, 5.12: pernicious anemia, cord disease and nitrous oxide use."""
    assert refuted(1, **known).value("b12_deficiency") is True


def test_a_refutation_ends_the_rest():
    """K12: refuted after the sample, there is no deficiency, and none is suspected for the level."""
    found = refuted(1, LOW_TOTAL, acid(280))
    assert found.value("b12_deficiency") is False
    assert not found.prescribes("vitamin_b12")


# A sample that was taken on treatment (K12)


@pytest.mark.parametrize("name", ["vitamin_b12", "active_b12"])
@pytest.mark.parametrize(("days", "deficient"), [(119, True), (120, True), (121, False)])
def test_a_normal_level_on_treatment_does_not_refute(name, days, deficient):
    """K12: within 120 days of an injection a level says nothing, total or active."""
    low, normal = {"vitamin_b12": (140, 420), "active_b12": (20, 90)}[name]
    events = [
        observed(name, low, ago=900),
        *injections(4, every=60, last=200),
        observed(name, normal, ago=200 - days),
    ]
    assert plan(patient(*events, **WELL)).value("b12_deficiency") is deficient


@pytest.mark.parametrize("name", ["vitamin_b12", "active_b12"])
@pytest.mark.parametrize(("days", "deficient"), [(0, False), (1, True)])
def test_a_sample_on_the_day_of_the_only_dose_was_taken_before_it(name, days, deficient):
    """K12, 5.1: the sample comes first."""
    low, normal = {"vitamin_b12": (140, 420), "active_b12": (20, 90)}[name]
    events = [
        observed(name, low, ago=900),
        given("hydroxocobalamin", ago=80),
        observed(name, normal, ago=80 - days),
    ]
    assert plan(patient(*events, **WELL)).value("b12_deficiency") is deficient


# Iron


@pytest.mark.parametrize(("ago", "deficient"), [(9, False), (10, False), (11, True), (400, True)])
def test_a_ferritin_after_the_refutation_counts(ago, deficient):
    """K12: iron deficiency recorded as absent, and a ferritin of 8."""
    events = [absent("iron_deficiency", ago=ago), observed("ferritin", 8, ago=10)]
    assert plan(patient(*events, **WELL)).value("iron_deficiency_found") is deficient


def test_iron_deficiency_recorded_later_counts():
    """K12: the last word on the diagnosis decides."""
    file = patient(absent("iron_deficiency", ago=400), present("iron_deficiency", ago=10), **WELL)
    assert plan(file).value("iron_deficiency_found") is True


@pytest.mark.parametrize(("ago", "deficient"), [(59, False), (60, False), (61, True)])
def test_iron_that_was_begun_later_counts(ago, deficient):
    """K12, 5.2: tablets since 60 days, and a low ferritin on them."""
    low = observed("ferritin", 10, ago=5)
    file = patient(absent("iron_deficiency", ago=ago), oral_iron(ago=60), low, **WELL)
    assert plan(file).value("iron_deficiency_found") is deficient


IN_NOVEMBER = {"on": "2026-11", "absent": "iron_deficiency"}


@pytest.mark.parametrize(
    "events",
    [
        [observed("ferritin", 8, ago=10)],
        [oral_iron(ago=10), observed("ferritin", 10, ago=5)],
    ],
    ids=["a ferritin", "tablets and a ferritin on them"],
)
def test_a_refutation_that_may_be_older_refutes_nothing(events):
    """K12: recorded as absent on some day of the month, and found on the 12th or the 17th."""
    assert plan(patient(IN_NOVEMBER, *events, **WELL)).value("iron_deficiency_found") is True
