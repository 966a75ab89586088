"""What the reader of a plan sees of it, aspect by aspect, and in which of them two plans differ.

It is read off what the planner made, and so are the plans of real records: `of_plan`. Of a patient
who is known by facts alone (`of_facts`) the same parts of the planner are asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hematinic.expressions.logic import Value
from hematinic.guideline.model import Alert, Prescription
from hematinic.plan.assess import Assessment, assess
from hematinic.plan.build import Planner
from hematinic.plan.model import Due, Fired, NotRecommended, Plan, Planned, PlanPhase, Schedule
from hematinic.proof.difference.model import (
    ABSENT,
    Direction,
    Kind,
    Section,
    What,
    direction,
)
from hematinic.record.facts import Facts
from hematinic.render.words.phrases import day as day_said

Key = tuple[Section, str, What]
State = str | float | None

NUMBERS: Mapping[What, tuple[Direction, Direction]] = {
    "day": ("earlier", "later"),
    "first day": ("earlier", "later"),
    "last day": ("earlier", "later"),
    "doses": ("less", "more"),
    "total": ("less", "more"),
    "largest dose": ("less", "more"),
}
"""What is compared as a number, with the words for what is below and above. None: there is none."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The aspects of one plan."""

    states: Mapping[Key, State]
    values: Sequence[Value]


def of_plan(planner: Planner, plan: Plan) -> Seen:
    parts = _Parts(
        planner,
        plan.assessment,
        plan.recommendations,
        plan.not_recommended,
        plan.alerts,
        plan.monitoring,
        plan.phases,
        plan.bottom_line.clinician,
    )
    results = {
        ("result", result.element.name, "asks"): _asks(result.row) for result in plan.unexplained
    }
    return Seen(dict(parts.all()) | results, plan.assessment.values)  # type: ignore[arg-type]


class _Unasked(dict[int, int]):
    def __missing__(self, slot: int) -> int:
        return 0


UNASKED = _Unasked()
"""What the lines are not sure for want of is no aspect: it is not worked out."""


