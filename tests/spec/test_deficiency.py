"""Is there a deficiency? (specification 5.1, 5.2, K5, K11, K12)"""

import pytest

from spec.patients import (
    LOW_B12,
    WELL,
    absent,
    both,
    given,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    present,
    started,
)


def b12_found(**known):
    """The finding, in a woman with hemoglobin 112 and nothing said of B12 but this."""
    return plan(patient(**(WELL | known))).value("b12_deficiency")


def iron_found(**known):
    return plan(patient(**(WELL | {"vitamin_b12": 420} | known))).value("iron_deficiency_found")


# Vitamin B12


@pytest.mark.parametrize(("level", "found"), [(179, True), (180, False), (350, False)])
def test_total_b12_below_180_is_deficiency(level, found):
    """5.1: total B12 below 180 ng/L confirms deficiency; 180 itself does not."""
    assert b12_found(vitamin_b12=level, methylmalonic_acid=200) is found


@pytest.mark.parametrize(("level", "found"), [(24, True), (25, False)])
def test_active_b12_below_25_is_deficiency(level, found):
    """5.1: active B12 below 25 pmol/L confirms deficiency; 25 itself does not."""
    assert b12_found(active_b12=level, methylmalonic_acid=200) is found


@pytest.mark.parametrize(
    ("level", "indeterminate"), [(179, False), (180, True), (350, True), (351, False)]
)
def test_total_b12_from_180_to_350_is_indeterminate(level, indeterminate):
    """5.1: total B12 of 180 to 350 ng/L, both ends included, is indeterminate."""
    assert plan(patient(**WELL, vitamin_b12=level)).value("b12_indeterminate") is indeterminate


@pytest.mark.parametrize(
    ("level", "indeterminate"), [(24, False), (25, True), (70, True), (71, False)]
)
def test_active_b12_from_25_to_70_is_indeterminate(level, indeterminate):
    """5.1: active B12 of 25 to 70 pmol/L, both ends included, is indeterminate."""
    assert plan(patient(**WELL, active_b12=level)).value("b12_indeterminate") is indeterminate


def test_an_indeterminate_level_asks_for_methylmalonic_acid():
    """5.1: indeterminate B12 goes to methylmalonic acid."""
    assert plan(patient(**WELL, vitamin_b12=220)).offers("b12-second-test")


def test_a_trial_of_treatment_is_considered_with_symptoms():
    """5.1: indeterminate, symptomatic, no methylmalonic acid: a trial of treatment."""
    assert plan(patient(**WELL, vitamin_b12=220, fatigue=True)).considers("b12-trial")


def test_no_trial_of_treatment_without_any_symptom():
    """5.1: without a fitting picture there is no trial; hemoglobin 130 is no anemia."""
    assert not plan(patient(**(WELL | {"hemoglobin": 130}), vitamin_b12=220)).offers("b12-trial")


@pytest.mark.parametrize(("level", "found"), [(281, True), (280, False)])
def test_methylmalonic_acid_above_280_confirms_with_a_picture(level, found):
    """5.1: methylmalonic acid above 280 nmol/L with normal renal function and a fitting picture."""
    assert b12_found(vitamin_b12=220, methylmalonic_acid=level, glossitis=True) is found


def test_methylmalonic_acid_needs_normal_renal_function():
    """5.1: renal failure raises methylmalonic acid, so it settles nothing there."""
    assert b12_found(vitamin_b12=220, methylmalonic_acid=400, glossitis=True, egfr=40) is None


def test_methylmalonic_acid_with_unknown_renal_function_is_undecided():
    """5.1: with the eGFR unknown, raised methylmalonic acid is neither yes nor no."""
    assert b12_found(vitamin_b12=220, methylmalonic_acid=400, glossitis=True, egfr=None) is None


@pytest.mark.parametrize(("antibody", "found"), [("positive", True), ("negative", False)])
def test_intrinsic_factor_antibody_with_a_picture_confirms(antibody, found):
    """5.1: anti-intrinsic-factor positive with a compatible picture confirms deficiency."""
    known = {"vitamin_b12": 300, "methylmalonic_acid": 200, "glossitis": True}
    assert b12_found(intrinsic_factor_antibody=antibody, **known) is found


def test_nitrous_oxide_with_neurology_is_treated_despite_a_normal_level():
    """5.1, 5.12: nitrous oxide and a neurological feature override a normal level."""
    assert plan(low_iron(nitrous_oxide_use=True, paresthesia=True)).recommends("B12-NEURO")


def test_cord_disease_is_treated_despite_a_normal_level():
    """5.1: subacute combined degeneration overrides a normal level."""
    assert plan(low_iron(subacute_combined_degeneration=True)).recommends("B12-NEURO")


