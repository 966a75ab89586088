"""Modifier extensions and implicit rules: what may turn the meaning of what it stands in.

None is known here, so what carries one is not used: of a panel that one component, of a patient
what is told of him or her, of anything else the whole.
"""

import re
from collections.abc import Sequence

import msgspec

from hematinic.record.fhir.lenient import Found
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Observation, Patient, Resource

MEANING = frozenset(
    {
        "status", "clinicalStatus", "verificationStatus", "intent", "doNotPerform", "taken",
        "wasNotTaken", "adherence", "wasNotGiven", "notGiven", "notDone", "notPerformed",
        "subject", "patient", "focus",
    }
)  # fmt: skip
"""Fields without which a resource means something else: unreadable, they set it aside."""

_COMPONENT = re.compile(r"component\[(\d+)\]\..*")

WHY = "carries {}, which may turn its meaning: not used"


def turning(paths: Sequence[str]) -> str:
    """Why something is not used; empty where nothing may turn its meaning."""
    return WHY.format(_named(paths[0])) if paths else ""


def modified(found: Found, entry: Decoded, reading: Reading) -> Resource | None:
    resource = entry.resource
    if not found.modified:
        return resource
    if isinstance(resource, Patient):
        why = turning(found.modified)
        reading.aside(entry.where, "birth date and sex", why)
        return msgspec.structs.replace(resource, birth_date="", gender="")
    if isinstance(resource, Observation):
        matches = [_COMPONENT.fullmatch(path) for path in found.modified]
        places = {int(match[1]) for match in matches if match}
        if len([m for m in matches if m]) == len(matches):
            return _without(resource, places, entry, reading)
    reading.aside_of(entry, turning(found.modified))
    return None


def _without(
    resource: Observation, places: set[int], entry: Decoded, reading: Reading
) -> Observation:
    """The panel without those of its components."""
    for place in sorted(places):
        if place < len(resource.component):
            part = resource.component[place]
            why = WHY.format("a modifier extension")
            reading.aside_result(entry.where, part.code, why)
    kept = tuple(p for i, p in enumerate(resource.component) if i not in places)
    return msgspec.structs.replace(resource, component=kept)


def _named(path: str) -> str:
    return "implicit rules" if path.endswith("implicitRules") else "a modifier extension"
