"""The first two layers of a plan: each entry with its id, in words for both readers."""

from collections.abc import Iterable

from hematinic.render.json import model
from hematinic.render.words.layers import Entry, LayersInWords, Row


def now(clinician: LayersInWords, patient: LayersInWords) -> model.Now:
    for_clinician, for_patient = clinician.now, patient.now
    return model.Now(
        bottom_line=for_clinician.bottom_line,
        bottom_line_patient=for_patient.bottom_line,
        stop=_entries(for_clinician.stop, for_patient.stop),
        today=_entries(for_clinician.today, for_patient.today),
        call=_entries(for_clinician.call, for_patient.call),
        next=_entries(for_clinician.next, for_patient.next),
        questions=_entries(for_clinician.questions, for_patient.questions),
        unexplained=_entries(for_clinician.unexplained, for_patient.unexplained),
    )


def then(clinician: LayersInWords, patient: LayersInWords) -> model.Then:
    for_clinician, for_patient = clinician.plan, patient.plan
    return model.Then(
        phases=[
            model.PhaseInWords(
                each.id,
                each.heading,
                patient_section.heading,
                _entries(each.lines, patient_section.lines),
            )
            for each, patient_section in zip(
                for_clinician.sections, for_patient.sections, strict=True
            )
        ],
        checks=_checks(for_clinician.checks, for_patient.checks),
        notes=_entries(for_clinician.notes, for_patient.notes),
        unexplained=_entries(for_clinician.unexplained, for_patient.unexplained),
        questions=_entries(for_clinician.questions, for_patient.questions),
    )


def _entries(clinician: Iterable[Entry], patient: Iterable[Entry]) -> list[model.EntryInWords]:
    return [
        model.EntryInWords(
            entry.id, entry.kind, entry.tone, entry.lead, entry.text, for_patient.whole
        )
        for entry, for_patient in zip(clinician, patient, strict=True)
    ]


def _checks(clinician: Iterable[Row], patient: Iterable[Row]) -> list[model.CheckInWords]:
    return [
        model.CheckInWords(row.id, row.when, row.what, row.overdue, for_patient.what)
        for row, for_patient in zip(clinician, patient, strict=True)
    ]