def test_nitrous_oxide_alone_is_treated_despite_a_normal_level():
    """5.1, 5.12: the exposure itself overrides the level, which is often normal; iron waits for
    the first dose."""
    assert plan(low_iron(nitrous_oxide_use=True)).recommends("B12-STD")


def test_without_nitrous_oxide_a_normal_level_is_not_treated():
    assert not plan(low_iron(nitrous_oxide_use=False)).prescribes("vitamin_b12")


@pytest.mark.parametrize("hemoglobin", [92, 150])
def test_normal_hemoglobin_never_excludes_b12_deficiency(hemoglobin):
    """5.1: a normal hemoglobin or MCV never excludes B12 deficiency."""
    assert b12_found(**(LOW_B12 | {"hemoglobin": hemoglobin, "mcv": 88})) is True


def test_one_low_test_of_two_is_enough():
    """5.1: total or active B12; a low active B12 decides beside an indeterminate total."""
    assert b12_found(vitamin_b12=220, active_b12=20) is True


def test_a_recorded_diagnosis_counts():
    """K12: a recorded diagnosis decides without any level."""
    assert b12_found(vitamin_b12_deficiency=True) is True


def test_nothing_recorded_is_not_no_deficiency():
    """5.1: without any level, deficiency is unknown."""
    assert b12_found() is None


# Iron, without inflammation


@pytest.mark.parametrize(("ferritin", "found"), [(14, True), (15, True), (29, True)])
def test_ferritin_below_30_is_iron_deficiency(ferritin, found):
    """5.2: with CRP 5 or below, ferritin below 15 is definite and 15 to 29 is iron deficiency."""
    assert iron_found(ferritin=ferritin) is found


@pytest.mark.parametrize(("saturation", "found"), [(19, True), (20, False)])
@pytest.mark.parametrize("ferritin", [30, 44])
def test_ferritin_from_30_to_44_is_confirmed_by_saturation(ferritin, saturation, found):
    """5.2: ferritin 30 to 44 is probable; a saturation below 20 % confirms it."""
    assert iron_found(ferritin=ferritin, transferrin_saturation=saturation) is found


def test_ferritin_of_45_without_inflammation_is_not_deficient():
    """5.2: the limit is below 45, so 45 is not deficient whatever the saturation."""
    assert iron_found(ferritin=45, transferrin_saturation=15) is False


@pytest.mark.parametrize(("ferritin", "found"), [(29, True), (30, None), (69, None), (100, False)])
def test_ferritin_with_unknown_crp(ferritin, found):
    """5.2: with CRP unknown, 30 to 99 stays open; below 30 it is deficient with any CRP."""
    assert iron_found(ferritin=ferritin, crp=None) is found


def test_unknown_crp_is_asked_for():
    """5.2: ferritin 60 with CRP unknown: CRP is what would decide."""
    assert "crp" in plan(low_b12(ferritin=60, transferrin_saturation=None, crp=None)).missing


# Iron, with inflammation


@pytest.mark.parametrize(("crp", "found"), [(5, False), (5.1, True)])
def test_crp_above_5_is_inflammation(crp, found):
    """5.2, K5: CRP above 5 mg/L raises the limit to 70; 5 itself does not."""
    assert iron_found(ferritin=60, crp=crp, transferrin_saturation=25) is found


@pytest.mark.parametrize(("ferritin", "found"), [(69, True), (70, False)])
def test_ferritin_below_70_with_inflammation(ferritin, found):
    """K5: with CRP above 5, ferritin below 70 is iron deficiency; 70 with good saturation is not."""
    assert iron_found(ferritin=ferritin, crp=20, transferrin_saturation=25) is found


@pytest.mark.parametrize(("saturation", "found"), [(19, True), (20, False)])
@pytest.mark.parametrize("ferritin", [70, 99])
def test_ferritin_from_70_to_99_with_low_saturation(ferritin, saturation, found):
    """K5: 70 to 99 with a saturation below 20 % is iron deficiency, functional or mixed."""
    assert iron_found(ferritin=ferritin, crp=20, transferrin_saturation=saturation) is found


def test_ferritin_of_100_with_inflammation_alone_is_not_deficient():
    """K5: outside bowel, kidney and heart disease, 100 is above the limit."""
    assert iron_found(ferritin=100, crp=20, transferrin_saturation=15) is False


def test_a_chronic_inflammatory_disease_counts_as_inflammation():
    """K5: rheumatoid arthritis with a CRP of 2 still takes the limit of 70."""
    assert iron_found(ferritin=60, rheumatoid_arthritis=True, transferrin_saturation=25) is True


