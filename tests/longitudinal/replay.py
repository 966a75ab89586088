"""A patient file lived through: a plan for each day, from what was known on that day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hematinic.guideline.model import Recommendation
from hematinic.plan.model import Due, Plan
from hematinic.record.asof import seen_from
from hematinic.record.events import Record
from hematinic.record.read import read_record
from spec.patients import Seen, planner

FOLDER = Path(__file__).parents[2] / "examples" / "year"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


HISTORY = 457
"""Days: what lies further back (an operation, a medicine) is known on the first day."""


@dataclass(frozen=True, slots=True)
class Year:
    """A record from the first event of its last 15 months to a year later, or to its own day if that
    is later."""

    name: str
    record: Record
    first: int
    last: int
    plans: dict[int, Plan]

    def on(self, day: str) -> Seen:
        return Seen(self.plans[date.fromisoformat(day).toordinal()])

    def days(self) -> range:
        return range(self.first, self.last + 1)

    def nights(self) -> Iterator[tuple[Plan, Plan]]:
        """Two days on end, the second without an event."""
        happened = {int(event.day[0]) for event in self.record.events}
        for day in range(self.first + 1, self.last + 1):
            if day not in happened:
                yield self.plans[day - 1], self.plans[day]

    def days_of(self, item: str) -> list[str]:
        """The first days of each time the item, of whatever kind, stood in the plan."""
        standing = self._standing(item)
        return [_text(day) for day in standing if day - 1 not in standing]

    def until(self, item: str) -> list[str]:
        """The days from which it stood no more."""
        standing = self._standing(item)
        ends = [day + 1 for day in standing if day + 1 not in standing and day < self.last]
        return [_text(day) for day in ends]

    def _standing(self, item: str) -> list[int]:
        plans = self.plans
        return [day for day in plans if item in items(plans[day]) or item in checks(plans[day])]

    def verdicts(self, group: str) -> list[tuple[str, str | None]]:
        """The days on which the verdict on a treatment changed, each with what it then was; `None`
        where it is told no more."""
        found: list[tuple[str, str | None]] = []
        for day, plan in self.plans.items():
            now = Seen(plan).verdict(group)
            if now != (found[-1][1] if found else None):
                found.append((_text(day), now))
        return found

    def status(self, check: str, day: str) -> str | None:
        found = self.on(day).check(check)
        return found.status if found else None

    def due(self, check: str, day: str) -> str | None:
        return self.on(day).check_due(check)

    def overdue(self, check: str) -> list[str]:
        """The first days of each time that the check was overdue."""
        late = [day for day in self.days() if _is_overdue(self.plans[day], check)]
        return [_text(day) for day in late if day - 1 not in late]


@cache
def year(name: str) -> Year:
    rules = planner().rules
    record = read_record(FOLDER / f"{name}.yaml", rules.guideline, date.max.toordinal())
    assert record.as_of
    days = [int(event.day[0]) for event in record.events]
    first = min(day for day in days if day >= record.as_of - HISTORY)
    last = max(record.as_of, (date.fromordinal(first) + timedelta(days=365)).toordinal())
    plans = {day: planner().plan(seen_from(record, day), day) for day in range(first, last + 1)}
    return Year(name, record, first, last, plans)


def items(plan: Plan) -> set[str]:
    """The ids of all lines that say what to do or to heed."""
    offered = [line for line in plan.recommendations if line.status != "after_questions"]
    return {line.item.id for line in offered} | {fired.alert.id for fired in plan.alerts}


def recommended(plan: Plan) -> list[Recommendation]:
    return [line.item for line in plan.recommendations if line.status == "recommended"]


def checks(plan: Plan) -> dict[str, Due]:
    return {line.check.id: line for line in plan.monitoring}


def _is_overdue(plan: Plan, check: str) -> bool:
    line = checks(plan).get(check)
    return line is not None and line.status == "overdue"


def _text(day: int) -> str:
    return date.fromordinal(day).isoformat()
