"""What a change of the guideline means: which items read differently, and whose plan differs."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.events import Record
from hematinic.render.words import lines
from hematinic.review.content import Content


@dataclass(frozen=True, slots=True)
class ItemChange:
    item: str
    kind: str
    what: str
    """added, removed, or changed."""
    text: tuple[str, ...]
    """A unified diff of its whole meaning: itself, what it reads, what it cites."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    patient: str
    gives: tuple[str, ...]
    takes: tuple[str, ...]
    reworded: tuple[tuple[str, str, str], ...]
    """(item, before, after) of lines that stand in both and say something else."""


def item_changes(old: Content, new: Content) -> Iterator[ItemChange]:
    for name in dict.fromkeys([*old.items, *new.items]):
        if name not in new.items:
            yield ItemChange(name, old.items[name][0], "removed", ())
        elif name not in old.items:
            yield ItemChange(name, new.items[name][0], "added", tuple(_text(new, name)))
        elif old.hashes[name] != new.hashes[name]:
            between = difflib.unified_diff(_text(old, name), _text(new, name), lineterm="", n=1)
            yield ItemChange(name, new.items[name][0], "changed", tuple(between)[2:])


def _text(content: Content, name: str) -> list[str]:
    encoded = msgspec.json.encode(content.meaning(name), order="deterministic")
    return msgspec.json.format(encoded, indent=1).decode().splitlines()


def plan_changes(
    old: Planner, new: Planner, records: Mapping[str, tuple[Record, int]]
) -> Iterator[PlanChange]:
    """Of each patient, with the day of the plan, what the new guideline does otherwise."""
    for name, (record, day) in records.items():
        before, after = (_said(planner, record, day) for planner in (old, new))
        if before != after:
            both = sorted(before.keys() & after.keys())
            yield PlanChange(
                patient=name,
                gives=tuple(sorted(after.keys() - before.keys())),
                takes=tuple(sorted(before.keys() - after.keys())),
                reworded=tuple(
                    (item, before[item], after[item])
                    for item in both
                    if before[item] != after[item]
                ),
            )


def _said(planner: Planner, record: Record, day: int) -> dict[str, str]:
    """Each line of the plan by its item."""
    plan = planner.plan(seen_from(record, day), day)
    return dict(_lines(plan))


def _lines(plan: Plan) -> Iterator[tuple[str, str]]:
    for line in plan.recommendations:
        yield line.item.id, f"{line.status}: {lines.recommendation(line, plan.assessment)}"
    for fired in plan.alerts:
        yield fired.alert.id, f"{fired.level}: {lines.alert(fired, plan.assessment)}"
    for due in plan.monitoring:
        yield due.check.id, f"{due.due}: {lines.check(due)}"
