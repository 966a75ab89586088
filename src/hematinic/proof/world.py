"""Every patient at once: the facts as variables, and over them the whole of a guideline.

The steps are those of `plan/decide.py` and `plan/build.py`, in symbols: what applies, what is
contraindicated, what replaces what, which alerts stand and which checks are due. Each part is
written when it is first asked for, so that a question costs only what it reads.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import z3

from hematinic.expressions.logic import Value
from hematinic.expressions.smt import Encoder
from hematinic.expressions.smt_calendar import Calendar
from hematinic.expressions.smt_values import (
    NO,
    YES,
    Encoded,
    Formula,
    Span,
    Truth,
    conjunction,
    disjunction,
    exactly,
    negation,
    read,
    variable,
)
from hematinic.expressions.syntax import Node
from hematinic.guideline.model import Alert
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import CALLS, Rules
from hematinic.plan.build import Planner
from hematinic.proof.domain import AHEAD, BACK, bounds, domains

TIMEOUT = 20_000
"""Milliseconds for one question; one that is not answered by then is a failure, not a proof."""

YEARS = 4
"""A plan may be made on any day of so many years: a leap day is among them."""


class _Names(dict[str, Encoded]):
    """Writes what a name stands for when it is first read."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self.world = world

    def __missing__(self, name: str) -> Encoded:
        found = self[name] = self.world.written(name)
        return found


