"""B12 on treatment, against the picture, refused, steady, and put right (K26 to K28, K32, K34, K37,
K38, K45)
"""

import pytest

from hematinic.render.words import lines
from spec.patients import (
    booked,
    both,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    ordered,
    patient,
    plan,
    present,
    started,
    stop_ordered,
    stopped,
)

NONE = {"vitamin_b12": None}


def said(file, reader="clinician"):
    return lines.bottom_line(plan(file).plan, reader)


# K26: a level measured on treatment


@pytest.mark.parametrize(("level", "confirmed"), [(179, True), (180, False), (420, False)])
def test_only_a_low_level_on_treatment_says_something(level, confirmed):
    file = low_b12(
        started("cyanocobalamin", "0.05 mg", ago=60), observed("vitamin_b12", level, ago=3), **NONE
    )
    assert (plan(file).value("b12_deficiency") is True) is confirmed


@pytest.mark.parametrize(("weeks", "insufficient"), [(3, False), (5, True)])
def test_that_it_does_not_suffice_is_said_from_four_weeks_on(weeks, insufficient):
    file = low_b12(
        started("cyanocobalamin", "1 mg", ago=weeks * 7),
        observed("vitamin_b12", 131, ago=1),
        **NONE,
    )
    assert plan(file).offers("b12-treatment-insufficient") is insufficient
    assert ("does not suffice" in said(file)) is insufficient
    assert plan(file).recommends("B12-STD"), "it confirms, and injections begin"


@pytest.mark.parametrize(("egfr", "confirmed"), [(72, True), (48, False), (None, False)])
def test_methylmalonic_acid_on_treatment_needs_normal_kidneys(egfr, confirmed):
    file = low_b12(
        started("cyanocobalamin", "0.5 mg", ago=50),
        observed("methylmalonic_acid", 900, ago=2),
        egfr=egfr,
        **NONE,
    )
    assert (plan(file).value("b12_deficiency") is True) is confirmed


def test_oral_b12_that_does_not_suffice_is_no_cover_for_folic_acid():
    tablets = started("cyanocobalamin", "1 mg", ago=80)
    folic = ordered("folic_acid", "5 mg", every="1 d")
    failing = low_b12(tablets, folic, observed("vitamin_b12", 120, ago=2), **NONE)
    assert plan(failing).alert("AL-FOLATE-FIRST") == "critical"


# K27: nitrous oxide


@pytest.mark.parametrize(
    "event",
    [
        given("nitrous_oxide_anesthesia", "", ago=40),
        booked("nitrous_oxide_anesthesia", ahead=9),
        ordered("nitrous_oxide_anesthesia"),
        present("nitrous_oxide_use", ago=40),
    ],
    ids=["given", "booked", "ordered", "used"],
)
def test_nitrous_oxide_is_one_exposure_however_it_was_recorded(event):
    assert plan(low_b12(event)).alert("AL-N2O") is not None


@pytest.mark.parametrize(
    "event", [booked("nitrous_oxide_anesthesia"), ordered("nitrous_oxide_anesthesia")]
)
def test_an_anesthetic_before_b12_is_stopped(event):
    assert plan(low_b12(event)).alert("AL-N2O") == "critical"


# K28: a strong picture


@pytest.mark.parametrize(("mcv", "strong"), [(111, True), (110, False)])
def test_a_very_large_volume_with_anemia_is_a_strong_picture(mcv, strong):
    file = patient(hemoglobin=91, mcv=mcv, vitamin_b12=460, ferritin=150, crp=2)
    assert plan(file).offers("b12-picture-tests") is strong
    assert plan(file).considers("b12-after-sampling") is strong


@pytest.mark.parametrize("cause", ["alcohol_misuse", "hypothyroidism", "myelodysplastic_syndrome"])
def test_another_recorded_cause_explains_it(cause):
    file = patient(hemoglobin=91, mcv=118, vitamin_b12=460, ferritin=150, crp=2, **{cause: True})
    assert not plan(file).offers("b12-picture-tests")


def test_folic_acid_waits_for_the_second_test():
    file = {"hypersegmented_neutrophils": True, "hemoglobin": 95, "vitamin_b12": 510}
    order = ordered("folic_acid", "5 mg", every="1 d")
    assert plan(patient(order, **file)).alert("AL-FOLATE-FIRST") == "critical"
    settled = patient(order, methylmalonic_acid=180, egfr=80, **file)
    assert plan(settled).alert("AL-FOLATE-FIRST") is None


# K32: nerves against the level


def test_features_with_a_normal_level_are_looked_into_and_weighed():
    file = patient(hemoglobin=140, vitamin_b12=620, ferritin=110, crp=1, paresthesia=True, mcv=90)
    found = plan(file)
    assert found.offers("nerves-tests")
    assert found.recommends("nerves-neurology")
    assert found.considers("b12-after-sampling")


