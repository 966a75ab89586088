"""The plan for the patient: a leaflet of headed sections, as a page and as plain text.

It explains a plan and chooses nothing. Every sentence about the illness, a medicine or a test is a
patient wording of the guideline; here stand only headings, labels and dates.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill
from typing import Literal

from hematinic.guideline.model import Sentence
from hematinic.guideline.outline import phases_with
from hematinic.plan.model import Plan, Planned
from hematinic.render.screen import timetable
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.doses import Ordered, long_day, ordered, span
from hematinic.render.words.outline import NOT_EXPLAINED

Kind = Literal[
    "text", "treatments", "list", "cards", "dates", "day", "moments", "levels"
]  # fmt: skip

MOST_QUESTIONS = 6

LEVELS = {
    "emergency": "Call an ambulance now if",
    "same_day": "Call your team the same day if",
    "team": "Tell your team soon if",
}

TEAM = ("test", "assess", "refer")

OWN = ("emergency", "response")
"""Roles of phases that have a section of their own."""

OPEN = ("planned", "due", "overdue")


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    title: str = ""
    points: tuple[str, ...] = ()
    """What stands under it: dates to tick off, or sentences."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    """For links and styles."""
    heading: str
    kind: Kind
    items: tuple[Item, ...]


def leaflet(plan: Plan) -> list[Section]:
    """Sections that have something to say, in the order in which a patient needs them."""
    sections = [
        Section("now", _heading(plan, "emergency"), "cards", tuple(_lines_in(plan, "emergency"))),
        Section("what", "What you have", "text", (Item(lines.bottom_line(plan, "patient")),)),
        Section("response", _heading(plan, "response"), "list", tuple(_lines_in(plan, "response"))),
        Section("planned", "What is planned", "treatments", tuple(_treatments(plan))),
        Section("day", *_day(plan)),
        Section("options", "What else can be talked over", "treatments", tuple(_options(plan))),
        Section("feel", "What you will feel, and when", "moments", tuple(_moments(plan))),
        Section("do", "Do", "list", tuple(_as_items(plan, "do"))),
        Section("do-not", "Do not", "list", tuple(_not(plan))),
        Section("know", "Good to know", "list", tuple(_lines_that(plan, "advise"))),
        Section("critical", "Very important", "cards", tuple(_alerts(plan, "critical"))),
        Section("warning", "Take care", "cards", tuple(_alerts(plan, "warning"))),
        Section("results", NOT_EXPLAINED["patient"], "list", tuple(_unexplained(plan))),
        Section("help", "When to get help", "levels", tuple(_levels(plan))),
        Section("team", "What your team will do", "list", tuple(_lines_that(plan, *TEAM))),
        Section("dates", "Your tests and checks", "dates", tuple(_checks(plan))),
        Section("ask", "Questions you can ask", "list", tuple(_as_items(plan, "ask"))),
        Section("questions", "What your team may ask you", "list", tuple(_questions(plan))),
        Section("checked", "Who checked this", "text", tuple(_checked(plan))),
    ]  # fmt: skip
    return [section for section in sections if section.items]


# What stands in each


def _heading(plan: Plan, role: str) -> str:
    return next((phase.patient for phase in plan.header.phases if phase.role == role), "")


def _says(line: Planned, plan: Plan) -> str:
    return lines.recommendation(line, plan.assessment, "patient")


def _lines_in(plan: Plan, role: str) -> Iterator[Item]:
    within = phases_with(plan.header, role)
    for line in plan.recommendations:
        if line.item.phase in within:
            yield Item(_says(line, plan))


def _treatments(plan: Plan) -> Iterator[Item]:
    for order in ordered(plan, waiting=True):
        sentence = _says(order.line, plan)
        yield Item(sentence, _title(order, plan), tuple(_dates(order)), _how(order))


def _title(order: Ordered, plan: Plan) -> str:
    """`The first weeks of B12: hydroxocobalamin`"""
    phases = {phase.id: phase.patient or phase.title for phase in plan.header.phases}
    return f"{phases[order.line.item.phase]}: {order.medicine.label}"


def _how(order: Ordered) -> str:
    """How it is given, without the name, which is its heading."""
    return order.said("patient").directions


def _dates(order: Ordered) -> Iterator[str]:
    """`Dose 1 of 6: 22 November 2026`; of what waits that it comes later."""
    if order.line.waits:
        yield f"{order.rules.guideline.header.waiting.patient}."
        return
    if order.goes_on:
        since = order.schedule.taken_since
        first = long_day(order.schedule.first_due)
        yield f"Since {long_day(since)}. You go on." if since else f"From {first}"
    else:
        times = order.prescribe.times or len(order.schedule.amounts)
        for dose in order.doses():
            of = f"Dose {dose.ordinal} of {times}: " if times > 1 else ""
            amount = f", {dose.amount}" if order.schedule.amounts else ""
            yield f"{of}{long_day(dose.day)}{amount}"
    if order.schedule.review:
        yield words.capital(words.review(order.schedule, long_day))


def _day(plan: Plan) -> tuple[str, Kind, tuple[Item, ...]]:
    """The timetable of a day: what it is for, its times, what it rests on."""
    day, assessment = plan.timetable, plan.assessment
    if day is None:
        return "", "day", ()
    rows = [
        Item(
            f"{timetable.what(row, assessment)}. "
            f"{timetable.why(row, day, assessment, 'patient')}".strip(),
            timetable.clock(row.minute),
        )
        for row in day.rows
    ]
    texts = (timetable.head(day, assessment, "patient"), timetable.foot(day, "patient"))
    items = [Item(text) for text in texts if text]
    return timetable.title(day, "patient"), "day", (*items[:1], *rows, *items[1:])


def _options(plan: Plan) -> Iterator[Item]:
    """Not yet decided: named, without dates and doses to follow."""
    for order in ordered(plan, "consider", "alternative", waiting=True):
        yield Item(_says(order.line, plan), _title(order, plan), (), _how(order))


def _lines_that(plan: Plan, *actions: str) -> Iterator[Item]:
    own = phases_with(plan.header, *OWN)
    for line in plan.recommendations:
        if line.item.action in actions and line.item.phase not in own:
            yield Item(_says(line, plan))


def _sentences(plan: Plan, part: str) -> Iterator[Sentence]:
    """Of the guideline's leaflet, those that it says of this plan."""
    rules, values = plan.assessment.rules, plan.assessment.values
    slots = rules.layout.leaflet
    for name, sentence in rules.guideline.leaflet.items():
        if sentence.part == part and values[slots[name]] is True:
            yield sentence


