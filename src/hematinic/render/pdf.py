"""A plan on paper: tagged PDF by WeasyPrint, the same bytes for the same plan."""

from hematinic.guideline.model import Reader
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.render.page import SPARED, to_html
from hematinic.render.spelling import Spelling

MISSING = (
    "PDF needs Pango. On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0 fonts-liberation fonts-dejavu-core. The same page is there as HTML."
)


OPTIONS = {"pdf_variant": "pdf/ua-1"}


class PdfError(Exception):
    """What has to be installed before a PDF can be written."""


PAGES = 2
"""Of a sheet: one sheet of paper. What a heavier plan is spared stands in `page.SPARED`. None is
spared an alert, a line, a check, a note or a reference, and no type is set smaller: where all of
that needs a third page, it has one."""


def to_pdf(
    plan: Plan,
    reader: Reader,
    record: Record | None = None,
    large_print: bool = False,
    spelling: Spelling = "us",
) -> bytes:
    """Raises PdfError where the libraries that set the text are not on the machine."""
    try:
        import weasyprint  # type: ignore[import-untyped]  # slow to load
    except OSError as error:
        raise PdfError(MISSING) from error
    for spared in range(len(SPARED) + 1 if reader == "clinician" else 1):
        page = to_html(plan, reader, record, large_print, SPARED[:spared], spelling)
        document = weasyprint.HTML(string=page, url_fetcher=_nothing_from_outside).render(**OPTIONS)
        if len(document.pages) <= PAGES:
            break
    identifier = plan.content_hash[:16].encode()
    written: bytes = document.write_pdf(pdf_identifier=identifier, **OPTIONS)
    return written


def _nothing_from_outside(address: str) -> dict[str, object]:
    raise ValueError(f"a plan fetches nothing, and not {address}")
