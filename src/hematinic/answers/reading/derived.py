"""The words of a guideline that has none of its own: the labels of what it knows."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from hematinic.answers.reading.text import plain, words
from hematinic.guideline.model import Element, Guideline, Medicine
from hematinic.guideline.questions import Measured, Synonyms


def with_words(guideline: Guideline) -> Guideline:
    """With terms of its own, and at least all of them as its subject."""
    own = guideline.synonyms if guideline.synonyms.terms else _derived(guideline)
    own = own if own.subject else replace(own, subject=tuple(own.terms))
    return replace(guideline, synonyms=own)


def with_every_name(guideline: Guideline) -> Guideline:
    """With each condition and procedure by its label and by what it is jotted down as: for notes on
    a patient, which state what is there. A question has many of these words and states nothing."""
    guideline = with_words(guideline)
    own, elements = guideline.synonyms, guideline.elements.values()

    def named(kind: str, known: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {
            element.name: (*known.get(element.name, ()), *_names(element), *element.jotted_as)
            for element in elements
            if element.kind == kind
        }

    conditions = named("condition", own.conditions)
    procedures = named("procedure", own.procedures)
    return replace(guideline, synonyms=replace(own, conditions=conditions, procedures=procedures))


def _derived(guideline: Guideline) -> Synonyms:
    elements, medicines = guideline.elements, guideline.medicines
    labels: dict[str, tuple[str, ...]] = {
        name: _names(element) for name, element in elements.items()
    }
    labels |= {
        name: (*_names(medicine), *map(_bare, medicine.names))
        for name, medicine in medicines.items()
    }

    def of(*kinds: str) -> dict[str, tuple[str, ...]]:
        return {name: labels[name] for name, element in elements.items() if element.kind in kinds}

    return replace(
        guideline.synonyms,
        terms=labels,
        measured={name: Measured(names=names) for name, names in of("quantity", "result").items()},
        conditions=of("condition"),
        procedures=of("procedure"),
    )


def _names(entry: Element | Medicine) -> tuple[str, ...]:
    """Its label, what stands in brackets after it, and its own name."""
    short = re.findall(r"\(([\w -]+)\)", entry.label)
    label = re.sub(r"\s*\(.*?\)", "", entry.label)
    return tuple(dict.fromkeys(map(_bare, (label, *short, entry.name.replace("_", " ")))))


def _bare(text: str) -> str:
    return words(plain(text)).strip()
