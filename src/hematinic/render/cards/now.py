"""What of a plan stands in the first layer: what must be done or stopped today. The one place in
which cards choose; how they are worded stands beside."""

from collections.abc import Iterator
from dataclasses import dataclass

from hematinic.guideline.outline import phases_with
from hematinic.plan.model import Fired, Missing, Plan, Planned
from hematinic.plan.remedy import due_today

STOPS = ("stop", "withhold")


@dataclass(frozen=True, slots=True)
class Now:
    stop: tuple[Planned, ...]
    today: tuple[Planned, ...]
    questions: tuple[Missing, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.stop or self.today)


def now(plan: Plan, cautious: Plan | None) -> Now:
    """`cautious` is the same plan where what was not seen counts as unknown: a line is told only
    where both have it."""
    lines = [line for line in _today(plan) if _stands(line, cautious)]
    stop = tuple(line for line in lines if line.item.action in STOPS)
    asked = (cautious or plan).missing
    questions = tuple(one for one in asked if one.waited_for)
    return Now(stop, tuple(line for line in lines if line not in stop), questions)


def interrupts(fired: Fired) -> bool:
    """Whether it must be acted on today, whatever is being ordered."""
    return fired.level == "critical" or fired.alert.first or fired.alert.emergency


def _today(plan: Plan) -> Iterator[Planned]:
    phases = phases_with(plan.header, "first", "emergency")
    due = [line.item.id for line in due_today(plan)]
    for line in plan.recommendations:
        first = line.item.phase in phases and line.status == "recommended"
        if first or (line.item.id in due and not line.waits):
            yield line


def _stands(line: Planned, cautious: Plan | None) -> bool:
    if cautious is None:
        return True
    return any(
        other.item.id == line.item.id and other.status == line.status
        for other in cautious.recommendations
    )
