"""Records out of a store again, for the planner: what a plan is decided by, not how it was written.

Of free texts only their kind is kept, so a reason stands there by a word for its kind.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from hematinic.cohort.arrow import Meaning
from hematinic.cohort.store import Store
from hematinic.expressions.logic import Value
from hematinic.guideline.model import Guideline
from hematinic.record.columns.events import FLOATS
from hematinic.record.events import Event, LocalLimit, Patient, Record

Row = dict[str, Any]


class RecordDecoder:
    def __init__(self, guideline: Guideline, meaning: Meaning) -> None:
        self.guideline, self.meaning = guideline, meaning
        self.because = {kind: words[0] for kind, words in guideline.header.reasons.items()}

    def record(self, store: Store, part: int, place: int) -> Record:
        """Of a patient of a store."""
        [record] = self.records(store, part, [place])
        return record

    def records(self, store: Store, part: int, places: Iterable[int]) -> Iterator[Record]:
        """Of patients of one part, which is read once."""
        patients, events = store.table(part, "patients"), store.table(part, "events")
        number, of_event = patients["patient"].to_numpy(), events["patient"].to_numpy()
        for place in places:
            first, last = (
                int(np.searchsorted(of_event, number[place], side)) for side in ("left", "right")
            )
            theirs = events.slice(first, last - first)
            yield self.of(patients.slice(place, 1).to_pylist()[0], theirs.to_pylist())

    def of(self, patient: Row, events: list[Row]) -> Record:
        known = {*self.guideline.elements, *self.guideline.medicines}
        birth = (patient["birth_first"], patient["birth_last"])
        limits = {name: patient.get(f"limit {name}", math.nan) for name in self.guideline.limits}
        decoded = map(self.event, events)
        return Record(
            patient=Patient(
                id=patient["id"],
                birth=None if math.isnan(birth[0]) else birth,
                sex=self.word(patient["sex"]) or "unknown",  # type: ignore[arg-type]
            ),
            events=tuple(event for event in decoded if event.name in known),
            jurisdiction=self.word(patient["jurisdiction"]),
            questioned=(_QUESTIONED,) if patient["questioned"] else (),  # type: ignore[arg-type]
            local_limits=tuple(
                LocalLimit(name=name, value=value, written=f"{value:g}", laboratory="", source="")
                for name, value in limits.items()
                if not math.isnan(value)
            ),
        )

    def event(self, row: Row) -> Event:
        meaning = self.meaning
        numbers: Row = {name: None if math.isnan(row[name]) else row[name] for name in FLOATS}
        value: Value = None if numbers["low"] is None else (numbers["low"], numbers["high"])
        limits = (numbers["lower_limit"], numbers["upper_limit"])
        contents = ((name, row[f"content {name}"]) for name in meaning.nutrients)
        reason = self.word(row["reason"])
        return Event(
            kind=meaning.kinds[row["kind"]],  # type: ignore[arg-type]
            name=meaning.names[row["name"]],
            day=(row["first"], row["last"]),
            minute=row["minute"],
            instant=row["instant"],
            recorded=row["recorded"],
            value=value or self.word(row["word"]) or None,
            dose=numbers["dose"],
            every=numbers["every"],
            as_needed=row["as_needed"],
            route=meaning.routes[row["route"]],
            until=numbers["until"],
            severity=self.word(row["severity"]),
            activity=self.word(row["activity"]),
            because=self.because.get(reason, reason),
            tablet_elemental=numbers["elemental"],
            contents=tuple((name, mg) for name, mg in contents if not math.isnan(mg)),
            reference=None if numbers["lower_limit"] is None else limits,
        )

    def word(self, code: int) -> str:
        return self.meaning.words[code] if code >= 0 else ""


_QUESTIONED = True
"""A plan asks only whether there is any."""
