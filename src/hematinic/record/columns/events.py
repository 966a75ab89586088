"""Events and patients as columns, and records into them.

Events are sorted by patient, and those of one patient in the order of their time: by last day,
first day, clock and when they were written down, else as the record had them.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from hematinic.expressions.columns_tape import UNSAID, Array
from hematinic.record.columns.codes import Codes
from hematinic.record.events import LAST_ON_EARTH, Event, Record
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

_READ: Mapping[str, Callable[[Event], float | None]] = {
    "first": lambda event: event.day[0],
    "last": lambda event: event.day[1],
    "low": lambda event: event.value[0] if isinstance(event.value, tuple) else None,
    "high": lambda event: event.value[1] if isinstance(event.value, tuple) else None,
    "dose": lambda event: event.dose,
    "every": lambda event: event.every,
    "until": lambda event: event.until,
    "elemental": lambda event: event.tablet_elemental,
    "lower_limit": lambda event: event.reference[0] if event.reference else None,
    "upper_limit": lambda event: event.reference[1] if event.reference else None,
}


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
        columns: dict[str, Array] = {
            name: np.array([read(event) for event in every], dtype=np.float64)
            for name, read in _READ.items()
        }
        for name, kind in CODES.items():
            read_code = getattr(self, f"_{name}")
            columns[name] = np.array([read_code(event) for event in every], dtype=kind)
        for nutrient in self.codes.nutrients:
            found = [dict(event.contents).get(nutrient) for event in every]
            columns[f"content {nutrient}"] = np.array(found, dtype=np.float64)
        events = Events(patient, columns)
        return events.take(in_order(events))

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

    def _kind(self, event: Event) -> int:
        return self.codes.kind[event.kind]

    def _name(self, event: Event) -> int:
        return self.codes.name[event.name]

    def _route(self, event: Event) -> int:
        return self.codes.other_route(event.route)

    def _minute(self, event: Event) -> int:
        return event.minute

    def _instant(self, event: Event) -> int:
        return event.instant

    def _recorded(self, event: Event) -> int:
        return event.recorded

    def _word(self, event: Event) -> int:
        return self.word(event.value)

    def _severity(self, event: Event) -> int:
        return self.word(event.severity)

    def _activity(self, event: Event) -> int:
        return self.word(event.activity)

    def _reason(self, event: Event) -> int:
        if event.because not in self.reasons:
            kind = reason_of(event.because, self.codes.guideline.header.reasons)
            self.reasons[event.because] = self.word(kind)
        return self.reasons[event.because]

    def _as_needed(self, event: Event) -> bool:
        return event.as_needed
