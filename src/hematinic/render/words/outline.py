"""The third layer: a plan as an outline of headed parts, for each reader. Terminal and Markdown
print it after the first two layers.

The order is that of the bedside: what is dangerous, what to do by phase, what to look at again,
what is not known, what rests on an assumption, how far all of it can be trusted. Each line has its
whole text here, with its condition, what is recorded of it, and its sources.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hematinic.guideline.counted import counted
from hematinic.guideline.entry import Cite, Reader
from hematinic.guideline.model import Recommendation, Source
from hematinic.plan.account import Accounted
from hematinic.plan.model import Missing, Plan, Planned, Row
from hematinic.plan.what_if import Change
from hematinic.plan.why import why
from hematinic.render.screen import timetable
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.account import account_lines as told_of
from hematinic.render.words.account import titled
from hematinic.render.words.layers import MARKS
from hematinic.render.words.values import values_of

Depth = Literal["plan", "why", "full"]
"""How much is told: the first two layers; with the reasons of each line; everything."""

Tone = Literal["critical", "warning", "information", "do", "consider", "plain"]


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    title: str = ""
    detail: str = ""
    """What to do about it, or what it rests on."""
    tone: Tone = "plain"
    why: str = ""
    """The condition of the line, and the recorded facts that it rests on."""


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    lines: tuple[Line, ...]
    table: tuple[Line, ...] = ()
    """Rows of title, text and detail, before the lines."""
    aside: bool = False
    """It is no reason of a line: what is not recommended, not known, or was in the record."""


MOST_CHANGES = 25

NOT_EXPLAINED: Mapping[Reader, str] = {
    "clinician": "Not explained by this plan",
    "patient": "Results to ask about",
}


def outline(
    plan: Plan,
    reader: Reader,
    changes: Sequence[Change] = (),
    account: Iterable[Accounted] = (),
) -> Iterator[Part]:
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
            aside=True,
        ),
    ]
    if clinician:
        parts += [
            changed(plan, changes),
            Part("Not recommended", tuple(_refused(plan)), aside=True),
            Part("Where sources disagree", tuple(_disagreements(plan))),
            Part("Results that the plan explains", tuple(_explained(plan)), aside=True),
            Part("From the record", tuple(_record(plan)), aside=True),
            Part("Taken as absent, because unrecorded", tuple(_assumed(plan))),
            Part("What was read of the record", tuple(_read(plan)), aside=True),
            Part("What became of the record", tuple(_account(account, plan)), aside=True),
        ]
    return (part for part in parts if part.lines)


def reasons(plan: Plan, reader: Reader) -> Iterator[Part]:
    """Of the outline what tells why each line stands."""
    return (part for part in outline(plan, reader) if not part.aside)


def changed(plan: Plan, changes: Sequence[Change]) -> Part:
    return Part("What would change it", tuple(_changes(plan, changes)), aside=True)


def _alerts(plan: Plan, reader: Reader) -> Iterator[Line]:
    for fired in plan.alerts:
        text = lines.alert(fired, plan.assessment, reader)
        if reader == "clinician":
            detail = (
                f"{lines.what_to_do(fired.alert, plan.assessment)} {rests(fired.alert.cites, plan)}"
            )
            reason = because(fired.alert.id, plan)
            yield Line(text, fired.alert.implements[0], detail, tone=fired.level, why=reason)
        elif fired.level != "information":
            yield Line(text, tone=fired.level)


def _unexplained(plan: Plan, reader: Reader) -> Iterator[Line]:
    for result in plan.unexplained:
        detail = rests(result.row.cites, plan) if reader == "clinician" else ""
        tone: Tone = "warning" if result.urgent else "plain"
        yield Line(lines.unexplained(result, plan.assessment, reader), detail=detail, tone=tone)


def _explained(plan: Plan) -> Iterator[Line]:
    for result in plan.explained:
        yield Line(lines.explained(result, plan.assessment))


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
    detail = f"{_grade(line.item)} {rests(line.item.cites, plan)}".strip()
    title, reason = MARKS[line.status] + line.item.title, because(line.item.id, plan)
    return Line(text, title, detail, tone=tone, why=reason)


def _grade(item: Recommendation) -> str:
    if item.strength == "not graded":
        return "Not graded."
    certainty = f", {item.certainty} certainty" if item.certainty != "not graded" else ""
    return f"Strength: {item.strength}{certainty} ({item.graded_by})."


def because(item: str, plan: Plan) -> str:
    """`Rule: ferritin below 30 ug/L. Recorded: ferritin 8 ug/L on 2026-11-20.`; an event once,
    whatever facts come from it."""
    reasons, values = why(item, plan.assessment), values_of(plan.assessment)
    rule = words.capital(values.rule(reasons.definition).rstrip("."))
    # From the back, so that of the facts of one event the first is the one that stays.
    once = {id(known.event): known for known in reversed(reasons.known)}
    known = "; ".join(
        f"{known.says} {values.recorded(known.event)} on {known.on}"
        for known in reasons.known
        if once[id(known.event)] is known
    )
    return f"Rule: {rule}." + (f" Recorded: {known}." if known else "")


def _timetable(plan: Plan, reader: Reader) -> Iterator[Part]:
    laid_out, assessment = plan.timetable, plan.assessment
    if laid_out is None:
        return
    rows = tuple(
        Line(
            timetable.why(row, laid_out, assessment, reader),
            f"{timetable.clock(row.minute)} {timetable.what(row, assessment)}",
            _kept(row, plan) if reader == "clinician" else "",
        )
        for row in laid_out.rows
    )
    texts = (timetable.head(laid_out, assessment, reader), timetable.foot(laid_out, reader))
    tone: Tone = "plain" if laid_out.rows else "warning"
    lines_of_day = tuple(Line(text, tone=tone) for text in texts if text)
    yield Part(timetable.title(laid_out, reader), lines_of_day, rows)


def _kept(row: Row, plan: Plan) -> str:
    cites = dict.fromkeys(cite for interaction in row.keeps for cite in interaction.cites)
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
        if line.status == "not_applicable" and reader == "patient":
            continue
        first, last = (words.day(day) for day in line.window)
        status = "" if line.status == "planned" else f", {line.status.replace('_', ' ')}"
        when = f"{words.day(line.due)}{status}"
        cited = f"between {first} and {last} {rests(line.check.cites, plan)}"
        detail = cited if reader == "clinician" else ""
        tone: Tone = "warning" if line.status == "overdue" else "plain"
        yield Line(lines.check(line, reader), when, detail, tone)


def _refused(plan: Plan) -> Iterator[Line]:
    for line in plan.not_recommended:
        yield Line(words.capital(line.because) + ".", line.item.title)


def _missing(plan: Plan, reader: Reader) -> Iterator[Line]:
    """To a clinician all, those first for which something waits."""
    asked = [line for line in plan.missing if line.waited_for or line.recorded]
    if reader == "patient":
        yield from (_asked(line, plan, reader) for line in asked[:6])
        return
    yield from (_asked(line, plan, reader) for line in asked)
    for line in plan.missing:
        if line not in asked:
            question = _asked(line, plan, reader)
            yield replace(question, title="Nothing waits for it")


def _asked(line: Missing, plan: Plan, reader: Reader) -> Line:
    count = len(line.changes)
    detail = f"would decide {counted(count, 'line')}: {', '.join(line.changes)}"
    text = lines.missing(line, plan.assessment, reader)
    return Line(text, detail=detail if reader == "clinician" else "")


def _disagreements(plan: Plan) -> Iterator[Line]:
    told_of = set()
    for item in plan.items:
        for differs in item.disagrees:
            if differs not in told_of:
                told_of.add(differs)
                text = (
                    f"The article: {differs.article}. {differs.source}: {differs.says}. "
                    f"Followed: {differs.followed}, because {differs.because}."
                )
                yield Line(text, titled(item.id, plan.assessment.rules))


def _changes(plan: Plan, changes: Sequence[Change]) -> Iterator[Line]:
    for change in changes[:MOST_CHANGES]:
        yield Line(lines.change(change, plan.assessment))


def _record(plan: Plan) -> Iterator[Line]:
    for entry in (*plan.questioned, *plan.record):
        yield Line(f"{entry.what}: {entry.why}.", entry.where)


def _read(plan: Plan) -> Iterator[Line]:
    """Each fact that a line rests on, with what it was taken from: many are read from one event."""
    items = [line.item.id for line in plan.recommendations]
    items += [fired.alert.id for fired in plan.alerts]
    known = {known.name: known for name in items for known in why(name, plan.assessment).known}
    values = values_of(plan.assessment)
    texts = [
        f"{known.says}: {values.recorded(known.event)}, {known.on}" for known in known.values()
    ]
    if texts:
        yield Line(f"{'; '.join(texts)}.")


def _account(account: Iterable[Accounted], plan: Plan) -> Iterator[Line]:
    for entry in told_of(account, plan.assessment):
        yield Line(f"{words.capital(entry.became)}.", f"{entry.on} {entry.what}".strip())


def _assumed(plan: Plan) -> Iterator[Line]:
    if plan.assumed:
        yield Line(", ".join(lines.assumed(plan.assumed, plan.assessment.rules)))
