"""Records into columns.

Events are sorted as `events` says.
"""

import math
from collections.abc import Sequence
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

Sparse = list[tuple[int, Any]]
"""Of few of some events what they say, each with the place of the event."""

FILLED = ("first", "last", "low", "high", "kind", "name", "minute", "instant", "recorded")
"""Columns that nearly every event has something in."""


def _column(count: int, sparse: Sparse, nothing: float, kind: type = np.float64) -> Array:
    column: Array = np.full(count, nothing, dtype=kind)
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
    processor's cache: each tells all its columns at once, and may go."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.counts: list[int] = []
        """How many events each record has."""
        self.filled: dict[str, list[Any]] = {name: [] for name in FILLED}
        self.sparse: dict[str, Sparse] = {name: [] for name in (*FLOATS, *CODES)}
        self.contents: list[tuple[int, str, float]] = []

    def add(self, events: Sequence[Event]) -> None:
        """Of the next record."""
        filled, codes = self.filled, self.encoder.codes
        kinds, names, at = codes.kind, codes.name, len(filled["kind"])
        self.counts.append(len(events))
        filled["first"] += [event.day[0] for event in events]
        filled["last"] += [event.day[1] for event in events]
        filled["kind"] += [kinds[event.kind] for event in events]
        filled["name"] += [names[event.name] for event in events]
        filled["minute"] += [event.minute for event in events]
        filled["instant"] += [event.instant for event in events]
        filled["recorded"] += [event.recorded for event in events]
        values = [event.value for event in events]
        filled["low"] += [v[0] if isinstance(v, tuple) else math.nan for v in values]
        filled["high"] += [v[1] if isinstance(v, tuple) else math.nan for v in values]
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

    def events(self) -> Events:
        """All of them, sorted."""
        nothing: dict[str, float] = dict.fromkeys(FLOATS, math.nan) | dict.fromkeys(CODES, UNSAID)
        nothing |= {"route": self.encoder.codes.other_route(""), "as_needed": False}
        kinds: dict[str, type] = dict.fromkeys(FLOATS, np.float64) | dict(CODES)
        count = sum(self.counts)
        columns = {
            name: np.array(self.filled[name], dtype=kind)
            if name in FILLED
            else _column(count, self.sparse[name], nothing[name], kind)
            for name, kind in kinds.items()
        }
        for nutrient in self.encoder.codes.nutrients:
            of = [(i, mg) for i, name, mg in self.contents if name == nutrient]
            columns[f"content {nutrient}"] = _column(count, of, math.nan)
        patient = np.repeat(np.arange(len(self.counts), dtype=np.int64), self.counts)
        events = Events(patient, columns)
        return events if is_in_order(events) else events.take(in_order(events))
