"""The invariants of a guideline, proved or refuted: the patient of whom one does not hold.

An invariant holds where its forbidden expression is false for every combination of facts, and not
merely unknown. A refutation counts only once the Python engine says the same of the patient.
"""

import time
from dataclasses import dataclass

from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import Formula, negation
from hematinic.guideline.expression import Definition
from hematinic.guideline.safety import Invariant
from hematinic.proof.run import Run
from hematinic.proof.shrink import Holds, Shrinker
from hematinic.proof.vignettes import Vignette, vignette
from hematinic.proof.world import UndecidedError, World


@dataclass(frozen=True, slots=True)
class Proof:
    """One claim about every patient: proved, or refuted by a patient, or neither."""

    id: str
    because: str
    proved: bool
    seconds: float
    patient: tuple[Value, ...] | None = None
    """Of a refutation: the facts by slot."""
    problem: str = ""
    """Why it is neither."""
    vignette: Vignette | None = None
    """The patient as a file."""
    reproduced: bool = False
    """Whether the claim is broken for the file too, read from its events."""


def prove(world: World, invariant: Invariant) -> Proof:
    claim, forbidden = claimed(world, invariant)

    def broken(run: Run) -> bool:
        return run.value(claim.node) is not (not invariant.never)

    return refute(world, invariant.id, invariant.because, forbidden, broken)


def claimed(world: World, invariant: Invariant) -> tuple[Definition, Formula]:
    """The claim, and the formula of a patient of whom it does not hold."""
    claim = world.rules.claims[invariant.id]
    truth = world.encoded(claim.node)
    return claim, negation(truth.false if invariant.never else truth.true)


def refute(world: World, name: str, because: str, forbidden: Formula, broken: Holds) -> Proof:
    """Proved where the solver finds nobody; else the plainest patient of whom it is broken."""
    start = time.perf_counter()
    try:
        facts = world.find(forbidden)
    except UndecidedError as reason:
        return Proof(name, because, False, time.perf_counter() - start, problem=str(reason))
    seconds = time.perf_counter() - start
    if facts is None:
        return Proof(name, because, True, seconds)
    # The solver reckons with exact fractions, the engine to the thousand-millionth: of a patient
    # whose value lies within that of a limit the two can differ. The plainer one is looked at too
    # before it is said that they do not agree.
    plainer = world.find_plain(forbidden)
    if plainer is not None and broken(Run(world.planner, plainer)):
        facts = plainer
    elif not broken(Run(world.planner, facts)):
        return Proof(name, because, False, seconds, tuple(facts), "the engines do not agree")
    plain = Shrinker(world.planner, world.domains).shrink(facts, broken)
    shown = vignette(world.planner, plain)
    if shown.facts is not None and broken(Run(world.planner, shown.facts)):
        return Proof(name, because, False, seconds, shown.facts, "", shown, True)
    return Proof(name, because, False, seconds, tuple(plain), "", shown)
