"""A plan on one axis of time, as data: what was given, is planned, is due and was found.

The drawing and the table are made from the same entries. Nothing is left out of the table; what
lies beyond the edge of the drawing is named there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hematinic.guideline.model import Guideline, Medicine, Recommendation
from hematinic.guideline.timeline import Expected
from hematinic.plan.model import Plan, Planned
from hematinic.record.events import Event, Record
from hematinic.render.screen.chart import Axis, chart
from hematinic.render.words import phrases as words

BEFORE, AFTER = 45, 125
"""Days drawn before and after the day of the plan: the window of three-month checks is in."""

WIDTH, LEFT, RIGHT, ROW = 900, 190, 880, 30

GIVEN = ("given", "started", "stopped")


@dataclass(slots=True)
class Mark:
    day: int
    kind: str
    """given, planned, due, result, stopped."""
    says: str


@dataclass(slots=True)
class Bar:
    start: int
    end: int
    kind: str
    """taken, planned, window."""
    open: bool = False


@dataclass(slots=True)
class Row:
    label: str
    kind: str
    """treatment or check."""
    marks: list[Mark] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


def timeline(
    plan: Plan, record: Record, guideline: Guideline, expected: Mapping[str, Expected]
) -> dict[str, Any]:
    rows = [*_treatments(plan, record, guideline), *_checks(plan)]
    axis = Axis(_first_day(plan, record), plan.as_of + AFTER, LEFT, RIGHT)
    charts = [
        drawn
        for name, expectation in expected.items()
        if (drawn := chart(name, expectation, plan, record, guideline, axis))
    ]
    return {
        "width": WIDTH,
        "left": LEFT,
        "right": RIGHT,
        "row": ROW,
        "now": {"x": axis.x(plan.as_of), "day": words.day(plan.as_of)},
        "ticks": list(axis.ticks()),
        "rows": [_drawn(row, axis) for row in rows],
        "charts": charts,
        "table": [*_table(rows), *_results(charts)],
    }


def _first_day(plan: Plan, record: Record) -> int:
    days = [int(event.day[0]) for event in record.events if event.day[0] > plan.as_of - BEFORE]
    return min([*days, plan.as_of - 10]) - 3


# Rows

FOLLOWED = ("recommended", "consider")


def _treatments(plan: Plan, record: Record, guideline: Guideline) -> Iterator[Row]:
    """A row for each medicine that was taken or is planned, in the order of the plan."""
    rows: dict[str, Row] = {}
    for event in sorted(record.events, key=_day):
        if event.kind in GIVEN and event.name in guideline.medicines:
            medicine = guideline.medicines[event.name]
            row = rows.setdefault(_label(medicine), Row(_label(medicine), "treatment"))
            _add_event(event, row, plan.as_of)
    for line in plan.recommendations:
        if line.item.prescribe and line.schedule and line.status in FOLLOWED and not line.waits:
            medicine = guideline.medicines[line.item.prescribe.medicine]
            label = _label(medicine) if line.item.prescribe.dose else _family(line.item)
            _add_planned(line, rows.setdefault(label, Row(label, "treatment")))
    return iter(rows.values())


def _family(item: Recommendation) -> str:
    """Of an item that leaves the product open: its title stands for it."""
    return item.title.partition(",")[0]


def _label(medicine: Medicine) -> str:
    return words.capital(medicine.label)


def _day(event: Event) -> float:
    return event.day[0]


def _add_event(event: Event, row: Row, as_of: int) -> None:
    day = int(event.day[0])
    if event.kind == "given":
        row.marks.append(Mark(day, "given", f"{event.written} given".strip()))
    elif event.kind == "started":
        row.bars.append(Bar(day, as_of, "taken"))
        row.marks.append(Mark(day, "given", f"started {event.written}".strip()))
    else:
        if row.bars and row.bars[-1].kind == "taken":
            row.bars[-1].end = day
        row.marks.append(Mark(day, "stopped", "stopped"))


def _add_planned(line: Planned, row: Row) -> None:
    schedule, prescribe = line.schedule, line.item.prescribe
    assert schedule is not None
    assert prescribe is not None
    often = words.apart(prescribe, schedule) or words.interval(prescribe) or "by the label"
    says = f"{line.item.title}, {often}"
    days = schedule.doses or (schedule.first_due,)
    amounts = [words.course((amount,)) for amount in schedule.amounts]
    of_day = dict(zip(days, amounts, strict=False))
    row.marks += [
        Mark(day, "planned", f"{says}, {of_day[day]}" if day in of_day else says) for day in days
    ]
    ahead = schedule.review if (schedule.review or 0) > schedule.first_due else None
    ends = ahead or (days[-1] if schedule.remaining is not None else None)
    goes_on = schedule.remaining is None and prescribe.times is None
    # Beyond any axis: the bar is drawn to its edge.
    end = ends or (schedule.first_due + 10_000 if goes_on else days[-1])
    row.bars.append(Bar(schedule.first_due, end, "planned", open=goes_on))
    if schedule.review:
        row.marks.append(Mark(schedule.review, "due", "review"))


def _checks(plan: Plan) -> Iterator[Row]:
    for line in plan.monitoring:
        if line.status not in ("not_applicable", "done"):
            label = words.capital(line.check.test)
            mark = Mark(line.due, "due", line.status)
            yield Row(label, "check", [mark], [Bar(*line.window, "window")])


# Drawn, and told


def _drawn(row: Row, axis: Axis) -> dict[str, Any]:
    bars = [bar for bar in row.bars if bar.start <= axis.last and bar.end >= axis.first]
    later = [mark for mark in row.marks if mark.day > axis.last]
    return {
        "name": row.label.partition(" (")[0],
        "label": _short(row.label),
        "kind": row.kind,
        "bars": [_bar(bar, axis) for bar in bars],
        "marks": [_mark(mark, axis) for mark in row.marks if axis.first <= mark.day <= axis.last],
        "later": f"{words.day(later[0].day)}" if later else "",
    }


def _bar(bar: Bar, axis: Axis) -> dict[str, Any]:
    left, right = axis.x(max(bar.start, axis.first)), axis.x(min(bar.end, axis.last))
    goes_on = bar.open or bar.end > axis.last
    return {"x": left, "width": max(right - left, 2), "kind": bar.kind, "open": goes_on}


def _mark(mark: Mark, axis: Axis) -> dict[str, Any]:
    return {"x": axis.x(mark.day), "kind": mark.kind, "says": f"{words.day(mark.day)}: {mark.says}"}


def _short(label: str) -> str:
    """To the width of a left margin; the table has it in full."""
    label = label.partition(" (")[0]
    return label if len(label) <= 27 else label[:26].rstrip(" ,;") + "…"


def _table(rows: list[Row]) -> Iterator[dict[str, str]]:
    entries = [(mark.day, row, mark) for row in rows for mark in row.marks]
    for day, row, mark in sorted(entries, key=lambda entry: entry[0]):
        kind = {"due": "check" if row.kind == "check" else "review"}.get(mark.kind, mark.kind)
        yield {"day": words.day(day), "what": row.label, "kind": kind, "says": mark.says}


def _results(charts: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for drawn in charts:
        result = {"what": drawn["label"], "kind": "result"}
        for point in drawn["points"]:
            yield {"day": point["day"], **result, "says": point["says"]}
