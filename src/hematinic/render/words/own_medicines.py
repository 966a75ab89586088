"""Which of the patient's own medicines an alert is about, by name.

An alert is written for a kind of medicine: acid suppression, an anticoagulant, what iron binds.
Which one this patient takes follows from its condition and the record, so nothing has to be marked.
"""

from collections.abc import Iterator

from hematinic.expressions import syntax
from hematinic.guideline import layout
from hematinic.guideline.names import selector, verb
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment


def own_medicines(item: str, text: str, assessment: Assessment) -> str:
    """` Recorded: omeprazole.`: those that the text of an alert does not name itself. What it is
    that the plan treats with, its own lines name."""
    found = dict.fromkeys(_labels(layout.when(item), assessment))
    unnamed = [label for label in found if label.lower() not in text.lower()]
    return f" Recorded: {', '.join(unnamed)}." if unnamed else ""


def medicine_of(fact: str, assessment: Assessment) -> str:
    """The label of the medicine that makes a fact true; empty where none does, and where it is one
    that the plan treats with."""
    slot = assessment.rules.slots.get(fact)
    event = None if slot is None else assessment.facts.sources.get(slot)
    if event is None or assessment.value(fact) is not True:
        return ""
    medicine = assessment.rules.guideline.medicines.get(event.name)
    return medicine.label if medicine and not medicine.gives else ""


def _labels(definition: str, assessment: Assessment) -> Iterator[str]:
    """Of the facts that a condition names, and of its findings that are of medicines alone."""
    rules = assessment.rules
    for name in syntax.names(rules.definitions[definition].node):
        if name not in rules.definitions:
            if label := medicine_of(name, assessment):
                yield label
        elif name in rules.guideline.findings and _of_medicines_alone(name, rules):
            yield from _labels(name, assessment)


def _of_medicines_alone(name: str, rules: Rules) -> bool:
    if name in rules.definitions:
        parts = syntax.names(rules.definitions[name].node)
        return bool(parts) and all(_of_medicines_alone(part, rules) for part in parts)
    fact = rules.guideline.facts.get(name)
    return fact is not None and _is_medicine(selector(verb(fact)[1])[1], rules)


def _is_medicine(name: str, rules: Rules) -> bool:
    medicines = rules.guideline.medicines
    return name in medicines or any(name in medicine.groups for medicine in medicines.values())
