"""The solver and the engine that plans say the same of one patient, line for line."""

import random
from functools import cache
from pathlib import Path

import msgspec
import pytest
import z3

from hematinic.expressions import syntax
from hematinic.expressions.logic import STEP, Value
from hematinic.expressions.smt import Encoder
from hematinic.expressions.smt_values import exactly, variable
from hematinic.guideline.load import read_folder
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import rules_of
from hematinic.plan.build import Planner
from hematinic.proof.agreement import Agreement, Limit, agree, limits
from hematinic.proof.coverage import cover
from hematinic.proof.domain import Domain
from hematinic.proof.generated import generated
from hematinic.proof.world import World
from once import RULES, planner

DAY = 739_943


@cache
def world() -> tuple[World, Agreement]:
    made = World(planner())
    return made, Agreement(made)


def disagreements(facts: list[Value]) -> list[str]:
    return world()[1].disagreements(facts)


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


# Limits: of thresholds, of ages, of months and of days; through a finding too


@pytest.mark.parametrize(
    "limit",
    [
        Limit("hemoglobin", 100.0, STEP),
        Limit("vitamin_b12_before_treatment", 0.0, STEP, "vitamin_b12_deficient_below"),
        Limit("egfr", 50.0, STEP),
        Limit("age", 16.0, 1.0),
        Limit("b12_injections", 6.0, 1.0),
        Limit("lowest_recent_hemoglobin", 50.0, STEP),
        Limit("last_parenteral_b12", -92.0, 1.0, "as_of"),
        Limit("oral_iron_start", -28.0, 1.0, "as_of"),
    ],
    ids=str,
)
def test_a_limit_is_found(limit: Limit) -> None:
    assert limit in set(limits(world()[0]))


def test_a_limit_is_tried_below_at_and_above() -> None:
    assert list(Limit("age", 16.0, 1.0).points()) == [(15.0, 15.0), (16.0, 16.0), (17.0, 17.0)]


SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


def test_a_difference_between_the_engines_is_found() -> None:
    """At just the limit: the planner is given another guideline than the solver was."""
    guideline, places = read_folder(SMALL)
    low = guideline.findings["magnesium_low"]
    moved = msgspec.structs.replace(low, define=low.define.replace("<", "<="))
    theirs = msgspec.structs.replace(
        guideline, findings=guideline.findings | {"magnesium_low": moved}
    )
    asked = World(Planner(rules_of(guideline, places)))
    witnesses = cover(asked).patients
    assert agree(asked, witnesses).disagreements == []
    asked.planner = Planner(rules_of(theirs, places))
    found = agree(asked, witnesses)
    assert any("magnesium-first" in one for one in found.disagreements)
    assert found.cases > len(witnesses)


def test_a_span_that_touches_a_limit_is_unknown_in_both() -> None:
    encoder = Encoder({"x": variable("x", RULES.types["hemoglobin"])})
    node = syntax.Compare("<", syntax.Name("x"), syntax.Quantity(100.0, "g/L"))
    found = encoder.truth(node)
    solver = z3.Solver()
    solver.add(exactly(encoder.names["x"], (99.0, 100.0), encoder.words), found.unknown)
    assert solver.check() == z3.sat
