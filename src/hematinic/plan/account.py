"""The account of a record: what became of each of its events.

An event decided a line if the line would not be in the plan, or would be another, without it. That
is found by planning without the event, so the account is as right as the plan; it costs a plan an
event and is made only where it is asked for.
"""

import math
from collections.abc import Hashable, Iterator, Sequence
from typing import Literal

import msgspec

from hematinic.guideline.quantities import days
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.events import Event, Record, SetAside

Became = Literal["decided", "changes nothing", "superseded", "too old", "set aside", "read by none"]


class Accounted(msgspec.Struct, frozen=True, kw_only=True):
    """One event, and what became of it."""

    event: Event | SetAside
    became: Became
    lines: tuple[str, ...] = ()
    """The recommendations, alerts and checks that it decided."""


class Accountant:
    """Ready to account for any record of one guideline."""

    def __init__(self, planner: Planner) -> None:
        self.planner, self.rules = planner, planner.rules
        self.read = 0
        for mask in self.rules.reads.values():
            self.read |= mask

    def account(self, record: Record, plan: Plan) -> Iterator[Accounted]:
        before = _decided(plan)
        for i, event in enumerate(record.events):
            others = record.events[:i] + record.events[i + 1 :]
            without = msgspec.structs.replace(record, events=others)
            after = _decided(self.planner.plan(without, plan.as_of))
            names = (*before, *(name for name in after if name not in before))
            lines = tuple(name for name in names if before.get(name) != after.get(name))
            became: Became = "decided" if lines else self.idle(event, others, plan.as_of)
            yield Accounted(event=event, became=became, lines=lines)
        for entry in plan.record:
            yield Accounted(event=entry, became="set aside")

    def idle(self, event: Event, others: Sequence[Event], as_of: int) -> Became:
        """Why an event decides nothing."""
        if not self.is_read(event):
            return "read by none"
        if any(_supersedes(other, event) for other in others):
            return "superseded"
        element = self.rules.guideline.elements.get(event.name)
        valid_for = element.valid_for if element else ""
        if valid_for and event.day[1] < as_of - days(valid_for):
            return "too old"
        return "changes nothing"

    def is_read(self, event: Event) -> bool:
        """Whether any condition of the guideline reads a fact that such an event can give."""
        extractor = self.planner.extractor
        names = extractor.under.of(event.name, event.route)
        slots = (slot for name in names for slot, *_ in extractor.by_name.get(name, ()))
        return any(self.read >> slot & 1 for slot in slots)


def _supersedes(later: Event, event: Event) -> bool:
    return (
        later.name == event.name
        and later.kind in _ALIKE[event.kind]
        and _time(later) > _time(event)
    )


_STATED, _TAKEN = {"present", "absent"}, {"started", "stopped", "given"}
_ALIKE = {
    kind: {kind} for kind in ("observed", "ordered", "booked", "done", "stop_ordered", "limit_set")
}
_ALIKE |= dict.fromkeys(_STATED, _STATED) | dict.fromkeys(_TAKEN, _TAKEN)
"""For each kind of event, the kinds that say the same of a later day."""


def _time(event: Event) -> tuple[float, int, int]:
    return (
        event.day[1] if math.isfinite(event.day[1]) else event.day[0],
        event.minute,
        event.recorded,
    )


def _decided(plan: Plan) -> dict[str, Hashable]:
    """Each line of a plan with all that could be otherwise."""
    found: dict[str, Hashable] = {}
    for line in plan.recommendations:
        found[line.item.id] = (line.status, line.schedule)
    for fired in plan.alerts:
        found[fired.alert.id] = fired.level
    for due in plan.monitoring:
        found[due.check.id] = (due.due, due.window, due.status)
    return found
