"""`hematinic ingest`: the records of many patients into an event store, in parallel.

Each part is made of the patients of one bucket. A part whose patients have not changed stays as it
is; of one where some have, only those are read. Run again after an interruption it goes on.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from hematinic.cohort.arrow import Meaning, events_table, patients_table
from hematinic.cohort.sources import Codes, Source, Unit, digest_of, source_at
from hematinic.cohort.store import About, PartMade, Store, aside_table, reader_hash
from hematinic.guideline.rules import Rules
from hematinic.record.columns.codes import Codes as ColumnCodes
from hematinic.record.columns.encoder import Encoder, Rows
from hematinic.record.events import Record, RecordError

PER_PART = 4000
"""Patients: a block."""

AT_ONCE = 250
"""Patients whose rows are held before they are made columns."""

FEW = 500
"""Patients of whom no process of their own is made."""

Progress = Callable[[int, int], None]
"""Parts that are done, of how many."""


@dataclass(slots=True)
class Ingested:
    store: Store
    patients: int = 0
    events: int = 0
    read: int = 0
    refused: int = 0
    aside: int = 0
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, part: PartMade, again: bool) -> None:
        self.patients += part.patients
        self.events += part.events
        self.read += part.read if again else 0
        self.refused += part.refused
        self.aside += part.aside


@dataclass(frozen=True, slots=True)
class _Work:
    """What each process has from the one that it was forked from."""

    source: Source
    store: Store
    encoder: Encoder
    local_codes: Codes
    limits: tuple[str, ...]
    keep: bool
    """Whether what the store has was read in just this way."""


_work: _Work


def ingest(
    path: Path,
    folder: Path,
    rules: Rules,
    read_on: int,
    local_codes: dict[str, str] | None = None,
    jobs: int = 0,
    progress: Progress = lambda done, of: None,
) -> Ingested:
    """Raises RecordError."""
    # A folder that holds something else is refused rather than cleared: it may be somebody's data.
    before = Store.begun(folder)
    if before is None and folder.exists() and any(folder.iterdir()):
        raise RecordError([f"{folder}: is no store and not empty; name a new folder"])
    scratch = folder / ".unpacked"
    try:
        source = source_at(path, scratch)
        about = _about(source, rules, read_on, local_codes, before)
        keep = before is not None and before.about.identity == about.identity
        store = before if keep and before is not None else Store.create(folder, about)
        codes = ColumnCodes(rules.guideline)
        limits = tuple(rules.guideline.limits)
        work = _Work(source, store, Encoder(codes), local_codes, limits, keep)
        ingested = Ingested(store, notes=source.notes())
        for done, (part, again) in enumerate(_each(work, jobs or os.cpu_count() or 1), 1):
            ingested.add(part, again)
            progress(done, store.about.parts)
        return ingested
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _about(
    source: Source, rules: Rules, read_on: int, local_codes: dict[str, str] | None,
    before: Store | None,
) -> About:  # fmt: skip
    """As many parts as before, so that what has not changed is found again."""
    count = source.count()
    cores = os.cpu_count() or 1
    parts = max(-(-count // PER_PART), cores if count >= FEW * cores else 1)
    # The part of a patient is a hash modulo their number. With another number nothing would be
    # found where it was, and all would be read anew.
    parts = parts if before is None else before.about.parts
    return About(
        guideline=rules.guideline.content_hash,
        title=rules.guideline.header.title,
        reader=reader_hash(local_codes),
        read_on=read_on,
        parts=parts,
        meaning=Meaning.of(ColumnCodes(rules.guideline)),
    )


def _each(work: _Work, jobs: int) -> Iterator[tuple[PartMade, bool]]:
    global _work
    # Inherited by the fork, as the guideline and the index of a source are large.
    _work = work
    parts = range(work.store.about.parts)
    if jobs == 1 or len(parts) == 1:
        yield from map(_part, parts)
        return
    gc.freeze()  # what is shared with the forks stays shared
    with ProcessPoolExecutor(min(jobs, len(parts)), mp_context=get_context("fork")) as pool:
        for done in as_completed([pool.submit(_part, number) for number in parts]):
            yield done.result()


@contextmanager
def _without_collector() -> Iterator[None]:
    """What is read of patients holds no circles: the search for them would be a tenth of all
    work."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_without_collector()
def _part(number: int) -> tuple[PartMade, bool]:
    """What was made of a bucket, and whether it was made now."""
    # A part that was made is told by the digest of all its patients' bytes and of how they were
    # read, so that an interrupted run goes on, and one on the same data makes nothing.
    before = _work.store.made(number)
    if before is not None and before.digest == _digest(_work, number):
        return before, False
    return _Part(_work, number).made(_work.keep and before is not None), True


def _digest(work: _Work, number: int) -> str:
    """Of a bucket as it is now."""
    return _whole(
        work, [_told(unit) for unit in work.source.bucket(number, work.store.about.parts)]
    )


def _told(unit: Unit) -> bytes:
    return unit.key.encode() + unit.digest


def _whole(work: _Work, digests: list[bytes]) -> str:
    whole = digest_of(*digests).hex()
    return digest_of(whole.encode(), repr(work.store.about.identity).encode()).hex()


