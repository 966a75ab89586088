"""What would change the plan: the smallest changes of a single fact that add or take a line.

A fact can only matter where an item's condition reads it, and only at the values that conditions
tell apart. So its candidates are: present and absent for a truth, each option of a text, and for
a quantity one value in each stretch between the numbers it is compared with.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from hematinic.expressions import syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.numbers import numbers
from hematinic.expressions.python import Slots
from hematinic.expressions.syntax import Node
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner, changing
from hematinic.plan.model import Plan
from hematinic.plan.refill import Refill
from hematinic.plan.unknowns import bits

Items = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    fact: str
    value: Value
    gives: Items
    """Items that would stand."""
    takes: Items
    """Items that would not stand any more."""


class WhatIf:
    """Ready to ask of any plan of one guideline."""

    def __init__(self, planner: Planner) -> None:
        self.planner, self.rules = planner, planner.rules
        self.names = self.rules.names
        self.compared = self.rules.once(_compared)
        self.refill = self.rules.once(_towards_lines)
        self.slots = list(bits(self._read() & self._changeable()))
        self.conditions = self.rules.layout.conditions
        self.lines = {slot: name for name, slot in planner.changing}

    def _changeable(self) -> int:
        """Facts that a clinician could come to know: what is asked for, and the age."""
        return sum(1 << slot for slot in self.planner.unknowns.questions)

    def _read(self) -> int:
        mask = 0
        for slots in self.rules.items.values():
            mask |= self.rules.reads[slots.when]
        return mask

    def changes(self, plan: Plan) -> list[Change]:
        """The changes that turn the most lines first; of a fact, each outcome once."""
        values = [*plan.assessment.values]
        changes: list[Change] = []
        for slot in self.turning(plan):
            # The empty outcome is known from the start: what changes nothing is not told.
            outcomes: set[tuple[Items, Items]] = {((), ())}
            for value in self.candidates(slot, values):
                outcome = self.outcome(values, slot, value)
                if outcome not in outcomes:
                    outcomes.add(outcome)
                    changes.append(Change(self.names[slot], value, *outcome))
        changes.sort(key=lambda change: -len(change.gives) - len(change.takes))
        return changes

    def outcome(self, values: Slots, slot: int, value: Value) -> tuple[Items, Items]:
        """The items that would come into the plan with this value, and those that would leave
        it."""
        gives, takes, lines = list[str](), list[str](), self.lines
        for reached, now in self.refill.changed(values, slot, value).items():
            if reached in lines and bool(now) is not bool(values[reached]):
                (gives if now else takes).append(lines[reached])
        return tuple(sorted(gives)), tuple(sorted(takes))

    def turning(self, plan: Plan) -> Iterator[int]:
        """Facts that are known, and of the unknown those that some item is still open to."""
        values, still_open = plan.assessment.values, 0
        for slot in self.conditions:
            still_open |= plan.assessment.open.could_turn[slot]
        # Of the unknown facts only those that some condition is open to: with `a or b` and a known
        # true, no value of b changes anything.
        return (s for s in self.slots if values[s] is not None or still_open >> s & 1)

    def candidates(self, slot: int, values: Sequence[Value]) -> Iterator[Value]:
        kind, now = self.rules.types[self.names[slot]], values[slot]
        if now is not None and self.names[slot] in PATIENT:
            return iter(())  # nobody's age changes
        options: Iterable[Value] = self.stretches(slot, values)
        if kind.kind == "boolean":
            options = (True, False)
        elif kind.kind == "text":
            options = kind.options or ()
        return (value for value in options if value != now)

    def stretches(self, slot: int, values: Sequence[Value]) -> Sequence[Value]:
        """A value below the lowest number that a quantity is compared with, and above each."""
        compared = self.compared.get(slot)
        if compared is None:
            return ()
        if not compared.limits:
            return compared.stretches
        limits = (values[limit] for limit in compared.limits)
        own = {limit[0] for limit in limits if isinstance(limit, tuple)}
        return _between(sorted(compared.numbers | own))


def _towards_lines(rules: Rules) -> Refill:
    """Nobody asks here what a change does to the days of a check or the amount of a dose."""
    return Refill(rules, (slot for _, slot in changing(rules)))


@dataclass
class _Compared:
    """The numbers that a fact is compared with, and the slots of the limits."""

    numbers: set[float]
    limits: set[int]

    @cached_property
    def stretches(self) -> Sequence[Value]:
        """Where it is compared with numbers alone."""
        return _between(sorted(self.numbers))


def _compared(rules: Rules) -> dict[int, _Compared]:
    compared: dict[int, _Compared] = {}
    limits = rules.guideline.limits
    nodes = {name: definition.node for name, definition in rules.definitions.items()}

    def visit(node: Node) -> None:
        if isinstance(node, syntax.Compare):
            # Either side may hold the fact: `x < 45` and `45 > x` say the same.
            for side, other in ((node.left, node.right), (node.right, node.left)):
                for name in syntax.names(side):
                    at = compared.setdefault(rules.slots[name], _Compared(set(), set()))
                    at.numbers |= {number.value for number in numbers(other, nodes)}
                    if isinstance(other, syntax.Name) and other.name in limits:
                        at.limits.add(rules.slots[other.name])
        for child in syntax.children(node):
            visit(child)

    for node in nodes.values():
        visit(node)
    return {slot: at for slot, at in compared.items() if at.numbers or at.limits}


def _between(numbers: Sequence[float]) -> Sequence[Value]:
    """Compared with 45 and 100: one value below 45, one between and one above 100 stand for all,
    since no condition tells two numbers of one stretch apart."""
    if not numbers:
        return ()
    ends = (numbers[0] - _step(numbers[0]), *(number + _step(number) for number in numbers))
    return tuple((end, end) for end in ends)


def _step(number: float) -> float:
    # Two hundredths beyond, so that no rounding brings it back.
    return round(max(abs(number) * 0.02, 0.01), 3)
