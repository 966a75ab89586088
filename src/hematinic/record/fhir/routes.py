"""By which route a medicine is given: by code, by word, by the form of the product."""

import re
from collections.abc import Sequence
from functools import cache

from hematinic.guideline import shared
from hematinic.guideline.model import Medicine
from hematinic.record.fhir.parts import Concept, Dosage, texts

_TOPICAL = re.compile(
    r"\b(ophthalmic|eye drops?|ear drops?|otic|topical|ointment|cream|(?<!soft )gel(?! ?cap)"
    r"|mouthwash|lotion)\b"
)


def route(medicine: Medicine, dosage: Dosage | None, named: Sequence[str]) -> str:
    """As recorded, else as the product's form tells, else the medicine's first."""
    if dosage and dosage.route:
        by = _route_of(dosage.route)
        if by:
            return by
    sentences = (dosage.text,) if dosage and dosage.text else ()
    for text in (*sentences, *named):
        by = _route_in(text.lower(), medicine)
        if by:
            return by
    return medicine.routes[0]


def _route_of(concept: Concept) -> str:
    known = _known()
    for coding in concept.coding:
        if coding.code.lower() in known:
            return known[coding.code.lower()]
    for text in texts(concept):
        by = known.get(text.lower()) or _route_word(text.lower())
        if by:
            return by
    return ""


@cache
def _known() -> dict[str, str]:
    """Codes, and the usual abbreviations."""
    return {
        text: name
        for name, route in shared.routes().items()
        for text in (*route.snomed, *(word for word in route.printed_as if len(word) <= SHORT))
    }


SHORT = 3
"""Letters of an abbreviation, which stands for itself alone."""


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """The longest first: `intravenous` before `oral`."""
    words = [(word, name) for name, route in shared.routes().items() for word in route.printed_as]
    return tuple(sorted((pair for pair in words if len(pair[0]) > SHORT), key=_length))


def _length(pair: tuple[str, str]) -> tuple[int, str]:
    return -len(pair[0]), pair[0]


def _route_word(text: str) -> str:
    return next((route for word, route in _words() if word in text), "")


def _route_in(text: str, medicine: Medicine) -> str:
    by = _route_word(text)
    if by:
        return by
    known = _known()
    for word in re.findall(r"\b[a-z]{2}\b", text):
        if word in known:
            return known[word]
    if "inject" in text:
        return next((route for route in medicine.routes if route in _INJECTED), "")
    return "oral" if re.search(r"\b(tablets?|capsules?|chewable)\b", text) else ""


_INJECTED = ("intramuscular", "subcutaneous", "intravenous")


def is_topical(dosage: Dosage | None, named: Sequence[str]) -> bool:
    """Drops, creams and the like: not treatment of the whole body."""
    sentences = (*texts(dosage.route), dosage.text) if dosage else ()
    return any(_TOPICAL.search(text.lower()) for text in (*sentences, *named))
