"""Whether a guideline that was put into other words still means the same: proved, or shown.

    python -m tools.same_meaning --before DIR [--after DIR]

Both folders are written over the same facts. Of each finding, condition and day that both name it
is proved that it has the same value for every combination of facts; then that the same lines stand,
are refused, fire and are due, with the same doses, days and first sentence. What is asked for, and
in what order, is not compared here: `same_plans` does that.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hematinic.guideline.load import builtin
from hematinic.guideline.rules import Rules, load
from hematinic.plan.build import Planner
from hematinic.proof.claims import recorded
from hematinic.proof.world import UndecidedError, World
from tools.mutation.same import Pair

PARTS = ("settings", "lines that stand", "refusals", "alerts", "checks", "doses", "days", "first")


def differences(before: Rules, after: Rules) -> Iterator[str]:
    """What has another value for some patient, with the facts that show it."""
    pair = Pair(World(Planner(before)), Planner(after))
    shared = [name for name in before.definitions if name in after.definitions]
    checked = {
        slot
        for check in before.layout.checks.values()
        for slot in (check.due, *check.window, check.done, check.skip)
    }
    for name in shared:
        if before.slots[name] in checked:  # matters only where the check stands, and is not done
            continue
        try:
            facts = pair.find(pair.expression(name))
        except UndecidedError:
            yield f"{name}: the solver does not know"
            continue
        if facts is not None:
            yield f"{name}: {recorded(before, facts)}"
        else:  # what reads it is the same if it is the same in what is left
            pair.after.names[name] = pair.before.names[name]
    yield from _lines(pair)


def _lines(pair: Pair) -> Iterator[str]:
    pair.proved.clear()
    for part, group in zip(PARTS, pair.groups(), strict=True):
        try:
            if not pair.none([*group]):
                yield f"{part} differ"
        except UndecidedError:
            yield f"{part}: the solver does not know"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, required=True)
    parser.add_argument("--after", type=Path)
    asked = parser.parse_args(arguments)
    before, after = load(asked.before), load(asked.after or builtin())
    gone = sorted(before.definitions.keys() - after.definitions.keys())
    more = sorted(after.definitions.keys() - before.definitions.keys())
    print(f"{len(before.definitions)} expressions before, {len(after.definitions)} after")
    print(f"  only before: {', '.join(gone) or 'none'}\n  only after: {', '.join(more) or 'none'}")
    found = [*differences(before, after)]
    print(*found or ["the same for every patient"], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
