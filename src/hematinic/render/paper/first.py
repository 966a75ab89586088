"""The first page of the sheet: what to do now, and the plan. What the templates print of it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from hematinic.render.words.entries import Entry, PlanInWords, by_lead
from hematinic.render.words.layers import LayersInWords

WORDS = {"critical": "STOP", "warning": "WARNING", "hold": "HOLD"}
"""Before a row that stops or warns, as its color says."""

HEADINGS = {
    "plan": "Plan",
    "checks": "Checks by day",
    "notes": "Bear in mind",
    "ask": "To be asked",
}

Row = dict[str, str]


def first(layers: LayersInWords) -> dict[str, Any]:
    return {
        "notices": list(layers.notices[1:]),
        "rows": list(_now(layers)),
        "sections": list(_sections(layers.plan)),
        "checks": list(_checks(layers.plan)),
        "headings": HEADINGS,
    }


def _now(layers: LayersInWords) -> Iterator[Row]:
    for heading, entries in layers.now.rows():
        if heading in ("Next", "Ask"):
            yield {"word": heading, "tone": "plain", "lead": "", "text": _run_in(entries)}
            continue
        for entry in entries:
            yield {"word": WORDS.get(entry.tone, heading), **_entry(entry)}


def _run_in(entries: Iterable[Entry]) -> str:
    """`Due now: potassium. 2026-11-29: reticulocytes.`"""
    return " ".join(
        f"{lead} {'; '.join(texts)}." if lead else " ".join(texts)
        for lead, texts in by_lead(entries)
    )


def _entry(entry: Entry) -> Row:
    return {"tone": entry.tone, "lead": entry.lead, "text": entry.text}


def _sections(plan: PlanInWords) -> Iterator[dict[str, Any]]:
    for section in plan.sections:
        # Sorting is stable: behind the doses the order of the plan stays.
        doses_first = sorted(section.lines, key=lambda entry: not entry.lead)
        yield {"heading": section.heading, "lines": [_entry(entry) for entry in doses_first]}
    further = (("notes", (*plan.notes, *plan.unexplained)), ("ask", plan.questions))
    for key, entries in further:
        if entries:
            yield {"heading": HEADINGS[key], "lines": [_entry(entry) for entry in entries]}


def _checks(plan: PlanInWords) -> Iterator[Row]:
    """A row for each day."""
    for when, rows in groupby(plan.checks, key=lambda row: row.when):
        yield {"when": when, "what": " ".join(row.what for row in rows)}
