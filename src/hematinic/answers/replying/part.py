"""One question: the sentence that answers it, at most one behind it, and what is folded."""

from collections.abc import Sequence

from msgspec.structs import replace

from hematinic.answers import weights
from hematinic.answers.model import Sentence
from hematinic.answers.reading.guard import Guard
from hematinic.answers.reading.kinds import (
    ELSEWHERE,
    REGIMEN,
    kind_of,
    wants_next_step,
    wants_plan,
)
from hematinic.answers.reading.question import Question
from hematinic.answers.reading.text import bare, has, plain, words
from hematinic.answers.reading.turns import leans
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.figured import FigureAnswers
from hematinic.answers.replying.finding import Finder
from hematinic.answers.replying.planned import PlanSentences
from hematinic.answers.replying.reply import Part
from hematinic.answers.replying.retrieve import Hit, Index
from hematinic.answers.replying.sure import Surely
from hematinic.answers.replying.tables import Tables
from hematinic.answers.replying.wording import LOST, MOVED, joined, placed, without_yes_or_no
from hematinic.answers.replying.worked import WorkedOut
from hematinic.guideline.model import Guideline


class Parts:
    """Made once for a guideline."""

    def __init__(
        self, guideline: Guideline, index: Index, guard: Guard, of_plan: PlanSentences,
        tables: Tables, figures: FigureAnswers, worked: WorkedOut,
    ) -> None:  # fmt: skip
        self.guideline, self.index, self.guard, self.of_plan = guideline, index, guard, of_plan
        self.tables, self.figures, self.worked = tables, figures, worked
        known = guideline.synonyms
        self.measured = {*known.measured, *known.beside_values}
        self.limits_told = frozenset(known.limits_told)
        self.subject, self.groups = frozenset(known.subject), frozenset(known.groups)
        self.near = frozenset(known.near)
        self.subject_parts = {part for term in self.subject for part in index.terms.parts(term)}
        self.never_folded = bare(known.never_folded)
        self.surely = Surely(index, guard, frozenset(self.measured))
        self.finder = Finder(guideline, index)
        self.ranked, self.query = self.finder.ranked, self.finder.query

    def part(
        self, asked: Question, context: Context | None, reader: str, in_hand: bool,
        before: Question | None,
    ) -> Part | None:  # fmt: skip
        # Only where the question leans on the one before it. Every question read so would drag the
        # old subject into a new one.
        leaning = before if before and self.leans_on(asked, before, reader, context) else None
        part = self.first_part(asked, context, reader, in_hand, leaning)
        if part is None:
            return None
        if leaning:
            part.read_as = f"asked after: {leaning.written.strip()[: weights.SHOWN_BEFORE]}"
        if context:
            self.with_plan(part, context, asked, reader)
        part.more = [
            sentence if sentence.place == "note" else replace(sentence, place="more")
            for sentence in part.more
        ]
        return part

    def first_part(
        self, asked: Question, context: Context | None, reader: str, in_hand: bool,
        before: Question | None,
    ) -> Part | None:  # fmt: skip
        """What comes first: a dose that is wrong, a figure, the plan, or the guideline's answer."""
        # The order is by harm, then by how plainly the words say what is meant. A dose that is
        # wrong by a factor is stopped before anything is said on it; a figure of a table is asked
        # for by its own words; only what is left is searched for.
        wrong_dose = self.figures.doses(asked, reader)
        if wrong_dose:
            return Part(wrong_dose[0], list(wrong_dose[1:]))
        table = self.tables.answers(asked, reader)
        if table:
            return Part(table[0], table[1:2], table[2:])
        ranked = self.ranked(asked, reader, before, context)
        must = self.finder.must_be_said(asked, reader, context)
        if must:
            return self.of_the_guideline(must, ranked, reader, asked, weights.SURE, context)
        top = ranked[0] if ranked else None
        sure = self.surely.of(asked, ranked, before is not None)
        value = self.value(asked, top, sure, reader, context)
        if value:
            return value
        # Nothing but a value that cannot be read: no sentence is near to that, so it is asked back.
        if asked.stated.doubts and set(asked.terms) <= self.measured:
            return None
        unread = top is not None and not in_hand and self.answers_unread(top, asked, sure)
        if context and not unread and self.of_the_plan(asked, context, sure, in_hand):
            # The plan is of this patient and the guideline's sentence of all, so the plan goes
            # first; unless a sentence is written for just such patients, and what to do next is not
            # what was asked.
            of_group = self.of_their_group(context, ranked) if not self.wants_plan(asked) else None
            written = of_group or self.of_case(ranked, asked, context, reader, sure)
            if written is None:
                return self.planned(context, asked, ranked, reader, in_hand)
            top, sure = written, weights.SURE
        # A wrong belief is corrected on less certainty than a question is answered: silence would
        # let it stand.
        leads = top is not None and top.unit.item in self.finder.favored(
            asked, kind_of(asked.plain)
        )
        leads = leads and sure >= weights.ENOUGH_TAKEN_FOR_GRANTED
        if top and (leads or self.surely.enough(asked, top, sure, before is not None)):
            return self.of_the_guideline(top, ranked, reader, asked, sure, context)
        written = self.of_case(ranked, asked, context, reader, sure) if context else None
        if written and not asked.declined:
            return self.of_the_guideline(written, ranked, reader, asked, weights.SURE, context)
        if context and (in_hand or self.may_be_planned(asked, context)):
            return self.planned(context, asked, ranked, reader, in_hand)
        return None

    def of_case(
        self, ranked: list[Hit], asked: Question, context: Context, reader: str, sure: float
    ) -> Hit | None:
        """What works out its answer for this patient, near the best hit where no plan does."""
        if self.of_plan.says_something(context):
            asks = asked.last.strip() and not self.wants_plan(asked)
            near = ranked[:1] if asks and sure >= weights.ENOUGH else []
        else:
            near = [hit for hit in ranked if hit.score >= weights.NEAR_A_CASE * ranked[0].score]
        worked = (hit for hit in near if self.worked.said(hit.unit.item, asked, context, reader))
        return next(worked, None)

    def may_be_planned(self, asked: Question, context: Context) -> bool:
        """Values that the plan treats, and no word that asks for something else."""
        measured = any("observed" in event for event in asked.stated.events)
        return (
            asked.size <= weights.LONG_STORY
            and (self.settles(context) or (measured and not asked.declined))
            and self.names_subject(asked)
            and (self.wants_plan(asked) or not asked.last.strip())
        )

    @staticmethod
    def wants_plan(asked: Question) -> bool:
        """In the sentence that asks; what stands around it tells a story."""
        return wants_plan(asked.last if asked.last.strip() else asked.words)

    # The guideline's own

    def of_the_guideline(
        self, top: Hit, ranked: list[Hit], reader: str, asked: Question, sure: float,
        context: Context | None,
    ) -> Part:  # fmt: skip
        sentences = top.unit.to(reader)
        # `Yes:` answers the question that it was written for, or nearly that. To the opposite
        # question it would be the opposite of what is meant.
        if top.signs["learned"] <= weights.THE_SAME_QUESTION:
            sentences = (without_yes_or_no(sentences[0]), *sentences[1:])
        belongs = self.belongs(sentences, asked, sure)
        # Only what was written as an answer: a statement or an item of the plan holds under a
        # condition, which would be left out here.
        near = (
            hit for hit in ranked if hit.unit.item != top.unit.item and hit.unit.kind == "answer"
        )
        others = [hit for hit in near if hit.score >= weights.NEXT * top.score]
        more = [sentence for hit in others[: weights.MOST_MORE] for sentence in hit.unit.to(reader)]
        behind = belongs and sentences[1:2]
        more = [*sentences[2 if behind else 1 :], *more]
        part = Part(sentences[0], list(behind or ()), more, sure)
        return part.of_case(self.worked.said(top.unit.item, asked, context, reader))

    def belongs(self, sentences: Sequence[Sentence], asked: Question, sure: float) -> bool:
        """The second sentence is shown where it says when or where to get help and, to a question
        that is surely understood, where the first is short or it meets what was asked and the first
        does not; else it is folded."""
        if len(sentences) > 1 and has(words(plain(sentences[1].text)), self.never_folded):
            return True
        if sure < weights.BEFORE_THE_PLAN:
            return False
        if len(sentences) < 2 or len(sentences[0].text.split()) < weights.A_SHORT_ANSWER:
            return len(sentences) > 1
        return self.adds(sentences[1], sentences[0], asked) > 0

    def adds(self, second: Sentence, first: Sentence, asked: Question) -> int:
        """Words of the question that it meets and the first does not."""
        of_first, of_second = (
            set(self.index.terms.tokens(words(plain(sentence.text))))
            for sentence in (first, second)
        )
        return len((set(asked.terms) & of_second) - of_first)

    def best(
        self, asked: Question, reader: str, before: Question | None
    ) -> tuple[float, Hit | None]:
        """With how sure it is that it answers; the limits of values are no answer."""
        leaning = before if before and self.leans_on(asked, before, reader, None) else None
        ranked = self.ranked(asked, reader, leaning, None)
        top = ranked[0] if ranked else None
        if top and (top.unit.item in self.limits_told or top.unit.kind != "answer"):
            return 0.0, None
        return self.surely.of(asked, ranked, leaning is not None), top

    def of_their_group(self, context: Context, ranked: list[Hit]) -> Hit | None:
        """What is said of patients like this one."""
        groups = self.finder.groups_of(context)
        hits = (hit for hit in ranked if groups & set(hit.unit.tokens))
        return next((hit for hit in hits if hit.score >= weights.SURE), None)

    # A value

    def value(
        self, asked: Question, top: Hit | None, sure: float, reader: str, context: Context | None
    ) -> Part | None:
        """`What does a ferritin of 8 mean?`, `B12 165 ng/L`."""
        readings = self.figures.values(asked.stated, asked.plain, reader)
        if not readings or len(readings) > weights.MOST_READ:
            return None
        if len(readings) > 1 and wants_next_step(asked.words) and not asked.stated.about:
            return None
        if top and self.answers_unread(top, asked, sure):
            return None
        if not asked.stated.about and MOVED.search(asked.words):
            return None
        kind = kind_of(asked.plain)
        # `Why am I still tired when it went from 98 to 126?`
        if kind in ELSEWHERE and sure >= weights.SURE and asked.stated.about:
            return None
        # `An iron drip 9 days ago, ferritin went from 6 to 612. Overdosed?`
        if asked.stated.about and top and self.claims(top, asked, sure):
            return None
        left = set(asked.terms) - self.measured - asked.stated.values() - asked.stated.not_meant
        left |= self.finder.groups_told(asked.stated)
        if kind in ELSEWHERE and left and not asked.stated.about:
            return None
        tells_history = any({"present", "done"} & set(event) for event in asked.stated.events)
        # Is the value asked about, or only told on the way to another question? It is read as asked
        # about where
        #   bare     nothing else is said                     `ferritin 8`
        #   changed  two values are told                      `Hb 84, now 97`
        #   judged   its meaning is asked in a word or two     `is 8 low?`
        #   alone    one value, few words, no surer answer    `ferritin 8 and tired`
        # and not where a sure answer is at hand that the words beside the value ask for.
        bare = not left
        # The limits alone are no surer answer, unless they are read for this patient.
        weak = self.only_limits(top, asked, context, reader)
        weak = weak or sure < weights.BEFORE_THE_PLAN
        few = len(left) <= weights.BESIDE_A_VALUE
        named = asked.stated.values()
        beside = top is not None and not named & set(top.unit.tokens)
        strange = beside and (kind == "what_if" or not left & self.index.terms.names)
        alone = few and len(readings) == 1 and kind in ("", "what_if") and (weak or strange)
        changed = bool(asked.stated.about)
        certain = sure >= weights.SURE
        judged = kind == "value" and len(left) <= 2
        plainly = bare or changed or judged or (alone and not tells_history)
        if certain and not bare and top and top.unit.item in self.finder.favored(asked, kind):
            return None
        of_the_value = bare or changed or (judged and not certain)
        if top and not of_the_value and self.tells_more(top, asked, sure):
            return None
        # `Ferritin 8 in pregnancy` is judged by another limit than the one for everybody.
        if self.groups & left and not bare:
            plainly = False
        if not plainly and (certain or not (kind == "value" or alone)):
            return None
        own, others = list(readings[0][1:]), [reading[0] for reading in readings[1:2]]
        short = len(readings[0][0].text.split()) < weights.A_SHORT_ANSWER
        support = own or others if short else others or own
        more = [sentence for reading in readings[1:] for sentence in reading]
        part = Part(readings[0][0], support, more)
        return part.of_case(self.worked.said(part.first.item, asked, context, reader))

    def readings(self, asked: Question, reader: str) -> list[Sentence]:
        """What the values mean, where nothing else is to be said of them; two at most are shown."""
        meanings = self.figures.values(asked.stated, asked.plain, reader)
        first, support, more = meanings[:1], meanings[1:2], meanings[2 : weights.MOST_READ]
        return [
            *placed((meaning[0] for meaning in first), "first"),
            *placed((meaning[0] for meaning in support), "support"),
            *placed((meaning[0] for meaning in more), "more"),
        ]

    def dangers(self, asked: Question, reader: str) -> list[Sentence]:
        """What is said of a dangerous value where nothing else is said to the question."""
        read = self.figures.dangers(asked.stated, asked.plain, reader)[:1]
        return [
            sentence
            for of_value in read
            for sentence in (
                *placed(of_value[:1], "first"),
                *placed(of_value[1:2], "support"),
                *placed(of_value[2:], "more"),
            )
        ]

    def answers_unread(self, top: Hit, asked: Question, sure: float) -> bool:
        """`Platelets 520 with ferritin 4, worry?`: surely, and it names what no limit is written
        for."""
        if sure < weights.SURE or wants_next_step(asked.words):
            return False
        return bool(self.figures.unread(asked.stated) & set(top.unit.tokens))

    def only_limits(
        self, top: Hit | None, asked: Question, context: Context | None, reader: str
    ) -> bool:
        if top is None or top.unit.item not in self.limits_told:
            return False
        return not self.worked.said(top.unit.item, asked, context, reader)

    def claims(self, top: Hit, asked: Question, sure: float) -> bool:
        """Surely, by the words of the question, and what is asked is not what to do next."""
        claimed = sure >= weights.SURE and top.signs["learned"] > weights.BEFORE_A_CHANGE
        return claimed and top.unit.item not in self.limits_told and not self.next_step(asked)

    @staticmethod
    def next_step(asked: Question) -> bool:
        return wants_next_step(asked.words)

    def tells_more(self, top: Hit, asked: Question, sure: float) -> bool:
        """Than the limits that a value is read against; and it is sure to answer."""
        return top.unit.item not in self.limits_told and self.surely.enough(asked, top, sure, False)

    # The plan

    def of_the_plan(self, asked: Question, context: Context, sure: float, in_hand: bool) -> bool:
        weak = sure < weights.SURE
        if asked.size > weights.LONG_STORY and weak:
            return False
        next_step = self.wants_plan(asked)
        if in_hand:
            # With a record in hand every question may be of this patient; the guideline's own
            # sentence is said only where it is surely meant. Without one, a patient has to be made
            # of the facts that the question states, and a single value makes none.
            only_subject = not set(asked.terms) & set(self.index.holding) - self.subject_parts
            return next_step or weak or only_subject
        measured = any("observed" in event for event in asked.stated.events)
        facts = len(asked.stated.events) + (asked.person.age is not None)
        if not measured or facts < weights.MAKES_A_PATIENT:
            return False
        bare = set(asked.terms) <= self.measured | asked.stated.values()
        unsure = weights.ENOUGH_TAKEN_FOR_GRANTED <= sure < weights.BEFORE_THE_PLAN
        return bare or (next_step and unsure and self.settles(context))

    def settles(self, context: Context) -> bool:
        """The plan of what is stated treats something."""
        if not any("observed" in event for event in context.stated.events):
            return False
        plan = context.at_supposed_age
        return any(line.item.prescribe for line in plan.recommendations)

    def planned(
        self, context: Context, asked: Question, ranked: list[Hit], reader: str, in_hand: bool
    ) -> Part | None:
        bottom_line = joined(self.of_plan.bottom_line(context, reader))
        if not bottom_line:
            return None
        support = list(bottom_line[1:2])
        # The doses are this patient's only where the age is known (`at_supposed_age`).
        if in_hand or context.at_supposed_age is context.plan:
            treatment = list(self.of_plan.asked_for(context, asked, reader)[:1])
            if treatment and not in_hand and kind_of(asked.plain) in REGIMEN:
                now = self.of_plan.now(context, reader)
                return Part(treatment[0], list(bottom_line[:1]), [*bottom_line[1:], *now])
            support = treatment or support
        now = self.of_plan.now(context, reader) if in_hand else []
        near = ranked[:1] if ranked and ranked[0].score >= weights.BESIDE_NOTHING else []
        behind = [sentence for hit in near for sentence in hit.unit.to(reader)]
        return Part(bottom_line[0], support, [*bottom_line[1:], *now, *behind])

    def with_plan(self, part: Part, context: Context, asked: Question, reader: str) -> None:
        """What the plan adds: an alert that must not be missed and, folded, its lines."""
        query = self.index.query(asked.terms, asked.mended)
        # The lines of the plan are few, and answers that are written for the question may all be
        # nearer: each is weighed, against the nearest of all.
        nearest = self.index.search(query)[:1]
        ranked = [*nearest, *self.index.search(query, among=self.of_plan.items(context))]
        lines = list(self.of_plan.planned(context, ranked, [], reader))
        # Nor is it said where a medicine is named and nothing is told of whom it is for: then
        # nearly all is unknown, and what fires for that answers no question.
        of_somebody = any({"observed", "present"} & set(event) for event in asked.stated.events)
        pinned = self.of_plan.pinned(context, reader) if of_somebody else []
        # `This needs help today`, pinned behind a sentence that it was not written for, would point
        # at that one.
        if pinned and LOST.search(pinned[0].text):
            pinned = []
        if pinned and pinned[0].item != part.first.item:
            part.more = [*part.support, *part.more]
            # Of several the one on what was asked and is not answered yet: `iron three times a day
            # and folic acid`.
            part.support = [max(pinned, key=lambda alert: self.adds(alert, part.first, asked))]
        notes = [line for line in lines if line.item == "age-unknown"]
        rest = [line for line in lines if line.item != "age-unknown"]
        part.more = [*placed([*rest, *part.more], "more"), *placed(notes, "note")]

    def leans_on(
        self, asked: Question, before: Question, reader: str, context: Context | None
    ) -> bool:
        """By its words or, where it may, since with the question before it is likelier answered."""
        leaning = leans(asked.words, self.names_subject(asked))
        if leaning is not None:
            return leaning
        # Its words leave both open. Read either way, and the reading that is likelier answered is
        # taken.
        alone = self.surely.of(asked, self.ranked(asked, reader, None, context))
        both = self.surely.of(asked, self.ranked(asked, reader, before, context), leaning=True)
        # What is surely answered by itself needs nothing before it.
        sooner = 0.0 if alone >= weights.SURE else weights.LEANS_SOONER
        return both > alone - sooner

    def names_subject(self, asked: Question) -> bool:
        return bool(self.subject & set(asked.terms))
