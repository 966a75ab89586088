"""What is not known: which facts to ask for, most decisive first, and what was taken as absent."""

from collections.abc import Iterator

from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import PATIENT, selector, verb
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Missing

WEIGHTS = {"critical": 8, "warning": 3, "information": 1, "act": 6, "hold": 4, "ask": 4}
"""How decisive a missing fact is: the sum of these over the items that it could turn."""

PATIENT_QUESTIONS = {"age": "When was the patient born?", "sex": "What is the patient's sex?"}


class Unknowns:
    def __init__(self, rules: Rules) -> None:
        guideline = rules.guideline
        self.questions = dict(_questions(rules))
        self.assumable = dict(_assumable(rules))
        weights = {item.id: WEIGHTS[item.if_unknown] for item in guideline.recommendations}
        weights |= {alert.id: WEIGHTS[alert.level] for alert in guideline.alerts}
        self.weighed = [(name, rules.slots[f"when {name}"], each) for name, each in weights.items()]
        self.against = [
            (item.id, rules.slots[f"when {item.id}"], rules.slots[f"against {item.id} {i}"])
            for item in guideline.recommendations
            for i in range(len(item.contraindications))
        ]
        self.reads = rules.reads

    def asked(self, mask: int) -> tuple[str, ...]:
        """The elements to ask for, of the facts in the bit set."""
        found = (self.questions[bit][0] for bit in bits(mask) if bit in self.questions)
        return tuple(dict.fromkeys(found))

    def missing(self, assessment: Assessment) -> tuple[Missing, ...]:
        weight: dict[str, int] = {}
        changes: dict[str, dict[str, None]] = {}
        question: dict[str, str] = {}
        masks = assessment.masks
        for name, slot, each in (*self.weighed, *self.undecided(assessment)):
            for bit in bits(masks[slot]) if masks[slot] else ():
                if bit not in self.questions:
                    continue
                element, question[element] = self.questions[bit]
                if name not in changes.setdefault(element, {}):
                    changes[element][name] = None
                    weight[element] = weight.get(element, 0) + each
        return tuple(
            Missing(element=element, question=question[element], changes=tuple(changes[element]))
            for element in sorted(weight, key=lambda element: -weight[element])
        )

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
            mask |= self.reads[f"when {item}"]
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