@pytest.mark.parametrize(
    "disease", ["crohn_disease", "ulcerative_colitis", "chronic_kidney_disease", "heart_failure"]
)
@pytest.mark.parametrize(("ferritin", "found"), [(99, True), (100, False)])
def test_bowel_kidney_and_heart_disease_have_a_limit_of_100(disease, ferritin, found):
    """5.2: ferritin below 100 is iron deficiency in bowel, kidney and heart disease."""
    known = {disease: True, "ferritin": ferritin, "transferrin_saturation": 25}
    assert iron_found(**known) is found


@pytest.mark.parametrize(
    ("ferritin", "saturation", "found"), [(299, 19, True), (300, 19, False), (299, 20, False)]
)
def test_ferritin_from_100_to_299_with_low_saturation_in_heart_failure(ferritin, saturation, found):
    """5.2: 100 to 299 with a saturation below 20 % is functional iron deficiency."""
    assert (
        iron_found(heart_failure=True, ferritin=ferritin, transferrin_saturation=saturation)
        is found
    )


def test_quiescent_bowel_disease_keeps_the_lower_limit():
    """3.3: bowel disease recorded quiescent, CRP 2: the limit is that of K5, 70, not 100."""
    file = patient(
        present("crohn_disease", activity="quiescent"),
        **WELL,
        vitamin_b12=420,
        ferritin=80,
        transferrin_saturation=25,
    )
    assert plan(file).value("iron_deficiency_found") is False


# K11: iron that is not shown


def test_b12_plan_is_complete_while_ferritin_is_pending():
    """K11: with the ferritin pending, the B12 plan stands in full."""
    assert plan(low_b12(ferritin=None, transferrin_saturation=None)).recommends("B12-STD")


def test_no_iron_by_default_while_ferritin_is_pending():
    """K11: never a default iron."""
    assert not plan(low_b12(ferritin=None, transferrin_saturation=None)).prescribes("iron")


def test_the_named_test_is_asked_for_while_ferritin_is_pending():
    """K11: the iron plan waits for the named test."""
    assert "ferritin" in plan(low_b12(ferritin=None, transferrin_saturation=None)).missing


def test_ambiguous_ferritin_gives_no_iron():
    """K11: ferritin 60 with CRP unknown is ambiguous, and gives no iron."""
    assert not plan(low_b12(ferritin=60, crp=None)).prescribes("iron")


# K12: the sample before treatment


def test_b12_measured_on_treatment_does_not_refute():
    """K12: 140 ng/L before the first injection decides; 1,500 after it does not refute."""
    file = low_b12(
        given("hydroxocobalamin", ago=20), observed("vitamin_b12", 1500, ago=1), sampled=25
    )
    assert plan(file).value("b12_deficiency") is True


def test_a_low_b12_on_treatment_confirms():
    """K26, which amends K12: a low level on treatment confirms at any time."""
    file = low_b12(
        given("hydroxocobalamin", ago=20), observed("vitamin_b12", 150, ago=1), vitamin_b12=None
    )
    assert plan(file).value("b12_deficiency") is True


def test_ferritin_measured_on_iron_does_not_refute():
    """K12: 8 before the tablets decides; 60 four weeks into them does not refute."""
    file = both(
        oral_iron(ago=28),
        given("hydroxocobalamin", ago=28),
        observed("ferritin", 60, ago=1),
        sampled=30,
    )
    assert plan(file).value("iron_deficiency_found") is True


@pytest.mark.parametrize(("ago", "counts"), [(90, True), (91, None)])
def test_an_old_b12_does_not_start_treatment(ago, counts):
    """3.1: B12 is used for 90 days to start a treatment, and no longer."""
    file = low_b12(sampled=ago)
    assert plan(file).value("b12_deficiency") is counts


def test_an_old_b12_still_holds_a_treatment_that_it_started():
    """K12: age limits apply to starting, not to continuing."""
    file = low_b12(started("hydroxocobalamin", "1 mg", every="2 mo", ago=395), sampled=400)
    assert plan(file).value("b12_deficiency") is True


@pytest.mark.parametrize(("ago", "counts"), [(30, True), (31, None)])
def test_an_old_ferritin_does_not_start_treatment(ago, counts):
    """3.1: ferritin is used for 30 days to start a treatment, and no longer."""
    assert plan(low_iron(sampled=ago)).value("iron_deficiency_found") is counts


def test_a_diagnosis_stands_until_it_is_refuted():
    """K12: a recorded diagnosis stands until it is recorded absent."""
    file = patient(
        present("vitamin_b12_deficiency", ago=300), absent("vitamin_b12_deficiency", ago=1), **WELL
    )
    assert plan(file).value("b12_deficiency") is False


def test_both_deficiencies_are_found_together():
    """S1: one patient can have both."""
    assert plan(both()).value("iron_deficiency_found") is True
