"""How long the proofs take: written, proved, refuted. `make bench`; nothing is asserted.

The peers are what stands in the same place: asking a compiled plan of one patient after another.
"""

import statistics
import time
from collections.abc import Callable

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof.coverage import cover
from hematinic.proof.invariants import prove
from hematinic.proof.run import Run
from hematinic.proof.verify import verify
from hematinic.proof.world import World


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    planner = Planner(load())
    world = World(planner)
    safety = planner.rules.guideline.safety
    first = seconds(lambda: [prove(world, item) for item in safety])
    proofs = [prove(world, item) for item in safety]
    each = [proof.seconds * 1e3 for proof in proofs]
    print(f"{len(safety)} invariants, {len(world.facts)} facts")
    print(f"  written and proved                 {first:8.2f} s")
    print(f"  one, median                        {statistics.median(each):8.2f} ms")
    print(f"  one, slowest                       {max(each):8.2f} ms")
    fresh = World(planner)
    took = seconds(lambda: cover(fresh))
    print(f"  every part true and false          {took:8.2f} s")
    facts = fresh.find(fresh.standing(planner.rules.guideline.recommendations[0].id))
    if facts is not None:
        one = seconds(lambda: [Run(planner, facts) for _ in range(100)]) / 100
        print(f"  one patient through the engine     {one * 1e3:8.2f} ms")
    report = verify(planner.rules)
    print(f"  hematinic verify, all of it        {report.seconds:8.2f} s")
    for section in report.sections:
        if section.seconds:  # the account, one voice, the pairs of patients …
            print(f"    {section.id:<32} {section.seconds:8.2f} s")


if __name__ == "__main__":
    main()
