"""What the sections of the faces (article, figures, questions, examples) say of the rest."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from hematinic.guideline.beyond import Beyond
from hematinic.guideline.evidence import fisher_exact
from hematinic.guideline.load import Problem
from hematinic.guideline.model import Element, Guideline
from hematinic.guideline.names import PATIENT
from hematinic.guideline.questions import Measured, Premise
from hematinic.guideline.reviewed import reviewed

OF_ELEMENTS = ("observed", "present", "absent", "done")
OF_MEDICINES = ("started", "stopped", "given", "ordered", "booked")
"""What an event of a patient file may name, by the kinds of the event."""

CLASS = re.compile(r"<(?!number>|\d+\+>)([^<>]*)>")
"""A class in a pattern; `<number>` and `<5+>` are none."""


TOLD = re.compile(r"\{(\w+)\}")
ANNOTATION = re.compile(r"/?\{[^{}]*\}")


class Checker(Protocol):
    """Of `check`: where an entry stands, and whether a name is known."""

    guideline: Guideline

    def at(self, section: str, entry: str, says: str, *path: str | int) -> Problem: ...

    def known(
        self, section: str, entry: str, name: str, known: Iterable[str], what: str, *path: str | int
    ) -> Iterator[Problem]: ...


def faces(check: Checker) -> Iterator[Problem]:
    yield from _values_told(check)
    yield from _article(check)
    yield from _figures(check)
    yield from _expected(check)
    yield from _worked(check)
    yield from _records(check)
    yield from _facts_of_questions(check)
    yield from _words_of_questions(check)
    yield from _emergencies(check)
    yield from _beyond(check)
    yield from _reviews(check)


def _values_told(check: Checker) -> Iterator[Problem]:
    """`{ferritin}` in a line is the value of that name."""
    guideline = check.guideline
    known = [
        *PATIENT,
        *guideline.elements,
        *guideline.facts,
        *guideline.limits,
        *guideline.findings,
    ]
    texts: list[tuple[str, str, str, tuple[str, ...]]] = []
    for item in guideline.recommendations:
        texts.append(("recommendations", item.id, item.says.clinician, ("says", "clinician")))
    for alert in guideline.alerts:
        texts.append(("alerts", alert.id, alert.line, ("line",)))
        texts.append(("alerts", alert.id, alert.what_to_do, ("what_to_do",)))
    for section, entry, text, path in texts:
        for name in TOLD.findall(text):
            yield from check.known(section, entry, name, known, "value", *path)


# The article and its figures


def _article(check: Checker) -> Iterator[Problem]:
    article = check.guideline.article
    known = _items(check.guideline) | {*check.guideline.findings, *check.guideline.evidence}
    for i, section in enumerate(article.sections if article else ()):
        for j, item in enumerate(section.items):
            yield from check.known("article", "", item, known, "item", "sections", i, "items", j)


def _figures(check: Checker) -> Iterator[Problem]:
    for name, figure in check.guideline.evidence.items():
        one, other = figure.arms
        p = fisher_exact(one.events, one.of, other.events, other.of)
        if round(p, figure.reported.decimals) != figure.reported.p:
            says = f"its p is reported as {figure.reported.p} and comes out as {p:.4f}"
            yield check.at("evidence", name, says, "reported")


def _expected(check: Checker) -> Iterator[Problem]:
    guideline = check.guideline
    for name, expected in guideline.timeline.items():
        where = ("timeline", name)
        yield from check.known(*where, name, _measured(guideline, "quantity"), "measured element")
        yield from check.known(*where, expected.course, guideline.courses, "course", "course")


def _worked(check: Checker) -> Iterator[Problem]:
    guideline = check.guideline
    facts = {*PATIENT, *guideline.elements, *guideline.facts, *guideline.limits}
    for name, worked in guideline.worked.items():
        where = ("worked", name)
        yield from check.known(*where, worked.computes, guideline.findings, "finding", "computes")
        for fact in worked.of:
            yield from check.known(*where, fact, facts, "fact", "of", fact)


# Patients: the article's model and the examples


def _records(check: Checker) -> Iterator[Problem]:
    article = check.guideline.article
    if article and article.model:
        yield from _record(check, "article", "", article.model.record, "model", "record")
    for name, example in check.guideline.examples.items():
        yield from _record(check, "examples", name, example.record, "record")


def _record(
    check: Checker, section: str, entry: str, record: Mapping[str, Any], *path: str
) -> Iterator[Problem]:
    guideline = check.guideline
    events = record.get("events", ())
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        yield check.at(section, entry, "its events are a list of mappings", *path, "events")
        return
    kinds: tuple[tuple[str, Iterable[str], str], ...] = (
        *((key, guideline.elements, "element") for key in OF_ELEMENTS),
        *((key, guideline.medicines, "medicine") for key in OF_MEDICINES),
    )
    for i, event in enumerate(events):
        for key, known, what in kinds:
            name = str(event.get(key, ""))
            yield from check.known(section, entry, name, known, what, *path, "events", i, key)


# Questions


def _facts_of_questions(check: Checker) -> Iterator[Problem]:
    """What a question may state of a patient is something that can be recorded."""
    guideline, words = check.guideline, check.guideline.synonyms
    conditions = _measured(guideline, "condition")
    tables: tuple[tuple[str, Iterable[str], Iterable[str], str], ...] = (
        (
            "measured",
            words.measured,
            _measured(guideline, "quantity", "result"),
            "measured element",
        ),
        ("conditions", words.conditions, conditions, "condition"),
        ("procedures", words.procedures, _measured(guideline, "procedure"), "procedure"),
        ("medicines", words.medicines, guideline.medicines, "medicine"),
        ("implied", words.implied, guideline.medicines, "medicine"),
    )
    for key, names, known, what in tables:
        for name in names:
            yield from check.known("synonyms", "", name, known, what, key, name)
    for name, measured in words.measured.items():
        element = guideline.elements.get(name)
        if element is not None:
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


def _units(check: Checker, name: str, element: Element, measured: Measured) -> Iterator[Problem]:
    """Annotations (`{1.73_m2}`) are no part of a unit, and people do not write them."""
    units = [ANNOTATION.sub("", unit) for unit in (element.unit, *element.accepts)]
    places = [(("assume", i), unit) for i, unit in enumerate(measured.assume)]
    for place, unit in (*places, (("confirm",), measured.confirm)):
        bare = ANNOTATION.sub("", unit)
        yield from check.known("synonyms", "", bare, units, f"unit of {name}",
                               "measured", name, *place)  # fmt: skip


def _words_of_questions(check: Checker) -> Iterator[Problem]:
    """What is said to a question is something that the guideline says."""
    guideline, words = check.guideline, check.guideline.synonyms
    items = _items(guideline) | {*guideline.statements, *guideline.answers}
    for name in words.asked_as:
        yield from check.known("synonyms", "", name, items, "item or statement", "asked_as", name)
    for key in ("premises", "declined"):
        known = items if key == "premises" else set(guideline.answers)
        premises: tuple[Premise, ...] = getattr(words, key)
        for i, premise in enumerate(premises):
            for j, name in enumerate(premise.says):
                what = "item or statement" if key == "premises" else "answer"
                yield from check.known("synonyms", "", name, known, what, key, i, "says", j)
            for j, term in enumerate(premise.unless):
                yield from check.known("synonyms", "", term, words.terms, "term", key, i,
                                       "unless", j)  # fmt: skip
            for j, group in enumerate(premise.all):
                yield from _patterns(check, "synonyms", group, {}, key, i, "all", j)


def _emergencies(check: Checker) -> Iterator[Problem]:
    found = check.guideline.emergencies
    above: dict[str, object] = {}
    for name, phrases in found.classes.items():  # a class may use those above it
        yield from _patterns(check, "emergencies", phrases, above, "classes", name)
        above[name] = phrases
    for i, one in enumerate(found.emergencies):
        path = ("emergencies", i)
        yield from check.known("emergencies", "", one.says, check.guideline.answers, "answer",
                               *path, "says")  # fmt: skip
        for j, group in enumerate(one.all):
            yield from _patterns(check, "emergencies", group, above, *path, "all", j)
        yield from _patterns(check, "emergencies", one.refuted, above, *path, "not")
    for key in ("denying", "denying_after", "past", "present", "idle", "learners", "learners_weak",
                "first_person"):  # fmt: skip
        yield from _patterns(check, "emergencies", getattr(found, key), above, key)


def _patterns(
    check: Checker, section: str, phrases: Iterable[str], classes: Iterable[str], *path: str | int
) -> Iterator[Problem]:
    for i, phrase in enumerate(phrases):
        for name in CLASS.findall(phrase):
            yield from check.known(section, "", name, classes, "class above", *path, i)


# Results beyond their limits, and reviews


def _beyond(check: Checker) -> Iterator[Problem]:
    guideline = check.guideline
    for name, element in guideline.elements.items():
        for i, row in enumerate(element.beyond):
            yield from _asked_about(check, "elements", name, row, "beyond", i)
            for value in row.values:
                yield from check.known("elements", name, value, element.options,
                                       "option of it", "beyond", i, "values")  # fmt: skip
    if guideline.header.printed:
        yield from _asked_about(check, "guideline", "", guideline.header.printed, "printed")


def _asked_about(
    check: Checker, section: str, entry: str, row: Beyond, *path: str | int
) -> Iterator[Problem]:
    guideline = check.guideline
    yield from check.known(section, entry, row.ask, guideline.header.whom, "one to ask",
                           *path, "ask")  # fmt: skip
    explains = (*guideline.findings, *guideline.elements, *guideline.facts)
    for name in row.explained_by:
        yield from check.known(section, entry, name, explains, "finding", *path, "explained_by")
    for i, cite in enumerate(row.cites):
        yield from check.known(section, entry, cite.source, guideline.sources, "source",
                               *path, "cites", i)  # fmt: skip


def _reviews(check: Checker) -> Iterator[Problem]:
    guideline = check.guideline
    if guideline.board.reviewers_required < 2:
        says = "two reviewers at the least are required"
        yield check.at("board", "", says, "reviewers_required")
    items = reviewed(guideline)
    for i, review in enumerate(guideline.reviews):
        where = ("reviews", str(i))
        yield from check.known(*where, review.reviewer, guideline.board.members,
                               "member of the board", "reviewer")  # fmt: skip
        yield from check.known(*where, review.item, items, "item", "item")
        if len(review.content) != 64:
            says = f"the content of a review of '{review.item}' is the whole hash, of 64 characters"
            yield check.at(*where, says, "content")


# Names


def _items(guideline: Guideline) -> set[str]:
    found = {item.id for item in guideline.recommendations}
    found |= {item.id for item in guideline.alerts}
    return found | {item.id for item in guideline.monitoring}


def _measured(guideline: Guideline, *kinds: str) -> list[str]:
    return [name for name, element in guideline.elements.items() if element.kind in kinds]
