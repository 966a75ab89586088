"""Populations: from NDJSON to events, from events to decisions, with the planner and DuckDB beside.

    python -m benchmarks.cohort [--patients 10000] [--repeated 1000000] [--folder DIR] [--again]

Distinct sampled patients are written as NDJSON and ingested, once where a folder is named; larger
populations are these again and again, each time with all days moved. On a shared machine compare
the processor's time: it is given for each rate. That all say the same is asserted: one process and
two, blocks of each size, the columns and the planner.
"""

import argparse
import gc
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.population import Repeated, replaced, sampled
from hematinic.cohort import engine as engines
from hematinic.cohort.check import check
from hematinic.cohort.decode import RecordDecoder
from hematinic.cohort.engine import Engine
from hematinic.cohort.ingest import ingest
from hematinic.cohort.run import Answers, Parts, run
from hematinic.cohort.store import Store
from hematinic.guideline.rules import Rules, load
from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from

AS_OF = date(2026, 6, 1).toordinal()
READ_ON = date(2026, 11, 22).toordinal()


@dataclass(frozen=True, slots=True)
class Spent:
    wall: float
    processor: float
    """Of this process and its children."""

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall + other.wall, self.processor + other.processor)


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


# What is measured


Jobs = dict[int, Spent]
"""By how many processes."""


def from_lines(rules: Rules, bulk: Path, folder: Path, again: bool) -> tuple[Store, Jobs]:
    """The store of an export; measured where it is not there yet, or asked for again."""
    by_jobs: Jobs = {}
    size = sum(file.stat().st_size for file in bulk.rglob("*.ndjson")) / 1e6
    print(f"NDJSON: {size:,.0f} MB", flush=True)
    for jobs in (1, 2) if again or Store.begun(folder) is None else ():
        shutil.rmtree(folder, ignore_errors=True)
        found, spent = measured(partial(ingest, bulk, folder, rules, READ_ON, jobs=jobs))
        by_jobs[jobs] = spent
        told(f"NDJSON to events, {jobs} process(es)", found.patients, spent)
        told("  of these events", found.events, spent, "events")
    kept, spent = measured(partial(ingest, bulk, folder, rules, READ_ON))
    assert kept.refused == 0
    told("NDJSON again, nothing changed" if kept.read == 0 else "NDJSON", kept.patients, spent)
    _, spent = measured(lambda: duckdb.execute(
        f"select count(*), sum(strlen(json)) from read_ndjson_objects('{bulk}/*.ndjson')"
    ).fetchall())  # fmt: skip
    told("DuckDB reads the same lines and nothing else", size, spent, "MB")
    print(memory(), flush=True)
    store: Store = kept.store
    return store, by_jobs


def from_store(rules: Rules, store: Store, out: Path, jobs: tuple[int, ...]) -> Jobs:
    """Into answers on disk; those of one process and of two are the same."""
    before, by_jobs = None, Jobs()
    for count in jobs:
        found, spent = measured(partial(run, rules, store, AS_OF, out, jobs=count))
        told(f"events to answers on disk, {count} process(es)", found.about.patients, spent)
        by_jobs[count] = spent
        counted = _counted(found)
        assert before in (None, counted)
        before = counted
    print(memory(), flush=True)
    return by_jobs


def _counted(answers: Answers) -> list[tuple[Any, ...]]:
    """How many patients are in which state, for each line, alert and check."""
    return duckdb.execute(
        "select kind::varchar, item::varchar, state::varchar, count(*), min(due),"
        f" max(overdue_since) from '{answers.folder}/lines/*.parquet' group by all order by all"
    ).fetchall()


