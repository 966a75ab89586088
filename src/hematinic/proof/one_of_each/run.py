"""What a rule says to the patient of a file: the whole plan for those that are kept, and for the
thousands that a search tries the values alone, without the sentences."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from hematinic.expressions.smt_values import Formula, negation
from hematinic.plan.assess import Assessment, assess
from hematinic.plan.build import PAST, Planner
from hematinic.plan.model import Plan
from hematinic.proof.one_of_each.pair import Pair
from hematinic.proof.vignettes import File
from hematinic.proof.world import World
from hematinic.record.asof import seen_from
from hematinic.record.events import Record, RecordError
from hematinic.record.patient_file import read_patient_file

Outcome = Literal["gets it", "asked first", "does not"]
"""`asked first`: a line that is shown with its questions, and not offered until they are answered;
of neither patient of a pair."""


class Runner:
    def __init__(self, planner: Planner) -> None:
        self.planner, self.rules = planner, planner.rules

    def record(self, file: File) -> tuple[Record, int]:
        """As `hematinic plan` reads it on its own day. Raises RecordError."""
        day = date.fromisoformat(file["as_of"]).toordinal()
        return seen_from(read_patient_file(file, self.rules.guideline, day), day), day

    def plan(self, file: File) -> Plan:
        return self.planner.plan(*self.record(file))

    def assessment(self, file: File) -> Assessment:
        return assess(self.rules, self.planner.extractor.facts(*self.record(file)))

    def outcome(self, file: File, rule: str) -> Outcome | None:
        """None where the file is refused."""
        try:
            return self.outcome_of(rule, self.assessment(file))
        except RecordError:
            return None

    def outcome_of(self, rule: str, assessment: Assessment) -> Outcome:
        layout, values = self.rules.layout, assessment.values
        if rule not in layout.items:
            return "gets it" if values[self.rules.slots[rule]] is True else "does not"
        if rule in layout.checks:
            stands = any(
                line.check.id == rule and line.status not in PAST
                for line in self.planner.due(assessment)
            )
        else:
            stands = values[layout.items[rule].stands] is True
        if stands:
            return "gets it"
        slots = layout.recommendations.get(rule)
        return "asked first" if slots and values[slots.asked] is True else "does not"

    def certain(self, rule: str, assessment: Assessment) -> int:
        """How surely it stands: 2 because what it asks is so, and with its own status; 1 one of
        the two; 0 neither."""
        if rule not in self.rules.items:
            return 2
        slots, values = self.rules.layout.items[rule], assessment.values
        line = self.rules.layout.recommendations.get(rule)
        item = self.planner.decider.by_id.get(rule)
        weighed = line and item and item.status == "recommended" and not values[line.recommended]
        return (values[slots.when] is True) + (not weighed)


def outcome(plan: Plan, rule: str) -> Outcome:
    """As it stands in a whole plan; of a finding that is no rule's name, whether it is so."""
    if rule not in plan.assessment.rules.items:
        return "gets it" if plan.assessment.value(rule) is True else "does not"
    for line in plan.recommendations:
        if line.item.id == rule:
            return "asked first" if line.status == "after_questions" else "gets it"
    standing = {fired.alert.id for fired in plan.alerts}
    standing |= {due.check.id for due in plan.monitoring if due.status not in PAST}
    return "gets it" if rule in standing else "does not"


def faults(pair: Pair, planner: Planner) -> Iterator[str]:
    """What is wrong with a pair: nothing, where both are as they are called."""
    rule = pair.rule
    if rule not in planner.rules.items and rule not in planner.rules.guideline.findings:
        yield f"the guideline has no rule and no finding `{rule}`"
        return
    runner = Runner(planner)
    yield from _otherwise(runner, rule, "gets_it", pair.gets_it, "gets it")
    if pair.just_not is None:
        if not for_everybody(planner, rule):
            yield f"{rule}: it is not for everybody, and a near miss is missing (`just_not`)"
        return
    yield from _otherwise(runner, rule, "just_not", pair.just_not, "does not")
    only_one, only_other = pair.difference
    if max(len(only_one), len(only_other)) != 1:
        yield f"{rule}: the two differ in {len(only_one)} and {len(only_other)} things, not in one"


def _otherwise(runner: Runner, rule: str, name: str, file: File, meant: Outcome) -> Iterator[str]:
    try:
        actual = outcome(runner.plan(file), rule)
    except RecordError as error:
        yield f"{rule}, {name}: {error}"
        return
    if actual != meant:
        yield f"{rule}, {name}: of this patient it is meant that one {meant}; here one: {actual}"


def for_everybody(planner: Planner, rule: str) -> bool:
    """Proved: there is nobody who does not get it."""
    world = World(planner)
    return world.find(negation(gotten(world, rule))) is None


def gotten(world: World, rule: str) -> Formula:
    """That a patient gets it; of a finding, that it is so."""
    return world.standing(rule) if rule in world.rules.items else world.truth(rule).true
