"""Every kind of difference between two versions: shown by a patient, or proved not to be.

All that could differ is asked for at once. Whoever the solver finds is planned by both versions;
the kinds in which they differ are shown, each by the plainest patient of it, and are asked for no
more. When it finds nobody, there is no other kind.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import z3

from hematinic.expressions.smt_values import Formula, conjunction, negation
from hematinic.guideline.rules import Rules
from hematinic.plan.model import Plan
from hematinic.proof.difference.facets import Facets
from hematinic.proof.difference.lessons import lessons
from hematinic.proof.difference.meant import Clause, Meant
from hematinic.proof.difference.model import (
    Change,
    Difference,
    Doubtful,
    Idle,
    Kind,
    NowLayer,
    Shown,
)
from hematinic.proof.difference.plain import PlainFacts, fewer_events
from hematinic.proof.difference.records import Planned, Records
from hematinic.proof.difference.says import text
from hematinic.proof.difference.seen import Seen, unlike
from hematinic.proof.difference.texts import texts
from hematinic.proof.difference.versions import Both, Versions
from hematinic.proof.vignettes import File
from hematinic.proof.world import UndecidedError
from hematinic.render.words.layers import said


def difference(before: Rules, after: Rules, meant: Sequence[Clause] | None = None) -> Difference:
    """Of two versions of a guideline, what every patient's plan differs in. `meant`: what the
    change is meant to do; the rest is beyond it. An empty list means that nothing is to change, and
    None that nobody said. Raises MeantError where a condition of it cannot be read."""
    return Search(
        before, after, Meant(tuple(meant or ()), meant is not None, before, after)
    ).difference()


ATTEMPTS = 2
"""Records for one kind that the solver is asked for,"""
IN_ALL = 24
"""and for all of them, before records that are there are looked through."""


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of difference, within what was meant or beyond it (None: nobody said)."""

    kind: Kind
    beyond: bool | None


