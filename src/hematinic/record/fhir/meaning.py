"""What all lines mean that say the same, but of another patient, day and number.

It is asked of the reader once, with times that nobody writes: an event shows which of them is its
own. Of what hangs on anything else nothing is kept.
"""

import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import orjson
from msgspec.structs import replace

from hematinic.record.columns.events import OF_ELEMENTS
from hematinic.record.events import Event, SetAside
from hematinic.record.fhir.allergy import allergies
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.condition import conditions
from hematinic.record.fhir.lenient import well_formed
from hematinic.record.fhir.medication import administrations
from hematinic.record.fhir.observation import RANKS, observations
from hematinic.record.fhir.parts import Quantity, Reference
from hematinic.record.fhir.questionnaire import responses
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import (
    AllergyIntolerance,
    Condition,
    MedicationAdministration,
    Observation,
    QuestionnaireResponse,
    Resource,
)
from hematinic.record.fhir.shape import KINDS, Apart
from hematinic.record.fhir.times import Moment, moment
from hematinic.record.fhir.twice import parsed
from hematinic.record.fhir.values import (
    Number,
    Straight,
    of_quantity,
    quantity_written,
    straight_number,
    unit_amiss,
)
from hematinic.record.rows import Template

READERS: Mapping[type[Resource], Callable[[Any, str, Reading], Iterable[Event]]] = {
    Observation: observations,
    Condition: conditions,
    AllergyIntolerance: allergies,
    MedicationAdministration: administrations,
    QuestionnaireResponse: responses,
}


def _names(kind: type[Resource]) -> list[str]:
    """What the times of a type are called here."""
    names = {field.encode_name: field.name for field in msgspec.structs.fields(kind)}
    return [names[name] for name in KINDS[kind].times]


_NAMES = {kind: _names(kind) for kind in READERS}

LONGEST_PLACE = 200
"""Characters of a place within a resource."""


class Note(NamedTuple):
    """What is set aside, by its place in the resource."""

    place: str
    what: str
    why: str
    element: str


class Placed(NamedTuple):
    """An event that lacks its day and its resource, by its place in that."""

    place: str
    event: Event


class Meaning(msgspec.Struct, frozen=True, eq=False):
    kind: type[Resource]
    name: str
    """Of the type."""
    events: tuple[Placed, ...]
    notes: tuple[Note, ...]
    when: int
    """Which of the type's times is that of the events."""
    recorded: int
    """Which of them tells when it was written down; -1 where none does."""
    quantity: Quantity | None
    """Of the one event, where its number may be another."""
    only: Event | None = None
    """The event, where there is one, of the whole resource, and nothing to be told."""
    templates: tuple[Template, ...] = ()
    """Of the events, where they are all that is to be told, and hang on no others."""
    straight: Straight | None = None
    """How its number is read, where the templates hold whatever that is."""
    asked: Observation | None = None
    """What the reader was asked, where more than its event is told of its number."""
    why: str = ""
    """What is told of its unit, after the number."""

    @property
    def is_usual(self) -> bool:
        """Whether rows and notes may tell all of it, whatever its number is."""
        return self.asked is not None or self.is_told

    @property
    def is_told(self) -> bool:
        """Whether its templates and notes tell all of it."""
        return self.asked is None and len(self.templates) == len(self.events)

    def of_number(self, written: bytes, codebook: Codebook) -> "Meaning | None":
        """With this number; None where the reader has more to say of it."""
        assert self.quantity is not None
        if self.why:
            return _with_why(self, written)
        if self.asked is not None:
            return _asked_again(self.asked, written, codebook)
        if self.straight is ANY:
            return None if _value(written) is None else self
        [[place, event]] = self.events
        number = _number(written, event.name, self.quantity, codebook)
        if number is None:
            return None
        event = replace(event, value=number.span, written=number.written)
        only = None if self.only is None else event
        return replace(self, events=(Placed(place, event),), only=only)


def _number(written: bytes, name: str, quantity: Quantity, codebook: Codebook) -> Number | None:
    value = _value(written)
    if value is None:
        return None
    number = of_quantity(codebook, (name, replace(quantity, value=value)))
    return None if isinstance(number, str) or number.doubt else number


