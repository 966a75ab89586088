"""The plan as Markdown, for a note or a ticket."""

import re
from collections.abc import Sequence

from hematinic.guideline.entry import Reader
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.outline import Line, outline


def to_markdown(plan: Plan, reader: Reader, changes: Sequence[Change] = ()) -> str:
    header = plan.header
    patient = _escaped(plan.patient.id or "unnamed")
    found = [
        f"# {header.title}",
        f"Patient {patient}, plan of {words.day(plan.as_of)}. **{header.draft_notice}**",
        f"> {_escaped(lines.bottom_line(plan, reader))}",
    ]
    for part in outline(plan, reader, changes):
        found.append(f"## {part.heading}")
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


def _table(rows: Sequence[Line]) -> str:
    told = [["When", "Why"], ["---", "---"]]
    told += [
        [f"**{_escaped(row.title)}**", f"{_escaped(row.text)} {_escaped(row.detail)}".strip()]
        for row in rows
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in told)


_LEVELS = {"critical": "**STOP** ", "warning": "**WARN** ", "information": "**INFO** "}


def _item(line: Line) -> str:
    title = f"**{_escaped(line.title)}.** " if line.title else ""
    detail = f" *{_escaped(line.detail)}*" if line.detail else ""
    return f"- {_LEVELS.get(line.tone, '')}{title}{_escaped(line.text)}{detail}"


def _escaped(text: str) -> str:
    """What came from a record cannot become markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
