"""The first two layers of a plan in a terminal: one screen, and nothing that needs a color.

A label before each row says what its color says. The same words stand at every width.
"""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hematinic.guideline.entry import Reader
from hematinic.render.words.entries import Entry, NowInWords, PlanInWords, Row, Tone, by_lead
from hematinic.render.words.layers import LayersInWords

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


def now(layers: LayersInWords, reader: Reader) -> RenderableType:
    return _rows(_now(layers.now, HEADINGS[reader]))


def plan(layers: LayersInWords, reader: Reader) -> Iterator[RenderableType]:
    headings = HEADINGS[reader]
    yield from _plan(layers.plan, headings)
    if layers.plan.checks:
        yield Text(headings["checks"], style="bold underline")
        yield _checks(layers.plan.checks)


def _now(now: NowInWords, headings: dict[str, str]) -> Iterator[tuple[Text, Text]]:
    for entry in now.stop:
        yield _label(*LABELS[entry.tone]), _text(entry)
    rows = (
        ("today", "bold green", now.today),
        ("call", "bold magenta", now.call),
        ("results", "bold yellow", now.unexplained),
    )
    for key, style, entries in rows:
        for i, entry in enumerate(entries):
            yield _label(headings[key] if i == 0 else "", style), _text(entry)
    if now.next:
        yield _label(headings["next"], "bold blue"), _run_in(now.next)
    if now.questions:
        yield _label(headings["ask"], "bold cyan"), _run_in(now.questions)


def _label(text: str, style: str) -> Text:
    return Text(text, style=style)


def _rows(rows: Iterable[tuple[Text, Text]]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=LABEL)
    table.add_column(ratio=1)
    for label, text in rows:
        table.add_row(label, text)
    return table


def _text(entry: Entry) -> Text:
    line = Text(entry.lead, style="bold")
    line.append(f" {entry.text}" if entry.lead and entry.text else entry.text, style="not bold")
    return line


def _run_in(entries: Sequence[Entry]) -> Text:
    """What is short stands in one paragraph: a lead once for all that follow it."""
    parts = []
    for lead, texts in by_lead(entries):
        part = Text(lead, style="bold")
        part.append(f" {'; '.join(texts)}" if lead else " ".join(texts), style="not bold")
        parts.append(part)
    return Text(". " if entries[0].lead else " ").join(parts)


# Plan


def _plan(plan: PlanInWords, headings: dict[str, str]) -> Iterator[Text]:
    for section in plan.sections:
        yield _paragraph(section.heading, section.lines)
    further = (("notes", plan.notes), ("notes", plan.unexplained), ("questions", plan.questions))
    for key, entries in further:
        if entries:
            yield _paragraph(headings[key], entries)


def _paragraph(heading: str, entries: Sequence[Entry]) -> Text:
    """One paragraph for each heading, doses first: what is to be given stands out in it."""
    text = Text(heading, style="bold underline")
    # Sorting is stable: behind the doses the order of the plan stays.
    for entry in sorted(entries, key=lambda entry: not entry.lead):
        mark, style = LABELS["do" if entry.tone == "warning" else entry.tone]
        text.append(f" {mark} ", style=f"{style} not underline")
        text.append(entry.lead, style="bold not underline")
        text.append(" " if entry.lead and entry.text else "", style="not underline")
        text.append(entry.text, style="not bold not underline")
    return text


def _checks(checks: Sequence[Row]) -> Table:
    """A row for each day."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=10)
    table.add_column(ratio=1)
    days: dict[str, list[Row]] = {}
    for row in checks:
        days.setdefault(row.when, []).append(row)
    for when, rows in days.items():
        style = "bold yellow" if rows[0].overdue else "bold"
        table.add_row(Text(when, style=style), Text(" ".join(row.what for row in rows)))
    return table