class _Part:
    """A bucket, a few patients at a time: their lines and events are gone before the next are read,
    so that a process needs no more memory the larger a part is."""

    def __init__(self, work: _Work, number: int) -> None:
        self.work, self.number = work, number
        self.records: list[Record] = []
        """Without their events, which are rows already."""
        self.rows = Rows(work.encoder)
        self.keys: list[str] = []
        self.digests: list[bytes] = []
        self.patients: list[pa.Table] = []
        self.events: list[pa.Table] = []
        self.aside: list[tuple[str, str, str, str, str]] = []
        self.read = 0
        self.refused = 0

    def made(self, keep: bool) -> PartMade:
        work = self.work
        old = self.kept_digests() if keep else {}
        unchanged, digests = set[str](), list[bytes]()
        for unit in work.source.bucket(self.number, work.store.about.parts):
            digests.append(_told(unit))
            # Within a part, too, only those are read again whose own bytes changed.
            if old.get(unit.key) == unit.digest:
                unchanged.add(unit.key)
                continue
            self.add(unit)
            if len(self.records) == AT_ONCE:
                self.encode()
        tables = self.tables(unchanged)
        part = PartMade(
            digest=_whole(work, digests),
            identity=work.store.about.identity,
            patients=tables["patients"].num_rows,
            events=tables["events"].num_rows,
            read=self.read,
            refused=self.refused,
            aside=tables["aside"].num_rows,
        )
        work.store.put(self.number, tables, part)
        return part

    def add(self, unit: Unit) -> None:
        work = self.work
        guideline, today = work.encoder.codes.guideline, work.store.about.read_on
        try:
            record, rows = unit.read(guideline, today, work.local_codes)
        except RecordError as error:
            self.refused += 1
            for problem in error.problems:
                self.aside.append((unit.key, unit.key, "the record", str(problem), ""))
            return
        if rows:
            self.rows.add_rows(rows)
        else:
            self.rows.add(record.events)
        self.records.append(replace(record, events=()))
        self.keys.append(unit.key)
        self.digests.append(unit.digest)
        for note in record.set_aside:
            self.aside.append((unit.key, note.where, note.what, note.why, note.element))

    def encode(self) -> None:
        """What was read, into columns."""
        encoder, records = self.work.encoder, self.records
        ids = [record.patient.id or key for record, key in zip(records, self.keys, strict=True)]
        patients = patients_table(
            encoder.patients(records),
            self.work.limits,
            id=pa.array(ids, pa.string()),
            key=pa.array(self.keys, pa.string()),
            digest=pa.array(self.digests, pa.binary()),
        )
        self.append(patients, events_table(self.rows.events()))
        self.read += len(records)
        self.records, self.keys, self.digests, self.rows = [], [], [], Rows(encoder)

    def append(self, patients: pa.Table, events: pa.Table) -> None:
        """Numbered on from those before them."""
        after = np.int32(sum(table.num_rows for table in self.patients))
        self.patients.append(_numbered(patients, patients["patient"].to_numpy() + after))
        self.events.append(_numbered(events, events["patient"].to_numpy() + after))

    def tables(self, unchanged: AbstractSet[str]) -> dict[str, pa.Table]:
        # Also where there is nobody at all: an empty part has its columns.
        if self.records or not (unchanged or self.patients):
            self.encode()
        notes = aside_table(self.aside)
        if unchanged:
            patients, events, theirs = self.kept(unchanged)
            self.append(patients, events)
            notes = pa.concat_tables((notes, theirs))
        return {
            "events": pa.concat_tables(self.events),
            "patients": pa.concat_tables(self.patients),
            "aside": notes,
        }

    # Of the part as it is

    def kept_digests(self) -> dict[str, bytes]:
        patients = self.work.store.table(self.number, "patients", ["key", "digest"])
        keys, digests = (patients[name].to_pylist() for name in ("key", "digest"))
        return dict(zip(keys, digests, strict=True))

    def kept(self, unchanged: AbstractSet[str]) -> tuple[pa.Table, pa.Table, pa.Table]:
        """The patients that have not changed, numbered from 0, with their events and notes."""
        store = self.work.store
        patients, events, aside = (
            store.table(self.number, name) for name in ("patients", "events", "aside")
        )
        # Events name their patient by place. Those who stay are counted anew, and `number` says of
        # each old place the new one.
        same = np.array([key in unchanged for key in patients["key"].to_pylist()], dtype=bool)
        number = np.cumsum(same, dtype=np.int32) - np.int32(1)
        of = events["patient"].to_numpy()
        theirs = events.filter(pa.array(same[of]))
        theirs = _numbered(theirs, number[of[same[of]]])
        patients = patients.filter(pa.array(same))
        notes = aside.filter(pc.is_in(aside["patient"], patients["key"].combine_chunks()))
        return _numbered(patients, np.arange(patients.num_rows, dtype=np.int32)), theirs, notes


def _numbered(table: pa.Table, number: "np.typing.NDArray[np.int32]") -> pa.Table:
    place = table.column_names.index("patient")
    return table.set_column(place, "patient", pa.array(number, pa.int32()))
