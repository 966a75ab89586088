"""A plan as one Bundle: the care plan, the requests it proposes, their order, the warnings, and
where all of it came from. It is whole in itself: no reference in it needs a server."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

from hematinic import __version__
from hematinic.plan.account import Accounted
from hematinic.plan.model import Plan
from hematinic.render.fhir import parts
from hematinic.render.fhir.parts import Resource, concept, day, instant
from hematinic.render.fhir.requests import Entry, Writer
from hematinic.render.screen.markdown import to_markdown
from hematinic.render.words import lines
from hematinic.render.words.doses import ordered


def to_fhir(plan: Plan, account: Iterable[Accounted] = ()) -> bytes:
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(bundle(plan, account), option=options)


def bundle(plan: Plan, account: Iterable[Accounted] = ()) -> Resource:
    # What is referred to is made first: group, care plan and provenance name the entries before
    # them.
    writer = Writer(plan)
    requests = [*writer.recommendations(), *writer.checks()]
    alerts = list(writer.alerts())
    group = _entry(writer, _group(writer, requests), "request-group")
    reasons = _entry(writer, _reasons(writer, account), "reasons")
    care = _entry(writer, _care_plan(writer, requests, [*alerts, reasons], group), "care-plan")
    entries = [care, group, *requests, *alerts, reasons]
    if plan.record or plan.questioned:
        entries.append(_entry(writer, _outcome(writer), "record"))
    origin = _entry(writer, _provenance(writer, entries), "provenance")
    return {
        "resourceType": "Bundle",
        "id": writer.group[9:],
        "identifier": {"system": "urn:ietf:rfc:3986", "value": writer.group},
        "type": "collection",
        "timestamp": instant(plan.as_of),
        "entry": [
            {"fullUrl": entry.address, "resource": entry.resource} for entry in (*entries, origin)
        ],
    }


def _entry(writer: Writer, resource: Resource, name: str) -> Entry:
    address = writer.address(name)
    start = {"resourceType": resource.pop("resourceType"), "id": address[9:]}
    return Entry(address, name, "", start | resource)


def _reference(entry: Entry) -> dict[str, str]:
    return {"reference": entry.address}


def _care_plan(
    writer: Writer, requests: Sequence[Entry], beside: Sequence[Entry], group: Entry
) -> Resource:
    """`beside`: its warnings, and what it rests on."""
    plan, header = writer.plan, writer.plan.header
    sentence = lines.bottom_line(plan)
    about = f"Valid until {header.valid_until}. {header.disclaimer.clinician}"
    return {
        "resourceType": "CarePlan",
        "text": parts.narrative(writer.drawn, sentence, about),
        "instantiatesCanonical": [parts.versioned(header, "plan-definition")],
        "status": "draft",
        "intent": "proposal",
        "title": header.title,
        "description": sentence,
        "subject": writer.subject,
        "period": {"start": day(plan.as_of)},
        "created": day(plan.as_of),
        "supportingInfo": [_reference(entry) for entry in beside],
        "activity": [{"reference": _reference(entry)} for entry in (group, *requests)],
        "note": [
            {"text": text}
            for text in (writer.drawn, about, _set_aside(plan), *_missing(plan))
            if text
        ],
    }


def _reasons(writer: Writer, account: Iterable[Accounted]) -> Resource:
    """The whole plan as text: the requests have no place for all that a line rests on."""
    plan, title = writer.plan, "Why: conditions, what is recorded, sources, what was assumed"
    text = to_markdown(plan, "clinician", (), account)
    return {
        "resourceType": "DocumentReference",
        "text": parts.narrative(writer.drawn, f"{title}. It is attached as text."),
        "status": "current",
        "docStatus": "preliminary",
        "type": concept(title),
        "subject": writer.subject,
        "date": instant(plan.as_of),
        "description": title,
        "content": [
            {
                "attachment": {
                    "contentType": "text/markdown",
                    "language": "en-US",
                    "data": b64encode(text.encode()).decode(),
                    "title": title,
                }
            }
        ],
    }


def _missing(plan: Plan) -> Iterator[str]:
    for line in plan.missing:
        yield f"Missing: {lines.missing(line, plan.assessment)}"


MOST_IN_A_NOTE = 12
"""Entries set aside that the note names; the OperationOutcome has all of them."""


def _set_aside(plan: Plan) -> str:
    """What the record holds and this plan does without, the decisive first."""
    unused = [lines.set_aside(entry) for entry in plan.record]
    if not unused:
        return ""
    more = len(unused) - MOST_IN_A_NOTE
    rest = f"; and {more} more, in the OperationOutcome of this bundle" if more > 0 else ""
    return f"Of the record not used as it stands: {'; '.join(unused[:MOST_IN_A_NOTE])}{rest}."


def _outcome(writer: Writer) -> Resource:
    """All that was set aside, and what was used but should be confirmed."""
    plan = writer.plan
    entries = [(entry, "warning") for entry in plan.record]
    entries += [(entry, "information") for entry in plan.questioned]
    return {
        "resourceType": "OperationOutcome",
        "text": parts.narrative(writer.drawn, *(lines.set_aside(entry) for entry, _ in entries)),
        "issue": [
            {
                "severity": severity,
                "code": "incomplete" if entry.element else "processing",
                "details": {"text": f"{entry.what}: {entry.why}"},
                "diagnostics": entry.where,
            }
            for entry, severity in entries
        ],
    }


def _group(writer: Writer, requests: Sequence[Entry]) -> Resource:
    """The phases in their order, each with its requests."""
    plan = writer.plan
    phases = [(entry.phase.id, entry.phase.title, entry.starts) for entry in plan.phases]
    phases.append(("monitoring", "Checks", None))
    actions = []
    for name, title, starts in phases:
        within = [request for request in requests if request.phase == name]
        if within:
            when = {"timingDateTime": day(starts)} if starts else {}
            actions.append({"title": title} | when | {"action": _actions(within, writer)})
    return {
        "resourceType": "RequestGroup",
        "text": parts.narrative(writer.drawn, *(str(action["title"]) for action in actions)),
        "instantiatesCanonical": [parts.versioned(plan.header, "plan-definition")],
        "groupIdentifier": {"system": "urn:ietf:rfc:3986", "value": writer.group},
        "status": "draft",
        "intent": "proposal",
        "subject": writer.subject,
        "authoredOn": day(plan.as_of),
        **({"action": actions} if actions else {}),
    }


def _actions(within: Sequence[Entry], writer: Writer) -> list[dict[str, Any]]:
    """Those of one phase. Where one medicine may be given in place of another, the two are to be
    chosen from: who lays out all that is proposed must not lay out both."""
    orders = {order.line.item.id: order for order in writer.orders()}
    statuses = {name: order.line.status for name, order in orders.items()}
    gives = {name: set(order.medicine.gives) for name, order in orders.items()}
    proposed = [entry for entry in within if entry.item in orders]
    actions, chosen = [], set[str]()
    for entry in within:
        others = [other for other in proposed if gives.get(entry.item, set()) & gives[other.item]]
        if entry.item in chosen:
            continue
        if len(others) > 1 and "alternative" in {statuses[other.item] for other in others}:
            chosen |= {other.item for other in others}
            recommended = any(statuses[other.item] == "recommended" for other in others)
            choice = {
                "title": "One of these",
                "selectionBehavior": "exactly-one" if recommended else "at-most-one",
                "action": [_action(other, writer) for other in others],
            }
            actions.append(choice)
        else:
            actions.append(_action(entry, writer))
    return actions


def _action(entry: Entry, writer: Writer) -> dict[str, Any]:
    plan = writer.plan
    action: dict[str, Any] = {"id": entry.address[9:], "title": _title(entry)}
    cites, status = _of(entry.item, plan)
    action["documentation"] = parts.citations(cites, writer.guideline)
    dated = {order.line.item.id: order for order in ordered(plan)}
    if entry.item in dated and not dated[entry.item].goes_on:
        days = [day(dose.day) for dose in dated[entry.item].doses()]
        action["timingTiming"] = {"event": days}
    # Dates alone do not say that maintenance waits for the end of loading.
    if before := list(_before(entry.item, writer)):
        action["relatedAction"] = [
            {"actionId": name, "relationship": "after-end"} for name in before
        ]
    if status != "recommended":
        action["requiredBehavior"] = "could"
    return action | {"resource": _reference(entry)}


def _before(item: str, writer: Writer) -> Iterator[str]:
    """The actions that come before one: of the same nutrient, in an earlier phase (loading before
    maintenance)."""
    phases = [phase.id for phase in writer.plan.header.phases]
    orders = {order.line.item.id: order for order in writer.orders()}
    if item not in orders:
        return
    own = orders[item]
    for name, order in orders.items():
        earlier = phases.index(order.line.item.phase) < phases.index(own.line.item.phase)
        offered = earlier and order.line.status != "alternative"
        if offered and set(order.medicine.gives) & set(own.medicine.gives):
            yield writer.address(name)[9:]


def _of(item: str, plan: Plan) -> tuple[Any, str]:
    for line in plan.recommendations:
        if line.item.id == item:
            return line.item.cites, line.status
    due = next(line for line in plan.monitoring if line.check.id == item)
    return due.check.cites, "consider" if due.check.optional else "recommended"


def _title(entry: Entry) -> str:
    resource = entry.resource
    named = resource.get("medicationCodeableConcept") or resource["code"]
    return str(named["text"])


def _provenance(writer: Writer, entries: Sequence[Entry]) -> Resource:
    """Made by software, reviewed by nobody: no one else is named."""
    plan, header = writer.plan, writer.plan.header
    content = f"{header.title}, version {header.version}, content {plan.content_hash}"
    return {
        "resourceType": "Provenance",
        "text": parts.narrative(
            writer.drawn, f"Computed by Hematinic {__version__} from {content}."
        ),
        "target": [_reference(entry) for entry in entries],
        "recorded": instant(plan.as_of),
        "policy": [parts.versioned(header, "plan-definition")],
        "activity": concept("Computed from the guideline and the record"),
        "agent": [
            {
                "type": concept(
                    "assembler",
                    parts.coding(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                        "assembler",
                    ),
                ),
                "who": {"display": f"Hematinic {__version__}"},
            }
        ],
        "entity": [
            {
                "role": "source",
                "what": {
                    "identifier": {"system": "urn:hematinic:content", "value": plan.content_hash},
                    "display": content,
                },
            }
        ],
    }
