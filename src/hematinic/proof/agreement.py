"""One patient asked twice: the solver and the engine that plans must say the same of every line.

The patients are the witnesses that the solver found, and each of them again with one fact just
below, at and just above a limit that a rule compares it with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import z3

from hematinic.expressions import reference, syntax
from hematinic.expressions.logic import STEP, Value, rounded
from hematinic.expressions.numbers import numbers
from hematinic.expressions.smt_values import Formula, settings
from hematinic.expressions.syntax import Node
from hematinic.proof.coverage import formula, goals, meets
from hematinic.proof.run import Run
from hematinic.proof.world import World


@dataclass(frozen=True, slots=True)
class Limit:
    """What a rule compares a fact with: a value, and that of another fact where one is named."""

    fact: str
    value: float
    step: float
    beside: str = ""
    """`as_of`, of a limit counted in days from it; or the name of a limit of the laboratory."""

    def points(self, beside: float = 0.0) -> Iterator[Value]:
        """Just below, at and just above."""
        for by in (-self.step, 0.0, self.step):
            point = rounded(self.value + beside + by)
            yield (point, point)


@dataclass(slots=True)
class Agreed:
    witnesses: int
    limits: int
    cases: int = 0
    disagreements: list[str] = field(default_factory=list)


class Agreement:
    def __init__(self, world: World) -> None:
        self.world, self.goals = world, goals(world)
        self.said = [formula(world, goal) for goal in self.goals]
        self.read = [world.reads(goal.reads) for goal in self.goals]
        self.asked: dict[str, tuple[list[int], Formula]] = {}
        self.known: dict[tuple[str, Value], list[tuple[Formula, Formula]]] = {}

    def disagreements(self, facts: Sequence[Value], changed: str = "") -> list[str]:
        """`changed`: the one fact in which the patient differs from one of whom they agreed; what
        does not read it says of both the same, and is not asked again."""
        asked, term = self.asked.get(changed) or self._asked(changed)
        if not asked:
            return []
        number = self.model(facts).eval(term, model_completion=True).as_long()
        run, last = Run(self.world.planner, facts), len(asked) - 1
        return [
            str(self.goals[goal])
            for i, goal in enumerate(asked)
            if bool(number >> (last - i) & 1) != meets(run, self.goals[goal])
        ]

    def _asked(self, changed: str) -> tuple[list[int], Formula]:
        """One term, so that what the lines share is evaluated once."""
        asked = [*range(len(self.goals))]
        if changed:
            bit = self.world.rules.slots[changed]
            asked = [i for i in asked if self.read[i] >> bit & 1]
        bits = [z3.If(self.said[i], z3.BitVecVal(1, 1), z3.BitVecVal(0, 1)) for i in asked]
        term = z3.Concat(*bits) if len(bits) > 1 else bits[0] if bits else None
        self.asked[changed] = asked, term
        return asked, term

    def model(self, facts: Sequence[Value]) -> Formula:
        """Just this patient, in symbols; what is not said of one is false or zero."""
        model = z3.Model()
        for name in self.world.facts:
            value = facts[self.world.rules.slots[name]]
            if value is not None and name != "valid_until":
                for symbol, is_ in self.settings(name, value):
                    # As `found.update_value`, which would look at the sort of each again.
                    z3.Z3_add_const_interp(model.ctx.ref(), model.model, symbol.ast, is_.as_ast())
        return model

    def settings(self, name: str, value: Value) -> list[tuple[Formula, Formula]]:
        """Kept: most facts of most patients are the same."""
        pairs = self.known.get((name, value))
        if pairs is None:
            encoded, words = self.world.facts[name], self.world.encoder.words
            pairs = [(symbol.decl(), is_) for symbol, is_ in settings(encoded, value, words)]
            self.known[name, value] = pairs
        return pairs


def agree(world: World, witnesses: Sequence[list[Value]]) -> Agreed:
    asked, at_limits = Agreement(world), list(limits(world)) if witnesses else []
    result = Agreed(len(witnesses), len(at_limits))
    written = [[_written(value) for value in facts] for facts in witnesses]
    for facts in written:
        result.cases += 1
        result.disagreements += asked.disagreements(facts)
    for name, facts in _at_limits(world, written, at_limits):
        result.cases += 1
        result.disagreements += asked.disagreements(facts, name)
    return result


def _written(value: Value) -> Value:
    """As a result could be written: a fraction of the solver's may have no end, and what the
    planner computes of it is rounded at the ninth digit."""
    if isinstance(value, tuple):
        return (round(value[0], 6), round(value[1], 6))
    return value


def _at_limits(
    world: World, witnesses: Sequence[list[Value]], at_limits: Sequence[Limit]
) -> Iterator[tuple[str, list[Value]]]:
    """Each limit on another witness, so that the rest of the record differs too; with the fact that
    is changed."""
    for i, limit in enumerate(at_limits):
        facts, slot = witnesses[i % len(witnesses)], world.rules.slots[limit.fact]
        beside = facts[world.rules.slots[limit.beside]] if limit.beside else (0.0, 0.0)
        for point in limit.points(beside[0]) if isinstance(beside, tuple) else ():
            if point in world.domains[limit.fact]:
                yield limit.fact, [*facts[:slot], point, *facts[slot + 1 :]]


# Limits


def limits(world: World) -> Iterator[Limit]:
    """Every value that a rule compares a fact with, directly or through a finding."""
    nodes = {name: definition.node for name, definition in world.rules.definitions.items()}
    compared_with = (
        limit
        for node in nodes.values()
        for compared in _comparisons(node)
        for limit in _of(world, compared, nodes)
    )
    return iter(dict.fromkeys(compared_with))


def _comparisons(node: Node) -> Iterator[syntax.Compare]:
    if isinstance(node, syntax.Compare):
        yield node
    for child in syntax.children(node):
        yield from _comparisons(child)


def _of(world: World, node: syntax.Compare, nodes: Mapping[str, Node]) -> Iterator[Limit]:
    if isinstance(node.left, syntax.Name | syntax.Coalesce):
        for number in numbers(node.right, nodes):
            for name in _facts(world, node.left):
                yield Limit(name, number.value, 1.0 if world.domains[name].whole else STEP)
    match node.left, node.right:
        case syntax.Name() as left, syntax.Name(name=other) if other in world.domains:
            if world.domains[other].kind.kind == "quantity":
                for name in _facts(world, left):
                    yield Limit(name, 0.0, STEP, other)
        case syntax.Name(name=name), syntax.Shift(date=syntax.Name(name="as_of")) as day:
            back = reference.evaluate(day, {"as_of": (SOME_DAY, SOME_DAY)})
            if name in world.domains and isinstance(back, tuple):
                yield Limit(name, back[0] - SOME_DAY, 1.0, "as_of")
        case syntax.Elapsed(unit="days", start=syntax.Name(name=name)), syntax.Number(value=value):
            if name in world.domains:
                yield Limit(name, -value, 1.0, "as_of")


SOME_DAY = 739_943.0
"""Months before it are counted in days; another day would differ by one or two."""


def _facts(world: World, node: Node) -> Iterator[str]:
    """The facts whose own value is compared: a finding stands for those that it is made of."""
    for name in syntax.names(node):
        if name in world.domains:
            yield name
        elif isinstance(inner := world.rules.definitions[name].node, syntax.Name | syntax.Coalesce):
            yield from _facts(world, inner)
