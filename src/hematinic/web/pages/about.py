"""`/about`: what this guideline is, what holds it, and what has not been done.

Each claim stands with the page that shows it."""

from collections import Counter
from typing import Any

import hematinic
from hematinic.render.words.outline import READ
from hematinic.web.site import Site


def data(site: Site) -> dict[str, Any]:
    """Counts are of the guideline that is served, never written by hand."""
    guideline = site.service.guideline
    header = guideline.header
    read = Counter(cite.read for item in guideline.items for cite in item.cites)
    return {
        "title": header.title,
        "question": header.question,
        "for_whom": header.population,
        "jurisdiction": header.jurisdiction,
        "intended_use": header.intended_use,
        "disclaimer": header.disclaimer.clinician,
        "program": hematinic.__version__,
        "guideline": f"{header.id} {header.version}",
        "content": guideline.content_hash[:12],
        "counts": {
            "recommendations": len(guideline.recommendations),
            "alerts": len(guideline.alerts),
            "checks": len(guideline.monitoring),
            "sources": len(guideline.sources),
            "statements": len(guideline.statements),
            "invariants": len(guideline.safety),
            "hazards": len(guideline.hazards),
        },
        "read": [{"how": READ[how], "count": count} for how, count in read.most_common()],
        "members": len(site.ledger.board.members),
    }
