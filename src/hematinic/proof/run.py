"""A patient, given by the values of the facts, run through the engine that makes plans.

Whatever the solver says is believed only where this says the same.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from hematinic.expressions import reference, syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node
from hematinic.guideline.layout import ItemSlots
from hematinic.guideline.model import Alert, Check, Recommendation
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner

Item = TypeVar("Item", Recommendation, Alert, Check)


class Run:
    """Everything that a claim can ask of a plan."""

    def __init__(self, planner: Planner, facts: Sequence[Value]) -> None:
        self.rules: Rules = planner.rules
        self.values = [*facts[: self.rules.facts], *planner.extractor.blank[self.rules.facts :]]
        self.rules.fill(self.values)
        guideline, layout = self.rules.guideline, self.rules.layout
        self.standing = self._in(guideline.recommendations, layout.recommendations)
        self.alerts = self._in(guideline.alerts, layout.alerts)
        self.checks = self._in(guideline.monitoring, layout.checks)
        self.cases: dict[str, int] = {}
        """Of each finding that is written as cases and was asked for, the one that holds."""

    def _in(self, items: Sequence[Item], slots: Mapping[str, ItemSlots]) -> list[Item]:
        return [item for item in items if self.values[slots[item.id].stands]]

    @property
    def contraindicated(self) -> set[str]:
        recommendations = self.rules.layout.recommendations
        return {name for name, slots in recommendations.items() if self.values[slots.refused]}

    def stands(self, item: str) -> bool:
        return self.values[self.rules.items[item].stands] is True

    def value(self, node: Node) -> Value:
        """Of a claim: an expression that may also ask what is refused, fired or due."""
        return reference.evaluate(node, {name: self.named(name) for name in syntax.names(node)})

    def named(self, name: str) -> Value:
        slot = self.rules.slots.get(name)
        if slot is not None:
            return self.values[slot]
        function, _, argument = name.rstrip(")").partition("(")
        return self.value(self.rules.decision.asked(function, argument))
