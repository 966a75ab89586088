"""B12 levels at their limits, before iron and before earlier injections, and the strong picture from
both sides (specification 3.1, 3.3, 5.1, K12, S39)."""

import pytest

from spec.patients import (
    NEUROLOGY,
    both,
    done,
    given,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
)


def finding(name, *events, **known):
    return plan(patient(*events, **known)).value(name)


# Normal (3.3)


@pytest.mark.parametrize(
    ("known", "normal"),
    [
        ({"vitamin_b12": 350}, False),
        ({"vitamin_b12": 351}, True),
        ({"active_b12": 70}, False),
        ({"active_b12": 71}, True),
        ({"vitamin_b12": 350, "active_b12": 71}, False),
        ({"vitamin_b12": 351, "active_b12": 70}, False),
        ({"vitamin_b12": 351, "active_b12": 71}, True),
        ({"vitamin_b12": 351, "active_b12": 50}, False),
        ({"vitamin_b12": 220, "active_b12": 71}, False),
    ],
    ids=str,
)
def test_a_normal_level_is_above_350_and_above_70(known, normal):
    """3.3: unlikely above 350 ng/L or 70 pmol/L; where both are known, both."""
    assert finding("b12_level_normal", **known) is normal


@pytest.mark.parametrize(
    ("total", "active", "low"),
    [(170, 60, True), (220, 20, True), (220, 60, False), (180, 25, False)],
)
def test_one_low_of_two_is_low(total, active, low):
    """5.1: total below 180 or active below 25."""
    assert finding("b12_level_low", vitamin_b12=total, active_b12=active) is low


@pytest.mark.parametrize("name", ["b12_level_low", "b12_level_normal"])
def test_an_unknown_pregnancy_does_not_change_how_levels_are_read(name):
    """K17: pregnancy unknown; both tests count as outside pregnancy."""
    levels = {"vitamin_b12": 170, "active_b12": 80}
    unknown = finding(name, age=30, pregnancy=None, **levels)
    assert unknown is finding(name, age=30, pregnancy=False, **levels)
    assert unknown is not finding(name, age=30, pregnancy=True, gestation=20, **levels)


# What the laboratory printed, where pregnancy is unknown (3.1, K17)


@pytest.mark.parametrize(
    ("name", "element", "value", "limits"),
    [
        ("anemia", "hemoglobin", 122, (125, 160)),
        ("anemia_before_treatment", "hemoglobin", 122, (125, 160)),
        ("b12_level_low", "vitamin_b12", 190, (200, 900)),
    ],
)
@pytest.mark.parametrize(("pregnancy", "found"), [(None, True), (False, True), (True, False)])
def test_a_printed_limit_holds_unless_pregnancy_is_known(
    name, element, value, limits, pregnancy, found
):
    """3.1: it adds to what is low; only pregnancy has limits of its own."""
    result = observed(element, value, reference=[*limits])
    known = {"age": 30, "pregnancy": pregnancy, "gestation": 30 if pregnancy else None}
    assert finding(name, result, **known) is found


@pytest.mark.parametrize(("value", "anemic"), [(124, True), (125, False)])
def test_anemia_before_iron_by_the_printed_limit(value, anemic):
    """3.3: below the laboratory's lower limit; the limit itself is not below."""
    result = observed("hemoglobin", value, reference=[125, 160])
    assert finding("anemia_before_treatment", result) is anemic


# The picture in pregnancy, where iron came first (5.1)


@pytest.mark.parametrize(("hemoglobin", "found"), [(109, True), (110, False)])
def test_the_picture_before_b12_in_pregnancy(hemoglobin, found):
    events = [
        observed("hemoglobin", 130, ago=75),
        oral_iron(ago=70),
        observed("hemoglobin", hemoglobin, ago=2),
    ]
    known = {"age": 30, "pregnancy": True, "gestation": 8, "mcv": 90, "glossitis": False,
             "fatigue": False, "hypersegmented_neutrophils": False, "macro_ovalocytes": False}  # fmt: skip
    absent = dict.fromkeys(NEUROLOGY, False)
    found_so = finding("b12_clinical_picture", *events, **(known | absent))
    assert found_so is found


# The strong picture (5.1)


def strong(*events, **known):
    """Neurological features, and a total B12 that is normal."""
    picture = {"vitamin_b12": 420, "paresthesia": True, "mcv": 101, "hemoglobin": 119}
    return finding("b12_strong_picture", *events, **(picture | known))


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({}, True),
        ({"hemoglobin": 120}, False),
        ({"mcv": 100}, False),
        ({"mcv": 109}, True),
        ({"sex": "male", "hemoglobin": 129}, True),
        ({"sex": "male", "hemoglobin": 130}, False),
        ({"vitamin_b12": 350}, False),
        ({"paresthesia": False}, False),
        ({"paresthesia": None}, False),
        ({"active_b12": 71}, False),
    ],
    ids=str,
)
def test_both_sides_of_the_strong_picture(known, found):
    """5.1: macrocytic anemia with neurological features."""
    assert strong(**known) is found


