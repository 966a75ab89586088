"""Populations: from NDJSON to events, from events to decisions, with the planner and DuckDB beside.

    python -m benchmarks.cohort [--patients 10000] [--repeated 1000000] [--folder DIR]

Distinct sampled patients are written as NDJSON and ingested; larger populations are these again
and again, each time with all days moved. On a shared machine compare the processor's time: it is
given for each rate. That all engines say the same of the patients who are compared is asserted.
"""

import argparse
import gc
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import numpy as np
import pyarrow as pa

from hematinic.cohort.check import check
from hematinic.cohort.decode import RecordDecoder
from hematinic.cohort.engine import Engine
from hematinic.cohort.ingest import ingest
from hematinic.cohort.run import Parts, run
from hematinic.cohort.store import Store
from hematinic.guideline.rules import Rules, load
from hematinic.plan.build import Planner
from hematinic.sample.story import patients
from hematinic.sample.write import Maker, write

AS_OF = date(2026, 6, 1).toordinal()
READ_ON = date(2026, 11, 22).toordinal()


@dataclass(frozen=True, slots=True)
class Spent:
    wall: float
    processor: float
    """Of this process and its children."""


def measured(work: Callable[[], Any]) -> tuple[Any, Spent]:
    gc.collect()
    wall, processor = time.perf_counter(), _processor()
    found = work()
    return found, Spent(time.perf_counter() - wall, _processor() - processor)


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def told(name: str, count: float, spent: Spent, unit: str = "patients") -> None:
    rates = (count / spent.processor, count / spent.wall)
    print(f"{name:44} {rates[0]:10,.0f} {unit}/s of processor  {rates[1]:10,.0f} /s by the clock"
          f"  ({spent.wall:.1f} s)", flush=True)  # fmt: skip


def memory() -> str:
    most = [resource.getrusage(who).ru_maxrss / 1024
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]  # fmt: skip
    return f"most memory: this process {most[0]:.0f} MB, a child {most[1]:.0f} MB"


# A larger population


def repeated(store: Store, times: int, folder: Path) -> Store:
    """The same patients so many times, each time with all days moved back by one more."""
    about = msgspec.structs.replace(store.about, parts=store.about.parts * times)
    larger = Store.create(folder, about)
    for number, (turn, part) in enumerate(
        (turn, part) for turn in range(times) for part in range(store.about.parts)
    ):
        made = store.made(part)
        assert made is not None
        tables = {name: store.table(part, name) for name in ("events", "patients", "aside")}
        events, people = tables["events"], tables["patients"]
        for name in ("first", "last", "until"):
            events = moved(events, name, turn, np.float32)
        seconds = events["instant"].to_numpy()
        seconds = np.where(seconds < 0, seconds, seconds - turn * 86_400)
        events = replaced(events, "instant", seconds)
        for name in ("birth_first", "birth_last"):
            people = moved(people, name, turn, np.float32)
        ids = [f"{one}-{turn}" for one in people["id"].to_pylist()]
        people = replaced(people, "id", np.array(ids, dtype=object))
        larger.put(number, {"events": events, "patients": people, "aside": tables["aside"]}, made)
    return larger


def moved(table: pa.Table, name: str, by: int, kind: type) -> pa.Table:
    return replaced(table, name, (table[name].to_numpy() - by).astype(kind))


def replaced(table: pa.Table, name: str, column: Any) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, pa.array(column))


# What is measured


def from_lines(rules: Rules, bulk: Path, folder: Path) -> Store:
    size = sum(file.stat().st_size for file in bulk.rglob("*.ndjson")) / 1e6
    print(f"NDJSON: {size:,.0f} MB", flush=True)
    for jobs in (1, 2):
        shutil.rmtree(folder, ignore_errors=True)
        found, spent = measured(lambda jobs=jobs: ingest(bulk, folder, rules, READ_ON, jobs=jobs))
        told(f"NDJSON to events, {jobs} process(es)", found.patients, spent)
    again, spent = measured(lambda: ingest(bulk, folder, rules, READ_ON, jobs=1))
    assert again.read == 0
    told("NDJSON again, nothing changed", again.patients, spent)
    _, spent = measured(lambda: duckdb.sql(
        f"select count(*), sum(strlen(json)) from read_ndjson_objects('{bulk}/*.ndjson')"
    ).fetchall())  # fmt: skip
    told("DuckDB reads the same lines and nothing else", size, spent, "MB")
    return found.store


