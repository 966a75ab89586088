"""`hematinic cohort`: the guideline over a store, part by part, into a folder of answers.

    answers.json          of what, on which day, by which content
    patients/00000.parquet a row for each patient, a column for each line, alert and check
    lines/00000.parquet   a row for each patient and whatever is not `no`

A part is written whole or not at all, and making it again makes the same: whatever carries the
numbers of the parts (a process, a worker of a cluster) may be killed and asked again.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hematinic.cohort.arrow import Decoder, decided_table
from hematinic.cohort.decision import CHECK, FIRES, LINE, NO_DAY, Decided
from hematinic.cohort.engine import Engine
from hematinic.cohort.store import Store
from hematinic.expressions.columns_tape import UNSAID, Array
from hematinic.guideline.rules import Rules
from hematinic.guideline.whole_file import written_whole
from hematinic.record.columns.events import EPOCH, Patients
from hematinic.record.events import LocalLimit, RecordError

STATES = {"line": LINE, "alert": FIRES, "check": CHECK}

Progress = Callable[[int, int], None]


class AboutAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """`answers.json`."""

    guideline: str
    title: str
    version: str
    as_of: str
    read_on: str
    store: str
    patients: int
    parts: int


@dataclass(frozen=True, slots=True)
class Answers:
    folder: Path
    about: AboutAnswers

    @classmethod
    def opened(cls, folder: Path) -> "Answers":
        """Raises RecordError."""
        try:
            content = (folder / "answers.json").read_bytes()
            return cls(folder, msgspec.json.decode(content, type=AboutAnswers))
        except (OSError, msgspec.MsgspecError):
            says = f"{folder}: holds no answers; make them with 'hematinic cohort'"
            raise RecordError([says]) from None

    @property
    def as_of(self) -> int:
        return date.fromisoformat(self.about.as_of).toordinal()


class Parts:
    """Decides part after part of a store; can be sent to another process."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        as_of: int,
        out: Path | None,
        jurisdiction: str = "",
    ) -> None:
        self.engine, self.store, self.as_of, self.out = engine, store, as_of, out
        self.jurisdiction = jurisdiction
        self.decoder = Decoder(engine.codes, store.about.meaning)

    def decided(self, number: int) -> tuple[Decided, pa.Table]:
        """Of a part, and its table of patients."""
        patients = self.store.table(number, "patients")
        events = self.decoder.events(
            self.store.table(number, "events"), patients["patient"].to_numpy()
        )
        theirs = self.with_jurisdiction(self.decoder.patients(patients))
        return self.engine.decided(events, theirs, self.as_of), patients

    def with_jurisdiction(self, patients: Patients) -> Patients:
        if not self.jurisdiction:
            return patients
        code = self.engine.codes.words.code(self.jurisdiction)
        by = np.where(patients.jurisdiction == UNSAID, code, patients.jurisdiction)
        return Patients(patients.birth, patients.sex, by, patients.questioned, patients.limits)

    def write(self, number: int) -> int:
        """How many patients."""
        decided, patients = self.decided(number)
        assert self.out is not None
        wide = decided_table(decided, patients["patient"])
        wide = wide.add_column(0, "id", patients["id"])
        _put(wide, self.out / "patients" / f"{number:05d}.parquet")
        _put(
            lines_table(decided, patients["id"], number),
            self.out / "lines" / f"{number:05d}.parquet",
        )
        return int(patients.num_rows)


