"""What a plan can be taken along as, and how each is written."""

from collections.abc import Callable
from dataclasses import dataclass

from hematinic.guideline.model import Reader
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.render.calendar import to_ics
from hematinic.render.fhir import to_fhir
from hematinic.render.json import to_json
from hematinic.render.markdown import to_markdown
from hematinic.render.page import to_html
from hematinic.render.pdf import PdfError, to_pdf
from hematinic.render.spelling import Spelling, british_page
from hematinic.web.errors import WebError


@dataclass(frozen=True, slots=True)
class Download:
    says: str
    ending: str
    kind: str
    write: Callable[[Plan, Record, Spelling], bytes]


def _page(reader: Reader) -> Callable[[Plan, Record, Spelling], bytes]:
    def write(plan: Plan, record: Record, spelling: Spelling) -> bytes:
        page = to_html(plan, reader, record)
        return (british_page(page) if spelling == "uk" else page).encode()

    return write


def _paper(reader: Reader) -> Callable[[Plan, Record, Spelling], bytes]:
    def write(plan: Plan, record: Record, spelling: Spelling) -> bytes:
        try:
            return to_pdf(plan, reader, record)
        except PdfError as error:
            raise WebError(503, str(error)) from None

    return write


DOWNLOADS = {
    "leaflet": Download("Leaflet for the patient (PDF)", "pdf", "application/pdf",
                        _paper("patient")),
    "leaflet-page": Download("Leaflet (web page)", "html", "text/html; charset=utf-8",
                             _page("patient")),
    "sheet": Download("Sheet for the clinician (PDF)", "pdf", "application/pdf",
                      _paper("clinician")),
    "sheet-page": Download("Sheet (web page)", "html", "text/html; charset=utf-8",
                           _page("clinician")),
    "calendar": Download("Calendar of doses and checks", "ics", "text/calendar; charset=utf-8",
                         lambda plan, record, spelling: to_ics(plan)),
    "note": Download("Markdown, for a note", "md", "text/markdown; charset=utf-8",
                     lambda plan, record, spelling: to_markdown(plan, "clinician").encode()),
    "fhir": Download("FHIR R4 proposals", "fhir.json", "application/fhir+json",
                     lambda plan, record, spelling: to_fhir(plan)),
    "json": Download("JSON", "json", "application/json",
                     lambda plan, record, spelling: to_json(plan)),
}  # fmt: skip