def _value(written: bytes) -> float | None:
    """None where it is no number of JSON."""
    try:
        value = orjson.loads(written)
    except orjson.JSONDecodeError:
        return None
    return float(value) if type(value) in (int, float) else None


def _with_why(meaning: Meaning, written: bytes) -> Meaning | None:
    value, [note] = _value(written), meaning.notes
    assert meaning.quantity is not None
    if value is None:
        return None
    why = f"{quantity_written(replace(meaning.quantity, value=value))}{meaning.why}"
    return replace(meaning, notes=(note._replace(why=why),), quantity=None, asked=None, why="")


def _asked_again(asked: Observation, written: bytes, codebook: Codebook) -> Meaning | None:
    value, quantity = _value(written), asked.value_quantity
    if value is None or quantity is None:
        return None
    meaning = _told_of(replace(asked, value_quantity=replace(quantity, value=value)), codebook)
    return meaning and _with_templates(meaning, codebook)


# Asked of the reader


def _unforeseen(year: int) -> str:
    """A time that no line can hold on purpose, nor is likely to by chance: one that held it as
    another's, as the day of one answer, would pass for its own."""
    day, second = divmod(int.from_bytes(os.urandom(8)) % (365 * 86400), 86400)
    return f"{datetime(year, 1, 1) + timedelta(days=day, seconds=second):%Y-%m-%dT%H:%M:%SZ}"


PROBES = (_unforeseen(1997), _unforeseen(1998))
PROBED = tuple(when for text in PROBES if (when := moment(text)) is not None)
NOBODY = "0probe0"
FAR = 10**6
"""A day after all that can have happened."""


def meaning_of(line: bytes, apart: Apart, codebook: Codebook) -> Meaning | None:
    """None where it must be decoded each time."""
    # A shape does not tell that a line is JSON: `false` and `f4lse` are of one.
    source = parsed(line)
    resource = well_formed(source.data) if source else None
    if resource is None or (kind := type(resource)) not in READERS:
        return None
    names, number = _NAMES[kind], line[apart.number]
    if not _stands_where_it_should(resource, names, line, apart):
        return None
    probes = {name: probe for name, probe in _probed(names) if getattr(resource, name)}
    asked = replace(resource, id=NOBODY, **probes)
    meaning = _told_of(asked, codebook)
    if meaning is not None and number:
        meaning = _with_number(meaning, number, resource, asked, codebook)
    return meaning and _with_templates(meaning, codebook)


def _probed(names: Sequence[str]) -> Iterable[tuple[str, str]]:
    return zip(names, PROBES, strict=False)


def _told_of(asked: Resource, codebook: Codebook) -> Meaning | None:
    """What the reader says of a resource with times that nobody writes."""
    kind = type(asked)
    times = tuple(place for place, name in enumerate(_NAMES[kind]) if getattr(asked, name))
    reading, where = Reading(codebook.guideline, codebook, FAR), f"{kind.__name__}/{NOBODY}"
    events = [*READERS[kind](asked, where, reading)]
    if _is_more(reading) or not all(_is_within(where, *each) for each in _told(events, reading)):
        return None
    probed = [PROBED[place] for place in times]
    whens = {Moment(event.day, event.minute, event.instant) for event in events}
    since, written = {event.recorded for event in events}, [written_at(each) for each in probed]
    if not times or len(whens) > 1 or len(since) > 1 or not (events or reading.set_aside):
        return None
    if not (whens <= set(probed) and since <= {-1, *written}):
        return None
    notes = tuple(_note(note, where) for note in reading.set_aside)
    meaning = Meaning(
        kind=kind,
        name=kind.__name__,
        events=tuple(Placed(event.where.removeprefix(where), event) for event in events),
        notes=notes,
        when=times[probed.index(min(whens)) if whens else 0],
        recorded=-1 if since <= {-1} else times[written.index(max(since))],
        quantity=None,
        only=events[0] if [event.where for event in events] == [where] and not notes else None,
    )
    # What another time tells cannot be seen.
    return meaning if set(times) <= {meaning.when, meaning.recorded} else None


