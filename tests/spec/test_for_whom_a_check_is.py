"""For whom a check stands, when it is done, and from when it no longer matters (specification 4.5,
5.2, 5.6, 5.9, 5.15, 5.16): what the other chapters on checks leave open."""

import pytest

from spec.patients import (
    both,
    done,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    started,
    stopped,
)

BEFORE = {"sampled": 100}
PREGNANT = {"age": 30, "pregnancy": True, "gestation": 20}


def stands(check, file):
    return plan(file).check(check) is not None


def status(check, file):
    return plan(file).check(check).status


def injected(ago, *events, **known):
    return low_b12(given("hydroxocobalamin", ago=ago), *events, **(BEFORE | known))


# The count after B12 alone (5.16)


@pytest.mark.parametrize(
    ("file", "found"),
    [
        (low_b12(), True),
        (injected(5), True),
        (injected(5, cobalamin_allergy=True), True),
        (both(), False),
        (low_b12(oral_iron(ago=5)), False),
        (low_b12(given("ferric_carboxymaltose", "500 mg", ago=5)), False),
        (low_iron(), False),
    ],
    ids=["offered", "running", "running, an allergy since", "iron offered", "tablets taken",
         "infused", "no B12"],
)  # fmt: skip
def test_the_count_after_b12_is_for_those_who_have_no_iron(file, found):
    assert stands("blood-count-after-b12", file) is found


AFTER = [
    # 5.16: by day 14; of the course, 28 days
    ("blood-count-after-b12", injected(28), "overdue"),
    ("blood-count-after-b12", injected(29), "not_applicable"),
    # 5.16: reticulocytes by day 8
    ("reticulocytes", injected(12), "overdue"),
    ("reticulocytes", injected(13), "not_applicable"),
    # 5.15: potassium for 10 days
    ("potassium", injected(10, arrhythmia=True, potassium=None), "due"),
    # 5.6: one month, at the most 90 days
    ("b12-review-pregnancy", injected(90, **PREGNANT), "overdue"),
    ("b12-review-pregnancy", injected(91, **PREGNANT), "not_applicable"),
]


@pytest.mark.parametrize(("check", "file", "expected"), AFTER)
def test_a_check_stands_for_so_many_days(check, file, expected):
    assert status(check, file) == expected


@pytest.mark.parametrize(("ago", "found"), [(42, True), (43, False)])
def test_the_hemoglobin_after_injections_is_asked_for_six_weeks(ago, found):
    """5.16: from the first injection, where no further one is advised by a loading schedule."""
    anemic = observed("hemoglobin", 100)
    file = injected(ago, *injections(6, last=ago - 12), anemic, hemoglobin=None)
    assert stands("hemoglobin-after-b12", file) is found


@pytest.mark.parametrize(("ago", "found"), [(10, True), (11, False)])
def test_potassium_is_asked_for_ten_days(ago, found):
    """5.15: from the first injection."""
    file = injected(ago, *injections(5, every=1, last=1), arrhythmia=True)
    assert stands("potassium", file) is found


DONE = [
    # 5.16: from day 3, 5.15: from day 7
    ("reticulocytes", injected(6, observed("reticulocytes", 80, ago=3)), "done"),
    ("reticulocytes", injected(6, observed("reticulocytes", 80, ago=4)), "due"),
    ("potassium", injected(9, observed("potassium", 4.5, ago=2), arrhythmia=True,
                           potassium=None), "done"),
    ("potassium", injected(9, observed("potassium", 4.5, ago=3), arrhythmia=True,
                           potassium=None), "due"),
    # S43, S55: 28 and 56 days after an infusion
    ("intravenous-recheck", low_iron(
        given("ferric_carboxymaltose", "1000 mg", ago=40), observed("hemoglobin", 115, ago=12),
        **BEFORE), "done"),
    ("intravenous-recheck", low_iron(
        given("ferric_carboxymaltose", "1000 mg", ago=40), observed("hemoglobin", 115, ago=13),
        **BEFORE), "due"),
    ("intravenous-stores", low_iron(
        given("ferric_carboxymaltose", "1000 mg", ago=70), observed("ferritin", 90, ago=14),
        **BEFORE), "done"),
    ("intravenous-stores", low_iron(
        given("ferric_carboxymaltose", "1000 mg", ago=70), observed("ferritin", 90, ago=15),
        **BEFORE), "due"),
    # K2: 8 weeks, where the two-week rule does not apply
    ("iron-response-eight-weeks", low_iron(
        oral_iron(ago=70), observed("ferritin", 30, ago=14), hemoglobin=125, **BEFORE), "done"),
    ("iron-response-eight-weeks", low_iron(
        oral_iron(ago=70), observed("ferritin", 30, ago=15), hemoglobin=125, **BEFORE), "due"),
    ("iron-response-eight-weeks", low_iron(
        oral_iron(ago=70), stopped("ferrous_sulfate", ago=3), hemoglobin=125, **BEFORE),
     "not_applicable"),
    # C12: 4 weeks of tablets beside B12
    ("iron-indices-confirm", both(
        given("hydroxocobalamin", ago=40), oral_iron(ago=40), observed("ferritin", 20, ago=12),
        **BEFORE), "done"),
    ("iron-indices-confirm", both(
        given("hydroxocobalamin", ago=40), oral_iron(ago=40), observed("ferritin", 20, ago=13),
        **BEFORE), "due"),
    ("iron-indices-confirm", both(
        given("hydroxocobalamin", ago=80), oral_iron(ago=80), **BEFORE), "overdue"),
    ("iron-indices-confirm", both(
        given("hydroxocobalamin", ago=81), oral_iron(ago=81), **BEFORE), "not_applicable"),
    ("iron-indices-confirm", both(
        given("hydroxocobalamin", ago=40), oral_iron(ago=40), stopped("ferrous_sulfate", ago=3),
        **BEFORE), "not_applicable"),
    # 5.6: 21 days in pregnancy; 5.16: 10 days
    ("b12-review-pregnancy", injected(
        30, observed("hemoglobin", 112, ago=9), **PREGNANT), "done"),
    ("b12-review-pregnancy", injected(
        30, observed("hemoglobin", 112, ago=10), **PREGNANT), "due"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "file", "expected"), DONE)
