"""What takes time and never changes: made once in a process, or once for all of them."""

import fcntl
from functools import cache
from pathlib import Path

from hematinic.guideline.cache import directory
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof import kept, one_of_each
from hematinic.proof.report import Report
from hematinic.proof.verify import verify

RULES = load()


@cache
def planner() -> Planner:
    return Planner(RULES)


@cache
def pairs() -> dict[str, one_of_each.Pair]:
    """Who gets each rule, and who just does not."""
    return one_of_each.kept(Path(__file__).parent / "spec" / "one_of_each")


@cache
def report() -> Report:
    """Without the tests that hazards name; `test_control_tests` runs those. A report of just this
    content and this program is taken from the reader's own cache, as `hematinic` does; whichever
    process asks first computes it, and the others wait."""
    name, place = kept.identity(RULES.guideline, None), directory()
    if place is None:
        return verify(RULES, processes=2)
    with (place / "verified.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = kept.find(name)
        if found is None:
            found = verify(RULES, processes=2)
            kept.keep(name, found)
        return found
