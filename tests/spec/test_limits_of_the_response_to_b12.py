"""What decides of the response to B12 at its very limit, and what stands where a part of it is not
known (specification 3.1, 3.3, 5.3, 5.6, 5.16, 5.19, C12)."""

import pytest

from spec.patients import given, low_b12, low_iron, observed, oral_iron, plan

SEX = {
    "a man": {"sex": "male"},
    "a woman": {"sex": "female"},
    "in pregnancy": {"age": 30, "pregnancy": True},
    "perhaps pregnant": {"age": 30, "pregnancy": None},
}

TRIMESTERS = [
    (12.7, 109, False), (12.7, 110, True),
    (13, 104, False), (13, 105, True),
    (27.7, 104, False), (27.7, 105, True),
    (28, 109, False), (28, 110, True),
    (None, 109, False), (None, 110, True),
]  # fmt: skip
"""Weeks of pregnancy, hemoglobin, and whether that is normal."""

OCTOBER = 52
"""Days ago that October began."""


def of_day(on, name, value):
    """Observed on this day, or in this month."""
    return observed(name, value, on=on)


def on_day(day, name, value, today):
    return observed(name, value, ago=today - day)


def injected(today, *events, last=None, before=92, **known):
    """The plan on this day of B12: hemoglobin was `before` the day before, and is `last` now."""
    doses = [given("hydroxocobalamin", ago=ago) for ago in range(today, -1, -50)]
    now = [] if last is None else [observed("hemoglobin", last, ago=0)]
    known = {"hemoglobin": before} | known
    return plan(low_b12(*doses, *now, *events, sampled=today + 1, **known))


def blood(today, *events, **known):
    return injected(today, *events, **known).verdict("b12_response")


# Hemoglobin that was normal before has nothing to rise (3.3, 5.16)


@pytest.mark.parametrize(
    ("who", "before", "expected"),
    [
        ("a man", 129, "adequate"),
        ("a man", 130, "not-applicable"),
        ("a woman", 119, "adequate"),
        ("a woman", 120, "not-applicable"),
        ("in pregnancy", 109, "adequate"),
        ("in pregnancy", 110, "not-applicable"),
        ("perhaps pregnant", 119, "adequate"),
        ("perhaps pregnant", 120, "not-applicable"),
    ],
)
def test_a_hemoglobin_that_was_normal_before_b12_does_not_tell(who, before, expected):
    """5.16, 3.3: men 130 g/L, women 120; 5.6: in pregnancy 110,
    and only where it is known."""
    assert blood(14, last=140, before=before, **SEX[who]) == expected


@pytest.mark.parametrize(("weeks", "before", "normal"), TRIMESTERS)
def test_what_was_normal_before_b12_depends_on_the_trimester(weeks, before, normal):
    """3.3, 5.6: 105 g/L in the second; unmoved on day 14, it is no failure of B12."""
    found = blood(14, last=before, before=before, gestation=weeks, **SEX["in pregnancy"])
    assert found == ("not-applicable" if normal else "none")


# What was not measured (5.16)


@pytest.mark.parametrize("name", ["reticulocytes", "reticulocyte_percentage"])
@pytest.mark.parametrize("day", [-1, 7])
def test_one_count_of_reticulocytes_is_no_lack_of_a_rise(name, day):
    """5.16: it takes one of before and one of day 5 to 8."""
    assert blood(9, on_day(day, name, 2, 9)) == "awaited"


def test_an_mcv_that_nobody_measured_holds_no_verdict_back():
    """5.16: hemoglobin normal by about 8 weeks; an MCV above 100 fL after 12 would speak against."""
    assert blood(90, last=125, mcv=None) == "complete"


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-10-10", "awaited"), ("2026-10", "awaited"), ("2026-10-11", "adequate")],
)
def test_a_count_of_which_only_the_month_is_known_is_not_one_of_day_10(on, expected):
    """5.16, 3.1: hemoglobin by day 10 to 14; B12 began on the first of October."""
    assert blood(OCTOBER, of_day(on, "hemoglobin", 105)) == expected


# Iron that may have raised hemoglobin (C12)


@pytest.mark.parametrize(("before", "expected"), [(56, "confounded"), (57, "adequate")])
def test_iron_of_8_weeks_before_b12_has_done_its_work(before, expected):
    """C12: the 8 weeks of 5.19, the other way round."""
    assert blood(14, oral_iron(ago=14 + before), last=105) == expected


# One deficiency unmasked by the treatment of the other (5.3)


ON = [("2026-10-01", False), ("2026-10", False), ("2026-10-02", True)]


@pytest.mark.parametrize(("on", "told"), ON)
def test_large_cells_of_the_first_day_of_iron_are_not_from_iron(on, told):
    """5.3: an MCV above 100 fL after iron; 3.1: that of a month may be of the first day."""
    mcv = [of_day("2026-09-30", "mcv", 90), of_day(on, "mcv", 104)]
    seen = plan(low_iron(oral_iron(ago=OCTOBER), *mcv, sampled=OCTOBER + 1, mcv=None))
    assert seen.recommends("b12-unmasked-by-iron") is told


@pytest.mark.parametrize(("on", "told"), ON)
def test_small_cells_of_the_first_day_of_b12_are_not_from_b12(on, told):
    """5.3: an MCV below 80 fL after B12; 3.1: that of a month may be of the first day."""
    mcv = [of_day("2026-09-30", "mcv", 90), of_day(on, "mcv", 75)]
    assert injected(OCTOBER, *mcv, mcv=None).recommends("iron-unmasked-by-b12") is told
