"""Completeness: no part of a guideline is dead, and no two items of it contradict each other.

An expression that cannot be true, or cannot be false, says nothing; an item that never stands is
not there. For each of the rest a patient is found, by the solver where no earlier patient will do,
and the engine that plans must agree about every one of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import z3

from hematinic.expressions import syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import NO, Formula, conjunction, disjunction, negation
from hematinic.guideline import layout
from hematinic.guideline.model import Prescription, Recommendation
from hematinic.guideline.names import DOSE
from hematinic.proof.cases import Cases, cases
from hematinic.proof.generated import generated
from hematinic.proof.invariants import Proof, refute
from hematinic.proof.run import Run
from hematinic.proof.world import UndecidedError, World


@dataclass(frozen=True, slots=True)
class Goal:
    """What some patient must show: a value of an expression, or an item that stands."""

    name: str
    wanted: bool | str
    case: int = 0
    """Of a finding that is written as cases: which of them is reached."""
    table: Cases | None = field(default=None, compare=False)

    @property
    def reads(self) -> str:
        """The name of what it rests on: a condition, a finding, or the step of an item."""
        return (
            layout.stands(self.name)
            if isinstance(self.wanted, str) and not self.table
            else self.name
        )

    def __str__(self) -> str:
        if self.table:
            return f"case {self.case + 1} of '{self.name}' is reached by some patient"
        if isinstance(self.wanted, str):
            return f"{self.name} is {self.wanted} for some patient"
        return f"'{self.name}' is {str(self.wanted).lower()} for some patient"


@dataclass(slots=True)
class Coverage:
    """Which goals some patient met, which none can, and the patients."""

    goals: list[Goal]
    met: dict[Goal, int] = field(default_factory=dict)
    """To the patient who met it."""
    unmet: list[Goal] = field(default_factory=list)
    disagreed: list[Goal] = field(default_factory=list)
    undecided: list[Goal] = field(default_factory=list)
    patients: list[list[Value]] = field(default_factory=list)


def goals(world: World) -> list[Goal]:
    """Of every condition both sides; of every item that it can stand."""
    goals = []
    for name, definition in world.rules.definitions.items():
        if definition.type.kind == "boolean" and syntax.names(definition.node):
            goals += [Goal(name, True), Goal(name, False)]
    for table in cases(world.rules):
        goals += [Goal(table.finding, "reached", i, table) for i in range(len(table.ways))]
    guideline = world.rules.guideline
    goals += [Goal(item.id, "offered") for item in guideline.recommendations]
    goals += [Goal(item.id, "fired") for item in guideline.alerts]
    return goals + [Goal(item.id, "due") for item in guideline.monitoring]


RECORDS = 300
"""Generated records are looked at first: what one of them shows, no solver need be asked for."""


def cover(world: World, records: int = RECORDS) -> Coverage:
    covered = Coverage(goals(world))
    # Cheap patients first. What they do not show is asked of the solver, goal by goal; its patient
    # often shows further goals too, so that far fewer questions are asked than there are goals.
    for record in generated(world.rules.guideline, world.usual_day, records, seed=1):
        facts = world.planner.extractor.facts(record, world.usual_day).values
        _shown(world, covered, facts[: world.rules.facts])
    for goal in covered.goals:
        if goal in covered.met:
            continue
        try:
            witness = world.find(formula(world, goal))
        except UndecidedError:
            covered.undecided.append(goal)
            continue
        if witness is None:
            covered.unmet.append(goal)
        # The solver's patient is planned for. If the planner does not see what the solver promised,
        # one of the two is wrong, and the goal counts as open.
        elif not (_shown(world, covered, witness, goal) or _shown_plainly(world, covered, goal)):
            covered.disagreed.append(goal)
    return covered


def _shown(
    world: World, covered: Coverage, facts: Sequence[Value], goal: Goal | None = None
) -> bool:
    """Whether a patient shows what was asked for; kept where anything is shown the first time."""
    run, new = Run(world.planner, facts), False
    for other in covered.goals:
        if other not in covered.met and meets(run, other):
            covered.met[other] = len(covered.patients)
            new = True
    if new or goal:
        covered.patients.append([*run.values])
    return goal is None or goal in covered.met


def _shown_plainly(world: World, covered: Coverage, goal: Goal) -> bool:
    """By another patient: the solver may have named one who stands just beside a limit, where the
    planner, which rounds to a thousand-millionth, sees the limit itself; so may the plain one, and
    then the figures are those that a laboratory would write. One patient is enough."""
    wanted = formula(world, goal)
    plainer = world.find_plain(wanted)
    if plainer is None:
        return False
    if _shown(world, covered, plainer, goal):
        return True
    written = world.find_plain(conjunction(wanted, world.as_written(plainer)))
    return written is not None and _shown(world, covered, written, goal)


def formula(world: World, goal: Goal) -> Formula:
    if goal.table:
        return goal.table.ways[goal.case].reached(world)
    if isinstance(goal.wanted, str):
        return world.standing(goal.name)
    truth = world.truth(goal.name)
    return truth.true if goal.wanted else truth.false


def meets(run: Run, goal: Goal) -> bool:
    if goal.table:
        return goal.table.taken(run) == goal.case
    if isinstance(goal.wanted, str):
        return run.stands(goal.name)
    return run.named(goal.name) is goal.wanted


# Contradictions


def exclusive(world: World) -> Iterator[Proof]:
    """Of the items of one group no two are recommended in one phase."""
    groups: dict[tuple[str, str], list[Recommendation]] = {}
    for item in world.rules.guideline.recommendations:
        if item.one_of and item.status == "recommended":
            groups.setdefault((item.one_of, item.phase), []).append(item)
    for (group, phase), items in groups.items():
        for first, second in combinations(items, 2):
            yield _never_both(
                world, f"{group} in {phase}: {first.id}, {second.id}", first.id, second.id
            )


def _never_both(world: World, name: str, first: str, second: str) -> Proof:
    def both(run: Run) -> bool:
        return run.stands(first) and run.stands(second)

    forbidden = conjunction(world.standing(first), world.standing(second))
    return refute(world, name, "At most one of a group is recommended in a phase.", forbidden, both)


# Not knowing


def monotone(world: World) -> Iterator[Proof]:
    """What is prescribed while a fact is unknown is prescribed for one value of it at least: by
    leaving something unrecorded nobody gets what no record of it would give."""
    for item in world.rules.guideline.recommendations:
        if item.prescribe:
            yield _no_gain_by_not_knowing(world, item)


def _no_gain_by_not_knowing(world: World, item: Recommendation) -> Proof:
    slots = world.rules.layout.recommendations[item.id]
    stands = conjunction(world.holds(slots.applies), negation(world.holds(slots.refused)))
    askable = [
        name
        for name, domain in world.domains.items()
        if name in world.facts and domain.kind.kind == "boolean" and domain.unknown
    ]

    def qualifies(run: Run) -> bool:
        return run.values[slots.applies] is True and run.values[slots.refused] is False

    def gained(run: Run) -> bool:
        if not qualifies(run):
            return False
        for name in askable:
            slot = world.rules.slots[name]
            if run.values[slot] is None:
                known = ([*run.values[:slot], value, *run.values[slot + 1 :]] for value in TRUTHS)
                if not any(qualifies(Run(world.planner, facts)) for facts in known):
                    return True
        return False

    names, numbers = world.rules.names, world.rules.slots
    reads = world.reads(names[slots.applies]) | world.reads(names[slots.refused])
    read = [name for name in askable if reads >> numbers[name] & 1]
    forbidden = conjunction(stands, disjunction(*(_only_unknown(stands, name) for name in read)))
    because = "An unknown is never better than each of its answers."
    return refute(world, item.id, because, forbidden, gained)


TRUTHS = (True, False)


def _only_unknown(stands: Formula, name: str) -> Formula:
    """That a fact is unknown, and that the formula holds for neither of its values."""
    known, value = z3.Bool(f"{name}?"), z3.Bool(name)
    given = [
        z3.substitute(stands, (known, z3.BoolVal(True)), (value, z3.BoolVal(truth)))
        for truth in TRUTHS
    ]
    if all(formula.eq(stands) for formula in given):
        return NO  # it does not read the fact
    return conjunction(negation(known), *map(negation, given))


# What can be read off


def endless(items: tuple[Recommendation, ...]) -> list[str]:
    """Prescriptions that say neither when they end nor when they are looked at again."""
    return [item.id for item in items if item.prescribe and not _ends(item.prescribe)]


def _ends(prescribe: Prescription) -> bool:
    return bool(
        prescribe.times
        or prescribe.until
        or prescribe.review
        or prescribe.duration
        or prescribe.total
    )


def computed_doses(world: World) -> list[str]:
    """Definitions that compute a dose: they are held by tests, not proved."""
    return [name for name, d in world.rules.definitions.items() if d.type == DOSE]
