"""One voice: what an alert urges, no line of the same plan refuses.

An alert says in `urges:` which medicine, course or regimen it urges, by the names of
`offered(x)`. It must not stand where every such line that applies is contraindicated for certain.
What only waits for its questions is not refused: it may be urged, and is asked for.
"""

from collections.abc import Iterator

from hematinic.expressions.smt_values import conjunction, disjunction, negation
from hematinic.guideline.decision import called
from hematinic.guideline.model import Alert, Recommendation
from hematinic.proof.invariants import Proof, refute
from hematinic.proof.run import Run
from hematinic.proof.world import World


def one_voice(world: World) -> Iterator[Proof]:
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
