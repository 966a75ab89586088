"""The guideline as FHIR definitions: one PlanDefinition, an ActivityDefinition for each thing to
do, a Library that names what is read and what it rests on, and the Questionnaire.

Conditions are the guideline's own expressions (a strict subset of CQL); what their names mean
stands in the Library's content once it is given, else in the guideline alone.
"""

import base64
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from hematinic.guideline.entry import Cite
from hematinic.guideline.model import Alert, Check, Guideline, Header, Recommendation
from hematinic.record.fhir.questionnaire import questionnaire
from hematinic.render.fhir import parts
from hematinic.render.fhir.dosage import defined
from hematinic.render.fhir.parts import Resource, coding, concept
from hematinic.render.words import phrases as words
from hematinic.render.words.medication import medication

TYPES = "http://terminology.hl7.org/CodeSystem/"


def to_definitions(guideline: Guideline, cql: str = "") -> bytes:
    bundle = definitions(guideline, cql)
    return orjson.dumps(bundle, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def definitions(guideline: Guideline, cql: str = "") -> Resource:
    """`cql`: the text of the Library, where it has been written."""
    resources = [
        plan_definition(guideline),
        library(guideline, cql),
        _questionnaire(guideline),
        *activities(guideline),
    ]
    return {
        "resourceType": "Bundle",
        "id": parts.urn(guideline.header.id, guideline.header.version, "definitions")[9:],
        "type": "collection",
        "timestamp": f"{guideline.header.last_updated}T00:00:00Z",
        "entry": [
            {"fullUrl": parts.urn(resource["url"], resource["version"]), "resource": resource}
            for resource in resources
        ],
    }


# What all have


def _metadata(header: Header, kind: str, title: str, item: str = "") -> dict[str, Any]:
    """A draft until it is approved. Nobody is named who has approved nothing."""
    approved = header.status == "approved"
    return {
        "url": parts.canonical(header, kind, item),
        "version": header.version,
        "name": _name(item or f"{header.id}-{kind}"),
        "title": title,
        "status": "active" if approved else "draft",
        "experimental": not approved,
        "date": header.last_updated,
        "publisher": "Hematinic",
    }


def _id(header: Header, kind: str, item: str = "") -> str:
    """The guideline's own name where FHIR takes it as an id: that is what people will type."""
    name = item or header.id
    return name if parts.ID.match(name) else parts.urn(header.id, kind, item)[9:]


def _name(text: str) -> str:
    """`iron-oral-daily` as `IronOralDaily`: a name for machines."""
    return "".join(words.capital(part) for part in text.replace("_", "-").split("-"))


def _notice(header: Header) -> str:
    return "" if header.status == "approved" else header.draft_notice


def _related(cites: Iterable[Cite], guideline: Guideline) -> dict[str, Any]:
    citations = parts.citations(cites, guideline)
    return {"relatedArtifact": citations} if citations else {}


# The plan


def plan_definition(guideline: Guideline) -> Resource:
    header = guideline.header
    description = f"{header.question} {_notice(header)}"
    return {
        "resourceType": "PlanDefinition",
        "id": _id(header, "plan-definition"),
        "text": parts.narrative(_notice(header), header.title, header.intended_use),
        **_metadata(header, "plan-definition", header.title),
        "type": concept(
            "Clinical protocol", coding(f"{TYPES}plan-definition-type", "clinical-protocol")
        ),
        "subjectCodeableConcept": concept(
            "Patient", coding("http://hl7.org/fhir/resource-types", "Patient")
        ),
        "description": description.strip(),
        "purpose": header.intended_use,
        "usage": f"{header.population}. {header.disclaimer.clinician}",
        "effectivePeriod": {"start": header.last_updated, "end": header.valid_until},
        "library": [parts.versioned(header, "library")],
        "action": list(_phases(guideline)),
    }


def _phases(guideline: Guideline) -> Iterator[dict[str, Any]]:
    for phase in guideline.header.phases:
        inside = [r for r in guideline.recommendations if r.phase == phase.id]
        if inside:
            yield {"title": phase.title, "action": [_action(r, guideline) for r in inside]}
    if guideline.monitoring:
        checks = [_check(check, guideline) for check in guideline.monitoring]
        yield {"title": "Checks", "action": checks}
    if guideline.alerts:
        yield {
            "title": "Alerts",
            "action": [_alert(alert, guideline) for alert in guideline.alerts],
        }


def _action(item: Recommendation, guideline: Guideline) -> dict[str, Any]:
    must = {} if item.status == "recommended" else {"requiredBehavior": "could"}
    grade = f"Strength: {item.strength}; certainty: {item.certainty}; by: {item.graded_by}."
    return {
        "title": item.title,
        "description": item.says.clinician,
        "textEquivalent": f"{item.says.clinician} {grade}",
        "documentation": parts.citations(item.cites, guideline),
        "condition": [_condition(item.id, item.when)],
        **must,
        "definitionCanonical": parts.versioned(guideline.header, "activity-definition", item.id),
    }


def _check(item: Check, guideline: Guideline) -> dict[str, Any]:
    must = {"requiredBehavior": "could"} if item.optional else {}
    return {
        "title": words.capital(item.test),
        "description": f"Expect {item.expect}; if not, {item.if_not}",
        "documentation": parts.citations(item.cites, guideline),
        "condition": [_condition(item.id, item.when)],
        **must,
        "definitionCanonical": parts.versioned(guideline.header, "activity-definition", item.id),
    }


def _alert(item: Alert, guideline: Guideline) -> dict[str, Any]:
    return {
        "title": item.implements[0],
        "description": item.line,
        "textEquivalent": f"{item.level}: {item.line} {item.what_to_do}",
        "documentation": parts.citations(item.cites, guideline),
        "condition": [_condition(item.id, item.when)],
    }


def _condition(name: str, when: str) -> dict[str, Any]:
    condition = {"description": f"When {name} applies", "language": "text/cql", "expression": when}
    return {"kind": "applicability", "expression": condition}


# What is done


def activities(guideline: Guideline) -> Iterator[Resource]:
    for item in guideline.recommendations:
        yield activity(item, guideline)
    for check in guideline.monitoring:
        yield _check_activity(check, guideline)


def activity(item: Recommendation, guideline: Guideline) -> Resource:
    header = guideline.header
    return {
        "resourceType": "ActivityDefinition",
        "id": _id(header, "activity-definition", item.id),
        "text": parts.narrative(_notice(header), item.title, item.says.clinician),
        **_metadata(header, "activity-definition", item.title, item.id),
        "description": item.says.clinician,
        **_related(item.cites, guideline),
        **_kind(item, guideline),
        "intent": "proposal",
    }


def _kind(item: Recommendation, guideline: Guideline) -> dict[str, Any]:
    if item.prescribe:
        medicine = guideline.medicines[item.prescribe.medicine]
        text = medication(item, item.prescribe, guideline).text
        return {
            "kind": "MedicationRequest",
            "productCodeableConcept": parts.medicine(medicine, words.capital(medicine.label)),
            "dosage": [defined(item.prescribe, text)],
        }
    if item.test:
        labels = ", ".join(guideline.elements[name].label for name in item.test)
        codes = [parts.test(guideline.elements[name]) for name in item.test]
        single = codes[0] if len(codes) == 1 else concept(labels)
        return {"kind": "ServiceRequest", "code": single}
    kind = "ServiceRequest" if item.action == "refer" else "Task"
    return {"kind": kind, "code": concept(item.title)}


def _check_activity(item: Check, guideline: Guideline) -> Resource:
    header, title = guideline.header, words.capital(item.test)
    description = f"Expect {item.expect}; if not, {item.if_not}"
    return {
        "resourceType": "ActivityDefinition",
        "id": _id(header, "activity-definition", item.id),
        "text": parts.narrative(_notice(header), title, description),
        **_metadata(header, "activity-definition", title, item.id),
        "description": description,
        **_related(item.cites, guideline),
        "kind": "ServiceRequest",
        "code": concept(title),
        "intent": "proposal",
    }


# What it reads and rests on


def library(guideline: Guideline, cql: str = "") -> Resource:
    header = guideline.header
    cites = [Cite(source=name) for name in guideline.sources]
    content = base64.b64encode(cql.encode()).decode()
    return {
        "resourceType": "Library",
        "id": _id(header, "library"),
        "text": parts.narrative(_notice(header), header.title),
        **_metadata(header, "library", f"{header.title}: logic"),
        "type": concept("Logic library", coding(f"{TYPES}library-type", "logic-library")),
        "description": header.question,
        "relatedArtifact": [_source(cite, guideline) for cite in cites],
        "dataRequirement": list(_data(guideline)),
        **({"content": [{"contentType": "text/cql", "data": content}]} if cql else {}),
    }


def _source(cite: Cite, guideline: Guideline) -> dict[str, Any]:
    """A source as a whole: what was read of it stands with each statement."""
    [citation] = parts.citations([cite], guideline)
    return citation | {"display": guideline.sources[cite.source].title}


_RESOURCES = {"quantity": "Observation", "result": "Observation", "condition": "Condition",
              "procedure": "Procedure"}  # fmt: skip


def _data(guideline: Guideline) -> Iterator[dict[str, Any]]:
    """Of each element with codes: in which resource it is looked for, and by which codes."""
    for element in guideline.elements.values():
        codes = [
            coding(parts.SYSTEMS[system], code)
            for system, listed in element.codes.items()
            if system in parts.SYSTEMS
            for code in listed
        ]
        if codes:
            path = {"path": "code", "code": codes}
            yield {"type": _RESOURCES[element.kind], "codeFilter": [path]}


def _questionnaire(guideline: Guideline) -> Resource:
    header, resource = guideline.header, questionnaire(guideline)
    first = {"resourceType": resource.pop("resourceType"), "id": _id(header, "questionnaire")}
    notice = {"text": parts.narrative(_notice(header), header.title)} if _notice(header) else {}
    return first | notice | resource
