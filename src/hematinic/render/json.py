"""The plan as JSON: the promise to scripts. Key order and bytes follow from the plan alone."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import orjson

from hematinic import __version__
from hematinic.guideline.amounts import Dose
from hematinic.guideline.entry import Cite
from hematinic.guideline.model import Alert, Check, Disagreement, Element, Recommendation
from hematinic.plan.account import Accounted
from hematinic.plan.assess import Assessment
from hematinic.plan.model import (
    Due,
    Explained,
    Fired,
    Missing,
    NotRecommended,
    Plan,
    Planned,
    Unexplained,
)
from hematinic.plan.what_if import Change
from hematinic.plan.why import Known, Why, told, why
from hematinic.record.events import Event, SetAside, day_text
from hematinic.render import layers_json as layers
from hematinic.render.screen import timetable
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.account import happened
from hematinic.render.words.reckoning import reckoning
from hematinic.render.words.so_far import days_since
from hematinic.render.words.values import values_of

Detail = Literal["", "now", "plan", "why"]
"""How much is answered: the first layer, the first two, or, as where it is not said, all."""


def to_json(
    plan: Plan,
    changes: Sequence[Change] = (),
    detail: Detail = "",
    account: Sequence[Accounted] | None = None,
) -> bytes:
    """`account`: what became of each event, where it was asked for."""
    return orjson.dumps(
        as_data(plan, changes, detail, account),
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )


def as_data(
    plan: Plan,
    changes: Sequence[Change] = (),
    detail: Detail = "",
    account: Sequence[Accounted] | None = None,
) -> dict[str, Any]:
    head = {**_head(plan), **layers.as_data(plan, first=detail == "now")}
    last = {"disclaimer": plan.header.disclaimer.clinician}
    if detail in ("now", "plan"):
        return head | last
    told = {} if account is None else {"account": [_accounted(one, plan) for one in account]}
    return head | _whole(plan, changes) | told | last


def _head(plan: Plan) -> dict[str, Any]:
    header = plan.header
    return {
        "program": {"name": "hematinic", "version": __version__},
        "guideline": {
            "id": header.id,
            "title": header.title,
            "version": header.version,
            "content_hash": plan.content_hash,
            "status": header.status,
            "valid_until": header.valid_until,
            "notice": header.draft_notice,
        },
        "patient": plan.patient.id,
        "as_of": words.day(plan.as_of),
        "bottom_line": lines.bottom_line(plan),
        "bottom_line_patient": lines.bottom_line(plan, "patient"),
    }


def _whole(plan: Plan, changes: Sequence[Change]) -> dict[str, Any]:
    return {
        "phases": [
            {
                "id": entry.phase.id,
                "title": entry.phase.title,
                "waits": entry.waits,
                "starts": entry.starts and words.day(entry.starts),
                "ends": entry.ends and words.day(entry.ends),
            }
            for entry in plan.phases
        ],
        "recommendations": [_recommendation(line, plan) for line in plan.recommendations],
        "alerts": [alert(fired, plan) for fired in plan.alerts],
        "monitoring": [_due(line) for line in plan.monitoring],
        "timetable": timetable.as_data(plan),
        "missing": [missing(line, plan) for line in plan.missing],
        "not_recommended": [_refused(line) for line in plan.not_recommended],
        "unexplained": [unexplained(found, plan) for found in plan.unexplained],
        "explained": [_explained(found, plan) for found in plan.explained],
        "would_change": [_change(change, plan) for change in changes],
        "disagreements": list(_disagreements(plan)),
        "assumed": list(plan.assumed),
        "record": [set_aside(entry) for entry in (*plan.record, *plan.questioned)],
    }


def _recommendation(line: Planned, plan: Plan) -> dict[str, Any]:
    item = line.item
    return {
        "id": item.id,
        "implements": list(item.implements),
        "phase": item.phase,
        "title": item.title,
        "action": item.action,
        **_prescription(line),
        "reckoned": list(reckoning(line, plan.assessment)),
        "line": lines.recommendation(line, plan.assessment),
        "line_patient": lines.recommendation(line, plan.assessment, "patient"),
        **layers.short(item.short),
        "strength": item.strength,
        "certainty": item.certainty,
        "graded_by": item.graded_by,
        "basis": item.basis,
        "cites": cites(item.cites),
        "why": _why(why(item.id, plan.assessment), plan),
        "status": line.status,
        "waits": plan.header.waiting.clinician if line.waits else None,
        "questions": _questions(line, plan),
        "test": list(item.test),
        **_so_far(item, plan),
    }


def _questions(line: Planned, plan: Plan) -> list[dict[str, str]]:
    """What a line waits for."""
    asked = {one.element: one for one in plan.missing if one.element in line.questions}
    return [
        {"element": name, "question": lines.missing(asked[name], plan.assessment)}
        for name in line.questions
        if name in asked
    ]


def _so_far(item: Recommendation, plan: Plan) -> dict[str, Any]:
    """Of a line on the response to a treatment: how long ago it began, and what shows it."""
    days = days_since(item, plan.assessment)
    if days is None:
        return {}
    return {
        "since": words.day(plan.as_of - days),
        "days": days,
        "tells": _facts(told(item.tells, plan.assessment), plan),
    }


def _prescription(line: Planned) -> dict[str, Any]:
    prescribe, schedule = line.item.prescribe, line.schedule
    if line.stops:
        return {"medicine": line.stops}
    if prescribe is None or schedule is None:
        return {}
    return {
        "medicine": prescribe.medicine,
        "dose": _dose(prescribe.dose),
        "product_dose": _dose(prescribe.product_dose),
        "route": prescribe.route,
        "schedule": {
            "every": prescribe.every and str(prescribe.every),
            "every_to": prescribe.every_to and str(prescribe.every_to),
            "frequency": prescribe.frequency,
            "times": prescribe.times,
            "remaining": schedule.remaining,
            "until": prescribe.until or None,
            "duration": prescribe.duration or None,
            "first_due": None if line.waits else words.day(schedule.first_due),
            "taken_since": schedule.taken_since and words.day(schedule.taken_since),
            "overdue_since": schedule.overdue_since and words.day(schedule.overdue_since),
            "amounts_mg": list(schedule.amounts),
            "doses": [] if line.waits else [words.day(day) for day in schedule.doses],
            "review": schedule.review and words.day(schedule.review),
        },
    }


def _dose(dose: Dose | None) -> dict[str, Any] | None:
    if dose is None:
        return None
    to = {"to": dose.high} if dose.high != dose.low else {}
    return {"value": dose.low, "unit": dose.unit} | to


def alert(fired: Fired, plan: Plan) -> dict[str, Any]:
    item = fired.alert
    return {
        "id": item.id,
        "implements": list(item.implements),
        "level": fired.level,
        "interrupts": item.interrupts,
        "line": lines.alert(fired, plan.assessment),
        "line_patient": lines.alert(fired, plan.assessment, "patient"),
        **layers.short(item.short),
        "what_to_do": lines.what_to_do(item, plan.assessment),
        "basis": item.basis,
        "cites": cites(item.cites),
        "why": _why(why(item.id, plan.assessment), plan),
    }


def _due(line: Due) -> dict[str, Any]:
    item = line.check
    return {
        "id": item.id,
        "implements": list(item.implements),
        "test": item.test,
        "due": words.day(line.due),
        "window": {"from": words.day(line.window[0]), "to": words.day(line.window[1])},
        "expect": item.expect,
        "if_not": item.if_not,
        "optional": item.optional,
        "line_patient": lines.check(line, "patient"),
        **layers.short(item.short),
        "status": line.status,
        "basis": item.basis,
        "cites": cites(item.cites),
    }


def missing(line: Missing, plan: Plan) -> dict[str, Any]:
    return {
        "element": line.element,
        "question": lines.missing(line, plan.assessment),
        "changes": list(line.changes),
        "waited_for": line.waited_for,
        "recorded": [set_aside(entry) for entry in line.recorded],
    }


def unexplained(found: Unexplained, plan: Plan) -> dict[str, Any]:
    return {
        **_result(found.element, found.event, plan),
        "ask": plan.header.whom[found.row.ask].clinician,
        "how_soon": found.row.how_soon,
        "then": found.row.then,
        "line": lines.unexplained(found, plan.assessment),
        "line_patient": lines.unexplained(found, plan.assessment, "patient"),
        "basis": found.row.basis,
        "cites": cites(found.row.cites),
    }


def _explained(found: Explained, plan: Plan) -> dict[str, Any]:
    labels = plan.assessment.rules.labels
    return {
        **_result(found.element, found.event, plan),
        "by": [labels[name] for name in found.by],
        "line": lines.explained(found, plan.assessment),
    }


def _result(element: Element, event: Event, plan: Plan) -> dict[str, str]:
    shown = values_of(plan.assessment).event(event)
    return {"element": element.name, "value": shown, "on": day_text(event.day)}


def _refused(line: NotRecommended) -> dict[str, Any]:
    return {
        "id": line.item.id,
        "title": line.item.title,
        "implements": list(line.implements),
        "because": line.because,
    }


def cites(found: Iterable[Cite]) -> list[dict[str, str]]:
    return [{"source": cite.source, "locator": cite.at, "read": cite.read} for cite in found]


def _why(found: Why, plan: Plan) -> dict[str, Any]:
    rule = values_of(plan.assessment).rule(found.definition)
    return {"rule": rule, "because": _facts(found.known, plan)}


def _facts(known: Iterable[Known], plan: Plan) -> list[dict[str, Any]]:
    """`value` is as it was recorded, `shown` in the reader's units."""
    values, said = values_of(plan.assessment), plan.assessment.once(_said)
    for one in known:
        if one.name not in said:
            said[one.name] = {
                "fact": one.name,
                "says": one.says,
                "value": one.value,
                "shown": values.known(one),
                "on": one.on,
            }
    return [said[one.name] for one in known]


