"""All pages as one document, for a reviewer to read and to write on."""

from typing import Any

import msgspec

from hematinic.render.paper.pdf import compiled
from hematinic.review.book.markdown import EVERYBODY, NOBODY, difference, source_about
from hematinic.review.book.page import Page, Pages

OPENING = (
    "This book has every rule of the guideline: in English, under the sentence that it carries "
    "out, with a patient who gets it and a near miss, who differs in one thing and does not. Both "
    "were given to the program when the book was made, and what it told them is printed here. All "
    "patients are fictional.",
    "What to look for: whether the rule says what the sentence above it says; whether the near "
    "miss is rightly missed; whether anything is missing that a patient could be harmed by.",
)


def to_pdf(pages: Pages) -> bytes:
    header = pages.guideline.header
    all_pages = [*pages.all()]
    kinds = dict.fromkeys(page.kind for page in all_pages)
    content = {
        "question": header.question,
        "opening": [*OPENING, header.disclaimer.clinician],
        "chapters": [
            {"title": f"{kind}s", "pages": [_page(page) for page in all_pages if page.kind == kind]}
            for kind in kinds
        ],
        "words": msgspec.to_builtins([*pages.findings()]),
    }
    foot = f"{header.title}, version {header.version}, content {pages.guideline.content_hash[:12]}"
    draft = "" if header.status == "approved" else header.draft_notice
    mark = "Draft: " if draft else ""
    return compiled(
        "book.typ",
        content
        | {
            "title": header.title,
            "document": f"{mark}{header.title}: every rule",
            "draft": draft,
            "foot": foot,
        },
    )


def _page(page: Page) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(page)
    fields["no_miss"] = EVERYBODY if page.everybody else NOBODY
    fields["difference"] = difference(page.just_not) if page.just_not else ""
    for entry, source in zip(fields["sources"], page.sources, strict=True):
        entry["about"] = source_about(source)
    return fields
