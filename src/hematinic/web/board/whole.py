"""All of the text that a decision is about, as an item's page shows it: in words and as written."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from hematinic.guideline.birth import written
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.render.screen.article import plain
from hematinic.review.book.page import UNKNOWN, Page, Pages
from hematinic.web.site import Site

Text = Mapping[str, Any]
"""An item as the board keeps it: every field of it, set or not."""

LEAFLET = "leaflet-"


def whole(site: Site, name: str, item: Text, read: Iterable[str]) -> dict[str, Any]:
    """`page` is the one of the rule in the book; `said` to whom, and what; `told_when` of a
    leaflet's sentence; `cases` of a bottom line; `words` what is meant by the findings that it
    `read`s, near and far; `written` every field that is set."""
    pages = site.service.rules.once(_pages)
    page = pages.page(name) if name in pages.items else None
    slot = pages.rules.layout.leaflet.get(name.removeprefix(LEAFLET))
    return {
        "page": msgspec.to_builtins(page) if page else None,
        "said": list(_said(page, item, pages.rules)),
        "told_when": pages.english(pages.rules.definition(slot).node) if slot is not None else "",
        "cases": list(_cases(pages, item)),
        "words": [msgspec.to_builtins(pages.word(name)) for name in read],
        "written": written(name, _set(item)) if item else "",
    }


def _pages(rules: Rules) -> Pages:
    """Without the patients of the book: those of the board stand beside the item."""
    return Pages(Planner(rules), {}, {})


def _said(page: Page | None, item: Text, rules: Rules) -> Iterator[tuple[str, str]]:
    if page:
        yield from page.says
    elif isinstance(says := item.get("says"), str):
        yield "To the patient", plain(says, rules)
    beside = {
        "In short, to the patient": item.get("short", {}).get("patient", ""),
        "Expected, to the patient": item.get("patient_expect", ""),
        "If not, to the patient": item.get("patient_if_not", ""),
    }
    for whom, text in beside.items():
        if text:
            yield whom, plain(text, rules)


def _cases(pages: Pages, item: Text) -> Iterator[dict[str, str]]:
    """The first whose condition holds is what is said."""
    cases = item.get("bottom_line", ())
    for case, slot in zip(cases, pages.rules.layout.bottom_line, strict=True) if cases else ():
        yield {
            "when": pages.english(pages.rules.definition(slot).node),
            "unknown": UNKNOWN.get(case["if_unknown"], ""),
            "clinician": plain(case["says"]["clinician"], pages.rules),
            "patient": plain(case["says"]["patient"], pages.rules),
        }


def _set(item: Text) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value not in ("", [], {}, None)}
