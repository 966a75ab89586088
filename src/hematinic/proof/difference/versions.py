"""Two versions of a guideline over the same patients, as one question to the solver."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import z3

from hematinic.expressions import syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import Formula, Span, disjunction, negation
from hematinic.expressions.syntax import Node
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.proof.difference.apart import Apart
from hematinic.proof.difference.seen import Seen, of_facts
from hematinic.proof.windows import every_tie
from hematinic.proof.world import RESOURCES, UndecidedError, World

QUICK = RESOURCES // 40
"""How much one step towards a plain patient may take: there are other ways to one."""

Facts = Sequence[Value]
Both = tuple[list[Value], list[Value]]
"""One patient by the facts of each version."""


class Plain:
    """What each of some literals says."""

    def __init__(self, holds: dict[Formula, Formula]) -> None:
        self.literals = [*holds]
        self.holds = holds
        bits = [z3.If(each, z3.BitVecVal(1, 1), z3.BitVecVal(0, 1)) for each in holds.values()]
        self.flags = z3.Concat(*reversed(bits), z3.BitVecVal(0, 1))
        """All as one term, since it is asked of many models."""

    def true_in(self, model: Formula) -> Iterator[Formula]:
        flags = model.eval(self.flags, model_completion=True).as_long() >> 1
        return (literal for i, literal in enumerate(self.literals) if flags >> i & 1)


def _ties(rules: Rules) -> list[Node]:
    return every_tie(rules.guideline)


class Versions:
    def __init__(self, before: Rules, after: Rules) -> None:
        self.apart = Apart(before, after)
        self.planners = Planner(before), Planner(after)
        first = World(self.planners[0])
        self.worlds = first, World(self.planners[1], beside=first, apart=self.apart.own)
        self.solver, self.linked, self.named = first.solver, set[str](), 0
        self.written: list[int] = []
        self.plain_of: list[int] | None = None
        self.ties = [rules.once(_ties) for rules in (before, after)]

    def link(self) -> None:
        """What records say of facts together, once all of them are written."""
        written = [len(world.facts) for world in self.worlds]
        if written == self.written:
            return
        self.written = written
        for world, ties in zip(self.worlds, self.ties, strict=True):
            for tie in ties:
                key = f"{world is self.worlds[1]} {tie!r}"
                if key not in self.linked and all(n in world.facts for n in syntax.names(tie)):
                    self.linked.add(key)
                    self.solver.add(negation(world.encoded(tie).false))
        before, after = self.worlds
        for name in self.apart.changed:
            both = name in before.facts and name in after.facts
            if both and name not in self.linked:
                self.linked.add(name)
                earlier, later = before.facts[name], after.facts[name]
                together = self.apart.together(name, earlier, later, before.encoder.words)
                if together is not None:
                    self.solver.add(together)

    # Questions

    def given(self, formula: Formula) -> Formula:
        """A name for a formula, which may be asked for again and again: what the solver has learned
        of it is kept."""
        self.link()
        self.named += 1
        name = z3.Bool(f"asked {self.named}")
        self.solver.add(z3.Implies(name, formula))
        return name

    def any_of(self, names: Sequence[Formula]) -> Formula | None:
        """A model of a patient of whom any of these names holds; None where there is none. All are
        asked at once, and fewer at a time where that is too much. Raises UndecidedError."""
        try:
            return self.worlds[0].model(disjunction(*names))
        except UndecidedError:
            if len(names) == 1:
                raise
        half = len(names) // 2
        first = self.any_of(names[:half])
        return first if first is not None else self.any_of(names[half:])

    def plain_model(self, formula: Formula) -> Formula | None:
        """Of a patient of whom little is recorded: whatever can be left out is, many facts at once
        and fewer where that is too many, and what is taken from elements sooner than they."""
        with self.worlds[0].given(formula):
            plain = self.plain()
            for literal, holds in plain.holds.items():
                self.solver.add(z3.Implies(literal, holds))
            if self.solver.check() != z3.sat:
                return None
            growing = Growing(self.solver, plain, self.solver.model())
            with self.at_most(QUICK):
                for each in self.in_order:
                    growing.grow(each)
            return growing.model

    def plain(self) -> Plain:
        """Of all facts that are written, what makes a patient plain."""
        written = [len(world.facts) for world in self.worlds]
        if self.plain_of != written:
            exact = {z3.Bool(f"exact {key}"): holds for key, holds in self.exact().items()}
            plain = {z3.Bool(f"plain {key}"): holds for key, holds in self.unrecorded().items()}
            self.plain_of, self.plainness = written, Plain(exact | plain)
            self.in_order = [*reversed(exact)], [*reversed(plain)]
        return self.plainness

    def exact(self) -> dict[str, Formula]:
        """For each number and day of both, that it is known exactly or not at all."""
        exactness = {}
        for when, world in zip(("before", "after"), self.worlds, strict=True):
            for name, fact in world.facts.items():
                if isinstance(fact, Span) and name not in PATIENT:
                    exact = fact.low == fact.high
                    exactness[f"{name} {when}"] = disjunction(negation(fact.known), exact)
        return exactness

    def unrecorded(self) -> dict[str, Formula]:
        """For each fact of both, as the guideline orders them, that it is not recorded."""
        before, after = self.worlds
        named = [(before.rules.slots[name], name, before) for name in before.facts]
        for name in after.facts:
            if name in self.apart.own:
                named.append((after.rules.slots[name], f"{name} afterwards", after))
            elif name not in before.facts:
                named.append((after.rules.slots[name], name, after))
        named.sort(key=lambda entry: entry[:2])
        return {
            key: world.unrecorded(key.removesuffix(" afterwards"))
            for _, key, world in named
            if key != "valid_until"
        }

    @contextmanager
    def at_most(self, resources: int) -> Iterator[None]:
        """What is asked meanwhile may take so much of the solver's work."""
        self.solver.set("rlimit", resources)
        try:
            yield
        finally:
            self.solver.set("rlimit", RESOURCES)

    # Patients

    def patient(self, model: Formula) -> Both:
        before, after = (world.patient(model) for world in self.worlds)
        for name in self.apart.alike:
            read = [name in world.facts for world in self.worlds]
            slots = [world.rules.slots[name] for world in self.worlds]
            if read == [True, False] or (name in PATIENT and read[0]):
                after[slots[1]] = before[slots[0]]
            elif read == [False, True]:
                before[slots[0]] = after[slots[1]]
        return before, after

    def seen(self, both: tuple[Facts, Facts]) -> tuple[Seen, Seen]:
        before, after = (
            of_facts(planner, facts) for planner, facts in zip(self.planners, both, strict=True)
        )
        return before, after


def check(solver: Formula, assumed: Sequence[Formula]) -> Formula:
    """As `solver.check`, which looks at each literal before it asks."""
    literals = (z3.Ast * len(assumed))(*(literal.ast for literal in assumed))
    answer = z3.Z3_solver_check_assumptions(solver.ctx.ref(), solver.solver, len(assumed), literals)
    return z3.CheckSatResult(answer)


class Growing:
    """A model in which more and more of some literals hold, as the solver knows from then on:
    its `given` takes that back."""

    def __init__(self, solver: Formula, plain: Plain, model: Formula) -> None:
        self.solver, self.plain, self.model = solver, plain, model
        self.kept: dict[Formula, None] = {}
        self.look()

    def look(self) -> None:
        new = [each for each in self.plain.true_in(self.model) if each not in self.kept]
        self.kept |= dict.fromkeys(new)
        self.solver.add(*new)

    def grow(self, more: list[Formula]) -> None:
        more = [literal for literal in more if literal not in self.kept]
        if not more:
            return
        if check(self.solver, more) == z3.sat:
            self.model = self.solver.model()
            self.look()
        elif len(more) > 1:
            half = len(more) // 2
            self.grow(more[:half])
            self.grow(more[half:])
