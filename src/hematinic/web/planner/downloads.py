"""What a plan can be taken along as, and how each is written."""

from collections.abc import Callable
from dataclasses import dataclass

from hematinic.guideline.entry import Reader
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.render.calendar import to_ics
from hematinic.render.fhir import to_fhir
from hematinic.render.json import to_json
from hematinic.render.paper.leaflet import to_text
from hematinic.render.paper.page import to_html
from hematinic.render.paper.pdf import to_pdf
from hematinic.render.screen.markdown import to_markdown
from hematinic.render.words.spelling import Spelling, spelled


@dataclass(frozen=True, slots=True)
class Download:
    says: str
    ending: str
    kind: str
    write: Callable[[Plan, Record, Spelling], bytes]


def _page(reader: Reader) -> Callable[[Plan, Record, Spelling], bytes]:
    def write(plan: Plan, record: Record, spelling: Spelling) -> bytes:
        return to_html(plan, reader, record, spelling=spelling).encode()

    return write


def _paper(reader: Reader, large_print: bool = False) -> Callable[[Plan, Record, Spelling], bytes]:
    def write(plan: Plan, record: Record, spelling: Spelling) -> bytes:
        return to_pdf(plan, reader, record, large_print, spelling)

    return write


DOWNLOADS = {
    "leaflet": Download("Leaflet for the patient (PDF)", "pdf", "application/pdf",
                        _paper("patient")),
    "leaflet-large": Download("Leaflet in large print (PDF)", "pdf", "application/pdf",
                              _paper("patient", large_print=True)),
    "leaflet-text": Download("Leaflet as plain text", "txt", "text/plain; charset=utf-8",
                             lambda plan, record, spelling:
                                 spelled(to_text(plan), spelling).encode()),
    "leaflet-page": Download("Leaflet (web page)", "html", "text/html; charset=utf-8",
                             _page("patient")),
    "sheet": Download("Sheet for the clinician (PDF)", "pdf", "application/pdf",
                      _paper("clinician")),
    "sheet-page": Download("Sheet (web page)", "html", "text/html; charset=utf-8",
                           _page("clinician")),
    "calendar": Download("Calendar of doses and checks", "ics", "text/calendar; charset=utf-8",
                         lambda plan, record, spelling: to_ics(plan, spelling=spelling)),
    "note": Download("Markdown, for a note", "md", "text/markdown; charset=utf-8",
                     lambda plan, record, spelling:
                         spelled(to_markdown(plan, "clinician"), spelling).encode()),
    "fhir": Download("FHIR R4 proposals", "fhir.json", "application/fhir+json",
                     lambda plan, record, spelling: to_fhir(plan)),
    "json": Download("JSON", "json", "application/json",
                     lambda plan, record, spelling: to_json(plan)),
}  # fmt: skip
