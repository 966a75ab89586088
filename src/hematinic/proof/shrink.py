"""A patient of a proof, made as plain as can be: what does not matter is left unrecorded."""

from collections.abc import Callable, Iterator, Sequence

from hematinic.expressions import syntax
from hematinic.expressions.logic import Span, Value
from hematinic.expressions.python import Program, compile_program
from hematinic.expressions.syntax import Node
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.proof.domain import AHEAD, BACK, Domain
from hematinic.proof.run import Run
from hematinic.proof.world import usual

Holds = Callable[[Run], bool]

Both = tuple[list[Value], list[Value]]
HoldOfBoth = Callable[[Sequence[Value], Sequence[Value]], bool]

PASSES = 4
"""What one fact needed may be needed no more once another is gone."""


class Shrinker:
    def __init__(self, planner: Planner, domains: dict[str, Domain]) -> None:
        self.planner, self.rules, self.domains = planner, planner.rules, domains
        self.relations = [relation.node for relation in self.rules.relations.values()]
        self.checked: tuple[Program, int] | None = None

    def shrink(self, facts: Sequence[Value], holds: Holds) -> list[Value]:
        """The same is true of the patient that comes back, of whom as little as can be is known."""
        shrunk = list(facts[: self.rules.facts])
        for _ in range(PASSES):
            before = shrunk
            for slot in self.order():
                shrunk = self.plain(shrunk, slot, holds)
            if shrunk == before:
                break
        return shrunk

    def plain(self, facts: list[Value], slot: int, holds: Holds) -> list[Value]:
        for value in self.plainer(slot, facts[slot]):
            tried = [*facts[:slot], value, *facts[slot + 1 :]]
            if self.possible(tried) and holds(Run(self.planner, tried)):
                return tried
        return facts

    def order(self) -> list[int]:
        """Later facts first: they are taken from the elements before them."""
        return list(reversed(range(self.rules.facts)))

    def plainer(self, slot: int, value: Value) -> Iterator[Value]:
        """Unrecorded, else exact and round."""
        name, unrecorded = self.rules.names[slot], self.rules.defaults[slot]
        if value == unrecorded or name in ("as_of", "valid_until"):
            return
        yield usual(self.rules, name) if name in PATIENT else unrecorded
        if isinstance(value, tuple):
            yield from _rounder(value)

    def possible(self, facts: Sequence[Value]) -> bool:
        """Within every domain, and against no relation."""
        values = dict(zip(self.rules.names, facts, strict=False))
        inside = all(values[name] in domain for name, domain in self.domains.items())
        return inside and _dates_fit(self.rules, self.domains, values) and self.related(facts)

    def related(self, facts: Sequence[Value]) -> bool:
        if self.checked is None or self.checked[1] != len(self.relations):
            self.checked = _compiled(self.rules, self.relations), len(self.relations)
        values = [*facts[: self.rules.facts], *self.planner.extractor.blank[self.rules.facts :]]
        values += [None] * len(self.relations)
        self.checked[0].fill(values)
        return not any(value is False for value in values[-len(self.relations) :])


def _compiled(rules: Rules, relations: Sequence[Node]) -> Program:
    """Each relation written to a slot after all others, and before them the definitions that they
    read."""
    slots, definitions = dict(rules.slots), dict[str, Node]()

    def read(node: Node) -> None:
        for name in syntax.names(node):
            if name in rules.definitions and name not in definitions:
                read(rules.definitions[name].node)
                definitions[name] = rules.definitions[name].node

    for i, node in enumerate(relations):
        read(node)
        slots[f"relation {i}"] = len(rules.names) + i
        definitions[f"relation {i}"] = node
    return compile_program([*definitions.items()], slots)


class PairShrinker(Shrinker):
    """Two patients at once: what both have alike is changed in both."""

    def shrink_both(
        self, first: Sequence[Value], second: Sequence[Value], holds: HoldOfBoth
    ) -> tuple[list[Value], list[Value]]:
        both = list(first[: self.rules.facts]), list(second[: self.rules.facts])
        for _ in range(PASSES):
            before = both
            for slot in self.order():
                both = self.plain_both(both, slot, holds)
            if both == before:
                break
        return both

    def plain_both(self, both: Both, slot: int, holds: HoldOfBoth) -> Both:
        for pair in self.tried(both[0][slot], both[1][slot], slot):
            first, second = (
                [*v[:slot], p, *v[slot + 1 :]] for v, p in zip(both, pair, strict=True)
            )
            if self.possible(first) and self.possible(second) and holds(first, second):
                return first, second
        return both

    def tried(self, first: Value, second: Value, slot: int) -> Iterator[tuple[Value, Value]]:
        if first == second:
            yield from ((value, value) for value in self.plainer(slot, first))
            return
        yield first, first
        yield second, second
        yield from ((value, second) for value in self.plainer(slot, first))
        yield from ((first, value) for value in self.plainer(slot, second))


def _rounder(value: Span) -> Iterator[Value]:
    low, high = value
    yield (1.0, 1.0)
    for digits in (0, 1, 2, 3):
        point = round(low, digits)
        if low <= point <= high:
            yield (point, point)
            break
    for digits in (0, 1, 2, 3):
        point = round((low + high) / 2, digits)
        yield (point, point)
    if low != high:
        yield (low, low)


def _dates_fit(rules: Rules, domains: dict[str, Domain], values: dict[str, Value]) -> bool:
    today = values["as_of"]
    assert isinstance(today, tuple)
    for name, domain in domains.items():
        value = values[name]
        if domain.kind.kind == "date" and isinstance(value, tuple) and name not in PATIENT:
            last = today[0] + (AHEAD if domain.ahead else 0)
            if value[0] < today[0] - BACK or value[1] > last:
                return False
    return True