def in_memory(rules: Rules, store: Store) -> None:
    parts = Parts(Engine(rules), store, AS_OF, None)
    numbers = range(store.about.parts)
    patients = sum(made.patients for made in store.parts())
    _, spent = measured(lambda: [store.table(n, name).num_rows for n in numbers for name in TABLES])
    told("the same files as Arrow and nothing else", patients, spent)
    _, spent = measured(lambda: [parts.decided(number)[1].num_rows for number in numbers])
    told("events to decisions in memory, 1 process", patients, spent)
    place = f"{store.folder}/parts/*/events.parquet"
    _, spent = measured(lambda: duckdb.execute(
        f"select count(distinct name), sum(low), max(\"last\"), sum(dose) from '{place}'"
    ).fetchall())  # fmt: skip
    told("DuckDB reads four columns of the same events", patients, spent)


TABLES = ("events", "patients")


def blocks(rules: Rules, store: Store) -> None:
    """Arrow in and Arrow out, the same patients in blocks of each size."""
    engine, before = Engine(rules), None
    events, people = _some(store, 10_000)
    for size in (1000, 5000, 10_000):
        engines.BLOCK = size
        found, spent = measured(partial(engine.decide, events, people, AS_OF, store.about.meaning))
        told(f"in blocks of {size:,}", people.num_rows, spent)
        assert before is None or found.equals(before)
        before = found


def _some(store: Store, size: int) -> tuple[pa.Table, pa.Table]:
    """So many patients of a store, again and again if need be, numbered through."""
    people, events, count = [], [], 0
    many = Repeated(store, sys.maxsize)
    for number in range(size):
        if count == size:
            break
        some = many.table(number, "patients")
        some = some.slice(0, min(some.num_rows, size - count))
        theirs = many.table(number, "events")
        last = int(np.searchsorted(theirs["patient"].to_numpy(), some.num_rows))
        people.append(renumbered(some, count))
        events.append(renumbered(theirs.slice(0, last), count))
        count += some.num_rows
    return pa.concat_tables(events), pa.concat_tables(people)


def renumbered(table: pa.Table, by: int) -> pa.Table:
    return replaced(table, "patient", table["patient"].to_numpy() + np.int32(by))


def beside(rules: Rules, store: Store, count: int = 300) -> None:
    found, spent = measured(lambda: check(rules, store, AS_OF, count))
    assert not found.different, found.different[:5]
    print(f"planner and columns: {found.values:,} values of {found.patients} patients, 0 differ")
    planner, decoder = Planner(rules), RecordDecoder(rules.guideline, store.about.meaning)
    records = [seen_from(one, AS_OF) for one in decoder.records(store, 0, range(count))]
    _, spent = measured(lambda: [planner.plan(record, AS_OF) for record in records])
    told("the planner, whole plans", len(records), spent)
    extractor = planner.extractor
    facts, spent = measured(lambda: [extractor.facts(record, AS_OF).values for record in records])
    told("the planner, facts alone", len(records), spent)
    _, spent = measured(lambda: [*map(rules.fill, facts)])
    told("  and of them decisions alone", len(records), spent)


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
    asked.add_argument("--again", action="store_true", help="read the lines though it was done")
    options = asked.parse_args()
    print(f"{os.cpu_count()} cores; before it began {os.getloadavg()[0]:.1f} programs were running")
    rules = load()
    print("start:", subprocess.check_output([sys.executable, "-c", STARTED], text=True).strip())
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        bulk, spent = measured(partial(sampled, rules, options.patients, folder))
        told("sampled and written, or kept", options.patients, spent)
        store, read = from_lines(rules, bulk, folder / "store", options.again)
        patients = sum(made.patients for made in store.parts())
        print(f"{patients:,} patients, all distinct:")
        for jobs, spent in from_store(rules, store, folder / "answers", (1, 2)).items():
            if jobs in read:
                told(f"NDJSON to answers on disk, {jobs} process(es)", patients, read[jobs] + spent)
        beside(rules, store)
        blocks(rules, store)
        in_memory(rules, store)
        each = patients / store.about.parts
        count = 10_000
        while count <= options.repeated:
            larger = Repeated(store, max(1, round(count / each)))
            print(f"{count:,} patients, these again and again:")
            from_store(rules, larger, folder / "answers", (1, 2) if count < 10**7 else (2,))
            count *= 10


if __name__ == "__main__":
    main()
