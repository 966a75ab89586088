"""A block of patients on a day, and what kernels share of it: which events stand where."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hematinic.expressions.columns_tape import Array, Column, Spans
from hematinic.record.columns.codes import Codes
from hematinic.record.columns.events import Events, clock

CourseKey = str


@dataclass(frozen=True, slots=True)
class Courses:
    """The current course of each patient, where there is one: `current`."""

    current: Array
    start: Array
    """NaN where there is none."""
    running: Array


@dataclass(slots=True)
class Scene:
    events: Events
    patients: int
    as_of: int
    codes: Codes
    under: Mapping[str, Array]
    """`Codes.under` of every name that is asked for."""
    courses: dict[CourseKey, Courses] = field(default_factory=dict)
    dates: dict[str, Column] = field(default_factory=dict)
    """Facts taken so far."""
    clock: Array = field(init=False)
    pair: Array = field(init=False)
    order: Array = field(init=False)
    ends: Array = field(init=False)
    rows_of: dict[str, Array] = field(default_factory=dict)
    kept: dict[object, object] = field(default_factory=dict)
    """What several facts choose alike."""

    def __post_init__(self) -> None:
        names = self.events["name"]
        self.clock = clock(self.events)
        # Stable, so that within a name the events stay in the order of patient and time. The events
        # of a name are then one slice, between two of the `ends`.
        self.order = np.argsort(names, kind="stable")
        counts = np.bincount(names, minlength=len(self.codes.names))
        self.ends = np.concatenate(([0], np.cumsum(counts)))

    def rows(self, of: str) -> Array:
        """All events that are found under a name, in their order."""
        if of not in self.rows_of:
            self.rows_of[of] = self._rows(of)
        return self.rows_of[of]

    def _rows(self, of: str) -> Array:
        member = self.under[of]
        named = np.flatnonzero(member.any(axis=1))
        parts = [self.order[self.ends[code] : self.ends[code + 1]] for code in named]
        if len(parts) == 1:
            rows = parts[0]
        else:
            # Slices of several names, one behind the other, are no longer in the order of time; the
            # numbers of the rows are, since the events were sorted.
            rows = np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)
        # Most names count by every route, and then no row has to be looked at.
        if member[named].all():
            return rows
        return rows[member[self.events["name"][rows], self.events["route"][rows]]]

    def of_kinds(self, of: str, kinds: frozenset[str]) -> Array:
        key = (of, kinds)
        if key not in self.kept:
            rows = self.rows(of)
            wanted = np.zeros(len(self.codes.kind), dtype=bool)
            wanted[[self.codes.kind[kind] for kind in kinds]] = True
            self.kept[key] = rows[wanted[self.events["kind"][rows]]]
        chosen = self.kept[key]
        assert isinstance(chosen, np.ndarray)
        return chosen

    def known(self, of: str) -> Array:
        """Which patients have any event under a name."""
        known = np.zeros(self.patients, dtype=bool)
        known[self.events.patient[self.rows(of)]] = True
        return known

    def day(self, name: str) -> Array | None:
        """The first day of a fact taken before, NaN where it is unknown; None where it is not
        taken yet."""
        column = self.dates.get(name)
        return column.low if isinstance(column, Spans) else None


def lasts(patient: Array) -> Array:
    """Of rows sorted by patient, the places of the last of each."""
    if not len(patient):
        return np.zeros(0, dtype=np.int64)
    return np.append(np.flatnonzero(patient[1:] != patient[:-1]), len(patient) - 1)


def firsts(patient: Array) -> Array:
    if not len(patient):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(patient[1:] != patient[:-1]) + 1))


def tied(scene: Scene, earlier: Array, later: Array) -> Array:
    """As `events.tied`, of pairs of rows."""
    events = scene.events
    first, last = events["first"], events["last"]
    same_day = (first[earlier] == first[later]) & (last[earlier] == last[later])
    timed = (events["minute"][earlier] >= 0) & (events["minute"][later] >= 0)
    apart = timed & (scene.clock[earlier] != scene.clock[later])
    together = ~apart & (events["recorded"][earlier] == events["recorded"][later])
    return np.where(same_day, together, last[earlier] >= first[later])
