"""The register of faces: everything that a plan can be taken along as.

The command line and the planner's page draw on it; a face that is added here is in both. Each loads
only what it needs when it is written: a terminal does not wait for what sets a PDF.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hematinic.guideline.entry import Reader
from hematinic.plan.account import Accounted
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change
from hematinic.record.events import Record
from hematinic.render.words.spelling import Spelling, spelled

if TYPE_CHECKING:
    from hematinic.render.json import Detail
    from hematinic.render.words.outline import Depth


@dataclass(frozen=True, slots=True)
class Options:
    """For whom, and how much of it."""

    reader: Reader = "clinician"
    spelling: Spelling = "us"
    large_print: bool = False
    depth: "Depth" = "full"
    """Of Markdown."""
    detail: "Detail" = ""
    """Of JSON."""
    changes: Sequence[Change] = ()
    """What single facts would change."""
    account: Sequence[Accounted] | None = None
    """What became of the record; goes into what tells everything."""


Writer = Callable[[Plan, Record, Options], bytes]


@dataclass(frozen=True, slots=True)
class Face:
    kind: str
    """The media type."""
    ending: str
    write: Writer
    prose: bool = False
    """Plain text, that a terminal shows as it is."""


def _json(plan: Plan, record: Record, options: Options) -> bytes:
    from hematinic.render.face import written
    from hematinic.render.json import answer

    return written(answer(plan, options.changes, options.detail, options.account))


def _markdown(plan: Plan, record: Record, options: Options) -> bytes:
    from hematinic.render.screen.markdown import to_markdown

    account = options.account or ()
    text = to_markdown(plan, options.reader, options.changes, account, options.depth)
    return spelled(text, options.spelling).encode()


def _html(plan: Plan, record: Record, options: Options) -> bytes:
    from hematinic.render.paper.page import to_html

    account = options.account or ()
    page = to_html(plan, options.reader, record, options.large_print, options.spelling, account)
    return page.encode()


def _pdf(plan: Plan, record: Record, options: Options) -> bytes:
    from hematinic.render.paper.pdf import to_pdf

    return to_pdf(plan, options.reader, record, options.large_print, options.spelling)


def _fhir(plan: Plan, record: Record, options: Options) -> bytes:
    from hematinic.render.fhir import to_fhir

    return to_fhir(plan, options.account or ())


def _calendar(plan: Plan, record: Record, options: Options) -> bytes:
    from hematinic.render.calendar import to_ics

    return to_ics(plan, spelling=options.spelling)


def _leaflet(plan: Plan, record: Record, options: Options) -> bytes:
    from hematinic.render.paper.leaflet import to_text

    return spelled(to_text(plan), options.spelling).encode()


UTF_8 = "; charset=utf-8"

WHOLE = ("json", "markdown", "html", "fhir")
"""Those that hold all that a plan rests on. Of the others paper names these, a calendar has the
days alone, and a leaflet what its patient is told."""

FACES: Mapping[str, Face] = {
    "json": Face("application/json", "json", _json),
    "markdown": Face(f"text/markdown{UTF_8}", "md", _markdown, prose=True),
    "html": Face(f"text/html{UTF_8}", "html", _html),
    "pdf": Face("application/pdf", "pdf", _pdf),
    "fhir": Face("application/fhir+json", "fhir.json", _fhir),
    "ics": Face(f"text/calendar{UTF_8}", "ics", _calendar),
    "leaflet": Face(f"text/plain{UTF_8}", "txt", _leaflet, prose=True),
}
"""By the name that the command line has for each."""


@dataclass(frozen=True, slots=True)
class Download:
    """A face for one reader, as it is offered beside a plan."""

    says: str
    face: Face
    reader: Reader = "clinician"
    large_print: bool = False

    def write(self, plan: Plan, record: Record, spelling: Spelling) -> bytes:
        options = Options(self.reader, spelling, self.large_print)
        return self.face.write(plan, record, options)


DOWNLOADS: Mapping[str, Download] = {
    "leaflet": Download("Leaflet for the patient (PDF)", FACES["pdf"], "patient"),
    "leaflet-large": Download("Leaflet in large print (PDF)", FACES["pdf"], "patient", True),
    "leaflet-text": Download("Leaflet as plain text", FACES["leaflet"], "patient"),
    "leaflet-page": Download("Leaflet (web page)", FACES["html"], "patient"),
    "sheet": Download("Sheet for the clinician (PDF)", FACES["pdf"]),
    "sheet-page": Download("Sheet (web page)", FACES["html"]),
    "calendar": Download("Calendar of doses and checks", FACES["ics"]),
    "note": Download("Markdown, for a note", FACES["markdown"]),
    "fhir": Download("FHIR R4 proposals", FACES["fhir"]),
    "json": Download("JSON", FACES["json"]),
}
