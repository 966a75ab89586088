"""A plan put into its JSON (model.py), in words for both readers."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from hematinic import __version__
from hematinic.guideline.amounts import Dose
from hematinic.guideline.model import Disagreement, Recommendation
from hematinic.plan.account import Accounted
from hematinic.plan.assess import Assessment
from hematinic.plan.model import (
    Due,
    Explained,
    Fired,
    Missing,
    Plan,
    Planned,
    PlanPhase,
    Unexplained,
)
from hematinic.plan.what_if import Change
from hematinic.plan.why import as_recorded, recorded_of, rests_on
from hematinic.record.events import Event, SetAside, day_text
from hematinic.render.face import cites, encoded
from hematinic.render.json import model
from hematinic.render.json.layers import now, then
from hematinic.render.json.timetable import timetable
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.account import happened
from hematinic.render.words.layers import in_words_for_both
from hematinic.render.words.reckoning import reckoning
from hematinic.render.words.so_far import days_since
from hematinic.render.words.values import values_of

Detail = Literal["", "now", "plan", "why"]
"""How much is answered: the first layer, the first two, or, as where it is not said, all."""


def to_json(
    plan: Plan,
    changes: Sequence[Change] = (),
    detail: Detail = "",
    account: Sequence[Accounted] | None = None,
) -> bytes:
    """`account`: what became of each event, where it was asked for."""
    return encoded(answer(plan, changes, detail, account))


def as_data(
    plan: Plan,
    changes: Sequence[Change] = (),
    detail: Detail = "",
    account: Sequence[Accounted] | None = None,
) -> dict[str, Any]:
    """As whoever reads the JSON has it."""
    data: dict[str, Any] = msgspec.json.decode(to_json(plan, changes, detail, account))
    return data


def answer(
    plan: Plan,
    changes: Sequence[Change] = (),
    detail: Detail = "",
    account: Sequence[Accounted] | None = None,
) -> model.PlanAnswer | model.PlanLayers | model.PlanNow:
    in_words = clinician, patient = in_words_for_both(plan)
    head: dict[str, Any] = {
        "program": model.Program("hematinic", __version__),
        "guideline": _guideline(plan),
        "patient": plan.patient.id,
        "as_of": words.day(plan.as_of),
        "bottom_line": clinician.now.bottom_line,
        "bottom_line_patient": patient.now.bottom_line,
        "notices": clinician.notices,
        "now": now(*in_words),
        "disclaimer": plan.header.disclaimer.clinician,
    }
    if detail == "now":
        return model.PlanNow(**head)
    if detail == "plan":
        return model.PlanLayers(**head, plan=then(*in_words))
    return model.PlanAnswer(
        **head,
        plan=then(*in_words),
        phases=[_phase(entry) for entry in plan.phases],
        recommendations=[_recommendation(line, plan) for line in plan.recommendations],
        alerts=[alert(fired, plan) for fired in plan.alerts],
        monitoring=[_check(line) for line in plan.monitoring],
        timetable=timetable(plan),
        missing=[missing(line, plan) for line in plan.missing],
        not_recommended=[
            model.NotRecommended(line.item.id, line.item.title, line.implements, line.because)
            for line in plan.not_recommended
        ],
        unexplained=[_unexplained(result, plan) for result in plan.unexplained],
        explained=[_explained(result, plan) for result in plan.explained],
        would_change=[_change(change, plan) for change in changes],
        disagreements=list(_disagreements(plan)),
        assumed=plan.assumed,
        record=record(plan),
        account=msgspec.UNSET
        if account is None
        else [_accounted(event, plan) for event in account],
    )


def check(plan: Plan) -> model.CheckAnswer:
    """The alerts alone, and what is asked because of them."""
    ids = {fired.alert.id for fired in plan.alerts}
    asked = [line for line in plan.missing if line.recorded or ids & set(line.changes)]
    return model.CheckAnswer(
        alerts=[alert(fired, plan) for fired in plan.alerts],
        missing=[missing(line, plan) for line in asked],
        record=record(plan),
        disclaimer=f"{plan.header.draft_notice} {plan.header.disclaimer.clinician}",
    )


def _guideline(plan: Plan) -> model.Guideline:
    header = plan.header
    return model.Guideline(
        id=header.id,
        title=header.title,
        version=header.version,
        content_hash=plan.content_hash,
        status=header.status,
        valid_until=header.valid_until,
        notice=header.draft_notice,
    )


def _phase(entry: PlanPhase) -> model.Phase:
    starts, ends = _day(entry.starts), _day(entry.ends)
    return model.Phase(entry.phase.id, entry.phase.title, entry.waits, starts, ends)


def _day(ordinal: int | None) -> str | None:
    return words.day(ordinal) if ordinal else None


# Lines, alerts and checks


def _recommendation(line: Planned, plan: Plan) -> model.Recommendation:
    item, assessment = line.item, plan.assessment
    return model.Recommendation(
        id=item.id,
        implements=item.implements,
        phase=item.phase,
        title=item.title,
        action=item.action,
        **_prescription(line),
        reckoned=reckoning(line, assessment),
        line=lines.recommendation(line, assessment),
        line_patient=lines.recommendation(line, assessment, "patient"),
        short=item.short.clinician,
        short_patient=item.short.patient,
        strength=item.strength,
        certainty=item.certainty,
        graded_by=item.graded_by,
        basis=item.basis,
        cites=cites(item.cites),
        why=_why(item.id, assessment),
        status=line.status,
        waits=plan.header.waiting.clinician if line.waits else None,
        questions=_questions(line, plan),
        test=item.test,
        **_so_far(item, assessment),
    )


def _prescription(line: Planned) -> dict[str, Any]:
    prescribe, schedule = line.item.prescribe, line.schedule
    if line.stops:
        return {"medicine": line.stops}
    if prescribe is None or schedule is None:
        return {}
    return {
        "medicine": prescribe.medicine,
        "dose": _dose(prescribe.dose),
        "product_dose": _dose(prescribe.product_dose),
        "route": prescribe.route,
        "schedule": model.Schedule(
            every=str(prescribe.every) if prescribe.every else None,
            every_to=str(prescribe.every_to) if prescribe.every_to else None,
            frequency=prescribe.frequency,
            times=prescribe.times,
            remaining=schedule.remaining,
            until=prescribe.until or None,
            duration=prescribe.duration or None,
            first_due=None if line.waits else words.day(schedule.first_due),
            taken_since=_day(schedule.taken_since),
            overdue_since=_day(schedule.overdue_since),
            amounts_mg=schedule.amounts,
            doses=[] if line.waits else [words.day(day) for day in schedule.doses],
            review=_day(schedule.review),
        ),
    }


def _dose(dose: Dose | None) -> model.Dose | None:
    if dose is None:
        return None
    return model.Dose(dose.low, dose.unit, dose.high if dose.high != dose.low else msgspec.UNSET)


def _questions(line: Planned, plan: Plan) -> list[model.Question]:
    """What a line waits for."""
    if not line.questions:
        return []
    asked = {
        missing.element: missing for missing in plan.missing if missing.element in line.questions
    }
    return [
        model.Question(name, lines.missing(asked[name], plan.assessment))
        for name in line.questions
        if name in asked
    ]


def _so_far(item: Recommendation, assessment: Assessment) -> dict[str, Any]:
    """Of a line on the response to a treatment: how long ago it began, and what shows it."""
    days = days_since(item, assessment)
    if days is None:
        return {}
    since = words.day(assessment.facts.as_of - days)
    facts, slots = assessment.once(_Facts), assessment.rules.slots
    tells = [facts[slots[known.name]] for known in recorded_of(item.tells, assessment)]
    return {"since": since, "days": days, "tells": tells}


def alert(fired: Fired, plan: Plan) -> model.Alert:
    item, assessment = fired.alert, plan.assessment
    return model.Alert(
        id=item.id,
        implements=item.implements,
        level=fired.level,
        interrupts=item.interrupts,
        line=lines.alert(fired, assessment),
        line_patient=lines.alert(fired, assessment, "patient"),
        short=item.short.clinician,
        short_patient=item.short.patient,
        what_to_do=lines.what_to_do(item, assessment),
        basis=item.basis,
        cites=cites(item.cites),
        why=_why(item.id, assessment),
    )


def _check(line: Due) -> model.Check:
    item = line.check
    return model.Check(
        id=item.id,
        implements=item.implements,
        test=item.test,
        due=words.day(line.due),
        window=model.Window(*map(words.day, line.window)),
        expect=item.expect,
        if_not=item.if_not,
        optional=item.optional,
        line_patient=lines.check(line, "patient"),
        short=item.short.clinician,
        short_patient=item.short.patient,
        status=line.status,
        basis=item.basis,
        cites=cites(item.cites),
    )


def _why(item: str, assessment: Assessment) -> model.Why:
    definition, slots = rests_on(item, assessment)
    facts = assessment.once(_Facts)
    return model.Why(facts.words.rule(definition), [facts[slot] for slot in slots])


class _Facts(dict[int, model.Fact]):
    """By their slots; each is put into words once, since many lines rest on the same, and so is the
    event that gave it, since many facts come from one."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__()
        self.names, self.labels = assessment.rules.names, assessment.rules.labels
        self.sources, self.words = assessment.facts.sources, values_of(assessment)
        self.in_words: dict[int, tuple[str, str, str]] = {}
        """By the id of the event."""

    def __missing__(self, slot: int) -> model.Fact:
        name, event = self.names[slot], self.sources[slot]
        in_words = self.in_words.get(id(event))
        if in_words is None:
            in_words = self.in_words[id(event)] = self.tell(event)
        fact = self[slot] = model.Fact(name, self.labels.get(name, name), *in_words)
        return fact

    def tell(self, event: Event) -> tuple[str, str, str]:
        return as_recorded(event), self.words.recorded(event), day_text(event.day)


