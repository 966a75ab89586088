"""Every kind of difference between two versions: shown by a patient, or proved not to be.

All that could differ is asked for at once. Whoever the solver finds is planned by both versions;
the kinds in which they differ are shown, each by the plainest patient of it, and are asked for no
more. When it finds nobody, there is no other kind.
"""

from collections.abc import Iterable, Iterator, Sequence

import z3

from hematinic.expressions.smt_values import Formula, conjunction, negation
from hematinic.guideline.rules import Rules
from hematinic.plan.model import Plan
from hematinic.proof.difference import beside
from hematinic.proof.difference.aside import Aside
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
from hematinic.proof.difference.records import Planned
from hematinic.proof.difference.ruled import Ruled, ruled
from hematinic.proof.difference.says import text
from hematinic.proof.difference.seeded import Seeds
from hematinic.proof.difference.seen import Seen, unlike
from hematinic.proof.difference.showing import IN_ALL_AT_LAST, Question, Showing
from hematinic.proof.difference.texts import texts
from hematinic.proof.difference.versions import Versions
from hematinic.proof.world import UndecidedError
from hematinic.render.words.layers import in_words


def difference(before: Rules, after: Rules, meant: Sequence[Clause] | None = None) -> Difference:
    """Of two versions of a guideline, what every patient's plan differs in. `meant`: what the
    change is meant to do; the rest is beyond it. An empty list means that nothing is to change, and
    None that nobody said. Raises MeantError where a condition of it cannot be read."""
    return Search(
        before, after, Meant(tuple(meant or ()), meant is not None, before, after)
    ).difference()


MANY = 20
"""Of more kinds than these the people who are there show many, and are looked through first."""

LAST = 2
"""So often in vain people are made of others at last."""

NEITHER, GAVE_UP = "not ruled out by the solver, nor shown by a record", "the solver gave up"


