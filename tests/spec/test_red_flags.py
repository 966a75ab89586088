"""Red flags (specification 5.13, K19)"""

import pytest

from spec.patients import RED_FLAGS, both, low_iron, ordered, plan, present, started

FLAGS = (
    "chest_pain", "syncope", "dyspnea_at_rest", "angina", "acute_heart_failure", "acute_coronary_syndrome",
    "hemodynamic_instability", "melena", "hematemesis",
    "neurological_progression", "sphincter_disturbance", "visual_loss", "psychosis",
    "schistocytes", "blasts", "suspected_leukemia", "anaphylaxis", "iron_overdose",
)  # fmt: skip
UNRECORDED = dict.fromkeys(RED_FLAGS)


@pytest.mark.parametrize("flag", FLAGS)
def test_a_red_flag_is_an_emergency(flag):
    """5.13: each of them goes to same-day emergency assessment."""
    assert plan(both(**{flag: True})).recommends("REF-EMERG")


def test_no_red_flag_no_emergency():
    """5.13: none present, none referred."""
    assert not plan(both()).offers("REF-EMERG")


def test_fatigue_is_no_red_flag():
    """5.13: fatigue and exertional breathlessness are symptoms of anemia."""
    assert not plan(both(fatigue=True, dyspnea=True)).offers("REF-EMERG")


@pytest.mark.parametrize("flag", FLAGS)
def test_a_red_flag_does_not_delay_the_first_dose(flag):
    """5.13: the first B12 dose stays today."""
    assert plan(both(**{flag: True})).first_due("hydroxocobalamin") == "2026-11-22"


@pytest.mark.parametrize(("hemoglobin", "emergency"), [(49, True), (50, False)])
def test_hemoglobin_below_50_is_always_an_emergency(hemoglobin, emergency):
    """K19: below 50 g/L always, though every symptom is recorded absent."""
    assert plan(both(hemoglobin=hemoglobin)).offers("REF-EMERG") is emergency


@pytest.mark.parametrize(("hemoglobin", "emergency"), [(69, True), (70, False)])
def test_hemoglobin_below_70_with_symptoms_unrecorded(hemoglobin, emergency):
    """K19: below 70 g/L unless symptoms are recorded absent."""
    assert plan(both(hemoglobin=hemoglobin, **UNRECORDED)).offers("REF-EMERG") is emergency


@pytest.mark.parametrize("symptom", RED_FLAGS)
def test_one_symptom_unrecorded_is_enough(symptom):
    """K19: three of four recorded absent do not make it safe at 65 g/L."""
    assert plan(both(hemoglobin=65, **{symptom: None})).offers("REF-EMERG")


def test_hemoglobin_below_70_without_symptoms():
    """K19: 65 g/L with all symptoms recorded absent."""
    assert not plan(both(hemoglobin=65)).offers("REF-EMERG")


@pytest.mark.parametrize(("hemoglobin", "emergency"), [(69, True), (70, False)])
def test_pregnancy_below_70(hemoglobin, emergency):
    """5.13: pregnancy with hemoglobin below 70 g/L."""
    assert (
        plan(both(hemoglobin=hemoglobin, age=30, pregnancy=True)).offers("REF-EMERG") is emergency
    )


@pytest.mark.parametrize(("platelets", "emergency"), [(19, True), (20, False)])
def test_platelets_below_20(platelets, emergency):
    """5.13: platelets below 20."""
    assert plan(both(platelets=platelets)).offers("REF-EMERG") is emergency


@pytest.mark.parametrize(
    ("neutrophils", "fever", "emergency"),
    [(0.4, True, True), (0.5, True, False), (0.4, False, False)],
)
def test_neutrophils_below_half_with_fever(neutrophils, fever, emergency):
    """5.13: neutrophils below 0.5 with fever."""
    assert plan(both(neutrophils=neutrophils, fever=fever)).offers("REF-EMERG") is emergency


