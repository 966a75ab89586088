"""The first two layers of a plan: each entry with its id, in words for both readers."""

from collections.abc import Iterable, Sequence

from hematinic.render.face import Face
from hematinic.render.words.entries import Entry, Kind, Row, Tone
from hematinic.render.words.layers import LayersInWords


class EntryInWords(Face, frozen=True):
    """An entry of a layer: `text` goes on from `lead`, and `patient` is both for the patient."""

    id: str
    kind: Kind
    tone: Tone
    lead: str
    text: str
    patient: str


class CheckInWords(Face, frozen=True):
    id: str
    when: str
    what: str
    overdue: bool
    patient: str


class PhaseInWords(Face, frozen=True):
    id: str
    title: str
    title_patient: str
    lines: Sequence[EntryInWords]


class Now(Face, frozen=True):
    """The first layer: what is stopped and done today."""

    bottom_line: str
    bottom_line_patient: str
    stop: Sequence[EntryInWords]
    today: Sequence[EntryInWords]
    call: Sequence[EntryInWords]
    next: Sequence[EntryInWords]
    questions: Sequence[EntryInWords]
    unexplained: Sequence[EntryInWords]


class Then(Face, frozen=True):
    """The second layer, without what the first has said."""

    phases: Sequence[PhaseInWords]
    checks: Sequence[CheckInWords]
    notes: Sequence[EntryInWords]
    unexplained: Sequence[EntryInWords]
    questions: Sequence[EntryInWords]


def now(clinician: LayersInWords, patient: LayersInWords) -> Now:
    for_clinician, for_patient = clinician.now, patient.now
    return Now(
        bottom_line=for_clinician.bottom_line,
        bottom_line_patient=for_patient.bottom_line,
        stop=_entries(for_clinician.stop, for_patient.stop),
        today=_entries(for_clinician.today, for_patient.today),
        call=_entries(for_clinician.call, for_patient.call),
        next=_entries(for_clinician.next, for_patient.next),
        questions=_entries(for_clinician.questions, for_patient.questions),
        unexplained=_entries(for_clinician.unexplained, for_patient.unexplained),
    )


def then(clinician: LayersInWords, patient: LayersInWords) -> Then:
    for_clinician, for_patient = clinician.plan, patient.plan
    return Then(
        phases=[
            PhaseInWords(
                section.id,
                section.heading,
                patient_section.heading,
                _entries(section.lines, patient_section.lines),
            )
            for section, patient_section in zip(
                for_clinician.sections, for_patient.sections, strict=True
            )
        ],
        checks=_checks(for_clinician.checks, for_patient.checks),
        notes=_entries(for_clinician.notes, for_patient.notes),
        unexplained=_entries(for_clinician.unexplained, for_patient.unexplained),
        questions=_entries(for_clinician.questions, for_patient.questions),
    )


def _entries(clinician: Iterable[Entry], patient: Iterable[Entry]) -> list[EntryInWords]:
    return [
        EntryInWords(entry.id, entry.kind, entry.tone, entry.lead, entry.text, for_patient.whole)
        for entry, for_patient in zip(clinician, patient, strict=True)
    ]


def _checks(clinician: Iterable[Row], patient: Iterable[Row]) -> list[CheckInWords]:
    return [
        CheckInWords(row.id, row.when, row.what, row.overdue, for_patient.what)
        for row, for_patient in zip(clinician, patient, strict=True)
    ]