class Search:
    def __init__(self, before: Rules, after: Rules, meant: Meant) -> None:
        self.meant, self.rules = meant, (before, after)
        meant.nodes  # noqa: B018 - a mistake in it is told before anything is asked
        self.versions = Versions(before, after)
        self.worlds = self.versions.worlds
        self.facets = [*Facets(*self.worlds).all()]
        self.formulas = dict(self.questions())
        self.names = {question: self.versions.given(f) for question, f in self.formulas.items()}
        self.showing = Showing(self.versions, self.formulas, self.shows)
        self.open, self.seeds = self.showing.open, Seeds(self.showing, self.names)
        self.found: dict[Question, None] = {}
        """What a patient of the solver's was to show, in that order."""
        self.hard: frozenset[Question] = frozenset()
        """Of which the solver could not tell."""
        self.doubtful: list[Doubtful] = []
        self.many = False

    def difference(self) -> Difference:
        self.many = len(self.open) > MANY
        if self.many:
            self.of_many()
        else:
            self.find()
        self.show_the_rest()
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
            questions=beside.questions(self.showing),
            timetables=beside.timetables(self.showing),
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

    def of_many(self) -> None:
        """What is ruled out is worked out aside. Of very many it is waited for at the end only."""
        self.showing.by_people()
        ruling = Aside(self.ruled)
        if not self.showing.shown:
            self.seeds.begin()
        self.more()
        if self.showing.very_many:
            self.find()
            self.take(ruling.found())
            self.found |= dict.fromkeys(self.open)
        else:
            self.take(ruling.found())
            self.find()

    # Whom the solver finds

    def find(self) -> None:
        """Somebody for each question, until nobody is left for any."""
        while left := [question for question in self.open if question not in self.found]:
            if self.showing.spent:
                self.showing.in_all = self.showing.asked
                return
            try:
                model = self.versions.any_of([self.names[question] for question in left])
            except UndecidedError:
                if not self.showing.very_many:
                    self.one_by_one(left)
                return
            if model is None:
                self.ruled_out(left)
                return
            if self.settle(model, left) and self.many:
                self.more()

    def ruled(self) -> Ruled:
        return ruled(self.versions, {each: self.names[each] for each in self.open}, self.shows)

    def take(self, rulings: Ruled) -> None:
        """What was shown meanwhile is not open any more."""
        self.ruled_out(question for question in rulings.out if question in self.open)
        self.hard = frozenset(rulings.hard)

    def more(self) -> None:
        """Of those who are shown, as long as it shows more."""
        open_before = 0
        while len(self.open) != open_before:
            open_before = len(self.open)
            self.showing.cross()
            self.seeds.grow()
        self.found |= dict.fromkeys(each for each in self.seeds.possible if each in self.open)

    def one_by_one(self, left: Sequence[Question]) -> None:
        """Where all that are left cannot be ruled out together."""
        for question in left:
            if question in self.open:
                try:
                    model = self.versions.any_of([self.names[question]])
                except UndecidedError as reason:
                    self.doubt(question, f"{GAVE_UP}: {reason}")
                else:
                    if model is None:
                        self.ruled_out([question])
                    else:
                        self.settle(model, [question])

    def ruled_out(self, these: Iterable[Question]) -> None:
        for question in these:
            del self.open[question]

    def settle(self, model: Formula, left: Sequence[Question]) -> bool:
        """What a patient shows is not asked for again; nor what the planner does not agree on.
        Whether a record shows some of it."""
        asked, seen = {*left}, self.versions.seen(self.versions.patient(model))
        settled = self.shows(*seen) & asked or {*self.true_of(model, left)}
        assert settled, "the model is one of what was asked"
        wanted = self.showing.wanted(settled)
        self.found |= dict.fromkeys(wanted)
        return self.showing.example(wanted[:1] if self.showing.very_many else wanted)

    def true_of(self, model: Formula, left: Sequence[Question]) -> Iterator[Question]:
        for question in left:
            if z3.is_true(model.eval(self.formulas[question], model_completion=True)):
                yield question

    def show_the_rest(self) -> None:
        """What the records of those whom the solver found did not show after all."""
        self.showing.cross(LAST)
        if self.many and not self.showing.very_many:
            self.seeds.again()
        if not self.showing.very_many:
            self.showing.in_all = self.showing.asked + IN_ALL_AT_LAST
        for question in self.found:
            if question in self.open and not self.showing.at_last(question):
                gave_up = question in self.hard
                self.doubt(question, GAVE_UP if gave_up else NEITHER)

    def shows(self, before: Seen, after: Seen) -> set[Question]:
        return {
            Question(kind, self.beyond(kind, (before, after))) for kind in unlike(before, after)
        }

    def beyond(self, kind: Kind, seen: tuple[Seen, Seen]) -> bool | None:
        covers = self.meant.covers(kind, *seen)
        return None if covers is None else not covers

    def doubt(self, question: Question, because: str) -> None:
        self.doubtful.append(Doubtful(kind=question.kind, beyond=question.beyond, because=because))
        del self.open[question]

    # Patients

    def patients(self) -> Iterator[Shown]:
        """What must be stopped or said stands first."""
        order = {question: i for i, question in enumerate(self.formulas)}
        shown, examples = self.showing.shown, self.showing.examples
        keys = sorted(shown, key=lambda key: min(order[question] for question in examples[key]))
        return (self.patient(shown[key], examples[key]) for key in keys)

    def patient(self, planned: Planned, examples: Sequence[Question]) -> Shown:
        before, after = (_now(plan) for plan in planned.plans)
        changes = (
            Change(
                kind=kind,
                beyond=self.beyond(kind, planned.seen),
                before=apart.before,
                after=apart.after,
                text=text(kind, planned.plans[1]) or text(kind, planned.plans[0]),
            )
            for kind, apart in planned.unlike.items()
        )
        return Shown(
            file=planned.file,
            shows=tuple(example.kind for example in examples),
            changes=tuple(changes),
            before=before,
            after=after,
        )

    # What was meant

    def idle(self) -> Iterable[Idle]:
        """Clauses that nobody meets."""
        for clause in self.meant.clauses:
            if not any(self.meets(planned, clause) for planned in self.showing.shown.values()):
                yield Idle(says=clause.says)

    def meets(self, planned: Planned, clause: Clause) -> bool:
        speaks = any(clause.speaks_of(kind) for kind in planned.unlike)
        return speaks and self.meant.holds_of(clause, *planned.seen)


def _now(plan: Plan) -> NowLayer:
    now = in_words(plan).now
    rows = ((heading, tuple(entry.whole for entry in lines)) for heading, lines in now.rows())
    return NowLayer(bottom_line=now.bottom_line, rows=tuple(rows))