# What is not in the lines


def record(plan: Plan) -> list[model.SetAside]:
    return list(map(_set_aside, (*plan.record, *plan.questioned)))


def _set_aside(entry: SetAside) -> model.SetAside:
    return model.SetAside(entry.where, entry.what, entry.why)


def missing(line: Missing, plan: Plan) -> model.Missing:
    question, recorded = lines.missing(line, plan.assessment), list(map(_set_aside, line.recorded))
    return model.Missing(line.element, question, line.changes, line.waited_for, recorded)


def _unexplained(result: Unexplained, plan: Plan) -> model.Unexplained:
    row = result.row
    return model.Unexplained(
        element=result.element.name,
        value=values_of(plan.assessment).event(result.event),
        on=day_text(result.event.day),
        ask=plan.header.whom[row.ask].clinician,
        how_soon=row.how_soon,
        then=row.then,
        line=lines.unexplained(result, plan.assessment),
        line_patient=lines.unexplained(result, plan.assessment, "patient"),
        basis=row.basis,
        cites=cites(row.cites),
    )


def _explained(result: Explained, plan: Plan) -> model.Explained:
    return model.Explained(
        element=result.element.name,
        value=values_of(plan.assessment).event(result.event),
        on=day_text(result.event.day),
        by=[plan.assessment.rules.labels[name] for name in result.by],
        line=lines.explained(result, plan.assessment),
    )


def _change(change: Change, plan: Plan) -> model.Change:
    facts = {change.fact: lines.changed_value(change, plan.assessment)}
    return model.Change(facts, change.gives, change.takes)


def _disagreements(plan: Plan) -> Iterator[model.Disagreement]:
    """Each once, with the first item that has it."""
    told_of: set[Disagreement] = set()
    for item in plan.items:
        for disagreement in item.disagrees:
            if disagreement not in told_of:
                told_of.add(disagreement)
                yield model.Disagreement(
                    item=item.id,
                    statement=disagreement.article,
                    source=disagreement.source,
                    says=disagreement.says,
                    followed=disagreement.followed,
                    because=disagreement.because,
                )


def _accounted(entry: Accounted, plan: Plan) -> model.Accounted:
    event = entry.event
    if isinstance(event, SetAside):
        event_read = model.Event(where=event.where, what=event.what, why=event.why)
    else:
        event_read = model.Event(
            kind=event.kind,
            name=event.name,
            on=day_text(event.day),
            says=happened(event, plan.assessment),
            where=event.where,
        )
    return model.Accounted(event_read, entry.became.replace(" ", "_"), entry.lines, entry.answers)
