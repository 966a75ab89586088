"""Each limit of the findings about the blood count from both sides, and each of their reasons alone
(specification K30, K31, K32, K36): a count for today, a relapse on B12 treatment, hemolysis, copper."""

import pytest

from spec.patients import done, given, in_doubt, observed, patient, plan, present, started, stopped


def finding(name, *events, **known):
    """Of a woman of 65 of whom nothing else is recorded."""
    return plan(patient(*events, **known)).value(name)


# How soon hematology is asked (K31)


@pytest.mark.parametrize(("value", "low"), [(149, True), (150, False), ("<=150", False)])
def test_platelets_are_low_below_150(value, low):
    """Of "150 or fewer" nobody knows whether it is below."""
    assert finding("platelets_low", platelets=value) is low


@pytest.mark.parametrize(("value", "low"), [(0.99, True), (1.0, False), (1.05, False)])
@pytest.mark.parametrize("company", [{"fever": True}, {"platelets": 140}, {"hemoglobin": 90}])
def test_neutrophils_below_1_with_company(value, low, company):
    assert finding("neutrophils_with_company", neutrophils=value, **company) is low


@pytest.mark.parametrize(
    ("known", "today"),
    [
        ({"platelets": 49}, True),
        ({"platelets": 50}, False),
        ({"neutrophils": 0.49}, True),
        ({"neutrophils": "<=0.5"}, False),
        ({"neutrophils": 0.9, "fever": True}, True),
    ],
)
def test_counts_for_today(known, today):
    assert finding("counts_for_today", **known) is today


# A relapse on B12 treatment (K30)


@pytest.mark.parametrize(("days", "long"), [(28, True), (27, False)])
def test_four_weeks_of_b12(days, long):
    assert finding("b12_for_four_weeks", given("hydroxocobalamin", ago=days)) is long


@pytest.mark.parametrize(("days", "best"), [(170, 122), (182, None), (183, 131), (190, 131)])
def test_hemoglobin_after_a_transfusion_is_not_the_best(days, best):
    """A transfusion of the last 182 days: only what was measured before it, and within them, counts."""
    events = [
        given("hydroxocobalamin", ago=300),
        observed("hemoglobin", 122, ago=180),
        done("transfusion", ago=days),
        observed("hemoglobin", 131, ago=20),
    ]
    assert finding("best_hemoglobin", *events) == (best and (best, best))


FALLEN = (observed("hemoglobin", 131, ago=100), observed("hemoglobin", 96))
LINES = {"hemoglobin": FALLEN, "platelets": (observed("platelets", 80),), "neutrophils": (observed("neutrophils", 0.8),)}  # fmt: skip


@pytest.mark.parametrize(
    ("low", "two"),
    [
        (["hemoglobin"], False),
        (["platelets"], False),
        (["neutrophils"], False),
        (["hemoglobin", "platelets"], True),
        (["hemoglobin", "neutrophils"], True),
        (["platelets", "neutrophils"], True),
    ],
)
def test_two_lines_are_any_two_of_three(low, two):
    events = [event for name in low for event in LINES[name]]
    assert finding("relapse_of_two_lines", given("hydroxocobalamin", ago=120), *events) is two


@pytest.mark.parametrize(
    ("known", "explained"),
    [
        ({}, False),
        ({"gastrointestinal_bleeding": True}, True),
        ({"melena": True}, True),
        ({"hematemesis": True}, True),
        ({"menorrhagia": True}, True),
        ({"ferritin": 8}, True),
        ({"pregnancy": True}, True),
        ({"chronic_kidney_disease": True}, True),
        ({"adherence": 79}, True),
        ({"adherence": 80}, False),
    ],
)
def test_each_explanation_of_a_relapse_alone(known, explained):
    """K30: of a woman of 30 on B12. What is not recorded explains nothing."""
    assert finding("relapse_explained", given("hydroxocobalamin", ago=90), age=30, **known) is explained  # fmt: skip


def test_b12_that_was_stopped_explains_a_relapse():
    events = [started("cyanocobalamin", "1 mg", ago=200), stopped("cyanocobalamin", ago=20)]
    assert finding("relapse_explained", *events, age=30) is True


@pytest.mark.parametrize("name", ["pregnancy", "chronic_kidney_disease"])
def test_an_explanation_in_doubt_is_none(name):
    assert finding("relapse_explained", given("hydroxocobalamin", ago=90), *in_doubt(name), age=30) is False  # fmt: skip


# Hemolysis and thrombotic microangiopathy (K36)


