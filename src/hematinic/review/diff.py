"""What a change of the guideline means: which items read differently, and whose plan differs."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.events import Record
from hematinic.render.words import lines
from hematinic.review.content import Content

Meaning = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemChange:
    item: str
    kind: str
    what: str
    """added, removed, or changed."""
    text: tuple[str, ...]
    """The lines that differ: of the item, of the definitions it reads, of the sources it cites."""


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
            added = tuple(_lines_of(new.meaning(name)))
            yield ItemChange(name, new.items[name][0], "added", added)
        elif old.hashes[name] != new.hashes[name]:
            between = tuple(_between(old.meaning(name), new.meaning(name)))
            yield ItemChange(name, new.items[name][0], "changed", between)


def _between(old: Meaning, new: Meaning) -> Iterator[str]:
    """Part by part: an item leads to hundreds of definitions, of which few read differently."""
    before, after = _parts(old), _parts(new)
    for part in dict.fromkeys([*before, *after]):
        was, now = (_lines_of(side[part]) if part in side else [] for side in (before, after))
        if was != now:
            yield part
            # Without the two lines that would name files.
            yield from list(difflib.unified_diff(was, now, lineterm="", n=1))[2:]


def _parts(meaning: Meaning) -> dict[str, Any]:
    """The item, and each definition and source by its kind and name."""
    kinds = {kind: named for kind, named in meaning.items() if kind != "item"}
    named = {f"{kind} {name}": entry for kind in kinds for name, entry in kinds[kind].items()}
    return {"item": meaning["item"], **named}


def _lines_of(data: Meaning) -> list[str]:
    encoded = msgspec.json.encode(data, order="deterministic")
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
