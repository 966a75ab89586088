"""The sentences of a plan, for each reader. One place, so that every face says the same."""

import re
from collections.abc import Iterable

from hematinic.guideline.entry import Reader
from hematinic.guideline.model import Alert
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Due, Explained, Fired, Missing, Plan, Planned, Unexplained
from hematinic.plan.what_if import Change
from hematinic.record.events import SetAside, day_text
from hematinic.render.words import phrases as words
from hematinic.render.words.medication import dosage
from hematinic.render.words.own_medicines import medicine_of, own_medicines
from hematinic.render.words.reckoning import reckoning
from hematinic.render.words.so_far import so_far
from hematinic.render.words.values import values_of


def recommendation(line: Planned, assessment: Assessment, reader: Reader = "clinician") -> str:
    says = line.item.says
    if reader == "patient":
        first = f"{FIRST_ASKED} " if line.questions else ""
        return first + ended(line, assessment) + (says.patient or says.clinician)
    text = ended(line, assessment) + filled(says.clinician, assessment)
    if line.item.prescribe:
        text = f"{dosage(line, assessment)}. {text}{reckoned(line, assessment)}"
    text = so_far(line.item, assessment) + text + named(line.item.names, assessment)
    text = asked_first(line, assessment) + text
    return f"{text} {safe_side(line.unknown, assessment)}".strip()


def ended(line: Planned, assessment: Assessment) -> str:
    """`Ferrous fumarate: `, of a line that ends it."""
    medicine = assessment.rules.guideline.medicines.get(line.stops)
    return f"{words.capital(medicine.label)}: " if medicine else ""


FIRST_ASKED = "Your team must first ask you some things, to be sure that this is safe for you."


def asked_first(line: Planned, assessment: Assessment) -> str:
    """The questions that a line waits for, before its dose."""
    if not line.questions:
        return ""
    questions = assessment.rules.guideline.elements
    asked = [questions[name].ask if name in questions else name for name in line.questions]
    return f"Only once this is answered: {' '.join(asked)} Then: "


def reckoned(line: Planned, assessment: Assessment) -> str:
    """The arithmetic of a computed dose in one sentence."""
    steps = reckoning(line, assessment)
    return f" Reckoned: {'; '.join(steps)}." if steps else ""


def alert(line: Fired, assessment: Assessment, reader: Reader = "clinician") -> str:
    if reader == "patient":
        return line.alert.patient or line.alert.what_to_do
    text = filled(line.alert.line, assessment) + named(line.alert.names, assessment)
    text += own_medicines(line.alert.id, text, assessment)
    return f"{text} {safe_side(line.unknown, assessment)}".strip()


def what_to_do(item: Alert, assessment: Assessment) -> str:
    return filled(item.what_to_do, assessment)


def check(line: Due, reader: Reader = "clinician") -> str:
    if reader == "patient":
        return line.check.patient or words.capital(line.check.test)
    return (
        f"{words.capital(line.check.test)}: expect {line.check.expect}; if not, {line.check.if_not}"
    )


def missing(line: Missing, assessment: Assessment, reader: Reader = "clinician") -> str:
    asked = values_of(assessment).question(line.question, line.element)
    if not line.recorded:
        return asked
    if reader == "patient":
        return f"{asked} Your record has an entry about it that could not be read."
    recorded = "; ".join(set_aside(entry) for entry in line.recorded[:MOST_RECORDED])
    return f"{asked} Recorded, and not used: {recorded}."


MOST_RECORDED = 3
"""Entries of one thing that a question repeats."""


def set_aside(entry: SetAside) -> str:
    """`Ferritin 5 103/uL: its unit cannot be read (Observation/fe)`"""
    return f"{entry.what}: {entry.why.rstrip('.')} ({entry.where})"


def not_used(plan: Plan, reader: Reader = "clinician") -> str:
    """One sentence of what a plan had to do without, though the record has it; or nothing."""
    labels = plan.assessment.rules.labels
    named = [labels.get(line.element, line.element) for line in plan.missing if line.recorded]
    if not named:
        return ""
    listed = ", ".join(named)
    if reader == "patient":
        return f"Some of your record could not be read: {listed}. Tell your team."
    return f"Recorded, and not used: {listed}."


