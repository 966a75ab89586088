"""Which alerts bear on the draft orders of a record.

Shown are every critical alert; every other one that would not stand, or would stand lower, without
the orders; and every one whose condition names a medicine, a group of medicines or a course that is
ordered. All of it is derived: no alert is marked for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from hematinic.guideline import layout
from hematinic.guideline.names import selector, verb
from hematinic.guideline.rules import Rules
from hematinic.plan.build import LEVELS, Planner
from hematinic.plan.model import Fired, Plan
from hematinic.record.chosen import kinds_read
from hematinic.record.events import Event, Record

DRAFTS = ("ordered", "stop_ordered", "booked")
"""The kinds of event that are orders still to be checked."""


class OrderChecker(Planner):
    """Plans as a planner does, and keeps of the alerts only those that bear on draft orders."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.named = rules.once(_named)
        self.movable = rules.once(_movable)

    def plan(self, record: Record, as_of: int) -> Plan:
        plan = self.whole(record, as_of)
        drafts = [event for event in record.events if event.kind in DRAFTS]
        alerts = self.bearing(
            plan, drafts, lambda: self.standing(without_events(record, drafts), as_of)
        )
        return msgspec.structs.replace(plan, alerts=tuple(alerts))

    def whole(self, record: Record, as_of: int) -> Plan:
        """With all its alerts."""
        return super().plan(record, as_of)

    def bearing(
        self, plan: Plan, drafts: Sequence[Event], before: Callable[[], Mapping[str, int]]
    ) -> Iterator[Fired]:
        """Of the alerts of a plan those that bear on these orders of its record. `before` gives
        what stands without them; it is asked only where that decides."""
        names = {name for event in drafts for name in self.names(event)}
        for fired in plan.alerts:
            named = self.named[fired.alert.id] & names
            if fired.level == "critical" or named or self.is_new(fired, before):
                yield fired

    def is_new(self, fired: Fired, before: Callable[[], Mapping[str, int]]) -> bool:
        """Whether it did not stand before, or stood lower."""
        name = fired.alert.id
        # Cheap first: of most alerts it is known from their conditions that no order can move them.
        return name in self.movable and LEVELS[fired.level] < before().get(name, len(LEVELS))

    def standing(self, record: Record, as_of: int) -> dict[str, int]:
        """The alerts that stand for a record, each with its level (0 the hardest): a plan's
        alerts at a part of its cost."""
        values = self.extractor.facts(record, as_of).values
        self.rules.fill(values)
        return {
            alert.id: LEVELS[alert.level] for alert, slots in self.alerts if values[slots.stands]
        }

    def names(self, event: Event) -> tuple[str, ...]:
        """What an order is of: the medicine, its groups, and the courses it would belong to."""
        return self.extractor.under.of(event.name, event.route)


def without_events(record: Record, events: Iterable[Event]) -> Record:
    left_out = {id(event) for event in events}
    kept = tuple(event for event in record.events if id(event) not in left_out)
    return msgspec.structs.replace(record, events=kept)


def _movable(rules: Rules) -> frozenset[str]:
    """The alerts in which anything can change with an order: they read one, or what the plan
    offers, or such an alert stands in their place."""
    orders, named = 0, rules.once(_named)
    for name, fact in rules.guideline.facts.items():
        if kinds_read(fact, rules.guideline) & set(DRAFTS):
            orders |= 1 << rules.slots[name]
    alerts = rules.guideline.alerts
    movable = {
        alert.id
        for alert in alerts
        if named[alert.id] or rules.reads[rules.layout.alerts[alert.id].when] & orders
    }
    # An alert that is silenced by one that reads orders comes and goes with it.
    movable |= {other for alert in alerts if alert.id in movable for other in alert.instead_of}
    return frozenset(movable)


def _named(rules: Rules) -> Mapping[str, frozenset[str]]:
    """For each alert the medicines, groups and courses that its condition names: in a fact about
    orders or bookings, or as what the plan offers."""
    ordered = {}
    for name, fact in rules.guideline.facts.items():
        kind, of = selector(verb(fact)[1])
        if kind in DRAFTS:
            ordered[name] = of

    def read(name: str, seen: set[str]) -> Iterator[str]:
        for part in rules.names_in(name):
            if part in ordered:
                yield ordered[part]
            elif part.startswith(("offered(", "recommended(")):
                yield part.partition("(")[2][:-1]
            # Through findings: `iron_ordered` names no medicine, what it is made of does.
            elif part in rules.definitions and part not in seen:
                seen.add(part)
                yield from read(part, seen)

    return {
        alert.id: frozenset(read(layout.when(alert.id), set())) for alert in rules.guideline.alerts
    }
