"""Each limit of a finding from both sides, and each of its reasons alone (specification 3.3, 5.1, 5.2,
K5, K12, K17). What a patient has besides is nothing of the kind."""

from itertools import permutations

import pytest

from spec.patients import (
    WELL,
    given,
    injections,
    low_b12,
    observed,
    oral_iron,
    patient,
    plan,
    present,
    started,
)


def finding(name, *events, **known):
    """Of a woman of 65 of whom nothing else is recorded."""
    return plan(patient(*events, **known)).value(name)


# Age and pregnancy (K17)


@pytest.mark.parametrize(("age", "possible"), [(11, False), (12, True), (55, True), (56, False)])
def test_pregnancy_is_possible_from_12_to_55(age, possible):
    """K17: 12 to 55 years."""
    assert finding("pregnancy_possible", age=age) is possible


# Inflammation (K5, S37)


@pytest.mark.parametrize(
    "disease",
    ["crohn_disease", "ulcerative_colitis", "inflammatory_bowel_disease", "chronic_kidney_disease",
     "dialysis", "heart_failure", "rheumatoid_arthritis"],
)  # fmt: skip
def test_each_chronic_disease_alone_is_inflammation(disease):
    """K5: a chronic inflammatory disease, whatever the CRP."""
    assert finding("inflammation", crp=1, **{disease: True}) is True


def test_no_disease_and_a_low_crp_is_no_inflammation():
    assert finding("inflammation", crp=1) is False


BOWEL = ("crohn_disease", "ulcerative_colitis", "inflammatory_bowel_disease")


def bowel(**activity):
    """With each disease and its activity."""
    events = [present(name, **({"activity": how} if how else {})) for name, how in activity.items()]
    return plan(patient(*events)).value("bowel_disease_quiescent")


@pytest.mark.parametrize("disease", BOWEL)
@pytest.mark.parametrize(("activity", "quiescent"), [("quiescent", True), ("active", False), ("", False)])  # fmt: skip
def test_bowel_disease_is_quiescent_only_where_that_is_recorded(disease, activity, quiescent):
    """S37: activity unknown is treated as active."""
    assert bowel(**{disease: activity}) is quiescent


@pytest.mark.parametrize(("active", "other"), [*permutations(BOWEL, 2)])
def test_one_active_disease_is_enough(active, other):
    """S37: another that is quiescent does not matter."""
    assert bowel(**{active: "active", other: "quiescent"}) is False


# Renal function (S52)


@pytest.mark.parametrize(("egfr", "borderline"), [(49, False), (50, True), (59, True), (60, False)])
def test_renal_function_is_borderline_from_50_to_59(egfr, borderline):
    """S52: 50 to 59 warns."""
    assert finding("renal_function_borderline", egfr=egfr) is borderline


# The picture of B12 deficiency (5.1)


PICTURE = [
    {"hemoglobin": 119},
    {"mcv": 101},
    {"paresthesia": True},
    {"glossitis": True},
    {"fatigue": True},
    {"hypersegmented_neutrophils": True},
    {"macro_ovalocytes": True},
]
ABSENT = {
    "hemoglobin": 120, "mcv": 100, "glossitis": False, "fatigue": False,
    "hypersegmented_neutrophils": False, "macro_ovalocytes": False,
}  # fmt: skip


@pytest.mark.parametrize("known", PICTURE, ids=str)
def test_each_symptom_or_sign_alone_is_a_picture(known):
    """5.1: one common symptom or sign."""
    assert finding("b12_clinical_picture", **(WELL | ABSENT | known)) is True


def test_none_of_them_is_no_picture():
    """5.1: hemoglobin 120 and MCV 100 are not below and not above."""
    assert finding("b12_clinical_picture", **(WELL | ABSENT)) is False


@pytest.mark.parametrize(("hemoglobin", "found"), [(129, True), (130, False)])
def test_the_picture_in_a_man(hemoglobin, found):
    """5.1, 3.3: anemia of a man is below 130."""
    known = WELL | ABSENT | {"hemoglobin": hemoglobin, "sex": "male"}
    assert finding("b12_clinical_picture", **known) is found


