"""From a question to an answer: guards first, then what the plan says, then the guideline."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from weakref import WeakKeyDictionary

import msgspec

from hematinic.answers import weights
from hematinic.answers.model import Answer, Sentence
from hematinic.answers.reading.derived import with_words
from hematinic.answers.reading.door import Door
from hematinic.answers.reading.patterns import Patterns
from hematinic.answers.reading.premises import Held
from hematinic.answers.reading.question import Declined, Question
from hematinic.answers.reading.stated import Stated
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.planned import Told
from hematinic.answers.replying.retrieve import Found, Index
from hematinic.answers.replying.said import answer_sentence
from hematinic.answers.replying.tables import Tables
from hematinic.answers.replying.units import Unit
from hematinic.plan.build import Planner
from hematinic.plan.model import Fired
from hematinic.record.events import Record
from hematinic.render.words import lines


class Answerer:
    """A planner and the guideline's sentences, ready for any number of questions."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.guideline = with_words(planner.rules.guideline)
        self.index = Index(self.guideline)
        self.door = Door(self.guideline, self.index.vocabulary)
        self.told = Told(self.guideline, self.index)
        self.tables = Tables(self.guideline, self.door.reader)
        known = self.guideline.synonyms
        self.general_terms = frozenset(known.general)
        self.near = frozenset(known.near)
        self.measured = {*known.measured, *known.beside_values}
        made = Patterns({})
        self.leads = [Held.made(one, made) for one in known.premises]

    def ask(
        self,
        question: str,
        record: Record | None,
        reader: str,
        as_of: int | None = None,
        earlier: Sequence[str] = (),
    ) -> Answer:
        asked = self.door.read(question, earlier)
        declined = asked.declined
        if declined and declined.behavior == "emergency":
            return self.declined(declined, reader)
        day = as_of or (record.as_of if record else None) or date.today().toordinal()
        known = asked.known
        context = Context(self.planner, record, known, day) if record or known else None
        urgent = (context and self.urgent(context)) or self.hidden(question, record, day)
        if urgent:
            return self.emergency(urgent, reader)
        if declined and self.stands(declined, asked, record):
            return self.declined(declined, reader)
        uncovered = self.door.guard.uncovered(asked)
        if uncovered:
            return self.declined(uncovered, reader)
        return self.answered(asked, context, reader)

    def stands(self, declined: Declined, asked: Question, record: Record | None) -> bool:
        """A question without a word of the subject may still be about the patient in hand."""
        if declined.behavior != "off_topic" or declined.name != "this":
            return True
        if asked.size > weights.LONG_STORY:
            return True
        about = any("observed" in event for event in asked.stated.events)
        covers = max((one.covers for one in self.index.search(asked.terms)), default=0.0)
        short = asked.size <= weights.SHORT
        near = short and bool(self.near & set(asked.terms)) and covers >= weights.COVERED
        known = set(asked.terms) & self.index.vocabulary.used
        return not (about or near or (record is not None and known))

    # What comes instead of an answer

    def declined(self, found: Declined, reader: str) -> Answer:
        sentence = answer_sentence(found.says, self.guideline, reader, found.name)
        return self.made(found.behavior, [sentence], courtesy=found.courtesy)

    def hidden(self, question: str, record: Record | None, day: int) -> Context | None:
        """Figures of danger in the part of a very long text that is not read otherwise."""
        for stated in self.door.parts(question):
            context = Context(self.planner, record, stated, day) if stated else None
            if context and self.urgent(context):
                return context
        return None

    def urgent(self, context: Context) -> Context | None:
        """With any of the values that are written, since which is the latest is not known."""
        if self.calls_for_help(context):
            return context
        others = (
            Context(self.planner, context.base, stated, context.as_of)
            for stated in context.stated.with_the_others()
        )
        return next((one for one in others if self.calls_for_help(one)), None)

    def calls_for_help(self, context: Context) -> bool:
        """An alert calls for help, and not only because something is unknown."""
        fired, flags = _calling(context), self.guideline.synonyms.red_flags
        if not flags:
            return any(not one.unknown for one in fired)
        value = context.plan.assessment.value
        return bool(fired) and any(value(name) is True for name in flags)

    def emergency(self, context: Context, reader: str) -> Answer:
        first = answer_sentence("emergency-general", self.guideline, reader)
        more = [self.told.fired(one, context.plan, reader) for one in _calling(context)[:1]]
        return self.made("emergency", [first, *more], context=context)

    # An answer

    def answered(self, asked: Question, context: Context | None, reader: str) -> Answer:
        tables = self.tables.answers(asked, reader)
        terms = [*asked.terms, *asked.stated.about]
        found = self.index.search(self.wanted(terms, asked.stated))
        led = list(self.premises(asked, terms))
        if reader == "patient":
            found = [one for one in found if self.tells(one.unit)]
        if context:
            bare = not asked.stated.about and set(terms) <= self.measured
            found = [] if bare else found
            enough = weights.COVERED_OF_PATIENT
            general = self.general(_said_to_all(found), led, enough, weights.BESIDE_A_PLAN)
        else:
            general = self.general(found, led, weights.COVERED, weights.AT_ONCE)
        planned: list[Sentence] = []
        if context:
            plainly = not asked.stated and self.plainly(found, general)
            planned = list(self.told.planned(context, found, general, reader, plainly))
        told = [unit.to(reader) for unit in general]
        first = self.first(found, led, general, context)
        sentences = _once([*tables, *told[:first], *planned, *told[first:]])
        bare_word = len(asked.written.split()) <= weights.A_WORD
        if not context and not led and bare_word and set(terms) <= self.general_terms:
            return self.too_general(reader)
        if not sentences and context:
            enough = weights.COVERED_OF_PATIENT
            without = self.general(_said_of_nobody(found), [], enough, weights.BESIDE_A_PLAN)
            sentences = [unit.to(reader) for unit in without]
        if sentences:
            return self.made("answer", sentences, context=context)
        if context and context.plan.missing:
            return self.made("needs_facts", self.waiting(context, reader), context=context)
        return self.declined(Declined("not_covered", "not-covered"), reader)

    def wanted(self, terms: list[str], stated: Stated) -> list[str]:
        """The question without the facts that it states, where something is left of it."""
        named = stated.values() - set(stated.about)
        left = [term for term in terms if term not in named]
        return left if set(left) & self.index.vocabulary.used - self.general_terms else terms

    def first(
        self, found: list[Found], led: list[Unit], general: list[Unit], context: Context | None
    ) -> int:
        """How many sentences of the guideline come before those of the plan."""
        if led or not context:
            return len(led) or 1
        covers = {one.unit.item: one.covers for one in found}
        return int(bool(general) and covers[general[0].item] >= weights.PLAINLY)

    def plainly(self, found: list[Found], general: list[Unit]) -> bool:
        """The guideline's own sentence answers it; the plan need not be told again."""
        covers = {one.unit.item: one.covers for one in found}
        return bool(general) and covers.get(general[0].item, 1.0) >= weights.ALL_BUT

    def tells(self, unit: Unit) -> bool:
        """To a patient in general: what is written for a question, and statements for everyone.
        A line of a plan is said to somebody; to another it would be wrong."""
        if unit.clinician.kind == "statement":
            return self.index.answers_to[unit.item] == "everyone"
        return unit.clinician.kind == "answer" or unit.item in self.guideline.synonyms.asked_as

    def too_general(self, reader: str) -> Answer:
        """`B12?`: a word is no question; what would make it one is asked for."""
        day = date.today().toordinal()
        empty = Context(self.planner, None, Stated(), day)
        answer = self.made("needs_facts", [answer_sentence("facts-first", self.guideline, reader)])
        return msgspec.structs.replace(answer, asks=tuple(self.asks(empty)))

    def premises(self, asked: Question, terms: list[str]) -> Iterator[Unit]:
        """The statements on what the question takes for granted."""
        have = set(terms)
        for one in self.leads:
            if one.holds(have, asked.clauses):
                for name in one.says:
                    yield from self.index.by_item.get(name, [])[:1]

    def general(self, found: list[Found], led: list[Unit], enough: float, most: int) -> list[Unit]:
        chosen = list(dict.fromkeys(led))[: weights.MOST_LED]
        ranked = sorted(found, key=lambda one: -self.rank(one))
        if not ranked or ranked[0].covers < enough:
            return chosen
        limit = self.rank(ranked[0]) * weights.NEXT
        for one in ranked[: weights.RANKED]:
            close = self.rank(one) >= limit and one.covers >= enough * weights.CLOSE
            room = len(chosen) < max(most, len(led))
            if close and room and not _says_the_same(one.unit, chosen):
                chosen.append(one.unit)
        return chosen

    def rank(self, one: Found) -> float:
        aside = self.index.answers_to.get(one.unit.item) == "aside"
        favor = weights.ASIDE if aside else weights.FAVOR[one.unit.clinician.kind]
        return one.score * (weights.FLAT + one.covers) * favor

    def waiting(self, context: Context, reader: str) -> list[Sentence]:
        """What the plan says while it waits, so that no question of a patient stays bare."""
        first = answer_sentence("facts-first", self.guideline, reader)
        lines_ = context.plan.recommendations[: weights.MOST_WAITING]
        return [first] + [self.told.line(one, context.plan, reader, True) for one in lines_]

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
        return list(dict.fromkeys(found))[: weights.MOST_ASKED]


def _calling(context: Context) -> list[Fired]:
    """The alerts that call for help at once."""
    return [one for one in context.plan.alerts if one.alert.emergency]


def _said_to_all(found: list[Found]) -> list[Found]:
    """Beside a plan, not the lines of other patients' plans."""
    return [one for one in found if one.unit.clinician.kind in ("statement", "answer")]


def _said_of_nobody(found: list[Found]) -> list[Found]:
    """Where the plan has nothing on the question: the alerts and checks too, as general lines."""
    return [one for one in found if one.unit.clinician.kind != "recommendation"]


def _says_the_same(unit: Unit, others: Iterable[Unit]) -> bool:
    own = set(unit.tokens)
    return any(
        len(own & set(other.tokens)) > weights.SAME * min(len(own), len(set(other.tokens)))
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
