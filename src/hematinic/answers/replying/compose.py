"""From a question to an answer: help first, then one direct sentence and what is behind it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from weakref import WeakKeyDictionary

import msgspec

from hematinic.answers import weights
from hematinic.answers.model import Answer, Sentence
from hematinic.answers.reading.derived import with_words
from hematinic.answers.reading.door import Door
from hematinic.answers.reading.patterns import Patterns
from hematinic.answers.reading.question import Declined, Question
from hematinic.answers.reading.stated import Stated, name_of
from hematinic.answers.reading.turns import parts_of, supposes
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.figured import FigureAnswers
from hematinic.answers.replying.part import Parts
from hematinic.answers.replying.planned import PlanSentences
from hematinic.answers.replying.reply import Part
from hematinic.answers.replying.said import answer_sentence
from hematinic.answers.replying.stored import index_of
from hematinic.answers.replying.tables import Tables
from hematinic.answers.replying.wording import placed
from hematinic.answers.replying.worked import WorkedOut
from hematinic.plan.build import Planner
from hematinic.plan.model import Fired
from hematinic.record.events import Record
from hematinic.render.words import lines


class Answerer:
    """A planner and the guideline's sentences, ready for any number of questions."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.guideline = with_words(planner.rules.guideline)
        self.index = index_of(self.guideline)
        self.door = Door(self.guideline, self.index.vocabulary, self.index.alarm)
        self.of_plan = PlanSentences(self.guideline, self.index)
        tables = Tables(self.guideline, self.door.reader)
        figures = FigureAnswers(self.guideline)
        worked = WorkedOut(planner.rules)
        self.parts = Parts(
            self.guideline, self.index, self.door.guard, self.of_plan, tables, figures, worked
        )
        self.general_terms = frozenset(self.guideline.synonyms.general)
        patterns, in_care = Patterns({}), self.guideline.synonyms.in_care
        self.said_in_care = patterns.any(in_care.said)
        self.said_elsewhere = patterns.any(in_care.unless)

    def ask(
        self,
        question: str,
        record: Record | None,
        reader: str,
        as_of: int | None = None,
        earlier: Sequence[str] = (),
    ) -> Answer:
        asked = self.door.read(question, earlier)
        day = as_of or (record.as_of if record else None) or date.today().toordinal()
        declined = asked.declined
        # This order is a promise. Help comes first, by the phrases of the question, then by its
        # figures, which tell more, then by all of its words, before anything is turned away:
        # `not covered`, said to a text that tells of chest pain, could cost a life.
        if declined and declined.behavior == "emergency":
            return self.helped(declined, asked, reader, earlier)
        known = asked.known
        context = Context(self.planner, record, known, day) if record or known else None
        # Figures are judged by the plan: its alerts know the limits, and no number stands in
        # Python.
        urgent = (context and self.urgent(context)) or self.hidden(question, record, day)
        if urgent:
            return self.emergency(urgent, asked, reader, earlier)
        alarmed = self.door.guard.told(asked, earlier)
        if alarmed:
            return self.helped(alarmed, asked, reader, earlier)
        if declined and not declined.may_be_answered:
            return self.declined(declined, reader)
        return self.answered(asked, context, reader, record is not None, earlier)

    def ranked(self, question: str, reader: str, earlier: Sequence[str] = ()) -> list[str]:
        """The items that the search finds for it, best first, whatever is said in the end."""
        asked = self.door.read(question, earlier)
        before = self.subject_before(earlier)
        leaning = before if before and self.parts.leans_on(asked, before, reader, None) else None
        return [hit.unit.item for hit in self.parts.ranked(asked, reader, leaning, None)]

    # What comes instead of an answer

    def declined(self, declined: Declined, reader: str) -> Answer:
        sentence = answer_sentence(declined.says, self.guideline, reader, declined.name)
        return self.made(declined.behavior, [sentence], courtesy=declined.courtesy)

    def helped(
        self, declined: Declined, asked: Question, reader: str, earlier: Sequence[str]
    ) -> Answer:
        """Help first; what was asked is answered all the same, to those who treat."""
        first = answer_sentence(declined.says, self.guideline, reader, declined.name)
        after = self.after_help(asked, reader, earlier, None)
        return self.made("emergency", [first, *after], courtesy=declined.courtesy)

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
        # What is an emergency of an adult is one where no age is told: `pregnant, Hb 66`.
        grown = context.of_supposed_age()
        if grown and self.calls_for_help(grown):
            return grown
        others = (
            Context(self.planner, context.base, stated, context.as_of)
            for stated in context.stated.with_the_others()
        )
        return next((other for other in others if self.calls_for_help(other)), None)

    def calls_for_help(self, context: Context) -> bool:
        """An alert calls for help, and not only because something is unknown."""
        fired, flags = _calling(context), self.guideline.synonyms.red_flags
        # In a question nearly all is unknown, and an alert with `if_unknown: act` fires for it.
        # Taken as it stands, every question would be an emergency. What counts is what is known:
        # the guideline's red flags or, where it names none, an alert that waits for nothing.
        if not flags:
            return any(not alert.unknown for alert in fired)
        value = context.plan.assessment.value
        return bool(fired) and any(value(name) is True for name in flags)

    def emergency(
        self, context: Context, asked: Question, reader: str, earlier: Sequence[str]
    ) -> Answer:
        fired = [self.of_plan.fired(alert, context.plan, reader) for alert in _calling(context)[:1]]
        after = self.after_help(asked, reader, earlier, context)
        # Whoever treats in a hospital already is not sent there: the answer, the alert behind it.
        if after and self.in_care(context, asked, bool(earlier)):
            more = placed(after[1:], "more")
            return self.made(
                "answer",
                [*placed(after[:1], "first"), *placed(fired, "support"), *more],
                context=context,
            )
        both = self.meanwhile(after[0], reader) if after else None
        if both:
            more = placed([*fired, *after[1:]], "more")
            return self.made("emergency", [both, *more], context=context)
        first = answer_sentence("emergency-general", self.guideline, reader)
        support = placed(after[:1] or fired, "support")
        more = placed([*(fired if after else []), *after[1:]], "more")
        return self.made("emergency", [first, *support, *more], context=context)

    def meanwhile(self, answer: Sentence, reader: str) -> Sentence | None:
        """The call for help and the answer to what was asked in one sentence, so that whoever
        treats reads both at once; it rests on what both rest on."""
        if MEANWHILE not in self.guideline.answers:
            return None
        call = answer_sentence(MEANWHILE, self.guideline, reader, values={"answer": answer.text})
        return msgspec.structs.replace(
            call,
            statements=tuple(dict.fromkeys([*call.statements, *answer.statements])),
            cites=tuple(dict.fromkeys([*call.cites, *answer.cites])),
        )

    def in_care(self, context: Context, asked: Question, goes_on: bool) -> bool:
        """Nothing but figures that a hospital treats makes it an emergency, and the patient is in
        one by the words of this question, or it tells of no danger by itself after one that was
        answered with the call for help (`goes_on`)."""
        expected = self.guideline.synonyms.in_care
        value = context.plan.assessment.value
        flags = {name for name in self.guideline.synonyms.red_flags if value(name) is True}
        return (
            bool(flags)
            and flags <= set(expected.flags)
            and (
                (goes_on and not self.urgent_by_itself(asked, context))
                or bool(self.said_in_care.search(asked.clauses))
            )
            and self.said_elsewhere.search(asked.clauses) is None
        )

    def urgent_by_itself(self, asked: Question, context: Context) -> bool:
        """By what this question tells, without those before it."""
        if not asked.stated:
            return False
        return self.calls_for_help(Context(self.planner, None, asked.stated, context.as_of))

    def after_help(
        self, asked: Question, reader: str, earlier: Sequence[str], context: Context | None
    ) -> list[Sentence]:
        # A patient reads one thing and goes. A clinician treats meanwhile, and needs the answer.
        if reader == "patient" or asked.size > weights.LONG_STORY:
            return []
        asking = [text for text in PIECES.split(asked.written) if ASKS.search(text)]
        before = self.subject_before(earlier)
        must = self.parts.finder.must_be_said(asked, reader, context)
        if must:
            return placed(must.unit.to(reader), "support")
        texts = [asked.written, *asking] if asking else []
        questions = [self.door.read(text) for text in dict.fromkeys(texts)]
        nearest = [self.parts.best(question, reader, before) for question in questions]
        sure, top = max(nearest, key=lambda sure_and_hit: sure_and_hit[0], default=(0.0, None))
        enough = top is not None and sure >= weights.AFTER_HELP
        return placed(top.unit.to(reader), "support") if top and enough else []

    # An answer

    def answered(
        self, asked: Question, context: Context | None, reader: str, in_hand: bool,
        earlier: Sequence[str],
    ) -> Answer:  # fmt: skip
        left_to_others = self.door.guard.left_to_others(asked)
        if left_to_others and not self.parts.figures.doses(asked, reader):
            return self.declined(left_to_others, reader)
        before = self.subject_before(earlier)
        again = self.asked_again(asked, before)
        if again and before:
            part = self.parts.part(again, context, reader, in_hand, None)
            # What is worked out of the facts, and not what holds of everybody.
            if part and part.first.kind == "table":
                part.read_as = f"asked again: {before.written.strip()[: weights.SHOWN_BEFORE]}"
                sentences = _once([*part.shown, *part.more])
                return self.made("answer", sentences, context=context, read_as=part.read_as)
        # With a record in hand one plan answers them all, and would be told once for each.
        # Nor is a text cut where one thing must be said to the whole of it.
        must = self.parts.finder.must_be_said(asked, reader, context)
        parts = self.several(asked, context, reader, before) if not (in_hand or must) else []
        if not parts:
            part = self.parts.part(asked, context, reader, in_hand, before)
            parts = [part] if part else []
        if not context and not parts and self.bare_word(asked):
            return self.too_general(reader)
        read_as = next((part.read_as for part in parts if part.read_as), "")
        if parts:
            sentences = _once([*(s for part in parts for s in part.shown), *parts[0].more])
            return self.made("answer", sentences, context=context, read_as=read_as)
        declined = asked.declined or self.door.guard.uncovered(asked)
        another_topic = asked.declined is not None and asked.declined.name != "this"
        dangers = [] if another_topic else self.parts.dangers(asked, reader)
        if dangers:
            return self.made("answer", dangers, context=context)
        doubtful = bool(asked.stated.doubts) and asked.size <= weights.SHORT
        if declined and not doubtful:
            return self.declined(declined, reader)
        # An examination's case of some other illness names hemoglobin, too.
        ranked = self.parts.ranked(asked, reader, before, None)
        near = self.parts.surely.of(asked, ranked, before is not None)
        if context and context.plan.missing and near >= weights.ENOUGH_TO_ASK:
            meanings = self.parts.readings(asked, reader)
            if meanings:
                return self.made("answer", meanings, context=context)
            return self.made("needs_facts", self.waiting(context, reader), context=context)
        return self.declined(Declined("not_covered", "not-covered"), reader)

    def asked_again(self, asked: Question, before: Question | None) -> Question | None:
        """`Same if ferritin was 140?`: the question before it, with what is another now."""
        if before is None or before.declined or not supposes(asked.plain):
            return None
        values = {name_of(event): event.get("value") for event in asked.known.events}
        values_before = {name_of(event): event.get("value") for event in before.stated.events}
        another = any(
            name in values_before and value is not None and value != values_before[name]
            for name, value in values.items()
        )
        left = set(asked.terms) - self.parts.measured - values.keys() - asked.stated.values()
        if not another or len(left) > weights.BESIDE_A_VALUE:
            return None
        return replace(before, stated=asked.known, known=asked.known)

    def subject_before(self, earlier: Sequence[str]) -> Question | None:
        """The last question that names a subject, else the last: `why?` goes on with what was
        before it."""
        last = None
        for text in reversed(earlier[-weights.MOST_EARLIER :]):
            question = self.door.read(text)
            if self.parts.names_subject(question):
                return question
            last = last or question
        return last

    def several(
        self, asked: Question, context: Context | None, reader: str, before: Question | None
    ) -> list[Part]:
        """Each question of a text is answered in turn, where each has an answer of its own."""
        texts = parts_of(asked.written) if asked.size <= weights.LONG_STORY else []
        if len(texts) < 2:
            return []
        # `When do they peak, and what if they don't?`: a later one may lean on the last before it
        # that names a subject.
        parts = []
        for question in map(self.door.read, texts):
            parts.append(self.parts.part(question, context, reader, False, before))
            if before is None or self.parts.names_subject(question):
                before = question
        kept = [part for part in parts if part and part.chance >= weights.SURE_OF_THE_REST]
        items = {part.first.item for part in kept}
        # All or none. A part without an answer of its own, or with that of another part, shows that
        # the text was cut where it is one question.
        if not len(items) == len(kept) == len(texts):
            return []
        return kept if kept[0].chance >= weights.SURE_PART else []

    def bare_word(self, asked: Question) -> bool:
        """`B12?`: a word is no question."""
        few = len(asked.written.split()) <= weights.A_WORD
        return few and bool(asked.terms) and set(asked.terms) <= self.general_terms

    def too_general(self, reader: str) -> Answer:
        """What would make it a question is asked for."""
        day = date.today().toordinal()
        empty = Context(self.planner, None, Stated(), day)
        answer = self.made("needs_facts", [answer_sentence("facts-first", self.guideline, reader)])
        return msgspec.structs.replace(answer, asks=tuple(self.asks(empty)))

    def waiting(self, context: Context, reader: str) -> list[Sentence]:
        """What the plan says while it waits, so that no question of a patient stays bare."""
        first = answer_sentence("facts-first", self.guideline, reader)
        first_lines = context.plan.recommendations[: weights.MOST_WAITING]
        sentences = [self.of_plan.line(line, context.plan, reader, True) for line in first_lines]
        return [first, *placed(sentences, "more")]

    def made(
        self,
        behavior: str,
        sentences: Sequence[Sentence],
        context: Context | None = None,
        courtesy: str = "",
        read_as: str = "",
    ) -> Answer:
        header = self.guideline.header
        understood = context.stated.shown if context else []
        return Answer(
            behavior=behavior,  # type: ignore[arg-type]
            sentences=tuple(sentences),
            status=header.status,
            notice=header.draft_notice,
            patient_context=context is not None,
            understood=tuple([read_as] * bool(read_as) + understood),
            asks=tuple(self.asks(context)) if context else (),
            courtesy=courtesy,
        )

    def asks(self, context: Context) -> list[str]:
        questions = [*context.problems, *context.stated.doubts, *context.other_units()]
        questions += [lines.missing(line, context.plan.assessment) for line in context.plan.missing]
        return list(dict.fromkeys(questions))[: weights.MOST_ASKED]


def _calling(context: Context) -> list[Fired]:
    """The alerts that call for help at once."""
    return [alert for alert in context.plan.alerts if alert.alert.emergency]


def _once(sentences: list[Sentence]) -> list[Sentence]:
    kept: dict[str, Sentence] = {}
    for sentence in sentences:
        kept.setdefault(sentence.text, sentence)
    return list(kept.values())


MEANWHILE = "emergency-meanwhile"
"""The name of the answer that says both, where a guideline has it."""

PIECES = re.compile(r"(?<=[.?!;:,])\s+")
ASKS = re.compile(r"\?|\b(?:how|when|what|which|should|shall|do|does|can|or)\b", re.IGNORECASE)
"""What in a text of figures is a question."""

# Weak, so that an index, which is large, goes with its planner.
_ready: "WeakKeyDictionary[Planner, Answerer]" = WeakKeyDictionary()


def answerer(planner: Planner) -> Answerer:
    """Made once for a planner: a few tenths of a second."""
    ready = _ready.get(planner)
    if ready is None:
        ready = _ready[planner] = Answerer(planner)
    return ready


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
