"""Which alerts bear on the draft orders of a record.

Shown are every critical alert; every other one that would not stand, or would stand lower, without
the orders; and every one whose condition names a medicine, a group of medicines or a course that is
ordered. All of it is derived: no alert is marked for it.
"""

from collections.abc import Iterator

import msgspec

from hematinic.expressions import syntax
from hematinic.guideline import layout
from hematinic.guideline.names import selector, verb
from hematinic.guideline.rules import Rules
from hematinic.plan.build import LEVELS, Planner
from hematinic.plan.model import Fired, Plan
from hematinic.record.events import Event, Record

DRAFTS = ("ordered", "stop_ordered", "booked")
"""The kinds of event that are orders still to be checked."""


class OrderChecker(Planner):
    """Plans as a planner does, and keeps of the alerts only those that bear on draft orders."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.named = dict(_named(rules))

    def plan(self, record: Record, as_of: int) -> Plan:
        plan = super().plan(record, as_of)
        drafts = [event for event in record.events if event.kind in DRAFTS]
        others = tuple(event for event in record.events if event.kind not in DRAFTS)
        before = super().plan(msgspec.structs.replace(record, events=others), as_of)
        without = {fired.alert.id: LEVELS[fired.level] for fired in before.alerts}
        names = {name for event in drafts for name in self.names(event)}
        alerts = tuple(fired for fired in plan.alerts if self.bears(fired, without, names))
        return msgspec.structs.replace(plan, alerts=alerts)

    def names(self, event: Event) -> tuple[str, ...]:
        """What an order is of: the medicine, its groups, and the courses it would belong to."""
        return self.extractor.under.of(event.name, event.route)

    def bears(self, fired: Fired, without: dict[str, int], names: set[str]) -> bool:
        level = LEVELS[fired.level]
        harder = level < without.get(fired.alert.id, len(LEVELS))
        return level == 0 or harder or bool(self.named[fired.alert.id] & names)


def _named(rules: Rules) -> Iterator[tuple[str, frozenset[str]]]:
    """For each alert the medicines, groups and courses that its condition names: in a fact about
    orders or bookings, or as what the plan offers."""
    ordered = {}
    for name, fact in rules.guideline.facts.items():
        kind, of = selector(verb(fact)[1])
        if kind in DRAFTS:
            ordered[name] = of
    nodes = {name: definition.node for name, definition in rules.definitions.items()}

    def read(name: str, seen: set[str]) -> Iterator[str]:
        for part in syntax.names(nodes[name]):
            if part in ordered:
                yield ordered[part]
            elif part.startswith(("offered(", "recommended(")):
                yield part.partition("(")[2][:-1]
            elif part in nodes and part not in seen:
                seen.add(part)
                yield from read(part, seen)

    for alert in rules.guideline.alerts:
        yield alert.id, frozenset(read(layout.when(alert.id), set()))
