"""By which route a medicine is given: by code, by word, by the form of the product."""

import re
from collections.abc import Mapping, Sequence

from hematinic.guideline.model import Medicine
from hematinic.record.fhir.parts import Concept, Dosage, texts

ROUTES: Mapping[str, str] = {
    "26643006": "oral", "78421000": "intramuscular", "34206005": "subcutaneous",
    "47625008": "intravenous", "46713006": "nasal", "37839007": "sublingual",
    "po": "oral", "im": "intramuscular", "sc": "subcutaneous", "sq": "subcutaneous",
    "subcut": "subcutaneous", "iv": "intravenous", "sl": "sublingual",
}  # fmt: skip
"""SNOMED CT routes, and the usual abbreviations."""

_ROUTE_WORDS = (
    ("intramuscular", "intramuscular"), ("subcutaneous", "subcutaneous"),
    ("intravenous", "intravenous"), ("infusion", "intravenous"), ("sublingual", "sublingual"),
    ("nasal", "nasal"), ("by mouth", "oral"), ("oral", "oral"), ("inhal", "inhaled"),
)  # fmt: skip

_TOPICAL = re.compile(
    r"\b(ophthalmic|eye drops?|ear drops?|otic|topical|ointment|cream|(?<!soft )gel(?! ?cap)"
    r"|mouthwash|lotion)\b"
)


def route(medicine: Medicine, dosage: Dosage | None, named: Sequence[str]) -> str:
    """As recorded, else as the product's form tells, else the medicine's first."""
    if dosage and dosage.route:
        found = _route_of(dosage.route)
        if found:
            return found
    said = (dosage.text,) if dosage and dosage.text else ()
    for text in (*said, *named):
        found = _route_in(text.lower(), medicine)
        if found:
            return found
    return medicine.routes[0]


def _route_of(concept: Concept) -> str:
    for coding in concept.coding:
        if coding.code.lower() in ROUTES:
            return ROUTES[coding.code.lower()]
    for text in texts(concept):
        found = ROUTES.get(text.lower()) or _route_word(text.lower())
        if found:
            return found
    return ""


def _route_word(text: str) -> str:
    return next((route for word, route in _ROUTE_WORDS if word in text), "")


def _route_in(text: str, medicine: Medicine) -> str:
    found = _route_word(text)
    if found:
        return found
    for word in re.findall(r"\b(im|sc|sq|iv|po|sl)\b", text):
        return ROUTES[word]
    if "inject" in text:
        return next((route for route in medicine.routes if route in _INJECTED), "")
    return "oral" if re.search(r"\b(tablets?|capsules?|chewable)\b", text) else ""


_INJECTED = ("intramuscular", "subcutaneous", "intravenous")


def is_topical(dosage: Dosage | None, named: Sequence[str]) -> bool:
    """Drops, creams and the like: not treatment of the whole body."""
    said = (*texts(dosage.route), dosage.text) if dosage else ()
    return any(_TOPICAL.search(text.lower()) for text in (*said, *named))
