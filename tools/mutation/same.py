"""Whether a changed guideline makes the same plans: proved for every patient, or one who differs.

Both guidelines are written over the same facts. First it is asked whether the expression that was
changed can come out otherwise at all; then whether anything can that a reader of the plan sees:
lines and why one is refused, alerts, checks and their days, doses, the first sentence. What is
asked for, and the wording of reasons, is not compared.
"""

from collections.abc import Iterable, Iterator
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
from hematinic.proof.world import RESOURCES, UndecidedError, World

PATIENCE = RESOURCES // 2
"""How much one question may take, in the solver's own count of its work, which is the same on a
busy machine: a change that is not proved harmless by then is not called so."""


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
        layout = self.after.rules.layout
        recommendations = layout.recommendations.values()
        yield iter([NO if self.settings() == self.settings(self.before) else negation(NO)])
        yield self.each(slots.stands for slots in recommendations)
        yield self.each(slots.refused for slots in recommendations)
        yield self.each(slots.stands for slots in layout.alerts.values())
        yield self.each(slots.stands for slots in layout.checks.values())
        yield self.computed()
        yield self.days()
        yield iter([self.told_otherwise(layout.said)])

    def computed(self) -> Iterator[Formula]:
        for slots in self.after.rules.layout.recommendations.values():
            stands = self.after.holds(slots.stands)
            for slot in slots.computed:
                yield conjunction(stands, self.told_otherwise(slot))

    def days(self) -> Iterator[Formula]:
        layout = self.after.rules.layout
        for slots in layout.checks.values():
            due = self.after.holds(slots.stands)
            for slot in (slots.due, *slots.window):
                yield conjunction(due, self.told_otherwise(slot))
            for slot in (slots.done, slots.skip):
                # Done, or not known to be; and what is done is not looked at again.
                yield conjunction(due, self.held_otherwise(slot))
                due = conjunction(due, negation(self.after.holds(slot)))
        for phase in layout.phases.values():
            yield self.told_otherwise(phase.starts)
            yield self.told_otherwise(phase.ends)

    def settings(self, world: World | None = None) -> list[object]:
        """What of each line does not depend on the patient."""
        guideline = (world or self.after).rules.guideline
        items = [(item.id, item.status, item.prescribe) for item in guideline.recommendations]
        return [*items, *((alert.id, alert.level) for alert in guideline.alerts)]

    def each(self, slots: Iterable[int]) -> Iterator[Formula]:
        return map(self.held_otherwise, slots)

    def held_otherwise(self, slot: int) -> Formula:
        """By name: what was changed may have another slot."""
        name = self.after.rules.names[slot]
        old, new = self.before.truth(name).true, self.after.truth(name).true
        return NO if old.eq(new) else z3.Xor(old, new)

    def told_otherwise(self, slot: int | None) -> Formula:
        return NO if slot is None else self.expression(self.after.rules.names[slot])

    # Questions

    def find(self, formula: Formula) -> list[Value] | None:
        if z3.is_false(formula):
            return None
        solver = z3.SolverFor("QF_LIRA")
        solver.set("rlimit", PATIENCE)
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


def seen(run: Run) -> object:
    """What the reader of a plan sees of it."""
    values, layout = run.values, run.rules.layout
    standing = [
        (item.id, item.status, item.prescribe, _at(run, layout.recommendations[item.id].computed))
        for item in run.standing
    ]
    alerts = [(alert.id, alert.level) for alert in run.alerts]
    checks = []
    for check in run.checks:
        slots = layout.checks[check.id]
        dates = _at(run, (slots.due, *slots.window))
        checks.append((check.id, dates, values[slots.done] is True, values[slots.skip] is True))
    phases = [_at(run, (phase.starts, phase.ends)) for phase in layout.phases.values()]
    return (standing, sorted(run.contraindicated), alerts, checks, phases, values[layout.said])


def _at(run: Run, slots: Iterable[int | None]) -> list[Value]:
    return [run.values[slot] for slot in slots if slot is not None]
