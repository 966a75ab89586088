"""Which of the patient's own medicines an alert is about, by name.

An alert is written for a kind of medicine: acid suppression, an anticoagulant, what iron binds.
Which one this patient takes follows from its condition and the record, so nothing has to be marked.
"""

from collections.abc import Iterator

from hematinic.guideline import layout
from hematinic.guideline.names import selector, verb
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment


def own_medicines(item: str, text: str, assessment: Assessment) -> str:
    """` Recorded: omeprazole.`: those that the text of an alert does not name itself. What it is
    that the plan treats with, its own lines name."""
    facts = assessment.rules.once(_facts)
    if item not in facts:
        facts[item] = tuple(_named(layout.when(item), assessment.rules))
    labels = dict.fromkeys(filter(None, (medicine_of(name, assessment) for name in facts[item])))
    unnamed = [label for label in labels if label.lower() not in text.lower()]
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


def _facts(rules: Rules) -> dict[str, tuple[str, ...]]:
    """Of each alert; filled as it is asked for."""
    return {}


def _named(definition: str, rules: Rules) -> Iterator[str]:
    """The facts that a condition names, and those of its findings that are of medicines alone."""
    for name in rules.names_in(definition):
        if name not in rules.definitions:
            yield name
        elif name in rules.guideline.findings and _of_medicines_alone(name, rules):
            yield from _named(name, rules)


def _of_medicines_alone(name: str, rules: Rules) -> bool:
    if name in rules.definitions:
        parts = rules.names_in(name)
        return bool(parts) and all(_of_medicines_alone(part, rules) for part in parts)
    fact = rules.guideline.facts.get(name)
    return fact is not None and _is_medicine(selector(verb(fact)[1])[1], rules)


def _is_medicine(name: str, rules: Rules) -> bool:
    medicines = rules.guideline.medicines
    return name in medicines or any(name in medicine.groups for medicine in medicines.values())
