"""Somebody who is shown already, of whom the solver makes another example with little besides.

What is recorded of him is as it is, and of all else as much as can be: the few facts that must be
otherwise are written as events beside his own. So what his own events say of each other need not be
found anew, and most of these records show what they were made for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import z3

from hematinic.expressions.smt_values import Formula, Span, disjunction, exactly, negation
from hematinic.guideline.names import PATIENT
from hematinic.proof.difference.known import named
from hematinic.proof.difference.records import Planned, together
from hematinic.proof.difference.showing import Question, Showing
from hematinic.proof.difference.versions import QUICK, Both, Growing, Plain, Versions
from hematinic.proof.ties import Ties
from hematinic.proof.vignettes import File, file_of

STEPS = 48
"""So often the solver is asked in all."""

AT_A_TIME, WORTH, POOR = 12, 5, 2
"""So many at a time; where fewer kinds than so many come of them, another is the seed, and so often
in all."""

IN_VAIN = 3
"""So often a kind is tried whose record does not show it."""

OF_ONE_IN_VAIN = 30
"""So many kinds are tried of one patient in vain, before another's turn."""

MOVED = 40

HIS_OWN = ("as_of", "values_questioned", "jurisdiction")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a literal of the solver says of a fact."""

    side: int
    name: str
    holds: Formula
    exact: bool = False
    """That it is exact or unknown; else that it is as it was."""


class Seeds:
    """`names`: what each question is called in the solver."""

    def __init__(self, showing: Showing, names: Mapping[Question, Formula]) -> None:
        self.showing, self.names, self.versions = showing, names, showing.versions
        self.used, self.steps, self.until, self.poor = set[str](), 0, 0, 0
        self.possible: dict[Question, None] = {}
        """What a patient of the solver's was to show: it is not ruled out."""
        self.in_vain = Counter[Question]()
        self.events: list[dict[str, set[str]]] = []
        """Of each fact of each version, of what the events are that it is taken from."""
        for world in self.versions.worlds:
            ties = Ties(world.rules.guideline)
            names_of = ((name, ties.concerns(name)) for name in world.domains)
            self.events.append({name: {event for event, _ in of} for name, of in names_of})

    def begin(self) -> None:
        """Where nobody is shown: what those can be made to show who come near it."""
        for planned in self.showing.nearly():
            if self.showing.shown:
                break
            self.until = self.steps + AT_A_TIME
            self.grow_one(Seed(self.versions, planned, self.events))
        self.steps = 0

    def grow(self) -> None:
        """What those who are shown can be made to show, some steps at a time, those of whom least
        is recorded first. Who comes of it differs for the same reason, and is no seed."""
        shown, before = self.showing.shown, {*self.showing.open}
        self.until = self.steps + AT_A_TIME if self.poor < POOR else self.steps
        self.until = min(self.until, STEPS)
        roots = sorted(shown.keys() - self.used, key=lambda key: len(shown[key].file["events"]))
        for key in roots:
            if self.showing.open and self.steps < self.until:
                self.used.add(key)
                self.grow_one(Seed(self.versions, shown[key], self.events))
                self.used |= shown.keys() - {*roots}
                if self.steps >= self.until and len(before - self.showing.open.keys()) >= WORTH:
                    self.used.discard(key)
        self.poor += bool(roots) and len(before - self.showing.open.keys()) < WORTH

    def again(self) -> None:
        """From all who are shown by now."""
        self.used.clear()
        self.poor, self.steps = 0, STEPS - AT_A_TIME
        self.grow()

    def grow_one(self, seed: "Seed") -> None:
        showing, in_vain = self.showing, 0
        with seed.given():
            left = [each for each in showing.open if self.in_vain[each] < IN_VAIN]
            while left and self.steps < self.until and in_vain < OF_ONE_IN_VAIN:
                model = self.asked(seed, left)
                if model is None:
                    return
                shows = showing.shows(*self.versions.seen(self.versions.patient(model)))
                wanted = [question for question in left if question in shows]
                if not wanted:
                    return
                self.possible |= dict.fromkeys(wanted)
                for question in wanted:
                    if question in showing.open and self.steps < self.until:
                        shown = self.example(seed, question, model)
                        self.in_vain[question] += not shown
                        in_vain += not shown
                left = [each for each in left if each in showing.open and each not in wanted]

    def asked(self, seed: "Seed", left: Sequence[Question]) -> Formula | None:
        self.steps += 1
        return seed.any_of([self.names[question] for question in left])

    def example(self, seed: "Seed", question: Question, model: Formula) -> bool:
        """Whether a record shows it, or else what is open. `model`: one of whom it is so."""
        showing, self.steps = self.showing, self.steps + 1
        nearest = seed.nearest(self.names[question], model)
        if question not in showing.shows(*self.versions.seen(nearest[0])):
            return False
        for file in self.files(seed, *nearest):
            if new := showing.new(file):
                return showing.keep(showing.fewer(new, file))
        return False

    def files(self, seed: "Seed", both: Both, otherwise: frozenset[str]) -> Iterator[File]:
        """And with the events that the versions take otherwise on other days."""
        files = [*seed.files(both, otherwise)]
        yield from files
        for file in files:
            yield from islice(self.showing.records.moved(file), MOVED)