class World:
    def __init__(self, planner: Planner) -> None:
        self.planner, self.rules = planner, planner.rules
        self.domains = domains(self.rules)
        self.solver = z3.SolverFor("QF_LIRA")
        self.solver.set("timeout", TIMEOUT)
        self.first_year = date.fromisoformat(self.rules.guideline.header.last_updated).year
        back, ahead = -(-BACK // 365), -(-AHEAD // 365)
        calendar = Calendar(self.first_year - back, self.first_year + YEARS + ahead)
        self.encoder = Encoder(_Names(self), calendar)
        self.facts: dict[str, Encoded] = {}
        self.relations: dict[str, Formula] = {}
        self._standing: dict[str, Formula] = {}
        self._alerts: dict[str, Formula] | None = None
        self._today()
        for name, claim in self.rules.claims.items():
            if name.startswith("relation "):
                holds = negation(self.encoder.truth(claim.node).false)
                self.relations[name.removeprefix("relation ")] = holds
                self.solver.add(holds)

    # Facts

    def _today(self) -> None:
        first = date(self.first_year, 1, 1).toordinal()
        last = date(self.first_year + YEARS, 1, 1).toordinal() - 1
        today = self.encoder.names["as_of"]
        assert isinstance(today, Span)
        self.solver.add(today.low >= first, today.low <= last)

    def fact(self, name: str) -> Encoded:
        found = self.facts[name] = self.fixed(name) or variable(name, self.rules.types[name])
        today = found if name == "as_of" else self.encoder.names["as_of"]
        assert isinstance(today, Span)
        domain, words = self.domains[name], self.encoder.words
        if name == "as_of":
            assert isinstance(found, Span)
            self.solver.add(found.known, found.low == found.high)
        elif name != "valid_until":
            self.solver.add(*bounds(name, found, domain, today.low, words))
        return found

    def fixed(self, name: str) -> Encoded:
        """What is the same for all patients: until when the content itself is valid."""
        if name != "valid_until":
            return None
        until = date.fromisoformat(self.rules.guideline.header.valid_until).toordinal()
        return Span(YES, z3.IntVal(until), z3.IntVal(until))

    # Names

    def written(self, name: str) -> Encoded:
        slot = self.rules.slots.get(name)
        if slot is not None and slot < self.rules.facts:
            return self.fact(name)
        if name in self.rules.definitions:
            return self.encoder.value(self.rules.definitions[name].node)
        function, _, argument = name.rstrip(")").partition("(")
        holds = self.asked(function, argument)
        return Truth(holds, negation(holds))

    def asked(self, function: str, argument: str) -> Formula:
        """Whether anything that the argument names is offered, refused, fired or due."""
        if function in CALLS:
            slot = self.rules.slots.get(f"{function}({argument})")
            return NO if slot is None else disjunction(*self._told(function, slot))
        guideline = self.rules.guideline
        items: Any = guideline.recommendations
        holds: Callable[[str], Formula] = self.refused
        if function == "alert":
            items, holds = guideline.alerts, self.alert
        elif function == "due":
            items, holds = guideline.monitoring, self.due
        named = (item for item in items if argument in (item.id, *item.implements))
        return disjunction(*(holds(item.id) for item in named))

    def _told(self, function: str, slot: int) -> Iterator[Formula]:
        for entry in self.planner.decider.items:
            status = function == "offered" or entry.item.status == "recommended"
            if status and slot in entry.calls[function]:
                yield self.standing(entry.item.id)

    def truth(self, name: str) -> Truth:
        found = self.encoder.names[name]
        return found if isinstance(found, Truth) else Truth(NO, NO)

    # The decision, as `Decider.standing`

    def standing(self, item: str) -> Formula:
        """Applies, is not contraindicated, and nothing that stands replaces it."""
        if item not in self._standing:
            replaced = [
                self.standing(entry.item.id)
                for entry in self.planner.decider.items
                if item in entry.item.instead_of
            ]
            self._standing[item] = conjunction(
                self.applies(item),
                negation(self.contraindicated(item)),
                *map(negation, replaced),
            )
        return self._standing[item]

    def applies(self, item: str) -> Formula:
        found = self.truth(f"when {item}")
        acts = self.planner.decider.by_id[item].item.if_unknown == "act"
        return negation(found.false) if acts else found.true

    def contraindicated(self, item: str) -> Formula:
        def holds(i: int, if_unknown: str) -> Formula:
            found = self.truth(f"against {item} {i}")
            return negation(found.false) if if_unknown == "hold" else found.true

        reasons = self.planner.decider.by_id[item].item.contraindications
        return disjunction(*(holds(i, reason.if_unknown) for i, reason in enumerate(reasons)))

    def refused(self, item: str) -> Formula:
        return conjunction(self.applies(item), self.contraindicated(item))

    # Alerts and checks, as `Planner.fired` and `Planner.due`

    def alert(self, alert: str) -> Formula:
        if self._alerts is None:
            self._alerts = {}
            silenced: dict[str, list[Formula]] = {}
            for item in self.rules.guideline.alerts:
                stands = conjunction(self.fires(item), *map(negation, silenced.get(item.id, [])))
                self._alerts[item.id] = stands
                for other in item.instead_of:
                    silenced.setdefault(other, []).append(stands)
        return self._alerts[alert]

    def fires(self, item: Alert) -> Formula:
        found = self.truth(f"when {item.id}")
        return negation(found.false) if item.if_unknown == "act" else found.true

    def due(self, check: str) -> Formula:
        day = self.encoder.names[f"due {check}"]
        known = NO if day is None else day.known
        return conjunction(self.truth(f"when {check}").true, known)

    # Questions

    def encoded(self, node: Node) -> Truth:
        return self.encoder.truth(node)

    def find(self, formula: Formula) -> list[Value] | None:
        """The facts of a patient of whom the formula holds, by slot; None where there is none.

        Raises UndecidedError where the solver does not know.
        """
        if z3.is_false(formula):
            return None
        self.solver.push()
        try:
            self.solver.add(formula)
            answer = self.solver.check()
            if answer == z3.unsat:
                return None
            if answer != z3.sat:
                raise UndecidedError(self.solver.reason_unknown())
            return self.patient(self.solver.model())
        finally:
            self.solver.pop()

    def find_plain(self, formula: Formula) -> list[Value] | None:
        """As `find`, of a patient of whom little is known: each fact is unrecorded unless the
        formula needs it, and one that stands earlier in the guideline is recorded sooner."""
        self.solver.push()
        try:
            self.solver.add(formula)
            plain = {z3.Bool(f"plain {name}"): name for name in self.facts if name != "valid_until"}
            for literal, name in plain.items():
                self.solver.add(z3.Implies(literal, self.unrecorded(name)))
            while plain:
                answer = self.solver.check(*plain)
                if answer == z3.sat:
                    return self.patient(self.solver.model())
                core = self.solver.unsat_core()
                if answer != z3.unsat or not core:
                    return None
                del plain[min(core, key=lambda literal: self.rules.slots[plain[literal]])]
            return None
        finally:
            self.solver.pop()

    def unrecorded(self, name: str) -> Formula:
        slot = self.rules.slots[name]
        if name == "as_of":
            return self._is_today()
        value = usual(self.rules, name) if name in PATIENT else self.rules.defaults[slot]
        return exactly(self.facts[name], value, self.encoder.words)

    def _is_today(self) -> Formula:
        today = self.facts["as_of"]
        assert isinstance(today, Span)
        return today.low == self.usual_day

    @property
    def usual_day(self) -> int:
        """The day on which the content was last changed, where any day will do."""
        return date.fromisoformat(self.rules.guideline.header.last_updated).toordinal()

    def plain(self) -> list[Value]:
        """Somebody of whom nothing is recorded, by slot."""
        values = self.planner.extractor.blank.copy()
        for name in PATIENT:
            values[self.rules.slots[name]] = usual(self.rules, name)
        day = float(self.usual_day)
        values[self.rules.slots["as_of"]] = (day, day)
        return values

    def patient(self, model: Formula) -> list[Value]:
        """All slots, the facts as the model has them; what it says nothing of is unrecorded."""
        values = self.planner.extractor.blank.copy()
        for name, encoded in self.facts.items():
            values[self.rules.slots[name]] = read(model, encoded, self.encoder.words)
        for name in PATIENT:
            slot = self.rules.slots[name]
            if name not in self.facts and values[slot] is None:
                values[slot] = usual(self.rules, name)
        return values


def usual(rules: Rules, name: str) -> Value:
    """What stands of a patient where nothing else is needed; None where it may be unknown."""
    kind = rules.types[name]
    if name == "jurisdiction":
        return rules.guideline.header.jurisdiction
    if kind.kind == "boolean":
        return False
    return kind.options[0] if kind.options else None


class UndecidedError(Exception):
    """The solver gave up: neither proved nor refuted."""
