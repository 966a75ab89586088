"""Where the guideline is known to differ from the specification's letter, each with its clause.

A disagreement that fits one of these is counted under it. An entry is to be removed as soon as the
guideline follows; a disagreement that fits none is an error.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hematinic.plan.model import Plan
from hematinic.sample.expected_regimens import IRON
from hematinic.sample.truth import Expected

IRON_LINES = IRON | {"FE-HOLD", "two_week_check"}


@dataclass(frozen=True, slots=True)
class Difference:
    clause: str
    says: str
    about: frozenset[str]
    fits: Callable[[Plan, Expected], bool]


def _holds(plan: Plan, *findings: str) -> bool:
    return all(plan.assessment.value(name) is True for name in findings)


DIFFERENCES = (
    Difference(
        "S36", "a failure of tablets is forgotten once their course is over",
        IRON_LINES, lambda plan, _: not _holds(plan, "oral_iron_course"),
    ),
)  # fmt: skip


def known(about: str, plan: Plan, wanted: Expected) -> str:
    for entry in DIFFERENCES:
        if about in entry.about and entry.fits(plan, wanted):
            return f"{entry.clause}: {entry.says}"
    return ""
