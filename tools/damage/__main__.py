"""Damage records in many ways, and tell what is read wrong or not at all.

python -m tools.damage --inputs 100000 --seed 1
"""

import argparse
import sys
import time
from collections.abc import Sequence

from hematinic.guideline.rules import load
from tools.damage.run import run


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=20, help="of what is wrong that are shown")
    given = parser.parse_args(arguments)
    start, own = time.perf_counter(), time.process_time()
    found = []
    for done, wrong in run(load().guideline, given.inputs, given.seed):
        if wrong:
            found.append(wrong)
            if len(found) <= given.most:
                print(wrong, flush=True)
        if done % 10_000 == 0:
            spent = time.perf_counter() - start
            print(
                f"{done:,} of {given.inputs:,}, {len(found)} wrong, {spent:.0f} s", file=sys.stderr
            )
    spent = time.process_time() - own
    told = f"{given.inputs:,} damaged records, seed {given.seed}: {len(found)} read wrong"
    print(f"{told} ({spent:.0f} s of the processor)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