def unexplained(result: Unexplained, assessment: Assessment, reader: Reader = "clinician") -> str:
    """A result that no line speaks of: the result, its day, whom to ask and how soon."""
    whom = assessment.rules.guideline.header.whom[result.row.ask]
    day = day_text(result.event.day)
    if reader == "patient":
        sentence = (
            f"Your {result.element.label} result of {day} is outside its usual limits, and this "
            f"plan does not explain it. Ask {whom.patient} about it, {result.row.how_soon}."
        )
    else:
        value = values_of(assessment).event(result.event)
        then = f" ({result.row.then})" if result.row.then else ""
        asked = f"ask {whom.clinician}, {result.row.how_soon}{then}"
        sentence = f"{result.element.label} {value}, {day}: {asked}."
    return words.capital(sentence)


def explained(result: Explained, assessment: Assessment) -> str:
    """A result that a finding explains: `platelet count 112 10*9/L, 2026-11-20: B12 deficiency`."""
    by = ", ".join(assessment.rules.labels[name] for name in result.by)
    value = values_of(assessment).event(result.event)
    return words.capital(f"{result.element.label} {value}, {day_text(result.event.day)}: {by}.")


def assumed(names: Iterable[str], rules: Rules) -> list[str]:
    """What was taken as absent: of what results decide, only that no diagnosis is recorded."""
    elements = rules.guideline.elements
    return [elements[name].assumed or rules.labels[name] for name in names]


def change(difference: Change, assessment: Assessment) -> str:
    """`If paresthesia were present: adds …; takes away …`"""
    label = assessment.rules.labels[difference.fact]
    gives = f"adds {', '.join(difference.gives)}" if difference.gives else ""
    takes = f"takes away {', '.join(difference.takes)}" if difference.takes else ""
    parts = "; ".join(part for part in (gives, takes) if part)
    return f"If {label} were {changed_value(difference, assessment)}: {parts}."


def changed_value(difference: Change, assessment: Assessment) -> str:
    if isinstance(difference.value, bool):
        return "present" if difference.value else "absent"
    return values_of(assessment).value(difference.value, assessment.rules.types[difference.fact], 3)


def safe_side(unknown: tuple[str, ...], assessment: Assessment) -> str:
    """`Because X is unknown, the safe side is taken.`"""
    if not unknown:
        return ""
    labels = [assessment.rules.labels.get(name, name.replace("_", " ")) for name in unknown[:4]]
    more = f" and {len(unknown) - 4} more" if len(unknown) > 4 else ""
    verb = "is" if len(unknown) == 1 else "are"
    return f"Because {', '.join(labels)}{more} {verb} unknown, this takes the safe side."


def named(name: str, assessment: Assessment) -> str:
    """` Here: potassium 2.8 mmol/L; not ruled out: schistocytes.` of the cases of a finding."""
    words_for = cases(name, assessment) if name else ""
    return f" Here: {words_for}." if words_for else ""


def cases(finding: str, assessment: Assessment) -> str:
    """`potassium 2.8 mmol/L; not ruled out: schistocytes`: the cases that hold, or may hold."""
    cases = assessment.rules.guideline.findings[finding].cases
    values = {case: assessment.value(case) for case in cases}
    holding = [
        _with_medicine(filled(says, assessment), case, assessment)
        for case, says in cases.items()
        if values[case] is True
    ]
    may = [filled(says, assessment) for case, says in cases.items() if values[case] is None]
    return "; ".join(holding + ([f"not ruled out: {', '.join(may)}"] if may else []))


def _with_medicine(says: str, case: str, assessment: Assessment) -> str:
    """`an anticoagulant is taken (warfarin)`"""
    label = medicine_of(case, assessment)
    return f"{says} ({label})" if label and label.lower() not in says.lower() else says


def bottom_line(plan: Plan, reader: Reader = "clinician") -> str:
    """The first sentence of a plan, with the values and cases that it names."""
    says = plan.bottom_line
    return filled(says.patient if reader == "patient" else says.clinician, plan.assessment)


def filled(text: str, assessment: Assessment) -> str:
    """`{name}` as the value of that name, nothing where it is unknown; of a finding that has cases
    as those that hold."""
    if "{" not in text:
        return text
    findings = assessment.rules.guideline.findings

    def said(match: re.Match[str]) -> str:
        name = match[1]
        if name in findings and findings[name].cases:
            return cases(name, assessment)
        value = assessment.value(name)
        kind = assessment.rules.types[name]
        return "" if value is None else values_of(assessment).value(value, kind)

    return re.sub(r"\{(\w+)\}", said, text)