@pytest.mark.parametrize(("hemoglobin", "found"), [(109, True), (110, False)])
def test_the_picture_in_pregnancy(hemoglobin, found):
    """5.1, 5.6: anemia of pregnancy is below 110."""
    known = {"hemoglobin": hemoglobin, "age": 30, "pregnancy": True, "gestation": 8}
    assert finding("b12_clinical_picture", **(WELL | ABSENT | known)) is found


@pytest.mark.parametrize(
    ("sex", "hemoglobin", "found"),
    [("female", 119, True), ("female", 120, False), ("male", 129, True), ("male", 130, False)],
)
def test_the_picture_is_that_before_b12_where_iron_was_begun_earlier(sex, hemoglobin, found):
    """5.1, K12: hemoglobin before B12; iron given before has its own."""
    events = [
        observed("hemoglobin", 140, ago=105),
        oral_iron(ago=100),
        observed("hemoglobin", hemoglobin, ago=2),
    ]
    known = WELL | ABSENT | {"hemoglobin": None, "sex": sex}
    assert finding("b12_clinical_picture", *events, **known) is found


def test_anemia_before_iron_stays_a_picture():
    """5.1: iron corrects the count of a combined deficiency, not the deficiency."""
    events = [observed("hemoglobin", 90, ago=105), oral_iron(ago=100)]
    known = WELL | ABSENT | {"hemoglobin": 140, "sex": "male"}
    assert finding("b12_clinical_picture", *events, **known) is True


@pytest.mark.parametrize("unknown", [name for name in ABSENT if name not in ("hemoglobin", "mcv")])
def test_a_picture_that_is_not_recorded_is_unknown_or_absent(unknown):
    """5.1: what was not recorded is no picture by itself."""
    assert finding("b12_clinical_picture", **(WELL | ABSENT | {unknown: None})) is not True


@pytest.mark.parametrize(("egfr", "found"), [(59, None), (60, True)])
def test_methylmalonic_acid_counts_from_an_egfr_of_60(egfr, found):
    """5.1: normal renal function."""
    known = WELL | {"vitamin_b12": 220, "methylmalonic_acid": 281, "glossitis": True, "egfr": egfr}
    assert finding("b12_functional_deficiency", **known) is found


# Earlier deficiency (K12, S50)


def earlier(level, *, now=400, sampled=20, last=200, element="vitamin_b12"):
    """A level `level` before the first injection, three years ago; the last one `last` days ago."""
    file = patient(
        observed(element, level, ago=1100),
        given("hydroxocobalamin", ago=1095),
        given("hydroxocobalamin", ago=last),
        observed("vitamin_b12", now, ago=sampled),
        **WELL,
    )
    return plan(file).value("b12_deficient_before")


@pytest.mark.parametrize(
    ("element", "level", "found"),
    [
        ("vitamin_b12", 179, True),
        ("vitamin_b12", 180, False),
        ("active_b12", 24, True),
        ("active_b12", 25, False),
    ],
)
def test_a_low_level_before_treatment_is_remembered(element, level, found):
    """K12, S50: a normal level within 120 days of a dose does not undo it."""
    assert earlier(level, element=element, last=100) is found


@pytest.mark.parametrize(("before", "found"), [(119, True), (120, True), (121, False)])
def test_a_level_within_120_days_of_a_dose_is_one_on_treatment(before, found):
    """K12: measured on treatment it neither refutes nor confirms."""
    assert earlier(100, sampled=20, last=20 + before) is found


@pytest.mark.parametrize(("now", "found"), [(350, True), (351, False)])
def test_a_normal_level_long_after_a_dose_undoes_it(now, found):
    """K12: above 350 ng/L without treatment."""
    assert earlier(100, now=now, sampled=20, last=600) is found


def test_a_low_level_before_tablets_is_remembered_too():
    """K12: B12 by mouth is treatment as well."""
    file = patient(
        observed("vitamin_b12", 150, ago=400),
        started("cyanocobalamin", "1 mg", ago=395, route="oral"),
        **WELL,
    )
    assert plan(file).value("b12_deficient_before") is True


def test_without_any_b12_there_is_nothing_to_remember():
    assert finding("b12_deficient_before", **WELL) is False


# Clues and suspicion (S3, 5.3)


