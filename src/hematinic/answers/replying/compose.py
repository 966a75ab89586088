"""From a question to an answer: guards first, then what the plan says, then the guideline."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from weakref import WeakKeyDictionary

import msgspec

from hematinic.answers.model import Answer, Sentence
from hematinic.answers.reading.guard import LONG_STORY, NEAR, SHORT, Declined, Guard
from hematinic.answers.reading.patterns import ALL, Patterns, clauses
from hematinic.answers.reading.premises import Held
from hematinic.answers.reading.stated import Stated
from hematinic.answers.reading.text import LONGEST, corrected, plain, words
from hematinic.answers.reading.understand import Reader
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.retrieve import ABOUT_CONTENT, Found, Index, Unit, answer_sentence
from hematinic.answers.replying.tables import from_tables
from hematinic.guideline.model import Recommendation
from hematinic.plan.build import Planner
from hematinic.plan.model import Fired, NotRecommended, Plan, Planned
from hematinic.record.events import Record
from hematinic.render.words import lines

COVERED = 0.5
"""The share of a question's weight that its best sentence must meet; below it, silence."""

COVERED_OF_PATIENT = 0.33
"""The same where a patient's facts, which no sentence repeats, are part of the question."""

ALL_BUT = 0.75
"""So much met leaves nothing for the plan's treatments to add; its alerts are told all the same."""

PLAINLY = 0.5
"""So much met puts a sentence before what the plan says of the patient."""

BEARS = 0.25
"""How near an item of the plan must be to the question, as a share of the nearest."""

NEXT = 0.6
"""A further sentence scores at least so much of the best one."""

AT_ONCE = 4
MOST_PLANNED = 5

GENERAL = {"iron", "vitamin_b12", "folic_acid", "anemia", "vitamin_b12_deficiency"}
GENERAL |= {"iron_deficiency", "both_deficiencies"}
"""A question of these terms alone asks nothing yet."""
MOST_ASKED = 4

MOST_EARLIER = 5
"""Questions before this one that are read for what they stated."""

A_WORD = 4
"""Words of what is hardly a question: `B12?`, `low iron`."""

ACTION = {
    "administer": 1.0, "prescribe": 1.0, "withhold": 0.9, "stop": 0.9, "assess": 0.6, "test": 0.6,
    "refer": 0.5, "advise": 0.4,
}  # fmt: skip
"""What is done comes before what is told, where the question favors neither."""


