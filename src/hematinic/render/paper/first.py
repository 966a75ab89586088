"""The first page of the sheet: what to do now, and the plan. What the templates print of it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from hematinic.render.words.layers import LayersSaid, PlanSaid, Said, led

WORDS = {"critical": "STOP", "warning": "WARNING", "hold": "HOLD"}
"""Before a row that stops or warns, as its color says."""

HEADINGS = {
    "plan": "Plan",
    "checks": "Checks by day",
    "notes": "Bear in mind",
    "ask": "To be asked",
}

Row = dict[str, str]


def first(told: LayersSaid) -> dict[str, Any]:
    return {
        "notices": list(told.notices[1:]),
        "rows": list(_now(told)),
        "sections": list(_sections(told.plan)),
        "checks": list(_checks(told.plan)),
        "headings": HEADINGS,
    }


def _now(told: LayersSaid) -> Iterator[Row]:
    for heading, found in told.now.rows():
        if heading in ("Next", "Ask"):
            yield {"word": heading, "tone": "plain", "lead": "", "text": _run_in(found)}
            continue
        for one in found:
            yield {"word": WORDS.get(one.tone, heading), **_said(one)}


def _run_in(found: Iterable[Said]) -> str:
    """`Due now: potassium. 2026-11-29: reticulocytes.`"""
    parts = [
        f"{lead} {'; '.join(texts)}." if lead else " ".join(texts) for lead, texts in led(found)
    ]
    return " ".join(parts)


def _said(one: Said) -> Row:
    return {"tone": one.tone, "lead": one.lead, "text": one.text}


def _sections(plan: PlanSaid) -> Iterator[dict[str, Any]]:
    for section in plan.sections:
        doses_first = sorted(section.lines, key=lambda one: not one.lead)
        yield {"heading": section.heading, "lines": [_said(one) for one in doses_first]}
    others = (("notes", (*plan.notes, *plan.unexplained)), ("ask", plan.questions))
    for key, found in others:
        if found:
            yield {"heading": HEADINGS[key], "lines": [_said(one) for one in found]}


def _checks(plan: PlanSaid) -> Iterator[Row]:
    """A row for each day."""
    for when, rows in groupby(plan.checks, key=lambda row: row.when):
        yield {"when": when, "what": " ".join(row.what for row in rows)}
