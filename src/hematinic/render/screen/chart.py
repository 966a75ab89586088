"""Results of one measurement over the days of a timeline, with what is expected of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from hematinic.guideline.model import Guideline
from hematinic.guideline.printed import printed
from hematinic.guideline.timeline import Bound, Expected
from hematinic.plan.model import Plan
from hematinic.record.events import Event, Record
from hematinic.render.words import phrases as words
from hematinic.render.words.values import values_of

HEIGHT = 90

LETTER, LINE = 13.0, 14.0
"""A letter and a line beside a point, on a narrow screen, in units of the axis and the height."""


@dataclass(frozen=True, slots=True)
class Axis:
    first: int
    last: int
    left: float
    right: float

    def x(self, day: float) -> float:
        share = (day - self.first) / (self.last - self.first)
        return round(self.left + share * (self.right - self.left), 1)

    def ticks(self) -> Iterator[dict[str, Any]]:
        """The first of each month."""
        for ordinal in range(self.first, self.last + 1):
            day = date.fromordinal(ordinal)
            if day.day == 1:
                yield {"x": self.x(ordinal), "says": f"{day:%b %Y}"}


def chart(
    name: str, expected: Expected, plan: Plan, record: Record, guideline: Guideline, axis: Axis
) -> dict[str, Any] | None:
    """None where no value was measured in these days."""
    element, words_of = guideline.elements[name], values_of(plan.assessment)
    events = [event for event in record.events if _fits(event, name, axis)]
    if not events:
        return None
    values = [_middle(event) for event in events]
    bounds = _bounds(expected, plan, record, name)
    low = min([*values, *(value for _, value in bounds)]) * 0.9
    high = max([*values, *(value for _, value in bounds)]) * 1.1

    def y(value: float) -> float:
        # All of them may be 0.
        return round(HEIGHT - (value - low) / ((high - low) or 1) * HEIGHT, 1)

    points = sorted(zip(events, values, strict=True), key=lambda pair: pair[0].day)
    line = [(axis.x(day), y(value)) for day, value in bounds if day <= axis.last]
    return {
        "name": name,
        "label": words.capital(element.label),
        "unit": printed(words_of.units(element)[0].name),
        "height": HEIGHT,
        "points": _written([
            {"x": axis.x(event.day[0]), "y": y(value), "day": words.day(event.day[0]),
             "says": words_of.event(event), "shown": words_of.short(event)}
            for event, value in points
        ], axis),
        "band": " ".join(f"{x},{at}" for x, at in _closed(line)) if len(line) > 1 else "",
        "bound": " ".join(f"{x},{at}" for x, at in line),
        "expected": expected.label,
    }  # fmt: skip


def _written(points: list[dict[str, Any]], axis: Axis) -> list[dict[str, Any]]:
    """At each point whether its value is written `after` or `before` it, or, where that would cover
    another, not at all: the latest first."""
    taken: list[tuple[float, float, float]] = []
    for point in reversed(points):
        x, y, wide = point["x"], point["y"], 10 + LETTER * len(point["shown"])
        side = "before" if x + wide > axis.right else "after"
        start = x - wide if side == "before" else x
        free = all(
            start > end or start + wide < begin or abs(y - at) > LINE for begin, end, at in taken
        )
        point["written"] = side if free else ""
        if free:
            taken.append((start, start + wide, y))
    return points


def _fits(event: Event, name: str, axis: Axis) -> bool:
    measured = event.kind == "observed" and event.name == name and isinstance(event.value, tuple)
    return measured and axis.first <= event.day[0] <= axis.last


def _middle(event: Event) -> float:
    """Where a value is drawn; a censored one at its limit."""
    assert isinstance(event.value, tuple)
    low, high = event.value
    return high if low <= 0 else low


def _bounds(expected: Expected, plan: Plan, record: Record, name: str) -> list[tuple[int, float]]:
    """The lowest values expected, by day, from the start of the course, begun or planned."""
    start = _start(expected, plan)
    if start is None:
        return []
    measured = [e for e in record.events if e.kind == "observed" and e.name == name]
    before = [event for event in measured if event.day[0] <= start]
    base = _middle(max(before, key=lambda event: event.day)) if before else None
    bounds = ((start + bound.day, _value(bound, base)) for bound in expected.at_least)
    return [(day, value) for day, value in bounds if value is not None]


def _value(bound: Bound, base: float | None) -> float | None:
    if bound.value is not None:
        return bound.value
    return None if base is None or bound.rise is None else base + bound.rise


def _start(expected: Expected, plan: Plan) -> int | None:
    course = plan.assessment.facts.courses.get(expected.course)
    if course is not None:
        return int(course.start)
    guideline = plan.assessment.rules.guideline
    wanted_course = guideline.courses[expected.course]
    for line in plan.recommendations:
        begins = line.schedule if line.status == "recommended" and not line.waits else None
        if line.item.prescribe and begins:
            medicine = guideline.medicines[line.item.prescribe.medicine]
            routes = wanted_course.routes or (line.item.prescribe.route,)
            if wanted_course.gives in medicine.gives and line.item.prescribe.route in routes:
                return begins.first_due
    return None


def _closed(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The area above a lower bound."""
    return [*line, (line[-1][0], 0), (line[0][0], 0)]