class Answerer:
    """A planner and the guideline's sentences, ready for any number of questions."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.guideline = planner.rules.guideline
        self.index = Index(self.guideline)
        self.reader = Reader(self.guideline)
        medicines = self.guideline.medicines.values()
        others = [name for one in medicines if not one.gives for name in (one.label, *one.names)]
        self.measured = {*self.guideline.synonyms.measured, "iron", "anemia", "iron_deficiency"}
        made = Patterns({})
        self.leads = [Held.made(one, made) for one in self.guideline.synonyms.premises]
        self.left = [Held.made(one, made) for one in self.guideline.synonyms.declined]
        self.guard = Guard(self.guideline, self.index.terms, others, self.index.spelling.known)

    def ask(
        self,
        question: str,
        record: Record | None,
        reader: str,
        as_of: int | None = None,
        earlier: Sequence[str] = (),
    ) -> Answer:
        mended = corrected(plain(question), self.index.spelling)
        stated = self.reader.read(mended)
        declined = self.guard.first(question, mended, stated)
        if declined and declined.behavior == "emergency":
            return self.declined(declined, reader, stated)
        day = as_of or (record.as_of if record else None) or date.today().toordinal()
        known = self.reader.remembered(stated, question, earlier[-MOST_EARLIER:])
        context = Context(self.planner, record, known, day) if record or known else None
        urgent = (context and self.urgent(context)) or self.hidden(question, record, day)
        if urgent:
            return self.emergency(urgent, reader)
        if declined and self.stands(declined, question, record, stated):
            return self.declined(declined, reader, stated)
        tokens = self.index.tokens(mended)
        uncovered = self.uncovered(question, tokens)
        if uncovered:
            return self.declined(uncovered, reader, stated)
        return self.answered(question, tokens + stated.about, context, stated, reader)

    def stands(
        self, declined: Declined, question: str, record: Record | None, stated: Stated
    ) -> bool:
        """A question without a word of the subject may still be about the patient in hand."""
        if declined.behavior != "off_topic" or declined.name != "this":
            return True
        if len(words(plain(question)).split()) > LONG_STORY:
            return True
        asked = self.index.tokens(question)
        about = any("observed" in event for event in stated.events)
        covers = max((one.covers for one in self.index.search(asked)), default=0.0)
        short = len(words(plain(question)).split()) <= SHORT
        near = short and bool(NEAR & set(asked)) and covers >= COVERED
        known = [token for token in asked if token in self.index.vocabulary]
        return not (about or near or (record is not None and known))

    # What comes instead of an answer

    def declined(self, found: Declined, reader: str, stated: Stated) -> Answer:
        sentence = answer_sentence(found.says, self.guideline, reader, found.name)
        return self.made(found.behavior, [sentence], courtesy=found.courtesy)

    def hidden(self, question: str, record: Record | None, day: int) -> Context | None:
        """Figures of danger in the part of a very long text that is not read otherwise."""
        for start in range(LONGEST // 2, min(len(question), ALL) - LONGEST // 2, LONGEST // 2):
            stated = self.reader.read(plain(question[start : start + LONGEST]))
            context = Context(self.planner, record, stated, day) if stated else None
            if context and self.urgent(context):
                return context
        return None

    def urgent(self, context: Context) -> Context | None:
        """With any of the values that are written, since which is the latest is not known."""
        if self.red_flag(context):
            return context
        others = (
            Context(self.planner, context.base, stated, context.as_of)
            for stated in context.stated.with_the_others()
        )
        return next((one for one in others if self.red_flag(one)), None)

    def red_flag(self, context: Context) -> bool:
        if not any("5.13" in fired.alert.implements for fired in context.plan.alerts):
            return False
        value = context.plan.assessment.value
        return any(value(name) is True for name in self.guideline.synonyms.red_flags)

    def emergency(self, context: Context, reader: str) -> Answer:
        first = answer_sentence("emergency-general", self.guideline, reader)
        fired = [one for one in context.plan.alerts if "5.13" in one.alert.implements]
        more = [self.fired(one, context.plan, reader) for one in fired[:1]]
        return self.made("emergency", [first, *more], context=context)

    def uncovered(self, question: str, asked: list[str]) -> Declined | None:
        spaced, tokens = clauses(plain(question)), set(asked)
        for one in self.left:
            if one.holds(tokens, spaced):
                return Declined("not_covered", one.says[0])
        return self.guard.uncovered(words(plain(question)))

    # An answer

    def answered(
        self,
        question: str,
        tokens: list[str],
        context: Context | None,
        stated: Stated,
        reader: str,
    ) -> Answer:
        tables = from_tables(question, self.reader)
        found = self.index.search(self.wanted(tokens, stated))
        led = list(self.premises(question, tokens))
        if reader == "patient":
            found = [one for one in found if self.tells(one.unit)]
        if context:
            bare = not stated.about and set(tokens) <= self.measured
            found = [] if bare else found
            general = self.general(_said_to_all(found), led, COVERED_OF_PATIENT, 2)
        else:
            general = self.general(found, led, COVERED, AT_ONCE)
        planned: list[Sentence] = []
        if context:
            plainly = not stated and self.plainly(found, general)
            planned = list(self.planned(context, found, general, reader, plainly))
        told = [unit.to(reader) for unit in general]
        first = self.first(found, led, general, context)
        sentences = _once([*tables, *told[:first], *planned, *told[first:]])
        bare_word = len(question.split()) <= A_WORD
        if not context and not led and bare_word and set(tokens) <= GENERAL:
            return self.too_general(reader)
        if not sentences and context:
            without = self.general(_said_of_nobody(found), [], COVERED_OF_PATIENT, 2)
            sentences = [unit.to(reader) for unit in without]
        if sentences:
            return self.made("answer", sentences, context=context)
        if context and context.plan.missing:
            return self.made("needs_facts", self.waiting(context, reader), context=context)
        return self.declined(Declined("not_covered", "not-covered"), reader, stated)

    def wanted(self, tokens: list[str], stated: Stated) -> list[str]:
        """The question without the facts that it states, where something is left of it."""
        named = stated.values() - set(stated.about)
        left = [token for token in tokens if token not in named]
        return left if set(left) & self.index.vocabulary - GENERAL else tokens

    def first(
        self, found: list[Found], led: list[Unit], general: list[Unit], context: Context | None
    ) -> int:
        """How many sentences of the guideline come before those of the plan."""
        if led or not context:
            return len(led) or 1
        covers = {one.unit.item: one.covers for one in found}
        return int(bool(general) and covers[general[0].item] >= PLAINLY)

    def plainly(self, found: list[Found], general: list[Unit]) -> bool:
        """The guideline's own sentence answers it; the plan need not be told again."""
        covers = {one.unit.item: one.covers for one in found}
        return bool(general) and covers.get(general[0].item, 1.0) >= ALL_BUT

    def tells(self, unit: Unit) -> bool:
        """To a patient in general: what is written for a question, and the article's statements.
        A line of a plan is said to somebody; to another it would be wrong."""
        if unit.clinician.kind == "statement":
            return unit.item[0] in "S5"
        return unit.clinician.kind == "answer" or unit.item in self.guideline.synonyms.asked_as

    def too_general(self, reader: str) -> Answer:
        """`B12?`: a word is no question; what would make it one is asked for."""
        day = date.today().toordinal()
        empty = Context(self.planner, None, Stated(), day)
        answer = self.made("needs_facts", [answer_sentence("facts-first", self.guideline, reader)])
        return msgspec.structs.replace(answer, asks=tuple(self.asks(empty)))

    def premises(self, question: str, tokens: list[str]) -> Iterator[Unit]:
        """The statements on what the question takes for granted."""
        spaced, have = clauses(plain(question)), set(tokens)
        for one in self.leads:
            if one.holds(have, spaced):
                for name in one.says:
                    yield from self.index.by_item[name][:1]

    def general(self, found: list[Found], led: list[Unit], enough: float, most: int) -> list[Unit]:
        units = list(dict.fromkeys(led))[:3]
        ranked = sorted(found, key=lambda one: -_rank(one))
        if ranked and ranked[0].covers >= enough:
            limit = _rank(ranked[0]) * NEXT
            for one in ranked[:12]:
                close = _rank(one) >= limit and one.covers >= enough * 0.8
                if (
                    close
                    and len(units) < max(most, len(led))
                    and not _says_the_same(one.unit, units)
                ):
                    units.append(one.unit)
        return units

    def waiting(self, context: Context, reader: str) -> list[Sentence]:
        """What the plan says while it waits, so that no question of a patient stays bare."""
        first = answer_sentence("facts-first", self.guideline, reader)
        return [first] + [
            self.line(one, context.plan, reader, True) for one in context.plan.recommendations[:2]
        ]

    # What the plan says

    def planned(
        self,
        context: Context,
        found: list[Found],
        general: list[Unit],
        reader: str,
        plainly: bool = False,
    ) -> Iterator[Sentence]:
        full = context.of_an_adult()
        known = full is context.plan
        scores: dict[str, float] = {}
        best = max((one.score for one in found), default=1.0)
        for one in found:
            scores.setdefault(one.unit.item, one.score / best)
        told = {unit.item for unit in general}
        alerts = [
            one
            for one in full.alerts
            if not ABOUT_CONTENT & set(one.alert.implements)
            and (one.level == "critical" or one.alert.first or scores.get(one.alert.id, 0) > BEARS)
            and one.alert.id not in told
        ]
        for fired in alerts[:3]:
            yield self.fired(fired, full, reader)
        ranked = sorted(
            (line for line in full.recommendations if line.item.id not in told),
            key=lambda line: -(ACTION[line.item.action] + 2 * scores.get(line.item.id, 0)),
        )
        weight = [line for line in ranked if self.bears(line, scores, plainly)]
        chosen = weight[: MOST_PLANNED - len(alerts[:2])]
        if not known and any(line.item.prescribe for line in chosen):
            yield answer_sentence("age-unknown", self.guideline, reader)
        held = [] if plainly else self.held(full, scores)
        refused = [one for one in held if one.item.id not in told]
        in_order = [line for line in full.recommendations if line in chosen]
        for at, line in enumerate(in_order):
            yield self.line(line, full, reader, known)
            later = [after.item for after in in_order[at + 1 :]]
            for other in list(refused):
                last = not any(self.beside(other.item, item) for item in later)
                if last and self.beside(other.item, line.item):
                    refused.remove(other)
                    yield self.refused(other)
        yield from map(self.refused, refused)

    def held(self, plan: Plan, scores: dict[str, float]) -> Iterator[NotRecommended]:
        """What is not offered now, the age known or assumed: each treatment that would be, and
        whatever else the question is about."""
        for one in plan.not_recommended:
            would = one.item.prescribe is not None and one.item.status != "alternative"
            if would or scores.get(one.item.id, 0) > BEARS:
                yield one

    def beside(self, one: Recommendation, other: Recommendation) -> bool:
        """They give the same nutrient: what is not given stands beside what is."""
        gives = [
            self.guideline.medicines[item.prescribe.medicine].gives
            for item in (one, other)
            if item.prescribe
        ]
        return len(gives) == 2 and bool(set(gives[0]) & set(gives[1]))

    @staticmethod
    def bears(line: Planned, scores: dict[str, float], plainly: bool) -> bool:
        """What treats the deficiency is told; the rest only where the question is about it."""
        treats = line.item.prescribe and line.status != "alternative" and not plainly
        if treats and line.item.phase in ("today", "loading", "iron"):
            return True
        return scores.get(line.item.id, 0) > BEARS

    def fired(self, one: Fired, plan: Plan, reader: str) -> Sentence:
        text = lines.alert(one, plan.assessment, "patient" if reader == "patient" else "clinician")
        if reader != "patient":
            text = f"{text} {lines.what_to_do(one.alert, plan.assessment)}"
        alert = one.alert
        return Sentence(
            text=text, statements=alert.implements, item=alert.id, kind="alert", cites=alert.cites,
            basis=alert.basis, planned=True, disagrees=alert.disagrees,
        )  # fmt: skip

    def line(self, one: Planned, plan: Plan, reader: str, known: bool) -> Sentence:
        """The plan's own line; where no age is known, the guideline's, which has no dates."""
        item = one.item
        if not known:
            return self.index.by_item[item.id][0].to(reader)
        kind = "patient" if reader == "patient" else "clinician"
        return Sentence(
            text=lines.recommendation(one, plan.assessment, kind), statements=item.implements,  # type: ignore[arg-type]
            item=item.id, kind="recommendation", cites=item.cites, strength=item.strength,
            basis=item.basis, planned=True, disagrees=item.disagrees,
        )  # fmt: skip

    @staticmethod
    def refused(one: NotRecommended) -> Sentence:
        item = one.item
        return Sentence(
            text=f"{item.title}: not now, because {one.because}.",
            statements=one.implements or item.implements,
            item=item.id,
            kind="recommendation",
            cites=item.cites,
            basis=item.basis,
            planned=True,
        )

    def made(
        self,
        behavior: str,
        sentences: list[Sentence],
        context: Context | None = None,
        courtesy: str = "",
    ) -> Answer:
        header = self.guideline.header
        return Answer(
            behavior=behavior,  # type: ignore[arg-type]
            sentences=tuple(sentences),
            status=header.status,
            notice=header.draft_notice,
            patient_context=context is not None,
            understood=tuple(context.stated.shown) if context else (),
            asks=tuple(self.asks(context)) if context else (),
            courtesy=courtesy,
        )

    def asks(self, context: Context) -> list[str]:
        found = [*context.problems, *context.stated.doubts, *context.other_units()]
        found += [lines.missing(line, context.plan.assessment) for line in context.plan.missing]
        return list(dict.fromkeys(found))[:MOST_ASKED]


