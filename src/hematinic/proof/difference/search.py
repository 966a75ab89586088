"""Every kind of difference between two versions: shown by a patient, or proved not to be.

All that could differ is asked for at once. Whoever the solver finds is planned by both versions;
the kinds in which they differ are shown, each by the plainest patient of it, and are asked for no
more. When it finds nobody, there is no other kind.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import z3

from hematinic.expressions.smt_values import Formula, conjunction, negation
from hematinic.guideline.rules import Rules
from hematinic.plan.model import Plan
from hematinic.proof.difference.facets import Facets
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
        for one in self.shows(*self.versions.seen(both)) & self.open.keys():
            self.found[one] = both
            del self.open[one]
        for one in [*self.open]:
            if z3.is_true(model.eval(self.formulas[one], model_completion=True)):
                self.found[one] = both
                del self.open[one]

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
        for one, both in self.found.items():
            if one in already:
                continue
            shown = self.example(one, both)
            if shown is None:
                self.doubt(one, "the solver knows of one, but no record gives these facts")
                continue
            key = repr(shown.file)
            self.shown[key] = shown
            self.examples.setdefault(key, []).append(one.kind)
            already |= self.shows(*shown.seen)

    def example(self, one: Question, both: Both) -> Planned | None:
        """As a file that shows it by both planners."""

        def holds(tried: Both) -> bool:
            seen = self.versions.seen(tried)
            return one.kind in unlike(*seen) and self.beyond(one.kind, seen) is one.beyond

        for start in self.starts(one, both):
            if holds(start) and (shown := self.written(one, self.plain.shrink(start, holds))):
                return shown
        return None

    def starts(self, one: Question, both: Both) -> Iterator[Both]:
        plainer = self.versions.plain_model(self.formulas[one])
        if plainer is not None:
            yield self.versions.patient(plainer)
        yield both

    def written(self, one: Question, both: Both) -> Planned | None:
        def planned(file: File) -> Planned | None:
            found = self.records.planned(file)
            shows = found is not None and one.kind in found.unlike
            return (
                found
                if shows and found and self.beyond(one.kind, found.seen) is one.beyond
                else None
            )

        for file in self.records.files(both):
            if planned(file) is not None:
                return planned(fewer_events(file, lambda tried: planned(tried) is not None))
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
