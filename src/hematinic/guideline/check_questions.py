"""What is asked and answered (synonyms.yaml, emergencies.yaml, answers.yaml) names only what is."""

import re
from collections.abc import Iterable, Iterator

from hematinic.guideline.checker import Checker, elements_of, items
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.model import Element
from hematinic.guideline.names import PATIENT
from hematinic.guideline.questions import Measured, Premise, StoredAnswer

GENERAL = "emergency-general"
"""The answer to an emergency that has none of its own."""

OF_TERMS = ("subject", "shared", "near", "general", "beside_values", "given", "wanted", "groups")
"""Lists of terms in synonyms.yaml."""

CLASS = re.compile(r"<(?!number>|\d+\+>)([^<>]*)>")
"""A class in a pattern; `<number>` and `<5+>` are none."""

TOLD = re.compile(r"\{(\w+)\}")

ANNOTATION = re.compile(r"/?\{[^{}]*\}")
"""`{1.73_m2}` is no part of a unit."""


def questions(check: Checker) -> Iterator[Mistake]:
    yield from _facts(check)
    yield from _words(check)
    yield from _emergencies(check)


def _facts(check: Checker) -> Iterator[Mistake]:
    """What a question may state of a patient is something that can be recorded."""
    guideline, words = check.guideline, check.guideline.synonyms
    conditions = elements_of(guideline, "condition")
    measures = elements_of(guideline, "quantity", "result")
    tables: tuple[tuple[str, Iterable[str], Iterable[str], str], ...] = (
        ("measured", words.measured, measures, "measured element"),
        ("conditions", words.conditions, conditions, "condition"),
        ("procedures", words.procedures, elements_of(guideline, "procedure"), "procedure"),
        ("medicines", words.medicines, guideline.medicines, "medicine"),
        ("implied", words.implied, guideline.medicines, "medicine"),
    )
    for key, names, known, what in tables:
        for name in names:
            yield from check.known("synonyms", "", name, known, what, key, name)
    for name, measured in words.measured.items():
        element = guideline.elements.get(name)
        if element is not None and element.unit:
            yield from _units(check, name, element, measured)
    for i, together in enumerate(words.absent_together):
        for j, name in enumerate(together.elements):
            yield from check.known("synonyms", "", name, guideline.elements, "element",
                                   "absent_together", i, "elements", j)  # fmt: skip
    for i, sign in enumerate(words.signs):
        yield from check.known("synonyms", "", sign.sign, conditions, "condition", "signs", i,
                               "sign")  # fmt: skip
    for i, name in enumerate(words.red_flags):
        yield from check.known("synonyms", "", name, guideline.findings, "finding", "red_flags", i)
    if words.weeks:
        yield from check.known("synonyms", "", words.weeks.condition, conditions, "condition",
                               "weeks", "condition")  # fmt: skip
        yield from check.known("synonyms", "", words.weeks.measures,
                               elements_of(guideline, "quantity"), "measured element",
                               "weeks", "measures")  # fmt: skip


def _units(check: Checker, name: str, element: Element, measured: Measured) -> Iterator[Mistake]:
    """Annotations (`{1.73_m2}`) are no part of a unit, and people do not write them."""
    units = [ANNOTATION.sub("", unit) for unit in (element.unit, *element.accepts)]
    listed = {"assume": measured.assume, "alone": measured.alone, "pairs": measured.pairs}
    places = [((key, i), unit) for key, all_ in listed.items() for i, unit in enumerate(all_)]
    for place, unit in (*places, (("confirm",), measured.confirm)):
        bare = ANNOTATION.sub("", unit)
        yield from check.known("synonyms", "", bare, units, f"unit of {name}",
                               "measured", name, *place, kind="wrong-unit")  # fmt: skip


