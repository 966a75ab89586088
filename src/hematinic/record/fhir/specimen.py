"""What a sample is of. A potassium of urine is none of the blood, whatever code it bears."""

import re
from typing import Any

import msgspec

from hematinic.guideline import shared
from hematinic.record.fhir.memory import Memory
from hematinic.record.fhir.parts import Concept, Reference, texts
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Observation, Specimen

_WORD = re.compile(r"[^\W\d_]+")


def of_another(concept: Concept | None) -> str:
    """What a sample is of, where it is not of the patient's blood; else empty."""
    samples = shared.qualifiers().samples
    for text in texts(concept):
        words = set(_WORD.findall(text[:200].lower()))
        other = words.intersection(samples.elsewhere) and not words.intersection(samples.blood)
        if other or words.intersection(samples.of_another):
            return text[:80]
    coded = {
        each.code for each in (concept.coding if concept else ()) if each.system == samples.system
    }
    return next((what for what, codes in samples.codes.items() if coded.intersection(codes)), "")


_of_another: Memory[Concept | None, str] = Memory(of_another)


def keep(specimen: Specimen, full_url: str, reading: Reading) -> None:
    """Of a sample that is not of the patient's blood what it is of."""
    if what := _of_another[specimen.type]:
        reading.specimens[f"Specimen/{specimen.id}"] = what
        if full_url:
            reading.specimens[full_url] = what


def not_of_blood(observation: Observation, reading: Reading) -> str:
    """What the sample of a result is of, where that is not the patient's blood; else empty."""
    specimen = observation.specimen
    if specimen is None:
        return ""
    if specimen.reference.startswith("#"):
        inside = (_contained(data, specimen) for data in observation.contained)
        return next((what for what in inside if what), "")
    plain = specimen.reference.partition("/_history/")[0]
    known = reading.specimens.get(plain) or reading.specimens.get("/".join(plain.split("/")[-2:]))
    return known or _of_another[Concept(text=specimen.display)]


def _contained(data: Any, specimen: Reference) -> str:
    try:
        inner = msgspec.convert(data, Specimen)
    except (msgspec.ValidationError, RecursionError):
        return ""
    return (
        _of_another[inner.type] if inner.id in (specimen.reference, specimen.reference[1:]) else ""
    )
