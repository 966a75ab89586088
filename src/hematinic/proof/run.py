"""A patient, given by the values of the facts, run through the engine that makes plans.

Whatever the solver says is believed only where this says the same.
"""

from collections.abc import Iterator, Sequence

from hematinic.expressions import reference, syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node
from hematinic.guideline.model import Alert, Check, Recommendation
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.build import Planner
from hematinic.record.facts import Facts


class Run:
    """Everything that a claim can ask of a plan."""

    def __init__(self, planner: Planner, facts: Sequence[Value]) -> None:
        self.rules: Rules = planner.rules
        rules, blank = planner.rules, planner.extractor.blank
        self.values = [*facts[: rules.facts], *blank[rules.facts :]]
        today = self.values[rules.slots["as_of"]]
        as_of = int(today[0]) if isinstance(today, tuple) else 0
        rules.programs[0].fill(self.values)
        self.contraindicated = {
            entry.item.id
            for entry in planner.decider.items
            if entry.applies(self.values) and entry.refusal(self.values)
        }
        self.standing = [entry.item for entry in planner.decider.standing(self.values)[0]]
        rules.programs[1].fill(self.values)
        nothing = [0] * len(rules.slots)
        assessment = Assessment(rules, Facts(self.values, {}, {}, as_of), nothing, nothing)
        self.alerts = [fired.alert for fired in planner.fired(assessment)]
        self.checks = [due.check for due in planner.due(assessment)]

    def value(self, node: Node) -> Value:
        """Of a claim: an expression that may also ask what is refused, fired or due."""
        return reference.evaluate(node, {name: self.named(name) for name in syntax.names(node)})

    def named(self, name: str) -> Value:
        if name in self.rules.slots:
            return self.values[self.rules.slots[name]]
        function, _, argument = name.rstrip(")").partition("(")
        return argument in set(self._codes(function))

    def _codes(self, function: str) -> Iterator[str]:
        refused: list[Recommendation] = []
        if function == "refused":
            every = self.rules.guideline.recommendations
            refused = [item for item in every if item.id in self.contraindicated]
        said: dict[str, Sequence[Alert | Check]] = {"alert": self.alerts, "due": self.checks}
        for item in (*refused, *said.get(function, ())):
            yield item.id
            yield from item.implements