@pytest.mark.parametrize(
    ("known", "clue"),
    [
        ({"mcv": 101}, True),
        ({"mcv": 100}, False),
        ({"rdw_cv": 15.1, "mcv": 80}, True),
        ({"rdw_cv": 15, "mcv": 80}, False),
        ({"rdw_cv": 15.1, "mcv": 79}, False),
        ({"rdw_cv": 15.1, "mcv": 81}, True),
        ({"rdw_cv": 15.1, "mcv": None}, None),
        ({"hypersegmented_neutrophils": True, "mcv": 70}, True),
        ({"macro_ovalocytes": True, "mcv": 70}, True),
        ({"dimorphic_film": True, "mcv": 70}, True),
    ],
    ids=str,
)
def test_each_clue_in_the_blood_count(known, clue):
    """S3, 5.3: macrocytes, hypersegmented neutrophils, RDW-CV above 15 % with an MCV of 80 to 100."""
    assert finding("b12_blood_clue", **known) is clue


# Cover (K13)


def cover(*events, **known):
    return plan(low_b12(*events, sampled=400, **known)).value("b12_cover")


@pytest.mark.parametrize(("ago", "covered"), [(91, True), (92, True), (93, False)])
def test_an_injection_covers_for_three_months(ago, covered):
    """K13: 22 August to 22 November, that day included."""
    events = [given("hydroxocobalamin", ago=1000), given("hydroxocobalamin", ago=ago)]
    assert plan(low_b12(*events, sampled=5)).value("b12_cover") is covered


@pytest.mark.parametrize(("ago", "covered"), [(92, True), (93, False)])
def test_a_start_of_injections_covers_for_three_months(ago, covered):
    """K13: a start recorded without its doses."""
    assert cover(started("hydroxocobalamin", "1 mg", every="180 d", ago=ago)) is covered


@pytest.mark.parametrize(("every", "covered"), [("90 d", True), ("95 d", True), ("96 d", False)])
def test_running_injections_cover_at_intervals_of_three_months(every, covered):
    """K13: a dose within 3 months; every 3 months is no less often than each 95 days."""
    assert cover(started("hydroxocobalamin", "1 mg", every=every, ago=300)) is covered


@pytest.mark.parametrize(("sampled", "covered"), [(100, True), (101, True), (99, False)])
def test_a_dose_since_the_sample_covers(sampled, covered):
    """K13: an injection since the diagnostic sample, the same day included."""
    events = [given("hydroxocobalamin", ago=100), started("cyanocobalamin", "0.05 mg", ago=95)]
    assert plan(low_b12(*events, sampled=sampled)).value("b12_cover") is covered


@pytest.mark.parametrize(("dose", "covered"), [("1 mg", True), ("0.99 mg", False)])
def test_tablets_of_one_milligram_cover(dose, covered):
    """K13: current oral B12 of 1 mg a day or more."""
    assert cover(started("cyanocobalamin", dose, ago=30, route="oral")) is covered


# Loading (S13, S11)


@pytest.mark.parametrize(("ago", "complete"), [(21, False), (22, True)])
def test_loading_without_its_doses_counts_as_complete_after_three_weeks(ago, complete):
    """S13: two weeks, and one to spare."""
    file = low_b12(started("hydroxocobalamin", "1 mg", every="90 d", ago=ago), sampled=40)
    assert plan(file).value("loading_complete_standard") is complete


@pytest.mark.parametrize(("every", "complete"), [("2 d", False), ("3 d", False), ("4 d", True)])
def test_running_injections_at_long_intervals_are_maintenance(every, complete):
    """S11, S12: alternate days are loading; every two months is not."""
    file = low_b12(
        started("hydroxocobalamin", "1 mg", every=every, ago=40), sampled=50, paresthesia=True
    )
    assert plan(file).value("loading_complete_neurological") is complete


def test_a_counted_injection_is_loading_not_yet_complete():
    """S11: begun with one injection, continued every week."""
    events = [started("hydroxocobalamin", "1 mg", every="7 d", ago=8), *injections(1)]
    file = low_b12(*events, sampled=50, paresthesia=True)
    assert plan(file).value("loading_complete_neurological") is not True
