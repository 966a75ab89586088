"""The values of everything a guideline names, for one patient on one day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hematinic.expressions.logic import Value
from hematinic.expressions.python import Open
from hematinic.guideline.rules import Rules
from hematinic.record.events import Event
from hematinic.record.facts import Facts

Found = TypeVar("Found")


@dataclass(slots=True, eq=False)
class Assessment:
    """All slots filled."""

    rules: Rules
    facts: Facts
    units: str = ""
    """In whose units it is to be told; empty: in those of the jurisdiction."""
    derived: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)
    """What `once` has been asked for."""
    open: Open = field(init=False, repr=False)
    """For each definition the facts that could still turn it, and those for want of which it is
    unknown."""

    def __post_init__(self) -> None:
        self.open = Open(self.rules.open, self.facts.values)

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
        try:
            value: Found = self.derived[make]
        except KeyError:
            value = self.derived[make] = make(self)
        return value


def assess(rules: Rules, facts: Facts, units: str = "") -> Assessment:
    """All that follows from the facts."""
    rules.fill(facts.values)
    return Assessment(rules, facts, units)
