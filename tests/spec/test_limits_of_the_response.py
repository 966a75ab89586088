"""The limits of the verdicts on a response, and what a value that is not known
does to them (specification 3.1, 3.3, 5.16, S28, S29, S43, S55, C12, K20)."""

import pytest

from hematinic.record.events import Event, Record
from hematinic.record.patient_file import read_patient_file
from spec.patients import (
    TODAY,
    Seen,
    both,
    given,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    plan,
    planner,
)


def oral(file):
    return plan(file).verdict("oral_iron_response")


def infusion(file):
    return plan(file).verdict("intravenous_iron_response")


def blood(file):
    return plan(file).verdict("b12_response")


def tablets(today, counts, *events, before=92, base=low_iron, **known):
    """On this day of tablets, with the hemoglobin of some of the days before; it was 92 g/L, or
    what `before` says, the day before the first."""
    later = [observed("hemoglobin", value, ago=today - day) for day, value in counts.items()]
    known = {"hemoglobin": before} | known
    return base(oral_iron(ago=today), *later, *events, sampled=today + 1, **known)


# Normal hemoglobin in pregnancy (3.3, 5.6)


@pytest.mark.parametrize(
    ("weeks", "hemoglobin", "expected"),
    [
        (12.7, 109, "slow"), (12.7, 110, "complete"),
        (13, 104, "slow"), (13, 105, "complete"), (20, 105, "complete"),
        (27.7, 104, "slow"), (27.7, 105, "complete"),
        (28, 109, "slow"), (28, 110, "complete"),
        (None, 109, "slow"), (None, 110, "complete"),
    ],
)  # fmt: skip
def test_normal_at_8_weeks_by_trimester(weeks, hemoglobin, expected):
    """3.3: WHO 2024: 110 g/L in the first and third trimester, 105 in the second."""
    known = {"age": 30, "pregnancy": True, "gestation": weeks}
    assert oral(tablets(60, {58: hemoglobin}, **known)) == expected


@pytest.mark.parametrize(
    ("weeks", "before", "expected"),
    [
        (12.7, 99, "two-week"), (12.7, 100, "not-applicable"),
        (13, 94, "two-week"), (13, 95, "not-applicable"), (20, 95, "not-applicable"),
        (27.7, 94, "two-week"), (27.7, 95, "not-applicable"),
        (28, 99, "two-week"), (28, 100, "not-applicable"),
        (None, 99, "two-week"), (None, 100, "not-applicable"),
    ],
)  # fmt: skip
def test_near_normal_before_by_trimester(weeks, before, expected):
    """S29 (a), 3.3: within 10 g/L of 110, and of 105 in the second trimester."""
    known = {"age": 30, "pregnancy": True, "gestation": weeks}
    assert oral(tablets(14, {14: before + 5}, before=before, **known)) == expected


@pytest.mark.parametrize(("weeks", "expected"), [(20, "not-applicable"), (None, "adequate")])
def test_where_the_weeks_are_not_known_the_limit_is_110(weeks, expected):
    """S29 (a), 3.3: 97 g/L before, and 12 more on day 14."""
    known = {"age": 30, "pregnancy": True, "gestation": weeks}
    assert oral(tablets(14, {14: 109}, before=97, **known)) == expected


@pytest.mark.parametrize(("before", "expected"), [(109, "two-week"), (110, "not-applicable")])
def test_a_pregnancy_that_is_not_known_changes_no_limit(before, expected):
    """S29 (a): within 10 g/L of a woman's 120."""
    file = tablets(14, {14: before + 5}, before=before, age=30, pregnancy=None)
    assert oral(file) == expected


# The two weeks (S28, S29)


@pytest.mark.parametrize(("first", "expected"), [(101.9, "two-week"), (102, "none")])
def test_a_rise_of_two_weeks_that_is_lost_was_one(first, expected):
    """S29, S32: it passed on day 14 with 10 g/L, and on day 40 there are 9."""
    assert oral(tablets(40, {14: first, 40: 101})) == expected


@pytest.mark.parametrize(("first", "expected"), [(101, "late"), (101.9, "late"), (102, "adequate")])
def test_a_pass_stood_at_the_check_of_two_weeks(first, expected):
    """S28, K20: 10 g/L on day 14; what was reached on day 40 only is slow."""
    assert oral(tablets(40, {14: first, 40: 115})) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [(101, "two-week"), (102, "late"), ("<=102", "two-week"), (">=102", "late")],
)
def test_a_failed_check_stands_until_a_later_one_passes_for_certain(later, expected):
    """K20: 95 g/L on day 14, and day 28."""
    assert oral(tablets(28, {14: 95, 28: later})) == expected


@pytest.mark.parametrize("name", ["ferritin", "transferrin_saturation"])
@pytest.mark.parametrize(("day", "expected"), [(55, "not-applicable"), (56, "complete")])
def test_either_index_of_8_weeks_decides_where_hemoglobin_cannot(name, day, expected):
    """S29 (a): ferritin or saturation from day 56."""
    index = observed(name, 30, ago=60 - day)
    assert oral(tablets(60, {}, index, before=115)) == expected


