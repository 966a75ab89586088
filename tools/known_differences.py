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


def _asked_before_an_infusion(plan: Plan, _: Expected) -> bool:
    return any(
        line.status == "after_questions" and line.item.id.startswith("iron-")
        for line in plan.recommendations
    )


def _infusion_given_or_asked(plan: Plan, wanted: Expected) -> bool:
    offered = any(
        line.item.prescribe and line.item.prescribe.route == "intravenous"
        for line in plan.recommendations
    )
    return offered or _asked_before_an_infusion(plan, wanted)


B12_LINES = frozenset({"B12-NEURO", "B12-STD", "B12-NEURO-M", "B12-STD-M"})

DIFFERENCES = (
    Difference(
        "K37", "a steady maintenance is not loaded again, and goes by the features ever recorded",
        B12_LINES, lambda plan, _: _holds(plan, "steady_maintenance"),
    ),
    Difference(
        "5.11, K50", "B12 to prevent a deficiency after bypass stands whatever is not yet decided",
        frozenset({"B12-STD-M"}),
        lambda plan, _: any(
            line.item.id == "b12-bariatric-prophylaxis" for line in plan.recommendations
        ),
    ),
    Difference(
        "5.15", "B12 that is ordered is B12 that begins", frozenset({"AL-HYPOK"}),
        lambda plan, _: _holds(plan, "ordered_b12"),
    ),
    Difference(
        "K33", "an infusion is shown after its questions, and is not yet offered",
        IRON_LINES, _asked_before_an_infusion,
    ),
    Difference(
        "K42", "where an infusion replaces tablets, their checks end",
        frozenset({"two_week_check"}), _infusion_given_or_asked,
    ),
    Difference(
        "K42", "of tablets that are ended no rule is told",
        frozenset({"AL-HB-NA"}), lambda plan, _: not _holds(plan, "tablets_in_view"),
    ),
    Difference(
        "K43", "adherence is asked for before the step from tablets to an infusion",
        IRON_LINES, lambda plan, _: plan.assessment.value("adherence") is None
        and _holds(plan, "oral_iron_course"),
    ),
    Difference(
        "S36", "a failure of tablets is forgotten once their course is over",
        IRON_LINES | {"AL-INTERACT"}, lambda plan, _: not _holds(plan, "oral_iron_course"),
    ),
)  # fmt: skip


def known(about: str, plan: Plan, wanted: Expected) -> str:
    for entry in DIFFERENCES:
        if about in entry.about and entry.fits(plan, wanted):
            return f"{entry.clause}: {entry.says}"
    return ""
