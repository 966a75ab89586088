"""The plan, put together: the one way from a record and a day to a plan."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from msgspec.structs import replace

from hematinic.expressions.logic import Value
from hematinic.guideline.entry import Says
from hematinic.guideline.layout import CheckSlots
from hematinic.guideline.model import Check, Header, Phase
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment, assess
from hematinic.plan.beyond import Limits
from hematinic.plan.decide import Decider
from hematinic.plan.model import Due, Fired, Plan, Planned, PlanPhase
from hematinic.plan.schedule import check_status, first_day
from hematinic.plan.timetable import Timetabler
from hematinic.plan.unknowns import Unknowns
from hematinic.record.events import Record
from hematinic.record.facts import Extractor

PAST = ("done", "not_applicable")
"""Checks of these speak of no result: what was looked at before is not looked at now."""

LEVELS = {"critical": 0, "warning": 1, "information": 2}


class Planner:
    """A guideline ready to plan for any number of patients."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.extractor = Extractor(rules)
        self.unknowns = Unknowns(rules)
        self.decider = Decider(rules, self.unknowns)
        self.timetabler = Timetabler(rules.guideline)
        guideline, layout = rules.guideline, rules.layout
        # Sorted once, here: the order of alerts is the guideline's and the same for every patient,
        # so that a plan has only to leave out those that do not stand.
        alerts = sorted(guideline.alerts, key=lambda alert: (not alert.first, LEVELS[alert.level]))
        self.alerts = [(alert, layout.alerts[alert.id]) for alert in alerts]
        self.alert_stands = [slots.stands for _, slots in self.alerts]
        self.checks = [(check, layout.checks[check.id]) for check in guideline.monitoring]
        self.limits = Limits(rules)
        self.changing = changing(rules)

    def plan(self, record: Record, as_of: int) -> Plan:
        """`as_of` is an ordinal day. The same input gives the same plan."""
        assessment = assess(self.rules, self.extractor.facts(record, as_of), record.units)
        # First what stands, then what is passed over in silence: a result counts as spoken of only
        # by a line that is in this plan (`beyond.py`).
        planned, refused = self.decider.decide(assessment)
        alerts, due = self.fired(assessment), self.due(assessment)
        to_come = (line.check.id for line in due if line.status not in PAST)
        standing = frozenset((*_ids(planned, alerts), *to_come))
        unexplained, explained = self.limits.beyond_limits(record.events, assessment, standing)
        header = self.header(assessment.values)
        return Plan(
            header=header,
            content_hash=self.rules.guideline.content_hash,
            patient=record.patient,
            as_of=as_of,
            bottom_line=self.bottom_line(assessment.values),
            phases=tuple(self.phases(header, assessment.values, planned)),
            recommendations=tuple(planned),
            alerts=tuple(alerts),
            monitoring=tuple(due),
            missing=self.unknowns.missing(assessment, record.set_aside),
            not_recommended=tuple(refused),
            unexplained=unexplained,
            explained=explained,
            assumed=self.unknowns.assumed(assessment, _ids(planned, alerts)),
            record=record.set_aside,
            questioned=record.questioned,
            timetable=self.timetabler.timetable(planned, record, as_of),
            assessment=assessment,
        )

    def fired(self, assessment: Assessment) -> list[Fired]:
        """Alerts: those that are always first, then the hardest."""
        values, waits_for = assessment.values, assessment.open.waits_for
        return [
            Fired(
                alert=alert,
                level=alert.level,
                unknown=self.unknowns.asked(waits_for[slots.when]),
            )
            # `stands` and not `when`: an unknown `when` has by now been decided as the alert's
            # `if_unknown` says, and an alert that another one replaces has been silenced.
            for alert, slots in compress(self.alerts, map(values.__getitem__, self.alert_stands))
        ]

    def due(self, assessment: Assessment) -> list[Due]:
        values = assessment.values
        standing = (
            _due(check, slots, assessment) for check, slots in self.checks if values[slots.stands]
        )
        checks = [line for line in standing if line]
        checks.sort(key=lambda line: line.due)
        return checks

    def bottom_line(self, values: Sequence[Value]) -> Says:
        line = values[self.rules.layout.said]
        assert isinstance(line, tuple)
        return self.rules.guideline.header.bottom_line[int(line[0])].says

    def phases(
        self, header: Header, values: Sequence[Value], planned: Sequence[Planned]
    ) -> Iterator[PlanPhase]:
        """`header`: of this plan."""
        used = {line.item.phase for line in planned}
        first_due = _first_due(planned)
        for phase, titled in zip(self.rules.guideline.header.phases, header.phases, strict=True):
            if phase.id in used:
                slots = self.rules.layout.phases[phase.id]
                first = None if slots.starts is None else first_day(values[slots.starts])
                # A phase may begin by its rule on day 14, while a dose in it is due on day 10: it
                # is headed by the earlier one.
                if first is not None:  # nothing is due before the phase that it stands in
                    first = min(first, first_due.get(phase.id, first))
                last = None if slots.ends is None else first_day(values[slots.ends])
                # Only a phase that waits is titled otherwise (`headed`).
                waits = titled != phase
                yield PlanPhase(phase=titled, starts=first, ends=last, waits=waits)

    def header(self, values: Sequence[Value]) -> Header:
        """The guideline's, each phase that waits headed so, in one place for every face."""
        header = self.rules.guideline.header
        phases = tuple(self.headed(phase, values) for phase in header.phases)
        return header if phases == header.phases else replace(header, phases=phases)

    def headed(self, phase: Phase, values: Sequence[Value]) -> Phase:
        slot = self.rules.layout.phases[phase.id].waits
        waiting = self.rules.guideline.header.waiting
        # Headed as waiting unless it is known not to wait.
        if slot is None or values[slot] is False:
            return phase
        title = f"{waiting.clinician}: {phase.title}"
        return replace(phase, title=title, patient=f"{waiting.patient}: {phase.patient}")


def changing(rules: Rules) -> list[tuple[str, int]]:
    """Of what stands or fires, the slot that tells it."""
    layout = rules.layout
    return [
        (name, slots.applies if name in layout.alerts else slots.stands)
        for name, slots in layout.items.items()
        if name not in layout.checks
    ]


def _first_due(planned: Iterable[Planned]) -> dict[str, int]:
    """Of each phase the day of the first dose in it."""
    first_due: dict[str, int] = {}
    for line in planned:
        if line.schedule and not line.waits:
            day, phase = line.schedule.first_due, line.item.phase
            first_due[phase] = min(day, first_due.get(phase, day))
    return first_due


def _due(check: Check, slots: CheckSlots, assessment: Assessment) -> Due | None:
    """None where nothing is known of its day on either side."""
    values, as_of = assessment.values, assessment.facts.as_of
    due = first_day(values[slots.due])
    if due is None:
        return None
    low, high = (first_day(values[slot]) for slot in slots.window)
    # A window may be open on one side only: `from day 12 on` ends on the day it is due.
    window = (due if low is None else low, due if high is None else high)
    status = check_status(window, as_of, values[slots.done], values[slots.skip])
    return Due(check=check, due=due, window=window, status=status)


def _ids(planned: Sequence[Planned], alerts: Sequence[Fired]) -> Iterator[str]:
    yield from (line.item.id for line in planned)
    yield from (fired.alert.id for fired in alerts)
