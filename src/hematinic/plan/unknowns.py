"""What is not known: which facts to ask for, most decisive first, and what was taken as absent."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter

from hematinic.expressions.python import Mask
from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import PATIENT, selector, verb
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Missing
from hematinic.record.events import SetAside

WEIGHTS = {"critical": 8, "warning": 3, "information": 1, "act": 6, "hold": 4, "ask": 4}
"""How decisive a missing fact is: the sum of these over the items that it could turn. What the
plan waits for comes first: a normal level is not followed by questions about the disease that it
speaks against."""
QUESTION = 20
"""The weight of one of the guideline's `open_questions`."""

Weighed = tuple[str, int, int]
"""An item, the slot of what decides it, and the weight."""

PATIENT_QUESTIONS = {"age": "When was the patient born?", "sex": "What is the patient's sex?"}


class Unknowns:
    def __init__(self, rules: Rules) -> None:
        guideline = rules.guideline
        self.questions = dict(_questions(rules))
        self.wording = dict(self.questions.values())
        self.asked_of = _asked_of(rules, self.wording)
        """The questions that an element, or a medicine, of a record would answer."""
        self.slots_of = _slots_of(rules, self.questions)
        self.assumable = dict(_assumable(rules))
        # A recommendation counts by what its unknown does (to hold back a medicine matters less
        # than to act blindly), an alert by how hard it is.
        weights = {item.id: WEIGHTS[item.if_unknown] for item in guideline.recommendations}
        weights |= {alert.id: WEIGHTS[alert.level] for alert in guideline.alerts}
        self.when = {name: slots.when for name, slots in rules.items.items()}
        self.weighed = [(name, self.when[name], weight) for name, weight in weights.items()]
        # Of all at once, since most of them are decided; the first stands there twice, since of one
        # alone an itemgetter gives no tuple.
        slots = [slot for _, slot, _ in self.weighed] or [0]
        self.masks_of_weighed = itemgetter(*slots, slots[0])
        self.against = [
            (name, slots.when, against)
            for name, slots in rules.layout.recommendations.items()
            for against in slots.against
        ]
        self.assumed_of = {
            name: self.assumable.keys() & {*bits(rules.reads[slot])}
            for name, slot in self.when.items()
        }
        self.open_questions = rules.layout.open_questions
        self.reads = rules.reads
        self.askable = sum(1 << slot for slot in self.questions)
        self._asked = lru_cache(maxsize=4096)(self._elements)
        self.resting_on = lru_cache(maxsize=4096)(self._resting_on)
        """The items that read a result, where that is asked for by its own name."""

    def asked(self, mask: Mask) -> tuple[str, ...]:
        """The elements to ask for, of the facts in a bit set."""
        return self._asked(mask & self.askable)

    def _elements(self, askable: Mask) -> tuple[str, ...]:
        return tuple(dict.fromkeys([self.questions[bit][0] for bit in bits(askable)]))

    def missing(
        self, assessment: Assessment, set_aside: Iterable[SetAside] = ()
    ) -> tuple[Missing, ...]:
        """What the record holds of it and could not be used comes first, whatever else it knows of
        the same thing: an older value must not pass for the last."""
        still_open = self.still_open(assessment)
        weight: dict[str, int] = {}
        changes: dict[str, list[str]] = {}
        recorded = self.unusable(set_aside)
        asked, askable = self._asked, self.askable
        for mask, (total, names) in by_facts(still_open).items():
            for element in asked(mask & askable):
                if element in weight:
                    changes[element] += names
                    weight[element] += total
                else:
                    changes[element], weight[element] = names.copy(), total
        # Set aside although nothing open would be turned by it: it is told all the same where some
        # line reads it, with no weight of its own.
        for element in recorded:
            if element not in weight and (rests := self.resting_on(element)):
                weight[element], changes[element] = 0, [*rests]
        awaited = self.waited_for(assessment, still_open)
        # Three keys, the first decides most:
        #   1. what the record holds and could not be used: a person can mend that at once;
        #   2. for want of what something is unknown;
        #   3. whatever could turn the most, or the hardest, lines.
        order = sorted(weight, key=lambda e: (e not in recorded, -awaited.get(e, 0), -weight[e]))
        return tuple(
            Missing(
                element=element,
                question=self.wording[element],
                changes=tuple(changes[element]),
                recorded=recorded.get(element, ()),
                waited_for=element in awaited,
            )
            for element in order
        )

    def unusable(self, set_aside: Iterable[SetAside]) -> dict[str, tuple[SetAside, ...]]:
        """What was set aside, by the question that it would have answered."""
        unusable: dict[str, tuple[SetAside, ...]] = {}
        for entry in set_aside:
            for question in self.asked_of.get(entry.element, ()):
                unusable[question] = (*unusable.get(question, ()), entry)
        return unusable

    def _resting_on(self, element: str) -> tuple[str, ...]:
        slots = self.slots_of.get(element, 0)
        if not slots:
            return ()
        return tuple(name for name, slot, _ in self.weighed if self.reads[slot] & slots)

    def still_open(self, assessment: Assessment) -> list[tuple[Weighed, Mask]]:
        """What is undecided and what has a weight, each with the facts that could turn it."""
        masks = assessment.open.could_turn
        undecided = [
            (weighed, mask) for weighed in self.undecided(assessment) if (mask := masks[weighed[1]])
        ]
        of_weighed = self.masks_of_weighed(masks)
        still_open = [pair for pair in zip(self.weighed, of_weighed, strict=False) if pair[1]]
        return [*undecided, *still_open]

    def waited_for(
        self, assessment: Assessment, still_open: Iterable[tuple[Weighed, Mask]]
    ) -> dict[str, int]:
        """The elements for want of which something is unknown now, and how much."""
        values, weights = assessment.values, dict[str, int]()
        waits = [(slot, QUESTION) for slot in self.open_questions if values[slot] is None]
        waits += [(slot, weight) for (_, slot, weight), _ in still_open if values[slot] is None]
        for slot, weight in waits:
            for element in self.asked(assessment.open.waits_for[slot]):
                weights[element] = weights.get(element, 0) + weight
        return weights

    def undecided(self, assessment: Assessment) -> Iterator[Weighed]:
        """What would apply, but may be contraindicated: the contraindication is asked for."""
        values = assessment.values
        for name, when, against in self.against:
            # A contraindication is worth a question only where the treatment may apply at all.
            if values[when] is not False and values[against] is None:
                yield name, against, WEIGHTS["hold"]

    def assumed(self, assessment: Assessment, items: Iterator[str]) -> tuple[str, ...]:
        """What was unrecorded and taken as absent, where a line of the plan rests on it."""
        values, sources = assessment.values, assessment.facts.sources
        read = set().union(*[self.assumed_of[item] for item in items])
        # Recorded as absent is not assumed: it has an event that says so.
        assumed = [slot for slot in read if values[slot] is not None and slot not in sources]
        return tuple(map(self.assumable.__getitem__, sorted(assumed)))


