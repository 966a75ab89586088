"""Each limit of a finding on iron from both sides, and each of its reasons alone (specification 5.2, C1).
What a patient has besides is nothing of the kind."""

import pytest

from spec.patients import (
    WELL,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    present,
    untested,
)


def finding(name, *events, **known):
    """Of a woman of 65 of whom nothing else is recorded."""
    return plan(patient(*events, **known)).value(name)


# Iron (5.2)


@pytest.mark.parametrize(("lowest", "found"), [(29, True), (30, False)])
def test_a_ferritin_below_30_on_iron_shows_the_deficiency(lowest, found):
    """5.2, K12: iron raises ferritin and does not lower it."""
    file = untested(
        oral_iron(ago=40),
        observed("ferritin", lowest, ago=10),
        ferritin=None,
        transferrin_saturation=None,
    )
    assert plan(file).value("ferritin_low_on_iron") is found


def test_a_ferritin_without_iron_is_no_ferritin_on_iron():
    assert plan(low_iron()).value("ferritin_low_on_iron") is False


def test_no_ferritin_at_all_shows_nothing():
    file = patient(oral_iron(ago=40), **WELL)
    assert plan(file).value("ferritin_low_on_iron") is False


@pytest.mark.parametrize(("crp", "raised"), [(5, False), (6, True), (None, None)])
def test_a_crp_above_5_is_raised(crp, raised):
    """K5, S48."""
    assert finding("last_crp_raised", crp=crp) is raised
    assert finding("crp_raised", crp=crp) is raised


def test_one_hemoglobin_is_not_three_months():
    """S42."""
    assert finding("hemoglobin_normal_for_three_months", hemoglobin=140) is False


# Oral iron (C1)


@pytest.mark.parametrize(("every", "tried"), [("1 d", False), ("36 h", False), ("2 d", True), ("3 d", True)])  # fmt: skip
@pytest.mark.parametrize("name", ["alternate_day_tried", "alternate_day_running"])
def test_alternate_days_are_every_second_day_or_less(name, every, tried):
    """C1, S27."""
    assert plan(low_iron(oral_iron(ago=20, every=every), sampled=25)).value(name) is tried


SYMPTOMS = ("nausea", "vomiting", "constipation", "diarrhea", "epigastric_pain")


@pytest.mark.parametrize("symptom", SYMPTOMS)
@pytest.mark.parametrize(("ago", "failed"), [(21, False), (20, False), (19, True)])
def test_each_symptom_after_alternate_days_began_is_a_failure(symptom, ago, failed):
    """C1: not tolerated either; what was there on the day they began is of the tablets before."""
    file = low_iron(oral_iron(ago=20, every="2 d"), present(symptom, ago=ago), sampled=25)
    assert plan(file).value("alternate_day_failed") is failed


def test_no_symptom_is_no_failure():
    file = low_iron(oral_iron(ago=20, every="2 d"), sampled=25)
    assert plan(file).value("alternate_day_failed") is False


@pytest.mark.parametrize("symptom", [name for name in SYMPTOMS if name != "vomiting"])
@pytest.mark.parametrize(("severity", "severe"), [("severe", True), ("mild", False)])
def test_each_severe_symptom_is_severe_intolerance(symptom, severity, severe):
    """C1."""
    event = {"on": "2026-11-20", "present": symptom, "severity": severity}
    assert (
        plan(low_iron(oral_iron(ago=20), event, sampled=25)).value("intolerance_severe") is severe
    )


@pytest.mark.parametrize("malabsorbed", ["short_bowel", "malabsorption"])
def test_each_malabsorption_of_iron(malabsorbed):
    """S38."""
    assert plan(low_iron(**{malabsorbed: True})).value("iron_malabsorption") is True


def test_celiac_disease_alone_is_no_malabsorption_of_iron():
    """S38: untreated celiac disease where oral iron failed."""
    assert plan(low_iron(celiac_disease=True)).value("iron_malabsorption") is False
    failed = low_iron(celiac_disease=True, oral_iron_failure=True)
    assert plan(failed).value("iron_malabsorption") is True


@pytest.mark.parametrize(("adherence", "considered"), [(79, False), (80, True), (None, None)])
def test_poor_adherence_is_mended_first(adherence, considered):
    """S36, K43: an adequate trial is one of 80 % or more; what is not recorded is asked for."""
    file = low_iron(
        oral_iron(ago=17),
        observed("hemoglobin", 105, ago=20),
        observed("hemoglobin", 108, ago=3),
        hemoglobin=None,
        adherence=adherence,
        sampled=25,
    )
    assert plan(file).value("intravenous_iron_considered") is considered
