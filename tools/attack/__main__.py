"""`make attack`, or one of its parts: `python -m tools.attack inputs --count 5000 --seed 2`.

Prints a table of what was tried and what fell, and ends with 1 where anything did.
"""

import argparse
import sys
from collections.abc import Mapping

from tools.attack.bits import bits
from tools.attack.inputs import inputs
from tools.attack.kills import kills
from tools.attack.lines import lines
from tools.attack.load import load
from tools.attack.slow import slow
from tools.attack.told import HEAD, Attack

PARTS: Mapping[str, tuple[Attack, int]] = {
    "inputs": (inputs, 100_000),
    "lines": (lines, 500),
    "slow": (slow, 200),
    "bits": (bits, 1_000),
    "kills": (kills, 100),
    "load": (load, 20_000),
}
"""Each attack with how much of it is tried."""

SHOWN = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.attack")
    parser.add_argument("part", nargs="*", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, help="how much of each; else as much as is published")
    chosen = parser.parse_args()
    if unknown := set(chosen.part) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    print(HEAD, flush=True)
    fell = 0
    for part in chosen.part or PARTS:
        attack, count = PARTS[part]
        for result in attack(chosen.seed, chosen.count or count):
            print(result.row(), flush=True)
            for one in result.fell[:SHOWN]:
                print(f"  fell: {one}", file=sys.stderr)
            fell += len(result.fell)
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
