"""Modifier extensions and implicit rules: what may turn the meaning of what it stands in.

None is known here, so what carries one is not used: of a panel that one component, of a patient
what is told of him or her, of anything else the whole.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from hematinic.record.fhir.lenient import Understood
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Measured, Observation, Patient, Resource

HARMLESS = re.compile(
    r"(?:meta|implicitRules|modifierExtension|extension|name|identifier|interpretation|referenceRange|issued|statusReason|form"
    r"|reasonEnded|specimen|doseForm|issue|telecom|quantity)\b.*"
    r"|dosage(?:Instruction)?(?:\[\d+\])?\.(?:text|patientInstruction|doseAndRate|dose|doseQuantity"
    r"|doseRange|quantity|quantityQuantity)\b.*"
    r"|(?:product\.)?ingredient(?:\[\d+\])?\.(?:strength|amount)\w*\b.*|.*\.(?:text|display)"
)
"""Places without which the rest still means what it says. Whatever else cannot be understood may
turn the meaning: a comparison, a status, the end of an order."""

_COMPONENT = re.compile(r"component\[(\d+)\]\..*")


def decisive(lost: Iterable[str]) -> list[str]:
    return [path for path in lost if not HARMLESS.fullmatch(path)]


def without_lost(read: Understood, entry: Decoded, reading: Reading) -> Resource | None:
    """The resource without what cannot be used for what was lost of it; None where that is all."""
    for path, was in [*read.lost.items()][:MOST_LOST]:
        reading.aside(entry.where, path, f"is not what FHIR has there ({was}): left out")
    paths = decisive(read.lost)
    if not paths:
        return entry.resource
    why = f"its {paths[0]} cannot be understood ({read.lost[paths[0]]}): not used"
    places = _components(entry.resource, paths)
    if places:
        assert isinstance(entry.resource, Observation)
        return _without(entry.resource, places, why, entry, reading)
    reading.aside_of(entry, why)
    return None


MOST_LOST = 5
"""Of one resource that are told one by one."""


def _components(resource: Resource, paths: Sequence[str]) -> set[int]:
    """The components of a panel that the paths are in; none where one lies outside of them."""
    matches = [_COMPONENT.fullmatch(path) for path in paths]
    if not isinstance(resource, Observation) or None in matches:
        return set()
    return {int(match[1]) for match in matches if match}


WHY = "carries {}, which may turn its meaning: not used"


def turning(paths: Sequence[str]) -> str:
    """Why something is not used; empty where nothing may turn its meaning."""
    return WHY.format(_named(paths[0])) if paths else ""


def modified(read: Understood, entry: Decoded, reading: Reading) -> Resource | None:
    resource = entry.resource
    if not read.modified:
        return resource
    if isinstance(resource, Patient):
        why = turning(read.modified)
        reading.aside(entry.where, "birth date and sex", why)
        return msgspec.structs.replace(resource, birth_date="", gender="")
    if places := _components(resource, read.modified):
        assert isinstance(resource, Observation)
        why = WHY.format("a modifier extension")
        return _without(resource, places, why, entry, reading)
    reading.aside_of(entry, turning(read.modified))
    return None


def _without(
    resource: Observation, places: set[int], why: str, entry: Decoded, reading: Reading
) -> Observation:
    """The panel without those of its components."""
    for place in sorted(places):
        if place < len(resource.component):
            part = resource.component[place]
            reading.aside_result(entry.where, part.code, why)
    parts = enumerate(resource.component)  # their places stay as they were
    kept = tuple(Measured() if i in places else part for i, part in parts)
    return msgspec.structs.replace(resource, component=kept)


def _named(path: str) -> str:
    return "implicit rules" if path.endswith("implicitRules") else "a modifier extension"