def _with_templates(meaning: Meaning, codebook: Codebook) -> Meaning:
    """Where what is said of each event is known without the others, and of its number at once."""
    if meaning.asked or not all(_is_alone(event, codebook) for _, event in meaning.events):
        return meaning
    straight = meaning.straight
    if meaning.quantity is not None and straight is None:
        [[_, event]] = meaning.events
        straight = straight_number(codebook, (event.name, meaning.quantity))
        if straight is None:
            return meaning
    templates = tuple(Template.of(event, codebook.orders, place) for place, event in meaning.events)
    return replace(meaning, templates=templates, straight=straight)


def _is_alone(event: Event, codebook: Codebook) -> bool:
    """Whether nothing else that is read changes it: no course that goes on, and no allergy, as that
    takes back what another resource denies."""
    if event.kind == "present":
        return event.name not in codebook.allergies.settled
    return event.kind == "given" or event.kind in OF_ELEMENTS


def _stands_where_it_should(
    resource: Resource, names: Sequence[str], line: bytes, apart: Apart
) -> bool:
    """Whether the parts of a line are what they are taken for: `id` and `i3` are of one shape."""
    texts = [resource.id, *(getattr(resource, name) for name in names)]
    parts = [line[part].decode() for part in (apart.id, *apart.times)]
    named = resource.patient if KINDS[type(resource)].whose == "patient" else resource.subject
    return texts == parts and named == SUBJECT.decode(line[apart.subject])


SUBJECT = msgspec.json.Decoder(Reference)


def written_at(when: Moment) -> int:
    """As `written_down` of its text."""
    return when.instant // 60 if when.instant >= 0 else -1


def _is_more(reading: Reading) -> bool:
    """Whether the reader did more than give events and set something aside."""
    more = reading.unread_codes or reading.ranks or reading.told or reading.questioned
    return bool(more or reading.unread)


def _told(events: Sequence[Event], reading: Reading) -> list[tuple[str, str]]:
    """Where what was read or set aside is placed, and in what words."""
    notes = [(note.where, f"{note.what} {note.why}") for note in reading.set_aside]
    return [*((event.where, event.written) for event in events), *notes]


def _is_within(where: str, place: str, words: str) -> bool:
    """Whether it is placed in the resource, and says nothing of its times or its name."""
    told_of = (NOBODY, *(probe[:10] for probe in PROBES))
    is_whole = len(place) < LONGEST_PLACE
    return is_whole and place.startswith(where) and not any(text in words for text in told_of)


def _note(note: SetAside, where: str) -> Note:
    return Note(note.where.removeprefix(where), note.what, note.why, note.element)


def _with_number(
    meaning: Meaning, written: bytes, resource: Resource, asked: Resource, codebook: Codebook
) -> Meaning | None:
    """Of a line whose quantity may have another number: its one event is of that, or the reader is
    asked for each."""
    quantity = resource.value_quantity if isinstance(resource, Observation) else None
    if quantity is None or not isinstance(asked, Observation):
        return None
    if quantity.value is None or quantity.value != _value(written):
        return None  # `value` and `v4lue` are of one shape
    if len(meaning.events) == 1 and not meaning.notes:
        numbered = replace(meaning, quantity=quantity)
        again = numbered.of_number(written, codebook)
        if again and again.events == meaning.events:
            return numbered
    numbered = replace(meaning, quantity=quantity, asked=asked, only=None)
    if not meaning.events and asked.status not in RANKS:
        return replace(numbered, asked=None, straight=ANY)  # it is not looked at
    if not meaning.events and len(meaning.notes) == 1:
        [note] = meaning.notes
        why = unit_amiss(codebook, (note.element, quantity))
        if why and note.why == f"{quantity_written(quantity)}{why}":
            return replace(numbered, why=why)
    return numbered


ANY = Straight(1.0, -math.inf, math.inf)
"""Of a number of which nothing is told."""
