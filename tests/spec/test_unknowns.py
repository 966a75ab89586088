"""Nothing recorded is never "no" (specification 0.2, S5, K15, K19, K23)"""

import pytest

from spec.patients import (
    NEUROLOGY,
    RED_FLAGS,
    WELL,
    both,
    done,
    given,
    low_b12,
    low_iron,
    oral_iron,
    ordered,
    patient,
    plan,
)

UNKNOWN = tuple(name for name, value in WELL.items() if value is False)


@pytest.mark.parametrize(
    "element", [*NEUROLOGY, *RED_FLAGS, "cobalamin_allergy", "iv_iron_allergy", "active_infection"]
)
def test_what_matters_is_unknown_until_recorded(element):
    """0.2: not recorded is unknown, not absent."""
    assert plan(patient()).value(element) is None


@pytest.mark.parametrize("name", ["hemoglobin", "ferritin", "vitamin_b12", "egfr", "age"])
def test_what_was_not_measured_is_unknown(name):
    """0.2: a missing number is not a normal number."""
    assert plan(patient(age=None)).value(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "b12_deficiency",
        "iron_deficiency_found",
        "neurological_involvement",
        "anemia",
        "renal_function_reduced",
    ],
)
def test_an_empty_record_decides_nothing(name):
    """0.2: findings over nothing are unknown."""
    assert plan(patient()).value(name) is None


def test_an_empty_record_gives_no_dose():
    """0.2: and no dose follows from it."""
    assert plan(patient()).doses() == []


def test_an_empty_record_asks():
    """0.2: what is missing is asked for."""
    assert {"vitamin_b12", "ferritin"} <= set(plan(patient()).missing)


@pytest.mark.parametrize("element", UNKNOWN)
def test_the_first_b12_dose_acts_without(element):
    """0.2: no single unknown keeps back the first B12 dose."""
    assert plan(both(age=30, **{element: None})).first_due("hydroxocobalamin") == "2026-11-22"


def test_the_first_b12_dose_acts_without_any_of_them():
    """0.2: nor do all of them together; a level of 140 ng/L is enough."""
    assert plan(patient(vitamin_b12=140)).first_due("hydroxocobalamin") == "2026-11-22"


def test_the_first_b12_dose_acts_with_neurology_and_a_risk():
    """5.1, C4: a feature and a risk factor, no level yet: treat after sampling."""
    assert (
        plan(patient(paresthesia=True, vegan_diet=True)).first_due("hydroxocobalamin")
        == "2026-11-22"
    )


def test_a_critical_alert_leaves_the_first_dose():
    """0.2: a STOP on one drug never blocks the first B12 dose."""
    file = both(
        ordered("folic_acid", "5 mg"),
        ordered("ferrous_sulfate", "300 mg", every="1 d"),
        paresthesia=True,
    )
    assert plan(file).first_due("hydroxocobalamin") == "2026-11-22"


def test_a_critical_alert_acts_on_the_unknown():
    """0.2: iron ordered for a vegan whose B12 is unknown: AL-IRON-FIRST."""
    file = patient(ordered("ferrous_sulfate", "65 mg", every="1 d"), vegan_diet=True)
    assert plan(file).alert("AL-IRON-FIRST") == "critical"


@pytest.mark.parametrize("element", ["active_infection", "pregnancy", "iv_iron_allergy"])
def test_intravenous_iron_is_held_by_the_unknown(element):
    """0.2: what could harm holds until it is known, and is asked for first."""
    seen = plan(both(age=30, pernicious_anemia=True, **{element: None}))
    assert not seen.offers("FE-IV")
    assert "iron-intravenous" in next(
        line.changes for line in seen.plan.missing if line.element == element
    )


@pytest.mark.parametrize("element", ["active_infection", "iv_iron_allergy"])
def test_an_order_of_intravenous_iron_asks_too(element):
    """4.4: whoever wrote the order, what is not recorded is asked for."""
    order = ordered("ferric_carboxymaltose", "500 mg")
    seen = plan(both(order, ferritin=150, transferrin_saturation=28, **{element: None}))
    assert element in seen.missing


