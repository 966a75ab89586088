"""The first two layers of a plan as data: each entry with its id, in words for both readers."""

from collections.abc import Iterable
from typing import Any

from hematinic.guideline.entry import Says
from hematinic.plan.model import Plan
from hematinic.render.words.layers import LayersSaid, Row, Said, Section, layers, said

Entries = list[dict[str, Any]]


def as_data(plan: Plan, first: bool = False) -> dict[str, Any]:
    """`now`, and unless it is asked for alone `plan`."""
    found = layers(plan)
    clinician, patient = said(plan, "clinician", found), said(plan, "patient", found)
    data = {"notices": list(clinician.notices), "now": _now(clinician, patient)}
    return data if first else data | {"plan": _plan(clinician, patient)}


def short(found: Says) -> dict[str, str]:
    return {"short": found.clinician, "short_patient": found.patient}


def _now(clinician: LayersSaid, patient: LayersSaid) -> dict[str, Any]:
    one, other = clinician.now, patient.now
    return {
        "bottom_line": one.bottom_line,
        "bottom_line_patient": other.bottom_line,
        "stop": _said(one.stop, other.stop),
        "today": _said(one.today, other.today),
        "call": _said(one.call, other.call),
        "next": _said(one.next, other.next),
        "questions": _said(one.questions, other.questions),
        "unexplained": _said(one.unexplained, other.unexplained),
    }


def _plan(clinician: LayersSaid, patient: LayersSaid) -> dict[str, Any]:
    one, other = clinician.plan, patient.plan
    pairs = zip(one.sections, other.sections, strict=True)
    return {
        "phases": [_section(section, told) for section, told in pairs],
        "checks": _rows(one.checks, other.checks),
        "notes": _said(one.notes, other.notes),
        "unexplained": _said(one.unexplained, other.unexplained),
        "questions": _said(one.questions, other.questions),
    }


def _section(section: Section, patient: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.heading,
        "title_patient": patient.heading,
        "lines": _said(section.lines, patient.lines),
    }


def _said(found: Iterable[Said], patient: Iterable[Said]) -> Entries:
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "tone": one.tone,
            "lead": one.lead,
            "text": one.text,
            "patient": other.whole,
        }
        for one, other in zip(found, patient, strict=True)
    ]


def _rows(found: Iterable[Row], patient: Iterable[Row]) -> Entries:
    return [
        {
            "id": one.id,
            "when": one.when,
            "what": one.what,
            "overdue": one.overdue,
            "patient": other.what,
        }
        for one, other in zip(found, patient, strict=True)
    ]
