"""The same record, the same plan (specification 3.1)"""

import random

import pytest

from spec.patients import both, injections, observed, oral_iron, ordered, plan, present

RICH = both(
    *injections(3),
    oral_iron(ago=10),
    observed("vitamin_b12", 900, ago=1),
    ordered("folic_acid", "5 mg", every="1 d"),
    present("constipation", severity="moderate"),
    sampled=20,
)


def shuffled(seed: int):
    events = list(RICH["events"])
    random.Random(seed).shuffle(events)
    return RICH | {"events": events}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_events_does_not_matter(seed):
    """A plan is a function of what is known, not of the order in which it is told."""
    assert plan(shuffled(seed)).json == plan(RICH).json


def test_the_same_record_gives_the_same_bytes():
    """No clock and no chance in it."""
    assert plan(RICH).json == plan(RICH).json


def test_another_record_gives_other_bytes():
    """The comparison can fail."""
    assert plan(RICH).json != plan(both()).json


def test_repeating_an_event_changes_nothing():
    """What is told twice is known once."""
    twice = RICH | {"events": [*RICH["events"], present("constipation", severity="moderate")]}
    assert plan(twice).doses() == plan(RICH).doses()


@pytest.mark.parametrize(("written", "unit"), [(11.2, "g/dL"), ("11.2", "g/dL"), (112.0, "g/L")])
def test_the_unit_a_laboratory_prints_does_not_matter(written, unit):
    """3.1: g/dL and g/L, the same lines."""
    seen = plan(both(observed("hemoglobin", written, unit), hemoglobin=None))
    assert [fired.alert.id for fired in seen.plan.alerts] == [
        fired.alert.id for fired in plan(both()).plan.alerts
    ]
