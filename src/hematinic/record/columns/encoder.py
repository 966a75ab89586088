"""Records into columns.

Events are sorted as `events` says.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import count
from operator import itemgetter
from typing import Any

import numpy as np

from hematinic.expressions.columns_tape import UNSAID, Array
from hematinic.record.chosen import reason_of
from hematinic.record.columns.codes import Codes
from hematinic.record.columns.events import (
    CODES,
    FLOATS,
    OF_ELEMENTS,
    Events,
    Patients,
    in_order,
    is_in_order,
)
from hematinic.record.events import Event, Record
from hematinic.record.rows import INSTANT, MINUTE, WIDTH, Row, Template

Sparse = list[tuple[int, Any]]
"""Of few of some events what they say, each with the place of the event."""

DAYS = ("first", "last")

OWN = (*DAYS, "days", "low", "high", "minute", "instant", "recorded")
"""Columns in which events differ that say the same otherwise."""

MINUTE_OF, INSTANT_OF = itemgetter(MINUTE), itemgetter(INSTANT)
"""Of the time of a row."""

FILLED = ("kind", "name")
"""Others that every event has something in."""


def _column(size: int, sparse: Sparse, nothing: float, kind: type = np.float64) -> Array:
    column: Array = np.full(size, nothing, dtype=kind)
    if sparse:
        places, values = zip(*sparse, strict=True)
        column[list(places)] = values
    return column


class Encoder:
    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self.reasons: dict[str, int] = {"": UNSAID}

    def events(self, records: Sequence[Record]) -> Events:
        """Sorted."""
        rows = Rows(self)
        for record in records:
            rows.add(record.events)
        return rows.events()

    def patients(self, records: Sequence[Record]) -> Patients:
        nan = (math.nan, math.nan)
        births = [record.patient.birth or nan for record in records]
        birth = np.array(births, dtype=np.float64).reshape(-1, 2)
        words = self.codes.words
        limits: dict[str, Array] = {}
        for i, record in enumerate(records):
            for limit in record.local_limits:
                of = limits.setdefault(limit.name, np.full(len(records), np.nan))
                of[i] = limit.value
        return Patients(
            birth=(birth[:, 0].copy(), birth[:, 1].copy()),
            sex=np.array([words.codes[record.patient.sex] for record in records], dtype=np.int32),
            jurisdiction=np.array([self.word(record.jurisdiction) for record in records], np.int32),
            questioned=np.array([bool(record.questioned) for record in records], dtype=bool),
            limits=limits,
        )

    def word(self, text: Any) -> int:
        """Raises KeyError for one that the guideline does not have: a reader gives no other."""
        return self.codes.words.codes[text] if isinstance(text, str) and text else UNSAID

    def reason(self, because: str) -> int:
        if because not in self.reasons:
            kind = reason_of(because, self.codes.guideline.header.reasons)
            self.reasons[because] = self.word(kind)
        return self.reasons[because]


class Rows:
    """The events of a record after another. As a record is taken in, its events still lie in the
    processor's cache: each tells all its columns at once, and may go. What events say alike is kept
    once, as that of one of them."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.counts: list[int] = []
        """How many events each record has."""
        self.own: dict[str, list[Any]] = {name: [] for name in OWN}
        """Of each event."""
        self.place: list[int | None] = []
        """Of each event where stands what it says beside that."""
        self.places: dict[Template, int] = {}
        self.filled: dict[str, list[Any]] = {name: [] for name in FILLED}
        self.sparse: dict[str, Sparse] = {name: [] for name in (*FLOATS, *CODES)}
        self.contents: list[tuple[int, str, float]] = []

    def add(self, events: Sequence[Event]) -> None:
        """Of the next record."""
        own, at = self.own, len(self.filled["kind"])
        self.counts.append(len(events))
        own["first"] += [event.day[0] for event in events]
        own["last"] += [event.day[1] for event in events]
        own["days"] += [math.nan] * len(events)
        own["minute"] += [event.minute for event in events]
        own["instant"] += [event.instant for event in events]
        own["recorded"] += [event.recorded for event in events]
        values = [event.value for event in events]
        own["low"] += [v[0] if isinstance(v, tuple) else math.nan for v in values]
        own["high"] += [v[1] if isinstance(v, tuple) else math.nan for v in values]
        self.place += range(at, at + len(events))
        self.others(events)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Of the next record."""
        self.counts.append(len(rows))
        own = self.own
        both, _, recorded, _, _, low, high, when, templates, _ = zip(*rows, strict=True)
        own["days"] += both
        own["minute"] += map(MINUTE_OF, when)
        own["instant"] += map(INSTANT_OF, when)
        own["recorded"] += recorded
        own["low"] += low
        own["high"] += high
        places = [*map(self.places.get, templates)]
        if None in places:
            self.keep([t for t, place in zip(templates, places, strict=True) if place is None])
            places = [*map(self.places.get, templates)]
        self.place += places

    def keep(self, templates: Iterable[Template]) -> None:
        """Those that are met for the first time."""
        new = dict.fromkeys(templates)
        self.places.update(zip(new, count(len(self.filled["kind"]))))
        self.others([template.event for template in new])

    def others(self, events: Sequence[Event]) -> None:
        """What events say beside their day and number."""
        filled, codes, at = self.filled, self.encoder.codes, len(self.filled["kind"])
        kinds, names = codes.kind, codes.name
        filled["kind"] += [kinds[event.kind] for event in events]
        filled["name"] += [names[event.name] for event in events]
        values = [event.value for event in events]
        word = self.encoder.word
        self.sparse["word"] += [
            (at + i, word(v)) for i, v in enumerate(values) if v and not isinstance(v, tuple)
        ]
        self.more([
            (at + i, event) for i, event in enumerate(events)
            if event.severity or event.activity or event.because or event.reference
        ])  # fmt: skip
        self.taken([(at + i, e) for i, e in enumerate(events) if e.kind not in OF_ELEMENTS])

    def more(self, few: list[tuple[int, Event]]) -> None:
        """What is told of few events of any kind."""
        word, reason = self.encoder.word, self.encoder.reason
        for i, event in few:
            if event.severity:
                self.sparse["severity"].append((i, word(event.severity)))
            if event.activity:
                self.sparse["activity"].append((i, word(event.activity)))
            if event.because:
                self.sparse["reason"].append((i, reason(event.because)))
            if event.reference:
                low, high = event.reference
                self.sparse["lower_limit"].append((i, low))
                self.sparse["upper_limit"].append((i, high))

    def taken(self, few: list[tuple[int, Event]]) -> None:
        """What is told of medicines."""
        sparse = self.sparse
        for i, event in few:
            if event.dose is not None:
                sparse["dose"].append((i, event.dose))
            if event.every is not None:
                sparse["every"].append((i, event.every))
            if event.until is not None:
                sparse["until"].append((i, event.until))
            if event.tablet_elemental is not None:
                sparse["elemental"].append((i, event.tablet_elemental))
            if event.route:
                sparse["route"].append((i, self.encoder.codes.other_route(event.route)))
            if event.as_needed:
                sparse["as_needed"].append((i, True))
            if event.contents:
                self.contents += [(i, name, mg) for name, mg in event.contents]

    def days(self) -> tuple[Array, Array]:
        """The first and the last of each event; those of rows are one number."""
        both = np.array(self.own["days"], dtype=np.float64)
        last = both // WIDTH
        first, apart = both - last * WIDTH, np.isnan(both)
        first[apart], last[apart] = self.own["first"], self.own["last"]
        return first, last

    def events(self) -> Events:
        """All of them, sorted."""
        nothing: dict[str, float] = dict.fromkeys(FLOATS, math.nan) | dict.fromkeys(CODES, UNSAID)
        nothing |= {"route": self.encoder.codes.other_route(""), "as_needed": False}
        kinds: dict[str, type] = dict.fromkeys(FLOATS, np.float64) | dict(CODES)
        size, place = len(self.filled["kind"]), np.array(self.place, dtype=np.int64)
        alike = size != len(place)
        columns: dict[str, Array] = {}
        days = dict(zip(DAYS, self.days(), strict=True))
        for name, kind in kinds.items():
            if name in DAYS:
                columns[name] = days[name]
            elif name in OWN:
                columns[name] = np.array(self.own[name], dtype=kind)
            elif name in FILLED:
                columns[name] = np.array(self.filled[name], dtype=kind)
            else:
                columns[name] = _column(size, self.sparse[name], nothing[name], kind)
        for nutrient in self.encoder.codes.nutrients:
            of = [(i, mg) for i, name, mg in self.contents if name == nutrient]
            columns[f"content {nutrient}"] = _column(size, of, math.nan)
        if alike:
            columns = {n: c if n in OWN else c[place] for n, c in columns.items()}
        patient = np.repeat(np.arange(len(self.counts), dtype=np.int64), self.counts)
        events = Events(patient, columns)
        return events if is_in_order(events) else events.take(in_order(events))