def _said(assessment: Assessment) -> dict[str, dict[str, Any]]:
    """Facts as data, by their names: many lines rest on the same."""
    return {}


def _change(change: Change, plan: Plan) -> dict[str, Any]:
    facts = {change.fact: lines.changed_value(change, plan.assessment)}
    return {"facts": facts, "gives": list(change.gives), "takes": list(change.takes)}


def _accounted(one: Accounted, plan: Plan) -> dict[str, Any]:
    event = one.event
    if isinstance(event, SetAside):
        what: dict[str, Any] = set_aside(event)
    else:
        what = {
            "kind": event.kind,
            "name": event.name,
            "on": day_text(event.day),
            "says": happened(event, plan.assessment),
            "where": event.where,
        }
    return {
        "event": what,
        "became": one.became.replace(" ", "_"),
        "lines": list(one.lines),
        "answers": list(one.answers),
    }


def set_aside(entry: SetAside) -> dict[str, str]:
    return {"where": entry.where, "what": entry.what, "why": entry.why}


def _disagreements(plan: Plan) -> Iterable[dict[str, str]]:
    seen: set[Disagreement] = set()
    items: list[Recommendation | Alert | Check] = [line.item for line in plan.recommendations]
    items += [fired.alert for fired in plan.alerts]
    items += [line.check for line in plan.monitoring]
    for item in items:
        for found in item.disagrees:
            if found not in seen:
                seen.add(found)
                yield {
                    "item": item.id,
                    "statement": found.article,
                    "source": found.source,
                    "says": found.says,
                    "followed": found.followed,
                    "because": found.because,
                }
