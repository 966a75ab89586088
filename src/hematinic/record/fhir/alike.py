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
from hematinic.record.fhir.lenient import may_be_modified, well_formed
from hematinic.record.fhir.meaning import (
    LONGEST_PLACE,
    READERS,
    SUBJECT,
    Meaning,
    meaning_of,
    written_at,
)
from hematinic.record.fhir.parts import Reference
from hematinic.record.fhir.people import Decoded, is_plain
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Resource
from hematinic.record.fhir.shape import LONGEST, MAPPED, Apart
from hematinic.record.fhir.shape import apart as taken_apart
from hematinic.record.fhir.times import Moment, moment
from hematinic.record.notation import OLDEST

Line = tuple[str, bytes]
"""With the name of its file before it."""

MOST = 16_000_000
"""Bytes of the shapes and meanings that are kept; then all are forgotten."""

MANY = 100_000
"""Patients, times, and lines that were met once, of which as much is kept."""

FEW = 20_000
"""Numbers."""


class Alike(Resource, frozen=True, kw_only=True):
    """A line that was taken apart."""

    content: bytes
    meaning: Meaning
    when: Moment
    recorded: int

    @property
    def resource_type(self) -> str:
        return self.meaning.name


def events_of(alike: Alike, where: str, reading: Reading) -> Iterable[Event]:
    meaning, (day, minute, instant) = alike.meaning, alike.when
    birth = reading.patient.birth
    if day[1] > reading.today or (day[1] < birth[0] if birth else day[1] < OLDEST):
        return READERS[meaning.kind](decoded(alike), where, reading)
    only, recorded = meaning.only, alike.recorded
    if only is not None:
        only = replace(
            only, day=day, minute=minute, instant=instant, recorded=recorded, where=where
        )
        return (only,)
    for place, what, why, element in meaning.notes:
        reading.aside(_within(where, place), what, why, element)
    return [
        replace(
            event, day=day, minute=minute, instant=instant, recorded=recorded,
            where=_within(where, place),
        )
        for place, event in meaning.events
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
            reference = SUBJECT.decode(written)
        except msgspec.MsgspecError:
            return None
        if len(self) >= MANY:
            self.clear()
        known = self[written] = reference if is_plain(reference) else None
        return known


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
        self.shapes: dict[bytes, Apart | Literal[False]] = {}
        """False where lines of one are decoded."""
        self.meanings: dict[tuple[bytes, ...], Meaning | Literal[False]] = {}
        """Of all that is read of a line, but a number that may be another."""
        self.pieces: dict[bytes, bytes] = {}
        """Of lines, each kept once: what lies close together is found fast."""
        self.once: set[int] = set()
        """What was met once, and may not be met again."""
        self.size = 0

    def use(self, codebook: Codebook) -> None:
        if codebook is not self.codebook:
            self.codebook = codebook
            self.forget()

    def forget(self) -> None:
        for kept in (self.shapes, self.meanings, self.pieces, self.once):
            kept.clear()
        self.size = self.numbers = 0

    def forget_numbers(self) -> None:
        for meaning in self.meanings.values():
            if meaning:
                meaning.numbers.clear()
        self.numbers = 0

    def known(self, lines: Iterable[Line], modified: bool = False) -> list[Line | Decoded]:
        """Each line, or what it says where others have said it. `modified`: whether one of them
        may carry what turns a meaning."""
        shapes, meanings = self.shapes, self.meanings
        patients, moments = self.patients, self.moments
        each: list[Line | Decoded] = []
        for line in lines:
            each.append(line)
            content = line[1]
            if len(content) > LONGEST or (modified and may_be_modified(content)):
                continue
            form = content.translate(MAPPED)
            apart = shapes.get(form)
            if not apart:
                if apart is None and self.again(form):
                    shapes[form] = taken_apart(content) or False
                    self.keep(len(content))
                continue
            meaning = meanings.get(apart.exact(content))
            if meaning is None:
                meaning = self.meaning(content, apart)
            if meaning and meaning.quantity is not None:
                number = content[apart.number]
                meaning = meaning.numbers.get(number) or self.of_number(meaning, number)
            if not meaning:
                continue
            patient = patients[content[apart.subject]]
            when, recorded = moments[content[apart.times[meaning.when]]], -1
            if meaning.recorded >= 0:
                since = moments[content[apart.times[meaning.recorded]]]
                when, recorded = (when, written_at(since)) if since else (None, -1)
            if patient is None or when is None:
                continue
            name = content[apart.id].decode()
            alike = Alike(
                id=name, subject=patient, content=content, meaning=meaning, when=when,
                recorded=recorded,
            )  # fmt: skip
            each[-1] = Decoded(f"{meaning.name}/{name}", "", alike)
        return each

    def meaning(self, line: bytes, apart: Apart) -> Meaning | Literal[False]:
        exact, codebook = apart.exact(line), self.codebook
        if codebook is None or not self.again(exact):
            return False
        self.keep(len(line))
        exact = tuple([self.pieces.setdefault(piece, piece) for piece in exact])
        meaning = self.meanings[exact] = meaning_of(line, apart, codebook) or False
        return meaning

    def of_number(self, meaning: Meaning, number: bytes) -> Meaning | Literal[False]:
        known: Meaning | Literal[False] | None = meaning.numbers.get(number)
        if known is None:
            self.numbers += 1
            if self.numbers > FEW:
                self.forget_numbers()
            of_it = meaning.of_number(number, self.codebook) if self.codebook else None
            known = meaning.numbers[number] = of_it or False
        return known or False

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
