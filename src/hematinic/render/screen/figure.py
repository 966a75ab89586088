"""A comparison from a source, recomputed from its own counts."""

from typing import Any

from hematinic.guideline.article import Evidence
from hematinic.guideline.evidence import difference, fisher_exact, wilson


def figure(item: Evidence) -> dict[str, Any]:
    first, other = item.arms
    counts = (first.events, first.of, other.events, other.of)
    points, low, high = (round(100 * share) for share in difference(*counts))
    return {
        "outcome": item.outcome,
        "population": item.population,
        "design": item.design,
        "arms": [
            {
                "label": arm.label,
                "events": arm.events,
                "of": arm.of,
                "percent": round(100 * arm.events / arm.of),
                "interval": [round(100 * end) for end in wilson(arm.events, arm.of)],
            }
            for arm in item.arms
        ],
        "difference": {"points": points, "interval": [low, high]},
        "p": {
            "reported": item.reported.p,
            "recomputed": round(fisher_exact(*counts), 4),
            "test": "Fisher's exact test, two-sided",
        },
        "methods": "95 % intervals: Wilson for each share, Newcombe for their difference",
    }
