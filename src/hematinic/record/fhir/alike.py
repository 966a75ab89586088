"""Lines of an export that say what others said, but of another patient, day and number.

Most of an export repeats itself: the same test, in the same unit and the same words. A line of a
shape that was met before is taken apart and not decoded, and where others have said all of it but
who, when and how much, what it means is known. What comes out is the same to the last note: a day
that is not plainly one of the patient's life up to now, a second version, a deletion are left to
the reader.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec
import orjson
from msgspec.structs import replace

from hematinic.record.events import Event
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.lenient import well_formed
from hematinic.record.fhir.meaning import (
    LONGEST_PLACE,
    READERS,
    Meaning,
    Placed,
    meaning_of,
    written_at,
)
from hematinic.record.fhir.parts import Reference
from hematinic.record.fhir.people import is_plain
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Resource
from hematinic.record.fhir.shape import (
    EXACT,
    ID,
    LONGEST,
    NUMBER,
    SUBJECT,
    TIMES,
    Parts,
    parts_of,
    shape,
)
from hematinic.record.fhir.times import Moment, moment
from hematinic.record.notation import OLDEST

Line = tuple[str, bytes]
"""With the name of its file before it."""

MOST = 16_000_000
"""Bytes of the shapes and meanings that are kept; then all are forgotten."""

MANY = 100_000
"""Patients, times, and lines that were met once, of which as much is kept."""


class Alike(Resource, frozen=True, kw_only=True):
    """A line that was taken apart."""

    content: bytes
    meaning: Meaning
    events: tuple[Placed, ...]
    times: tuple[Moment, ...]

    @property
    def resource_type(self) -> str:
        return self.meaning.kind.__name__


def events_of(alike: Alike, where: str, reading: Reading) -> Iterable[Event]:
    meaning, times, today = alike.meaning, alike.times, reading.today
    birth = reading.patient.birth
    born = birth[0] if birth else OLDEST
    for when in times:
        if not born <= when.day[1] <= today:
            return READERS[meaning.kind](decoded(alike), where, reading)
    for place, what, why, element in meaning.notes:
        reading.aside(_within(where, place), what, why, element)
    day, minute, instant = times[meaning.when]
    recorded = -1 if meaning.recorded < 0 else written_at(times[meaning.recorded])
    return [
        replace(
            event, day=day, minute=minute, instant=instant, recorded=recorded,
            where=_within(where, place) if place else where,
        )
        for place, event in alike.events
    ]  # fmt: skip


def _within(where: str, place: str) -> str:
    return f"{where}{place}"[:LONGEST_PLACE] if place else where


def decoded(alike: Alike) -> Resource:
    """All of it, where its meaning does not tell enough."""
    resource = well_formed(orjson.loads(alike.content))
    assert resource is not None, "of the shape of a line that is of the usual form"
    return resource


class _Patients(dict[bytes, Reference | None]):
    """Whom lines name, where that is plain."""

    def __missing__(self, written: bytes) -> Reference | None:
        try:
            reference = REFERENCE.decode(written)
        except msgspec.ValidationError:
            return None
        if len(self) >= MANY:
            self.clear()
        known = self[written] = reference if is_plain(reference) else None
        return known


REFERENCE = msgspec.json.Decoder(Reference)


class _Times(dict[bytes, Moment | None]):
    def __missing__(self, written: bytes) -> Moment | None:
        if len(self) >= MANY:
            self.clear()
        when = self[written] = moment(written.decode())
        return when


class Likenesses:
    """Of the lines that were met."""

    def __init__(self) -> None:
        self.codebook: Codebook | None = None
        self.patients, self.moments = _Patients(), _Times()
        self.forget()

    def forget(self) -> None:
        self.parts: dict[bytes, Parts | Literal[False]] = {}
        """Of shapes; False where lines of it are decoded."""
        self.meanings: dict[tuple[bytes, ...], Meaning | Literal[False]] = {}
        self.numbers: dict[tuple[Meaning, bytes], tuple[Placed, ...] | None] = {}
        self.once: set[int] = set()
        """What was met once, and may not be met again."""
        self.size = 0

    def use(self, codebook: Codebook) -> None:
        if codebook is not self.codebook:
            self.codebook = codebook
            self.forget()

    def of(self, line: bytes) -> Alike | None:
        """What a line says, where others have said it."""
        if len(line) > LONGEST:
            return None
        form = shape(line)
        parts_in = self.parts.get(form)
        if not parts_in:
            if parts_in is None and self.again(form):
                self.keep(len(line))
                self.parts[form] = parts_of(line) or False
            return None
        parts = parts_in(line)
        exact = parts[EXACT:]
        meaning = self.meanings.get(exact)
        if not meaning:
            if meaning is None and self.codebook and self.again(exact):
                self.keep(len(line))
                self.meanings[exact] = meaning_of(line, parts[NUMBER], self.codebook) or False
            return None
        return self.alike(line, parts, meaning)

    def alike(self, line: bytes, parts: tuple[bytes, ...], meaning: Meaning) -> Alike | None:
        patient = self.patients[parts[SUBJECT]]
        events = meaning.events
        if meaning.quantity is not None:
            numbered = self.of_number(meaning, parts[NUMBER])
            if numbered is None:
                return None
            events = numbered
        times = []
        for place in meaning.times:
            if (when := self.moments[parts[TIMES + place]]) is None:
                return None
            times.append(when)
        if patient is None:
            return None
        return Alike(
            id=parts[ID].decode(), subject=patient, content=line, meaning=meaning,
            events=events, times=tuple(times),
        )  # fmt: skip

    def of_number(self, meaning: Meaning, written: bytes) -> tuple[Placed, ...] | None:
        known = self.numbers.get((meaning, written), ())
        if known == ():
            assert self.codebook is not None
            self.keep(100)
            known = self.numbers[meaning, written] = meaning.of_number(written, self.codebook)
        return known

    def again(self, key: object) -> bool:
        """Whether it was met before; what is met once alone is not worth while."""
        mark = hash(key)
        if mark in self.once:
            return True
        if len(self.once) >= MANY:
            self.once.clear()
        self.once.add(mark)
        return False

    def keep(self, size: int) -> None:
        self.size += size
        if self.size > MOST:
            self.forget()
