"""Events and patients as columns.

Events are sorted by patient, and those of one patient in the order of their time: by last day,
first day, clock and when they were written down, else as the record had them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from hematinic.expressions.columns_tape import Array
from hematinic.record.columns.codes import Codes
from hematinic.record.events import LAST_ON_EARTH, Kind

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


def is_in_order(events: Events) -> bool:
    """Whether the rows stand as they would be sorted."""
    alike: Array = np.ones(max(len(events) - 1, 0), dtype=bool)
    days = (events["last"], events["first"])
    for key in (events.patient, *days, clock(events), events["recorded"]):
        if (alike & (key[:-1] > key[1:])).any():
            return False
        alike &= key[:-1] == key[1:]
    return True


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
