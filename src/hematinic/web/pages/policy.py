"""`/policy`: how content is written, reviewed and corrected. What is not done comes first."""

from typing import Any

from hematinic.web.site import Site

NOT_DONE = """\
The advisory board has {members}. {reviewed}
The software is no certified medical device, and has not been tried on patients.
Several sources were read only as an abstract, an excerpt or a summary; each citation says which.
"""

WRITTEN = """\
All clinical content stands in one folder of plain text files. The pages, the plans and the alerts \
are computed from it; nothing clinical is written elsewhere.
Every item names its sources, the place in each, and how much of it was read. An item that rests \
on memory or on our own proposal says so.
Grades of strength and certainty are the source's own. Where no source grades, the line says \
“not graded”; a grade of ours says that it is ours.
Where sources disagree, both sides are told, with what is followed and why.
"""

REVIEWED = """\
An item is submitted until a member of the board reviews it, and approved only when {required} \
members approve the very same text and nobody asks for a change.
A review is bound to a hash of the item, of every definition its rule reads and of every source it \
cites. An edit of any of them returns the item to submitted by itself.
Reviewers state conflicts of interest for each item. Who wrote an item does not review it.
The status on every page is computed from these records. Nobody can set it.
"""

KEPT = """\
Sources were last checked on {checked}. The content is valid until {until}; after that every page \
says that it is past its date.
A source that is superseded or retracted marks each item that cites it, and returns it to submitted.
Corrections are made in public, with what changed, for whom, and why.
"""

MONEY = """\
No advertising, no sponsor, no account. Nothing entered here is stored or sent on.
"""

SECTIONS = {
    "What has not been done": NOT_DONE,
    "How content is written": WRITTEN,
    "How it is reviewed": REVIEWED,
    "How it is kept up to date": KEPT,
    "Money and data": MONEY,
}


def data(site: Site) -> dict[str, Any]:
    ledger, header = site.ledger, site.service.guideline.header
    members = len(ledger.board.members)
    facts = {
        "members": f"{members} members" if members else "no members yet",
        "reviewed": _reviewed(ledger.stage),
        "required": ledger.board.reviewers_required,
        "checked": header.sources_checked,
        "until": header.valid_until,
    }
    return {
        "sections": [
            {"title": title, "says": text.format(**facts).splitlines()}
            for title, text in SECTIONS.items()
        ]
    }


def _reviewed(stage: str) -> str:
    if stage == "submitted":
        return "No clinician has reviewed this content."
    return "" if stage == "approved" else "Not all of this content is approved."