def _rank(one: Found) -> float:
    if one.unit.item[0] in "CK" and one.unit.clinician.kind == "statement":
        return one.score * (0.4 + one.covers) * 0.7
    favor = {"answer": 1.2, "statement": 1.0, "recommendation": 1.0, "alert": 0.9, "check": 0.9}
    return one.score * (0.4 + one.covers) * favor[one.unit.clinician.kind]


def _said_to_all(found: list[Found]) -> list[Found]:
    """Beside a plan, not the lines of other patients' plans."""
    return [one for one in found if one.unit.clinician.kind in ("statement", "answer")]


def _said_of_nobody(found: list[Found]) -> list[Found]:
    """Where the plan has nothing on the question: the alerts and checks too, as general lines."""
    return [one for one in found if one.unit.clinician.kind != "recommendation"]


def _says_the_same(unit: Unit, others: Iterable[Unit]) -> bool:
    own = set(unit.tokens)
    return any(
        len(own & set(other.tokens)) > 0.6 * min(len(own), len(set(other.tokens)))
        and bool(set(unit.clinician.statements) & set(other.clinician.statements))
        for other in others
    )


def _once(sentences: list[Sentence]) -> list[Sentence]:
    return list({sentence.text: sentence for sentence in sentences}.values())


_ready: "WeakKeyDictionary[Planner, Answerer]" = WeakKeyDictionary()


def answerer(planner: Planner) -> Answerer:
    """Made once for a planner: a few tenths of a second."""
    found = _ready.get(planner)
    if found is None:
        found = _ready[planner] = Answerer(planner)
    return found


def ask(
    question: str,
    planner: Planner,
    record: Record | None = None,
    reader: str = "clinician",
    as_of: int | None = None,
    earlier: Sequence[str] = (),
) -> Answer:
    """`reader` is clinician or patient. Without a day it is the record's, else today. `earlier` are
    the questions before this one, the last one last; what they stated of the patient holds on."""
    return answerer(planner).ask(question, record, reader, as_of, earlier)
