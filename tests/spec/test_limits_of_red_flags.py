"""What is a red flag and what is only not known (specification 5.13, K19, S9)"""

import pytest

from spec.patients import both, patient, plan, present, started

# What is not known


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"menorrhagia": True},
        {"heart_rate": 121},
        {"ischemic_heart_disease": True},
        {"heart_failure": True},
        {"age": 30, "pregnancy": True},
        {"fever": True},
        {"neutrophils": 0.4},
        {"neutrophils": 0.4, "fever": False},
    ],
    ids=str,
)
def test_what_was_not_measured_is_no_emergency(known):
    """5.13: half of a red flag is none."""
    seen = plan(patient(**known))
    assert not seen.offers("REF-EMERG")
    assert seen.alert("AL-REDFLAG") is None


@pytest.mark.parametrize(
    "known",
    [
        {"menorrhagia": True, "heart_rate": 121},
        {"gastrointestinal_bleeding": True, "heart_rate": 121},
        {"ischemic_heart_disease": True, "hemoglobin": 79},
        {"heart_failure": True, "hemoglobin": 79},
        {"angina": True, "hemoglobin": 79},
        {"age": 30, "pregnancy": True, "hemoglobin": 69},
        {"fever": True, "neutrophils": 0.4},
        {"hemoglobin": 69},
    ],
    ids=str,
)
def test_both_halves_of_a_red_flag_are_an_emergency(known):
    """5.13, K19: nothing else is known of her."""
    seen = plan(patient(**known))
    assert seen.recommends("REF-EMERG")
    assert seen.alert("AL-REDFLAG") == "warning"


@pytest.mark.parametrize("hemoglobin", ["<80", "<100"])
def test_a_hemoglobin_that_is_only_bounded_is_not_below_70(hemoglobin):
    """3.1, K19: below 80 g/L may be 75; in heart disease it is low enough."""
    assert not plan(patient(hemoglobin=hemoglobin)).offers("REF-EMERG")


@pytest.mark.parametrize(("hemoglobin", "emergency"), [("<80", True), ("<81", False)])
def test_a_bound_in_heart_disease(hemoglobin, emergency):
    """5.13, K19: below 80 g/L with heart disease."""
    file = patient(hemoglobin=hemoglobin, ischemic_heart_disease=True)
    assert plan(file).offers("REF-EMERG") is emergency


@pytest.mark.parametrize(("pregnancy", "emergency"), [(True, True), (False, False), (None, False)])
def test_below_70_without_symptoms_it_is_pregnancy_that_decides(pregnancy, emergency):
    """5.13, K19: 65 g/L at 30 years of age, every symptom recorded absent."""
    seen = plan(both(age=30, hemoglobin=65, pregnancy=pregnancy))
    assert seen.offers("REF-EMERG") is emergency
    assert ("pregnancy" in seen.missing) is (pregnancy is None)


# Cord disease that a review found settled (S9)


def cord(disease, review):
    """The first sentence of the plan, after two years of injections."""
    events = [
        started("hydroxocobalamin", "1 mg", every="2 mo", ago=890),
        present("subacute_combined_degeneration") | {"on": disease},
        present("neurological_plateau") | {"on": review},
    ]
    return plan(both(*events, subacute_combined_degeneration=None, sampled=895))


@pytest.mark.parametrize(
    ("disease", "review", "emergency"),
    [
        ("2024-12-01", "2024-11-30", True),
        ("2024-12-01", "2024-12-01", False),
        ("2024-12-01", "2024-12-02", False),
        ("2024-12", "2024-12-15", True),
        ("2024-12-15", "2024-12", True),
        ("2024-11", "2024-12", False),
    ],
)
def test_cord_disease_is_settled_by_a_review_of_the_same_day_or_later(disease, review, emergency):
    """S9: where only the month is known the review may have been the earlier, so it settles nothing."""
    seen = cord(disease, review)
    assert seen.offers("REF-EMERG") is emergency
    assert ("emergency" in seen.plan.bottom_line.clinician) is emergency


@pytest.mark.parametrize(("sex", "emergency"), [("female", True), ("unknown", True),
                                                ("male", False)])  # fmt: skip
def test_menstrual_bleeding_is_none_of_a_man(sex, emergency):
    """5.13: only a recorded male sex rules it out; any other bleeding counts for all."""
    known = {"heart_rate": 121, "sex": sex}
    assert plan(patient(menorrhagia=True, **known)).offers("REF-EMERG") is emergency
    assert plan(patient(gastrointestinal_bleeding=True, **known)).offers("REF-EMERG")


@pytest.mark.parametrize(
    "known", [{"age": 70}, {"age": 30, "pregnancy": True}, {"age": 50, "postmenopausal": True}]
)
def test_what_is_recorded_counts_of_those_too_who_are_not_asked(known):
    """5.13: it bleeds, whatever it is called."""
    bleeds = patient(menorrhagia=True, heart_rate=121, **known)
    assert plan(bleeds).offers("REF-EMERG")
    stopped = patient(menorrhagia=False, heart_rate=121, **known)
    assert not plan(stopped).offers("REF-EMERG")