@pytest.mark.parametrize(
    ("value", "own", "raised"),
    [
        (250, None, False),
        (250.5, None, True),
        (290, [120, 290], False),
        (291, [120, 290], True),
        (240, [120, 230], True),
    ],
)
def test_ldh_above_250_or_the_laboratory_s_own_limit(value, own, raised):
    printed = {"reference": own} if own else {}
    assert finding("ldh_raised", observed("ldh", value, **printed)) is raised


@pytest.mark.parametrize(
    ("known", "possible"),
    [
        ({"ldh": 400, "platelets": 99}, True),
        ({"ldh": 400, "platelets": 100}, False),
        ({"ldh": 250, "platelets": 99}, False),
        ({"ldh": 400, "platelets": 99, "haptoglobin": 0.29}, True),
        ({"ldh": 400, "platelets": 99, "haptoglobin": 0.3}, False),
        ({"schistocytes": True}, True),
        ({}, False),
    ],
)
def test_microangiopathy_is_possible(known, possible):
    assert finding("microangiopathy_possible", **known) is possible


# Copper and zinc (K32)


@pytest.mark.parametrize(("value", "own", "low"), [(10.9, None, True), (11, None, False), (12, [12.5, 24], True), (12.5, [12.5, 24], False)])  # fmt: skip
def test_copper_below_11_or_the_laboratory_s_own_limit(value, own, low):
    printed = {"reference": own} if own else {}
    assert finding("copper_low", observed("copper", value, **printed)) is low


@pytest.mark.parametrize(("value", "own", "high"), [(24, None, False), (24.1, None, True), (21, [10, 20], True), (20, [10, 20], False)])  # fmt: skip
def test_zinc_above_24_or_the_laboratory_s_own_limit(value, own, high):
    printed = {"reference": own} if own else {}
    assert finding("zinc_high", observed("zinc", value, **printed)) is high


@pytest.mark.parametrize(
    ("known", "matters"),
    [
        ({}, False),
        ({"platelets": 140}, True),
        ({"neutrophils": 1.4}, True),
        ({"hemoglobin": 110}, True),
    ],
)
def test_low_copper_matters_with_each_companion_alone(known, matters):
    assert finding("copper_matters", copper=9, **known) is matters


@pytest.mark.parametrize("operation", ["gastrectomy", "gastric_bypass"])
def test_low_copper_matters_after_an_operation_on_the_stomach(operation):
    assert finding("copper_matters", done(operation), copper=9) is True


# Phosphate after an infusion (K29)


@pytest.mark.parametrize(
    ("phosphate", "besides", "urgent"),
    [
        (0.31, [], True),
        (0.32, [], False),
        ("<=0.4", [], False),
        (0.5, [present("bone_pain")], True),
        (0.5, [present("limb_weakness")], True),
        (0.5, in_doubt("bone_pain"), False),
        (0.5, in_doubt("limb_weakness"), False),
    ],
)
def test_a_low_phosphate_is_urgent(phosphate, besides, urgent):
    infused = given("ferric_carboxymaltose", "1000 mg", ago=25)
    assert finding("phosphate_urgent", infused, *besides, phosphate=phosphate) is urgent


@pytest.mark.parametrize(("phosphate", "low"), [(0.64, True), (0.65, False), ("<=0.65", False), (None, False)])  # fmt: skip
def test_phosphate_below_0_65_after_an_infusion(phosphate, low):
    """What was not measured, or may be 0.65, is not low."""
    infused = given("ferric_carboxymaltose", "1000 mg", ago=25)
    assert finding("phosphate_low_after_infusion", infused, phosphate=phosphate) is low


# Values that cannot go together (3.1)


@pytest.mark.parametrize(("hemoglobin", "against"), [(99, True), (100, False), (105, False), (160, False), (161, True)])  # fmt: skip
def test_hemoglobin_of_250_to_400_grams_in_a_liter_of_cells(hemoglobin, against):
    assert finding("hemoglobin_against_hematocrit", hemoglobin=hemoglobin, hematocrit=0.4) is against  # fmt: skip


@pytest.mark.parametrize(("neutrophils", "too_many"), [(5.0, False), (5.1, True)])
def test_no_more_neutrophils_than_white_blood_cells(neutrophils, too_many):
    assert finding("neutrophils_above_leucocytes", neutrophils=neutrophils, leucocytes=5) is too_many  # fmt: skip


def test_values_in_doubt_are_not_beyond_a_limit():
    """ "11 or less" is not known to be below 11, nor "24 or more" to be above 24."""
    assert finding("copper_low", copper="<=11") is False
    assert finding("zinc_high", zinc=">=24") is False
    assert finding("ldh_raised", ldh=">=250") is False