@pytest.mark.parametrize(
    ("sex", "hemoglobin", "found"),
    [("female", 119, True), ("female", 120, False), ("male", 129, True), ("male", 130, False)],
)
def test_the_strong_picture_counts_the_anemia_that_came_after_iron(sex, hemoglobin, found):
    """5.1: no anemia before iron; anemia before B12."""
    events = [
        observed("hemoglobin", 140, ago=105),
        oral_iron(ago=100),
        observed("hemoglobin", hemoglobin, ago=2),
    ]
    assert strong(*events, hemoglobin=None, sex=sex) is found


def test_the_strong_picture_counts_the_anemia_before_iron():
    """5.1: iron corrected the count."""
    events = [observed("hemoglobin", 90, ago=105), oral_iron(ago=100)]
    assert strong(*events, hemoglobin=140) is True


# Before iron, and before earlier injections (K12, S39)


def before_iron(level, *events, iron=True, **known):
    """A level 95 days ago, iron since 94 days: too old to start on, and it still excludes."""
    tablets = [oral_iron(ago=94)] if iron else []
    file = low_iron(
        observed("vitamin_b12", level, ago=95), *tablets, *events, vitamin_b12=None, **known
    )
    return plan(file).value("b12_excluded")


@pytest.mark.parametrize(("level", "excluded"), [(350, False), (351, True)])
def test_a_normal_level_before_iron_excludes(level, excluded):
    """S39: total B12 above 350 ng/L, before the current iron."""
    assert (before_iron(level) is True) is excluded


def test_an_old_level_without_iron_does_not_exclude():
    """3.1: B12 of more than 90 days ago."""
    assert before_iron(351, iron=False) is not True


def test_a_newer_level_counts_instead():
    """5.1: 220 ng/L of today is indeterminate."""
    assert before_iron(351, observed("vitamin_b12", 220)) is not True


@pytest.mark.parametrize(
    ("total", "active", "found"), [(170, 60, True), (220, 20, True), (220, 60, False)]
)
def test_one_low_of_two_before_the_injections_is_remembered(total, active, found):
    """K12, 5.1."""
    file = low_b12(
        observed("vitamin_b12", total, ago=400),
        observed("active_b12", active, ago=400),
        given("hydroxocobalamin", ago=390),
        given("hydroxocobalamin", ago=100),
        vitamin_b12=300,
    )
    assert plan(file).value("b12_deficient_before") is found


@pytest.mark.parametrize(("ago", "found"), [(0, False), (100, True)])
def test_a_dose_on_the_day_of_the_sample_is_not_before_it(ago, found):
    """K12: a normal level of today was measured on treatment 100 days after a dose, not before
    the dose of today."""
    file = low_b12(
        observed("vitamin_b12", 100, ago=800),
        given("hydroxocobalamin", ago=790),
        given("hydroxocobalamin", ago=ago),
        vitamin_b12=400,
        sampled=0,
    )
    assert plan(file).value("b12_deficient_before") is found


# The neurological assessment (S5)


@pytest.mark.parametrize("feature", NEUROLOGY)
def test_each_of_the_four_leaves_the_assessment_incomplete(feature):
    """S5: if any is unknown."""
    assert plan(low_b12(**{feature: None})).value("neurological_assessment_incomplete") is True
    assert plan(low_b12()).value("neurological_assessment_incomplete") is False


@pytest.mark.parametrize(("known", "words"), [({}, "no neurological involvement"), ({"paresthesia": True}, "neurological schedule"), ({"paresthesia": None}, "neurological schedule")])  # fmt: skip
def test_the_first_sentence_names_the_schedule(known, words):
    """S10: unknown counts as present."""
    assert words in plan(both(**known)).plan.bottom_line.clinician.lower()


@pytest.mark.parametrize(
    "cause",
    ["pernicious_anemia", "autoimmune_gastritis"],
)
def test_each_cause_that_cannot_be_reversed(cause):
    """S51, C6."""
    assert plan(low_b12(**{cause: True})).value("b12_cause_irreversible") is True


@pytest.mark.parametrize("surgery", ["gastrectomy", "ileal_resection", "gastric_bypass"])
def test_each_operation_that_cannot_be_reversed(surgery):
    """S51, C6, 5.11."""
    assert plan(low_b12(done(surgery))).value("b12_cause_irreversible") is True
