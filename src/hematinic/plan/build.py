"""The plan, put together: the one way from a record and a day to a plan."""

from collections.abc import Iterator, Sequence

from hematinic.expressions.logic import Value
from hematinic.guideline.entry import Says
from hematinic.guideline.model import Check
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment, first_stage, run_stage
from hematinic.plan.decide import Decider
from hematinic.plan.model import Due, Fired, Plan, Planned, PlanPhase
from hematinic.plan.schedule import check_status, first_day
from hematinic.plan.timetable import Timetabler
from hematinic.plan.unknowns import Unknowns
from hematinic.record.events import Record
from hematinic.record.facts import Extractor

LEVELS = {"critical": 0, "warning": 1, "information": 2}


class Planner:
    """A guideline ready to plan for any number of patients."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.extractor = Extractor(rules)
        self.unknowns = Unknowns(rules)
        self.decider = Decider(rules, self.unknowns)
        self.timetabler = Timetabler(rules.guideline)
        self.alerts = [(item, rules.slots[f"when {item.id}"]) for item in rules.guideline.alerts]
        self.checks = [_Checked(rules, item) for item in rules.guideline.monitoring]
        header, slots = rules.guideline.header, rules.slots
        self.phase_slots = [
            (phase, slots.get(f"starts phase {phase.id}"), slots.get(f"ends phase {phase.id}"))
            for phase in header.phases
        ]
        self.lines_at_the_bottom = [
            (line, slots[f"bottom_line {i}"]) for i, line in enumerate(header.bottom_line)
        ]

    def plan(self, record: Record, as_of: int) -> Plan:
        """`as_of` is an ordinal day. The same input gives the same plan."""
        assessment = first_stage(self.rules, self.extractor.facts(record, as_of), record.units)
        planned, refused = self.decider.decide(assessment)
        run_stage(assessment, 1)
        alerts = self.fired(assessment)
        return Plan(
            header=self.rules.guideline.header,
            content_hash=self.rules.guideline.content_hash,
            patient=record.patient,
            as_of=as_of,
            bottom_line=self.bottom_line(assessment.values),
            phases=tuple(self.phases(assessment.values, planned)),
            recommendations=tuple(planned),
            alerts=tuple(alerts),
            monitoring=tuple(self.due(assessment)),
            missing=self.unknowns.missing(assessment),
            not_recommended=tuple(refused),
            assumed=self.unknowns.assumed(assessment, _ids(planned, alerts)),
            record=record.set_aside,
            questioned=record.questioned,
            timetable=self.timetabler.timetable(planned, record, as_of),
            assessment=assessment,
        )

    def lines(self, values: list[Value]) -> set[str]:
        """Which items stand or fire for these values of the facts; the rest is filled anew."""
        values[self.rules.facts :] = self.extractor.blank[self.rules.facts :]
        self.rules.programs[0].fill(values)
        standing, _ = self.decider.standing(values)
        self.rules.programs[1].fill(values)
        fired = (
            alert.id
            for alert, slot in self.alerts
            if values[slot] or (values[slot] is None and alert.if_unknown == "act")
        )
        return {entry.item.id for entry in standing}.union(fired)

    def fired(self, assessment: Assessment) -> list[Fired]:
        """Alerts: those that are always first, then the hardest; one that stands silences those it
        is `instead_of`."""
        values, found = assessment.values, []
        silenced: set[str] = set()
        for alert, slot in self.alerts:
            fires = values[slot]
            if fires is False or (fires is None and alert.if_unknown != "act"):
                continue
            if alert.id not in silenced:
                silenced.update(alert.instead_of)
                unknown = self.unknowns.asked(assessment.doubts[slot])
                found.append(Fired(alert=alert, level=alert.level, unknown=unknown))
        found.sort(key=lambda fired: (not fired.alert.first, LEVELS[fired.level]))
        return found

    def due(self, assessment: Assessment) -> list[Due]:
        found = [line for check in self.checks if (line := check.due_in(assessment))]
        found.sort(key=lambda line: line.due)
        return found

    def bottom_line(self, values: Sequence[Value]) -> Says:
        """The first line whose condition holds; the last one always does."""
        for line, slot in self.lines_at_the_bottom:
            holds = values[slot]
            if holds or (holds is None and line.if_unknown == "act"):
                return line.says
        return self.lines_at_the_bottom[-1][0].says

    def phases(self, values: Sequence[Value], planned: Sequence[Planned]) -> Iterator[PlanPhase]:
        used = {line.item.phase for line in planned}
        for phase, starts, ends in self.phase_slots:
            if phase.id in used:
                first = None if starts is None else first_day(values[starts])
                last = None if ends is None else first_day(values[ends])
                yield PlanPhase(phase=phase, starts=first, ends=last)


class _Checked:
    """A check with the slots of its expressions."""

    def __init__(self, rules: Rules, item: Check) -> None:
        self.item = item
        self.when = rules.slots[f"when {item.id}"]
        self.due = rules.slots[f"due {item.id}"]
        self.window = [rules.slots[f"window {item.id} {i}"] for i in (0, 1)]
        self.done = rules.slots[f"done {item.id}"]
        self.skip = rules.slots[f"skip {item.id}"]

    def due_in(self, assessment: Assessment) -> Due | None:
        values = assessment.values
        if values[self.when] is not True:
            return None
        due = first_day(values[self.due])
        if due is None:
            return None
        low, high = (first_day(values[slot]) for slot in self.window)
        window = (due if low is None else low, due if high is None else high)
        as_of = assessment.facts.as_of
        status = check_status(window, as_of, values[self.done], values[self.skip])
        return Due(check=self.item, due=due, window=window, status=status)


def _ids(planned: Sequence[Planned], alerts: Sequence[Fired]) -> Iterator[str]:
    yield from (line.item.id for line in planned)
    yield from (fired.alert.id for fired in alerts)
