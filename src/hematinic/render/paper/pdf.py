"""A plan on paper: tagged PDF by Typst, the same bytes for the same plan.

A template gets the plan as JSON and prints strings as text, so that nothing of a record is ever
read as markup. It can open no file outside its own folder, and its fonts come with packages.
"""

import re
import unicodedata
from functools import cache
from typing import Any

import fontpkg_ibm_plex_sans
import orjson
import typst

from hematinic.guideline.entry import Reader
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.render.paper.leaflet import foot, leaflet
from hematinic.render.paper.page import TEMPLATES, document_title, unbroken
from hematinic.render.paper.sheet import DECISIVE, Sheet
from hematinic.render.words import lines
from hematinic.render.words.spelling import LOCALES, Spelling, spelled

PARTS = (
    "who", "first", "alerts", "phases", "day", "checks", "key", "drawn", "missing", "refused",
    "disagreements", "aside", "notes", "sources", "marks", "numbers", "bracketed", "spared",
    "elsewhere",
)  # fmt: skip
"""Of a sheet, as they are."""

FACES = {"patient": "leaflet.typ", "clinician": "sheet.typ"}

CITED = "cite"
"""The one key whose text keeps its spelling: the name of a source."""

UNPRINTED = re.compile(
    r"[^ -~\u00a0-\u00ac\u00ae-\u02ff\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff\u1e00-\u1eff"
    r"\u2010-\u2027\u2030-\u2040\u2070\u2074-\u208e\u20a0-\u20bf\u2190-\u22ff\u25a0-\u262f"
    r"\u2713-\u2715\ufffd]"
)
"""No font of ours has it for certain, and a PDF/UA must print all that it says."""


def to_pdf(
    plan: Plan,
    reader: Reader,
    record: Record | None = None,
    large_print: bool = False,
    spelling: Spelling = "us",
) -> bytes:
    content = {"sections": leaflet(plan)} if reader == "patient" else _of_sheet(Sheet(plan, record))
    data = content | {
        "title": plan.header.title,
        "document": document_title(plan),
        "draft": "" if plan.header.status == "approved" else plan.header.draft_notice,
        "foot": foot(plan),
        "large": large_print,
    }
    return compiled(FACES[reader], data, spelling)


def compiled(template: str, data: dict[str, Any], spelling: Spelling = "us") -> bytes:
    """Any document on paper. Of its data `paper.typ` asks for title, document, draft and foot."""
    # Dataclasses and tuples become what JSON has, so that one walk reaches every text.
    plain = orjson.loads(orjson.dumps(data | {"region": LOCALES[spelling].partition("-")[2]}))
    written = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"data": orjson.dumps(_printed(plain, spelling)).decode()},
        pdf_standards="ua-1",
    )
    assert isinstance(written, bytes)
    return written


@cache
def _fonts() -> typst.Fonts:
    """Those of the package and those in Typst itself; whatever the machine has is not looked at."""
    folder = fontpkg_ibm_plex_sans.ROOT / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _of_sheet(sheet: Sheet) -> dict[str, Any]:
    plan, drawn = sheet.plan, sheet.drawing
    return {
        **{name: getattr(sheet, name) for name in PARTS},
        "recorded": f"{'; '.join(sheet.recorded)}." if sheet.recorded else "",
        "assumed": f"{', '.join(sheet.assumed)}." if sheet.assumed else "",
        "drawing": {
            **{name: drawn[name] for name in ("left", "right", "ticks", "rows")},
            "now": drawn["now"]["x"],
        },
        "decisive": DECISIVE,
        "bottom_line": lines.bottom_line(plan),
        "disclaimer": plan.header.disclaimer.clinician,
    }


def _printed(value: Any, spelling: Spelling) -> Any:
    """Of all that is said: in the reader's spelling, with letters that can be printed."""
    if isinstance(value, str):
        return unbroken(printable(spelled(value, spelling)))
    if isinstance(value, list):
        return [_printed(item, spelling) for item in value]
    if isinstance(value, dict):
        return {
            key: printable(item) if key == CITED else _printed(item, spelling)
            for key, item in value.items()
        }
    return value


def printable(text: str) -> str:
    """A letter that no font of ours has becomes a mark that it was there."""
    whole = unicodedata.normalize("NFC", re.sub(r"\s", " ", text))
    return UNPRINTED.sub("\N{REPLACEMENT CHARACTER}", whole)
