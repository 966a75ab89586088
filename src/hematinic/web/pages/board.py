"""`/board`: the advisory board, and what waits for it."""

from collections import Counter
from typing import Any

from hematinic.web.site import Site


def data(site: Site) -> dict[str, Any]:
    ledger = site.ledger
    members = [
        {
            "name": member.name,
            "profession": member.profession,
            "registration": member.registration,
            "joined": member.joined,
            "interests": member.interests,
            "reviews": sum(review.reviewer == name for review in ledger.reviews),
            "approved": [
                {"item": review.item, "on": review.on}
                for review in ledger.reviews
                if review.reviewer == name and review.decision == "approve"
            ],
        }
        for name, member in ledger.board.members.items()
    ]
    standings = ledger.standings.values()
    kinds = Counter(standing.kind for standing in standings)
    approved = Counter(standing.kind for standing in standings if standing.stage == "approved")
    under_review = Counter(s.kind for s in standings if s.stage == "under_review")
    return {
        "room": site.room is not None,
        "members": members,
        "required": ledger.board.reviewers_required,
        "wanted": ledger.board.wanted,
        "waiting": [
            {
                "kind": kind,
                "items": count,
                "under_review": under_review[kind],
                "approved": approved[kind],
            }
            for kind, count in kinds.items()
        ],
    }
