"""Results beside the subject (specification K29 to K32, K35, K36, 3.1)"""

import pytest

from spec.patients import (
    both,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    patient,
    plan,
    started,
)

FINE = {"ferritin": 120, "transferrin_saturation": 26, "vitamin_b12": 560, "crp": 2, "mcv": 91}


def stands(file, item):
    return plan(file).offers(item)


def first_sentence(file):
    from hematinic.render.words import lines

    return lines.bottom_line(plan(file).plan)


# K29: phosphate after an infusion


@pytest.mark.parametrize(("phosphate", "told"), [(0.64, True), (0.65, False)])
def test_a_low_phosphate_after_an_infusion_is_named(phosphate, told):
    infused = given("ferric_derisomaltose", "1000 mg", ago=20)
    file = low_iron(infused, observed("phosphate", phosphate, ago=3), sampled=30)
    assert stands(file, "phosphate-after-infusion") is told


@pytest.mark.parametrize(
    ("phosphate", "known"), [(0.31, {}), (0.5, {"bone_pain": True}), (0.5, {"limb_weakness": True})]
)
def test_a_very_low_phosphate_or_one_that_is_felt_is_for_today(phosphate, known):
    infused = given("ferric_carboxymaltose", "1000 mg", ago=20)
    file = low_iron(infused, observed("phosphate", phosphate, ago=3), sampled=30, **known)
    assert stands(file, "phosphate-specialist")
    assert not stands(file, "phosphate-after-infusion")


def test_a_phosphate_from_before_the_infusion_is_not_put_down_to_it():
    infused = given("ferric_carboxymaltose", "1000 mg", ago=3)
    assert not stands(
        low_iron(infused, observed("phosphate", 0.5, ago=9), sampled=30), "phosphate-after-infusion"
    )


# K30: a relapse on treatment


def treated(*events, ago=90):
    """B12 injections for three months; hemoglobin rose from 81 to 124 by day 50."""
    return low_b12(
        *injections(6, last=ago - 12),
        observed("hemoglobin", 81, ago=ago + 1),
        observed("hemoglobin", 124, ago=40),
        *events,
        hemoglobin=None,
        sampled=ago + 1,
    )


@pytest.mark.parametrize(("hemoglobin", "relapse"), [(99, True), (103, False)])
def test_a_fall_by_20_to_below_100_is_no_longer_this_deficiency(hemoglobin, relapse):
    file = treated(observed("hemoglobin", hemoglobin, ago=1))
    assert stands(file, "relapse-look") is relapse
    assert ("does not explain" in first_sentence(file)) is relapse


def test_a_smaller_fall_above_100_counts_once_it_is_confirmed():
    again = [observed("hemoglobin", 104, ago=9), observed("hemoglobin", 103, ago=1)]
    assert stands(treated(*again), "relapse-look")


@pytest.mark.parametrize(("weeks", "relapse"), [(3, False), (5, True)])
def test_low_platelets_count_after_four_weeks_of_treatment(weeks, relapse):
    start = weeks * 7
    file = low_b12(*injections(2, last=start - 2), platelets=95, sampled=start + 1)
    assert stands(file, "relapse-look") is relapse


def test_two_cell_lines_are_for_hematology_whatever_else_is_found():
    low = [observed("platelets", 70, ago=1), observed("hemoglobin", 92, ago=1)]
    bleeding = treated(*low)
    assert stands(bleeding, "relapse-hematology")


# K31: what neither deficiency explains


