"""A plan as the page shows it: what is new since the last one; and for its *why* all of its JSON,
grouped by phase."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change
from hematinic.render import json as plan_json
from hematinic.render.screen import timetable
from hematinic.render.words import phrases as words
from hematinic.render.words.account import titled
from hematinic.render.words.doses import ordered
from hematinic.render.words.lines import assumed
from hematinic.render.words.references import References


def standing(plan: Plan, before: Iterable[str] | None) -> dict[str, Any]:
    """What the first two layers need beside their words, which is quickly told: a plan is drawn
    anew at each change. `before` are the ids of the lines that stood last time, if there was one.
    """
    ids = [line.item.id for line in plan.recommendations]
    ids += [fired.alert.id for fired in plan.alerts]
    known = set(before) if before is not None else set(ids)
    return {
        "as_of": words.day(plan.as_of),
        "ids": ids,
        "new": [name for name in ids if name not in known],
        "gone": [titled(name, plan.assessment.rules) for name in sorted(known - set(ids))],
    }


def shown(
    plan: Plan, changes: list[Change], before: Iterable[str] | None, numbers: Mapping[str, int]
) -> dict[str, Any]:
    """All of it."""
    data = plan_json.as_data(plan, changes)
    sources = _sources(data, plan, numbers)
    labels = plan.assessment.rules.labels
    return {
        **data,
        **standing(plan, before),
        "by_phase": [
            {**phase, "lines": [x for x in data["recommendations"] if x["phase"] == phase["id"]]}
            for phase in data["phases"]
        ],
        "courses": _courses(plan),
        "day": timetable.drawn(plan),
        "kept_by": list(_kept_by(data, sources)),
        "labels": {name: labels.get(name, name) for name in _named(data)},
        "taken_as_absent": assumed(plan.assumed, plan.assessment.rules),
        "titles": {name: titled(name, plan.assessment.rules) for name in _items(data)},
        "sources": sources,
    }


def _kept_by(data: Mapping[str, Any], sources: Mapping[str, Any]) -> Iterator[list[int]]:
    """Of each row of the day the numbers of its sources."""
    for row in data["timetable"]["rows"] if data["timetable"] else ():
        cited = (cited_source["number"] for name in row["keeps"] for cited_source in sources[name])
        yield list(dict.fromkeys(cited))


def _courses(plan: Plan) -> dict[str, list[dict[str, str]]]:
    """Of each course whose doses were computed, the doses with their days, if they have any yet."""
    return {
        order.line.item.id: [
            {"day": "" if order.line.waits else words.day(dose.day), "amount": dose.amount}
            for dose in order.doses()
        ]
        for order in ordered(plan, "recommended", "consider", "alternative", waiting=True)
        if order.schedule.amounts
    }


def _named(data: Mapping[str, Any]) -> set[str]:
    named = {*data["assumed"], *(line["element"] for line in data["missing"])}
    return named | {fact for change in data["would_change"] for fact in change["facts"]}


def _items(data: Mapping[str, Any]) -> set[str]:
    items = {item for line in data["missing"] for item in line["changes"]}
    for change in data["would_change"]:
        items |= {*change["gives"], *change["takes"]}
    return items


def _sources(
    data: Mapping[str, Any], plan: Plan, numbers: Mapping[str, int]
) -> dict[str, list[dict[str, Any]]]:
    """For each line its sources with the numbers of the article."""
    references = References(plan.assessment.rules.guideline)
    references.numbers.update(numbers)
    items = [line.item for line in plan.recommendations]
    sources = {item.id: references.cited(item.cites, item.id) for item in items}
    sources |= {f.alert.id: references.cited(f.alert.cites, f.alert.id) for f in plan.alerts}
    if plan.timetable:
        sources |= {
            keep.name: references.cited(keep.cites, keep.name) for keep in plan.timetable.keeps
        }
    sources |= {d.check.id: references.cited(d.check.cites, d.check.id) for d in plan.monitoring}
    return {
        name: [{"number": c.number, "short": c.short, "locator": c.locator, "read": c.read,
                "status": c.status} for c in cited]
        for name, cited in sources.items()
    }  # fmt: skip
