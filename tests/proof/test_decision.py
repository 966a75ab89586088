"""The planner, the solver and a plain reading of the steps say the same of any facts."""

import random
from functools import cache

import pytest
import z3

from hematinic.expressions import reference
from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import Span, Truth, exactly, read
from hematinic.guideline.names import PATIENT
from hematinic.plan.build import Planner
from hematinic.proof.generated import generated
from hematinic.proof.world import World
from once import RULES
from proof.test_agreement import DAY, some


@cache
def world() -> World:
    return World(Planner(RULES))


def from_a_record(seed: int) -> list[Value]:
    [record] = generated(RULES.guideline, DAY, 1, seed)
    return world().planner.extractor.facts(record, DAY).values


def at_random(seed: int) -> list[Value]:
    made, chance = world(), random.Random(seed)
    values = made.planner.extractor.blank.copy()
    for name, domain in made.domains.items():
        if name not in ("as_of", "valid_until") and chance.random() < 0.4:
            values[made.rules.slots[name]] = some(domain, chance)
    values[made.rules.slots["as_of"]] = (float(DAY), float(DAY))
    for name in PATIENT:
        if values[made.rules.slots[name]] is None and name != "age":
            values[made.rules.slots[name]] = (made.rules.types[name].options or (False,))[0]
    return values


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("patient", [from_a_record, at_random])
def test_three_readers_say_the_same(patient, seed: int) -> None:  # type: ignore[no-untyped-def]
    rules, values = RULES, patient(seed)
    planned = values.copy()
    rules.fill(planned)
    compiled = {name: planned[rules.slots[name]] for name in rules.decision.steps()}
    assert plainly(values) == compiled
    assert symbolically(values) == compiled


def plainly(values: list[Value]) -> dict[str, Value]:
    """Each expression, then each step, in order, by the definitions of the language."""
    rules = RULES
    known = dict(zip(rules.names[: rules.facts], values, strict=False))
    steps = rules.decision.steps()
    nodes = {name: rules.definitions[name].node for name in rules.definitions} | steps
    for name in rules.names[rules.facts :]:
        known[name] = reference.evaluate(nodes[name], known)
    return {name: known[name] for name in steps}


def symbolically(values: list[Value]) -> dict[str, Value]:
    made, rules = world(), RULES
    words = made.encoder.words
    encoded = {name: made.encoder.names[name] for name in rules.decision.steps()}
    assert all(isinstance(step, Truth | Span) for step in encoded.values())
    solver = z3.Solver()
    for name, fact in made.facts.items():
        if name != "valid_until":
            solver.add(exactly(fact, values[rules.slots[name]], words))
    assert solver.check() == z3.sat
    model = solver.model()
    return {name: read(model, step, words) for name, step in encoded.items()}