def _as_items(plan: Plan, part: str) -> Iterator[Item]:
    return (Item(sentence.says) for sentence in _sentences(plan, part))


def _not(plan: Plan) -> Iterator[Item]:
    yield from _lines_that(plan, "withhold", "stop")
    yield from _as_items(plan, "do_not")


def _moments(plan: Plan) -> Iterator[Item]:
    """In the order of the guideline; what is felt at one time stands together."""
    together: dict[str, list[str]] = {}
    for sentence in _sentences(plan, "feel"):
        together.setdefault(sentence.moment, []).append(sentence.says)
    for moment, entries in together.items():
        yield Item("", moment, tuple(entries))


def _levels(plan: Plan) -> Iterator[Item]:
    """A card for each, the most urgent first."""
    for level, heading in LEVELS.items():
        sentences = [
            sentence.says for sentence in _sentences(plan, "help") if sentence.level == level
        ]
        if sentences:
            yield Item("", heading, tuple(sentences), level)


def _alerts(plan: Plan, level: str) -> Iterator[Item]:
    sentences = [
        lines.alert(fired, plan.assessment, "patient")
        for fired in plan.alerts
        if fired.level == level
    ]
    return (Item(text) for text in dict.fromkeys(sentences))


def _unexplained(plan: Plan) -> Iterator[Item]:
    for result in plan.unexplained:
        yield Item(lines.unexplained(result, plan.assessment, "patient"))


def _checks(plan: Plan) -> Iterator[Item]:
    for due in plan.monitoring:
        if due.status in OPEN:
            late = "This is overdue." if due.status == "overdue" else ""
            window = f"Any day {span(due.window)}." if due.window[0] < due.window[1] else ""
            detail = f"{window} {late}".strip()
            yield Item(lines.check(due, "patient"), long_day(due.due), (), detail)


def _questions(plan: Plan) -> Iterator[Item]:
    for missing in plan.missing[:MOST_QUESTIONS]:
        yield Item(lines.missing(missing, plan.assessment, "patient"))


def _checked(plan: Plan) -> Iterator[Item]:
    header = plan.header
    if header.status != "approved":
        yield Item("Nobody yet.")
        yield Item(header.draft_notice)
    yield Item(header.disclaimer.patient)


def foot(plan: Plan) -> str:
    """On every page of every face."""
    header = plan.header
    mark = "" if header.status == "approved" else "Unreviewed draft. "
    return (
        f"{mark}{header.id} {header.version}, {header.status.replace('_', ' ')}. Plan of "
        f"{long_day(plan.as_of)}. Valid until {header.valid_until}. "
        f"Content {plan.content_hash[:12]}."
    )


# As plain text


def to_text(plan: Plan) -> str:
    """For a letter, a message or a screen reader: no markup, short lines."""
    mark = "" if plan.header.status == "approved" else f"{plan.header.draft_notice}\n\n"
    paragraphs = [f"{plan.header.title.upper()}\n\n{mark}".rstrip()]
    for section in leaflet(plan):
        inside = "\n\n".join(_text(item, section.kind) for item in section.items)
        paragraphs.append(f"{section.heading.upper()}\n\n{inside}")
    paragraphs.append(_wrapped(foot(plan)))
    return "\n\n\n".join(paragraphs) + "\n"


def _text(item: Item, kind: Kind) -> str:
    if kind == "list":
        return _listed(item.text)
    if kind == "day" and item.title:
        return _wrapped(f"{item.title} {item.text}")
    if kind == "dates":
        return _wrapped(f"{item.title}: {item.text} {item.detail}".rstrip())
    if kind in ("moments", "levels"):
        points = (_listed(point) for point in item.points)
        return "\n".join([f"{item.title}:", *points])
    title = f"{item.title}: {item.detail}" if item.title else ""
    parts = [_wrapped(title), _wrapped(item.text), *(f"  {point}" for point in item.points)]
    return "\n".join(part for part in parts if part)


def _listed(text: str) -> str:
    return fill(text, 76, initial_indent="- ", subsequent_indent="  ")


def _wrapped(text: str) -> str:
    return fill(text, 76)
