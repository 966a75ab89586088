"""What would settle an alert on draft orders: which of them to take away, and which line of the
plan to order in their place. Both are found by trying: no alert is marked for it.

A draft is to be taken away where it sets the alert off by itself. A line settles the alert where,
ordered beside the drafts, it makes the alert fall away or stand lower, and raises no critical one:
the order of the two is then what the alert is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from hematinic.guideline.quantities import DOSE_UNITS
from hematinic.plan.build import LEVELS
from hematinic.plan.model import Fired, Plan, Planned
from hematinic.plan.orders import OrderChecker, without_events
from hematinic.plan.schedule import shift
from hematinic.record.events import Event, Record

GIVES = ("prescribe", "administer")
NOWHERE = len(LEVELS)
"""The level of an alert that does not stand."""

Levels = dict[str, int]
"""Of the alerts that stand, 0 the hardest."""


@dataclass(frozen=True, slots=True)
class Remedy:
    takes: tuple[Event, ...]
    """The drafts that set the alert off."""
    gives: Planned | None
    """The line of the plan that, ordered beside them, settles it."""


class Remedies:
    """Of the alerts of one plan on these drafts of its record. What is tried once is kept: alerts
    ask for the same."""

    def __init__(
        self, plan: Plan, record: Record, drafts: Sequence[Event], checker: OrderChecker
    ) -> None:
        self.plan, self.record, self.checker = plan, record, checker
        self.drafts = tuple(drafts)
        self.clear = without_events(record, self.drafts)
        self.tried: dict[object, Levels] = {}

    def bearing(self) -> Iterator[Fired]:
        """The alerts of the plan that bear on the drafts."""
        return self.checker.bearing(self.plan, self.drafts, self.before)

    def before(self) -> Levels:
        """Without the drafts."""
        return self.standing("before", self.clear)

    def of(self, fired: Fired) -> Remedy | None:
        """None where the alert is no matter of these drafts."""
        name, level = fired.alert.id, LEVELS[fired.level]
        # It stood as hard without the orders: to take one away would not settle it.
        if self.before().get(name, NOWHERE) <= level:
            return None
        # Two drafts may set it off only together. Then neither is the one to take away, and it has
        # no remedy.
        alone = self.drafts if len(self.drafts) == 1 else tuple(self.alone(name, level))
        return Remedy(alone, self.settling(name, level, alone)) if alone else None

    def alone(self, name: str, level: int) -> Iterator[Event]:
        for i, draft in enumerate(self.drafts):
            if self.standing(i, _with(self.clear, draft)).get(name, NOWHERE) <= level:
                yield draft

    def settling(self, name: str, level: int, takes: Sequence[Event]) -> Planned | None:
        taken = {event.name for event in takes}
        hard = {fired.alert.id for fired in self.plan.alerts if fired.level == "critical"}
        for line in due_today(self.plan):
            # The same medicine again is no remedy for an alert that it sets off.
            if line.item.prescribe and line.item.prescribe.medicine in taken:
                continue
            beside = _with(self.record, as_ordered(line, self.plan.as_of))
            after = self.standing(line.item.id, beside)
            # Lower is higher here: 0 is critical, NOWHERE is gone. And no cure that brings a new
            # critical alert.
            if after.get(name, NOWHERE) > level and hard.issuperset(_critical(after)):
                return line
        return None

    def standing(self, key: object, record: Record) -> Levels:
        if key not in self.tried:
            self.tried[key] = self.checker.standing(record, self.plan.as_of)
        return self.tried[key]


def due_today(plan: Plan) -> Iterator[Planned]:
    """The medicines that are recommended and due by the day of the plan, in its order."""
    for line in plan.recommendations:
        given = line.item.action in GIVES and line.item.prescribe is not None
        due = line.schedule is not None and line.schedule.first_due <= plan.as_of
        going_on = line.schedule is not None and line.schedule.taken_since is not None
        if given and due and not going_on and line.status == "recommended":
            yield line


def as_ordered(line: Planned, as_of: int) -> Event:
    """A line of the plan as the draft order that it would be."""
    prescribe = line.item.prescribe
    assert prescribe is not None
    dose, every = prescribe.dose, prescribe.every
    factor = DOSE_UNITS.get(dose.unit) if dose else None
    days = None
    if every is not None:
        days = every.hours / 24 if every.hours else shift(as_of, every) - as_of
        days /= prescribe.frequency
    return Event(
        kind="ordered", name=prescribe.medicine, day=(as_of, as_of), route=prescribe.route,
        dose=dose.low * factor if dose and factor else None, every=days, where="the plan",
    )  # fmt: skip


def _critical(levels: Levels) -> set[str]:
    return {name for name, level in levels.items() if level == 0}


def _with(record: Record, *events: Event) -> Record:
    return replace(record, events=(*record.events, *events))
