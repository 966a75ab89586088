"""The advice that goes with tablets goes wherever tablets are offered: also where they stand in for
an infusion that must not be given (specification S22, S41, K6, K17, K22)."""

import pytest

from spec.patients import given, low_iron, oral_iron, plan, present, started, stopped
from spec.test_recorded_both_ways import plan as plan_two_ways
from spec.test_recorded_both_ways import two_ways

ADVICE = ("iron-stores", "iron-safety", "iron-oral-vitamin-c")
ACTIVE = {"crohn_disease": True, "weight": 70}
"""Bowel disease needs intravenous iron (S37)."""


def advised(*events, **known):
    """Whether tablets are offered, and whether all of their advice is; never some of it."""
    found = plan(low_iron(*events, **known))
    told = {found.offers(line) for line in ADVICE}
    assert len(told) == 1, told
    tablets = found.offers("iron-oral-daily") or found.offers("iron-oral-alternate-day")
    return tablets, told.pop()


WOMAN = {"age": 30}


@pytest.mark.parametrize(
    ("known", "tablets"),
    [
        ({}, False),
        ({"iv_iron_allergy": True}, True),
        ({"iv_iron_allergy": None}, True),
        (WOMAN, False),
        (WOMAN | {"pregnancy": None}, True),
        ({"active_infection": True}, True),
        ({"active_infection": None}, True),
        ({"bacteremia": True}, False),
        ({"porphyria_cutanea_tarda": True}, True),
    ],
)
def test_tablets_in_place_of_an_infusion_have_their_advice(known, tablets):
    """K6: refused for a contraindication, or for one that is not ruled out; with bacteria in the blood
    tablets do not take its place (K41)."""
    assert advised(**(ACTIVE | known)) == (tablets, tablets)


def test_after_an_infusion_of_the_same_course_there_are_no_tablets():
    """4.3: none beside intravenous iron, though no more of it may be given."""
    drip = given("ferric_carboxymaltose", "500 mg", ago=8)
    known = ACTIVE | {"iv_iron_allergy": True, "sampled": 20}
    assert advised(drip, **known) == (False, False)


@pytest.mark.parametrize(
    ("events", "known", "tablets"),
    [
        ([], {}, True),  # alternate days are still open
        ([], {"alternate_day_iron_declined": True}, False),
        ([present("nausea", severity="severe")], {"nausea": None}, False),
        ([started("ferrous_sulfate", "65 mg", every="2 d", ago=15),
          stopped("ferrous_sulfate", "intolerance", ago=10)], {"nausea": None}, False),
    ],
)  # fmt: skip
def test_no_advice_where_no_tablet_is_left(events, known, tablets):
    """C1: not tolerated daily, and alternate days declined, severe or failed as well."""
    before = [oral_iron(60), stopped("ferrous_sulfate", "intolerance", ago=20)]
    known = ACTIVE | {"iv_iron_allergy": True, "sampled": 70, "nausea": True} | known
    assert advised(*before, *events, **known) == (tablets, tablets)


@pytest.mark.parametrize(
    ("unknown", "known"),
    [
        ("oral_iron_intolerance", {"alternate_day_iron_declined": True}),
        ("alternate_day_iron_declined", {"oral_iron_intolerance": True}),
    ],
)
def test_what_is_recorded_both_ways_takes_no_advice_away(unknown, known):
    """0.2, 4.2: whether tablets are still open is not known; how to keep them safe is told."""
    file = low_iron(**(ACTIVE | {"iv_iron_allergy": True} | known))
    assert plan_two_ways(file, *two_ways(unknown)).offers("iron-safety")
