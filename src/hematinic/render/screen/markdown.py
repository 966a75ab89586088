"""The plan as Markdown, for a note or a ticket."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from hematinic.guideline.entry import Reader
from hematinic.plan.account import Accounted
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change
from hematinic.render.words import phrases as words
from hematinic.render.words.layers import NowSaid, PlanSaid, Said, Tone, said
from hematinic.render.words.outline import Depth, Line, Part, changed, outline, reasons


def to_markdown(
    plan: Plan,
    reader: Reader,
    changes: Sequence[Change] = (),
    account: Iterable[Accounted] = (),
    depth: Depth = "full",
) -> str:
    """The first two layers, and as much of the third as is asked for."""
    header, told = plan.header, said(plan, reader)
    patient = escaped(plan.patient.id or "unnamed")
    status = " ".join(told.notices)
    found = [
        f"# {header.title}",
        f"Patient {patient}, plan of {words.day(plan.as_of)}. **{status}**".replace(" ****", ""),
        f"> {escaped(told.now.bottom_line)}",
        *_now(told.now),
        *_plan(told.plan, reader),
    ]
    parts = [*_third(plan, reader, changes, account, depth)]
    found += [f"## {WHY[reader]}"] * bool(parts)
    for part in parts:
        found.append(f"### {part.heading}")
        if part.table:
            found.append(_table(part.table))
        found.append("\n".join(_item(line) for line in part.lines))
    disclaimer = header.disclaimer
    found.append(disclaimer.patient if reader == "patient" else disclaimer.clinician)
    found.append(
        f"Guideline {header.id} {header.version}, {header.status}, valid until "
        f"{header.valid_until}, content {plan.content_hash[:12]}"
    )
    return "\n\n".join(found) + "\n"


def _third(
    plan: Plan,
    reader: Reader,
    changes: Sequence[Change],
    account: Iterable[Accounted],
    depth: Depth,
) -> Iterator[Part]:
    if depth == "full":
        return outline(plan, reader, changes, account)
    told = reasons(plan, reader) if depth == "why" else iter(())
    return chain(told, [changed(plan, changes)] if changes else [])


WHY: Mapping[Reader, str] = {"clinician": "Why", "patient": "All of it"}


def _now(now: NowSaid) -> Iterator[str]:
    for heading, found in now.rows():
        marks = [MARKS[one.tone] if heading == "Stop" else f"**{heading}** " for one in found]
        yield "\n".join(f"- {mark}{_said(one)}" for mark, one in zip(marks, found, strict=True))


MARKS: Mapping[Tone, str] = {
    "critical": "**STOP** ", "warning": "**WARN** ", "hold": "**HOLD** ",
}  # fmt: skip


def _plan(plan: PlanSaid, reader: Reader) -> Iterator[str]:
    for section in plan.sections:
        yield f"## {section.heading}"
        yield "\n".join(f"- {_said(one)}" for one in section.lines)
    others = (*plan.notes, *plan.unexplained, *plan.questions)
    if others:
        yield "\n".join(f"- {_said(one)}" for one in others)
    if plan.checks:
        yield f"## {CHECKS[reader]}"
        rows = [["When", "What"], ["---", "---"]]
        rows += [[f"**{row.when}**", escaped(row.what)] for row in plan.checks]
        yield "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


CHECKS: Mapping[Reader, str] = {"clinician": "Checks", "patient": "Your tests and checks"}


def _said(one: Said) -> str:
    lead = f"**{escaped(one.lead)}** " if one.lead else ""
    return f"{lead}{escaped(one.text)}".strip()


def _table(rows: Sequence[Line]) -> str:
    told = [["When", "Why"], ["---", "---"]]
    told += [
        [f"**{escaped(row.title)}**", f"{escaped(row.text)} {escaped(row.detail)}".strip()]
        for row in rows
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in told)


_LEVELS = {"critical": "**STOP** ", "warning": "**WARN** ", "information": "**INFO** "}


def _item(line: Line) -> str:
    title = f"**{escaped(line.title)}.** " if line.title else ""
    told = f"- {_LEVELS.get(line.tone, '')}{title}{escaped(line.text)}"
    more = [f" *{escaped(text)}*" for text in (line.detail, line.why) if text]
    return told + "".join(more)


def escaped(text: str) -> str:
    """What came from a record cannot become markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
