"""Courses of treatment: medicine events of one nutrient by some routes, joined.

A course runs from the first start or dose. It ends with a pause longer than its gap, or with a
stop, unless the nutrient is taken up again within the gap: a switch of product does not end it.
Until the gap has passed since its last day it is still the *current* course, so that treatment
does not erase its own diagnosis; it is *running* if nothing ended it.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from hematinic.record.events import Event, clock


class CourseOf(NamedTuple):
    start: float
    end: float
    """The last day of treatment; infinite while it goes on."""
    running: bool


def current_course(events: Sequence[Event], gap: int, as_of: int) -> CourseOf | None:
    """The course that today belongs to, if any; events of one course, in order of their day."""
    periods = sorted(_periods(events, gap, as_of))
    if not periods:
        return None
    start, end = periods[0]
    for next_start, next_end in periods[1:]:
        #   given x, gap 30 d:   x--x---x                 x--x
        #                        first course   (longer)  second course
        # Only the last one can be the course of today.
        if next_start - end > gap:
            start, end = next_start, next_end
        else:
            end = max(end, next_end)
    if end + gap < as_of:
        return None
    return CourseOf(start, end, _running(events, end, as_of))


def _periods(events: Sequence[Event], gap: int, as_of: int) -> list[tuple[float, float]]:
    starts = [event for event in events if event.kind == "started"]
    stops = [event for event in events if event.kind == "stopped"]
    periods = []
    for event in events:
        if event.kind == "given":
            periods.append((event.day[0], event.day[1]))
        elif event.kind == "started":
            periods.append((event.day[0], min(_stop_of(event, starts, stops), _until(event))))
    return [(start, end) for start, end in periods if start <= as_of]


def _stop_of(start: Event, starts: Sequence[Event], stops: Sequence[Event]) -> float:
    """The day the started medicine was stopped; a stop of another product is not its stop.

    Stopped and started on one day with no time between them is a change of dose where the
    medicine had been started before.
    """
    #   1 March started 100 mg
    #   5 May stopped 100 mg, started 200 mg, no time of day   a change of dose: it goes on
    # Without the line of March, the same of 5 May is a start that was stopped at once.
    changed = any(s.name == start.name and s.day[1] < start.day[0] for s in starts)

    def ends(stop: Event) -> bool:
        if stop.day != start.day:
            return stop.day[1] >= start.day[0]
        if stop.minute >= 0 and start.minute >= 0:
            return clock(stop) >= clock(start)
        return not changed

    return min((s.day[1] for s in stops if s.name == start.name and ends(s)), default=math.inf)


def _until(event: Event) -> float:
    return math.inf if event.until is None else event.until


def _running(events: Sequence[Event], end: float, as_of: int) -> bool:
    stopped = any(event.kind == "stopped" and event.day[1] >= end for event in events)
    # A tablet runs until it is stopped. Injections have an end of their own, the last that was
    # given, and run while nothing stopped them: the next may be due in months.
    if end > as_of or (end == as_of and not stopped):
        return True
    return not stopped and any(event.kind == "given" and event.day[1] == end for event in events)
