"""Addresses, codes and the small parts that FHIR resources share.

Codes come from the guideline alone, and only where they are certain to mean the thing itself: a
display is not written, since the code system owns it.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

from hematinic.guideline.entry import Cite
from hematinic.guideline.model import Element, Guideline, Header, Medicine
from hematinic.render.words.outline import READ
from hematinic.render.words.references import link

Resource = dict[str, Any]

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:hematinic:fhir")

SYSTEMS = {
    "atc": "http://www.whocc.no/atc",
    "snomed": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}

UCUM = "http://unitsofmeasure.org"
SNOMED = SYSTEMS["snomed"]
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")


# Addresses


def urn(*names: str) -> str:
    """The same names give the same address, on every machine and day."""
    # Joined by a line break, which no name holds: two lists of names are never the same text.
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, chr(10).join(names))}"


def canonical(header: Header, kind: str, item: str = "") -> str:
    """`urn:hematinic:activity-definition:iron-b12:iron-oral-daily`"""
    return ":".join(part for part in ("urn:hematinic", kind, header.id, item) if part)


def versioned(header: Header, kind: str, item: str = "") -> str:
    return f"{canonical(header, kind, item)}|{header.version}"


# Parts


def day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def instant(ordinal: int) -> str:
    """A plan knows its day and no time of it: the first moment of the day stands for it."""
    return f"{day(ordinal)}T00:00:00Z"


def coding(system: str, code: str) -> dict[str, str]:
    return {"system": system, "code": code}


def concept(text: str, *codings: Mapping[str, str]) -> dict[str, Any]:
    return ({"coding": [dict(coding) for coding in codings]} if codings else {}) | {"text": text}


def quantity(value: float, unit: str) -> dict[str, Any]:
    return {"value": number(value), "unit": unit, "system": UCUM, "code": unit}


def number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def narrative(*sentences: str) -> dict[str, str]:
    """What a reader without our software sees."""
    paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences if sentence)
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>',
    }


def medicine(product: Medicine, text: str) -> dict[str, Any]:
    """A system with several codes lists products, strengths or history: none of them is guessed.
    RxNorm's are left out for the same reason: those of the guideline may be of one strength."""
    codings = (
        coding(SYSTEMS[system], product.codes[system][0])
        for system in ("atc", "snomed")
        if len(product.codes.get(system, ())) == 1
    )
    return concept(text, *codings)


def test(element: Element) -> dict[str, Any]:
    """The first code of LOINC is that of the element's own unit."""
    codes = element.codes.get("loinc", ())
    return concept(element.label, *(coding(SYSTEMS["loinc"], code) for code in codes[:1]))


# What it rests on


def citations(cites: Iterable[Cite], guideline: Guideline) -> list[dict[str, Any]]:
    return [_citation(cite, guideline) for cite in cites]


def _citation(cite: Cite, guideline: Guideline) -> dict[str, Any]:
    source = guideline.sources[cite.source]
    at = f", {cite.at}" if cite.at else ""
    words = [source.authors, source.title, source.journal, str(source.year or "")]
    text = ". ".join(part.rstrip(".") for part in words if part)
    address = link(source.doi, source.pmid, source.address)
    how = "our own proposal" if source.kind == "design" else READ[cite.read]
    return {
        "type": "citation",
        "label": f"{source.short}{at}",
        "display": f"{source.title} ({how})",
        "citation": f"{text}. Status: {source.status}.",
    } | ({"url": address} if address else {})
