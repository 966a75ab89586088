"""The response to intravenous iron over time (S29, S43, S55, 5.19)"""

import pytest

from spec.patients import Seen, absent, both, done, given, low_iron, observed, plan
from spec.response import index


def infusion(seen: Seen) -> str | None:
    return seen.verdict("intravenous_iron_response")


def infused(today: int, *events, hemoglobin=None, base=low_iron, before=92, **known):
    """So many days after 1,000 mg; `hemoglobin` was measured on that day."""
    counts = [] if hemoglobin is None else [observed("hemoglobin", hemoglobin, ago=0)]
    drip = given("ferric_carboxymaltose", "1000 mg", ago=today)
    known = {"hemoglobin": before, "crp": None} | known
    return plan(base(drip, *counts, *events, sampled=today + 1, **known))


def stores(day: int, today: int, ferritin: float, saturation: float = 25, crp: float = 2):
    values = {"ferritin": ferritin, "transferrin_saturation": saturation, "crp": crp}
    return [index(name, value, day, today) for name, value in values.items()]


@pytest.mark.parametrize(("day", "expected"), [(27, "awaited"), (28, "adequate")])
def test_an_infusion_is_not_judged_before_4_weeks(day, expected):
    """S43: hemoglobin of 4 weeks or more after it."""
    assert infusion(infused(day, hemoglobin=125)) == expected


def test_the_last_infusion_counts():
    """S43: a second one a week ago, so 7 days and not 35."""
    second = given("ferric_carboxymaltose", "500 mg", ago=7)
    assert infusion(infused(35, second, hemoglobin=125)) == "awaited"


@pytest.mark.parametrize(
    ("value", "expected"), [(92, "none"), (93, "slow"), (119, "slow"), (120, "adequate")]
)
def test_hemoglobin_4_weeks_after_an_infusion(value, expected):
    """S43: no source gives a rise to be reached; higher than before, and normal, are told apart."""
    assert infusion(infused(28, hemoglobin=value)) == expected


def test_b12_may_explain_the_rise_after_an_infusion():
    """S29 (c): begun in the same weeks."""
    seen = infused(28, given("hydroxocobalamin", ago=28), hemoglobin=125, base=both)
    assert infusion(seen) == "confounded"


@pytest.mark.parametrize(
    ("before", "event"), [(92, done("transfusion", ago=10)), (120, absent("melena"))]
)
def test_hemoglobin_cannot_tell_after_an_infusion(before, event):
    """S43: transfused, or normal before."""
    assert infusion(infused(28, event, hemoglobin=125, before=before)) == "confounded"


@pytest.mark.parametrize(("day", "expected"), [(55, "adequate"), (56, "complete")])
def test_ferritin_is_not_judged_before_8_weeks(day, expected):
    """S55: until then it is falsely high."""
    assert infusion(infused(60, *stores(day, 60, 150), hemoglobin=125)) == expected


@pytest.mark.parametrize(
    ("ferritin", "saturation", "crp", "expected"),
    [
        (49, 20, 2, "short"),
        (50, 20, 2, "complete"),
        (50, 19, 2, "short"),
        (99, 20, 6, "short"),
        (100, 20, 6, "complete"),
    ],
)
def test_the_stores_after_an_infusion(ferritin, saturation, crp, expected):
    """S55: 50 microgram/L, 100 with inflammation, and 20 %."""
    events = stores(56, 60, ferritin, saturation, crp)
    assert infusion(infused(60, *events, hemoglobin=125)) == expected


def test_full_stores_do_not_hide_a_hemoglobin_that_stays_low():
    """S43: iron is there and does not help."""
    found = {value: infusion(infused(60, *stores(56, 60, 150), hemoglobin=value))
             for value in (92, 110)}  # fmt: skip
    assert found == {92: "none", 110: "slow"}


def test_full_stores_tell_where_hemoglobin_cannot():
    """S55: B12 of the same weeks matters no more."""
    b12 = given("hydroxocobalamin", ago=60)
    seen = infused(60, b12, *stores(56, 60, 150), hemoglobin=125, base=both)
    assert infusion(seen) == "complete"


@pytest.mark.parametrize(("today", "expected"), [(84, "adequate"), (85, None)])
def test_the_verdict_on_an_infusion_ends_after_12_weeks(today, expected):
    """S55: with its course; the checks go on."""
    assert infusion(infused(today, hemoglobin=125)) == expected


JUDGED = [
    ("adequate", [("hemoglobin", 125, 40)]),
    ("slow", [("hemoglobin", 105, 40)]),
    ("none", [("hemoglobin", 90, 40)]),
    ("complete", [("hemoglobin", 125, 60), ("ferritin", 150, 60), ("transferrin_saturation", 25, 60), ("crp", 2, 60)]),
    ("short", [("hemoglobin", 125, 60), ("ferritin", 40, 60), ("transferrin_saturation", 15, 60), ("crp", 2, 60)]),
]  # fmt: skip


@pytest.mark.parametrize(("verdict", "results"), JUDGED)
def test_each_verdict_on_an_infusion_is_of_an_adult_within_its_course(verdict, results):
    """S43, S55: the same results tell nothing of a child, nor of an adult once the course is over."""

    def judged(today, **known):
        return infusion(infused(today, *(index(*one, today) for one in results), **known))

    assert judged(84) == verdict
    assert judged(100) is None
    assert judged(84, age=14) is None


def test_the_expectations_after_an_infusion_are_no_limits():
    """5.19: from memory, and marked so."""
    item = infused(10).item("intravenous-iron-response-awaited").item
    assert (item.basis, "as no limits" in item.says.clinician) == ("memory", True)
