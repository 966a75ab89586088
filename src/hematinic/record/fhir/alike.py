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
from hematinic.record.fhir.shape import LONGEST, MAPPED, STEP, Apart
from hematinic.record.fhir.shape import apart as taken_apart
from hematinic.record.fhir.times import Moment
from hematinic.record.fhir.times import moment as read_moment
from hematinic.record.fhir.values import times
from hematinic.record.notation import OLDEST
from hematinic.record.rows import MOMENT, WRITTEN, Template, When, clock_of, days

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


class Usual(msgspec.Struct, eq=False):
    """What the last line of a shape said that rows can tell."""

    apart: Apart
    exact: tuple[bytes, ...]
    """Its pieces that another must have."""
    meaning: Meaning
    values: dict[bytes, float]
    """Of the numbers that were met."""
    before: tuple[bytes, ...] = ()
    """All that it said but its id, who, when and how much."""


Near = tuple[
    Callable[[bytes], tuple[bytes, ...]], tuple[bytes, ...], slice, slice, bytes, slice,
    slice | None, slice | None, dict[bytes, float], Meaning, Template | None, float, float,
]  # fmt: skip
"""How a line is taken apart that is another again, letter by letter, but for its own: how the
other letters are found, and they; where patient and id stand, and the shape of that; where
times and number stand; numbers that were met; its meaning; and where that is one row, its template
and both ends of its value."""


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
        self.near: dict[tuple[int, bytes], Near] = {}
        """By the size and few letters of their shape."""
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
            self.shapes, self.meanings, self.pieces, self.once, self.usual, self.near, self.numbers,
            self.asked,
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
        # looked up at once. What is a line's own is JSON where it stood as that in another whose
        # shape was looked up, or is of the same shape.
        near_of, moments = self.near.get, self.moments.get
        add_id, rows, add = by_rows.ids.append, by_rows.rows, by_rows.rows.append
        each: list[Line | Decoded] = []
        subject: bytes | None = None
        for line in lines:
            _, content = line
            mark = len(content), content[::STEP].translate(MAPPED)
            near = near_of(mark)
            if near is not None:
                (
                    taken, wanted, of_subject, of_id, form_of_id, of_time, of_since, of_number,
                    values, meaning, only, low, high,
                ) = near  # fmt: skip
                if content[of_subject] == subject and taken(content) == wanted:
                    name, when, recorded, number = (
                        content[of_id],
                        moments(content[of_time]),
                        -1,
                        None,
                    )
                    if of_since is not None:
                        since = moments(content[of_since])
                        when, recorded = (when, since[WRITTEN]) if since else (None, -1)
                    if of_number is not None:
                        number = content[of_number]
                        low = high = values.get(number, nan)
                        when = when if low == low else None
                    if when is not None and name.translate(MAPPED) == form_of_id:
                        if only is None:
                            by_rows.add(name, meaning, when, recorded, number, low)
                            continue
                        both, clock, _, _, _, moment = when
                        add_id(name)
                        add((
                            both, clock, recorded, only.order, len(rows), low, high, when, only,
                            (name, meaning, moment, recorded, number),
                        ))  # fmt: skip
                        continue
            form = content.translate(MAPPED)
            usual = self.usual.get(form)
            if usual is not None and self.is_row(usual, content, subject, by_rows):
                subject = content[usual.apart.subject]
                self.come_near(mark, usual, content)
                continue
            other = self.line(line, form)
            each.append(other)
            if isinstance(other, Decoded):
                place = self.shapes.get(form)
                subject = content[place.subject] if place else None
        return each

    def is_row(
        self, usual: Usual, content: bytes, subject: bytes | None, by_rows: AlikeRows
    ) -> bool:
        """Whether a line of its shape says what the last one said; then it is in the rows."""
        apart, meaning = usual.apart, usual.meaning
        if apart.exact(content) != usual.exact:
            return False
        whose = content[apart.subject]
        if whose != subject and (by_rows.about is not None or self.patients[whose] is None):
            return False
        when, recorded = self.moments[content[apart.times[meaning.when]]], -1
        if meaning.recorded >= 0:
            since = self.moments[content[apart.times[meaning.recorded]]]
            when, recorded = (when, since[WRITTEN]) if since else (None, -1)
        if when is None:
            return False
        number, value = None, nan
        meant: Meaning | Literal[False] = meaning
        if meaning.asked is not None:
            meant = self.told_with(meaning, content[apart.number])
        elif meaning.quantity is not None:
            number = content[apart.number]
            known = usual.values.get(number)
            value = self.value(meaning, number, usual.values) if known is None else known
        if not meant or (number is not None and value != value):
            return False
        if whose != subject:
            by_rows.about = self.patients[whose]
        by_rows.add(content[apart.id], meant, when, recorded, number, value)
        return True

    def come_near(self, mark: tuple[int, bytes], usual: Usual, content: bytes) -> None:
        """A line that is the one before it again is looked for by few of its letters."""
        apart, meaning = usual.apart, usual.meaning
        if meaning.asked is not None:
            return
        wanted = apart.all(content)
        if wanted != usual.before:
            usual.before = wanted
            return
        since = apart.times[meaning.recorded] if meaning.recorded >= 0 else None
        number = None if meaning.quantity is None else apart.number
        is_one = len(meaning.templates) == 1 and not meaning.notes
        only = meaning.templates[0] if is_one else None
        self.near[mark] = (
            apart.all, wanted, apart.subject, apart.id,
            content[apart.id].translate(MAPPED), apart.times[meaning.when], since, number,
            usual.values, meaning, only, only.low if only else nan, only.high if only else nan,
        )  # fmt: skip

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

    def usual_of(self, exact: tuple[bytes, ...], apart: Apart, meaning: Meaning) -> Usual | None:
        if apart.id.stop - apart.id.start > LONGEST_ID:
            return None
        return Usual(apart, exact, meaning, self.numbers.setdefault(meaning, {}))

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