@pytest.mark.parametrize(("ferritin", "expected"), [(8, "unconfirmed"), (9, "complete")])
def test_a_ferritin_of_8_weeks_tells_by_its_rise(ferritin, expected):
    """S29 (a): it was 8 microgram/L before."""
    index = observed("ferritin", ferritin, ago=4)
    assert oral(tablets(60, {}, index, before=115)) == expected


@pytest.mark.parametrize("indices", [{}, {"ferritin": None, "transferrin_saturation": None}])
def test_iron_indices_that_were_never_measured_have_not_risen(indices):
    """C12: B12 of the same weeks may explain the rise."""
    b12 = given("hydroxocobalamin", ago=14)
    known = {"iron_deficiency": True} | indices
    assert oral(tablets(14, {14: 110}, b12, base=both, **known)) == "confounded"


# A day of which only the month is known, and a bound (3.1)


def in_november(value):
    return observed("hemoglobin", value) | {"on": "2026-11"}


@pytest.mark.parametrize(
    ("today", "expected"), [(23, "awaited"), (36, "late"), (60, "not-applicable"), (82, "slow")]
)
def test_a_count_of_some_day_in_november(today, expected):
    """S28, K20: it counts as one of day 12, of day 21, of day 56 where it is for certain. Day 12 of
    tablets of 30 October is 11 November, of 17 October 29 October; day 56 of 23 September is
    18 November, of 1 September 27 October."""
    assert oral(tablets(today, {}, in_november(110))) == expected


@pytest.mark.parametrize(
    ("before", "value", "expected"),
    [
        (92, "<102", "none"),
        (92, "<=102", "awaited"),
        (92, ">=102", "adequate"),
        (92, ">101", "awaited"),
        ("<92", 102, "adequate"),
        ("<92", 101, "awaited"),
    ],
)
def test_a_rise_that_is_not_known_is_neither_a_response_nor_none(before, value, expected):
    """S29: unknown is never "no"; after a check of day 14 that passed."""
    file = tablets(40, {14: 125, 40: value}, before=before)
    assert oral(file) == expected


@pytest.mark.parametrize(
    ("before", "value", "expected"),
    [
        (92, "<=92", "none"),
        (92, "<=93", "confounded"),
        (92, ">92", "slow"),
        (92, ">91", "confounded"),
        (92, ">=120", "adequate"),
        ("<=92", 93, "slow"),
        ("<=92", 92, "confounded"),
    ],
)
def test_a_rise_after_an_infusion_that_is_not_known(before, value, expected):
    """S43: then ferritin and saturation of 8 to 12 weeks decide."""
    drip = given("ferric_carboxymaltose", "1000 mg", ago=30)
    count = observed("hemoglobin", value, ago=0)
    assert infusion(low_iron(drip, count, hemoglobin=before, sampled=31)) == expected


@pytest.mark.parametrize(
    ("before", "value", "expected"),
    [
        (92, "<=92", "none"),
        (92, "<=93", "awaited"),
        (92, ">92", "awaited"),
        (92, ">91", "awaited"),
        (92, ">=102", "adequate"),
        (92, ">101", "awaited"),
        ("<=92", 102, "adequate"),
        ("<=92", 101, "awaited"),
        ("<=92", 92, "awaited"),
    ],
)
def test_a_rise_on_b12_that_is_not_known(before, value, expected):
    """5.16: hemoglobin up by day 10 to 14; 5.19: by 10 g/L a week."""
    count = observed("hemoglobin", value, ago=0)
    file = low_b12(given("hydroxocobalamin", ago=14), count, hemoglobin=before, sampled=15)
    assert blood(file) == expected


def test_without_any_hemoglobin_an_infusion_is_not_yet_judged():
    """S43: none of 4 weeks after it."""
    drip = given("ferric_carboxymaltose", "1000 mg", ago=30)
    assert infusion(low_iron(drip, hemoglobin=None, sampled=31)) == "awaited"


# Two results of one time that differ, as a record from elsewhere may hold them (0.2)


def reported_twice(file, one, other):
    """The plan where the hemoglobin of today was reported twice."""
    read = read_patient_file(file, planner().rules.guideline, TODAY.toordinal())
    day = (float(TODAY.toordinal()),) * 2
    twice = [
        Event(kind="observed", name="hemoglobin", day=day, value=(value, value))
        for value in (one, other)
    ]
    record = Record(patient=read.patient, events=(*read.events, *twice))
    return Seen(planner().plan(record, TODAY.toordinal()))


BEFORE = {"hemoglobin": 92}
TREATED = {
    "oral_iron_response": low_iron(oral_iron(ago=14), sampled=15, **BEFORE),
    "intravenous_iron_response": low_iron(
        given("ferric_carboxymaltose", "1000 mg", ago=30), sampled=31, **BEFORE
    ),
    "b12_response": low_b12(given("hydroxocobalamin", ago=14), sampled=15, **BEFORE),
}


@pytest.mark.parametrize(
    ("group", "none", "doubtful"),
    [
        ("oral_iron_response", "two-week", "awaited"),
        ("intravenous_iron_response", "none", "confounded"),
        ("b12_response", "none", "awaited"),
    ],
)
def test_two_results_that_differ_are_no_failure(group, none, doubtful):
    """0.2: 92 and 110 g/L, and no telling which of them is right."""
    assert reported_twice(TREATED[group], 92, 92).verdict(group) == none
    assert reported_twice(TREATED[group], 92, 110).verdict(group) == doubtful
