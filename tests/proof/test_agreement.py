"""The solver and the engine that plans say the same of one patient, line for line."""

import random
from functools import cache

import pytest
import z3

from hematinic.expressions import smt, syntax
from hematinic.expressions.logic import STEP, Value
from hematinic.expressions.smt import exactly
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof.coverage import Goal, formula, goals, meets
from hematinic.proof.domain import Domain
from hematinic.proof.generated import generated
from hematinic.proof.run import Run
from hematinic.proof.world import World

DAY = 739_943


@cache
def world() -> tuple[World, list[tuple[Goal, z3.BoolRef]]]:
    made = World(Planner(load()))
    return made, [(goal, formula(made, goal)) for goal in goals(made)]


def disagreements(facts: list[Value]) -> list[str]:
    made, asked = world()
    run = Run(made.planner, facts)
    solver = z3.Solver()
    for name, encoded in made.facts.items():
        if name != "valid_until":
            solver.add(exactly(encoded, facts[made.rules.slots[name]], made.encoder.words))
    assert solver.check() == z3.sat
    model = solver.model()
    return [
        str(goal)
        for goal, said in asked
        if z3.is_true(model.eval(said, model_completion=True)) != meets(run, goal)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_they_agree_of_a_generated_record(seed: int) -> None:
    made, _ = world()
    [record] = generated(made.rules.guideline, DAY, 1, seed)
    assert disagreements(made.planner.extractor.facts(record, DAY).values) == []


@pytest.mark.parametrize("seed", range(12))
def test_they_agree_of_any_values_at_all(seed: int) -> None:
    made, _ = world()
    chance = random.Random(seed)
    values = made.planner.extractor.blank.copy()
    for name, domain in made.domains.items():
        if name not in ("as_of", "valid_until") and chance.random() < 0.5:
            values[made.rules.slots[name]] = some(domain, chance)
    values[made.rules.slots["as_of"]] = (float(DAY), float(DAY))
    for name in PATIENT:
        if values[made.rules.slots[name]] is None and name != "age":
            values[made.rules.slots[name]] = (made.rules.types[name].options or (False,))[0]
    assert disagreements(values) == []


def some(domain: Domain, chance: random.Random) -> Value:
    match domain.kind.kind:
        case "boolean":
            return chance.choice((True, False)) if domain.false else True
        case "text":
            return chance.choice(domain.kind.options or ("other",))
        case "date":
            low = float(DAY - chance.randint(0, 300))
            return (low, low if domain.point else min(low + chance.randint(0, 3), DAY))
    low = round(chance.uniform(domain.low or 0, min(domain.high or 300, 300)), chance.randint(0, 2))
    low = max(float(round(low)) if domain.whole else low, domain.low or 0)
    return (low, low if domain.point else low + chance.choice((0, 0, 5)))


def boundaries() -> list[tuple[str, float]]:
    """Every number that a fact of its own is compared with."""
    found: dict[tuple[str, float], None] = {}

    def visit(node: syntax.Node) -> None:
        if isinstance(node, syntax.Compare) and isinstance(node.left, syntax.Name):
            kinds = (syntax.Number, syntax.Quantity)
            if node.left.name in made.domains and isinstance(node.right, kinds):
                found[node.left.name, node.right.value] = None
        for child in syntax.children(node):
            visit(child)

    made, _ = world()
    for definition in made.rules.definitions.values():
        visit(definition.node)
    return list(found)


@pytest.mark.parametrize("part", range(6))
def test_they_agree_below_at_and_above_each_limit(part: int) -> None:
    made, _ = world()
    [record] = generated(made.rules.guideline, DAY, 1, part)
    facts = made.planner.extractor.facts(record, DAY).values
    limits = boundaries()
    assert len(limits) > 50
    for name, limit in limits[part::30]:
        for value in (limit - STEP, limit, limit + STEP):
            slot = made.rules.slots[name]
            point = (round(value, 9), round(value, 9))
            if point in made.domains[name]:
                assert disagreements([*facts[:slot], point, *facts[slot + 1 :]]) == [], (
                    name,
                    value,
                )


def test_a_span_that_touches_a_limit_is_unknown_in_both() -> None:
    encoder = smt.Encoder({"x": smt.variable("x", load().types["hemoglobin"])})
    node = syntax.Compare("<", syntax.Name("x"), syntax.Quantity(100.0, "g/L"))
    found = encoder.truth(node)
    solver = z3.Solver()
    solver.add(exactly(encoder.names["x"], (99.0, 100.0), encoder.words), found.unknown)
    assert solver.check() == z3.sat
