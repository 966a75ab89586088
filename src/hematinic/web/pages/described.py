"""The article as schema.org describes a medical page, for programs that read pages (JSON-LD).

It says no more than the page does. `reviewedBy` and `lastReviewed` are absent until a member of the
board has approved the present content of every item: a signature under some of them is no review of
the page. `creativeWorkStatus` says the rest in words.
"""

from collections.abc import Iterable
from typing import Any

from hematinic.review.ledger import Ledger, latest

VOCABULARY = "https://schema.org"
"""A name, as an XML namespace is one: no reader fetches it to understand the page."""

AUDIENCES = {"clinician": "Clinician", "patient": "Patient"}


def described(
    article: dict[str, Any],
    status: dict[str, Any],
    ledger: Ledger,
    shown: Iterable[int],
) -> dict[str, Any]:
    """`shown` are the numbers of the references that the page itself prints."""
    header = ledger.content.guideline.header
    subject = {"@type": "MedicalEntity", "name": header.title}
    answer = article["answer"]
    article_data: dict[str, Any] = {
        "@context": VOCABULARY,
        "@type": "MedicalWebPage",
        "name": article["question"],
        "about": subject,
        "audience": {"@type": "MedicalAudience", "audienceType": AUDIENCES[article["reader"]]},
        "inLanguage": header.language,
        "creativeWorkStatus": f"{status['says']} {status['notice']}".strip(),
        "version": status["version"],
        "dateModified": status["last_updated"],
        "expires": status["valid_until"],
        "publisher": {"@type": "Organization", "name": header.developer},
        "publishingPrinciples": "/policy",
        "isAccessibleForFree": True,
        "mainEntity": {
            "@type": "MedicalGuideline",
            "name": header.title,
            "guidelineSubject": subject,
            "guidelineDate": status["last_updated"],
        },
        "citation": [
            _cited(reference) for reference in article["references"] if reference["number"] in shown
        ],
    }
    if answer:
        article_data["abstract"] = " ".join(sentence["text"] for sentence in answer["sentences"])
    signed = approvals_of_the_whole(ledger)
    if signed:
        article_data["reviewedBy"] = [_person(ledger, reviewer) for reviewer in signed]
        article_data["lastReviewed"] = max(signed.values())
    return article_data


def approvals_of_the_whole(ledger: Ledger) -> dict[str, str]:
    """The members who approved the present content of every item, with the last day they did."""
    whole: dict[str, str] | None = None
    for item, content in ledger.content.hashes.items():
        present = (review for review in ledger.history(item) if review.content == content)
        approved = {
            name: review.on
            for name, review in latest(present).items()
            if review.decision == "approve"
        }
        if whole is None:
            whole = approved
        else:
            whole = {
                name: max(day, approved[name]) for name, day in whole.items() if name in approved
            }
        # Nobody is left who could have approved all of it.
        if not whole:
            return {}
    return {name: day for name, day in (whole or {}).items() if name in ledger.board.members}


def _person(ledger: Ledger, reviewer: str) -> dict[str, str]:
    member = ledger.board.members[reviewer]
    return {"@type": "Person", "name": member.name, "jobTitle": member.profession}


def _cited(reference: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "author": reference["authors"],
        "datePublished": str(reference["year"] or ""),
        "url": reference["link"],
    }
    filled = {name: value for name, value in fields.items() if value}
    return {"@type": "CreativeWork", "name": reference["title"], **filled}
