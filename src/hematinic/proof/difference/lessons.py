"""What a record that was written for some facts teaches: which of them never come alone."""

from collections.abc import Iterator, Sequence

from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import (
    Encoded,
    Formula,
    Truth,
    conjunction,
    disjunction,
    negation,
)
from hematinic.guideline.names import PATIENT
from hematinic.proof.ties import Ties
from hematinic.proof.world import World


def lessons(world: World, wanted: Sequence[Value], given: Sequence[Value]) -> Iterator[Formula]:
    """Of each fact that came out otherwise: where what is recorded of the same events is recorded,
    so is this. Of numbers and days only whether they are known."""
    ties, slots = Ties(world.rules.guideline), world.rules.slots
    names = [name for name in world.facts if name not in PATIENT]
    recorded = [name for name in names if wanted[slots[name]] != world.rules.defaults[slots[name]]]
    of = {name: ties.concerns(name) for name in names}
    for name in names:
        slot = slots[name]
        if _pattern(wanted[slot]) != _pattern(given[slot]):
            tied = [other for other in recorded if other != name and of[other] & of[name]]
            if tied:
                with_these = conjunction(
                    *(shaped(world.facts[other], wanted[slots[other]]) for other in tied)
                )
                yield disjunction(negation(with_these), shaped(world.facts[name], given[slot]))


def _pattern(value: Value) -> object:
    return value if value is None or isinstance(value, bool) else True


def shaped(of: Encoded, value: Value) -> Formula:
    """A truth is this one; of anything else, whether it is known."""
    assert of is not None
    if isinstance(of, Truth):
        return of.true if value is True else of.false if value is False else of.unknown
    return of.known if value is not None else negation(of.known)
