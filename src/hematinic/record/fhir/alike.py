"""Lines of an export that say what others said, but of another patient, day and number.

Most of an export repeats itself: the same test, in the same unit and the same words. A line of a
shape that was met before is taken apart and not decoded, and where others have said all of it but
who, when and how much, what it means is known. What comes out is the same to the last note: a day
that is not plainly one of the patient's life up to now, a second version, a deletion are left to
the reader.
"""

from collections.abc import Callable, Iterable
from math import nan
from typing import Literal

import msgspec
import orjson
from msgspec.structs import replace

from hematinic.record.events import Event
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.lenient import may_be_modified, well_formed
from hematinic.record.fhir.meaning import (
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
from hematinic.record.fhir.rows import AlikeRows, within
from hematinic.record.fhir.shape import LONGEST, MAPPED, Apart
from hematinic.record.fhir.shape import apart as taken_apart
from hematinic.record.fhir.times import Moment
from hematinic.record.fhir.times import moment as read_moment
from hematinic.record.fhir.values import times
from hematinic.record.notation import OLDEST
from hematinic.record.rows import MOMENT, WRITTEN, When, clock_of, days

Line = tuple[str, bytes]
"""With the name of its file before it."""

MOST = 16_000_000
"""Bytes of the shapes and meanings that are kept; then all are forgotten."""

MANY = 100_000
"""Patients, times, and lines that were met once, of which as much is kept."""

FEW = 2000
"""Numbers of one meaning."""

SOME = 20_000
"""Numbers of all meanings of each of which the reader was asked."""

LONGEST_ID = 64
"""Characters of an id, as FHIR has it: places that are cut short still tell such ones apart."""


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
        reading.aside(within(where, place), what, why, element)
    return [
        replace(
            event, day=day, minute=minute, instant=instant, recorded=recorded,
            where=within(where, place),
        )
        for place, event in meaning.events
    ]  # fmt: skip


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


class _Times(dict[bytes, When | None]):
    def __missing__(self, written: bytes) -> When | None:
        if len(self) >= MANY:
            self.clear()
        when = read_moment(written.decode())
        known = self[written] = None if when is None else _sorted_by(when)
        return known


def _sorted_by(when: Moment) -> When:
    day, minute, instant = when
    event = Event(kind="observed", name="", day=day, minute=minute, instant=instant)
    return days(day), clock_of(event), minute, instant, written_at(when), when


Usual = tuple[
    Callable[[bytes], tuple[bytes, ...]], tuple[bytes, ...], slice, slice, slice, slice | None,
    slice | None, dict[bytes, float] | None, Meaning,
]  # fmt: skip
"""How the last line of a shape was taken apart, and what it says: how its pieces are found that
another must have, and they; where patient, id, times and number stand; numbers that were met, None
where the reader is asked for each; and its meaning."""


def _value(meaning: Meaning, number: bytes) -> float:
    try:
        written = orjson.loads(number)
    except orjson.JSONDecodeError:
        return nan
    straight = meaning.straight
    if type(written) not in (int, float) or straight is None:
        return nan
    value = times(float(written), straight.by)
    return value if straight.least <= value <= straight.most else nan


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
        self.usual: dict[bytes, Usual | None] = {}
        """Of shapes, what was last said by one that rows can tell."""
        self.numbers: dict[Meaning, dict[bytes, float]] = {}
        self.asked: dict[tuple[Meaning, bytes], Meaning | Literal[False]] = {}
        """What is said with a number, where the reader was asked for it."""
        self.size = 0

    def use(self, codebook: Codebook) -> None:
        if codebook is not self.codebook:
            self.codebook = codebook
            self.forget()

    def forget(self) -> None:
        for kept in (
            self.shapes, self.meanings, self.pieces, self.once, self.usual, self.numbers, self.asked
        ):  # fmt: skip
            kept.clear()
        self.size = 0

    def known(self, lines: Iterable[Line], modified: bool = False) -> list[Line | Decoded]:
        """Each line, or what it says where others have said it. `modified`: whether one of them
        may carry what turns a meaning."""
        return [
            line
            if modified and may_be_modified(line[1])
            else self.line(line, line[1].translate(MAPPED))
            for line in lines
        ]

    def line(self, line: Line, form: bytes) -> Line | Decoded:
        """`form`: its shape."""
        content = line[1]
        if len(content) > LONGEST:
            return line
        apart = self.shapes.get(form)
        if not apart:
            if apart is None and self.again(form):
                self.shapes[form] = taken_apart(content) or False
                self.keep(len(content))
            return line
        exact = apart.exact(content)
        meaning = self.meanings.get(exact)
        if meaning is None:
            meaning = self.meaning(content, exact, apart)
        if meaning and meaning.is_usual:
            self.usual[form] = self.usual_of(exact, apart, meaning)
        if meaning and meaning.quantity is not None:
            meaning = self.with_number(meaning, content[apart.number])
        if not meaning:
            return line
        patient = self.patients[content[apart.subject]]
        when, recorded = self.moments[content[apart.times[meaning.when]]], -1
        if meaning.recorded >= 0:
            since = self.moments[content[apart.times[meaning.recorded]]]
            when, recorded = (when, since[WRITTEN]) if since else (None, -1)
        if patient is None or when is None:
            return line
        name = content[apart.id].decode()
        alike = Alike(
            id=name, subject=patient, content=content, meaning=meaning, when=when[MOMENT],
            recorded=recorded,
        )  # fmt: skip
        return Decoded(f"{meaning.name}/{name}", "", alike)

    def rows(self, lines: Iterable[Line], by_rows: AlikeRows) -> list[Line | Decoded]:
        """As `known` of lines none of which is modified; but left out are those of which the rows
        tell all."""
        # This is gone through for most lines of an export: whatever is the same for many of them is
        # looked up at once.
        usual_of, moments, missing = self.usual.get, self.moments.get, self.moments.__missing__
        add_id, rows, add = by_rows.ids.append, by_rows.rows, by_rows.rows.append
        each: list[Line | Decoded] = []
        subject: bytes | None = None
        first = True
        for line in lines:
            content = line[1]
            form = content.translate(MAPPED)
            usual = usual_of(form)
            if usual is not None:
                exact, wanted, of_subject, of_id, of_time, of_since, of_number, values, meaning = (
                    usual
                )
                whose = content[of_subject]
                if exact(content) == wanted and (
                    whose == subject or (first and self.patients[whose] is not None)
                ):
                    time = content[of_time]
                    when, recorded = moments(time) or missing(time), -1
                    if of_since is not None:
                        since = self.moments[content[of_since]]
                        when, recorded = (when, since[WRITTEN]) if since else (None, -1)
                    number, value = None, nan
                    said: Meaning | Literal[False] = meaning
                    if of_number is not None:
                        number = content[of_number]
                        if values is None:
                            said, number = self.told_with(meaning, number), None
                        else:
                            known = values.get(number)
                            value = self.value(meaning, number, values) if known is None else known
                    if when is not None and said and (number is None or value == value):
                        if whose != subject:
                            first, subject, by_rows.about = False, whose, self.patients[whose]
                        both, clock, _, _, _, moment = when
                        name = content[of_id]
                        add_id(name)
                        of_it = name, said, moment, recorded, number
                        for template in said.templates:
                            low, high = (value, value) if number else (template.low, template.high)
                            add((
                                both, clock, recorded, template.order, len(rows), low, high, when,
                                template, of_it,
                            ))  # fmt: skip
                        if said.notes:
                            by_rows.notes.append((both, name, said))
                        continue
            other = self.line(line, form)
            each.append(other)
            if isinstance(other, Decoded):
                place = self.shapes.get(form)
                subject = content[place.subject] if place else None
        return each

    def with_number(self, meaning: Meaning, number: bytes) -> Meaning | Literal[False]:
        if self.codebook is None:
            return False
        if meaning.asked is None:
            return meaning.of_number(number, self.codebook) or False
        known = self.asked.get((meaning, number))
        if known is None:
            if len(self.asked) >= SOME:
                self.asked.clear()
            known = meaning.of_number(number, self.codebook) or False
            self.asked[meaning, number] = known
        return known

    def told_with(self, meaning: Meaning, number: bytes) -> Meaning | Literal[False]:
        """Where rows and notes tell all of it."""
        known = self.with_number(meaning, number)
        return known and known.is_told and known

    def meaning(
        self, line: bytes, exact: tuple[bytes, ...], apart: Apart
    ) -> Meaning | Literal[False]:
        codebook = self.codebook
        if codebook is None or not self.again(exact):
            return False
        self.keep(len(line))
        exact = tuple([self.pieces.setdefault(piece, piece) for piece in exact])
        meaning = self.meanings[exact] = meaning_of(line, apart, codebook) or False
        return meaning

    def usual_of(self, exact: tuple[bytes, ...], apart: Apart, meaning: Meaning) -> "Usual | None":
        if apart.id.stop - apart.id.start > LONGEST_ID:
            return None
        since = apart.times[meaning.recorded] if meaning.recorded >= 0 else None
        number = None if meaning.quantity is None else apart.number
        of_it = None if meaning.asked else self.numbers.setdefault(meaning, {})
        return (
            apart.exact, exact, apart.subject, apart.id, apart.times[meaning.when], since, number,
            of_it, meaning,
        )  # fmt: skip

    def value(self, meaning: Meaning, number: bytes, values: dict[bytes, float]) -> float:
        """In the unit of its element; NaN where the reader has more to say of it."""
        if len(values) >= FEW:
            values.clear()
        values[number] = value = _value(meaning, number)
        return value

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
