"""One question: the sentence that answers it, at most one behind it, and what is folded."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from hematinic.answers import weights
from hematinic.answers.model import Place, Sentence
from hematinic.answers.reading.guard import Guard
from hematinic.answers.reading.kinds import (
    ELSEWHERE,
    Kind,
    kind_of,
    wants_next_step,
    wants_plan,
)
from hematinic.answers.reading.patterns import Patterns
from hematinic.answers.reading.premises import Held
from hematinic.answers.reading.question import Question
from hematinic.answers.reading.stated import Stated
from hematinic.answers.reading.text import bare, has, plain, words
from hematinic.answers.reading.turns import leans
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.figured import Figured
from hematinic.answers.replying.planned import Told
from hematinic.answers.replying.retrieve import Found, Index, Sought
from hematinic.answers.replying.sure import Surely
from hematinic.answers.replying.tables import Tables
from hematinic.answers.replying.units import Unit
from hematinic.guideline.model import Guideline


@dataclass(slots=True)
class Part:
    first: Sentence
    support: list[Sentence] = field(default_factory=list)
    more: list[Sentence] = field(default_factory=list)
    sure: bool = True
    read_as: str = ""
    """What was understood, where the question leaned on the one before."""

    @property
    def shown(self) -> list[Sentence]:
        return [*placed([self.first], "first"), *placed(self.support[:1], "support")]


class Parts:
    """Made once for a guideline."""

    def __init__(
        self, guideline: Guideline, index: Index, guard: Guard, told: Told, tables: Tables,
        figured: Figured,
    ) -> None:  # fmt: skip
        self.guideline, self.index, self.guard, self.told = guideline, index, guard, told
        self.tables, self.figured = tables, figured
        known = guideline.synonyms
        self.measured = {*known.measured, *known.beside_values}
        self.general_terms = frozenset(known.general)
        self.subject, self.groups = frozenset(known.subject), frozenset(known.groups)
        self.near = frozenset(known.near)
        self.subject_parts = {part for term in self.subject for part in index.terms.parts(term)}
        self.never_folded = bare(known.never_folded)
        made = Patterns({})
        self.surely = Surely(index, guard, frozenset(self.measured))
        self.leads = [Held.made(one, made) for one in known.premises]

    def part(
        self, asked: Question, context: Context | None, reader: str, in_hand: bool,
        before: Question | None,
    ) -> Part | None:  # fmt: skip
        leaning = before if before and self.leans_on(asked, before, reader, context) else None
        found = self.led(asked, context, reader, in_hand, leaning)
        if found is None:
            return None
        if leaning:
            found.read_as = f"asked after: {leaning.written.strip()[: weights.SHOWN_BEFORE]}"
        if context:
            self.with_plan(found, context, asked, reader)
        found.more = [
            one if one.place == "note" else replace(one, place="more") for one in found.more
        ]
        return found

    def led(
        self, asked: Question, context: Context | None, reader: str, in_hand: bool,
        before: Question | None,
    ) -> Part | None:  # fmt: skip
        """What comes first: a dose that is wrong, a figure, the plan, or the guideline's answer."""
        stopped = self.figured.doses(asked, reader)
        if stopped:
            return Part(stopped[0], list(stopped[1:]))
        table = self.tables.answers(asked, reader)
        if table:
            return Part(table[0], table[1:2], table[2:])
        ranked = self.ranked(asked, reader, before, context)
        top = ranked[0] if ranked else None
        sure = self.surely.of(asked, ranked, before is not None)
        value = self.value(asked, top, sure, reader)
        if value:
            return value
        if asked.stated.doubts and set(asked.terms) <= self.measured:
            return None
        if context and self.of_the_plan(asked, context, sure, in_hand):
            hit = self.of_their_group(context, ranked) if not self.wants_plan(asked) else None
            if hit is None:
                return self.planned(context, asked, ranked, reader, in_hand)
            top, sure = hit, weights.SURE
        leads = top is not None and top.unit.item in self.favored(asked, kind_of(asked.plain))
        leads = leads and sure >= weights.ENOUGH_TAKEN_FOR_GRANTED
        if top and (leads or self.surely.enough(asked, top, sure, before is not None)):
            return self.of_the_guideline(top, ranked, reader, asked, sure)
        if context and (in_hand or self.may_be_planned(asked, context)):
            return self.planned(context, asked, ranked, reader, in_hand)
        return None

    def may_be_planned(self, asked: Question, context: Context) -> bool:
        """Values that the plan treats, and no word that asks for something else."""
        measured = any("observed" in one for one in asked.stated.events)
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
        self, top: Found, ranked: list[Found], reader: str, asked: Question, sure: float
    ) -> Part:  # fmt: skip
        said = top.unit.to(reader)
        if not _answers_yes_or_no(top):
            said = (without_yes_or_no(said[0]), *said[1:])
        belongs = self.belongs(said, asked, sure)
        near = (one for one in ranked if one is not top and one.unit.kind == "answer")
        others = [one for one in near if one.score >= weights.NEXT * top.score]
        more = [s for one in others[: weights.MOST_MORE] for s in one.unit.to(reader)]
        behind = belongs and said[1:2]
        more = [*said[2 if behind else 1 :], *more]
        return Part(said[0], list(behind or ()), more, sure >= weights.SURE_PART)

    def belongs(self, said: Sequence[Sentence], asked: Question, sure: float) -> bool:
        """The second sentence is shown where it says when or where to get help and, to a question
        that is surely understood, where the first is short or it meets what was asked and the first
        does not; else it is folded."""
        if len(said) > 1 and has(words(plain(said[1].text)), self.never_folded):
            return True
        if sure < weights.BEFORE_THE_PLAN:
            return False
        if len(said) < 2 or len(said[0].text.split()) < weights.A_SHORT_ANSWER:
            return len(said) > 1
        first, second = (set(self.index.terms.tokens(words(plain(s.text)))) for s in said[:2])
        return bool((set(asked.terms) & second) - first)

    def best(self, asked: Question, reader: str) -> tuple[float, Found | None]:
        """With how sure it is that it answers."""
        ranked = self.ranked(asked, reader, None, None)
        top = ranked[0] if ranked else None
        return self.surely.of(asked, ranked), top

    def ranked(
        self, asked: Question, reader: str, before: Question | None, context: Context | None
    ) -> list[Found]:
        sought = self.sought(asked, before, context)
        favored = self.favored(asked, sought.kind)
        found = self.index.search(sought, favored)
        by_item: dict[str, Found] = {}
        for one in (self.fitting(found_one, context) for found_one in found):
            by_item.setdefault(one.unit.item, one)
        found = list(by_item.values())
        return [one for one in found if one.unit.to(reader) and not self.unlike(one.unit, context)]

    def sought(self, asked: Question, before: Question | None, context: Context | None) -> Sought:
        """What is looked for: the last sentence that asks, where it names something itself, and
        what else is told beside it."""
        terms = self.wanted([*asked.terms, *asked.stated.about], asked.stated)
        kind = kind_of(asked.plain) or (kind_of(before.plain) if before else "")
        named = [str(one["observed"]) for one in asked.stated.events if "observed" in one]
        carried = [*(before.terms if before else ()), *named]
        carried += self.groups_of(context) if context else ()
        asks = [term for term in terms if term in asked.asks]
        if len(set(asks)) >= weights.MET and set(asks) & self.index.terms.names:
            return self.index.sought(asks, asked.last, kind, [*carried, *terms], asked.mended)
        told = before.mended if before else ""
        return self.index.sought(terms, asked.mended, kind, carried, told)

    def favored(self, asked: Question, kind: Kind) -> dict[str, float]:
        """What answers what the question takes for granted, by item."""
        return {
            name: weights.TAKEN_FOR_GRANTED
            for one in self.leads
            if kind != "why" and one.holds(set(asked.terms), asked.clauses)
            for name in one.says
        }

    def of_their_group(self, context: Context, ranked: list[Found]) -> Found | None:
        """What is said of patients like this one."""
        groups = self.groups_of(context)
        hits = (one for one in ranked if groups & set(one.unit.tokens))
        return next((one for one in hits if one.score >= weights.SURE), None)

    def groups_of(self, context: Context) -> set[str]:
        """The terms of groups that the patient belongs to, so that their lines are found."""
        elements, terms = self.guideline.elements, self.index.terms
        told = (one for one in context.record.events if one.kind in ("present", "done"))
        labels = [elements[one.name].label for one in told]
        found = {term for label in labels for term in terms.tokens(words(plain(label)))}
        return found & self.groups

    def fitting(self, found: Found, context: Context | None) -> Found:
        """With what is said in its place of a patient like this one."""
        holds = (name for when, name in found.unit.instead.items() if context and context.is_(when))
        name = next(holds, None)
        return Found(self.index.by_item[name][0], found.score, found.signs) if name else found

    def unlike(self, unit: Unit, context: Context | None) -> bool:
        if context is None or not unit.unless:
            return False
        return any(context.is_(name) for name in unit.unless)

    def wanted(self, terms: list[str], stated: Stated) -> list[str]:
        """The question without the facts that it states, where something is left of it."""
        terms = [term for term in terms if term not in stated.not_meant]
        named = stated.values() - set(stated.about)
        left = [term for term in terms if term not in named]
        return left if set(left) & set(self.index.holding) - self.general_terms else terms

    # A value

    def value(self, asked: Question, top: Found | None, sure: float, reader: str) -> Part | None:
        """`What does a ferritin of 8 mean?`, `B12 165 ng/L`."""
        read = self.figured.values(asked.stated, asked.plain, reader)
        if not read or len(read) > weights.MOST_READ:
            return None
        if len(read) > 1 and wants_next_step(asked.words):
            return None
        if not asked.stated.about and MOVED.search(asked.words):
            return None
        kind = kind_of(asked.plain)
        left = set(asked.terms) - self.measured - asked.stated.values() - asked.stated.not_meant
        if kind in ELSEWHERE and left and not asked.stated.about:
            return None
        told = any({"present", "done"} & set(one) for one in asked.stated.events)
        bare = not left
        weak = sure < weights.BEFORE_THE_PLAN
        few = len(left) <= weights.BESIDE_A_VALUE
        named = asked.stated.values()
        beside = top is not None and not named & set(top.unit.tokens)
        strange = beside and (kind == "what_if" or not left & self.index.terms.names)
        alone = few and len(read) == 1 and kind in ("", "what_if") and (weak or strange)
        changed = bool(asked.stated.about)
        certain = sure >= weights.SURE
        judged = kind == "value" and len(left) <= 2
        plainly = bare or changed or judged or (alone and not told)
        if certain and not bare and top and top.unit.item in self.favored(asked, kind):
            return None
        if self.groups & set(asked.terms) - asked.stated.not_meant and not bare:
            plainly = False
        if not plainly and (certain or not (kind == "value" or alone)):
            return None
        own, others = list(read[0][1:]), [one[0] for one in read[1:2]]
        short = len(read[0][0].text.split()) < weights.A_SHORT_ANSWER
        support = own or others if short else others or own
        return Part(read[0][0], support, [s for one in read[1:] for s in one])

    # The plan

    def of_the_plan(self, asked: Question, context: Context, sure: float, in_hand: bool) -> bool:
        weak = sure < weights.SURE
        if asked.size > weights.LONG_STORY and weak:
            return False
        next_step = self.wants_plan(asked)
        if in_hand:
            only_subject = not set(asked.terms) & set(self.index.holding) - self.subject_parts
            return next_step or weak or only_subject
        measured = any("observed" in one for one in asked.stated.events)
        facts = len(asked.stated.events) + (asked.person.age is not None)
        if not measured or facts < weights.MAKES_A_PATIENT:
            return False
        bare = set(asked.terms) <= self.measured | asked.stated.values()
        unsure = weights.ENOUGH_TAKEN_FOR_GRANTED <= sure < weights.BEFORE_THE_PLAN
        return bare or (next_step and unsure and self.settles(context))

    def settles(self, context: Context) -> bool:
        """The plan of what is stated treats something."""
        if not any("observed" in one for one in context.stated.events):
            return False
        plan = context.at_supposed_age
        return any(one.item.prescribe for one in plan.recommendations)

    def planned(
        self, context: Context, asked: Question, ranked: list[Found], reader: str, in_hand: bool
    ) -> Part | None:
        said = self.told.bottom_line(context, reader)
        if not said:
            return None
        support = list(said[1:2])
        if in_hand:
            support = list(self.told.asked_for(context, asked, reader)[:1]) or support
        now = self.told.now(context, reader) if in_hand else []
        near = ranked[:1] if ranked and ranked[0].score >= weights.BESIDE_NOTHING else []
        behind = [sentence for one in near for sentence in one.unit.to(reader)]
        return Part(said[0], support, [*said[1:], *now, *behind])

    def with_plan(self, found: Part, context: Context, asked: Question, reader: str) -> None:
        """What the plan adds: an alert that must not be missed and, folded, its lines."""
        ranked = self.index.search(self.index.sought(asked.terms, asked.mended))
        lines = list(self.told.planned(context, ranked, [], reader))
        pinned = self.told.pinned(context, reader)
        if pinned and LOST.search(pinned[0].text):
            pinned = []
        if pinned and pinned[0].item != found.first.item and asked.stated.events:
            found.more = [*found.support, *found.more]
            found.support = pinned[:1]
        notes = [one for one in lines if one.item == "age-unknown"]
        rest = [one for one in lines if one.item != "age-unknown"]
        found.more = [*placed([*rest, *found.more], "more"), *placed(notes, "note")]

    def leans_on(
        self, asked: Question, before: Question, reader: str, context: Context | None
    ) -> bool:
        """By its words or, where it may, since with the question before it is likelier answered."""
        leaning = leans(asked.words, self.names_subject(asked))
        if leaning is not None:
            return leaning
        alone = self.surely.of(asked, self.ranked(asked, reader, None, context))
        both = self.surely.of(asked, self.ranked(asked, reader, before, context), leaning=True)
        return both > alone

    def names_subject(self, asked: Question) -> bool:
        return bool(self.subject & set(asked.terms))


LOST = re.compile(r"^(?:this|these|that|those|it|they)\b", re.IGNORECASE)
"""What points at something that the sentence before it does not name."""

YES_OR_NO = re.compile(r"^(?:yes|no)[:,.] (?=\w)", re.IGNORECASE)


def _answers_yes_or_no(top: Found) -> bool:
    """It was found by a question that is nearly the one asked, so that its yes or no is of that."""
    return top.signs["learned"] > weights.THE_SAME_QUESTION


def without_yes_or_no(sentence: Sentence) -> Sentence:
    """What it says, to a question that is not the one its yes or no is of."""
    text = YES_OR_NO.sub("", sentence.text)
    return replace(sentence, text=text[:1].upper() + text[1:])


MOVED = re.compile(
    r" (?:fell|fallen|dropped|drops|rose|risen|shot|shoots|went|gone|climbed|crept|moved|came)"
    r" (?:\w+ ){0,2}?(?:from|to) \d"
)
"""A value that moved is asked about as such, not for what it means."""


def placed(sentences: Iterable[Sentence], place: Place) -> list[Sentence]:
    return [replace(one, place=place) for one in sentences]
