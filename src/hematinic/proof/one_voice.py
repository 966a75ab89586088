"""One voice: no line of a plan says the contrary of another.

An alert says in `urges:` which medicine, course or regimen it urges, by the names of
`offered(x)`. It must not stand where every such line that applies is contraindicated for certain.
What only waits for its questions is not refused: it may be urged, and is asked for. What a line
stops (`stops:`) no line goes on with (`goes_on:`). And nothing is due before the phase that it
stands in begins, so that no dose of today stands beneath "from January".
"""

from collections.abc import Iterator

from hematinic.expressions.smt_values import (
    YES,
    Formula,
    Span,
    conjunction,
    disjunction,
    negation,
)
from hematinic.guideline import layout
from hematinic.guideline.decision import called
from hematinic.guideline.model import Alert, Recommendation
from hematinic.plan.schedule import Computed, first_day, schedule
from hematinic.proof.invariants import Proof, refute
from hematinic.proof.run import Run
from hematinic.proof.world import World


def one_voice(world: World) -> Iterator[Proof]:
    yield from _urged(world)
    yield from _stopped(world)
    for item in world.rules.guideline.recommendations:
        if item.prescribe and world.rules.layout.phases[item.phase].starts is not None:
            yield _not_due_before_its_phase(world, item)


def _urged(world: World) -> Iterator[Proof]:
    for alert in world.rules.guideline.alerts:
        for name in alert.urges:
            items = _called(world, name)
            for item in items:
                if item.contraindications:
                    yield _never_refused(world, alert, item, items)


def _never_refused(
    world: World, alert: Alert, refused: Recommendation, items: list[Recommendation]
) -> Proof:
    slots = world.rules.layout.recommendations

    def both(run: Run) -> bool:
        still = any(run.stands(item.id) or run.values[slots[item.id].asked] for item in items)
        against = run.values[slots[refused.id].refused] is True
        return run.stands(alert.id) and against and not still

    still_open = [world.standing(item.id) for item in items]
    still_open += [world.holds(slots[item.id].asked) for item in items]
    forbidden = conjunction(
        world.standing(alert.id),
        world.refused(refused.id),
        negation(disjunction(*still_open)),
    )
    because = "Nothing is urged by one line that another refuses."
    return refute(world, f"{alert.id} urges, {refused.id} refused", because, forbidden, both)


def _called(world: World, name: str) -> list[Recommendation]:
    guideline = world.rules.guideline
    return [item for item in guideline.recommendations if name in called(guideline, item)]


# What ends, and what goes on


def _stopped(world: World) -> Iterator[Proof]:
    lines = world.rules.guideline.recommendations
    for stop in lines:
        for other in lines:
            if stop.stops and other.prescribe and other.prescribe.goes_on == stop.stops:
                yield _not_both(world, stop.id, other.id)


def _not_both(world: World, stop: str, goes_on: str) -> Proof:
    def both(run: Run) -> bool:
        return run.stands(stop) and run.stands(goes_on)

    forbidden = conjunction(world.standing(stop), world.standing(goes_on))
    because = "What one line stops no other goes on with."
    return refute(world, f"{stop} stops, {goes_on} goes on", because, forbidden, both)


# When


def _not_due_before_its_phase(world: World, item: Recommendation) -> Proof:
    """A first dose is of today at the earliest, and of today where its day is not known."""
    begins, today = _day(world, layout.phase("starts", item.phase)), _day(world, "as_of")
    early: Formula = YES
    prescribe = item.prescribe
    assert prescribe is not None
    if prescribe.starts:
        first = _day(world, layout.computed("starts", item.id))
        day = first.high if prescribe.at_most else first.low
        early = disjunction(negation(first.known), day < begins.low)
    forbidden = conjunction(world.standing(item.id), begins.known, begins.low > today.low, early)
    phase = world.rules.layout.phases[item.phase].starts
    starts = world.rules.layout.recommendations[item.id].computed[0]
    assert phase is not None

    def due_before(run: Run) -> bool:
        begins, today = first_day(run.values[phase]), first_day(run.named("as_of"))
        if not run.stands(item.id) or begins is None or today is None or begins <= today:
            return False
        day = None if starts is None else run.values[starts]
        return schedule(prescribe, Computed(starts=day), today).first_due < begins

    because = "No dose is due before the phase beneath whose heading it stands."
    name = f"{item.id} is not due before {item.phase} begins"
    return refute(world, name, because, forbidden, due_before)


def _day(world: World, name: str) -> Span:
    day = world.encoder.names[name]
    assert isinstance(day, Span)
    return day
