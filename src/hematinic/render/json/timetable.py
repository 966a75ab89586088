"""One day's timetable as JSON."""

from hematinic.plan.model import Plan
from hematinic.render.face import cites
from hematinic.render.json import model
from hematinic.render.screen.timetable import clock, foot, head, title, what, why


def timetable(plan: Plan) -> model.Timetable | None:
    found, assessment = plan.timetable, plan.assessment
    if found is None:
        return None
    return model.Timetable(
        line=found.item.id,
        exists=bool(found.rows),
        every_day=found.every_day,
        title=title(found),
        title_patient=title(found, "patient"),
        says=head(found, assessment),
        says_patient=head(found, assessment, "patient"),
        assumed=foot(found) or None,
        assumed_patient=foot(found, "patient") or None,
        basis=found.day.basis,
        day={name: clock(minute) for name, minute in found.times},
        medicines=found.medicines,
        not_combined=found.not_combined,
        without=found.without,
        rows=[
            model.Row(
                time=clock(row.minute),
                kind=row.kind,
                name=row.name,
                what=what(row, assessment),
                why=why(row, found, assessment),
                why_patient=why(row, found, assessment, "patient"),
                keeps=[one.name for one in row.keeps],
            )
            for row in found.rows
        ],
        keeps=[
            model.Kept(
                id=one.name,
                label=one.label,
                hours_before=one.hours_before,
                hours_after=one.hours_after,
                avoid=one.avoid,
                basis=one.basis,
                cites=cites(one.cites),
            )
            for one in found.keeps
        ],
    )
