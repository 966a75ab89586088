"""The cases of a finding: none is dead, and none is missing.

Their order is their precedence, so that two may hold of one patient and the first is told. What is
wrong is a case that can never be reached, because those before it take all of its patients (or
because it cannot hold): an overlap that leaves nothing. And a hole: somebody of whom every case is
known not to hold, and no `otherwise` stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hematinic.expressions import syntax
from hematinic.expressions.smt_values import Formula, conjunction, negation
from hematinic.expressions.syntax import Node
from hematinic.guideline.rules import Rules
from hematinic.proof.invariants import Proof, refute
from hematinic.proof.run import Run
from hematinic.proof.world import World


@dataclass(frozen=True, slots=True)
class Cases:
    """The conditions of a finding that is written as cases, in their order."""

    finding: str
    conditions: tuple[Node, ...]
    otherwise: bool

    def reached(self, world: World, number: int) -> Formula:
        """Who comes to this case; the one after the last is `otherwise`."""
        held = [world.encoded(condition).true for condition in self.conditions[: number + 1]]
        return conjunction(*map(negation, held[:number]), *held[number:])

    def taken(self, run: Run) -> int:
        """Which case a patient comes to."""
        if self.finding not in run.cases:
            held = (i for i, when in enumerate(self.conditions) if run.value(when) is True)
            run.cases[self.finding] = next(held, len(self.conditions))
        return run.cases[self.finding]


def cases(rules: Rules) -> Iterator[Cases]:
    for name, finding in rules.guideline.findings.items():
        if finding.first_of:
            node = rules.definitions[name].node
            conditions: list[Node] = []
            if finding.unknown is not None and isinstance(node, syntax.Is):
                node = node.of
            while isinstance(node, syntax.If) and len(conditions) < len(finding.first_of):
                conditions.append(node.condition)
                node = node.otherwise
            yield Cases(name, tuple(conditions), finding.otherwise is not None)


def holes(world: World) -> Iterator[Proof]:
    """Of each table without `otherwise` that some case holds, where enough is known to tell."""
    for found in cases(world.rules):
        if not found.otherwise:
            yield _without_a_hole(world, found)


def _without_a_hole(world: World, found: Cases) -> Proof:
    def falls_through(run: Run) -> bool:
        return all(run.value(condition) is False for condition in found.conditions)

    forbidden = conjunction(*(world.encoded(condition).false for condition in found.conditions))
    because = "Of everybody of whom enough is known some case holds."
    return refute(world, found.finding, because, forbidden, falls_through)
