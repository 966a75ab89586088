"""The account of a record: what became of each of its events.

An event decided a line if the line would not be in the plan, or would be another, without it. That
is found by planning without the event, so the account is as right as the plan. A plan follows from
its facts, so only what gave one is planned without; even so it costs some plans, and is made only
where it is asked for.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from hematinic.guideline.quantities import days
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.events import Event, Record, SetAside

Became = Literal[
    "decided",
    "answered",
    "changes nothing",
    "superseded",
    "too old",
    "set aside",
    "read by none",
]


class Accounted(msgspec.Struct, frozen=True, kw_only=True):
    """One event, and what became of it."""

    event: Event | SetAside
    became: Became
    lines: tuple[str, ...] = ()
    """The ids of the recommendations, alerts and checks that it decided; also `bottom_line` and
    `timetable`, and `unexplained` or `explained` where it stands there."""
    answers: tuple[str, ...] = ()
    """The elements that would be asked for without it."""


class Accountant:
    """Ready to account for any record of one guideline."""

    def __init__(self, planner: Planner) -> None:
        self.planner, self.rules = planner, planner.rules
        self.facts = len(self.rules.defaults)
        self.read = 0
        for mask in self.rules.reads.values():
            self.read |= mask

    def account(self, record: Record, plan: Plan) -> tuple[Accounted, ...]:
        """Of the record as it was seen from the day of its plan: each event, in its order, and then
        what was set aside."""
        return tuple(self.each(record, plan))

    def each(self, record: Record, plan: Plan) -> Iterator[Accounted]:
        before, asked = decided(plan), _asked(plan)
        for i, event in enumerate(record.events):
            others = record.events[:i] + record.events[i + 1 :]
            without = self.without(event, msgspec.structs.replace(record, events=others), plan)
            after = before if without is None else decided(without)
            # Lines of either plan: without the event one may be gone, another, or there for the
            # first time.
            names = (*before, *(name for name in after if name not in before))
            lines = tuple(name for name in names if before.get(name) != after.get(name))
            answers = () if without is None else tuple(n for n in _asked(without) if n not in asked)
            if lines:
                became: Became = "decided"
            else:
                became = "answered" if answers else self.idle(event, others, plan.as_of)
            yield Accounted(event=event, became=became, lines=lines, answers=answers)
        for entry in plan.record:
            yield Accounted(event=entry, became="set aside")

    def without(self, event: Event, record: Record, plan: Plan) -> Plan | None:
        """The plan of a record that lacks an event; None where nothing that it rests on differs."""
        if event.name not in self.planner.timetabler.interacting and not _is_named_by_itself(
            event, plan
        ):
            # Most events change no fact (an older result, a word that no rule reads). To compare
            # facts costs less than to plan. What interacts by its hours, and what is told by
            # itself, is no fact: there only a plan tells.
            now, then = plan.assessment.facts, self.planner.extractor.facts(record, plan.as_of)
            same = now.values[: self.facts] == then.values[: self.facts]
            if same and now.sources == then.sources and now.courses == then.courses:
                return None
        return self.planner.plan(record, plan.as_of)

    def idle(self, event: Event, others: Sequence[Event], as_of: int) -> Became:
        """Why an event decides nothing."""
        # The first of these reasons that fits is told: from "no rule of this guideline ever reads
        # such a thing" to "it was read, and made no difference".
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
        """Whether a condition of the guideline reads a fact that such an event can give, or a
        limit is set for it."""
        element = self.rules.guideline.elements.get(event.name)
        if event.kind == "observed" and element and (element.beyond or event.reference):
            return True
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


def _is_named_by_itself(event: Event, plan: Plan) -> bool:
    """Whether it is a result that is named by itself: that follows from no fact."""
    unexplained = any(result.event is event for result in plan.unexplained)
    return unexplained or any(result.event is event for result in plan.explained)


def decided(plan: Plan) -> Mapping[str, object]:
    """Each line of a plan with all that could be otherwise."""
    facets: dict[str, object] = {"bottom_line": plan.bottom_line}
    for line in plan.recommendations:
        facets[line.item.id] = (
            line.status, line.schedule, line.item.prescribe, line.stops, line.questions,
            line.unknown, line.waits,
        )  # fmt: skip
    for refused in plan.not_recommended:
        facets[refused.item.id] = refused.because
    for fired in plan.alerts:
        facets[fired.alert.id] = (fired.level, fired.unknown)
    for due in plan.monitoring:
        facets[due.check.id] = (due.due, due.window, due.status)
    facets["timetable"] = plan.timetable
    facets["unexplained"] = [result.event for result in plan.unexplained]
    facets["explained"] = [result.event for result in plan.explained]
    return facets


def _asked(plan: Plan) -> dict[str, None]:
    return dict.fromkeys(line.element for line in plan.missing)