@pytest.mark.parametrize(("potassium", "emergency"), [(2.9, True), (3.0, False)])
def test_potassium_below_3(potassium, emergency):
    """5.13: potassium below 3.0."""
    assert plan(both(potassium=potassium)).offers("REF-EMERG") is emergency


@pytest.mark.parametrize(("rate", "emergency"), [(121, True), (120, False)])
def test_heart_rate_above_120_with_bleeding(rate, emergency):
    """5.13: a heart rate above 120 with bleeding (menorrhagia, which alone is no red flag)."""
    assert plan(both(heart_rate=rate, menorrhagia=True)).offers("REF-EMERG") is emergency


@pytest.mark.parametrize(("hemoglobin", "emergency"), [(79, True), (80, False)])
def test_hemoglobin_below_80_with_cardiac_disease(hemoglobin, emergency):
    """5.13: below 80 g/L with cardiac disease, symptomatic."""
    file = both(hemoglobin=hemoglobin, ischemic_heart_disease=True, dyspnea=True)
    assert plan(file).offers("REF-EMERG") is emergency


def test_the_red_flag_stands_on_top():
    """AL-REDFLAG: the bottom line begins with it."""
    assert "emergency" in plan(both(melena=True)).plan.bottom_line.clinician


def test_a_red_flag_warns():
    """AL-REDFLAG is a warning."""
    assert plan(both(melena=True)).alert("AL-REDFLAG") == "warning"


def test_a_red_flag_without_any_deficiency():
    """5.13: it does not need a deficiency."""
    assert plan(low_iron(ordered("folic_acid", "5 mg"), ferritin=150, syncope=True)).recommends(
        "REF-EMERG"
    )


def test_an_old_red_flag_is_no_emergency_today():
    """5.13: chest pain of two months ago is history."""
    assert not plan(both(present("chest_pain", ago=60))).offers("REF-EMERG")


@pytest.mark.parametrize("feature", ["angina", "sphincter_disturbance", "visual_loss", "psychosis"])
@pytest.mark.parametrize(("ago", "emergency"), [(30, True), (31, False)])
def test_what_is_a_red_flag_when_new_is_history_later(feature, ago, emergency):
    """5.13: new visual loss, acute psychosis: of the last 30 days, as chest pain is."""
    assert plan(both(present(feature, ago=ago))).offers("REF-EMERG") is emergency


@pytest.mark.parametrize("feature", ["sphincter_disturbance", "visual_loss", "psychosis"])
def test_an_old_feature_still_chooses_the_schedule(feature):
    """K14: what is present stands; it is urgent, and no emergency."""
    found = plan(both(present(feature, ago=900)))
    assert found.recommends("B12-NEURO")
    assert found.recommends("REF-URG")


def test_old_angina_is_still_heart_disease():
    """5.13: hemoglobin 79 g/L with breathlessness and angina of years ago."""
    file = both(present("angina", ago=900), hemoglobin=79, dyspnea=True)
    assert plan(file).offers("REF-EMERG")
    assert not plan(both(hemoglobin=79, dyspnea=True)).offers("REF-EMERG")


@pytest.mark.parametrize("settled", [True, False])
def test_cord_disease_is_a_red_flag_until_a_review_finds_it_settled(settled):
    """S9: not for years of maintenance once two reviews found no change."""
    events = [
        present("subacute_combined_degeneration", ago=900),
        started("hydroxocobalamin", "1 mg", every="2 mo", ago=890),
        *([present("neurological_plateau", ago=700)] if settled else []),
    ]
    file = both(*events, subacute_combined_degeneration=None, sampled=895)
    assert plan(file).offers("REF-EMERG") is not settled


def test_cord_disease_recorded_again_after_the_review_is_a_red_flag():
    """S9: a review of two years ago settles nothing that was found this week."""
    events = [
        present("neurological_plateau", ago=700),
        present("subacute_combined_degeneration", ago=3),
        started("hydroxocobalamin", "1 mg", every="2 mo", ago=890),
    ]
    file = both(*events, subacute_combined_degeneration=None, sampled=895)
    assert plan(file).offers("REF-EMERG")
