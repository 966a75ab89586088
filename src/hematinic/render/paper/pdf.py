"""A plan on paper: tagged PDF by WeasyPrint, the same bytes for the same plan."""

from bisect import bisect_left
from functools import cache
from typing import Any

from hematinic.guideline.entry import Reader
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.render.paper.page import SPARED, to_html
from hematinic.render.words.spelling import Spelling

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

    @cache
    def laid_out(spared: int) -> Any:
        page = to_html(plan, reader, record, large_print, SPARED[:spared], spelling)
        return weasyprint.HTML(string=page, url_fetcher=_nothing_from_outside).render(**OPTIONS)

    spared = 0
    if reader == "clinician" and not _fits(laid_out(0)):
        # Each laying out takes the better part of a second, so few are made.
        spared = bisect_left(range(len(SPARED)), True, 1, key=lambda n: _fits(laid_out(n)))
    identifier = plan.content_hash[:16].encode()
    written: bytes = laid_out(spared).write_pdf(pdf_identifier=identifier, **OPTIONS)
    return written


def _fits(document: Any) -> bool:
    return len(document.pages) <= PAGES


def _nothing_from_outside(address: str) -> dict[str, object]:
    raise ValueError(f"a plan fetches nothing, and not {address}")