def of_facts(planner: Planner, facts: Sequence[Value]) -> Seen:
    """Of somebody known by facts alone: without the products of his own, and results."""
    rules = planner.rules
    values = [*facts[: rules.facts], *planner.extractor.blank[rules.facts :]]
    as_of = values[rules.slots["as_of"]]
    assert isinstance(as_of, tuple)
    assessment = assess(rules, Facts(values, {}, {}, int(as_of[0])))
    assessment.open.waits_for = UNASKED
    planned, refused = planner.decider.decide(assessment)
    phases = tuple(planner.phases(planner.header(values), values, planned))
    says = planner.bottom_line(values).clinician
    alerts, due = planner.fired(assessment), planner.due(assessment)
    return Seen(
        dict(_Parts(planner, assessment, planned, refused, alerts, due, phases, says).all()), values
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    planner: Planner
    assessment: Assessment
    planned: Sequence[Planned]
    refused: Sequence[NotRecommended]
    alerts: Sequence[Fired]
    due: Sequence[Due]
    phases: Sequence[PlanPhase]
    says: str

    def all(self) -> Iterator[tuple[Key, State]]:
        for line in self.planned:
            yield from _line(line)
        slots, values = self.planner.rules.layout.recommendations, self.assessment.values
        for refusal in self.refused:
            barred = values[slots[refusal.item.id].refused] is True
            yield ("line", refusal.item.id, "status"), "advised against" if barred else "replaced"
        for fired in self.alerts:
            yield ("alert", fired.alert.id, "level"), level(fired.alert)
        for due in self.due:
            yield from _check(due)
        for phase in self.phases:
            yield from _phase(phase)
        yield ("first sentence", "", "says"), self.says
        for name, slot in self.planner.rules.layout.leaflet.items():
            if values[slot] is True:
                yield ("leaflet", name, "says"), "said"


def _line(line: Planned) -> Iterator[tuple[Key, State]]:
    item = line.item.id
    yield ("line", item, "status"), status(line.status)
    yield ("line", item, "phase"), line.item.phase
    if line.item.prescribe:
        yield ("line", item, "prescription"), prescribed(line.item.prescribe, line.item.action)
    if line.schedule:
        yield ("line", item, "day"), shown_day(line.schedule)
        yield ("line", item, "doses"), line.schedule.remaining
        amounts = line.schedule.amounts
        yield ("line", item, "total"), sum(amounts) if amounts else None
        yield ("line", item, "largest dose"), max(amounts, default=None)


def status(of: str) -> str:
    return of.replace("_", " ")


def shown_day(schedule: Schedule) -> int:
    """Since when it is overdue or taken, or else when it is due."""
    return schedule.overdue_since or schedule.taken_since or schedule.first_due


def level(alert: Alert) -> str:
    return f"{alert.level}, quiet" if alert.level == "warning" and alert.quiet else alert.level


OWN = ("medicine", "dose", "product_dose", "route", "every", "every_to", "frequency", "split",
       "times", "until", "review", "duration", "at_longest", "goes_on",
       "keeps_interval")  # fmt: skip
"""What a prescription says that is the same for every patient."""


def prescribed(prescribe: Prescription, action: str) -> str:
    """What a line prescribes, in one text: equal where two prescribe the same."""
    blank = Prescription(medicine="")
    own = ((key, getattr(prescribe, key), getattr(blank, key)) for key in OWN)
    parts = [
        f"{key.replace('_', ' ')} {_plain(value)}" for key, value, none in own if value != none
    ]
    return ", ".join((action, *parts)).replace("medicine ", "").replace("_", " ")


def _plain(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _check(due: Due) -> Iterator[tuple[Key, State]]:
    item, past = due.check.id, due.status in ("done", "not_applicable")
    yield ("check", item, "status"), asked_for(due.status if past else "", due.check.optional)
    if not past:
        yield ("check", item, "day"), due.due
        yield ("check", item, "first day"), due.window[0]
        yield ("check", item, "last day"), due.window[1]


def asked_for(past: str, optional: bool) -> str:
    return past.replace("_", " ") or ("optional" if optional else "asked for")


def _phase(phase: PlanPhase) -> Iterator[tuple[Key, State]]:
    yield ("phase", phase.phase.id, "waits"), "waits" if phase.waits else "goes on"
    yield ("phase", phase.phase.id, "first day"), phase.starts
    yield ("phase", phase.phase.id, "last day"), phase.ends


def _asks(row: Any) -> str:
    return f"{row.ask}, {row.how_soon}"


# Two plans


@dataclass(frozen=True, slots=True)
class Apart:
    kind: Kind
    before: str
    after: str
    """The states, or the days and amounts."""


def unlike(before: Seen, after: Seen) -> dict[Kind, Apart]:
    """In what they differ."""
    kinds: dict[Kind, Apart] = {}
    for key in dict.fromkeys((*before.states, *after.states)):
        earlier, later = before.states.get(key), after.states.get(key)
        if earlier != later and (kind := _kind(key, earlier, later, before, after)):
            kinds[kind] = Apart(kind, _told(key, earlier), _told(key, later))
    return kinds


def _kind(key: Key, earlier: State, later: State, before: Seen, after: Seen) -> Kind | None:
    """None where an aspect is missing since the whole item is, which is told of the item."""
    section, item, what = key
    if what in NUMBERS:
        if not (_there(key, before) and _there(key, after)):
            return None
        return Kind(section, item, what, _way(what, earlier, later))
    if section == "first sentence":
        return Kind(section, item, what, "other")
    if what in ("prescription", "phase", "waits") and (earlier is None or later is None):
        return None
    way = direction(section, what, str(earlier or ABSENT), str(later or ABSENT))
    return Kind(section, item, what, way)


def _there(key: Key, seen: Seen) -> bool:
    return key in seen.states


def _way(what: What, earlier: State, later: State) -> Direction:
    if earlier is None or later is None:
        return "other"
    assert isinstance(earlier, int | float)
    assert isinstance(later, int | float)
    below, above = NUMBERS[what]
    return below if later < earlier else above


def _told(key: Key, state: State) -> str:
    if state is None:
        return "not known" if key[2] in NUMBERS else ABSENT
    if key[2] in ("day", "first day", "last day"):
        assert not isinstance(state, str)
        return day_said(state)
    return f"{state:g}" if isinstance(state, float | int) else state
