"""A plan as a page that stands alone: the patient's leaflet or the clinician's sheet."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from hematinic.guideline.entry import Reader
from hematinic.plan.account import Accounted
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.render.paper.leaflet import foot, leaflet
from hematinic.render.paper.sheet import DISAGREEMENTS, PRINTED_WHOLE, Sheet
from hematinic.render.templates import environment
from hematinic.render.words import phrases as words
from hematinic.render.words.outline import outline
from hematinic.render.words.spelling import LOCALES, Spelling, british_page

TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates() -> Environment:
    templates = environment("hematinic.render.paper")
    templates.filters["day"] = words.day
    templates.filters["unbroken"] = unbroken
    return templates


def unbroken(text: str) -> str:
    """A number and its unit are never parted at the end of a line."""
    return re.sub(r"(\d) (mg|micrograms|g)\b", "\\1\N{NO-BREAK SPACE}\\2", text)


def fragment(
    plan: Plan, reader: Reader, record: Record | None = None, account: Iterable[Accounted] = ()
) -> str:
    """The content alone, to stand in another page. A sheet as a page has no end, so that behind the
    two of paper all that its lines rest on stands too."""
    if reader == "patient":
        page = {"plan": plan, "sections": leaflet(plan), "foot": foot(plan)}
        return templates().get_template("leaflet.html").render(page)
    sheet = Sheet(plan, record)
    parts = {part.heading: part for part in outline(plan, "clinician", (), account)}
    differing = parts.pop(DISAGREEMENTS, None)
    page = {
        "plan": plan,
        "sheet": sheet,
        "foot": foot(plan),
        "disagreements": [f"{line.title}. {line.text}" for line in differing.lines]
        if differing
        else [],
        "why": [part for part in parts.values() if part.heading not in PRINTED_WHOLE],
        "printed": {row.text for phase in sheet.phases for row in phase["rows"]}
        | {row.text for row in sheet.alerts},
    }
    return templates().get_template("sheet.html").render(page)


def document_title(plan: Plan) -> str:
    mark = "" if plan.header.status == "approved" else "Draft: "
    return f"{mark}{plan.header.title}"


def to_html(
    plan: Plan,
    reader: Reader,
    record: Record | None = None,
    large_print: bool = False,
    spelling: Spelling = "us",
    account: Iterable[Accounted] = (),
) -> str:
    kinds = [reader, *["large"] * large_print]
    page = (
        templates()
        .get_template("page.html")
        .render(
            title=document_title(plan),
            kind=" ".join(kinds),
            language=LOCALES[spelling],
            style=Markup((TEMPLATES / "paper.css").read_text(encoding="utf-8")),
            content=Markup(fragment(plan, reader, record, account)),
            foot=foot(plan),
        )
    )
    return british_page(page) if spelling == "uk" else page
