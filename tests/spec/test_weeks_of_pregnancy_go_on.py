"""Weeks of pregnancy are counted on from the day on which they were observed, so that 10+0 four weeks
ago is 14+0 today (3.1, 3.3, 4.4, AL-IV-T1, K17)."""

import pytest

from spec.patients import absent, low_iron, observed, plan, present


def counted(weeks, ago, *events, on="", **known):
    """Pregnant at 30, tablets failed; the weeks were counted so many days ago, or on a day."""
    event = observed("gestation", weeks, ago=ago) | ({"on": on} if on else {})
    known = {"age": 30, "oral_iron_failure": True, "weight": 60, "hemoglobin": 92} | known
    return plan(low_iron(event, *events, **({"pregnancy": True} | known)))


@pytest.mark.parametrize(
    ("weeks", "ago", "today"),
    [
        ("10+0", 28, 14),
        ("12+6", 0, 12 + 6 / 7),
        ("12+6", 1, 13),
        (20, 3, 20 + 3 / 7),
        ("40+0", 35, 45),
        ("40+0", 36, None),  # that pregnancy has ended
        (20, 400, None),
    ],
)
def test_weeks_grow_with_the_days(weeks, ago, today):
    """The day of the plan counts; beyond 45 weeks nothing is known."""
    found = counted(weeks, ago).value("gestation_now")
    assert found == (None if today is None else (pytest.approx(today), pytest.approx(today)))


@pytest.mark.parametrize(
    ("weeks", "ago", "offered"),
    [
        ("10+0", 28, True),
        ("12+6", 0, False),
        ("12+6", 1, True),
        ("12+0", 6, False),
        ("12+0", 7, True),
        ("40+0", 36, False),
    ],
)
def test_intravenous_iron_from_13_weeks_of_today(weeks, ago, offered):
    """AL-IV-T1: not before 13+0, and not where the weeks are of an ended pregnancy."""
    assert counted(weeks, ago).offers("iron-intravenous") is offered


@pytest.mark.parametrize(
    ("weeks", "ago", "limit"),
    [
        ("12+6", 0, 110),
        ("12+6", 1, 105),
        ("27+6", 0, 105),
        ("27+6", 1, 110),
        ("10+0", 28, 105),
        ("20+0", 56, 110),
    ],
)
def test_the_limit_of_anemia_is_that_of_the_week_of_today(weeks, ago, limit):
    """3.3: 105 g/L in the second trimester, 110 in the others."""
    assert counted(weeks, ago).value("anemia_below") == (limit, limit)


# What is not known to the day, or only within bounds


@pytest.mark.parametrize(
    ("weeks", "on", "offered"),
    [
        ("11+0", "2026-10", True),  # the latest day, 31 October: 14+1 by now
        ("8+0", "2026-10", False),  # from 11+1 to 15+3
        ("<13", "2026-11-20", False),  # 0+2 to 13+1
        (">=12", "2026-11-20", False),
        (">=12", "2026-11-15", True),
        (">=12", "2026-11-16", False),
    ],
)
def test_weeks_that_are_known_within_bounds(weeks, on, offered):
    """3.1: 13 weeks must be certain."""
    assert counted(weeks, 0, on=on).offers("iron-intravenous") is offered


@pytest.mark.parametrize(("ago", "known"), [(29, True), (28, False), (10, False)])
def test_weeks_of_an_earlier_pregnancy_do_not_count(ago, known):
    """Pregnancy was ruled out on that day or later, and is present again."""
    found = counted("10+0", 28, absent("pregnancy", ago=ago), present("pregnancy", ago=1))
    assert (found.value("gestation_now") is not None) is known
    assert found.offers("iron-intravenous") is known


@pytest.mark.parametrize(("ruled_out", "known"), [("2026-10", False), ("2026-09", True)])
def test_a_day_that_may_be_the_same_is_not_an_earlier_one(ruled_out, known):
    """3.1: pregnancy ruled out some day in October, the weeks counted on the 25th."""
    found = counted(
        "10+0", 28, absent("pregnancy") | {"on": ruled_out}, present("pregnancy", ago=1)
    )
    assert (found.value("gestation_now") is not None) is known
