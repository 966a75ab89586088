"""The first two layers of a plan: each entry with its id, in words for both readers."""

from collections.abc import Iterable

from hematinic.render.json import model
from hematinic.render.words.layers import LayersSaid, Row, Said


def now(clinician: LayersSaid, patient: LayersSaid) -> model.Now:
    one, other = clinician.now, patient.now
    return model.Now(
        bottom_line=one.bottom_line,
        bottom_line_patient=other.bottom_line,
        stop=_said(one.stop, other.stop),
        today=_said(one.today, other.today),
        call=_said(one.call, other.call),
        next=_said(one.next, other.next),
        questions=_said(one.questions, other.questions),
        unexplained=_said(one.unexplained, other.unexplained),
    )


def then(clinician: LayersSaid, patient: LayersSaid) -> model.Then:
    one, other = clinician.plan, patient.plan
    return model.Then(
        phases=[
            model.PhaseSaid(each.id, each.heading, told.heading, _said(each.lines, told.lines))
            for each, told in zip(one.sections, other.sections, strict=True)
        ],
        checks=_checks(one.checks, other.checks),
        notes=_said(one.notes, other.notes),
        unexplained=_said(one.unexplained, other.unexplained),
        questions=_said(one.questions, other.questions),
    )


def _said(clinician: Iterable[Said], patient: Iterable[Said]) -> list[model.Said]:
    return [
        model.Said(one.id, one.kind, one.tone, one.lead, one.text, other.whole)
        for one, other in zip(clinician, patient, strict=True)
    ]


def _checks(clinician: Iterable[Row], patient: Iterable[Row]) -> list[model.CheckSaid]:
    return [
        model.CheckSaid(one.id, one.when, one.what, one.overdue, other.what)
        for one, other in zip(clinician, patient, strict=True)
    ]