def test_a_check_is_done_from_so_many_days_on(check, file, expected):
    assert status(check, file) == expected


# The iron indices beside B12 (C12)


@pytest.mark.parametrize(
    ("file", "found"),
    [
        (both(), True),
        (low_iron(), False),
        (low_b12(), False),
        (both(given("hydroxocobalamin", ago=70), oral_iron(ago=14), **BEFORE), True),
        (both(given("hydroxocobalamin", ago=71), oral_iron(ago=14), **BEFORE), False),
    ],
    ids=["both today", "iron alone", "B12 alone", "B12 56 days before", "B12 57 days before"],
)
def test_iron_indices_are_confirmed_where_b12_began_near_the_tablets(file, found):
    assert stands("iron-indices-confirm", file) is found


# After an infusion (S43, S55)


@pytest.mark.parametrize("check", ["intravenous-recheck", "intravenous-stores"])
@pytest.mark.parametrize(
    ("file", "found"),
    [
        (low_iron(pernicious_anemia=True, weight=80), True),
        (low_iron(hemoglobin=92, weight=80), False),
        (low_iron(given("ferric_carboxymaltose", "1000 mg", ago=10), **BEFORE), True),
        (low_b12(given("ferric_carboxymaltose", "1000 mg", ago=365)), True),
        (low_b12(given("ferric_carboxymaltose", "1000 mg", ago=366)), False),
        (low_iron(), False),
    ],
    ids=["advised", "to consider beside tablets", "given", "a year ago", "a year and a day ago",
         "tablets"],
)  # fmt: skip
def test_an_infusion_is_followed_for_a_year(check, file, found):
    assert stands(check, file) is found


# Others


@pytest.mark.parametrize(
    ("file", "found"),
    [
        (low_b12(**PREGNANT, active_b12=15), True),
        (injected(20, **PREGNANT), True),
        (low_b12(), False),
        (patient(vitamin_b12=420, **PREGNANT), False),
    ],
    ids=["pregnant, offered", "pregnant, running", "not pregnant", "pregnant, plentiful"],
)
def test_b12_is_reviewed_in_pregnancy(file, found):
    """5.6."""
    assert stands("b12-review-pregnancy", file) is found


ILEUM = done("ileal_resection")


@pytest.mark.parametrize(
    ("file", "found"),
    [
        (patient(ILEUM, vitamin_b12=420), True),
        (patient(ileal_disease=True, vitamin_b12=420), True),
        (patient(vitamin_b12=420), False),
        (patient(ILEUM), False),
        (patient(ILEUM, vitamin_b12=140), False),
        (patient(ILEUM, started("hydroxocobalamin", ago=9), vitamin_b12=420, sampled=20), False),
        (patient(ILEUM, vitamin_b12=420, age=15), False),
        (patient(ILEUM, vitamin_b12=420, age=None), False),
    ],
    ids=["removed", "diseased", "neither", "never measured", "deficient", "on B12", "a child",
         "age unknown"],
)  # fmt: skip
def test_b12_is_measured_yearly_without_the_end_of_the_ileum(file, found):
    """5.9."""
    assert stands("b12-yearly-ileum", file) is found


@pytest.mark.parametrize(
    ("file", "found"),
    [
        (low_b12(), True),
        (low_b12(hemoglobin=125, fatigue=True), False),
        (low_b12(given("ferric_carboxymaltose", "500 mg", ago=30),
                 observed("hemoglobin", 125, ago=32)), True),
        (low_b12(oral_iron(ago=30)), False),
    ],
    ids=["anemic", "tired, not anemic", "anemic since an infusion", "on tablets"],
)  # fmt: skip
def test_the_rise_after_b12_is_looked_for_in_anemia(file, found):
    """5.16: with tablets the count at two weeks shows it."""
    assert stands("hemoglobin-after-b12", file) is found


@pytest.mark.parametrize(("ago", "expected"), [(2, "done"), (3, "due")])
def test_the_rise_after_b12_is_shown_from_day_10(ago, expected):
    """5.16, S43: the first injection 12 days ago."""
    file = injected(12, observed("hemoglobin", 115, ago=ago), hemoglobin=None)
    assert status("hemoglobin-after-b12", file) == expected


@pytest.mark.parametrize(("ago", "expected"), [(42, "overdue"), (43, "not_applicable")])
def test_the_rise_after_b12_is_asked_for_no_longer_than_six_weeks(ago, expected):
    """5.16: injections every other day since then, and no count since an infusion 60 days ago."""
    infused = given("ferric_carboxymaltose", "500 mg", ago=60)
    before = observed("hemoglobin", 100, ago=62)
    every_other = injections(21, last=ago - 40)
    known = {"hemoglobin": None, "paresthesia": True}
    file = injected(ago, infused, before, *every_other[1:], **known)
    assert status("hemoglobin-after-b12", file) == expected