class Search:
    def __init__(self, before: Rules, after: Rules, meant: Meant) -> None:
        self.meant, self.rules = meant, (before, after)
        meant.nodes  # noqa: B018 - a mistake in it is told before anything is asked
        self.versions = Versions(before, after)
        self.worlds = self.versions.worlds
        self.facets = [*Facets(*self.worlds).all()]
        self.records, self.plain = Records(self.versions), PlainFacts(self.versions)
        self.formulas = dict(self.questions())
        self.open = {one: self.versions.given(f) for one, f in self.formulas.items()}
        self.found: dict[Question, Both] = {}
        """Whom the solver found for each."""
        self.shown: dict[str, Planned] = {}
        """Patients by their files."""
        self.examples: dict[str, list[Kind]] = {}
        """Of which kinds each is the example."""
        self.doubtful: list[Doubtful] = []
        self.learned: list[Formula] = []
        """What records that were tried have shown to go together."""
        self.asked = 0

    def difference(self) -> Difference:
        self.find()
        self.show()
        before, after = (rules.guideline for rules in self.rules)
        return Difference(
            before=before.content_hash,
            after=after.content_hash,
            idle=tuple(self.idle()),
            patients=tuple(self.patients()),
            doubtful=tuple(self.doubtful),
            texts=tuple(texts(before, after)),
            apart=tuple(sorted({*self.versions.apart.own, *self.versions.apart.gone})),
            compared=len(self.facets),
            stated=self.meant.stated,
        )

    def questions(self) -> Iterator[tuple[Question, Formula]]:
        for facet in self.facets:
            for kind, formula in facet.kinds.items():
                if not self.meant.stated:
                    yield Question(kind, None), formula
                    continue
                meant = self.meant.formula(kind, self.worlds)
                for beyond, part in ((True, negation(meant)), (False, meant)):
                    if not z3.is_false(asked := conjunction(formula, part)):
                        yield Question(kind, beyond), asked

    # Kinds

    def find(self) -> None:
        """Somebody for each question, until nobody is left for any."""
        while self.open:
            try:
                model = self.versions.any_of([*self.open.values()])
            except UndecidedError:
                self.one_by_one()
                return
            if model is None:
                return
            self.settle(model)

    def one_by_one(self) -> None:
        """Where all that are left cannot be ruled out together."""
        for one, name in [*self.open.items()]:
            if one in self.open:
                try:
                    model = self.versions.any_of([name])
                except UndecidedError as reason:
                    self.doubt(one, f"the solver gave up: {reason}")
                else:
                    if model is not None:
                        self.settle(model)
            self.open.pop(one, None)

    def settle(self, model: Formula) -> None:
        """What a patient shows is not asked for again; nor what the planner does not agree on."""
        both = self.versions.patient(model)
        shows = self.shows(*self.versions.seen(both))
        settled = shows & self.open.keys() or {*self.true_of(model)}
        assert settled, "the model is one of what was asked"
        for one in settled:
            self.found[one] = both
            del self.open[one]

    def true_of(self, model: Formula) -> Iterator[Question]:
        for one in self.open:
            if z3.is_true(model.eval(self.formulas[one], model_completion=True)):
                yield one

    def shows(self, before: Seen, after: Seen) -> set[Question]:
        return {
            Question(kind, self.beyond(kind, (before, after))) for kind in unlike(before, after)
        }

    def beyond(self, kind: Kind, seen: tuple[Seen, Seen]) -> bool | None:
        covers = self.meant.covers(kind, *seen)
        return None if covers is None else not covers

    def doubt(self, one: Question, because: str) -> None:
        self.doubtful.append(Doubtful(kind=one.kind, beyond=one.beyond, because=because))

    # Patients

    def show(self) -> None:
        """Of each kind the plainest patient; who is the example of one may be that of others."""
        already: set[Question] = set()
        for one in self.formulas:  # what must be stopped or said first of all
            if one in already or one not in self.found:
                continue
            shown = self.example(one)
            if shown is None:
                self.doubt(one, "not ruled out by the solver, nor shown by a record that was tried")
                continue
            key = repr(shown.file)
            self.shown[key] = shown
            self.examples.setdefault(key, []).append(one.kind)
            already |= self.shows(*shown.seen)

    def example(self, one: Question) -> Planned | None:
        """As a file that shows it by both planners."""

        def holds(tried: Both) -> bool:
            seen = self.versions.seen(tried)
            return one.kind in unlike(*seen) and self.beyond(one.kind, seen) is one.beyond

        for _ in range(min(ATTEMPTS, IN_ALL - self.asked)):
            self.asked += 1
            model = self.versions.plain_model(conjunction(self.formulas[one], *self.learned))
            if model is None:
                break
            start = self.versions.patient(model)
            if not holds(start):
                break
            if shown := self.written(one, self.plain.shrink(start, holds)):
                return shown
            lemmas = [*self.lessons(start)]
            if not lemmas:
                break
            self.learned += lemmas
        both = self.found[one]
        written = self.written(one, self.plain.shrink(both, holds)) if holds(both) else None
        return written or self.among_records(one)

    def among_records(self, one: Question) -> Planned | None:
        """Of those that were tried for other kinds, and of sampled patients on days of their story,
        the first of whom it is so, without the events that are not needed."""
        for planned in chain([*self.records.known.values()], self.records.sampled()):
            if planned is not None and self.shown_by(one, planned):
                return self.fewer(one, planned.file)
        return None

    def shown_by(self, one: Question, planned: Planned | None) -> bool:
        shows = planned is not None and one.kind in planned.unlike
        return shows and self.beyond(one.kind, planned.seen) is one.beyond  # type: ignore[union-attr]

    def fewer(self, one: Question, file: File) -> Planned | None:
        def shows(tried: File) -> bool:
            return self.shown_by(one, self.records.planned(tried))

        return self.records.planned(fewer_events(file, shows))

    def lessons(self, both: Both) -> Iterator[Formula]:
        """What the record says that was to give these facts: where just this is known of what some
        events are of, that is known of it too. It guides the search for a record, and no proof."""
        for file in islice(self.records.files(both), 1):
            planned = self.records.planned(file)
            for i, world in enumerate(self.worlds):
                if planned is not None:
                    yield from lessons(world, both[i], planned.seen[i].values)

    def written(self, one: Question, both: Both) -> Planned | None:
        for file in self.records.files(both):
            if self.shown_by(one, self.records.planned(file)):
                return self.fewer(one, file)
        return None

    def patients(self) -> Iterable[Shown]:
        for key, planned in self.shown.items():
            before, after = (_now(plan) for plan in planned.plans)
            changes = (
                Change(
                    kind=kind,
                    beyond=self.beyond(kind, planned.seen),
                    before=one.before,
                    after=one.after,
                    text=text(kind, planned.plans[1]) or text(kind, planned.plans[0]),
                )
                for kind, one in planned.unlike.items()
            )
            yield Shown(
                file=planned.file,
                shows=tuple(self.examples[key]),
                changes=tuple(changes),
                before=before,
                after=after,
            )

    # What was meant

    def idle(self) -> Iterable[Idle]:
        """Clauses that nobody meets."""
        for clause in self.meant.clauses:
            if not any(self.meets(planned, clause) for planned in self.shown.values()):
                yield Idle(says=clause.says)

    def meets(self, planned: Planned, clause: Clause) -> bool:
        speaks = any(clause.speaks_of(kind) for kind in planned.unlike)
        return speaks and self.meant.holds_of(clause, *planned.seen)


def _now(plan: Plan) -> NowLayer:
    told = said(plan).now
    rows = ((heading, tuple(one.whole for one in lines)) for heading, lines in told.rows())
    return NowLayer(bottom_line=told.bottom_line, rows=tuple(rows))
