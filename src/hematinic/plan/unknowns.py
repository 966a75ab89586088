"""What is not known: which facts to ask for, most decisive first, and what was taken as absent."""

from collections.abc import Iterator
from functools import lru_cache

from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import PATIENT, selector, verb
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Missing

WEIGHTS = {"critical": 8, "warning": 3, "information": 1, "act": 6, "hold": 4, "ask": 4}
"""How decisive a missing fact is: the sum of these over the items that it could turn. What the
plan waits for comes first: a normal level is not followed by questions about the disease that it
speaks against."""
QUESTION = 20
"""The weight of one of the guideline's `open_questions`."""

PATIENT_QUESTIONS = {"age": "When was the patient born?", "sex": "What is the patient's sex?"}


class Unknowns:
    def __init__(self, rules: Rules) -> None:
        guideline = rules.guideline
        self.questions = dict(_questions(rules))
        self.wording = dict(self.questions.values())
        self.assumable = dict(_assumable(rules))
        weights = {item.id: WEIGHTS[item.if_unknown] for item in guideline.recommendations}
        weights |= {alert.id: WEIGHTS[alert.level] for alert in guideline.alerts}
        self.when = {name: slots.when for name, slots in rules.items.items()}
        self.weighed = [(name, self.when[name], each) for name, each in weights.items()]
        self.against = [
            (name, slots.when, against)
            for name, slots in rules.layout.recommendations.items()
            for against in slots.against
        ]
        self.open_questions = rules.layout.open_questions
        self.reads = rules.reads
        self.asked = lru_cache(maxsize=4096)(self._asked)
        """The elements to ask for, of the facts in a bit set."""

    def _asked(self, mask: int) -> tuple[str, ...]:
        found = (self.questions[bit][0] for bit in bits(mask) if bit in self.questions)
        return tuple(dict.fromkeys(found))

    def missing(self, assessment: Assessment) -> tuple[Missing, ...]:
        weight: dict[str, int] = {}
        changes: dict[str, list[str]] = {}
        for mask, items in self.open_items(assessment).items():
            total = sum(items.values())
            for element in self.asked(mask):
                changes.setdefault(element, []).extend(items)
                weight[element] = weight.get(element, 0) + total
        awaited = self.waited_for(assessment)
        return tuple(
            Missing(
                element=element,
                question=self.wording[element],
                changes=tuple(changes[element]),
                waited_for=element in awaited,
            )
            for element in sorted(weight, key=lambda e: (-awaited.get(e, 0), -weight[e]))
        )

    def open_items(self, assessment: Assessment) -> dict[int, dict[str, int]]:
        """The items that unknown facts could turn, with their weights, by the set of those facts:
        many items are open to the same ones."""
        masks, still_open = assessment.masks, dict[str, tuple[int, int]]()
        for name, slot, weight in (*self.undecided(assessment), *self.weighed):
            if mask := masks[slot]:
                against, _ = still_open.get(name, (0, 0))
                still_open[name] = (against | mask, weight)
        found: dict[int, dict[str, int]] = {}
        for name, (mask, weight) in still_open.items():
            found.setdefault(mask, {})[name] = weight
        return found

    def waited_for(self, assessment: Assessment) -> dict[str, int]:
        """The elements for want of which something is open now, and how much."""
        found: dict[str, int] = {}
        waits = [(slot, QUESTION) for slot in self.open_questions]
        waits += [
            (slot, weight) for _, slot, weight in (*self.weighed, *self.undecided(assessment))
        ]
        for slot, weight in waits:
            if mask := assessment.doubts[slot]:
                for element in self.asked(mask):
                    found[element] = found.get(element, 0) + weight
        return found

    def undecided(self, assessment: Assessment) -> Iterator[tuple[str, int, int]]:
        """What would apply, but may be contraindicated: the contraindication is asked for."""
        values = assessment.values
        for name, when, against in self.against:
            if values[when] is not False and values[against] is None:
                yield name, against, WEIGHTS["hold"]

    def assumed(self, assessment: Assessment, items: Iterator[str]) -> tuple[str, ...]:
        """What was unrecorded and taken as absent, where a line of the plan rests on it."""
        mask = 0
        for item in items:
            mask |= self.reads[self.when[item]]
        names, recorded = self.assumable, assessment.facts.sources
        return tuple(names[bit] for bit in bits(mask) if bit in names and bit not in recorded)


def bits(mask: int) -> Iterator[int]:
    """The positions of the ones, lowest first."""
    while mask:
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
        found = _question(name, fact, guideline)
        if found:
            yield rules.slots[name], found


def _question(name: str, fact: Fact, guideline: Guideline) -> tuple[str, str] | None:
    if fact.ask:
        return name, fact.ask
    which, selected = verb(fact)
    element = guideline.elements.get(selector(selected)[1])
    asked = element and element.ask and which in ("latest", "baseline") and fact.take == "value"
    return (element.name, element.ask) if element and asked else None


def _assumable(rules: Rules) -> Iterator[tuple[int, str]]:
    for name, element in rules.guideline.elements.items():
        if element.if_unrecorded == "absent":
            yield rules.slots[name], name
