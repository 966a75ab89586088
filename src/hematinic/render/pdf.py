"""A plan on paper: tagged PDF by WeasyPrint, the same bytes for the same plan."""

from hematinic.guideline.model import Reader
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.render.page import to_html

MISSING = (
    "PDF needs Pango. On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0 fonts-dejavu-core. The same page is there as HTML."
)


class PdfError(Exception):
    """What has to be installed before a PDF can be written."""


def to_pdf(
    plan: Plan, reader: Reader, record: Record | None = None, large_print: bool = False
) -> bytes:
    """Raises PdfError where the libraries that set the text are not on the machine."""
    try:
        from weasyprint import HTML  # type: ignore[import-untyped]  # slow to load
    except OSError as error:
        raise PdfError(MISSING) from error
    page = HTML(
        string=to_html(plan, reader, record, large_print), url_fetcher=_nothing_from_outside
    )
    identifier = plan.content_hash[:16].encode()
    written: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return written


def _nothing_from_outside(address: str) -> dict[str, object]:
    raise ValueError(f"a plan fetches nothing, and not {address}")
