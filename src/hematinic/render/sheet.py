"""The plan for the clinician on paper: all of it, with its whys and sources as numbered notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hematinic.guideline.model import Disagreement
from hematinic.plan.model import Plan, Planned
from hematinic.plan.why import Why, why
from hematinic.record.events import Record
from hematinic.render import lines, words
from hematinic.render.doses import Ordered, ordered
from hematinic.render.leaflet import OPEN
from hematinic.render.outline import MARKS
from hematinic.render.references import Cited, References
from hematinic.render.timeline import timeline


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
    """What the template prints. Notes and references are numbered as the rows are made."""

    def __init__(self, plan: Plan, record: Record | None = None) -> None:
        self.plan = plan
        self.header = plan.header
        self.references = References(plan.assessment.rules.guideline)
        self.notes: list[str] = []
        self.recorded: dict[str, None] = {}
        self.dates = {order.line.item.id: _dated(order) for order in ordered(plan)}
        self.alerts = list(self._alerts())
        self.phases = list(self._phases())
        self.checks = list(self._checks())
        self.missing = [line.question for line in plan.missing]
        self.refused = list(self._refused())
        self.disagreements = list(self._disagreements())
        self.aside = [f"{one.what}: {one.why}" for one in (*plan.questioned, *plan.record)]
        labels = plan.assessment.rules.labels
        self.assumed = ", ".join(labels[name] for name in plan.assumed)
        self.sources = self.references.listed()
        self.drawing = drawing(plan, record)

    def _alerts(self) -> Iterator[Row]:
        for fired in self.plan.alerts:
            item, assessment = fired.alert, self.plan.assessment
            yield Row(
                title=item.implements[0],
                text=lines.alert(fired, assessment),
                note=self._note(why(f"when {item.id}", assessment)),
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
            note=self._note(why(f"when {item.id}", self.plan.assessment)),
            cites=self._numbers(self.references.cited(item.cites, item.id)),
            tone=line.status,
            dates=self.dates.get(item.id, ""),
            grade=grade,
        )

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
        told: set[Disagreement] = set()
        for line in self.plan.recommendations:
            for one in line.item.disagrees:
                if one not in told:
                    told.add(one)
                    source = self.references.guideline.sources[one.source].short
                    yield (
                        f"{line.item.title}. The article: {one.article}. {source}: {one.says}. "
                        f"Followed: {one.followed}, because {one.because}."
                    )

    def _note(self, found: Why) -> int:
        """The same reason has one note; what was recorded stands once for all of them."""
        said = (f"{k.says} {k.value.replace('ug/', 'micrograms/')} ({k.on})" for k in found.known)
        self.recorded |= dict.fromkeys(said)
        text = f"{words.capital(found.rule)}."
        if text not in self.notes:
            self.notes.append(text)
        return self.notes.index(text) + 1

    def _numbers(self, cites: Sequence[Cited]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(cite.number for cite in cites))


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
    return timeline(plan, known, plan.assessment.rules.guideline, {})