def lines_table(decided: Decided, ids: pa.ChunkedArray, part: int) -> pa.Table:
    """A row for each patient and line, alert or check that is not `no`."""
    rows, kinds, items, states, due, overdue = ([] for _ in range(6))  # type: ignore[var-annotated]
    names = [name for name in decided.codes if name != "said"]
    known = {f"{kind} {state}": 0 for kind, of in STATES.items() for state in of}
    place = {name: i for i, name in enumerate(known)}
    for number, name in enumerate(names):
        kind, _, item = name.partition(" ")
        codes = decided.codes[name]
        # 0 is `no` in every list of codes.
        some = np.flatnonzero(codes)
        rows.append(some)
        items.append(np.full(len(some), number, dtype=np.int32))
        # All states share one dictionary; those of each kind stand in it one behind the other.
        shift = place[f"{kind} {STATES[kind][0]}"]
        states.append(codes[some].astype(np.int32) + shift)
        kinds.append(np.full(len(some), list(STATES).index(kind), dtype=np.int8))
        for days, of in ((due, f"due {item}"), (overdue, f"overdue {item}")):
            dates = decided.days.get(of) if kind != "alert" else None
            days.append(np.full(len(some), NO_DAY, np.int32) if dates is None else dates[some])
    # Gathered item by item, told patient by patient, as whoever reads it asks.
    order = np.argsort(np.concatenate(rows), kind="stable") if rows else np.zeros(0, np.int64)

    def column(parts: Sequence[Array]) -> Array:
        return np.concatenate(parts)[order]

    def coded(parts: Sequence[Array], words: Sequence[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(column(parts)), pa.array(words))

    def dated(parts: Sequence[Array]) -> pa.Array:
        ordered = column(parts)
        return pa.array(ordered - EPOCH, pa.int32(), mask=ordered == NO_DAY).cast(pa.date32())

    who = column(rows)
    return pa.table(
        {
            "id": ids.take(pa.array(who)),
            "part": pa.array(np.full(len(who), part, dtype=np.int32)),
            "place": pa.array(who.astype(np.int32)),
            "kind": coded(kinds, list(STATES)),
            "item": coded(items, [name.partition(" ")[2] for name in names]),
            "state": coded(states, [name.partition(" ")[2] for name in known]),
            "due": dated(due),
            "overdue_since": dated(overdue),
        }
    )


def _put(table: pa.Table, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(file) as place:
        pq.write_table(table, place, compression="lz4")


# Runners: what carries the numbers of the parts

Runner = Callable[[Parts, int], Iterator[int]]
"""Parts and how many processes; yields how many patients each has had."""


def run(
    rules: Rules,
    store: Store,
    as_of: int,
    out: Path,
    runner: Runner | None = None,
    jobs: int = 0,
    jurisdiction: str = "",
    limits: tuple[LocalLimit, ...] = (),
    progress: Progress = lambda done, of: None,
) -> Answers:
    """Raises RecordError."""
    if as_of > store.about.read_on:
        read = date.fromordinal(store.about.read_on)
        says = f"{date.fromordinal(as_of)} is after the day on which the store was read ({read})"
        raise RecordError([f"{says}: ingest again with --read-on {date.fromordinal(as_of)}"])
    # First all that was there before, `answers.json` too: killed halfway, a folder holds no
    # answers, rather than some of this run and some of the last.
    for name in ("patients", "lines"):
        shutil.rmtree(out / name, ignore_errors=True)
    (out / "answers.json").unlink(missing_ok=True)
    parts = Parts(Engine(rules, limits=limits), store, as_of, out.resolve(), jurisdiction)
    patients = 0
    for done, count in enumerate((runner or local)(parts, jobs or os.cpu_count() or 1), 1):
        patients += count
        progress(done, store.about.parts)
    header = rules.guideline.header
    about = AboutAnswers(
        guideline=rules.guideline.content_hash,
        title=header.title,
        version=header.version,
        as_of=str(date.fromordinal(as_of)),
        read_on=str(date.fromordinal(store.about.read_on)),
        store=str(store.folder),
        patients=patients,
        parts=store.about.parts,
    )
    (out / "answers.json").write_bytes(msgspec.json.format(msgspec.json.encode(about)))
    return Answers(out, about)


# A worker of `fork` inherits it. Sent with each number, the compiled guideline would be pickled
# once for each part.
_parts: Parts


def local(parts: Parts, jobs: int) -> Iterator[int]:
    """In processes of this machine."""
    global _parts
    _parts = parts
    numbers = range(parts.store.about.parts)
    if jobs == 1 or len(numbers) == 1:
        yield from map(_write, numbers)
        return
    with ProcessPoolExecutor(min(jobs, len(numbers)), mp_context=get_context("fork")) as pool:
        for done in as_completed([pool.submit(_write, number) for number in numbers]):
            yield done.result()


def _write(number: int) -> int:
    return _parts.write(number)
