"""The plan in a terminal."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hematinic.guideline.entry import Reader
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change
from hematinic.render.screen.console import console as terminal
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.outline import Line, outline

BADGES = {
    "critical": (" STOP ", "bold white on red"),
    "warning": (" WARN ", "bold black on yellow"),
    "information": (" INFO ", "bold black on cyan"),
    "do": ("•", "bold green"),
    "consider": ("◦", "bold cyan"),
    "plain": ("-", "dim"),
}

WIDTH = 100


def show(
    plan: Plan,
    reader: Reader,
    changes: Sequence[Change] = (),
    console: Console | None = None,
) -> None:
    out = console or terminal()
    out.width = min(out.width, WIDTH)
    header = plan.header
    out.print(Text(header.title, style="bold"))
    patient = plan.patient.id or "unnamed"
    out.print(f"Patient {patient}, plan of {words.day(plan.as_of)}")
    out.print(Text(header.draft_notice, style="bold red"))
    text = lines.bottom_line(plan, reader)
    out.print(Panel(Text(text, style="bold"), border_style="green", padding=(0, 1)))
    for part in outline(plan, reader, changes):
        out.print()
        out.print(Text(part.heading.upper(), style="bold underline"))
        if part.table:
            _table(part.table, out)
        for line in part.lines:
            _print(line, out)
    out.print()
    status = f"Guideline {header.id} {header.version}, {header.status}, valid until"
    out.print(Text(f"{status} {header.valid_until}, content {plan.content_hash[:12]}", style="dim"))
    disclaimer = header.disclaimer
    out.print(
        Text(disclaimer.patient if reader == "patient" else disclaimer.clinician, style="dim")
    )


def _table(rows: Sequence[Line], out: Console) -> None:
    table = Table(show_header=False, box=box.SIMPLE, padding=(0, 1), pad_edge=False)
    table.add_column(ratio=2)
    table.add_column(ratio=5)
    for row in rows:
        told = Text(row.text)
        if row.detail:
            told.append(f" {row.detail}", style="dim")
        table.add_row(Text(row.title, style="bold"), told)
    out.print(table)


def _print(line: Line, out: Console) -> None:
    badge, style = BADGES[line.tone]
    text = Text()
    text.append(badge, style=style)
    text.append(" ")
    if line.title:
        text.append(f"{line.title}. ", style="bold")
    text.append(line.text)
    if line.detail:
        text.append(f" {line.detail}", style="dim")
    out.print(Padding(text, (0, 0, 0, 1)))