def by_facts(still_open: Iterable[tuple[Weighed, Mask]]) -> dict[Mask, tuple[int, list[str]]]:
    """The items, and their weights together, by the set of facts that could turn them: many are
    open to the same ones."""
    once: dict[str, tuple[Mask, int]] = {}
    for (name, _, weight), mask in still_open:
        # One item comes up to twice: by its own condition, and by a contraindication that is not
        # ruled out. It is counted once, open to the facts of both.
        once[name] = (mask | once[name][0] if name in once else mask), weight
    items: dict[Mask, tuple[int, list[str]]] = {}
    for name, (mask, weight) in once.items():
        among = items.get(mask)
        if among is None:
            items[mask] = weight, [name]
        else:
            among[1].append(name)
            items[mask] = among[0] + weight, among[1]
    return items


def bits(mask: Mask) -> Iterator[int]:
    """The positions of the ones, lowest first."""
    while mask:
        # The lowest one alone: 0b0110 & -0b0110 is 0b0010, whose bit length is 2, its place 1.
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _questions(rules: Rules) -> Iterator[tuple[int, tuple[str, str]]]:
    """For each fact that can be asked for: the element it comes from, and the question."""
    guideline = rules.guideline
    for name in PATIENT:
        if name in PATIENT_QUESTIONS:
            yield rules.slots[name], (name, PATIENT_QUESTIONS[name])
    for name, element in guideline.elements.items():
        if element.ask:
            yield rules.slots[name], (name, element.ask)
    for name, fact in guideline.facts.items():
        question = _question(name, fact, guideline)
        if question:
            yield rules.slots[name], question


def _asked_of(rules: Rules, wording: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    guideline = rules.guideline
    asked_of: dict[str, tuple[str, ...]] = {
        name: (name,) for name in guideline.elements if name in wording
    }
    for name, fact in guideline.facts.items():
        if name in wording:
            of = selector(verb(fact)[1])[1]
            asked_of[of] = (*asked_of.get(of, ()), name)
    return asked_of


def _slots_of(rules: Rules, questions: Mapping[int, tuple[str, str]]) -> dict[str, int]:
    """Of each result: the facts that come from it, as a bit set."""
    facts: dict[str, int] = {}
    for bit, (name, _) in questions.items():
        element = rules.guideline.elements.get(name)
        if element is not None and element.kind in ("quantity", "result"):
            facts[name] = facts.get(name, 0) | 1 << bit
    return facts


def _question(name: str, fact: Fact, guideline: Guideline) -> tuple[str, str] | None:
    if fact.ask:
        return name, fact.ask
    verb_name, selected = verb(fact)
    element = guideline.elements.get(selector(selected)[1])
    # Only where the answer would be this very fact: "the latest weight" is asked as weight is, "the
    # number of results" is not.
    asked = element and element.ask and verb_name in ("latest", "baseline") and fact.take == "value"
    return (element.name, element.ask) if element and asked else None


def _assumable(rules: Rules) -> Iterator[tuple[int, str]]:
    for name, element in rules.guideline.elements.items():
        if element.if_unrecorded == "absent":
            yield rules.slots[name], name
