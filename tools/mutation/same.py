"""Whether a changed guideline makes the same plans: proved for every patient, or one who differs.

Both guidelines are written over the same facts. First it is asked whether the expression that was
changed can come out otherwise at all; then whether anything can that a reader of the plan sees:
lines and why one is refused, alerts, checks and their days, doses, the first sentence. What is
asked for, and the wording of reasons, is not compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import z3

from hematinic.expressions import syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import (
    NO,
    Encoded,
    Formula,
    Span,
    Truth,
    Word,
    conjunction,
    disjunction,
    negation,
)
from hematinic.expressions.syntax import Node
from hematinic.plan.build import Planner
from hematinic.proof.run import Run
from hematinic.proof.shrink import Shrinker
from hematinic.proof.vignettes import Vignette, vignette
from hematinic.proof.world import UndecidedError, World

PATIENCE = 10_000
"""Milliseconds for one question: a change that is not proved harmless by then is not called so."""

DATED = ("starts phase ", "ends phase ")
COMPUTED = ("starts", "remaining", "total", "at_most")


@dataclass(frozen=True, slots=True)
class Witness:
    """A patient whose plan differs."""

    shown: Vignette
    reproduced: bool
    """Whether it differs for the file too, read from its events."""


class Pair:
    """A guideline and what became of it."""

    def __init__(self, before: World, after: Planner) -> None:
        self.before, self.after = before, World(after)
        self.proved: list[Formula] = []
        """What is the same so far: of an alert less is left to prove once the lines are."""
        # A text has the same number in both.
        self.after.encoder.words = before.encoder.words

    def same(self, definition: str = "", unknown: str = "") -> bool:
        """Where one expression differs, or the unknown of one counts otherwise.

        Raises UndecidedError where the solver does not know."""
        if definition and self.find(self.expression(definition)) is None:
            return True
        if unknown and self.known(syntax.Name(unknown)):
            return True
        self.proved.clear()
        return all(self.none([*group]) for group in self.groups())

    def none(self, parts: list[Formula]) -> bool:
        """Whether nobody differs in any of these; asked at once, and one by one where that is too
        much."""
        parts = [part for part in parts if not z3.is_false(part)]
        try:
            if parts and self.find(disjunction(*parts)) is not None:
                return False
        except UndecidedError:
            if len(parts) == 1:
                raise
            return all(self.none([part]) for part in parts)
        self.proved += map(negation, parts)
        return True

    def known(self, node: Node) -> bool:
        """Whether it is never unknown; where that is too much, whether none of its parts is."""
        truth = self.before.encoded(node)
        try:
            return self.find(negation(disjunction(truth.true, truth.false))) is None
        except UndecidedError:
            if isinstance(node, syntax.Name) and node.name in self.before.rules.definitions:
                return self.known(self.before.rules.definitions[node.name].node)
            if not isinstance(node, syntax.Not | syntax.And | syntax.Or):
                return False
            return all(map(self.known, syntax.children(node)))

    def expression(self, name: str) -> Formula:
        old, new = (world.encoder.names[name] for world in (self.before, self.after))
        return unlike(old, new)

    # What a reader sees

    def parts(self) -> Iterator[Formula]:
        for group in self.groups():
            yield from group

    def groups(self) -> Iterator[Iterator[Formula]]:
        """What depends on other parts stands after them."""
        guideline = self.after.rules.guideline
        items = [item.id for item in guideline.recommendations]
        yield iter([NO if self.settings() == self.settings(self.before) else negation(NO)])
        yield self.each("standing", items)
        yield self.each("refused", items)
        yield self.each("alert", [item.id for item in guideline.alerts])
        yield self.each("due", [item.id for item in guideline.monitoring])
        yield self.computed()
        yield self.days()
        yield self.sentences()

    def computed(self) -> Iterator[Formula]:
        for item in self.after.rules.guideline.recommendations:
            stands = self.after.standing(item.id)
            for name in COMPUTED:
                yield conjunction(stands, self.told_otherwise(f"{name} {item.id}"))

    def days(self) -> Iterator[Formula]:
        for check in self.after.rules.guideline.monitoring:
            due = self.after.due(check.id)
            for key in (f"due {check.id}", f"window {check.id} 0", f"window {check.id} 1"):
                yield conjunction(due, self.told_otherwise(key))
            for key in (f"done {check.id}", f"skip {check.id}"):
                # Done, or not known to be.
                old, new = self.before.truth(key).true, self.after.truth(key).true
                yield NO if old.eq(new) else conjunction(due, z3.Xor(old, new))
        for name in self.after.rules.definitions:
            if name.startswith(DATED):
                yield self.told_otherwise(name)

    def settings(self, world: World | None = None) -> list[object]:
        """What of each line does not depend on the patient."""
        guideline = (world or self.after).rules.guideline
        items = [(item.id, item.status, item.prescribe) for item in guideline.recommendations]
        return [*items, *((alert.id, alert.level) for alert in guideline.alerts)]

    def each(self, what: str, names: list[str]) -> Iterator[Formula]:
        for name in names:
            old, new = (getattr(world, what)(name) for world in (self.before, self.after))
            yield NO if old.eq(new) else z3.Xor(old, new)

    def told_otherwise(self, name: str) -> Formula:
        return self.expression(name) if name in self.after.rules.definitions else NO

    def sentences(self) -> Iterator[Formula]:
        """The first line at the bottom whose condition holds."""
        for old, new in zip(_chosen(self.before), _chosen(self.after), strict=True):
            yield NO if old.eq(new) else z3.Xor(old, new)

    # Questions

    def find(self, formula: Formula) -> list[Value] | None:
        if z3.is_false(formula):
            return None
        solver = z3.SolverFor("QF_LIRA")
        solver.set("timeout", PATIENCE)
        solver.add(self.before.solver.assertions(), self.after.solver.assertions())
        solver.add(*self.proved, formula)
        answer = solver.check()
        if answer == z3.unsat:
            return None
        if answer != z3.sat:
            raise UndecidedError(solver.reason_unknown())
        self.before.facts |= self.after.facts
        return self.before.patient(solver.model())

    def witness(self) -> Witness | None:
        """The plainest patient found whose plan differs; None where there is none."""
        for part in self.parts():
            facts = self.find(part)
            if facts is not None and self.differs(facts):
                return self.shown(facts)
        return None

    def differs(self, facts: list[Value]) -> bool:
        return seen(Run(self.before.planner, facts)) != seen(Run(self.after.planner, facts))

    def shown(self, facts: list[Value]) -> Witness:
        def holds(run: Run) -> bool:
            return self.differs(run.values)

        plain = Shrinker(self.before.planner, self.before.domains).shrink(facts, holds)
        shown = vignette(self.before.planner, plain)
        return Witness(shown, shown.facts is not None and self.differs([*shown.facts]))


def _chosen(world: World) -> Iterator[Formula]:
    earlier: list[Formula] = []
    for i, line in enumerate(world.rules.guideline.header.bottom_line):
        found = world.truth(f"bottom_line {i}")
        holds = negation(found.false) if line.if_unknown == "act" else found.true
        yield conjunction(holds, *map(negation, earlier))
        earlier.append(holds)


def unlike(old: Encoded, new: Encoded) -> Formula:
    """When two values are not the same; unknown is a value of its own."""
    match old, new:
        case Truth(), Truth():
            parts = ((old.true, new.true), (old.false, new.false))
            return disjunction(*(z3.Xor(a, b) for a, b in parts if not a.eq(b)))
        case Span(), Span():
            ends = disjunction(*_apart((old.low, new.low), (old.high, new.high)))
            return _known_otherwise(old, new, ends)
        case Word(), Word():
            return _known_otherwise(old, new, disjunction(*_apart((old.number, new.number))))
    if old is None and new is None:
        return NO
    one = old if old is not None else new
    assert one is not None
    return one.known


def _apart(*pairs: tuple[Formula, Formula]) -> Iterator[Formula]:
    return (a != b for a, b in pairs if not a.eq(b))


def _known_otherwise(old: Span | Word, new: Span | Word, apart: Formula) -> Formula:
    known = NO if old.known.eq(new.known) else z3.Xor(old.known, new.known)
    return disjunction(known, conjunction(old.known, apart))


SEEN = ("bottom_line", "due", "window", "total", "at_most", "remaining", "starts")


def seen(run: Run) -> object:
    """What the reader of a plan sees of it."""
    standing = [(item.id, item.status, item.prescribe) for item in run.standing]
    values = [run.named(name) for name in run.rules.definitions if name.startswith(SEEN)]
    values += [
        run.named(f"{n} {check.id}") is True for check in run.checks for n in ("done", "skip")
    ]
    alerts = [(alert.id, alert.level) for alert in run.alerts]
    checks = [check.id for check in run.checks]
    return (standing, sorted(run.contraindicated), alerts, checks, values)
