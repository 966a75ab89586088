"""What a FHIR server was not asked for, or did not answer for: by type of resource, the names of
the guideline of which silence then says nothing."""

from collections.abc import Iterable, Mapping

from hematinic.guideline.model import Guideline

MEDICINES = ("MedicationRequest", "MedicationStatement", "MedicationAdministration")
"""Where a medicine may be recorded: an injection by a nurse often in the last of them alone."""


def told_by(guideline: Guideline) -> Mapping[str, frozenset[str]]:
    """By type of resource: the elements, and the medicines with their groups and courses, that
    resources of it tell of."""
    elements = guideline.elements.values()
    conditions = {e.name for e in elements if e.kind == "condition"}
    procedures = {e.name for e in elements if e.kind == "procedure"}
    medicines = frozenset((*guideline.medicines, *guideline.groups, *guideline.courses))
    return {
        "Condition": frozenset(conditions | procedures),
        "Observation": frozenset(conditions),
        "Procedure": frozenset(procedures),
        "AllergyIntolerance": frozenset(e.name for e in elements if e.allergy_to),
        **dict.fromkeys(MEDICINES, medicines),
    }


def unseen(guideline: Guideline, types: Iterable[str]) -> frozenset[str]:
    """Of the types of resource that were not wholly seen: for `Record.unseen`."""
    by_type = told_by(guideline)
    return frozenset[str]().union(*(by_type.get(kind, frozenset()) for kind in types))
