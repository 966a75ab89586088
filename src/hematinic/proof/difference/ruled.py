"""Which of many questions are ruled out.

Each is put to the solver by itself, and all of them in one go: what it has learned of one is kept
for the next, so that most are ruled out in a hundredth of a second.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import z3

from hematinic.expressions.smt_values import Formula
from hematinic.proof.difference.seen import Seen
from hematinic.proof.difference.showing import Question
from hematinic.proof.difference.versions import Versions, check
from hematinic.proof.world import RESOURCES

SINGLE = RESOURCES // 20
"""How much the solver may take for each."""


@dataclass(frozen=True, slots=True)
class Ruled:
    out: list[Question] = field(default_factory=list)
    hard: list[Question] = field(default_factory=list)
    """Of which the solver cannot tell."""


def ruled(
    versions: Versions,
    names: Mapping[Question, Formula],
    shows: Callable[[Seen, Seen], set[Question]],
) -> Ruled:
    """`names`: what each is called in the solver. `shows`: of what two plans are the example."""
    rulings, left, solver = Ruled(), dict.fromkeys(names), versions.solver
    versions.link()
    with versions.worlds[0].given(), versions.at_most(SINGLE):
        while left:
            question = next(iter(left))
            del left[question]
            answer = check(solver, [names[question]])
            if answer == z3.unsat:
                rulings.out.append(question)
            elif answer == z3.unknown:
                rulings.hard.append(question)
            else:  # and whatever else may be of the same patient
                for other in shows(*versions.seen(versions.patient(solver.model()))):
                    left.pop(other, None)
    return rulings