@pytest.mark.parametrize(
    ("known", "item"),
    [
        ({"platelets": 49}, "counts-hematology-today"),
        ({"platelets": 51}, "counts-hematology"),
        ({"neutrophils": 0.49}, "counts-hematology-today"),
        ({"neutrophils": 0.9}, "counts-hematology-this-week"),
        ({"neutrophils": 0.9, "fever": True}, "counts-hematology-today"),
        ({"neutrophils": 0.9, "platelets": 120}, "counts-hematology-today"),
        ({"neutrophils": 1.4}, "counts-hematology"),
        ({"mcv": 104}, "counts-hematology"),
        ({"hemoglobin": 106}, "counts-hematology"),
    ],
)
def test_an_unexplained_count_has_its_time(known, item):
    file = patient(**({"hemoglobin": 138} | FINE | known))
    whom = ("counts-hematology-today", "counts-hematology-this-week", "counts-hematology")
    assert [one for one in whom if stands(file, one)] == [item]


@pytest.mark.parametrize("known", [{"platelets": 151}, {"neutrophils": 1.6}, {"mcv": 100}])
def test_a_count_within_its_limits_is_left_alone(known):
    assert not stands(patient(**({"hemoglobin": 138} | FINE | known)), "counts-hematology")


@pytest.mark.parametrize(("mcv", "told"), [(103, True), (99, False)])
def test_the_cause_of_an_unexplained_count_is_looked_for(mcv, told):
    file = patient(**({"hemoglobin": 138} | FINE | {"mcv": mcv}))
    assert stands(file, "counts-tests") is told


def test_the_first_sentence_never_says_only_that_neither_is_shown():
    said = first_sentence(patient(**({"hemoglobin": 96} | FINE | {"mcv": 108})))
    assert "Neither deficiency is shown, and neither explains" in said
    assert "MCV 108 fL" in said


def test_very_low_counts_are_for_today_with_a_deficiency_too():
    assert stands(low_b12(platelets=30), "counts-hematology-today")


# K32: copper and zinc


@pytest.mark.parametrize(("copper", "told"), [(10.5, True), (11, False)])
def test_low_copper_with_neurological_features_is_for_neurology(copper, told):
    assert stands(both(copper=copper, gait_disturbance=True), "copper-neurology") is told


def test_high_zinc_with_low_neutrophils_is_for_hematology_and_names_the_supplement():
    file = low_iron(started("zinc_supplement", ago=300), zinc=31, neutrophils=1.2)
    made = plan(file)
    assert made.recommends("copper-hematology")
    from hematinic.render.words import lines

    line = lines.recommendation(made.item("copper-hematology"), made.plan.assessment)
    assert "a zinc supplement is taken" in line


# K35: potassium


@pytest.mark.parametrize(("potassium", "named"), [(3.4, True), (3.5, False)])
def test_a_low_potassium_is_treated_before_or_with_the_dose(potassium, named):
    file = low_b12(potassium=potassium)
    assert stands(file, "potassium-before-b12") is named
    assert plan(file).recommends("B12-STD"), "B12 is not delayed"


# K36: hemolysis


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"ldh": 900, "platelets": 99}, True),
        ({"ldh": 900, "platelets": 100}, False),
        ({"ldh": 900, "platelets": 99, "haptoglobin": 0.9}, False),
        ({"ldh": 900, "platelets": 99, "haptoglobin": 0.1}, True),
        ({"ldh": 240, "platelets": 99}, False),
        ({"schistocytes": True}, True),
    ],
)
def test_thrombotic_microangiopathy_is_excluded_the_same_day(known, told):
    file = low_b12(**known)
    assert stands(file, "microangiopathy-hematology") is told
    assert plan(file).recommends("B12-STD") or plan(file).recommends("B12-NEURO")


# 3.1: values that cannot go together


@pytest.mark.parametrize(("hematocrit", "told"), [(0.25, False), (0.41, True), (0.2, True)])
def test_hemoglobin_and_hematocrit_must_go_together(hematocrit, told):
    alerts = {one.alert.id for one in plan(both(hemoglobin=92, hematocrit=hematocrit)).plan.alerts}
    assert ("values-contradict" in alerts) is told


def test_what_severe_deficiency_does_is_not_called_implausible():
    file = both(hemoglobin=33, vitamin_b12=40, neutrophils=0.7)
    assert plan(file).alert("AL-PLAUS") is None
