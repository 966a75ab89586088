"""Which of its events a fact looks at: those of its kind, in its window, for its reason."""

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from hematinic.expressions.logic import Value
from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days
from hematinic.record.courses import CourseOf
from hematinic.record.events import Event


@dataclass(slots=True)
class Context:
    """What a verb may look at besides its own events."""

    as_of: int
    courses: dict[str, CourseOf]
    dates: dict[str, Value]
    """Facts taken so far, for `to`, `after` and `before`."""


# Of which kind


def kinds_of(kind: str, guideline: Guideline, name: str) -> frozenset[str]:
    if kind:
        return frozenset({kind})
    element = guideline.elements.get(name)
    if element is None:
        return frozenset({"given", "started"})
    if element.kind in ("quantity", "result"):
        return frozenset({"observed"})
    return frozenset({"present"} if element.kind == "condition" else {"done"})


def kinds_read(fact: Fact, guideline: Guideline) -> frozenset[str]:
    """The kinds of event that a fact looks at."""
    kind, name = selector(verb(fact)[1])
    return kinds_of(kind, guideline, name)


def reason_of(because: str, reasons: Mapping[str, Sequence[str]]) -> Value:
    """Which kind of reason a free text names: the first whose word stands in it."""
    if not because:
        return None
    text = because.lower()
    return next((kind for kind, words in reasons.items() if any(w in text for w in words)), "other")


# In which window

Window = tuple[float, float]
"""The first and the last day that all days of an event must lie within."""

NEVER: Window = (math.inf, -math.inf)


class Chosen(NamedTuple):
    """Which events a fact looks at. Where its window is not worked out as `of_days` says, it is the
    days up to today, `within` so many; or those before the course that is its `baseline` began, no
    earlier than `before_start`.

    Whoever looks for events works out the two common windows in place: a plan asks for a hundred
    facts and more, and a call costs as much as an event."""

    kinds: Set[str]
    within: float = math.inf
    ahead: float = 0
    """Days after today that count too."""
    baseline: str = ""
    before_start: float = math.inf
    of_days: Callable[[Context], Window] | None = None
    because: str = ""
    reasons: Mapping[str, Sequence[str]] = {}

    def all(self) -> "Choose":
        """Of some events, one at least, in the order of their time."""
        kinds, within, ahead, baseline, before_start, of_days, because, reasons = self

        def choose(events: Sequence[Event], context: Context) -> list[Event]:
            if of_days:
                low, high = of_days(context)
            elif baseline and (course := context.courses.get(baseline)):
                low, high = course.start - before_start, course.start
            else:
                low, high = context.as_of - within, context.as_of + ahead
            # An inexact day counts where all of it lies within: "in March" is not certainly "within
            # 30 days". A loop, since this is most of a plan's reading of events.
            inside: list[Event] = []
            if events[-1].day[1] < low:  # the last of them, since they stand in order of that
                return inside
            for event in events:
                if event.kind in kinds:
                    first, last = event.day
                    if low <= first and last <= high:
                        inside.append(event)
            if because:
                inside = [e for e in inside if reason_of(e.because, reasons) == because]
            return inside

        return choose


Choose = Callable[[Sequence[Event], Context], list[Event]]


def chosen(fact: Fact, guideline: Guideline) -> Chosen:
    kind, name = selector(verb(fact)[1])
    # A booking lies ahead by nature; all else of tomorrow is not known yet today.
    ahead = math.inf if kind == "booked" else 0
    within = days(fact.within) if fact.within else math.inf
    # Of samples x before and in a course ====:
    #   --x----x=====x===    the last before the course began
    #   --x----x---------    without a course, the latest
    # An age limit is for starting a treatment. Under treatment the sample that led to it stays its
    # reason, however old it has become.
    baseline = fact.course if fact.baseline else ""
    before_start = days(fact.before_start) if fact.before_start else math.inf
    looked_at = Chosen(kinds_of(kind, guideline, name), within, ahead, baseline, before_start)
    if fact.after or fact.before or fact.older or (fact.course and not baseline):
        looked_at = looked_at._replace(of_days=_of_days(fact, looked_at))
    return looked_at._replace(because=fact.because, reasons=guideline.header.reasons)


def _of_days(fact: Fact, chosen: Chosen) -> Callable[[Context], Window]:
    _, within, ahead, baseline, before_start, *_ = chosen
    older = days(fact.older) if fact.older else 0
    of_course, after, before = fact.course, fact.after, fact.before

    def window(context: Context) -> Window:
        low, high = context.as_of - within, context.as_of + ahead
        if of_course:
            course = context.courses.get(of_course)
            if course is None:
                # Asked within a course and there is none: nothing to look at. A baseline without
                # one is the latest.
                if not baseline:
                    return NEVER
            elif baseline:
                low, high = course.start - before_start, course.start
            else:
                low = max(low, course.start)
        if after:
            low = max(low, _bound(after, context, -math.inf))
        if before:
            high = min(high, _bound(before, context, math.inf))
        if older:
            high = min(high, context.as_of - older)
        return low, high

    return window


def _bound(name: str, context: Context, otherwise: float) -> float:
    day = context.dates.get(name)
    return day[0] if isinstance(day, tuple) else otherwise
