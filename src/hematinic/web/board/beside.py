"""What stands beside the text of an item: the reference patients, and whom the solver finds.

A decision holds the hash of each as it was on the page that was signed. Who signs a page beside
which something else stands by now is asked to read it again.
"""

from typing import Any

from hematinic.board.shown import Shown
from hematinic.board.state import State, Version
from hematinic.web.board.compared import Comparisons, Look, earlier
from hematinic.web.board.door import Visit
from hematinic.web.board.patients import patients


def beside(visit: Visit, item: str, comparisons: Comparisons) -> dict[str, Any]:
    """By what a page calls them, and `beside`: the two as they are kept."""
    look = _look(visit.state, item, comparisons)
    solver = {
        "before": look.before,
        "found": look.of(item),
        "undecided": look.undecided_of(item),
        "stated": look.found is not None and look.found["stated"],
        "why_not": look.why_not,
        "underway": look.underway,
    }
    reference = patients(visit, item)
    return {
        "patients": reference,
        "solver": {**solver, "seconds": look.seconds},
        "beside": Shown.of(patients=reference, difference=solver),
    }


def _look(state: State, item: str, comparisons: Comparisons) -> Look:
    """Nothing of an item that is the same in both versions."""
    before, after = earlier(state), state.present
    if before and after and not same(before, after, item):
        return comparisons.look(before, after)
    return Look()


def same(before: Version, after: Version, item: str) -> bool:
    was, now = (version.manifest.items.get(item) for version in (before, after))
    return (was and was.content) == (now and now.content)
