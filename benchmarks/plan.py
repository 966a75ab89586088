"""How long a plan takes, and what it spends its time on. `make bench`; nothing is asserted.

One core, the garbage collector frozen as in the server; medians of many runs. The peer is the
reference evaluator, which computes the same expressions node by node.
"""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hematinic.expressions import reference
from hematinic.guideline.rules import load
from hematinic.plan.assess import assess
from hematinic.plan.build import Planner
from hematinic.plan.explain import _ByName
from hematinic.plan.what_if import WhatIf
from hematinic.record.read import read_record
from hematinic.render.json import to_json

EXAMPLE = Path(__file__).parent.parent / "examples" / "iron-before-b12.yaml"


def median(run: Callable[[], object], times: int = 400) -> float:
    """Milliseconds."""
    run()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return statistics.median(found) * 1e3


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
    rules = load()
    planner = Planner(rules)
    record = read_record(EXAMPLE, rules.guideline, 739_943)
    day = record.as_of or 739_942
    plan = planner.plan(record, day)
    facts = planner.extractor.facts(record, day)
    assessment = assess(rules, facts)
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
        "  what is open (both stages)": median(
            lambda: [p.ask(facts.values, assessment.masks) for p in rules.programs]
        ),
        "  what stands, with its dates": median(lambda: planner.decider.decide(assessment)),
        "  missing": median(lambda: planner.unknowns.missing(assessment)),
        "peer: the same expressions by the reference evaluator": median(
            lambda: [reference.evaluate(d.node, values) for d in rules.definitions.values()], 20
        ),
        "plan as JSON": median(lambda: to_json(plan), 100),
        "what would change it": median(lambda: what_if.changes(plan), 20),
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
