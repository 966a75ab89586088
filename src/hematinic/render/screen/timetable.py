"""One day's timetable in words and as a drawing. It prints what the plan laid out."""

from collections.abc import Iterator, Sequence
from typing import Any

from hematinic.guideline.apart import apart, around
from hematinic.guideline.day import DRINKS, MEALS, Interaction
from hematinic.guideline.entry import Reader, Says
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Plan, Row, Timetable
from hematinic.render.words import phrases as words

DAY = 24 * 60

LEFT, RIGHT, HEIGHT = 170, 880, 30
"""Of the drawing: where the hours begin and end, and the height of a row."""


def clock(minute: float) -> str:
    return f"{int(minute) // 60 % 24:02}:{int(minute) % 60:02}"


def says(sentence: Says, reader: Reader) -> str:
    return sentence.patient if reader == "patient" else sentence.clinician


def title(timetable: Timetable, reader: Reader = "clinician") -> str:
    return says(timetable.day.title, reader)


def head(timetable: Timetable, assessment: Assessment, reader: Reader = "clinician") -> str:
    """What the timetable is for; or that there is none, why, and what to do."""
    day = timetable.day
    if timetable.not_combined:
        named = _labels(timetable.not_combined, assessment)
        text = says(day.not_combined, reader)
        return f"{words.capital(named)}: {text}" if reader == "clinician" else text
    if not timetable.rows:
        text = says(day.none, reader)
        if timetable.without and reader == "clinician":
            named = _labels(timetable.without, assessment, " or ")
            text += f" {says(day.without, reader)} {named}."
        return text
    return says(day.every_day if timetable.every_day else day.some_days, reader)


def foot(timetable: Timetable, reader: Reader = "clinician") -> str:
    """What is assumed; nothing where nothing is laid out."""
    if not timetable.rows or not timetable.assumed:
        return ""
    text = says(timetable.day.assumed, reader)
    if reader == "patient":
        return text
    times = ", ".join(f"{name} {clock(minute)}" for name, minute in timetable.times)
    return f"{text} ({words.capital(times)}.)"


def what(row: Row, assessment: Assessment) -> str:
    if row.kind == "meal":
        return words.capital(row.name)
    return words.capital(assessment.rules.guideline.medicines[row.name].label)


def why(
    row: Row, timetable: Timetable, assessment: Assessment, reader: Reader = "clinician"
) -> str:
    """The hours that put it there; a patient is told of those from the line alone."""
    if row.kind == "meal":
        return ""
    if row.kind == "line":
        sentences = [
            f"{words.capital(around(o))} {o.label}." for o in row.keeps if DRINKS not in o.these
        ]
        if row.around:
            start, end = map(clock, row.around)
            sentences.append(f"{says(timetable.day.around, reader)} from {start} to {end}.")
        return " ".join(sentences)
    line = _line(timetable, assessment)
    for_reader = (
        interaction
        for interaction in row.keeps
        if reader == "clinician" or interaction in timetable.with_line
    )
    return " ".join(_kept(interaction, timetable, line) for interaction in for_reader)


def _kept(interaction: Interaction, timetable: Timetable, line: str) -> str:
    """Of the line: `At least 2 hours before or 6 hours after ferrous sulfate.` Of another pair,
    both of its things."""
    if interaction in timetable.with_line:
        joint = "from " if interaction.hours_before == interaction.hours_after else ""
        return f"{words.capital(apart(interaction))} {joint}{line}."
    hours = around(interaction) if MEALS in interaction.these else apart(interaction)
    return f"{words.capital(interaction.label)}: {hours}."


def _line(timetable: Timetable, assessment: Assessment) -> str:
    assert timetable.item.prescribe is not None
    return assessment.rules.guideline.medicines[timetable.item.prescribe.medicine].label


def _labels(names: Sequence[str], assessment: Assessment, joint: str = " and ") -> str:
    return joint.join(assessment.rules.guideline.medicines[name].label for name in names)


# As a drawing


def drawn(plan: Plan) -> dict[str, Any] | None:
    """A strip of 24 hours for each thing: its doses, and shaded the hours in which it is not taken
    because of the line."""
    timetable, assessment = plan.timetable, plan.assessment
    if timetable is None or not timetable.rows:
        return None
    names = dict.fromkeys((row.kind, row.name) for row in timetable.rows if row.kind != "meal")
    lanes = [("meal", ""), *sorted(names, key=lambda lane: lane[0] != "line")]
    doses = [row.minute for row in timetable.rows if row.kind == "line"]
    return {
        "width": RIGHT + 20,
        "left": LEFT,
        "right": RIGHT,
        "row": HEIGHT,
        "hours": [{"x": _x(hour * 60), "says": f"{hour:02}"} for hour in range(0, 25, 2)],
        "lanes": [_lane(kind, name, doses, timetable, assessment) for kind, name in lanes],
    }


def _lane(
    kind: str, name: str, doses: Sequence[int], timetable: Timetable, assessment: Assessment
) -> dict[str, Any]:
    rows = [row for row in timetable.rows if row.kind == kind and name in ("", row.name)]
    keeps = [keep for row in rows[:1] for keep in row.keeps if keep in timetable.with_line]
    before = max((keep.hours_before for keep in keeps), default=0) * 60
    after = max((keep.hours_after for keep in keeps), default=0) * 60
    shaded = [part for minute in doses for part in _parts(minute - before, minute + after)]
    return {
        "label": what(rows[0], assessment) if name else "Meals",
        "kind": kind,
        "marks": [
            {"x": _x(row.minute), "says": f"{clock(row.minute)}: {what(row, assessment)}"}
            for row in rows
        ],
        "shaded": shaded,
    }


def _parts(start: float, end: float) -> Iterator[dict[str, float]]:
    """A stretch of hours as one bar, or as two where it crosses midnight."""
    if start >= end:
        return
    if start < 0:
        yield from _parts(start + DAY, DAY)
    if end > DAY:
        yield from _parts(0, end - DAY)
    first, last = max(start, 0), min(end, DAY)
    yield {"x": _x(first), "width": round(_x(last) - _x(first), 1)}


def _x(minute: float) -> float:
    return round(LEFT + minute / DAY * (RIGHT - LEFT), 1)
