"""`decide(events, patients) -> table`: the guideline over many patients, and nothing else.

No file is read and none is written, so that anything can carry the blocks: a process, a cluster.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from hematinic.cohort.arrow import Decoder, Meaning, decided_table
from hematinic.cohort.decision import Decided, DecisionColumns
from hematinic.expressions.columns_tape import Array
from hematinic.guideline.rules import Rules
from hematinic.record.columns.events import Events, Patients
from hematinic.record.columns.facts import FactColumns
from hematinic.record.events import LocalLimit

BLOCK = 5000
"""Patients at a time."""


class Engine:
    """Made once for a guideline. `besides`: findings to tell of, besides what is decided;
    `limits`: of a site's laboratory, for patients who have none of their own."""

    def __init__(
        self, rules: Rules, besides: tuple[str, ...] = (), limits: tuple[LocalLimit, ...] = ()
    ) -> None:
        self.rules = rules
        self.facts = FactColumns(rules)
        self.codes = self.facts.codes
        self.decision = DecisionColumns(rules, self.codes.words, besides)
        self.limits = {limit.name: limit.value for limit in limits}

    def decided(self, events: Events, patients: Patients, as_of: int) -> Decided:
        """Of one block."""
        # The two halves of a plan, as `plan/build.py` has them: facts from events, then all that
        # follows. No word of a plan is made here: what is asked of a million is codes and days.
        facts = self.facts.facts(events, self.with_limits(patients), as_of)
        return self.decision.decide(facts, len(patients), as_of)

    def with_limits(self, patients: Patients) -> Patients:
        if not self.limits:
            return patients
        limits = dict(patients.limits)
        for name, value in self.limits.items():
            own = limits.get(name, np.full(len(patients), np.nan))
            # A patient's own laboratory goes before the site's.
            limits[name] = np.where(np.isnan(own), value, own)
        return Patients(
            patients.birth, patients.sex, patients.jurisdiction, patients.questioned, limits
        )

    def decide(
        self, events: pa.Table, patients: pa.Table, as_of: int, meaning: Meaning | None = None
    ) -> pa.Table:
        """A row for each patient, in their order (`arrow.decided_table`).

        `patients` is sorted by its `patient`, `events` by the same number and, within it, by time
        (`record/columns/events.py`). `as_of` is an ordinal day. Raises ValueError where they are
        not sorted.
        """
        decoder = Decoder(self.codes, meaning)
        number = patients["patient"].to_numpy()
        of_event = events["patient"].to_numpy()
        # Refused and not sorted here: kernels cut the events by patient without looking back, and
        # events in another order would be given to somebody else. Patients are strictly ascending,
        # each once.
        if np.any(number[1:] <= number[:-1]) or np.any(of_event[1:] < of_event[:-1]):
            raise ValueError("patients and their events are sorted by the number of the patient")
        parts = [
            self.block(events, patients, as_of, decoder, *bounds)
            for bounds in _blocks(number, of_event)
        ]
        return pa.concat_tables(parts)

    def block(
        self,
        events: pa.Table,
        patients: pa.Table,
        as_of: int,
        decoder: Decoder,
        of_patients: slice,
        of_events: slice,
    ) -> pa.Table:
        some = patients.slice(of_patients.start, of_patients.stop - of_patients.start)
        theirs = events.slice(of_events.start, of_events.stop - of_events.start)
        number = some["patient"].to_numpy()
        decided = self.decided(decoder.events(theirs, number), decoder.patients(some), as_of)
        return decided_table(decided, some["patient"])


def _blocks(number: Array, of_event: Array) -> Iterator[tuple[slice, slice]]:
    """The patients of each block, and their events; one block where there is nobody."""
    # A block is small enough for its columns to stay in the processor's cache, and bounds the
    # memory of a run, however many patients there are. A patient's events never lie in two blocks.
    for start in range(0, max(len(number), 1), BLOCK):
        some = number[start : start + BLOCK]
        first = int(np.searchsorted(of_event, some[0], "left")) if len(some) else 0
        last = int(np.searchsorted(of_event, some[-1], "right")) if len(some) else 0
        yield slice(start, start + len(some)), slice(first, last)


def decide(
    events: pa.Table,
    patients: pa.Table,
    rules: Rules,
    as_of: int,
    besides: tuple[str, ...] = (),
    meaning: Meaning | None = None,
) -> pa.Table:
    """As `Engine.decide`, of a guideline that is made ready for it."""
    return Engine(rules, besides).decide(events, patients, as_of, meaning)
