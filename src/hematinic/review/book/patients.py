"""Both patients of a rule in words, and what the program tells them: each is run for its page."""

from collections.abc import Iterator

import msgspec

from hematinic.plan.build import PAST, Planner
from hematinic.plan.explain import Because, explain
from hematinic.plan.model import Plan
from hematinic.proof.one_of_each import Pair, Runner
from hematinic.proof.one_of_each.pair import Event
from hematinic.proof.vignettes import File
from hematinic.render.screen.explained import node
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.account import happened
from hematinic.render.words.values import values_of

MOST_REASONS = 4
"""Parts of a condition that are told as what holds a rule back."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets it: the person, what is recorded, what the plan tells."""

    person: str
    recorded: tuple[tuple[str, str], ...]
    """Days and events; the one that decides is marked by `decides`."""
    decides: tuple[str, ...]
    told: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The near miss: what is otherwise, why the rule does not stand, what comes instead."""

    instead_of: tuple[str, ...]
    is_so: tuple[str, ...]
    because: tuple[str, ...]
    comes: tuple[str, ...]
    """The ids of what this patient is told, and the other is not."""


def seen(planner: Planner, pair: Pair) -> tuple[Seen, Told | None]:
    runner = Runner(planner)
    plan = runner.plan(pair.gets_it)
    only_one, only_other = pair.difference if pair.just_not else ([], [])
    first = Seen(
        person=person(pair.gets_it),
        recorded=tuple(_recorded(runner, pair.gets_it, plan)),
        decides=tuple(_said(runner, pair.gets_it, plan, only_one)),
        told=told(plan, pair.rule),
    )
    if pair.just_not is None:
        return first, None
    other = runner.plan(pair.just_not)
    return first, Told(
        instead_of=first.decides,
        is_so=tuple(_said(runner, pair.just_not, other, only_other)),
        because=tuple(because(other, pair.rule)),
        comes=tuple(_more(plan, other, pair.rule)),
    )


def person(file: File) -> str:
    """`Female, born 1961-03-04, seen on 2026-11-22, US`"""
    who = file["patient"]
    sex, born = who.get("sex", "unknown"), who.get("birth_date")
    parts = ["sex unknown" if sex == "unknown" else sex]
    parts.append(f"born {born}" if born else "age unknown")
    parts.append(f"seen on {file['as_of']}")
    if "jurisdiction" in file:
        parts.append(file["jurisdiction"])
    for name, assay in file.get("local_limits", {}).items():
        own = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in assay.items()
                        if key not in ("laboratory", "source"))  # fmt: skip
        parts.append(f"the laboratory's own limit of {name.replace('_', ' ')}: {own}")
    return words.capital(", ".join(parts))


def _recorded(runner: Runner, file: File, plan: Plan) -> Iterator[tuple[str, str]]:
    events, _ = runner.record(file)
    for event, written in zip(events.events, file["events"], strict=True):
        yield str(written["on"]), happened(event, plan.assessment)


def _said(runner: Runner, file: File, plan: Plan, parts: list[Event]) -> Iterator[str]:
    """Of what differs, each part in words."""
    record, _ = runner.record(file)
    by = dict(zip(map(_key, file["events"]), record.events, strict=True))
    for part in parts:
        event = by.get(_key(part))
        if event is not None:
            yield f"{happened(event, plan.assessment)} ({part['on']})"
        elif "birth_date" in part:
            yield f"born {part['birth_date']}"
        elif "as_of" in part:
            yield f"a plan of {part['as_of']}"
        else:
            yield person(file)


def _key(event: Event) -> str:
    return repr(sorted(event.items(), key=str))


# What is told


def told(plan: Plan, rule: str) -> str:
    for line in plan.recommendations:
        if line.item.id == rule:
            status = "" if line.status == "recommended" else f" ({line.status})"
            return lines.recommendation(line, plan.assessment) + status
    for fired in plan.alerts:
        if fired.alert.id == rule:
            acts = lines.what_to_do(fired.alert, plan.assessment)
            return f"{lines.alert(fired, plan.assessment)} {acts}"
    due = next(line for line in plan.monitoring if line.check.id == rule)
    return f"Due {words.day(due.due)}. {lines.check(due)}."


def because(plan: Plan, rule: str) -> Iterator[str]:
    """Why the rule does not stand for this patient."""
    for refused in plan.not_recommended:
        if refused.item.id == rule:
            yield f"it would apply, but {refused.because}"
            return
    for due in plan.monitoring:
        if due.check.id == rule and due.status in PAST:
            yield f"it is {due.status.replace('_', ' ')}"
            return
    tree = explain(rule, plan.assessment)
    if tree.value is True:
        guideline, fired = (
            plan.assessment.rules.guideline,
            {raised.alert.id for raised in plan.alerts},
        )
        for alert in guideline.alerts:
            if alert.id in fired and rule in alert.instead_of:
                yield f"it is told with another alert: {alert.line}"
        return
    values = values_of(plan.assessment)
    for part in _decisive(tree)[:MOST_REASONS]:
        yield node(part, values).plain


def _decisive(tree: Because) -> list[Because]:
    """The parts that hold it back: those that are not true."""
    parts = [part for part in tree.parts if part.value is not True]
    return parts or [tree]


def _more(plan: Plan, other: Plan, rule: str) -> Iterator[str]:
    """Lines and alerts that only the other has."""
    had = {line.item.id for line in plan.recommendations} | {
        fired.alert.id for fired in plan.alerts
    }
    for line in other.recommendations:
        if line.item.id not in had:
            yield line.item.id
    for fired in other.alerts:
        if fired.alert.id not in had:
            yield fired.alert.id
