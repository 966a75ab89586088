"""A result on treatment that is still that of a deficiency: injections begin again, by the gate, and
a maintenance is no reason against it (specification K26, K37, S10 to S14)."""

import pytest

from hematinic.render.words import lines
from spec.patients import (
    Event,
    Seen,
    given,
    injections,
    low_b12,
    observed,
    plan,
    present,
    started,
)

STANDARD = "b12-loading-standard"
NERVES = "b12-loading-neurological"


def maintenance(count: int = 5, last: int = 56) -> list[Event]:
    """So many injections twelve weeks apart."""
    return [given("hydroxocobalamin", ago=last + 84 * i) for i in reversed(range(count))]


def seen(*events: Event, **known: object) -> Seen:
    return plan(low_b12(*events, observed("hemoglobin", 130), **({"sampled": 600} | known)))


LOW = {
    "vitamin_b12": ("vitamin_b12", 179, 180),
    "active_b12": ("active_b12", 24, 25),
    "methylmalonic_acid": ("methylmalonic_acid", 281, 280),
}
"""The last value that shows it, and the first that does not."""


@pytest.mark.parametrize("count", [3, 5, 8])
@pytest.mark.parametrize("name", LOW)
def test_a_steady_maintenance_is_loaded_again(name: str, count: int) -> None:
    element, low, not_low = LOW[name]
    found = seen(*maintenance(count), observed(element, low, ago=5))
    assert found.recommends("B12-STD")
    assert found.item(STANDARD).schedule.overdue_since is None
    assert found.due(STANDARD) == [
        "2026-11-22", "2026-11-24", "2026-11-26", "2026-11-29", "2026-12-01", "2026-12-03",
    ]  # fmt: skip
    assert "beginning today" in lines.bottom_line(found.plan)
    settled = seen(*maintenance(count), observed(element, not_low, ago=5))
    assert not settled.recommends("B12-STD")


def test_its_maintenance_is_counted_from_the_new_loading() -> None:
    """S14: two months after the sixth dose; nothing of it is overdue beside the loading."""
    found = seen(*maintenance(), observed("vitamin_b12", 110, ago=5))
    assert found.due("B12-STD-M")[0] == "2027-02-03"
    [phase] = [one for one in found.plan.phases if one.phase.id == "maintenance"]
    assert phase.starts is not None
    assert phase.starts > found.plan.as_of


@pytest.mark.parametrize(("given_since", "left"), [(0, 6), (1, 5), (5, 1), (6, 0)])
def test_the_injections_since_the_result_count(given_since: int, left: int) -> None:
    again = injections(given_since, last=2) if given_since else []
    found = seen(*maintenance(last=100), observed("vitamin_b12", 110, ago=20), *again)
    assert found.recommends("B12-STD") is (left > 0)
    if left:
        assert len(found.due(STANDARD)) == left
        assert found.due(STANDARD)[0] == "2026-11-22"


@pytest.mark.parametrize("name", ["active_b12", "methylmalonic_acid"])
@pytest.mark.parametrize(("given_since", "again"), [(5, True), (6, False)])
def test_they_count_whichever_result_it_was(name: str, given_since: int, again: bool) -> None:
    element, low, _ = LOW[name]
    events = (*maintenance(last=100), observed(element, low, ago=20), *injections(given_since))
    assert seen(*events).recommends("B12-STD") is again


def test_tablets_that_fail_are_followed_by_all_six() -> None:
    """As before: none of the six was given."""
    tablets = started("cyanocobalamin", "1 mg", ago=90)
    found = seen(tablets, observed("vitamin_b12", 110, ago=5), sampled=100)
    assert len(found.due(STANDARD)) == 6


# By the gate: with neurological features until a review finds no further improvement


def nerves(*events: Event) -> Seen:
    feature = present("paresthesia", ago=500)
    return seen(feature, *maintenance(8), *events, paresthesia=None)


@pytest.mark.parametrize("name", LOW)
def test_with_features_the_neurological_schedule_begins_again(name: str) -> None:
    element, low, not_low = LOW[name]
    settled = present("neurological_plateau", ago=200)
    found = nerves(settled, observed(element, low, ago=5))
    assert found.recommends("B12-NEURO")
    assert found.due(NERVES)[0] == "2026-11-22"
    assert not nerves(settled, observed(element, not_low, ago=5)).recommends("B12-NEURO")


@pytest.mark.parametrize("name", LOW)
@pytest.mark.parametrize(("review", "again"), [(21, True), (20, True), (19, False)])
def test_a_plateau_since_the_result_ends_it(name: str, review: int, again: bool) -> None:
    element, low, _ = LOW[name]
    events = (observed(element, low, ago=20), *injections(8, last=1))
    found = nerves(*events, present("neurological_plateau", ago=review))
    assert found.recommends("B12-NEURO") is again


# What was answered is not said again


@pytest.mark.parametrize(("given_since", "said"), [(5, True), (6, False)])
def test_it_is_said_until_the_six_are_given(given_since: int, said: bool) -> None:
    events = (*maintenance(last=100), observed("vitamin_b12", 110, ago=20))
    found = seen(*events, *injections(given_since))
    assert found.offers("b12-treatment-insufficient") is said
    assert ("does not suffice" in lines.bottom_line(found.plan)) is said


@pytest.mark.parametrize(("since", "steady"), [(5, False), (6, True)])
def test_a_maintenance_is_steady_again_once_it_was_answered(since: int, steady: bool) -> None:
    """K37: no low level since."""
    low = observed("vitamin_b12", 110, ago=56 + 84 * since - 20)
    found = seen(*maintenance(since + 2), low, sampled=900)
    assert found.value("steady_maintenance") is steady


def test_the_last_of_several_results_counts() -> None:
    """A total of long ago was answered; active B12 of late was not."""
    long_ago = observed("vitamin_b12", 110, ago=590)
    found = seen(*maintenance(8), long_ago, observed("active_b12", 20, ago=5))
    assert found.recommends("B12-STD")
    assert len(found.due(STANDARD)) == 6
    acid = seen(*maintenance(8), long_ago, observed("methylmalonic_acid", 900, ago=5))
    assert len(acid.due(STANDARD)) == 6
    between = observed("active_b12", 20, ago=70)
    both = seen(*maintenance(8), between, observed("methylmalonic_acid", 900, ago=5))
    assert len(both.due(STANDARD)) == 6
    turned = seen(
        *maintenance(8),
        observed("active_b12", 20, ago=5),
        observed("methylmalonic_acid", 900, ago=70),
    )
    assert len(turned.due(STANDARD)) == 6
