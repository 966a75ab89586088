"""The entries of the first two layers in words, for each reader: the act in short, not its reasons.

One place, so that every face says the same in the same words; a face chooses how it looks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from hematinic.guideline.entry import PlanStatus, Reader
from hematinic.plan.layers import Layers
from hematinic.plan.model import Due, Fired, Missing, Plan, Planned, Unexplained
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.entries import Entry, NowInWords, PlanInWords, Row, Section, Tone
from hematinic.render.words.medication import MedicationLine, known_medication

MARKS: dict[PlanStatus, str] = {
    "recommended": "",
    "consider": "Consider: ",
    "alternative": "Alternative: ",
    "after_questions": "After its questions: ",
}


@dataclass(frozen=True)
class LayersInWords:
    notices: tuple[str, ...]
    """Of the content itself: once on each face."""
    now: NowInWords
    layers: Layers = field(repr=False)
    words_of: "_Words" = field(repr=False)

    @cached_property
    def plan(self) -> PlanInWords:
        """Put into words where it is asked for: who is told the first layer alone waits for no
        other."""
        words_of, now, then = self.words_of, self.layers.now, self.layers.plan
        return PlanInWords(
            sections=tuple(
                Section(
                    section.phase.phase.id,
                    words_of.heading(section.phase.phase.id),
                    tuple(
                        words_of.minded(line) if line in now.brief else words_of.line(line)
                        for line in section.lines
                    ),
                )
                for section in then.sections
            ),
            checks=tuple(map(words_of.row, then.checks)),
            notes=tuple(map(words_of.alert, then.notes)),
            unexplained=tuple(map(words_of.result, then.unexplained)),
            questions=tuple(map(words_of.question, then.questions)),
        )


def layers(plan: Plan) -> Layers:
    """The layers of a plan, by the words that they have here: for all readers the same."""
    return Layers(plan, _Measure(plan))


def in_words(plan: Plan, reader: Reader = "clinician") -> LayersInWords:
    # Which entries fit a layer is decided by the reader who is told more words, so that both
    # readers get the same entries: what a patient is not told there the clinician is not either.
    measure = _Measure(plan)
    words_of = measure.clinician if reader == "clinician" else measure.patient
    return _in_words(Layers(plan, measure), words_of)


def in_words_for_both(plan: Plan) -> tuple[LayersInWords, LayersInWords]:
    """For the clinician and for the patient."""
    measure = _Measure(plan)
    chosen = Layers(plan, measure)
    return _in_words(chosen, measure.clinician), _in_words(chosen, measure.patient)


def _in_words(chosen: Layers, words_of: "_Words") -> LayersInWords:
    now = chosen.now
    return LayersInWords(
        notices=tuple(notices(chosen, words_of)),
        now=NowInWords(
            bottom_line=words_of.bottom_line,
            stop=(*map(words_of.alert, now.alerts), *map(words_of.stop, now.stop)),
            today=tuple(
                words_of.dose(line) if line in now.brief else words_of.line(line)
                for line in now.today
            ),
            call=tuple(map(words_of.line, now.call)),
            next=(
                *map(words_of.waiting, now.due),
                *map(words_of.coming, now.coming),
                *map(words_of.next, now.next),
            ),
            questions=tuple(map(words_of.question, now.questions)),
            unexplained=tuple(map(words_of.result, now.unexplained)),
        ),
        words_of=words_of,
        layers=chosen,
    )


def notices(chosen: Layers, words_of: "_Words") -> Iterator[str]:
    """The draft status of the guideline, and what else its alerts tell of the content."""
    plan = words_of.plan
    drafted = plan.header.status != "approved"
    if drafted:
        yield plan.header.draft_notice
    for fired in chosen.notices:
        # An alert that always stands is the one of the draft, and the notice has told it.
        if not (drafted and fired.alert.when == "true"):
            yield words_of.alert(fired).whole


class _Words:
    def __init__(self, plan: Plan, reader: Reader) -> None:
        self.plan, self.assessment, self.reader = plan, plan.assessment, reader
        self.clinician = reader == "clinician"
        self.bottom_line = lines.bottom_line(plan, reader)
        self.lines: dict[str, Entry] = {}
        """By their ids: a line is measured before it is said."""

    def alert(self, fired: Fired) -> Entry:
        tone: Tone = "critical" if fired.level == "critical" else "warning"
        return Entry(fired.alert.id, "alert", self.alerted(fired), tone=tone)

    def alerted(self, fired: Fired) -> str:
        alert = fired.alert
        if not self.clinician:
            return alert.short.patient or lines.alert(fired, self.assessment, "patient")
        if alert.short.clinician:
            return lines.filled(alert.short.clinician, self.assessment)
        act = lines.what_to_do(alert, self.assessment)
        named = lines.named(alert.names, self.assessment)
        return f"{lines.filled(alert.line, self.assessment)}{named} {act}"

    def stop(self, line: Planned) -> Entry:
        entry = self.line(line)
        return Entry(entry.id, entry.kind, entry.text, entry.lead, "hold")

    def line(self, line: Planned) -> Entry:
        if line.item.id not in self.lines:
            self.lines[line.item.id] = self.put(line)
        return self.lines[line.item.id]

    def put(self, line: Planned) -> Entry:
        tone: Tone = "do" if line.status == "recommended" else "consider"
        mark = MARKS[line.status] if self.clinician else ""
        lead = f"{mark}{self.medicine(line)}".strip()
        return Entry(line.item.id, "line", self.short(line), lead, tone)

    def dose(self, line: Planned) -> Entry:
        """Without what is to be minded with it, which stands in the plan."""
        entry = self.line(line)
        return Entry(entry.id, entry.kind, "", entry.lead, entry.tone)

    def minded(self, line: Planned) -> Entry:
        """What is to be minded with a dose that is told in the first layer."""
        entry = self.line(line)
        medicine = self.medication(line).medicine
        return Entry(entry.id, entry.kind, entry.text, f"{medicine}:", entry.tone)

    def medication(self, line: Planned) -> MedicationLine:
        return known_medication(line, self.assessment, self.reader)

    def medicine(self, line: Planned) -> str:
        """`Hydroxocobalamin 1 mg intramuscularly on alternate days, from 2026-11-24.`"""
        if line.schedule is None or line.item.prescribe is None:
            return lines.ended(line, self.assessment).rstrip()
        medication = self.medication(line)
        parts = " ".join(
            part for part in (medication.medicine, medication.amount, medication.route) if part
        )
        often = ", ".join(
            part for part in (medication.how_often, medication.count, medication.until) if part
        )
        return f"{parts} {often}".strip() + f"{self.when(line)}."

    def when(self, line: Planned) -> str:
        schedule = line.schedule
        assert schedule is not None
        if line.waits:
            waiting = self.plan.header.waiting
            return f"; {(waiting.clinician if self.clinician else waiting.patient).lower()}"
        text = ""
        if schedule.taken_since:
            text = "; goes on" if self.clinician else "; you go on"
        elif schedule.overdue_since:
            text = f", overdue since {words.day(schedule.overdue_since)}"
        elif schedule.first_due > self.plan.as_of:
            text = f", from {words.day(schedule.first_due)}"
        if schedule.review:
            text += f"; {words.review(schedule)}"
        return text

    def short(self, line: Planned) -> str:
        item = line.item
        if not self.clinician:
            first = f"{lines.FIRST_ASKED} " if line.questions else ""
            return first + (item.short.patient or item.says.patient or item.says.clinician)
        text = lines.filled(item.short.clinician or item.says.clinician, self.assessment)
        if line.questions:
            labels = self.assessment.rules.labels
            asked = ", ".join(labels.get(name, name) for name in line.questions)
            text = f"First ask: {asked}. {text}"
        return text

    def heading(self, phase: str) -> str:
        entry = next(
            phase_of_plan for phase_of_plan in self.plan.phases if phase_of_plan.phase.id == phase
        )
        heading = entry.phase.title if self.clinician else entry.phase.patient or entry.phase.title
        if entry.starts and entry.starts > self.plan.as_of:
            heading += f", from {words.day(entry.starts)}"
        return heading

    # Checks, questions, results

    def row(self, due: Due) -> Row:
        overdue = due.status == "overdue"
        when = words.day(due.due) + ", overdue" * overdue
        return Row(due.check.id, when, self.checked(due), overdue)

    def checked(self, due: Due) -> str:
        check = due.check
        if not self.clinician:
            return check.short.patient or lines.check(due, "patient")
        return check.short.clinician or lines.check(due)

    def named(self, due: Due) -> str:
        """What is looked at, and no more."""
        test = due.check.test.partition(" (")[0]
        return test if self.clinician else lines.check(due, "patient")

    def waiting(self, due: Due) -> Entry:
        lead = {"due": "Due now:", "overdue": "Overdue:"}[due.status]
        tone: Tone = "warning" if due.status == "overdue" else "plain"
        return Entry(due.check.id, "check", self.named(due), lead, tone)

    def next(self, due: Due) -> Entry:
        return Entry(due.check.id, "check", self.named(due), f"{words.day(due.due)}:")

    def coming(self, line: Planned) -> Entry:
        """A dose and its day; the rest of it stands in the plan."""
        medication = self.medication(line)
        text = " ".join(
            part for part in (medication.medicine, medication.amount, medication.route) if part
        )
        assert line.schedule is not None
        return Entry(line.item.id, "line", text, f"{words.day(line.schedule.first_due)}:")

    def question(self, missing: Missing) -> Entry:
        return Entry(
            missing.element, "question", lines.missing(missing, self.assessment, self.reader)
        )

    def result(self, result: Unexplained) -> Entry:
        tone: Tone = "warning" if result.urgent else "plain"
        text = lines.unexplained(result, self.assessment, self.reader)
        return Entry(result.element.name, "result", text, tone=tone)


class _Measure:
    """The words of each entry for the reader who is told more of it."""

    def __init__(self, plan: Plan) -> None:
        self.clinician, self.patient = _Words(plan, "clinician"), _Words(plan, "patient")

    def most(self, words_of: Callable[[_Words], str]) -> int:
        return max(len(words_of(self.clinician).split()), len(words_of(self.patient).split()))

    def bottom_line(self) -> int:
        return self.most(lambda reader: reader.bottom_line)

    def alert(self, fired: Fired, /) -> int:
        return self.most(lambda reader: reader.alerted(fired))

    def line(self, line: Planned, /) -> int:
        return self.most(lambda reader: reader.line(line).whole)

    def dose(self, line: Planned, /) -> int:
        return self.most(lambda reader: reader.dose(line).whole)

    def coming(self, line: Planned, /) -> int:
        return self.most(lambda reader: reader.coming(line).whole)

    def check(self, due: Due, /) -> int:
        waits = due.status in ("due", "overdue")
        return self.most(lambda reader: (reader.waiting(due) if waits else reader.next(due)).whole)

    def question(self, missing: Missing, /) -> int:
        return self.most(lambda reader: reader.question(missing).text)

    def result(self, result: Unexplained, /) -> int:
        return self.most(lambda reader: reader.result(result).text)
