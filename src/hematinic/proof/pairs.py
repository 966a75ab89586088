"""Claims about two patients at once: alike but for one fact that is worse in one of them.

The second patient is the first with the symbols of the changed facts replaced by symbols of its own
(proof/worse.py), so that all that does not rest on them is the same formula, and is neither written
nor asked for twice. A claim that does not read a changed fact is therefore proved at no cost.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import z3

from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import (
    Encoded,
    Formula,
    Span,
    conjunction,
    disjunction,
    negation,
    symbols,
    variable,
)
from hematinic.guideline import layout
from hematinic.guideline.pairs import Measure, Pair
from hematinic.proof.domain import bounds
from hematinic.proof.run import Run
from hematinic.proof.shrink import PairShrinker
from hematinic.proof.vignettes import Vignette, vignette
from hematinic.proof.world import UndecidedError, World
from hematinic.proof.worse import Worsened, may_be, related, worsened

Facts = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Two:
    """The patients of a refutation: their facts, and each as a file."""

    milder: tuple[Value, ...]
    worse: tuple[Value, ...]
    files: tuple[Vignette, Vignette]
    reproduced: bool
    """Whether the claim is broken for the files too, and they differ in nothing else."""


@dataclass(frozen=True, slots=True)
class PairProof:
    id: str
    pair: Pair
    because: str
    proved: bool
    seconds: float
    two: Two | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """That the worse patient stands no lower on a ladder, or is not given what has failed."""

    id: str
    says: str
    rungs: tuple[tuple[str, ...], ...]
    """Names of expressions, from the most to the least: what holds of the milder patient, and what
    is as good of the worse."""
    never: str = ""
    """Name of an expression that is false of the worse one."""
    unless: tuple[str, ...] = ()
    """Names of expressions; where one is true of the worse patient, nothing is claimed."""

    def names(self) -> Iterator[str]:
        yield from chain(*self.rungs)
        yield from (*self.unless, *filter(None, (self.never,)))


def claims(pair: Pair, measures: Mapping[str, Measure]) -> Iterator[Claim]:
    for name in pair.never_less:
        measure = measures[name]
        rungs = tuple(_rung(measure, i) for i in range(len(measure.ladder)))
        unless = (*_unless(measure), *_unless(pair))
        yield Claim(name, f"no less {measure.says}", rungs, "", unless)
    if pair.never_again:
        again, unless = layout.again(pair.id), tuple(_unless(pair))
        yield Claim("again", "what has failed is not given again", (), again, unless)


def _rung(measure: Measure, i: int) -> tuple[str, ...]:
    name = (layout.rung(measure.id, i),)
    return (*name, layout.as_good(measure.id, i)) if measure.ladder[i].as_good else name


def _unless(claim: Measure | Pair) -> Iterator[str]:
    return (layout.unless(claim.id, i) for i in range(len(claim.unless)))


# Of one patient and of two


def height(run: Run, claim: Claim, *, worse: bool = False) -> int:
    """On which rung a patient stands; as many as there are where on none."""
    # What is as good as a rung keeps the worse patient on it. Of the milder one it counts for
    # nothing: the claim would else ask more of the worse patient than the rung itself does.
    for i, names in enumerate(claim.rungs):
        if any(claimed(run, name) is True for name in (names if worse else names[:1])):
            return i
    return len(claim.rungs)


def broken(claim: Claim, milder: Run, worse: Run) -> bool:
    if any(claimed(worse, name) is True for name in claim.unless):
        return False
    # Unknown breaks it too: what has failed must be known not to be given again.
    if claim.never and claimed(worse, claim.never) is not False:
        return True
    return height(milder, claim) < height(worse, claim, worse=True)


def claimed(run: Run, name: str) -> Value:
    return run.value(run.rules.claims[name].node)


class Pairs:
    def __init__(self, world: World) -> None:
        self.world, self.guideline = world, world.rules.guideline
        self.truths = {
            name: world.encoded(world.rules.claims[name].node)
            for pair in self.guideline.pairs
            for claim in claims(pair, self.guideline.measures)
            for name in claim.names()
        }

    def proofs(self) -> Iterator[PairProof]:
        for pair in self.guideline.pairs:
            yield from self.of_pair(pair)

    def of_pair(self, pair: Pair) -> Iterator[PairProof]:
        for worse in worsened(self.guideline, pair):
            yield from self.of(pair, worse)

    def of(self, pair: Pair, what: Worsened) -> Iterator[PairProof]:
        """One proof for each claim; all are asked at once, and one by one where that fails."""
        start = time.perf_counter()
        second = Second(self.world, what)
        asked = list(claims(pair, self.guideline.measures))
        formulas = [self.forbidden(second, claim) for claim in asked]
        open_ones = [formula for formula in formulas if not z3.is_false(formula)]
        # One question for all claims of a pair: mostly none can be broken, and that is known at
        # once. Only where one can be, or the solver gives up, is each asked by itself.
        with self.world.given(*second.conditions):
            proved = self.none(open_ones)
            share = (time.perf_counter() - start) / len(asked)
            for claim, formula in zip(asked, formulas, strict=True):
                name = f"{pair.id}: {what.says(self.guideline)}: {claim.says}"
                if proved or z3.is_false(formula):
                    yield PairProof(name, pair, pair.because, True, share)
                else:
                    yield self.refuted(name, pair, claim, second, formula)

    def none(self, formulas: list[Formula]) -> bool:
        try:
            return self.world.model(disjunction(*formulas)) is None
        except UndecidedError:
            return False

    def forbidden(self, second: "Second", claim: Claim) -> Formula:
        """What is true of two patients of whom the claim does not hold."""
        parts: list[Formula] = []
        milder: list[Formula] = []
        worse: list[Formula] = []
        for names in claim.rungs:
            milder.append(self.truths[names[0]].true)
            worse += (second.other(self.truths[name].true) for name in names)
            # Rung by rung from the top: whoever stands on this one or higher, though milder, while
            # the worse stands on none of them. What is the same formula for both can not differ,
            # and is not asked.
            before, after = disjunction(*milder), disjunction(*worse)
            if not before.eq(after):
                parts.append(conjunction(before, negation(after)))
        if claim.never:
            # Not false rather than true, as in `broken`.
            parts.append(negation(second.other(self.truths[claim.never].false)))
        excused = (negation(second.other(self.truths[name].true)) for name in claim.unless)
        return conjunction(disjunction(*parts), *excused)

    def refuted(
        self, name: str, pair: Pair, claim: Claim, second: "Second", forbidden: Formula
    ) -> PairProof:
        start = time.perf_counter()
        try:
            model = self.world.model(forbidden)
        except UndecidedError as reason:
            seconds = time.perf_counter() - start
            return PairProof(name, pair, pair.because, False, seconds, problem=str(reason))
        seconds = time.perf_counter() - start
        if model is None:
            return PairProof(name, pair, pair.because, True, seconds)
        # The plainer patient is the better story. It may be lost on the way, as the solver counts
        # finer than the planner rounds; then the first one found is shown.
        plainer = self.world.plain_model(forbidden)
        for read_from in (plainer, model):
            if read_from is not None:
                two = self.shown(claim, second, *second.read(read_from))
                if two is not None:
                    return PairProof(name, pair, pair.because, False, seconds, two)
        return PairProof(
            name, pair, pair.because, False, seconds, problem="the engines do not agree"
        )

    def shown(self, claim: Claim, second: "Second", milder: Facts, worse: Facts) -> Two | None:
        """The two made plain and written; nothing where the planner says otherwise of them."""
        planner = self.world.planner

        def holds(milder: Facts, worse: Facts) -> bool:
            return second.fits(milder, worse) and broken(
                claim, Run(planner, milder), Run(planner, worse)
            )

        if not holds(milder, worse):
            return None
        shrinker = PairShrinker(planner, self.world.domains)
        milder, worse = shrinker.shrink_both(milder, worse, holds)
        files = vignette(planner, milder), vignette(planner, worse)
        # Through a file and back: a refutation that a reader cannot load and see for himself is
        # none.
        first, last = (file.facts for file in files)
        reproduced = first is not None and last is not None and holds(first, last)
        return Two(tuple(milder), tuple(worse), files, reproduced)


@dataclass(slots=True)
class Second:
    """The worse patient: what is its own, and what must hold of the two."""

    world: World
    what: Worsened
    own: dict[str, Encoded] = field(init=False)
    """The changed facts that anything reads, as variables of the worse patient."""
    swapped: list[tuple[Formula, Formula]] = field(init=False)
    conditions: list[Formula] = field(init=False)

    def __post_init__(self) -> None:
        facts, types = self.world.facts, self.world.rules.types
        names = [name for name in self.what.changed if name in facts]
        self.own = {name: variable(f"{name} of the worse", types[name]) for name in names}
        self.swapped = [
            pair
            for name in names
            for pair in zip(symbols(facts[name]), symbols(self.own[name]), strict=True)
        ]
        self.conditions = [*self._bounds(), *self._relations(), *self._order()]

    def other(self, formula: Formula) -> Formula:
        """What is said of the one, said of the other."""
        # A formula that reads none of the changed facts comes back as itself, and the same formula
        # is known to be equal without asking.
        return z3.substitute(formula, *self.swapped) if self.swapped else formula

    def _bounds(self) -> Iterator[Formula]:
        today = self.world.encoder.names["as_of"]
        assert isinstance(today, Span)
        for name, own in self.own.items():
            domain = self.world.domains[name]
            yield from bounds(name, own, domain, today.low, self.world.encoder.words)

    def _relations(self) -> Iterator[Formula]:
        for relation in self.world.relations.values():
            other = self.other(relation)
            # Relations hold of the second patient too; those that read nothing changed are asserted
            # already.
            if not other.eq(relation):
                yield other

    def _order(self) -> Iterator[Formula]:
        for name, own in self.own.items():
            yield related(self.what.changed[name], self.world.facts[name], own)

    # Two patients

    def begins(self, milder: Facts, worse: Facts) -> bool:
        """Whether the two are a pair at all: a condition may have been recorded present before, or
        absent since, and what both must be alike in may differ."""
        slots = self.world.rules.slots
        if any(milder[slots[name]] != worse[slots[name]] for name in self.what.alike):
            return False
        if self.what.how != "present":
            return True
        slot = slots[self.what.name]
        return worse[slot] is True and milder[slot] is not True

    def read(self, model: Formula) -> tuple[list[Value], list[Value]]:
        return self.world.patient(model), self.world.patient(model, self.own)

    def fits(self, milder: Facts, worse: Facts) -> bool:
        """Whether two patients differ in no more than the one fact, in that order."""
        changed, names = self.what.changed, self.world.rules.names[: self.world.rules.facts]
        return all(
            may_be(changed[name], before, after) if name in changed else before == after
            for name, before, after in zip(names, milder, worse, strict=False)
        )
