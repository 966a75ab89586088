"""What the sections of the faces (article, figures, questions, examples) say of the rest."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hematinic.guideline.beyond import Beyond
from hematinic.guideline.check_layers import layered
from hematinic.guideline.checker import Checker, elements_of, items
from hematinic.guideline.evidence import fisher_exact
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.names import PATIENT
from hematinic.guideline.reviewed import reviewed

OF_ELEMENTS = ("observed", "present", "absent", "done")
OF_MEDICINES = ("started", "stopped", "given", "ordered", "booked")
"""What an event of a patient file may name, by the kinds of the event."""

TOLD = re.compile(r"\{(\w+)\}")


def faces(check: Checker) -> Iterator[Mistake]:
    yield from _values_told(check)
    yield from layered(check)
    yield from _article(check)
    yield from _figures(check)
    yield from _expected(check)
    yield from _worked(check)
    yield from _override_reasons(check)
    yield from _records(check)
    yield from _beyond(check)
    yield from _reviews(check)


def _values_told(check: Checker) -> Iterator[Mistake]:
    """`{ferritin}` in a line is the value of that name."""
    guideline = check.guideline
    known = {*PATIENT, *guideline.elements, *guideline.facts, *guideline.limits}
    known |= set(guideline.findings)
    texts: list[tuple[str, str, str, tuple[str, ...]]] = []
    for item in guideline.recommendations:
        texts.append(("recommendations", item.id, item.says.clinician, ("says", "clinician")))
        texts.append(("recommendations", item.id, item.short.clinician, ("short", "clinician")))
    for alert in guideline.alerts:
        texts.append(("alerts", alert.id, alert.short.clinician, ("short", "clinician")))
        texts.append(("alerts", alert.id, alert.line, ("line",)))
        texts.append(("alerts", alert.id, alert.what_to_do, ("what_to_do",)))
    for use, names in guideline.header.source_attributes.items():
        for i, name in enumerate(names):
            yield from check.known("guideline", "", name, known, "value",
                                   "source_attributes", use, i)  # fmt: skip
    for section, entry, text, path in texts:
        for name in TOLD.findall(text):
            yield from check.known(section, entry, name, known, "value", *path)


# The article and its figures


def _article(check: Checker) -> Iterator[Mistake]:
    article = check.guideline.article
    known = items(check.guideline) | {*check.guideline.findings, *check.guideline.evidence}
    for i, section in enumerate(article.sections if article else ()):
        for j, item in enumerate(section.items):
            yield from check.known("article", "", item, known, "item", "sections", i, "items", j)
    sections = {section.id for section in article.sections} if article else set()
    short = items(check.guideline) | set(check.guideline.findings)
    for i, part in enumerate(article.answer if article else ()):
        for j, item in enumerate(part.items):
            yield from check.known("article", "", item, short, "item", "answer", i, "items", j)
        for j, item in enumerate(part.for_patients or ()):
            where = ("answer", i, "for_patients", j)
            yield from check.known("article", "", item, short, "item", *where)
        for j, name in enumerate(part.more):
            where = ("answer", i, "more", j)
            yield from check.known("article", "", name, sections, "section", *where)


def _figures(check: Checker) -> Iterator[Mistake]:
    for name, figure in check.guideline.evidence.items():
        first, other = figure.arms
        # Recomputed at every load. A figure copied wrongly is found here and not by a reader.
        p = fisher_exact(first.events, first.of, other.events, other.of)
        if round(p, figure.reported.decimals) != figure.reported.p:
            says = f"its p is reported as {figure.reported.p} and comes out as {p:.4f}"
            helps = "compare the events and the p with the source"
            yield check.at("evidence", name, "wrong-figure", says, "reported", helps=helps)


def _expected(check: Checker) -> Iterator[Mistake]:
    guideline = check.guideline
    for name, expected in guideline.timeline.items():
        where = ("timeline", name)
        yield from check.known(*where, name, elements_of(guideline, "quantity"), "measured element")
        yield from check.known(*where, expected.course, guideline.courses, "course", "course")


def _worked(check: Checker) -> Iterator[Mistake]:
    guideline = check.guideline
    facts = {*PATIENT, *guideline.elements, *guideline.facts, *guideline.limits}
    for name, worked in guideline.worked.items():
        where = ("worked", name)
        yield from check.known(*where, worked.computes, guideline.findings, "finding", "computes")
        for fact in worked.of:
            yield from check.known(*where, fact, facts, "fact", "of", fact)


def _override_reasons(check: Checker) -> Iterator[Mistake]:
    known = {alert.id for alert in check.guideline.alerts}
    for name, reason in check.guideline.override_reasons.items():
        for i, alert in enumerate(reason.alerts):
            yield from check.known("override_reasons", name, alert, known, "alert", "alerts", i)


# Patients: the article's model and the examples


def _records(check: Checker) -> Iterator[Mistake]:
    article = check.guideline.article
    if article and article.model:
        yield from _record(check, "article", "", article.model.record, "model", "record")
    for name, example in check.guideline.examples.items():
        yield from _record(check, "examples", name, example.record, "record")


def _record(
    check: Checker, section: str, entry: str, record: Mapping[str, Any], *path: str
) -> Iterator[Mistake]:
    guideline = check.guideline
    events = record.get("events", ())
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        says, helps = "its events are no list", "begin each event with a dash, as in `- {on: …}`"
        yield check.at(section, entry, "wrong-shape", says, *path, "events", helps=helps)
        return
    kinds: tuple[tuple[str, Iterable[str], str], ...] = (
        *((key, guideline.elements, "element") for key in OF_ELEMENTS),
        *((key, guideline.medicines, "medicine") for key in OF_MEDICINES),
    )
    for i, event in enumerate(events):
        for key, known, what in kinds:
            name = str(event.get(key, ""))
            yield from check.known(section, entry, name, known, what, *path, "events", i, key)


# Results beyond their limits, and reviews


def _beyond(check: Checker) -> Iterator[Mistake]:
    guideline = check.guideline
    for name, element in guideline.elements.items():
        for i, row in enumerate(element.beyond):
            yield from _asked_about(check, "elements", name, row, "beyond", i)
            for j, value in enumerate(row.values):
                yield from check.known("elements", name, value, element.options,
                                       "option of it", "beyond", i, "values", j)  # fmt: skip
    if guideline.header.printed:
        yield from _asked_about(check, "guideline", "", guideline.header.printed, "printed")


def _asked_about(
    check: Checker, section: str, entry: str, row: Beyond, *path: str | int
) -> Iterator[Mistake]:
    guideline = check.guideline
    yield from check.known(section, entry, row.ask, guideline.header.whom, "one to ask",
                           *path, "ask")  # fmt: skip
    explains = (*guideline.findings, *guideline.elements, *guideline.facts)
    for i, name in enumerate(row.explained_by):
        yield from check.known(section, entry, name, explains, "finding", *path, "explained_by",
                               i)  # fmt: skip


def _reviews(check: Checker) -> Iterator[Mistake]:
    guideline = check.guideline
    if guideline.board.reviewers_required < 2:
        says = "two reviewers at the least are required"
        helps = "write 2 or more"
        yield check.at("board", "", "wrong-number", says, "reviewers_required", helps=helps)
    known = reviewed(guideline)
    for i, review in enumerate(guideline.reviews):
        where = ("reviews", str(i))
        yield from check.known(*where, review.reviewer, guideline.board.members,
                               "member of the board", "reviewer")  # fmt: skip
        yield from check.known(*where, review.item, known, "item", "item")
        if len(review.content) != 64:
            says = f"the content of a review of `{review.item}` is the whole hash, of 64 characters"
            helps = "copy it from `hematinic review`"
            yield check.at(*where, "wrong-value", says, "content", helps=helps)
