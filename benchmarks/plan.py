"""How long a plan takes, and what it spends its time on. `make bench`; nothing is asserted.

One core, the garbage collector frozen and as patient as in the server; medians of many runs, in
processor time (but for a start, which is told by the clock). The peer is the reference evaluator,
which computes the same expressions node by node. Patients made by chance are read, planned for on
the day of their last visit, and written out, each once.
"""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tools.same_plans import sampled

from hematinic.expressions import reference
from hematinic.guideline.rules import load
from hematinic.plan.assess import Assessment, assess
from hematinic.plan.build import Planner
from hematinic.plan.explain import _ByName
from hematinic.plan.model import Plan
from hematinic.plan.what_if import WhatIf
from hematinic.record.asof import seen_from
from hematinic.record.events import Record
from hematinic.record.read import read_bytes, read_record
from hematinic.render.json import to_json
from hematinic.web.pool import SEARCHED_AFTER

LAST = date.max.toordinal()

PATIENTS = 300

EXAMPLE = Path(__file__).parent.parent / "examples" / "iron-before-b12.yaml"


def median(run: Callable[[], object], times: int = 400) -> float:
    """Milliseconds."""
    run()
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return statistics.median(found) * 1e3


def each(of: Sequence[Any], run: Callable[[Any], object]) -> tuple[float, list[Any]]:
    """Milliseconds of one, and what came of each."""
    start = time.process_time()
    found = [run(one) for one in of]
    return (time.process_time() - start) / len(of) * 1e3, found


def by_chance(planner: Planner) -> dict[str, float]:
    """Of patients with a record each, on the day of their last visit, as a process plans that has
    planned for others: the first unit that has to be looked up costs as much as a thousand plans.
    """
    guideline = planner.rules.guideline
    for content, day in _records(40, 3, 4):
        to_json(planner.plan(seen_from(read_bytes(content, guideline, LAST), day), day))
    contents = _records(PATIENTS, 1, 2)
    gc.collect()
    gc.freeze()
    reading, read = each(contents, lambda one: (read_bytes(one[0], guideline, LAST), one[1]))
    seen = [(seen_from(record, day), day) for record, day in read]
    events = sum(len(record.events) for record, _ in seen) / len(seen)
    # A server never holds so many plans, which each collection of garbage would look through.
    planning, _ = each(seen, lambda one: planner.plan(*one) and None)
    first, _ = each(_kept(planner, seen), lambda plan: to_json(plan, detail="now"))
    writing, _ = each(_kept(planner, seen), to_json)
    return {
        f"{PATIENTS} patients of {events:.0f} events: a FHIR bundle read": reading,
        "  plan": planning,
        "  its first layer as JSON": first,
        "  all of it as JSON": writing,
    }


def _kept(planner: Planner, seen: Sequence[tuple[Record, int]]) -> list[Plan]:
    plans = [planner.plan(*one) for one in seen]
    gc.collect()
    gc.freeze()
    return plans


def _records(count: int, *seeds: int) -> list[tuple[bytes, int]]:
    """Each with the day of the last visit."""
    tasks = [task for seed in seeds for _, task in sampled(count // len(seeds), seed)]
    return [(task["content"].encode(), task["days"][-1]) for task in tasks]


def started(cache: str) -> float:
    code = (
        "import time; t = time.perf_counter(); from hematinic.guideline.rules import load; "
        "load(); print(time.perf_counter() - t)"
    )
    environment = {**os.environ, "HEMATINIC_CACHE": cache}
    command = [sys.executable, "-c", code]
    runs = [
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        for _ in range(5)
    ]
    return statistics.median(float(run.stdout) for run in runs) * 1e3


def main() -> None:
    gc.set_threshold(SEARCHED_AFTER)
    rules = load()
    planner = Planner(rules)
    record = read_record(EXAMPLE, rules.guideline, 739_943)
    day = record.as_of or 739_942
    plan = planner.plan(record, day)
    facts = planner.extractor.facts(record, day)
    assessment = assess(rules, facts)
    standing = frozenset(item.id for item in plan.items)
    values = _ByName(assessment)
    what_if = WhatIf(planner)
    gc.collect()
    gc.freeze()
    rows = {
        "plan from parsed events": median(lambda: planner.plan(record, day)),
        "  facts from events": median(lambda: planner.extractor.facts(record, day)),
        f"  findings and items, {len(rules.definitions)} expressions (both stages)": median(
            lambda: [program.fill(facts.values) for program in rules.programs]
        ),
        f"  what is decided of them, {len(rules.decision.steps())} steps": median(
            lambda: [program.fill(facts.values) for program in rules.decided]
        ),
        "  what stands, with its dates": median(lambda: planner.decider.decide(assessment)),
        "  alerts": median(lambda: planner.fired(assessment)),
        "  checks": median(lambda: planner.due(assessment)),
        "  results beyond their limits": median(
            lambda: planner.limits.beyond_limits(record.events, assessment, standing)
        ),
        "  what could still turn the items, and what is missing": median(
            lambda: planner.unknowns.missing(Assessment(rules, facts))
        ),
        "  what was taken as absent": median(
            lambda: planner.unknowns.assumed(assessment, iter(standing))
        ),
        "peer: the same expressions by the reference evaluator": median(
            lambda: [reference.evaluate(d.node, values) for d in rules.definitions.values()], 20
        ),
        "plan as JSON": median(lambda: to_json(plan), 100),
        "first layer as JSON": median(lambda: to_json(plan, detail="now"), 100),
        "what would change it": median(lambda: what_if.changes(plan), 20),
        **by_chance(planner),
        "import and load, compiled guideline kept": started(""),
        "import and load, nothing kept": started("off"),
    }
    width = max(map(len, rows))
    print(
        f"guideline of {len(rules.definitions)} expressions, patient of {len(record.events)} events"
    )
    for name, milliseconds in rows.items():
        print(f"{name:{width}}  {milliseconds:8.3f} ms")


if __name__ == "__main__":
    main()
