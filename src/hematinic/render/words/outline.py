"""A plan as an outline of headed parts: what the terminal and Markdown both print, for each reader.

The order is that of the bedside: what is dangerous, what to do by phase, what to look at again,
what is not known, what rests on an assumption, how far all of it can be trusted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hematinic.guideline.entry import Cite, Reader
from hematinic.guideline.model import Source
from hematinic.plan.model import Plan, Planned, Row
from hematinic.plan.what_if import Change
from hematinic.render.screen import timetable
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.layers import MARKS

Tone = Literal["critical", "warning", "information", "do", "consider", "plain"]


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    title: str = ""
    detail: str = ""
    """What to do about it, or what it rests on."""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    lines: tuple[Line, ...]
    table: tuple[Line, ...] = ()
    """Rows of title, text and detail, before the lines."""


MOST_CHANGES = 25

NOT_EXPLAINED: Mapping[Reader, str] = {
    "clinician": "Not explained by this plan",
    "patient": "Results to ask about",
}


def outline(plan: Plan, reader: Reader, changes: Sequence[Change] = ()) -> Iterator[Part]:
    """Parts that have lines, in order."""
    clinician = reader == "clinician"
    parts = [
        Part("Alerts" if clinician else "Be careful", tuple(_alerts(plan, reader))),
        Part(NOT_EXPLAINED[reader], tuple(_unexplained(plan, reader))),
        *_phases(plan, reader),
        *_timetable(plan, reader),
        Part("Checks", tuple(_checks(plan, reader))),
        Part(
            "Missing, most decisive first" if clinician else "Still to be found out",
            tuple(_missing(plan, reader)),
        ),
    ]
    if clinician:
        parts += [
            Part("What would change it", tuple(_changes(plan, changes))),
            Part("Not recommended", tuple(_refused(plan))),
            Part("Where sources disagree", tuple(_disagreements(plan))),
            Part("Results that the plan explains", tuple(_explained(plan))),
            Part("From the record", tuple(_record(plan))),
            Part("Taken as absent, because unrecorded", tuple(_assumed(plan))),
        ]
    return (part for part in parts if part.lines)


def _alerts(plan: Plan, reader: Reader) -> Iterator[Line]:
    for fired in plan.alerts:
        text = lines.alert(fired, plan.assessment, reader)
        if reader == "clinician":
            detail = (
                f"{lines.what_to_do(fired.alert, plan.assessment)} {rests(fired.alert.cites, plan)}"
            )
            yield Line(text, fired.alert.implements[0], detail, fired.level)
        elif fired.level != "information":
            yield Line(text, tone=fired.level)


def _unexplained(plan: Plan, reader: Reader) -> Iterator[Line]:
    for found in plan.unexplained:
        detail = rests(found.row.cites, plan) if reader == "clinician" else ""
        tone: Tone = "warning" if found.urgent else "plain"
        yield Line(lines.unexplained(found, plan.assessment, reader), detail=detail, tone=tone)


def _explained(plan: Plan) -> Iterator[Line]:
    for found in plan.explained:
        yield Line(lines.explained(found, plan.assessment))


def _phases(plan: Plan, reader: Reader) -> Iterator[Part]:
    for entry in plan.phases:
        within = [line for line in plan.recommendations if line.item.phase == entry.phase.id]
        heading = entry.phase.title if reader == "clinician" else entry.phase.patient
        if entry.starts and entry.starts > plan.as_of:
            heading += f", from {words.day(entry.starts)}"
        yield Part(heading, tuple(_recommended(line, plan, reader) for line in within))


def _recommended(line: Planned, plan: Plan, reader: Reader) -> Line:
    text = lines.recommendation(line, plan.assessment, reader)
    tone: Tone = "do" if line.status == "recommended" else "consider"
    if reader == "patient":
        return Line(text, tone=tone)
    grade = f"Strength: {line.item.strength}." if line.item.strength != "not graded" else ""
    detail = f"{grade} {rests(line.item.cites, plan)}".strip()
    return Line(text, MARKS[line.status] + line.item.title, detail, tone)


def _timetable(plan: Plan, reader: Reader) -> Iterator[Part]:
    found, assessment = plan.timetable, plan.assessment
    if found is None:
        return
    rows = tuple(
        Line(
            timetable.why(row, found, assessment, reader),
            f"{timetable.clock(row.minute)} {timetable.what(row, assessment)}",
            _kept(row, plan) if reader == "clinician" else "",
        )
        for row in found.rows
    )
    said = (timetable.head(found, assessment, reader), timetable.foot(found, reader))
    tone: Tone = "plain" if found.rows else "warning"
    told = tuple(Line(text, tone=tone) for text in said if text)
    yield Part(timetable.title(found, reader), told, rows)


def _kept(row: Row, plan: Plan) -> str:
    cites = dict.fromkeys(cite for one in row.keeps for cite in one.cites)
    return rests(tuple(cites), plan) if cites and row.kind != "meal" else ""


def rests(cites: tuple[Cite, ...], plan: Plan) -> str:
    """`[BSG 2021, recommendation 18 (excerpt read); …]`"""
    sources = plan.assessment.rules.guideline.sources
    return f"[{'; '.join(_cited(cite, sources[cite.source]) for cite in cites)}]"


def _cited(cite: Cite, source: Source) -> str:
    at = f", {cite.at}" if cite.at else ""
    return f"{source.short}{at}" + ("" if source.kind == "design" else f" ({READ[cite.read]})")


READ = {
    "full": "read in full", "abstract": "abstract read", "excerpt": "excerpt read",
    "summary": "summary read", "page": "page read", "memory": "from memory", "no": "not read",
}  # fmt: skip


def _checks(plan: Plan, reader: Reader) -> Iterator[Line]:
    for line in plan.monitoring:
        if line.status == "not_applicable":
            continue
        first, last = (words.day(day) for day in line.window)
        status = "" if line.status == "planned" else f", {line.status}"
        when = f"{words.day(line.due)}{status}"
        detail = f"between {first} and {last}" if reader == "clinician" else ""
        tone: Tone = "warning" if line.status == "overdue" else "plain"
        yield Line(lines.check(line, reader), when, detail, tone)


def _refused(plan: Plan) -> Iterator[Line]:
    for line in plan.not_recommended:
        yield Line(words.capital(line.because) + ".", line.item.title)


def _missing(plan: Plan, reader: Reader) -> Iterator[Line]:
    asked = [line for line in plan.missing if line.waited_for or line.recorded]
    for line in asked[: 20 if reader == "clinician" else 6]:
        count = len(line.changes)
        detail = f"would decide {count} line{'s' if count != 1 else ''}"
        text = lines.missing(line, plan.assessment, reader)
        yield Line(text, detail=detail if reader == "clinician" else "")
    labels = plan.assessment.rules.labels
    others = [labels[line.element] for line in plan.missing if line not in asked]
    if others and reader == "clinician":
        yield Line(", ".join(others) + ".", "Could change the plan, though nothing waits for it")


def _disagreements(plan: Plan) -> Iterator[Line]:
    seen = set()
    for line in plan.recommendations:
        for found in line.item.disagrees:
            if found not in seen:
                seen.add(found)
                text = (
                    f"The article: {found.article}. {found.source}: {found.says}. "
                    f"Followed: {found.followed}, because {found.because}."
                )
                yield Line(text, line.item.title)


def _changes(plan: Plan, changes: Sequence[Change]) -> Iterator[Line]:
    for change in changes[:MOST_CHANGES]:
        yield Line(lines.change(change, plan.assessment))


def _record(plan: Plan) -> Iterator[Line]:
    for entry in (*plan.questioned, *plan.record):
        yield Line(f"{entry.what}: {entry.why}.", entry.where)


def _assumed(plan: Plan) -> Iterator[Line]:
    if plan.assumed:
        yield Line(", ".join(lines.assumed(plan.assumed, plan.assessment.rules)))
