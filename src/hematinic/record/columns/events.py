"""Events and patients as columns, and records into them.

Events are sorted by patient, and those of one patient in the order of their time: by last day,
first day, clock and when they were written down, else as the record had them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np

from hematinic.expressions.columns_tape import UNSAID, Array
from hematinic.record.columns.codes import Codes
from hematinic.record.events import LAST_ON_EARTH, Event, Kind, Record
from hematinic.record.verbs import reason_of

EPOCH = date(1970, 1, 1).toordinal()

FLOATS = (
    "first", "last", "low", "high", "dose", "every", "until", "elemental", "lower_limit",
    "upper_limit",
)  # fmt: skip
"""NaN where it is not told; an end of a day that is open is infinite."""

CODES: Mapping[str, type] = {
    "kind": np.int8, "name": np.int16, "route": np.int8, "minute": np.int16, "instant": np.int64,
    "recorded": np.int64, "word": np.int32, "severity": np.int32, "activity": np.int32,
    "reason": np.int32, "as_needed": np.bool_,
}  # fmt: skip


OF_ELEMENTS: frozenset[Kind] = frozenset(("observed", "present", "absent", "done"))
"""Kinds of events that tell of no medicine: nothing is taken in them."""


@dataclass(frozen=True, slots=True)
class Events:
    """Of a block: `patient` is the place of the patient in it, ascending."""

    patient: Array
    columns: Mapping[str, Array]
    """FLOATS, CODES and `content <nutrient>` for each nutrient."""

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.patient)

    def take(self, rows: Array) -> "Events":
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Events(self.patient[rows], columns)


@dataclass(frozen=True, slots=True)
class Patients:
    """Of a block, each in its place."""

    birth: tuple[Array, Array]
    """First and last possible day; NaN where it is unknown."""
    sex: Array
    jurisdiction: Array
    """Codes; UNSAID means the guideline's own."""
    questioned: Array
    limits: Mapping[str, Array]
    """Of each limit that some patient's laboratory has set: its number, else NaN."""

    def __len__(self) -> int:
        return len(self.sex)


def clock(events: Events) -> Array:
    """As `events.clock`: the second, so far as it is known, else -1."""
    minute, instant = events["minute"].astype(np.int64), events["instant"]
    day = np.where(np.isfinite(events["first"]), events["first"], EPOCH).astype(np.int64)
    return np.where(
        instant >= 0, instant, np.where(minute < 0, -1, (day - EPOCH) * 86400 + minute * 60)
    )


def in_order(events: Events) -> Array:
    """The rows as they are sorted; of equal ones as they stand."""
    # The last key counts first.
    keys = (events["recorded"], clock(events), events["first"], events["last"], events.patient)
    return np.lexsort(keys)


def seen_from(events: Events, day: int, codes: Codes) -> Events:
    """As `asof.seen_from`: what happened later is left out, and what may have happened by then is
    taken to have."""
    late = (events["last"] > day) & (events["kind"] != codes.kind["booked"])
    if not late.any():
        return events
    instant = events["instant"]
    past = (instant >= 0) & (instant < (day + 1 - EPOCH) * 86400 + LAST_ON_EARTH)
    past |= events["first"] <= day
    moved = late & past
    columns = dict(events.columns)
    columns["first"] = np.where(moved, np.minimum(events["first"], day), events["first"])
    columns["last"] = np.where(moved, float(day), events["last"])
    # An event whose day was cut short may now belong elsewhere among its patient's. Only patients
    # with such an event are sorted again: there are few, and sorting is most of the cost.
    seen = Events(events.patient, columns).take(np.flatnonzero(~late | past))
    if not moved.any():
        return seen
    touched = np.zeros(int(events.patient[-1]) + 1, dtype=bool)
    touched[events.patient[moved]] = True
    rows = np.flatnonzero(touched[seen.patient])
    order = np.arange(len(seen))
    order[rows] = rows[in_order(seen.take(rows))]
    return seen.take(order)


# From records

Sparse = list[tuple[int, Any]]
"""Of few of some events what they say, each with the place of the event."""


def _column(count: int, sparse: Sparse, nothing: float, kind: type = np.float64) -> Array:
    column: Array = np.full(count, nothing, dtype=kind)
    if sparse:
        places, values = zip(*sparse, strict=True)
        column[list(places)] = values
    return column


