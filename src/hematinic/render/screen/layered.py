"""The first two layers of a plan in a terminal: one screen, and nothing that needs a color.

A label before each row says what its color says. The same words stand at every width.
"""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hematinic.guideline.entry import Reader
from hematinic.render.words.layers import (
    LayersSaid,
    NowSaid,
    PlanSaid,
    Row,
    Said,
    Tone,
    led,
)

LABELS: dict[Tone, tuple[str, str]] = {
    "critical": ("STOP", "bold white on red"),
    "warning": ("WARN", "bold black on yellow"),
    "hold": ("HOLD", "bold red"),
    "do": ("•", "bold green"),
    "consider": ("◦", "bold cyan"),
    "plain": ("-", "dim"),
}

LABEL = 5
"""Columns of a label."""

HEADINGS: dict[Reader, dict[str, str]] = {
    "clinician": {
        "today": "TODAY", "call": "CALL", "next": "NEXT", "ask": "ASK", "results": "ALSO",
        "notes": "Bear in mind", "questions": "Still to be asked", "checks": "Checks",
    },
    "patient": {
        "today": "TODAY", "call": "CALL", "next": "NEXT", "ask": "ASK", "results": "ALSO",
        "notes": "Take care", "questions": "What your team may ask you",
        "checks": "Your tests and checks",
    },
}  # fmt: skip


def now(told: LayersSaid, reader: Reader) -> RenderableType:
    return _rows(_now(told.now, HEADINGS[reader]))


def plan(told: LayersSaid, reader: Reader) -> Iterator[RenderableType]:
    headings = HEADINGS[reader]
    yield from _plan(told.plan, headings)
    if told.plan.checks:
        yield Text(headings["checks"], style="bold underline")
        yield _checks(told.plan.checks)


def _now(now: NowSaid, headings: dict[str, str]) -> Iterator[tuple[Text, Text]]:
    for one in now.stop:
        yield _label(*LABELS[one.tone]), _text(one)
    rows = (
        ("today", "bold green", now.today),
        ("call", "bold magenta", now.call),
        ("results", "bold yellow", now.unexplained),
    )
    for key, style, found in rows:
        for i, one in enumerate(found):
            yield _label(headings[key] if i == 0 else "", style), _text(one)
    if now.next:
        yield _label(headings["next"], "bold blue"), _run_in(now.next)
    if now.questions:
        yield _label(headings["ask"], "bold cyan"), _run_in(now.questions)


def _label(text: str, style: str) -> Text:
    return Text(text, style=style)


def _rows(found: Iterable[tuple[Text, Text]]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=LABEL)
    table.add_column(ratio=1)
    for label, text in found:
        table.add_row(label, text)
    return table


def _text(one: Said) -> Text:
    found = Text(one.lead, style="bold")
    found.append(f" {one.text}" if one.lead and one.text else one.text, style="not bold")
    return found


def _run_in(found: Sequence[Said]) -> Text:
    """What is short stands in one paragraph: a lead once for all that follow it."""
    parts = []
    for lead, texts in led(found):
        part = Text(lead, style="bold")
        part.append(f" {'; '.join(texts)}" if lead else " ".join(texts), style="not bold")
        parts.append(part)
    return Text(". " if found[0].lead else " ").join(parts)


# Plan


def _plan(plan: PlanSaid, headings: dict[str, str]) -> Iterator[Text]:
    for section in plan.sections:
        yield _paragraph(section.heading, section.lines)
    others = (("notes", plan.notes), ("notes", plan.unexplained), ("questions", plan.questions))
    for key, found in others:
        if found:
            yield _paragraph(headings[key], found)


def _paragraph(heading: str, found: Sequence[Said]) -> Text:
    """One paragraph for each heading, doses first: what is to be given stands out in it."""
    text = Text(heading, style="bold underline")
    for one in sorted(found, key=lambda one: not one.lead):
        mark, style = LABELS["do" if one.tone == "warning" else one.tone]
        text.append(f" {mark} ", style=f"{style} not underline")
        text.append(one.lead, style="bold not underline")
        text.append(" " if one.lead and one.text else "", style="not underline")
        text.append(one.text, style="not bold not underline")
    return text


def _checks(found: Sequence[Row]) -> Table:
    """A row for each day."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=10)
    table.add_column(ratio=1)
    days: dict[str, list[Row]] = {}
    for row in found:
        days.setdefault(row.when, []).append(row)
    for when, rows in days.items():
        style = "bold yellow" if rows[0].overdue else "bold"
        table.add_row(Text(when, style=style), Text(" ".join(row.what for row in rows)))
    return table