def test_a_normal_methylmalonic_acid_ends_the_trial_and_not_the_search():
    file = patient(
        hemoglobin=140, vitamin_b12=620, ferritin=110, crp=1, ataxia=True, methylmalonic_acid=150
    )
    assert not plan(file).offers("b12-after-sampling")
    assert plan(file).recommends("nerves-neurology")


# K34: injections refused


def test_a_refusal_is_said_first_and_iron_follows_the_tablets():
    file = both(refuses_injections=True, egfr=None)
    assert said(file).startswith("Injections of B12 are refused")
    assert plan(file).considers("B12-ORAL-HD")
    assert plan(file).offers("FE-OD")
    assert not plan(file).recommends("FE-OD"), "iron too is considered"


def test_tablets_that_are_taken_are_cover_where_injections_are_refused():
    file = both(started("cyanocobalamin", "2 mg", ago=3), refuses_injections=True)
    assert plan(file).recommends("FE-OD")


# K37: a steady maintenance


def every(weeks, count, last):
    return [given("hydroxocobalamin", ago=last + weeks * 7 * i) for i in reversed(range(count))]


@pytest.mark.parametrize("weeks", [6, 10, 14])
def test_a_steady_maintenance_is_not_loaded_again(weeks):
    file = low_b12(*every(weeks, 3, last=20), paresthesia=None, **NONE, vitamin_b12_deficiency=True)
    found = plan(file)
    assert not found.recommends("B12-NEURO")
    assert not found.recommends("B12-STD")
    assert found.recommends("B12-STD-M")


def test_closer_injections_are_a_loading():
    file = low_b12(*every(3, 3, last=10), **NONE, vitamin_b12_deficiency=True, paresthesia=True)
    assert plan(file).recommends("B12-NEURO")


def test_a_feature_that_was_ever_recorded_keeps_the_two_months():
    past = [present("paresthesia", ago=900)]
    file = low_b12(
        *past, *every(8, 4, last=20), **NONE, vitamin_b12_deficiency=True, paresthesia=None
    )
    assert plan(file).recommends("B12-NEURO-M")


# K38: possible, never low


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_where_b12_was_not_measured_it_is_only_possible(reader):
    file = low_iron(**NONE, ileal_disease=True, gait_disturbance=True)
    text = said(file, reader)
    assert ("possible" in text) or ("may lack" in text)
    made = plan(file)
    for line in made.plan.recommendations:
        words = lines.recommendation(line, made.plan.assessment, "patient")
        assert "vitamin B12 is low" not in words


# K45: a cause put right


def vegan(*events, **known):
    return low_b12(
        *injections(6, last=300),
        started("cyanocobalamin", "0.15 mg", ago=280),
        *events,
        **({"vegan_diet": True, "hemoglobin": 137, "sampled": 340} | known),
    )


def test_a_covered_diet_may_step_down():
    found = plan(vegan())
    assert found.considers("B12-ORAL-DIET")
    assert not found.recommends("B12-STD-M")
    assert "overdue" not in lines.recommendation(found.item("B12-STD-M"), found.plan.assessment)
    assert (
        plan(vegan(stop_ordered("hydroxocobalamin", "on tablets"))).alert("AL-B12-NOSTOP") is None
    )


@pytest.mark.parametrize("known", [{"pernicious_anemia": True}, {"celiac_disease": True}])
def test_an_irreversible_cause_keeps_the_injections(known):
    stop = vegan(stop_ordered("hydroxocobalamin", "on tablets"), **known)
    assert plan(stop).alert("AL-B12-NOSTOP") == "critical"


def test_an_abnormal_count_keeps_the_injections():
    stop = vegan(observed("hemoglobin", 108, ago=4), stop_ordered("hydroxocobalamin", "on tablets"))
    assert plan(stop).alert("AL-B12-NOSTOP") == "critical"


def test_after_neurological_features_only_a_specialist_decides():
    stop = vegan(present("paresthesia", ago=320), stop_ordered("hydroxocobalamin", "on tablets"))
    assert plan(stop).alert("AL-B12-NOSTOP") == "warning"


def test_a_medicine_that_was_ended_is_a_cause_put_right():
    file = low_b12(
        *injections(6, last=200),
        started("metformin", "500 mg", ago=2000),
        stopped("metformin", ago=250),
        hemoglobin=139,
        sampled=230,
    )
    assert plan(file).considers("b12-step-down")


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({}, True),
        ({"methylmalonic_acid": 180}, True),
        ({"copper": 16}, True),
        ({"methylmalonic_acid": 180, "copper": 16}, False),
    ],
)
def test_nerves_with_a_normal_b12_are_looked_into_until_both_are_measured(known, asked):
    """K32: methylmalonic acid and copper."""
    seen = plan(low_iron(vitamin_b12=480, paresthesia=True, **known))
    assert seen.offers("nerves-tests") is asked
