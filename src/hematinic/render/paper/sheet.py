"""The plan for the clinician on paper. The first page is what to do now and the plan, large enough
to be read at arm's length; the second is the rest, with its whys and sources as numbered notes.

`_spared` says what a heavy plan is spared on the second page. The type is not: 8.5 pt, and 8 pt in
notes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hematinic.guideline.model import Disagreement
from hematinic.plan.model import Plan, Planned
from hematinic.plan.model import Row as DayRow
from hematinic.plan.unknowns import bits
from hematinic.plan.why import as_recorded
from hematinic.record.events import Event, Record, day_text
from hematinic.render.paper.first import first
from hematinic.render.paper.leaflet import OPEN
from hematinic.render.screen import timetable
from hematinic.render.screen.timeline import timeline
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.doses import Ordered, ordered
from hematinic.render.words.layers import MARKS, in_words
from hematinic.render.words.references import KINDS, STATUS, Cited, References
from hematinic.render.words.values import values_of

MARKED = {
    "unknown": ("†", STATUS["unknown"]),
    "unresolved": ("‡", STATUS["unresolved"]),
    "superseded": ("§", STATUS["superseded"]),
    "retracted": ("¶", STATUS["retracted"]),
}
"""How a source stands, where that has to be told."""

KEY = "● given, ○ planned, ◆ check or review in its window; line: the day of the plan."

DRAWN = "Doses and checks over time; the days stand in the text and the table of checks"

ELSEWHERE = "To spare paper, more stands only in the plan as a page, as text and as JSON."

DISAGREEMENTS = "Where sources disagree"

PRINTED_WHOLE = ("Missing, most decisive first", "Not recommended", "From the record",
                 "Taken as absent, because unrecorded")  # fmt: skip
"""Parts of which the rest of the sheet, as a page, leaves nothing out."""

BRACKETED = "Numbers in brackets: references."

NUMBERS = f"Raised numbers: the note that says why. {BRACKETED}"

DECISIVE = 4
"""The questions that no sheet is spared."""

ROW = 15.5
"""Of the drawing: half the height that a screen has."""


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    text: str
    note: int
    cites: tuple[int, ...]
    tone: str = ""
    detail: str = ""
    dates: str = ""
    grade: str = ""


class Sheet:
    """What the templates print. Notes and references are numbered as the rows are made."""

    def __init__(self, plan: Plan, record: Record | None = None) -> None:
        self.plan = plan
        self.header = plan.header
        self.bottom_line = lines.bottom_line(plan)
        self.in_words = in_words(plan)
        self.first = first(self.in_words)
        self.references = References(plan.assessment.rules.guideline)
        self.notes: list[str] = []
        self.reads: dict[str, dict[str, None]] = {}
        self.recorded: dict[str, None] = {}
        self.dates = {order.line.item.id: _dated(order) for order in ordered(plan)}
        self.alerts = list(self._alerts())
        self.phases = list(self._phases())
        self.day = self._day()
        self.checks = list(self._checks())
        self.missing = [lines.missing(line, plan.assessment) for line in plan.missing]
        self.refused = list(self._refused())
        self.disagreeing: list[str] = []
        self.disagreements = list(self._disagreements())
        self.aside = [f"{entry.what}: {entry.why}" for entry in (*plan.questioned, *plan.record)]
        self.assumed = lines.assumed(plan.assumed, plan.assessment.rules)
        self.sources = [self._source(entry) for entry in self.references.listed()]
        self.marks = {mark: says for mark, says in MARKED.values() if self._marked(mark)}
        self.drawing = drawing(plan, record)
        self.key, self.drawn = KEY, DRAWN
        self.who = self._who()
        self.numbers, self.bracketed, self.elsewhere = NUMBERS, BRACKETED, ELSEWHERE
        self.spared = self._spared()

    def _who(self) -> str:
        plan, header = self.plan, self.header
        return (
            f"Patient {plan.patient.id or 'unnamed'}, plan of {words.day(plan.as_of)}. Version "
            f"{header.version}, {header.status.replace('_', ' ')}, valid until "
            f"{header.valid_until}, content {plan.content_hash[:12]}."
        )

    def _spared(self) -> dict[str, str]:
        """What stands for a part that is left out for want of paper, first to last: of what was
        taken as absent its count; of disagreeing sources who and on what; of questions after the
        most decisive their number; of the drawing nothing, as its days stand in the text; of the
        rules of the lines and of what they read their numbers; of the sources where they are and
        how they were read; of the checks their table, which stands on the first page.

        None is spared an alert, a line, a check or the name of a source, and no type is set
        smaller: where all of that needs a third page, it has one."""
        more = len(self.missing) - DECISIVE
        return {
            "assumed": f"{len(self.assumed)} conditions, signs and habits.",
            "disagreements": f"{'; '.join(self.disagreeing)}.",
            "questions": f"And {more} more." if more > 0 else "",
            "drawing": "",
            "notes": f"{len(self.notes)} rules.",
            "recorded": f"{len(self.recorded)} results and findings." if self.recorded else "",
            "sources": "",
            "checks": "",
        }

    def _alerts(self) -> Iterator[Row]:
        """All but what stands as a notice before the plan."""
        notices = {fired.alert.id for fired in self.in_words.layers.notices}
        for fired in self.plan.alerts:
            if fired.alert.id in notices:
                continue
            item, assessment = fired.alert, self.plan.assessment
            yield Row(
                title=item.implements[0],
                text=lines.alert(fired, assessment),
                note=self._note(item.id),
                cites=self._numbers(self.references.cited(item.cites, item.id)),
                tone=fired.level,
                detail=lines.what_to_do(item, assessment),
            )

    def _phases(self) -> Iterator[dict[str, Any]]:
        for entry in self.plan.phases:
            within = [x for x in self.plan.recommendations if x.item.phase == entry.phase.id]
            starts = words.day(entry.starts) if entry.starts else ""
            yield {
                "title": entry.phase.title,
                "starts": starts,
                "rows": [self._row(line) for line in within],
            }

    def _row(self, line: Planned) -> Row:
        item = line.item
        grade = "" if item.strength == "not graded" else f"Strength: {item.strength}."
        return Row(
            title=MARKS[line.status] + item.title,
            text=lines.recommendation(line, self.plan.assessment),
            note=self._note(item.id),
            cites=self._numbers(self.references.cited(item.cites, item.id)),
            tone=line.status,
            dates=self.dates.get(item.id, ""),
            grade=grade,
        )

    def _day(self) -> dict[str, Any] | None:
        """The timetable of a day, its sources numbered as those of any row."""
        day, assessment = self.plan.timetable, self.plan.assessment
        if day is None:
            return None
        rows = [
            {
                "time": timetable.clock(row.minute),
                "what": timetable.what(row, assessment),
                "why": timetable.why(row, day, assessment),
                "cites": self._kept(row),
            }
            for row in day.rows
        ]
        head, foot = timetable.head(day, assessment), timetable.foot(day)
        return {"title": timetable.title(day), "head": head, "foot": foot, "rows": rows}

    def _kept(self, row: DayRow) -> tuple[int, ...]:
        if row.kind == "meal":
            return ()
        cited = (
            self.references.cited(interaction.cites, interaction.name) for interaction in row.keeps
        )
        return tuple(dict.fromkeys(number for some in cited for number in self._numbers(some)))

    def _checks(self) -> Iterator[dict[str, Any]]:
        for due in self.plan.monitoring:
            if due.status in OPEN:
                item = due.check
                yield {
                    "test": words.capital(item.test),
                    "due": words.day(due.due),
                    "window": [words.day(day) for day in due.window],
                    "status": "" if due.status == "planned" else due.status,
                    "expect": item.expect,
                    "if_not": item.if_not,
                    "cites": self._numbers(self.references.cited(item.cites, item.id)),
                }

    def _refused(self) -> Iterator[str]:
        for line in self.plan.not_recommended:
            yield f"{line.item.title}: {line.because}."

    def _disagreements(self) -> Iterator[str]:
        """Each once, at the first line that tells of it."""
        told_of: set[Disagreement] = set()
        for line in self.plan.recommendations:
            for disagree in line.item.disagrees:
                if disagree not in told_of:
                    told_of.add(disagree)
                    source = self.references.guideline.sources[disagree.source].short
                    self.disagreeing.append(f"{line.item.title}: the article and {source}")
                    yield (
                        f"{line.item.title}. The article: {disagree.article}. "
                        f"{words.capital(source)}: {disagree.says}. "
                        f"Followed: {disagree.followed}, because {disagree.because}."
                    )

    def _note(self, item: str) -> int:
        """The same reason has one note. What was recorded stands once for all of them, each event
        by its own name: many facts are read from one result."""
        assessment = self.plan.assessment
        when = assessment.rules.items[item].when
        read = dict.fromkeys(bits(assessment.rules.reads[when]))
        for event in (assessment.facts.sources.get(slot) for slot in read):
            if event is not None:
                self.recorded[self._recorded(event)] = None
        text = f"{words.capital(values_of(assessment).rule(assessment.rules.names[when]))}."
        if text not in self.notes:
            self.notes.append(text)
        return self.notes.index(text) + 1

    def _recorded(self, event: Event) -> str:
        label = self.plan.assessment.rules.labels.get(event.name, event.name)
        value = as_recorded(event)
        if event.kind == "observed":
            value = values_of(self.plan.assessment).event(event)
        return f"{label} {value} ({day_text(event.day)})"

    def _numbers(self, cites: Sequence[Cited]) -> tuple[int, ...]:
        for cite in cites:
            self.reads.setdefault(cite.source, {})[cite.read] = None
        return tuple(dict.fromkeys(cite.number for cite in cites))

    def _source(self, entry: dict[str, Any]) -> dict[str, str]:
        """On one line: what it is, how it was read, where it is; a mark for how it stands."""
        short = self.references.guideline.sources[entry["id"]].short
        unnamed = entry["status"] == "unresolved"
        own = entry["kind"] == KINDS["design"]
        read = ["", *self.reads[entry["id"]]][0 if unnamed or own else 1 :]
        return {
            "cite": entry["title"] if unnamed else words.capital(short),
            "kind": "" if own else ", ".join(part for part in (entry["kind"], *read) if part),
            "mark": MARKED.get(entry["status"], ("", ""))[0],
            "at": re.sub("^https?://(www.)?", "", entry["link"]).replace("doi.org/", "doi:"),
        }

    def _marked(self, mark: str) -> bool:
        return any(source["mark"] == mark for source in self.sources)


def _dated(order: Ordered) -> str:
    """The days of the doses, where each can be told and there are several."""
    if order.goes_on or len(order.schedule.doses) < 2:
        return ""
    amounts = order.schedule.amounts
    return "Days: " + ", ".join(
        words.day(dose.day) + (f" ({dose.amount})" if amounts else "") for dose in order.doses()
    )


def drawing(plan: Plan, record: Record | None) -> dict[str, Any]:
    """The plan on a line of time; what was given is on it where the record is at hand."""
    known = record or Record(patient=plan.patient, events=())
    return timeline(plan, known, plan.assessment.rules.guideline, {}) | {"row": ROW}
