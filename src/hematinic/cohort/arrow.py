"""Events and patients as Arrow tables of whole numbers, and what is decided of them.

Nothing is null: a number that is not told is NaN, a code that is not told is -1. Days are ordinals
(the first of January of year 1 is 1), an open end of one is infinite. What the codes mean is told
once, beside the tables (`Meaning`).
"""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
import numpy as np
import pyarrow as pa

from hematinic.cohort.decision import NO_DAY, Decided
from hematinic.expressions.columns_tape import UNSAID, Array
from hematinic.record.columns.codes import KINDS, Codes
from hematinic.record.columns.events import CODES, EPOCH, FLOATS, Events, Patients

FEWER_BITS = {"first": pa.float32(), "last": pa.float32(), "until": pa.float32()}
"""Floats that hold days, which so many bits tell exactly."""

CODED: Mapping[str, str] = {
    "kind": "kinds", "name": "names", "route": "routes", "word": "words", "severity": "words",
    "activity": "words", "reason": "words", "sex": "words", "jurisdiction": "words",
}  # fmt: skip
"""Of each column of codes the list of `Meaning` that they count."""


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """Of the codes of a store: each list in the order of its codes."""

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    routes: tuple[str, ...]
    words: tuple[str, ...]
    nutrients: tuple[str, ...]

    @classmethod
    def of(cls, codes: Codes) -> "Meaning":
        return cls(
            kinds=KINDS,
            names=codes.names,
            routes=(*codes.routes, "another"),
            words=codes.words.texts(),
            nutrients=codes.nutrients,
        )


# To Arrow


def events_table(events: Events) -> pa.Table:
    columns = {"patient": pa.array(events.patient.astype(np.int32))}
    for name in events.columns:
        column = events[name]
        columns[name] = pa.array(column.astype(np.float32) if name in FEWER_BITS else column)
    return pa.table(columns)


def patients_table(patients: Patients, limits: tuple[str, ...], **more: Any) -> pa.Table:
    """`limits`: all that a guideline has, so that each table has the same columns."""
    nothing = np.full(len(patients), np.nan)
    columns = {
        "patient": pa.array(np.arange(len(patients), dtype=np.int32)),
        **{name: pa.array(values) for name, values in more.items()},
        "birth_first": pa.array(patients.birth[0].astype(np.float32)),
        "birth_last": pa.array(patients.birth[1].astype(np.float32)),
        "sex": pa.array(patients.sex),
        "jurisdiction": pa.array(patients.jurisdiction),
        "questioned": pa.array(patients.questioned),
    }
    columns |= {f"limit {name}": pa.array(patients.limits.get(name, nothing)) for name in limits}
    return pa.table(columns)


# From Arrow


class Decoder:
    """Tables that were written with some meaning of codes, in the codes of a guideline."""

    def __init__(self, codes: Codes, meaning: Meaning | None = None) -> None:
        own = Meaning.of(codes)
        self.codes, theirs = codes, meaning or own
        self.maps = {
            part: _mapped(getattr(theirs, part), getattr(own, part), part == "words" and codes)
            for part in ("kinds", "names", "routes", "words")
        }

    def events(self, table: pa.Table, patient: Array) -> Events:
        """`patient`: the numbers of the patients, ascending; the events' refer to them. What names
        nothing that the guideline knows is left out."""
        columns: dict[str, Array] = {}
        for name in FLOATS:
            columns[name] = _numpy(table[name]).astype(np.float64, copy=False)
        for name, kind in CODES.items():
            columns[name] = self.code(name, _numpy(table[name])).astype(kind, copy=False)
        for nutrient in self.codes.nutrients:
            given = f"content {nutrient}" in table.column_names
            content = _numpy(table[f"content {nutrient}"]) if given else None
            columns[f"content {nutrient}"] = (
                np.full(table.num_rows, np.nan) if content is None else content
            )
        place = np.searchsorted(patient, _numpy(table["patient"]))
        events = Events(place.astype(np.int64), columns)
        unknown = columns["name"] < 0
        return events.take(np.flatnonzero(~unknown)) if unknown.any() else events

    def code(self, name: str, codes: Array) -> Array:
        to = self.maps.get(CODED.get(name, ""))
        return codes if to is None else np.where(codes < 0, UNSAID, to[np.maximum(codes, 0)])

    def patients(self, table: pa.Table) -> Patients:
        limits = {
            name: _numpy(table[f"limit {name}"])
            for name in self.codes.guideline.limits
            if f"limit {name}" in table.column_names
        }
        return Patients(
            birth=(
                _numpy(table["birth_first"]).astype(np.float64),
                _numpy(table["birth_last"]).astype(np.float64),
            ),
            sex=self.code("sex", _numpy(table["sex"])).astype(np.int32),
            jurisdiction=self.code("jurisdiction", _numpy(table["jurisdiction"])).astype(np.int32),
            questioned=_numpy(table["questioned"]),
            limits={name: own for name, own in limits.items() if not np.isnan(own).all()},
        )


def _mapped(
    theirs: tuple[str, ...], own: tuple[str, ...], codes: Codes | Literal[False]
) -> Array | None:
    """Their codes as ours; None where they are the same. A text that is new is given a code."""
    if theirs == own[: len(theirs)]:
        return None
    places = {name: i for i, name in enumerate(own)}
    ours = [codes.words.code(name) if codes else places.get(name, UNSAID) for name in theirs]
    return np.array(ours, dtype=np.int32)


def _numpy(column: pa.ChunkedArray) -> Array:
    values: Array = column.to_numpy()
    return values


# What was decided


def decided_table(decided: Decided, patient: pa.ChunkedArray) -> pa.Table:
    """`patient`, then a column for each of `Decided.codes` and `Decided.days`, as dates."""
    columns: dict[str, Any] = {"patient": patient}
    columns |= {name: pa.array(codes) for name, codes in decided.codes.items()}
    for name, days in decided.days.items():
        since = (days - EPOCH).astype(np.int32)
        columns[name] = pa.array(since, mask=days == NO_DAY).cast(pa.date32())
    for (name, plane), values in decided.found.items():
        columns[f"{name} {plane}"] = pa.array(values)
    return pa.table(columns)
