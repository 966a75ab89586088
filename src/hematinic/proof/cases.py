"""The cases of a finding: none is dead, and none is missing.

Their order is their precedence, so that two may hold of one patient and the first is told. What is
wrong is a case that can never be reached, because those before it take all of its patients (or
because it cannot hold): an overlap that leaves nothing. And a hole: somebody of whom every case is
known not to hold, and no `otherwise` stands.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from hematinic.expressions import syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import Formula, conjunction, negation
from hematinic.expressions.syntax import Node
from hematinic.guideline.model import Finding
from hematinic.guideline.rules import Rules
from hematinic.guideline.written import Case
from hematinic.proof.invariants import Proof, refute
from hematinic.proof.run import Run
from hematinic.proof.shrink import Holds
from hematinic.proof.world import World


@dataclass(frozen=True, slots=True)
class Way:
    """To an end of a table: what holds on it, and what was asked before and does not."""

    holds: tuple[Node, ...]
    not_held: tuple[Node, ...]
    hole: bool = False
    """Whether there is nothing at its end."""

    def reached(self, world: World) -> Formula:
        holds = (world.encoded(node).true for node in self.holds)
        if self.hole:  # of a hole all is known
            return conjunction(*holds, *(world.encoded(node).false for node in self.not_held))
        return conjunction(*holds, *(negation(world.encoded(node).true) for node in self.not_held))

    def taken(self, asked: Callable[[Node], Value]) -> bool:
        if not all(asked(node) is True for node in self.holds):
            return False
        if self.hole:
            return all(asked(node) is False for node in self.not_held)
        return not any(asked(node) is True for node in self.not_held)


@dataclass(frozen=True, slots=True)
class Cases:
    """The ways through the cases of a finding, in their order."""

    finding: str
    ways: tuple[Way, ...]
    holes: tuple[Way, ...]

    def taken(self, run: Run) -> int:
        """Which way a patient goes; of a hole none."""
        if self.finding not in run.cases:
            asked = cache(run.value)
            ways = (i for i, way in enumerate(self.ways) if way.taken(asked))
            run.cases[self.finding] = next(ways, len(self.ways))
        return run.cases[self.finding]


def cases(rules: Rules) -> Iterator[Cases]:
    for name, finding in rules.guideline.findings.items():
        if finding.first_of:
            node = rules.definitions[name].node
            if finding.unknown is not None and isinstance(node, syntax.Is):
                node = node.of
            ways = [*_ways(finding, node, (), ())]
            ends = tuple(way for way in ways if not way.hole)
            yield Cases(name, ends, tuple(way for way in ways if way.hole))


def _ways(
    table: Finding | Case, node: Node, holds: Sequence[Node], not_held: Sequence[Node]
) -> Iterator[Way]:
    for case in table.first_of:
        assert isinstance(node, syntax.If)
        if case.first_of:
            yield from _ways(case, node.then, (*holds, node.condition), not_held)
        else:
            yield Way((*holds, node.condition), (*not_held,))
        not_held, node = (*not_held, node.condition), node.otherwise
    yield Way((*holds,), (*not_held,), hole=table.otherwise is None)


def holes(world: World) -> Iterator[Proof]:
    """Of each table without `otherwise` that some case holds, where enough is known to tell."""
    for table in cases(world.rules):
        for hole in table.holes:
            because = "Of everybody of whom enough is known some case holds."
            forbidden = hole.reached(world)
            yield refute(world, table.finding, because, forbidden, _falls_through(hole))


def _falls_through(hole: Way) -> Holds:
    return lambda run: hole.taken(run.value)
