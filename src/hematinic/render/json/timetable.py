"""One day's timetable as JSON."""

from collections.abc import Mapping, Sequence
from typing import Literal

from hematinic.guideline.entry import Basis
from hematinic.plan.model import Plan
from hematinic.render.face import Cite, Face, cites
from hematinic.render.screen.timetable import clock, foot, head, title, what, why


class Row(Face, frozen=True):
    time: str
    kind: Literal["line", "medicine", "meal"]
    name: str
    what: str
    why: str
    why_patient: str
    keeps: Sequence[str]


class KeptApart(Face, frozen=True):
    """Two things that are kept hours apart, or not combined."""

    id: str
    label: str
    hours_before: float
    hours_after: float
    avoid: bool
    basis: Basis
    cites: Sequence[Cite]


class Timetable(Face, frozen=True):
    """The line of the plan that is laid out among what must be kept apart from it."""

    line: str
    exists: bool
    every_day: bool
    title: str
    title_patient: str
    says: str
    says_patient: str
    assumed: str | None
    assumed_patient: str | None
    basis: Basis
    day: Mapping[str, str]
    medicines: Sequence[str]
    not_combined: Sequence[str]
    without: Sequence[str]
    rows: Sequence[Row]
    keeps: Sequence[KeptApart]


def timetable(plan: Plan) -> Timetable | None:
    timetable, assessment = plan.timetable, plan.assessment
    if timetable is None:
        return None
    return Timetable(
        line=timetable.item.id,
        exists=bool(timetable.rows),
        every_day=timetable.every_day,
        title=title(timetable),
        title_patient=title(timetable, "patient"),
        says=head(timetable, assessment),
        says_patient=head(timetable, assessment, "patient"),
        assumed=foot(timetable) or None,
        assumed_patient=foot(timetable, "patient") or None,
        basis=timetable.day.basis,
        day={name: clock(minute) for name, minute in timetable.times},
        medicines=timetable.medicines,
        not_combined=timetable.not_combined,
        without=timetable.without,
        rows=[
            Row(
                time=clock(row.minute),
                kind=row.kind,
                name=row.name,
                what=what(row, assessment),
                why=why(row, timetable, assessment),
                why_patient=why(row, timetable, assessment, "patient"),
                keeps=[interaction.name for interaction in row.keeps],
            )
            for row in timetable.rows
        ],
        keeps=[
            KeptApart(
                id=interaction.name,
                label=interaction.label,
                hours_before=interaction.hours_before,
                hours_after=interaction.hours_after,
                avoid=interaction.avoid,
                basis=interaction.basis,
                cites=cites(interaction.cites),
            )
            for interaction in timetable.keeps
        ],
    )