class Encoder:
    """Records into columns, a record after another."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self.reasons: dict[str, int] = {"": UNSAID}

    def events(self, records: Sequence[Record]) -> Events:
        """Sorted."""
        every = [event for record in records for event in record.events]
        counts = [len(record.events) for record in records]
        patient = np.repeat(np.arange(len(records), dtype=np.int64), counts)
        columns = self.when_and_what(every) | self.measured(every) | self.taken(every)
        ordered = {name: columns[name] for name in (*FLOATS, *CODES)}
        events = Events(patient, ordered | self.contents(every))
        return events.take(in_order(events))

    def when_and_what(self, every: Sequence[Event]) -> dict[str, Array]:
        # Column by column and not event by event: a record of thirty events is read a million
        # times.
        ends = chain.from_iterable([event.day for event in every])
        days = np.fromiter(ends, np.float64, 2 * len(every)).reshape(-1, 2)
        kinds, names = self.codes.kind, self.codes.name
        numbers: dict[str, list[int]] = {
            "kind": [kinds[event.kind] for event in every],
            "name": [names[event.name] for event in every],
            "minute": [event.minute for event in every],
            "instant": [event.instant for event in every],
            "recorded": [event.recorded for event in every],
        }
        columns: dict[str, Array] = {
            name: np.array(codes, dtype=CODES[name]) for name, codes in numbers.items()
        }
        return columns | {"first": days[:, 0], "last": days[:, 1]}

    def measured(self, every: Sequence[Event]) -> dict[str, Array]:
        spans: list[tuple[int, tuple[float, float]]] = []
        words: Sparse = []
        for i, event in enumerate(every):
            if isinstance(value := event.value, tuple):
                spans.append((i, value))
            elif value:
                words.append((i, self.word(value)))
        limits = [(i, event.reference) for i, event in enumerate(every) if event.reference]
        return self.coded(every) | {
            "low": _column(len(every), [(i, span[0]) for i, span in spans], math.nan),
            "high": _column(len(every), [(i, span[1]) for i, span in spans], math.nan),
            "lower_limit": _column(len(every), [(i, ends[0]) for i, ends in limits], math.nan),
            "upper_limit": _column(len(every), [(i, ends[1]) for i, ends in limits], math.nan),
            "word": _column(len(every), words, UNSAID, CODES["word"]),
        }

    def coded(self, every: Sequence[Event]) -> dict[str, Array]:
        word = self.word
        stated: dict[str, Sparse] = {
            "severity": [(i, word(e.severity)) for i, e in enumerate(every) if e.severity],
            "activity": [(i, word(e.activity)) for i, e in enumerate(every) if e.activity],
            "reason": [(i, self.reason(e.because)) for i, e in enumerate(every) if e.because],
        }
        return {
            name: _column(len(every), sparse, UNSAID, CODES[name])
            for name, sparse in stated.items()
        }

    def taken(self, every: Sequence[Event]) -> dict[str, Array]:
        few = [(i, e) for i, e in enumerate(every) if e.kind not in OF_ELEMENTS]
        stated: dict[str, Sparse] = {
            "dose": [(i, e.dose) for i, e in few if e.dose is not None],
            "every": [(i, e.every) for i, e in few if e.every is not None],
            "until": [(i, e.until) for i, e in few if e.until is not None],
            "elemental": [
                (i, e.tablet_elemental) for i, e in few if e.tablet_elemental is not None
            ],
        }
        columns = {name: _column(len(every), sparse, math.nan) for name, sparse in stated.items()}
        route, none = self.codes.other_route, self.codes.other_route("")
        routes: Sparse = [(i, route(e.route)) for i, e in few if e.route]
        needed: Sparse = [(i, True) for i, e in few if e.as_needed]
        columns["route"] = _column(len(every), routes, none, CODES["route"])
        columns["as_needed"] = _column(len(every), needed, False, CODES["as_needed"])
        return columns

    def contents(self, every: Sequence[Event]) -> dict[str, Array]:
        few = [(i, name, mg) for i, e in enumerate(every) if e.contents for name, mg in e.contents]
        return {
            f"content {nutrient}": _column(
                len(every), [(i, mg) for i, name, mg in few if name == nutrient], math.nan
            )
            for nutrient in self.codes.nutrients
        }

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
