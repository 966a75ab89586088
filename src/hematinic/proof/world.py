"""Every patient at once: the facts as variables, and over them the whole of a guideline.

What stands, is refused, is offered, fires and is due is read off the steps of
`guideline/decision.py`. Each part is written when it is first asked for, so that a question costs
only what it reads.
"""

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from datetime import date
from functools import reduce
from operator import or_

import z3

from hematinic.expressions import syntax
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
    exactly,
    negation,
    read,
    variable,
)
from hematinic.expressions.syntax import Node
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.proof.domain import AHEAD, BACK, bounds, domains

RESOURCES = 16_000_000
"""How much one question may take, in the solver's own count of its work; one that takes more is a
failure, not a proof. No clock decides what is proved: a slow or a busy machine counts the same.
The hardest question of the built-in guideline takes a sixth of it."""

YEARS = 4
"""A plan may be made on any day of so many years: a leap day is among them."""


MOST_TERMS = 16
"""In which it is asked which facts are known."""


class _Names(dict[str, Encoded]):
    """Writes what a name stands for when it is first read."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self.world = world

    def __missing__(self, name: str) -> Encoded:
        # Kept before anything else is written with it: the same name is then the same formula,
        # which the solver and `Second.other` know again by identity.
        value = self[name] = self.world.written(name)
        return value


class World:
    """`beside`: the world of another version of the guideline. Of one patient both are asked at
    once: they have one solver, one calendar and the same facts, but for those that are `apart`.
    What reads the same in both is written but once."""

    def __init__(
        self, planner: Planner, beside: "World | None" = None, apart: Set[str] = frozenset()
    ) -> None:
        self.planner, self.rules = planner, planner.rules
        self.domains, self.beside, self.apart = domains(self.rules), beside, apart
        self.names = _Names(self)
        if beside is None:
            # Linear arithmetic of whole and real numbers, without quantifiers: all that an
            # expression can say is within it, and it is decidable, so that only the work to be done
            # can end a question open.
            self.solver = z3.SolverFor("QF_LIRA")
            self.solver.set("rlimit", RESOURCES)
            self.first_year = date.fromisoformat(self.rules.guideline.header.last_updated).year
            # The calendar (months of unequal length) is a table, so it has an end: all days that a
            # fact may lie on, seen from any day of the plan. Divided upwards.
            back, ahead = -(-BACK // 365), -(-AHEAD // 365)
            calendar = Calendar(self.first_year - back, self.first_year + YEARS + ahead)
            self.encoder = Encoder(self.names, calendar)
        else:
            self.solver, self.first_year = beside.solver, beside.first_year
            self.encoder = Encoder(self.names, beside.encoder.calendar)
            self.encoder.words = beside.encoder.words  # a text has the same number in both
        self.facts: dict[str, Encoded] = {}
        self.relations: dict[str, Formula] = {}
        self.steps = self.rules.decision.steps()
        self.read: dict[str, int] = {}
        self.flags: list[tuple[list[str], Formula]] = []
        """Names of facts, and as one term which of them are known."""
        if beside is None:
            self._today()
        # Not false, rather than true: of what is unknown a relation says nothing, and such patients
        # must stay among those that are looked at.
        for name, relation in self.rules.relations.items():
            holds = negation(self.encoder.truth(relation.node).false)
            self.relations[name] = holds
            self.solver.add(holds)

    # Facts

    def _today(self) -> None:
        first = date(self.first_year, 1, 1).toordinal()
        last = date(self.first_year + YEARS, 1, 1).toordinal() - 1
        today = self.encoder.names["as_of"]
        assert isinstance(today, Span)
        self.solver.add(today.low >= first, today.low <= last)

    def fact(self, name: str) -> Encoded:
        beside = self.beside
        if beside is not None and name in beside.domains and name not in self.apart:
            # Read for what it does: the fact is written in the other world, with its bounds, if it
            # was not.
            beside.names[name]
            self.facts[name] = beside.facts[name]
            return beside.facts[name]
        called = f"{name} afterwards" if name in self.apart else name
        value = self.facts[name] = self.fixed(name) or variable(called, self.rules.types[name])
        today = value if name == "as_of" else self.encoder.names["as_of"]
        assert isinstance(today, Span)
        domain, words = self.domains[name], self.encoder.words
        if name == "as_of":
            assert isinstance(value, Span)
            self.solver.add(value.known, value.low == value.high)
        # Every fact is bounded as soon as it is written. A variable that was free would be a
        # patient who cannot be, and refute what is true.
        elif name != "valid_until":
            self.solver.add(*bounds(name, value, domain, today.low, words))
        return value

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
        if self._reads_as_beside(name):
            assert self.beside is not None
            return self.beside.names[name]
        value = self.encoder.value(self.node(name))
        # An expression can be unknown. A step of the decision cannot: who is offered what is
        # decided on every patient, and `false` is everything but true.
        return value if name in self.rules.definitions else self._step(value)

    def _reads_as_beside(self, name: str) -> bool:
        """Whether the other world has it in the same words, and reads the same."""
        other = self.beside
        if other is None or (name in other.rules.definitions) != (name in self.rules.definitions):
            return False
        node = self.node(name)
        known = name in other.rules.slots or "(" in name
        if not known or node != other.node(name):
            return False
        # The same words are not enough: a finding that is read may itself be another in the two
        # versions.
        return all(self.names[read] is other.names[read] for read in syntax.names(node))

    def _step(self, value: Encoded) -> Encoded:
        """What is never unknown is false where it is not true."""
        return Truth(value.true, negation(value.true)) if isinstance(value, Truth) else value

    def node(self, name: str) -> Node:
        """What a name that is no fact stands for."""
        if name in self.rules.definitions:
            return self.rules.definitions[name].node
        function, _, argument = name.rstrip(")").partition("(")
        return self.steps.get(name) or self.rules.decision.asked(function, argument)

    def reads(self, name: str) -> int:
        """The bit set of the facts that a name rests on, through all that it is made of."""
        facts = self.read.get(name)
        if facts is None:
            slot = self.rules.slots.get(name)
            if slot is not None and slot < self.rules.facts:
                facts = 1 << slot
            else:
                facts = reduce(or_, map(self.reads, syntax.names(self.node(name))), 0)
            self.read[name] = facts
        return facts

    def truth(self, name: str) -> Truth:
        value = self.encoder.names[name]
        return value if isinstance(value, Truth) else Truth(NO, NO)

    # The decision

    def holds(self, slot: int) -> Formula:
        """That a step is true."""
        return self.truth(self.rules.names[slot]).true

    def standing(self, item: str) -> Formula:
        """A recommendation, an alert or a check is in the plan."""
        return self.holds(self.rules.items[item].stands)

    def refused(self, item: str) -> Formula:
        return self.holds(self.rules.layout.recommendations[item].refused)

    # Questions

    def encoded(self, node: Node) -> Truth:
        return self.encoder.truth(node)

    @contextmanager
    def given(self, *formulas: Formula) -> Iterator[None]:
        """What is asked meanwhile is asked only of patients of whom these hold."""
        self.solver.push()
        try:
            self.solver.add(*formulas)
            yield
        finally:
            self.solver.pop()

    def find(self, formula: Formula) -> list[Value] | None:
        """The facts of a patient of whom the formula holds, by slot; None where there is none.

        Raises UndecidedError where the solver does not know.
        """
        model = self.model(formula)
        return None if model is None else self.patient(model)

    def find_plain(self, formula: Formula) -> list[Value] | None:
        """As `find`, of a patient of whom little is known."""
        model = self.plain_model(formula)
        return None if model is None else self.patient(model)

    def model(self, formula: Formula) -> Formula | None:
        if z3.is_false(formula):
            return None
        with self.given(formula):
            answer = self.solver.check()
            # `unknown` is neither. It must never pass for a proof, so it is an error of its own.
            if answer == z3.unsat:
                return None
            if answer != z3.sat:
                raise UndecidedError(self.solver.reason_unknown())
            return self.solver.model()

    def plain_model(self, formula: Formula) -> Formula | None:
        """Each fact is unrecorded unless the formula needs it, and one that stands earlier in the
        guideline is recorded sooner."""
        with self.given(formula):
            plain = {z3.Bool(f"plain {name}"): name for name in self.facts if name != "valid_until"}
            for literal, name in plain.items():
                self.solver.add(z3.Implies(literal, self.unrecorded(name)))
            # The solver is asked for a patient of whom nothing is recorded at all. Where that
            # cannot be, it names some of these wishes that cannot hold together; the one that
            # stands first in the guideline is given up, and so on, until a patient is left of whom
            # only what matters is known.
            while plain:
                answer = self.solver.check(*plain)
                if answer == z3.sat:
                    return self.solver.model()
                core = self.solver.unsat_core()
                if answer != z3.unsat or not core:
                    return None
                del plain[min(core, key=lambda literal: self.rules.slots[plain[literal]])]
            return None

    def as_written(self, patient: Sequence[Value]) -> Formula:
        """That a figure with a long fraction stands as a laboratory would write it: to a tenth."""
        written = []
        for name, fact in self.facts.items():
            value = patient[self.rules.slots[name]]
            if isinstance(value, tuple):
                tenths = (round(value[0], 1), round(value[1], 1))
                # The solver likes 44.9999; a laboratory writes 45.0, which the planner reads as the
                # limit itself.
                if tenths != value:
                    written.append(exactly(fact, tenths, self.encoder.words))
        return conjunction(*written)

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

    def _known(self, model: Formula) -> dict[str, bool]:
        """Of which facts the model knows anything; it is asked of every patient."""
        # One term of bits for many facts: each question to a model crosses into the solver, and
        # there are hundreds of facts. Those that were written since the last question have one of
        # their own, so that not all are written anew. The last bit is a filler, since a single one
        # cannot be joined to others.
        written = sum(len(names) for names, _ in self.flags)
        if written < len(self.facts):
            if len(self.flags) == MOST_TERMS:
                self.flags, written = [], 0
            names = [*self.facts][written:]
            bits = [
                z3.If(_known_of(self.facts[name]), z3.BitVecVal(1, 1), z3.BitVecVal(0, 1))
                for name in reversed(names)
            ]
            self.flags.append((names, z3.Concat(*bits, z3.BitVecVal(0, 1))))
        known: dict[str, bool] = {}
        for names, term in self.flags:
            bits_of = model.eval(term, model_completion=True).as_long() >> 1
            known |= {name: bool(bits_of >> i & 1) for i, name in enumerate(names)}
        return known

    def patient(self, model: Formula, instead: dict[str, Encoded] | None = None) -> list[Value]:
        """All slots, the facts as the model has them; what it says nothing of is unrecorded.
        `instead`: facts that are another patient's own."""
        values = self.planner.extractor.blank.copy()
        known = self._known(model)
        for name, encoded in (self.facts | (instead or {})).items():
            if known[name] or (instead and name in instead):
                values[self.rules.slots[name]] = read(model, encoded, self.encoder.words)
            else:
                values[self.rules.slots[name]] = None
        for name in PATIENT:
            slot = self.rules.slots[name]
            if name not in self.facts and values[slot] is None:
                values[slot] = usual(self.rules, name)
        return values


def _known_of(fact: Encoded) -> Formula:
    return YES if fact is None else fact.known


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