def from_store(rules: Rules, store: Store, out: Path) -> None:
    for jobs in (1, 2):
        found, spent = measured(lambda jobs=jobs: run(rules, store, AS_OF, out, jobs=jobs))
        told(f"events to answers on disk, {jobs} process(es)", found.about.patients, spent)
    print(memory(), flush=True)
    parts = Parts(Engine(rules), store, AS_OF, None)
    numbers = range(store.about.parts)
    _, spent = measured(lambda: [parts.decided(number) for number in numbers])
    told("events to decisions in memory, 1 process", found.about.patients, spent)
    place = f"{store.folder}/parts/*/events.parquet"
    _, spent = measured(lambda: duckdb.sql(
        f"select count(distinct name), sum(low), max(\"last\"), sum(dose) from '{place}'"
    ).fetchall())  # fmt: skip
    told("DuckDB reads four columns of the same events", found.about.patients, spent)


def blocks(rules: Rules, store: Store) -> None:
    engine = Engine(rules)
    parts = Parts(engine, store, AS_OF, None)
    for size in (1000, 5000, 10_000):
        events, people, count = _block(store, size)
        decoded = parts.decoder.events(events, np.arange(count))
        theirs = parts.decoder.patients(people)
        engine.decided(decoded, theirs, AS_OF)
        times = max(1, 10_000 // count)
        _, spent = measured(
            lambda n=times, e=decoded, p=theirs: [engine.decided(e, p, AS_OF) for _ in range(n)]
        )
        told(f"a block of {count:,}", count * times, spent)


def _block(store: Store, size: int) -> tuple[pa.Table, pa.Table, int]:
    """So many patients of a store, as often as need be."""
    people, events, count = [], [], 0
    while count < size:
        for number in range(store.about.parts):
            some = store.table(number, "patients")
            some = some.slice(0, min(some.num_rows, size - count))
            theirs = store.table(number, "events")
            last = int(np.searchsorted(theirs["patient"].to_numpy(), some.num_rows))
            people.append(renumbered(some, count))
            events.append(renumbered(theirs.slice(0, last), count))
            count += some.num_rows
    return pa.concat_tables(events), pa.concat_tables(people), count


def renumbered(table: pa.Table, by: int) -> pa.Table:
    return replaced(table, "patient", table["patient"].to_numpy() + np.int32(by))


def beside(rules: Rules, store: Store, count: int = 300) -> None:
    found, spent = measured(lambda: check(rules, store, AS_OF, count))
    assert not found.different, found.different[:5]
    print(f"planner and columns: {found.values:,} values of {found.patients} patients, 0 differ")
    planner, decoder = Planner(rules), RecordDecoder(rules.guideline, store.about.meaning)
    records = list(_records(store, decoder, count))
    _, spent = measured(lambda: [planner.plan(record, AS_OF) for record in records])
    told("the planner, whole plans", len(records), spent)
    extractor = planner.extractor
    _, spent = measured(
        lambda: [rules.fill(extractor.facts(record, AS_OF).values) for record in records]
    )
    told("the planner, facts and decisions alone", len(records), spent)


def _records(store: Store, decoder: RecordDecoder, count: int) -> Iterator[Any]:
    from hematinic.record.asof import seen_from

    for place in range(count):
        yield seen_from(decoder.record(store, 0, place), AS_OF)


STARTED = """
import time; began = time.process_time()
from hematinic.guideline.rules import load
rules = load(); loaded = time.process_time()
from hematinic.cohort.engine import Engine
Engine(rules); made = time.process_time()
print(f"{loaded - began:.2f} s to load, {made - loaded:.2f} s the engine")
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--patients", type=int, default=10_000)
    asked.add_argument("--repeated", type=int, default=100_000)
    asked.add_argument("--folder", type=Path)
    options = asked.parse_args()
    rules = load()
    print("start:", subprocess.check_output([sys.executable, "-c", STARTED], text=True).strip())
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        bulk = folder / "bulk"
        if not bulk.exists():
            maker = Maker(rules.guideline, 1, 0.1)
            _, spent = measured(lambda: write(patients(options.patients, 1), bulk, "ndjson", maker))
            told("sampled and written", options.patients, spent)
            for name in ("truth.ndjson", "untidy.ndjson"):
                (bulk / name).unlink()
        store = from_lines(rules, bulk, folder / "store")
        beside(rules, store)
        blocks(rules, store)
        for count in (options.patients, options.repeated):
            larger = repeated(store, max(1, count // options.patients), folder / f"store-{count}")
            print(f"{count:,} patients:")
            from_store(rules, larger, folder / "answers")
            shutil.rmtree(larger.folder)


if __name__ == "__main__":
    main()
