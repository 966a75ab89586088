"""A changed guideline made ready, and no more of it than is asked for.

To write all of a guideline as a program takes longer than to ask whether a change matters. One
expression is read and typed by itself; the rest stays as it was.
"""

from dataclasses import replace
from functools import cached_property

from hematinic.expressions import reference, syntax
from hematinic.expressions.check import check
from hematinic.expressions.logic import Value
from hematinic.expressions.parse import parse
from hematinic.guideline import names
from hematinic.guideline.expression import Definition
from hematinic.guideline.places import Places
from hematinic.guideline.published import with_figures
from hematinic.guideline.rules import Rules, redecided, rules_of
from hematinic.plan.build import Planner
from tools.mutation.changes import Mutant


class Changed:
    """Raises ExpressionError or GuidelineError where the change is refused."""

    def __init__(self, before: Rules, places: Places, mutant: Mutant) -> None:
        self.before, self.places, self.mutant = before, places, mutant
        self.definition = self._definition() if mutant.definition else None
        self.rules = self._rules()
        """All but the programs of what was changed."""

    def _definition(self) -> Definition:
        old = self.before.definitions[self.mutant.definition]
        guideline, calls = self.before.guideline, self.before.decision.calls
        scope = names.scope(guideline, self.before.types, calls)
        read = with_figures(parse(self.mutant.text), guideline.limits, guideline.elements)
        node, kind = check(read, scope, self.mutant.text, old.type)
        return replace(old, text=self.mutant.text, node=node, type=kind)

    def _rules(self) -> Rules:
        if self.mutant.facts or self.mutant.parts:
            return self.planner.rules
        rules = redecided(self.before, self.mutant.guideline)
        if self.definition:
            changed = {self.definition.name: self.definition}
            rules = replace(rules, definitions={**rules.definitions, **changed})
        return rules

    @cached_property
    def planner(self) -> Planner:
        """With which plans can be made."""
        mutant = self.mutant
        if mutant.definition or mutant.facts or mutant.parts:
            return Planner(rules_of(mutant.guideline, self.places))
        return Planner(self.rules)

    def turns(self, values: list[Value]) -> bool:
        """Whether the changed expression comes out otherwise for these values of all names."""
        if self.definition is None:
            return True
        slots = self.before.slots
        read = {name: values[slots[name]] for name in syntax.names(self.definition.node)}
        return reference.evaluate(self.definition.node, read) != values[slots[self.definition.name]]
