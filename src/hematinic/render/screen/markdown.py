"""The plan as Markdown, for a note or a ticket."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from hematinic.guideline.entry import Reader
from hematinic.plan.account import Accounted
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change
from hematinic.render.words import phrases as words
from hematinic.render.words.entries import Entry, NowInWords, PlanInWords, Tone
from hematinic.render.words.layers import in_words
from hematinic.render.words.outline import Depth, Line, Part, changed, outline, reasons


def to_markdown(
    plan: Plan,
    reader: Reader,
    changes: Sequence[Change] = (),
    account: Iterable[Accounted] = (),
    depth: Depth = "full",
) -> str:
    """The first two layers, and as much of the third as is asked for."""
    header, layers = plan.header, in_words(plan, reader)
    patient = escaped(plan.patient.id or "unnamed")
    status = " ".join(layers.notices)
    paragraphs = [
        f"# {header.title}",
        # Without a notice the stars that would make it bold go too.
        f"Patient {patient}, plan of {words.day(plan.as_of)}. **{status}**".replace(" ****", ""),
        f"> {escaped(layers.now.bottom_line)}",
        *_now(layers.now),
        *_plan(layers.plan, reader),
    ]
    parts = [*_third(plan, reader, changes, account, depth)]
    paragraphs += [f"## {WHY[reader]}"] * bool(parts)
    for part in parts:
        paragraphs.append(f"### {part.heading}")
        if part.table:
            paragraphs.append(_table(part.table))
        paragraphs.append("\n".join(_item(line) for line in part.lines))
    disclaimer = header.disclaimer
    paragraphs.append(disclaimer.patient if reader == "patient" else disclaimer.clinician)
    paragraphs.append(
        f"Guideline {header.id} {header.version}, {header.status}, valid until "
        f"{header.valid_until}, content {plan.content_hash[:12]}"
    )
    return "\n\n".join(paragraphs) + "\n"


def _third(
    plan: Plan,
    reader: Reader,
    changes: Sequence[Change],
    account: Iterable[Accounted],
    depth: Depth,
) -> Iterator[Part]:
    if depth == "full":
        return outline(plan, reader, changes, account)
    parts = reasons(plan, reader) if depth == "why" else iter(())
    return chain(parts, [changed(plan, changes)] if changes else [])


WHY: Mapping[Reader, str] = {"clinician": "Why", "patient": "All of it"}


def _now(now: NowInWords) -> Iterator[str]:
    for heading, entries in now.rows():
        marks = [MARKS[entry.tone] if heading == "Stop" else f"**{heading}** " for entry in entries]
        yield "\n".join(
            f"- {mark}{_entry(entry)}" for mark, entry in zip(marks, entries, strict=True)
        )


MARKS: Mapping[Tone, str] = {
    "critical": "**STOP** ", "warning": "**WARN** ", "hold": "**HOLD** ",
}  # fmt: skip


def _plan(plan: PlanInWords, reader: Reader) -> Iterator[str]:
    for section in plan.sections:
        yield f"## {section.heading}"
        yield "\n".join(f"- {_entry(entry)}" for entry in section.lines)
    entries = (*plan.notes, *plan.unexplained, *plan.questions)
    if entries:
        yield "\n".join(f"- {_entry(entry)}" for entry in entries)
    if plan.checks:
        yield f"## {CHECKS[reader]}"
        rows = [["When", "What"], ["---", "---"]]
        rows += [[f"**{row.when}**", escaped(row.what)] for row in plan.checks]
        yield "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


CHECKS: Mapping[Reader, str] = {"clinician": "Checks", "patient": "Your tests and checks"}


def _entry(entry: Entry) -> str:
    lead = f"**{escaped(entry.lead)}** " if entry.lead else ""
    return f"{lead}{escaped(entry.text)}".strip()


def _table(rows: Sequence[Line]) -> str:
    table_rows = [["When", "Why"], ["---", "---"]]
    table_rows += [
        [f"**{escaped(row.title)}**", f"{escaped(row.text)} {escaped(row.detail)}".strip()]
        for row in rows
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in table_rows)


_LEVELS = {"critical": "**STOP** ", "warning": "**WARN** ", "information": "**INFO** "}


def _item(line: Line) -> str:
    title = f"**{escaped(line.title)}.** " if line.title else ""
    text = f"- {_LEVELS.get(line.tone, '')}{title}{escaped(line.text)}"
    more = [f" *{escaped(text)}*" for text in (line.detail, line.why) if text]
    return text + "".join(more)


def escaped(text: str) -> str:
    """What came from a record cannot become markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