class Seed:
    """`planned`: who is shown already. `events`: see `Seeds`."""

    def __init__(
        self, versions: Versions, planned: Planned, events: Sequence[Mapping[str, set[str]]]
    ) -> None:
        self.versions, self.planned, self.events = versions, planned, events
        self.kept: dict[Formula, Kept] = {}

    @contextmanager
    def given(self) -> Iterator[None]:
        """What is asked meanwhile is asked of him."""
        versions = self.versions
        versions.link()
        versions.solver.push()
        try:
            self.kept = dict(self.literals())
            self.plain = Plain({literal: kept.holds for literal, kept in self.kept.items()})
            yield
        finally:
            versions.solver.pop()

    def literals(self) -> Iterator[tuple[Formula, Kept]]:
        """What his events speak of is as it is."""
        first, solver = self.versions.worlds[0], self.versions.solver
        has = {named(event) for event in self.planned.file["events"]}
        for side, world in enumerate(self.versions.worlds):
            values = self.planned.seen[side].values
            for name, fact in world.facts.items():
                if name == "valid_until" or (side and first.facts.get(name) is fact):
                    continue
                same = exactly(fact, values[world.rules.slots[name]], world.encoder.words)
                patient = name in PATIENT
                if name in HIS_OWN or not (patient or self.events[side][name].isdisjoint(has)):
                    solver.add(same)
                    continue
                kept = [Kept(side, name, same)]
                if isinstance(fact, Span) and not patient:
                    known_exactly = disjunction(negation(fact.known), fact.low == fact.high)
                    kept.append(Kept(side, name, known_exactly, exact=True))
                for each in kept:
                    literal = z3.Bool(f"{'exact' if each.exact else 'same'} {side} {name}")
                    solver.add(z3.Implies(literal, each.holds))
                    yield literal, each

    def any_of(self, names: Sequence[Formula]) -> Formula | None:
        """A model of him of whom any of these holds, whatever else is otherwise."""
        with self.versions.worlds[0].given(disjunction(*names)):
            if self.versions.solver.check() == z3.sat:
                return self.versions.solver.model()
        return None

    def nearest(self, name: Formula, model: Formula) -> tuple[Both, frozenset[str]]:
        """Of whom this holds and little else is otherwise, with the names of what is."""
        solver = self.versions.solver
        with self.versions.worlds[0].given(name):
            growing = Growing(solver, self.plain, model)
            with self.versions.at_most(QUICK):
                for literals in self.in_order():
                    growing.grow(literals)
            gone = (kept for literal, kept in self.kept.items() if literal not in growing.kept)
            otherwise = frozenset(kept.name for kept in gone if not kept.exact)
            return self.versions.patient(growing.model), otherwise

    def in_order(self) -> Iterator[list[Formula]]:
        """What the guideline takes from a record last is kept first, and who he is before all."""
        slots = [world.rules.slots for world in self.versions.worlds]
        kept = sorted(
            self.kept.items(),
            key=lambda each: (each[1].name not in PATIENT, -slots[each[1].side][each[1].name]),
        )
        for exact in (True, False):
            yield [literal for literal, of in kept if of.exact == exact]

    def files(self, both: Both, otherwise: frozenset[str]) -> Iterator[File]:
        """His own, with the events of what is otherwise."""
        own, seen = self.planned.file, list[File]()
        for planner, facts in reversed([*zip(self.versions.planners, both, strict=True)]):
            more = file_of(planner.rules, facts, otherwise)
            file = together(own, more)
            if otherwise & {"age", "sex"}:
                file |= {"patient": more["patient"] | {"id": own["patient"]["id"]}}
            if file not in seen:
                seen.append(file)
                yield file