def test_oral_iron_is_held_where_its_tests_are_unknown():
    """K11: no ferritin, no iron."""
    assert not plan(low_b12(ferritin=None, transferrin_saturation=None)).prescribes("iron")


def test_why_it_stands_though_unknown_is_said():
    """ "Because X is unknown, we …": said where the safe side was taken."""
    assert "unknown" in plan(both(**dict.fromkeys(NEUROLOGY))).line("B12-NEURO").lower()


def test_what_was_assumed_is_listed():
    """What was unrecorded and taken as absent is listed."""
    assert "pernicious_anemia" in plan(both()).plan.assumed


def test_what_was_recorded_is_not_assumed():
    """What was recorded is not listed so."""
    assert "pernicious_anemia" not in plan(both(pernicious_anemia=False)).plan.assumed


def test_missing_facts_name_what_they_change():
    """An ASK blocks its branch only, and names it."""
    seen = plan(both(paresthesia=None))
    changes = next(line.changes for line in seen.plan.missing if line.element == "paresthesia")
    assert "b12-loading-standard" in changes


def test_an_empty_record_asks_for_the_level_first():
    assert plan(patient()).missing[0] == "vitamin_b12"


def test_with_b12_deficiency_the_neurological_features_come_first():
    """S5: they decide dose two onward."""
    file = low_b12(crp=None, **dict.fromkeys(NEUROLOGY))
    assert set(plan(file).missing[: len(NEUROLOGY)]) == set(NEUROLOGY)


def test_with_a_normal_level_nothing_waits_for_the_neurological_features():
    """They could still change the plan, and say so, but after all that it waits for."""
    seen = plan(low_iron(crp=None, ferritin=60, **dict.fromkeys(NEUROLOGY)))
    assert seen.missing[0] == "crp"
    assert not {*NEUROLOGY, "intrinsic_factor_antibody"} & set(seen.waited_for)
    assert set(NEUROLOGY) <= set(seen.missing)


def test_a_contraindication_that_is_not_ruled_out_is_waited_for():
    """4.4: intravenous iron waits for the question."""
    assert "iv_iron_allergy" in plan(both(hemoglobin=92, iv_iron_allergy=None)).waited_for


def test_what_could_change_nothing_is_not_asked():
    """With the level at 140 ng/L no homocysteine is needed."""
    assert "homocysteine" not in plan(both()).missing


def test_an_assessment_that_was_done_is_not_asked_for_as_such():
    """S5: the features are asked for, not the form."""
    assert (
        "neurological_assessment"
        not in plan(both(done("neurological_assessment"), paresthesia=None)).missing
    )


# Questions that fit the patient


@pytest.mark.parametrize(("sex", "asked"), [("female", True), ("unknown", True), ("male", False)])
def test_men_are_not_asked_for_menstrual_bleeding(sex, asked):
    """5.13: of a heart rate above 120 with bleeding."""
    assert ("menorrhagia" in plan(low_iron(sex=sex, age=40)).missing) is asked


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"age": 55}, True),
        ({"age": 56}, False),
        ({"age": None}, True),
        ({"age": 50, "postmenopausal": True}, False),
        ({"age": 30, "pregnancy": True, "gestation": 36}, False),
        ({"age": 30, "pregnancy": None}, True),
    ],
)
def test_who_cannot_menstruate_is_not_asked_for_menstrual_bleeding(known, asked):
    """K17: 12 to 55 years, not postmenopausal, not pregnant."""
    assert ("menorrhagia" in plan(low_iron(**known)).missing) is asked


@pytest.mark.parametrize(
    ("events", "asked"),
    [([], False), ([oral_iron(ago=10)], True), ([given("ferric_carboxymaltose", "500 mg")], False)],
)
def test_adherence_is_asked_of_those_who_take_tablets(events, asked):
    """S36: a failure needs 80 % of the doses; where none was prescribed there is no share."""
    file = low_iron(*events, hemoglobin=105, weight=70, sampled=11)
    assert ("adherence" in plan(file).missing) is asked