def _words(check: Checker) -> Iterator[Mistake]:
    """What is said to a question is something that the guideline says."""
    guideline, words = check.guideline, check.guideline.synonyms
    names = items(guideline) | {*guideline.statements, *guideline.answers}
    for name in words.asked_as:
        yield from check.known("synonyms", "", name, names, "item or statement", "asked_as", name)
    for i, name in enumerate(words.limits_told):
        yield from check.known("synonyms", "", name, names, "item or statement", "limits_told", i)
    for name, answer in guideline.answers.items():
        for finding, other in answer.instead.items():
            yield from check.known("answers", name, other, guideline.answers, "answer",
                                   "instead", finding)  # fmt: skip
        yield from _cases(check, name, answer)
    for key, table in (("conversions", words.conversions), ("tablets", words.tablets)):
        if table:
            yield from check.known("synonyms", "", table.says, guideline.answers, "answer",
                                   key, "says")  # fmt: skip
    for key in OF_TERMS:
        for i, term in enumerate(getattr(words, key)):
            yield from check.known("synonyms", "", term, words.terms, "term", key, i)
    for name, measured in words.measured.items():
        for i, term in enumerate(measured.change):
            yield from check.known("synonyms", "", term, words.terms, "term",
                                   "measured", name, "change", i)  # fmt: skip
    for key in ("premises", "declined"):
        known = names if key == "premises" else set(guideline.answers)
        premises: tuple[Premise, ...] = getattr(words, key)
        for i, premise in enumerate(premises):
            for j, name in enumerate(premise.says):
                what = "item or statement" if key == "premises" else "answer"
                yield from check.known("synonyms", "", name, known, what, key, i, "says", j)
            for j, term in enumerate(premise.unless):
                yield from check.known("synonyms", "", term, words.terms, "term", key, i,
                                       "unless", j)  # fmt: skip
            for j, name in enumerate(premise.when):
                finding = name.removeprefix("not ")
                yield from check.known("synonyms", "", finding, guideline.findings, "finding",
                                       key, i, "when", j)  # fmt: skip
            for j, group in enumerate(premise.all):
                yield from _patterns(check, "synonyms", group, {}, key, i, "all", j)


def _cases(check: Checker, name: str, answer: StoredAnswer) -> Iterator[Mistake]:
    """`{ferritin}` in a case is the value of that name, or one of its own."""
    guideline = check.guideline
    known = {*PATIENT, *guideline.elements, *guideline.facts, *guideline.limits}
    known |= set(guideline.findings)
    for i, case in enumerate(answer.here):
        yield from _patterns(check, "answers", case.asked, {}, "here", i, "asked", entry=name)
        places = [(reader, text) for reader in ("clinician", "patient")
                for text in TOLD.findall(getattr(case.says, reader))]  # fmt: skip
        for reader, value in places:
            yield from check.known("answers", name, value, {*known, *case.values}, "value",
                                   "here", i, "says", reader)  # fmt: skip
        for value in set(case.values) - {value for _, value in places}:
            says = f"no sentence of this case tells `{{{value}}}`"
            helps = "tell it, or leave it out"
            yield check.at("answers", name, "unknown-name", says, "here", i, "values", value,
                           helps=helps)  # fmt: skip


def _emergencies(check: Checker) -> Iterator[Mistake]:
    emergencies = check.guideline.emergencies
    above: dict[str, object] = {}
    for name, phrases in emergencies.classes.items():  # a class may use those above it
        yield from _patterns(check, "emergencies", phrases, above, "classes", name)
        above[name] = phrases
    if (
        emergencies.foreign or emergencies.foreign_anywhere
    ) and GENERAL not in check.guideline.answers:
        says = f"what is asked in another language is answered by '{GENERAL}', which there is not"
        helps = "add it to answers.yaml"
        yield check.at("emergencies", "", "goes-together", says, "foreign", helps=helps)
    for i, emergency in enumerate(emergencies.emergencies):
        path = ("emergencies", i)
        yield from check.known("emergencies", "", emergency.says, check.guideline.answers, "answer",
                               *path, "says")  # fmt: skip
        for j, group in enumerate(emergency.all):
            yield from _patterns(check, "emergencies", group, above, *path, "all", j)
        yield from _patterns(check, "emergencies", emergency.refuted, above, *path, "not")
    for key in ("denying", "denying_after", "past", "present", "idle", "learners", "learners_weak",
                "first_person"):  # fmt: skip
        yield from _patterns(check, "emergencies", getattr(emergencies, key), above, key)


def _patterns(
    check: Checker,
    section: str,
    phrases: Iterable[str],
    classes: Iterable[str],
    *path: str | int,
    entry: str = "",
) -> Iterator[Mistake]:
    for i, phrase in enumerate(phrases):
        for name in CLASS.findall(phrase):
            yield from check.known(section, entry, name, classes, "class above", *path, i)
