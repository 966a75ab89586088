"""The plan in a terminal: what to do now and the plan on one screen, the reasons on demand."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hematinic.guideline.entry import Reader
from hematinic.plan.account import Accounted
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change
from hematinic.render.screen import layered
from hematinic.render.screen.console import console as terminal
from hematinic.render.words import phrases as words
from hematinic.render.words.layers import in_words
from hematinic.render.words.outline import Depth, Line, Part, changed, outline, reasons

BADGES = {
    "critical": (" STOP ", "bold white on red"),
    "warning": (" WARN ", "bold black on yellow"),
    "information": (" INFO ", "bold black on cyan"),
    "do": ("•", "bold green"),
    "consider": ("◦", "bold cyan"),
    "plain": ("-", "dim"),
}

WIDTH = 100

LINES = 50
"""Of a screen, at 80 columns: what the first two layers are made for."""


def show(
    plan: Plan,
    reader: Reader,
    changes: Sequence[Change] = (),
    console: Console | None = None,
    depth: Depth = "plan",
    account: Iterable[Accounted] = (),
) -> None:
    out = console or terminal()
    out.width = min(out.width, WIDTH)
    layers = in_words(plan, reader)
    foot = _foot(plan, reader, depth)
    screen: list[list[RenderableType]] = [
        [_head(plan, layers.notices), Text(layers.now.bottom_line, style="bold")],
        [layered.now(layers, reader)],
        [*layered.plan(layers, reader)],
        [foot] if depth == "plan" else [],
    ]
    _screen([part for part in screen if part], out)
    if depth == "full":
        _parts(outline(plan, reader, changes, account), out)
    elif depth == "why":
        _parts(reasons(plan, reader), out)
    if changes and depth != "full":
        _parts((changed(plan, changes),), out)
    if depth != "plan":
        _screen([[], [foot]], out)


def _screen(parts: Sequence[Sequence[RenderableType]], out: Console) -> None:
    """Parts with a blank line before each but the first, while a screen has room for it."""
    lines = sum(len(out.render_lines(printed, pad=False)) for part in parts for printed in part)
    room = max(LINES - lines, 0)
    # With room for one blank line it stands before the plan, with a second before what is done now.
    blank = (2, 1, *range(3, len(parts)))[:room]
    for i, part in enumerate(parts):
        if i in blank:
            out.print()
        for printed in part:
            out.print(printed)


def _head(plan: Plan, notices: Sequence[str]) -> Text:
    """Whose plan it is, and what must be known of it."""
    patient = plan.patient.id or "unnamed"
    head = Text(f"Patient {patient}, plan of {words.day(plan.as_of)}. ")
    head.append(" ".join(notices), style="bold red")
    return head


def _foot(plan: Plan, reader: Reader, depth: Depth) -> Text:
    """With the reasons also what the content is called, and its hash."""
    header = plan.header
    disclaimer = header.disclaimer.patient if reader == "patient" else header.disclaimer.clinician
    mark = f"{header.id} {header.version}, valid until {header.valid_until}"
    if depth == "plan":
        return Text(f"{disclaimer} {mark}.", style="dim")
    status = header.status.replace("_", " ")
    foot = f"{header.title}. {disclaimer} {mark}, {status}, content {plan.content_hash[:12]}."
    return Text(foot, style="dim")


def _parts(parts: Iterable[Part], out: Console) -> None:
    for part in parts:
        out.print()
        out.print(Text(part.heading.upper(), style="bold underline"))
        if part.table:
            _table(part.table, out)
        for line in part.lines:
            _print(line, out)


def _table(rows: Sequence[Line], out: Console) -> None:
    table = Table(show_header=False, box=box.SIMPLE, padding=(0, 1), pad_edge=False)
    table.add_column(ratio=2)
    table.add_column(ratio=5)
    for row in rows:
        text = Text(row.text)
        if row.detail:
            text.append(f" {row.detail}", style="dim")
        table.add_row(Text(row.title, style="bold"), text)
    out.print(table)


def _print(line: Line, out: Console) -> None:
    badge, style = BADGES[line.tone]
    text = Text()
    text.append(badge, style=style)
    text.append(" ")
    if line.title:
        text.append(f"{line.title}. ", style="bold")
    text.append(line.text)
    for more in (line.detail, line.why):
        text.append(f" {more}" if more else "", style="dim")
    out.print(Padding(text, (0, 0, 0, 1)))
