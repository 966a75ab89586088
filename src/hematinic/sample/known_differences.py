"""Where the guideline is known to differ from the specification's letter, each with its clause.

A disagreement that fits one of these is counted under it. An entry is to be removed as soon as the
guideline follows; a disagreement that fits none is an error.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hematinic.plan.model import Plan
from hematinic.sample.expected_regimens import B12, IRON
from hematinic.sample.truth import Expected

B12_LINES = B12 | {"b12_deficient", "FOL-HOLD", "AL-IM-BLEED", "AL-NEURO-UNKNOWN"}
IRON_LINES = IRON | {"FE-HOLD", "two_week_check"}


@dataclass(frozen=True, slots=True)
class Difference:
    clause: str
    says: str
    about: frozenset[str]
    fits: Callable[[Plan, Expected], bool]


def _holds(plan: Plan, *findings: str) -> bool:
    return all(plan.assessment.value(name) is True for name in findings)


def _acid_high(plan: Plan) -> bool:
    acid = plan.assessment.value("methylmalonic_acid_before_treatment")
    return isinstance(acid, tuple) and acid[0] > 280


def _lost_diagnosis(plan: Plan, wanted: Expected) -> bool:
    lost = wanted.b12_deficient is True and not _holds(plan, "b12_deficiency")
    return lost and _acid_high(plan) and _holds(plan, "b12_course")


def _indeterminate(plan: Plan, wanted: Expected) -> bool:
    value = plan.assessment.value("b12_deficiency")
    return wanted.b12_deficient is None and value is False and _acid_high(plan)


def _nitrous_oxide(plan: Plan, wanted: Expected) -> bool:
    missed = wanted.b12_deficient is True and not _holds(plan, "b12_deficiency")
    return missed and _holds(plan, "nitrous_oxide_use")


def _forgotten_intolerance(plan: Plan, wanted: Expected) -> bool:
    reason = plan.assessment.value("oral_iron_stop_reason")
    return wanted.iron_deficient is True and reason not in (None, "intolerance")


DIFFERENCES = (
    Difference(
        "K12",
        "B12 deficiency shown by methylmalonic acid is judged again on today's eGFR and picture",
        B12_LINES, _lost_diagnosis,
    ),
    Difference(
        "5.12", "nitrous oxide without neurological features is not treated whatever the level",
        B12_LINES | IRON_LINES | {"AL-IRON-FIRST", "AL-FOLATE-FIRST", "AL-HYPOK"}, _nitrous_oxide,
    ),
    Difference(
        "5.1", "indeterminate B12 with raised methylmalonic acid and eGFR below 60 is called none",
        frozenset({"b12_deficient"}), _indeterminate,
    ),
    Difference(
        "S50", "B12 that was stopped for its level is no longer told of once its course is over",
        frozenset({"AL-B12-NOSTOP"}), lambda plan, _: not _holds(plan, "b12_course"),
    ),
    Difference(
        "C1", "alternate-day iron that is tolerated counts as tried, and so as failed",
        IRON_LINES, lambda plan, _: _holds(plan, "alternate_day_tried"),
    ),
    Difference(
        "C11", "iron ends with ferritin at target, before 3 months of normal hemoglobin",
        IRON_LINES, lambda plan, _: _holds(plan, "iron_replete"),
    ),
    Difference(
        "S29", "no response counts towards the vein where the two-week rule does not apply",
        IRON_LINES | {"AL-INTOL-STEP"},
        lambda plan, _: _holds(plan, "oral_iron_no_response", "two_week_rule_not_applicable"),
    ),
    Difference(
        "S42", "tablets are offered within weeks of an infusion",
        IRON_LINES, lambda plan, _: _holds(plan, "intravenous_iron_course"),
    ),
    Difference(
        "S35", "an intolerance is forgotten once tablets are stopped later for another reason",
        IRON_LINES | {"AL-INTOL-STEP"}, _forgotten_intolerance,
    ),
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
