"""More illness, never less treatment, tested on pairs of records that differ in one event.

    python -m tools.pairs --pairs 100000 --seed 1 [--folder DIR]

`hematinic verify` proves what facts settle. First dates and doses, which they do not settle, are
tested here, and with them that no two records differ otherwise than the proofs assume. Half of the
records are of sampled patients on a day of their story, half of any events at all.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import chain, islice, repeat
from pathlib import Path

from hematinic.guideline.rules import Rules, compiled, load
from hematinic.plan.build import Planner
from hematinic.proof.generated import generated
from hematinic.proof.generated_pairs import PairsOfRecords, Tested, with_known_days
from hematinic.proof.vignettes import written
from hematinic.proof.world import World
from hematinic.record.asof import seen_from
from hematinic.record.events import Record
from hematinic.record.patient_file import read_patient_file
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import patients

EACH = 5
"""Pairs of one record, each with another event."""


def records(rules: Rules, as_of: int, count: int, seed: int) -> Iterator[tuple[Record, int]]:
    halves = zip(sampled(rules, count, seed), anyone(rules, as_of, count, seed), strict=True)
    each = chain.from_iterable(halves)
    return islice(chain.from_iterable(repeat(one, EACH) for one in each), count)


def sampled(rules: Rules, count: int, seed: int) -> Iterator[tuple[Record, int]]:
    chance = random.Random(seed)
    for simulated in patients(count, seed):
        day = chance.choice(simulated.visits)
        data = as_patient_file(simulated)
        record = read_patient_file(data, rules.guideline, simulated.visits[-1])
        yield seen_from(record, day), day


def anyone(rules: Rules, as_of: int, count: int, seed: int) -> Iterator[tuple[Record, int]]:
    for record in generated(rules.guideline, as_of, count, seed):
        yield with_known_days(record), as_of


def of_patients(rules: Rules, pairs: int, seed: int) -> Tested:
    world = World(Planner(rules))
    chance = random.Random(seed)
    return PairsOfRecords(world).test(records(rules, world.usual_day, pairs, seed), chance)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 2 where a pair breaks a claim; both are printed as patient files."""
    options = argparse.ArgumentParser(description="Test claims about pairs of patients.")
    options.add_argument("--pairs", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--folder", type=Path, help="another guideline")
    asked = options.parse_args(arguments)
    start = time.perf_counter()
    rules = compiled(asked.folder) if asked.folder else load()
    found = of_patients(rules, asked.pairs, asked.seed)
    for broken in found.broken.values():
        print(f"{broken.claim}\n\nthe milder of the two:\n{written(broken.milder)}")
        print(f"the worse of the two:\n{written(broken.worse)}")
    seconds = time.perf_counter() - start
    print(f"{found.pairs} pairs, {len(found.broken)} claims broken, {seconds:.0f} s")
    return 2 if found.broken else 0


if __name__ == "__main__":
    sys.exit(main())
