"""The items of a guideline that a reviewer approves one by one."""

from hematinic.guideline.article import Evidence
from hematinic.guideline.model import Alert, Check, Guideline, Header, Recommendation, Sentence

Item = Recommendation | Alert | Check | Sentence | Evidence | Header

BOTTOM_LINE = "bottom-line"
"""The id under which the header (question, bottom line, phases, disclaimer) is reviewed."""


def reviewed(guideline: Guideline) -> dict[str, tuple[str, Item]]:
    """What is reviewed, one by one: id to (kind, item), in the order of the guideline."""
    return {
        BOTTOM_LINE: ("bottom line", guideline.header),
        **{item.id: ("recommendation", item) for item in guideline.recommendations},
        **{item.id: ("alert", item) for item in guideline.alerts},
        **{item.id: ("check", item) for item in guideline.monitoring},
        **{f"leaflet-{name}": ("leaflet", item) for name, item in guideline.leaflet.items()},
        **{item.id: ("evidence", item) for item in guideline.evidence.values()},
    }
