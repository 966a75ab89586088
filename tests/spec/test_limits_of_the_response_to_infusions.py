"""What decides of the response to intravenous iron at its very limit, and what stands where a part of
it is not known (specification 3.1, 3.3, 5.6, S29, S43, S55, C12)."""

import pytest

from spec.patients import (
    both,
    done,
    given,
    low_iron,
    observed,
    plan,
    present,
    untested,
)

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


def infused(today, *events, last=None, before=92, base=low_iron, sampled=None, **known):
    """The verdict so many days after 1,000 mg: hemoglobin was `before` the day before it, and is
    `last` now. The last ferritin is that of before, so that it tells nothing of the stores."""
    drip = given("ferric_carboxymaltose", "1000 mg", ago=today)
    now = [] if last is None else [observed("hemoglobin", last, ago=0)]
    known = {"hemoglobin": before, "crp": None} | known
    seen = plan(base(drip, *now, *events, sampled=sampled or today + 1, **known))
    return seen.verdict("intravenous_iron_response")


# Hemoglobin that was normal before has nothing to rise (3.3, S43)


@pytest.mark.parametrize(
    ("who", "before", "expected"),
    [
        ("a man", 129, "adequate"),
        ("a man", 130, "confounded"),
        ("a woman", 119, "adequate"),
        ("a woman", 120, "confounded"),
        ("in pregnancy", 109, "adequate"),
        ("in pregnancy", 110, "confounded"),
        ("perhaps pregnant", 119, "adequate"),
        ("perhaps pregnant", 120, "confounded"),
    ],
)
def test_a_hemoglobin_that_was_normal_before_the_infusion_does_not_tell(who, before, expected):
    """S43, 3.3: men 130 g/L, women 120; 5.6: in pregnancy 110,
    and only where it is known."""
    assert infused(28, last=140, before=before, **SEX[who]) == expected


@pytest.mark.parametrize(("weeks", "before", "normal"), TRIMESTERS)
def test_what_was_normal_before_the_infusion_depends_on_the_trimester(weeks, before, normal):
    """3.3, 5.6: 105 g/L in the second; unmoved 4 weeks later, it is no failure of the iron."""
    found = infused(28, last=before, before=before, gestation=weeks, **SEX["in pregnancy"])
    assert found == ("confounded" if normal else "none")


@pytest.mark.parametrize(
    "event",
    [present("melena", ago=7), present("hematemesis", ago=7), done("transfusion", ago=7)],
    ids=["black stool", "vomited blood", "transfusion"],
)
@pytest.mark.parametrize("last", [90, 125])
def test_each_bleed_and_a_transfusion_alone_makes_hemoglobin_useless(event, last):
    """S43, K2: it shows neither a response nor the lack of one."""
    assert infused(28, event, last=last) == "confounded"


@pytest.mark.parametrize(
    ("before", "last"), [(None, 125), ("<100", 95), (92, ">90")], ids=["none before", "<100", ">90"]
)
def test_a_rise_that_nobody_can_tell_is_none_and_no_failure(before, last):
    """3.1: what lies on either side of the value before shows neither."""
    assert infused(28, last=last, before=before) == "confounded"


@pytest.mark.parametrize(("last", "expected"), [(">=115", "slow"), (">=120", "adequate")])
def test_a_hemoglobin_that_may_be_low_is_not_called_normal(last, expected):
    """S43, 3.1: it has risen from 92 g/L for certain; normal is 120."""
    assert infused(28, last=last) == expected


# Stores that nobody measured (S55)


def test_without_any_ferritin_and_a_later_count_the_verdict_is_awaited():
    """S43, S55: nothing was measured since; that there was no ferritin before changes nothing."""
    assert infused(40, ferritin=None) == "awaited"


def test_without_any_ferritin_the_count_is_judged():
    """S43: hemoglobin of 4 weeks."""
    assert infused(40, last=125, ferritin=None) == "adequate"


# B12 that may have raised hemoglobin (C12, S29)


def beside_b12(day, *events, base=both, today=28, last=125, **known):
    """B12 began on this day of the infusion; the B12 sample is from before both."""
    b12 = given("hydroxocobalamin", ago=today - day)
    sampled = today + max(0, -day) + 1
    count = observed("hemoglobin", 92, ago=today + 1)
    known = {"before": None, "sampled": sampled} | known
    return infused(today, b12, count, *events, last=last, base=base, **known)


@pytest.mark.parametrize(("day", "expected"), [(-57, "adequate"), (-56, "confounded")])
def test_b12_of_8_weeks_before_the_infusion_has_done_its_work(day, expected):
    """C12, 5.19: B12 makes hemoglobin normal by about 8 weeks."""
    assert beside_b12(day) == expected


@pytest.mark.parametrize(("last_count", "expected"), [(31, "confounded"), (30, "adequate")])
def test_b12_begun_after_the_last_count_explains_nothing(last_count, expected):
    """C12: B12 began on day 31 of the infusion."""
    count = observed("hemoglobin", 125, ago=35 - last_count)
    assert beside_b12(31, count, today=35, last=None) == expected


def test_b12_begun_for_no_deficiency_explains_no_rise():
    """C12: the level was 420 ng/L."""
    assert beside_b12(0, base=low_iron) == "adequate"


def test_b12_that_was_never_given_explains_no_rise():
    """C12: whether there is a deficiency is not known."""
    assert infused(28, last=125, base=untested) == "adequate"
