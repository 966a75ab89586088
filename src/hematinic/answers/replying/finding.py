"""Which items answer a question, best first: read by itself, and with what it leans on."""

from collections.abc import Iterable

from hematinic.answers import weights
from hematinic.answers.reading.kinds import Kind, kind_of
from hematinic.answers.reading.patterns import Patterns
from hematinic.answers.reading.premises import TakenForGranted
from hematinic.answers.reading.question import Question
from hematinic.answers.reading.stated import Stated, name_of
from hematinic.answers.reading.text import plain, words
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.retrieve import Hit, Index, Query, Reading
from hematinic.answers.replying.units import Unit
from hematinic.guideline.model import Guideline


class Finder:
    """Made once for a guideline."""

    def __init__(self, guideline: Guideline, index: Index) -> None:
        self.guideline, self.index = guideline, index
        known = guideline.synonyms
        self.general_terms, self.groups = frozenset(known.general), frozenset(known.groups)
        patterns = Patterns({})
        self.taken_for_granted = [
            TakenForGranted.compiled(premise, patterns) for premise in known.premises
        ]

    def ranked(
        self, asked: Question, reader: str, before: Question | None, context: Context | None
    ) -> list[Hit]:
        readings = self.readings(asked, before, context)
        hits = self.index.mixed(readings, self.favored(asked, readings[0].query.kind))
        by_item: dict[str, Hit] = {}
        # Two items may both give way to the same one for this patient; the better hit of it is
        # kept, as they come best first.
        for hit in (self.fitting(hit, context) for hit in hits):
            by_item.setdefault(hit.unit.item, hit)
        kept = by_item.values()
        return [hit for hit in kept if hit.unit.to(reader) and not self.unlike(hit.unit, context)]

    def readings(
        self, asked: Question, before: Question | None, context: Context | None
    ) -> list[Reading]:
        """The ways in which it is read, the main one first, each with how much it counts."""
        # Neither reading alone is right: with the question before it, that one outweighs what is
        # asked now, and without it the subject is lost. What one reading finds surely stays near
        # the top of both together, and what it finds by chance does not.
        main = self.query(asked, before, context)
        if before:
            alone = self.query(asked, None, context)
            return [Reading(main, 1 - weights.ALONE), Reading(alone, weights.ALONE)]
        return [Reading(main, 1.0)]

    def query(self, asked: Question, before: Question | None, context: Context | None) -> Query:
        """What is looked for: the last sentence that asks, where it names something itself, and
        what else is told beside it."""
        terms = self.sought(asked)
        kind = kind_of(asked.plain) or (kind_of(before.plain) if before else "")
        named = [str(event["observed"]) for event in asked.stated.events if "observed" in event]
        carried = [*(before.terms if before else ()), *named]
        carried += self.groups_of(context) if context else ()
        # `She is 40, vegan, tired since May. Can she have the injection at home?` is looked for by
        # its last sentence; the story is carried along with less weight, or it would outweigh what
        # is asked.
        asks = [term for term in terms if term in asked.asks]
        if len(set(asks)) >= weights.MET and set(asks) & self.index.terms.names:
            return self.index.query(asks, asked.last, kind, [*carried, *terms], asked.mended)
        words_before = before.mended if before else ""
        return self.index.query(terms, asked.mended, kind, carried, words_before)

    def favored(self, asked: Question, kind: Kind) -> dict[str, float]:
        """What answers what the question takes for granted, by item."""
        return {
            name: weights.TAKEN_FOR_GRANTED
            for premise in self.taken_for_granted
            if kind != "why" and not premise.when
            if premise.holds(set(asked.terms), asked.clauses)
            for name in premise.says
        }

    def must_be_said(self, asked: Question, reader: str, context: Context | None) -> Hit | None:
        """What could harm if it went unsaid, by the words of the question and its facts."""
        tokens = set(asked.terms)
        for premise in self.taken_for_granted:
            if not premise.must or not premise.holds(tokens, asked.clauses):
                continue
            if premise.when and not (context and all(map(context.is_, premise.when))):
                continue
            unit = self.index.by_item[premise.says[0]][0]
            if unit.to(reader) and not self.unlike(unit, context):
                return Hit(unit, 1.0, {"learned": 0.0})
        return None

    def groups_of(self, context: Context) -> set[str]:
        """The terms of groups that the patient belongs to, so that their lines are found."""
        events = (event for event in context.record.events if event.kind in ("present", "done"))
        return self.groups_named(event.name for event in events)

    def groups_told(self, stated: Stated) -> set[str]:
        """The same of what a question states: `22/40` names no pregnancy, and tells of one."""
        events = (event for event in stated.events if {"present", "done"} & event.keys())
        return self.groups_named(map(name_of, events))

    def groups_named(self, names: Iterable[str]) -> set[str]:
        elements, terms = self.guideline.elements, self.index.terms
        labels = (elements[name].label for name in names)
        named = {term for label in labels for term in terms.tokens(words(plain(label)))}
        return named & self.groups

    def fitting(self, hit: Hit, context: Context | None) -> Hit:
        """With what is said in its place of a patient like this one."""
        holds = (name for when, name in hit.unit.instead.items() if context and context.is_(when))
        name = next(holds, None)
        return Hit(self.index.by_item[name][0], hit.score, hit.signs) if name else hit

    def unlike(self, unit: Unit, context: Context | None) -> bool:
        if context is None or not unit.unless:
            return False
        return any(context.is_(name) for name in unit.unless)

    def sought(self, asked: Question) -> list[str]:
        """The terms of the question without the facts that it states, where any are left."""
        stated = asked.stated
        terms = [term for term in (*asked.terms, *stated.about) if term not in stated.not_meant]
        named = stated.values() - set(stated.about)
        left = [term for term in terms if term not in named]
        return left if set(left) & set(self.index.holding) - self.general_terms else terms
