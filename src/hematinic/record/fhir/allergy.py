"""Allergies, to what the guideline asks about."""

from collections.abc import Iterator
from typing import NamedTuple

from hematinic.guideline import shared
from hematinic.record.events import Event, Kind
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.negated import taken_back
from hematinic.record.fhir.parts import Concept, shown, texts
from hematinic.record.fhir.reading import Reading, coded
from hematinic.record.fhir.resources import AllergyIntolerance
from hematinic.record.fhir.times import moment

VERIFIED = ("confirmed", "unconfirmed", "presumed", "refuted", "entered-in-error")
CLINICAL = ("active", "inactive", "resolved")
KNOWN = frozenset(("", *VERIFIED, *CLINICAL))


class Means(NamedTuple):
    """Of the concepts of an allergy: the elements that an allergy to them is."""

    names: tuple[str, ...]
    general: bool
    """`No known allergies`."""
    shown: str


def allergies(allergy: AllergyIntolerance, where: str, reading: Reading) -> Iterator[Event]:
    """`absent` of all of them is said by a general statement; `specific_first` settles those."""
    reactions = tuple(reaction.substance for reaction in allergy.reaction)
    means = reading.codebook.memory[_means]
    names, general, what = means[allergy.code, allergy.substance, *reactions]
    if not names and not general:
        reading.unread_code("AllergyIntolerance", allergy.code or allergy.substance, where)
        return
    element = names[0] if names else ""
    verified = coded(allergy.verification_status) or allergy.status.lower()
    clinical = coded(allergy.clinical_status) or allergy.status.lower()
    if other := verified if verified not in KNOWN else clinical if clinical not in KNOWN else "":
        reading.aside(where, what, f"its status is {other[:40]}: not counted; ask", element)
        return
    if verified in ("entered-in-error", "refuted"):
        reading.aside(where, what, f"is {verified.replace('-', ' ')}: not counted", element)
        return
    if clinical in ("inactive", "resolved"):
        why = f"is {clinical}: not counted; ask whether it still holds"
        reading.aside(where, what, why, element)
        return
    if why := element and taken_back[allergy.code or allergy.substance, ""]:
        reading.aside(where, what, why, element)
        return
    when = moment(allergy.recorded_date)
    when = when or reading.day(where, what, *_dates(allergy), element=element)
    if general and when is None:
        reading.aside(where, what, "has no day: not counted")
        return
    when = reading.placed(when or reading.sometime(), where, what, element)
    if when is None:
        return
    kind: Kind = "present" if names else "absent"
    for name in names or reading.codebook.allergies.settled:
        if name in reading.guideline.elements:
            yield Event(
                kind=kind, name=name, day=when.day, minute=when.minute, instant=when.instant,
                where=where, written=what,
            )  # fmt: skip


def _dates(allergy: AllergyIntolerance) -> tuple[str, ...]:
    return (
        allergy.recorded_date, allergy.asserted_date, allergy.last_occurrence,
        allergy.last_occurence, allergy.onset_date_time,
    )  # fmt: skip


def _is_general(concept: Concept | None) -> bool:
    if concept is None:
        return False
    known = shared.qualifiers().no_known_allergies
    return any(coding.code in known.codes for coding in concept.coding) or any(
        text.strip().lower().rstrip(".") in known.words for text in texts(concept)
    )


def _means(codebook: Codebook, concepts: tuple[Concept | None, ...]) -> Means:
    code, substance, *_ = concepts
    names = dict.fromkeys(name for each in concepts for name in _elements(each, codebook))
    concept = code or substance
    return Means(tuple(names), _is_general(concept), shown(concept, "an allergy"))


def _elements(concept: Concept | None, codebook: Codebook) -> Iterator[str]:
    for name in codebook.elements_of(concept):
        if codebook.guideline.elements[name].kind == "condition":
            yield name
    named = list(codebook.medicines_of(concept))
    for text in texts(concept):
        named += codebook.names.find(text)
        yield from codebook.allergies.named(text)
    for name in named:
        yield from codebook.allergies.to(name)


GENERAL = "AllergyIntolerance"
"""Where that there are no allergies is said."""


def named_allergies(events: list[Event], reading: Reading) -> set[str]:
    settled = reading.codebook.allergies.settled
    return {event.name for event in events if event.kind == "present" and event.name in settled}


def specific_first(events: list[Event], reading: Reading) -> list[Event]:
    """A general `no known allergies` does not undo an allergy that is named in the record."""
    named = named_allergies(events, reading)
    if not named:
        return events
    kept = []
    for event in events:
        if event.kind == "absent" and event.name in named and event.where.startswith(GENERAL):
            label = reading.guideline.elements[event.name].label
            reading.aside(event.where, event.written, f"does not undo the recorded {label}")
        else:
            kept.append(event)
    return kept
