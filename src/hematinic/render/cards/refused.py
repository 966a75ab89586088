"""The card of a record of which no plan can be made. Silence would read as no alarm."""

from typing import Any
from uuid import UUID, uuid5

from hematinic.guideline.model import Header
from hematinic.render.cards.text import escaped, listed


def refused(header: Header, problems: tuple[str, ...], ours: UUID) -> dict[str, Any]:
    return {
        "uuid": str(uuid5(ours, "refused")),
        "summary": "No advice could be given: the record sent is of no one patient, or unreadable.",
        "indicator": "warning",
        "detail": f"{listed(problems)}\n\n{escaped('This is no all-clear: nothing was checked.')}",
        "source": {
            "label": f"{header.title} ({header.version}, {header.status})",
            "topic": {"system": f"urn:hematinic:card:{header.id}", "code": "refused"},
        },
    }
