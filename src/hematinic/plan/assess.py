"""The values of everything a guideline names, for one patient on one day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hematinic.expressions.logic import Value
from hematinic.expressions.python import Masks
from hematinic.guideline.rules import Rules
from hematinic.record.events import Event
from hematinic.record.facts import Facts

Found = TypeVar("Found")


@dataclass(slots=True, eq=False)
class Assessment:
    """All slots filled, and for each definition the facts that could still turn it, and those for
    want of which it is unknown."""

    rules: Rules
    facts: Facts
    masks: Masks
    doubts: Masks
    units: str = ""
    """In whose units it is to be told; empty: in those of the jurisdiction."""
    derived: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)
    """What `once` has been asked for."""

    @property
    def values(self) -> list[Value]:
        return self.facts.values

    def value(self, name: str) -> Value:
        return self.facts.values[self.rules.slots[name]]

    def source(self, name: str) -> Event | None:
        return self.facts.sources.get(self.rules.slots[name])

    def once(self, make: Callable[["Assessment"], Found]) -> Found:
        """What `make` makes of it: the first time it is asked for, and then kept. For what many
        lines of a plan rest on."""
        if make not in self.derived:
            self.derived[make] = make(self)
        value: Found = self.derived[make]
        return value


def assess(rules: Rules, facts: Facts, units: str = "") -> Assessment:
    """All that follows from the facts, and what could still turn it."""
    masks, doubts = ([0] * len(rules.slots) for _ in range(2))
    rules.fill(facts.values)
    # In this order: what could turn the second stage is told in terms of facts, so it needs the
    # masks of the definitions that it reads, which the first has left behind.
    for program in rules.programs:
        program.ask(facts.values, masks)
        program.blame(facts.values, masks, doubts)
    return Assessment(rules, facts, masks, doubts, units)
