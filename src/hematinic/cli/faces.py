"""A plan or an answer on standard output, in the format that was asked for."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from rich.text import Text

from hematinic.cli.options import Format, Locale, PlanFormat
from hematinic.guideline.entry import Reader
from hematinic.plan.account import Accounted
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change
from hematinic.record.events import Record
from hematinic.render.screen.console import console as terminal
from hematinic.render.screen.console import printable
from hematinic.render.words.spelling import Spelling, of_jurisdiction, spelled

if TYPE_CHECKING:
    from rich.console import Console

    from hematinic.answers import Answer
    from hematinic.render.json import Detail
    from hematinic.render.words.outline import Depth


@dataclass(frozen=True, slots=True)
class Face:
    """What was asked for."""

    format: PlanFormat
    reader: Reader
    locale: Locale | None = None
    large_print: bool = False
    detail: "Detail" = ""
    depth: "Depth" = "plan"
    """Of text and Markdown."""

    def spelling(self, plan: Plan) -> Spelling:
        if self.locale is None:
            return of_jurisdiction(plan)
        return "uk" if self.locale is Locale.british else "us"


def write(
    plan: Plan,
    record: Record,
    face: Face,
    changes: Sequence[Change],
    account: Sequence[Accounted] | None = None,
) -> None:
    """`account` goes into what tells everything: JSON, Markdown and the full text."""
    if face.format is PlanFormat.text:
        from hematinic.render.screen.terminal import show

        show(plan, face.reader, changes, depth=face.depth, account=account or ())
        return
    if face.format is PlanFormat.json:
        from hematinic.render.json import to_json

        sys.stdout.buffer.write(to_json(plan, changes, face.detail, account))
        return
    sys.stdout.buffer.write(_content(plan, record, face, changes, account or ()))


def _content(
    plan: Plan,
    record: Record,
    face: Face,
    changes: Sequence[Change],
    account: Sequence[Accounted],
) -> bytes:
    """Each face loads only what it needs."""
    reader, spelling = face.reader, face.spelling(plan)
    match face.format:
        case PlanFormat.markdown:
            from hematinic.render.screen.markdown import to_markdown

            text = to_markdown(plan, reader, changes, account, face.depth)
            return printable(spelled(text, spelling)).encode()
        case PlanFormat.leaflet:
            from hematinic.render.paper.leaflet import to_text

            return printable(spelled(to_text(plan), spelling)).encode()
        case PlanFormat.html:
            from hematinic.render.paper.page import to_html

            page = to_html(plan, reader, record, face.large_print, spelling=spelling)
            return page.encode()
        case PlanFormat.pdf:
            from hematinic.render.paper.pdf import to_pdf

            return to_pdf(plan, reader, record, face.large_print, spelling)
        case PlanFormat.fhir:
            from hematinic.render.fhir import to_fhir

            return to_fhir(plan)
    from hematinic.render.calendar import to_ics

    return to_ics(plan, spelling=spelling)


def write_answer(answer: "Answer", format: Format, more: bool = False) -> None:  # noqa: A002
    """One sentence that answers, at most one behind it; the rest with `more`."""
    from hematinic.answers import as_data  # its index is slow to load

    data = as_data(answer)
    if format is Format.json:
        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(data, option=options))
        return
    out = terminal()
    out.print(Text(data["behavior"].replace("_", " ").upper(), style="bold"))
    folded = [one for one in data["sentences"] if one["place"] == "more"]
    for sentence in data["sentences"]:
        if sentence["place"] != "more":
            _said(out, sentence, "bold" if sentence["place"] == "first" else "")
    if data["understood"]:
        out.print(Text(f"Understood: {'; '.join(data['understood'])}", style="dim"))
    for question in data["asks"]:
        out.print(Text(f"? {question}"))
    if folded and not more:
        out.print(Text(f"--more tells {len(folded)} more", style="dim"))
    for sentence in folded if more else ():
        _said(out, sentence, "")
    out.print(Text(str(data["status"]), style="italic"))


def _said(out: "Console", sentence: dict[str, Any], style: str) -> None:
    line = Text(sentence["text"], style=style)
    codes = ", ".join(sentence["statements"])
    line.append(f" [{codes}]" if codes else "", style="dim")
    out.print(line)
