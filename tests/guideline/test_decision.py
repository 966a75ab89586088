"""What stands, is refused, is offered, fires and is due, held to a plain reading of the guideline.

Each patient is nothing but the values of all conditions, each true, false or unknown by chance.
"""

import random
from dataclasses import dataclass, field
from functools import cache

import msgspec
import pytest

from hematinic.expressions import reference, syntax
from hematinic.expressions.logic import Value
from hematinic.guideline import layout
from hematinic.guideline.decision import superseders_first
from hematinic.guideline.load import builtin, read_folder
from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import Rules, redecided, rules_of
from once import RULES

SEEDS = range(60)


@cache
def rules() -> Rules:
    """The guideline, with alerts that silence each other, the first of them listed last."""
    guideline, places = read_folder(builtin())
    first, second, third = guideline.alerts[:3]
    silencing = (
        first,
        msgspec.structs.replace(second, instead_of=(first.id,), if_unknown="hold"),
        msgspec.structs.replace(third, instead_of=(second.id,), if_unknown="act"),
        *guideline.alerts[3:],
    )
    return rules_of(msgspec.structs.replace(guideline, alerts=silencing), places)


def someone(seed: int, of: Rules) -> list[Value]:
    chance, values = random.Random(seed), list[Value]([None] * len(of.slots))
    share = chance.choice((0.15, 0.5, 0.85))
    for name, definition in of.definitions.items():
        known: Value = (5.0, 9.0) if definition.type.kind != "boolean" else chance.random() < share
        values[of.slots[name]] = known if chance.random() < 0.75 else None
    return values


def decided(seed: int, of: Rules) -> list[Value]:
    values = someone(seed, of)
    for program in of.decided:
        program.fill(values)
    return values


# A plain reading


@dataclass
class Read:
    standing: set[str] = field(default_factory=set)
    recommended: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    alerts: set[str] = field(default_factory=set)
    due: set[str] = field(default_factory=set)
    sentence: int = 0


def holds(value: Value, if_unknown: str, counts: str) -> bool:
    return value is True or (value is None and if_unknown == counts)


def read(guideline: Guideline, value: dict[str, Value]) -> Read:
    found = Read()
    for item, above in superseders_first(guideline.recommendations):
        if not holds(value[f"when {item.id}"], item.if_unknown, "act"):
            continue
        if any(
            holds(value[f"against {item.id} {i}"], reason.if_unknown, "hold")
            for i, reason in enumerate(item.contraindications)
        ):
            found.refused.add(item.id)
        elif not found.standing & set(above):
            found.standing.add(item.id)
            weighed = item.consider_when and value[f"considered {item.id}"] is not False
            if item.status == "recommended" and not weighed:
                found.recommended.add(item.id)
    for alert, above in superseders_first(guideline.alerts):
        fires = holds(value[f"when {alert.id}"], alert.if_unknown, "act")
        if fires and not found.alerts & set(above):
            found.alerts.add(alert.id)
    for check in guideline.monitoring:
        if value[f"when {check.id}"] is True and value[f"due {check.id}"] is not None:
            found.due.add(check.id)
    lines = guideline.header.bottom_line
    for found.sentence, line in enumerate(lines):
        if holds(value[f"bottom_line {found.sentence}"], line.if_unknown, "act"):
            break
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_decision_is_what_the_guideline_says(seed: int) -> None:
    values, of = decided(seed, rules()), rules()
    found = read(of.guideline, dict(zip(of.names, values, strict=True)))
    placed = of.layout

    def stand(items: object) -> set[str]:
        return {name for name in items if values[of.items[name].stands]}  # type: ignore[attr-defined]

    assert stand(placed.recommendations) == found.standing
    assert stand(placed.alerts) == found.alerts
    assert stand(placed.checks) == found.due
    refused = {n for n, slots in placed.recommendations.items() if values[slots.refused]}
    assert refused == found.refused
    recommended = {n for n, slots in placed.recommendations.items() if values[slots.recommended]}
    assert recommended == found.recommended
    assert values[placed.said] == (found.sentence, found.sentence)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_steps_compiled_are_the_steps_evaluated(seed: int) -> None:
    of, values = rules(), dict(zip(rules().names, someone(seed, rules()), strict=True))
    for name, node in of.decision.steps().items():
        values[name] = reference.evaluate(node, values)
    assert list(values.values()) == decided(seed, of)


def test_each_step_reads_only_what_stands_before_it_and_is_never_unknown() -> None:
    of = rules()
    for name, node in of.decision.steps().items():
        assert all(of.slots[read] < of.slots[name] for read in syntax.names(node)), name
    nothing = list[Value]([None] * len(of.slots))
    for program in of.decided:
        program.fill(nothing)
    assert all(nothing[of.slots[name]] is not None for name in of.decision.steps())


# What is asked of it


def test_a_line_is_offered_by_all_its_names() -> None:
    found = RULES.decision
    [line] = [one for one in RULES.guideline.recommendations if one.id == "iron-oral-daily"]
    names = (line.id, *line.implements, "ferrous_sulfate", "iron", "oral_iron")
    for name in names:
        assert layout.stands(line.id) in found.named["offered"][name]
        assert layout.recommended(line.id) in found.named["recommended"][name]
    assert layout.stands(line.id) not in found.named["offered"]["intravenous_iron"]


def test_what_is_only_considered_is_not_recommended() -> None:
    found, items = RULES.decision.named, RULES.guideline.recommendations
    lesser = [item.id for item in items if item.status != "recommended"]
    assert lesser
    for name in lesser:
        assert layout.stands(name) in found["offered"][name]
        assert layout.recommended(name) not in found["recommended"].get(name, ())


def test_iron_that_is_stopped_is_not_offered() -> None:
    """Only what is given to the patient goes by its medicine."""
    before = RULES.guideline
    [oral] = [item for item in before.recommendations if item.id == "iron-oral-daily"]
    for action, gives in (("prescribe", True), ("stop", False)):
        other = msgspec.structs.replace(oral, action=action)
        guideline = msgspec.structs.replace(before, recommendations=(other,))
        named = redecided(RULES, guideline).decision.named["offered"]
        assert ("iron" in named, "ferrous_sulfate" in named) == (gives, gives)


def test_what_nobody_is_called_is_never_offered() -> None:
    assert RULES.decision.asked("offered", "S1000") == syntax.Boolean(False)


# How an unknown counts, without writing the expressions anew


def test_another_unknown_is_another_decision_of_the_same_expressions() -> None:
    before = RULES
    item = before.guideline.recommendations[0]
    other = "hold" if item.if_unknown == "act" else "act"
    changed = msgspec.structs.replace(item, if_unknown=other)
    guideline = msgspec.structs.replace(
        before.guideline, recommendations=(changed, *before.guideline.recommendations[1:])
    )
    after, unknown = redecided(before, guideline), list[Value]([None] * len(before.slots))
    assert after.programs is before.programs
    found = []
    for of in (before, after):
        of.decided[0].fill(unknown)
        found.append(unknown[of.items[item.id].applies])
    assert found == [item.if_unknown == "act", other == "act"]
