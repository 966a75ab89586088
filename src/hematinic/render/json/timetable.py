"""One day's timetable as JSON."""

from hematinic.plan.model import Plan
from hematinic.render.face import cites
from hematinic.render.json import model
from hematinic.render.screen.timetable import clock, foot, head, title, what, why


def timetable(plan: Plan) -> model.Timetable | None:
    timetable, assessment = plan.timetable, plan.assessment
    if timetable is None:
        return None
    return model.Timetable(
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
            model.Row(
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
            model.KeptApart(
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
