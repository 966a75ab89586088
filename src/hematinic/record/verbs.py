"""Facts from events, by a closed list of verbs. Each has one definition; every engine keeps to it.

All bounds are inclusive. `within 14 d` counts an event from 14 days before the plan's day up to it;
`older 90 d` one from 90 days before it or earlier; `because` one with that kind of reason.
An event whose day is only known within bounds counts where all of its days would. Two events that
cannot be told apart in time, or lie on the same day with no time between them, and that differ,
make the value unknown; where the source says when they were written down, the later one wins.

    latest X          the last event's value (or what `take` names of it)
    first X           the first event's
    nearest X         the value nearest to `to` (and `plus`), within `between` of it; the earlier
                      on a tie
    baseline X        the last value before the current `course` began; without one, the latest
                      `within`. The age limit binds only where nothing has been started yet;
                      `before_start` bounds the sample's age on the day the course began
    ever X            whether there is such an event
    active X          whether the course is running today, or the medicine not stopped
    count X           how many
    sum X             their doses together
    largest, smallest the extreme of what `take` names
    unchanged X       whether the last `last` values, the ends at least `apart`, differ by no more
                      than `tolerance`; unknown with fewer
    course_start C    the first day of the current course C
    course_current C  whether today belongs to a course of C, running or just ended
    days_since X      whole days since the last event

`take: lower_limit` and `take: upper_limit` are the limits that the laboratory printed with that
very result; unknown where it printed none.

A condition is present or absent by its last event. `valid_for` and `absent_for` of its element
say how long each stands; after that it is as if unrecorded.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from hematinic.expressions.logic import Value, rounded
from hematinic.guideline.model import Element, Fact, Guideline
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days, offset
from hematinic.record.courses import CourseOf
from hematinic.record.events import Event, clock, tied
from hematinic.record.going_on import going_on

Taken = tuple[Value, Event | None]
"""A value and the event that it was taken from."""


@dataclass(slots=True)
class Context:
    """What a verb may look at besides its own events."""

    as_of: int
    courses: dict[str, CourseOf]
    dates: dict[str, Value]
    """Facts taken so far, for `to`, `after` and `before`."""


Take = Callable[[Sequence[Event], Context], Taken]


# Which events


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


Choose = Callable[[Sequence[Event], Context], list[Event]]


def _chosen(fact: Fact, guideline: Guideline) -> Choose:
    """The events a fact looks at: of its kind, in its window, in the order of their time."""
    kind, name = selector(verb(fact)[1])
    kinds = kinds_of(kind, guideline, name)
    # A booking lies ahead by nature; all else of tomorrow is not known yet today.
    ahead, baseline = kind == "booked", bool(fact.baseline)
    within = days(fact.within) if fact.within else math.inf
    older = days(fact.older) if fact.older else 0
    before_start = days(fact.before_start) if fact.before_start else math.inf
    reasons, because = guideline.header.reasons, fact.because
    of_course, after, before = fact.course, fact.after, fact.before

    def choose(events: Sequence[Event], context: Context) -> list[Event]:
        low, high = context.as_of - within, math.inf if ahead else context.as_of
        if of_course:
            course = context.courses.get(of_course)
            if course is None:
                # Asked within a course and there is none: nothing to look at. A baseline without
                # one is the latest.
                if not baseline:
                    return []
            elif baseline:
                # Of samples x before and in a course ====:
                #   --x----x=====x===    the last before the course began
                #   --x----x---------    without a course, the latest
                # An age limit is for starting a treatment. Under treatment the sample that led to
                # it stays its reason, however old it has become.
                low, high = course.start - before_start, course.start
            else:
                low = max(low, course.start)
        if after:
            low = max(low, _bound(after, context, -math.inf))
        if before:
            high = min(high, _bound(before, context, math.inf))
        if older:
            high = min(high, context.as_of - older)
        # An inexact day counts where all of it lies within: "in March" is not certainly "within 30
        # days". A loop, since this is most of a plan's reading of events.
        chosen = []
        for event in events:
            if event.kind in kinds:
                first, last = event.day
                if low <= first and last <= high:
                    chosen.append(event)
        if because:
            chosen = [e for e in chosen if reason_of(e.because, reasons) == because]
        return chosen

    return choose


def _bound(name: str, context: Context, otherwise: float) -> float:
    day = context.dates.get(name)
    return day[0] if isinstance(day, tuple) else otherwise


# What of them


def _attribute(fact: Fact, guideline: Guideline) -> Callable[[Event], Value]:
    reasons = guideline.header.reasons
    match fact.take:
        case "date":
            return attrgetter("day")
        case "dose":
            return lambda event: _point(event.dose)
        case "daily_dose":
            return lambda event: _point(_daily(event))
        case "doses_a_day":
            return lambda event: _point(1 / event.every if event.every else None)
        case "tablet_elemental":
            return lambda event: _point(event.tablet_elemental)
        case "content":
            return lambda event: _point(dict(event.contents).get(fact.nutrient))
        case "reason":
            return lambda event: reason_of(event.because, reasons)
        case "severity":
            return lambda event: event.severity or None
        case "activity":
            return lambda event: event.activity or None
        case "product":
            return attrgetter("name")
        case "lower_limit":
            return lambda event: _point(event.reference and event.reference[0])
        case "upper_limit":
            return lambda event: _point(event.reference and event.reference[1])
    return attrgetter("value")


def _point(number: float | None) -> Value:
    return None if number is None else (number, number)


def _daily(event: Event) -> float | None:
    if event.dose is None or event.as_needed:
        return None
    return rounded(event.dose / event.every) if event.every else event.dose


def reason_of(because: str, reasons: Mapping[str, Sequence[str]]) -> Value:
    """Which kind of reason a free text names: the first whose word stands in it."""
    if not because:
        return None
    text = because.lower()
    return next((kind for kind, words in reasons.items() if any(w in text for w in words)), "other")


# The verbs


def fact_take(fact: Fact, guideline: Guideline) -> Take:
    name, of = verb(fact)
    choose, value = _chosen(fact, guideline), _attribute(fact, guideline)
    absent: Value = False if fact.if_unrecorded == "absent" else None
    match name:
        case "latest" | "baseline":
            return lambda events, context: _last(choose(events, context), value)
        case "first":
            return lambda events, context: _first(choose(events, context), value)
        case "nearest":
            return _nearest(fact, choose, value)
        case "ever":
            return lambda events, context: _ever(choose(events, context), absent)
        case "count":
            return lambda events, context: _count(choose(events, context))
        case "sum":
            return lambda events, context: _sum(choose(events, context), value)
        case "largest" | "smallest":
            pick = max if name == "largest" else min
            return lambda events, context: _extreme(choose(events, context), value, pick)
        case "unchanged":
            return lambda events, context: _unchanged(choose(events, context), fact)
        case "days_since":
            return lambda events, context: _days_since(choose(events, context), context)
        case "active" if of in guideline.courses:
            return lambda events, context: _course_running(of, events, context, absent)
        case "active":
            return lambda events, context: _active(events, context, absent)
        case "course_start":
            return lambda events, context: _course_start(of, events, context)
    return lambda events, context: (of in context.courses or absent, events[0])


def _last(events: list[Event], value: Callable[[Event], Value]) -> Taken:
    if not events:
        return None, None
    last = events[-1]
    # Sorted by their last day: mostly all others are certainly earlier, and none can disagree.
    if len(events) > 1 and events[-2].day[1] >= last.day[0]:
        return _agreed(last, events[:-1], value), last
    return value(last), last


def _agreed(last: Event, others: Sequence[Event], value: Callable[[Event], Value]) -> Value:
    """The last value, unless another event may be as late and differs."""
    last_value = value(last)
    for other in reversed(others):
        # Sorted by their last day: from here on back everything is certainly earlier.
        if other.day[1] < last.day[0]:
            break
        if tied(other, last) and value(other) != last_value:
            return None
    return last_value


def _first(events: list[Event], value: Callable[[Event], Value]) -> Taken:
    if not events:
        return None, None
    start = min([event.day[0] for event in events])
    begun = [event for event in events if event.day[0] == start]
    if len(begun) == 1:
        return value(begun[0]), begun[0]
    first = min(begun, key=clock)
    others = [e for e in begun if e is not first and e.day == first.day and tied(e, first)]
    return (value(first) if all(value(e) == value(first) for e in others) else None), first


def _nearest(fact: Fact, choose: Choose, value: Callable[[Event], Value]) -> Take:
    low, high = (offset(end) for end in fact.between or ("0 d", "0 d"))
    target = days(fact.plus) if fact.plus else 0

    def take(events: Sequence[Event], context: Context) -> Taken:
        start = _anchor(fact.to, context)
        if start is None:
            return None, None
        inside = [e for e in choose(events, context) if start + low <= e.day[0] <= start + high]
        if len(inside) > 1:
            # The earlier on a tie: day 13 before day 15 for a target of day 14.
            nearest = min(inside, key=lambda e: (abs(e.day[0] - start - target), e.day[0]))
            inside = [e for e in inside if e.day == nearest.day]
        return _last(inside, value)

    return take


def _anchor(name: str, context: Context) -> float | None:
    if name in context.courses:
        return context.courses[name].start
    day = context.dates.get(name)
    return day[0] if isinstance(day, tuple) else None


def _ever(events: list[Event], absent: Value) -> Taken:
    return (True, events[-1]) if events else (absent, None)


def _count(events: list[Event]) -> Taken:
    return (float(len(events)), float(len(events))), events[-1] if events else None


def _sum(events: list[Event], value: Callable[[Event], Value]) -> Taken:
    spans = [value(event) for event in events]
    # A sum with an unknown part is unknown: a dose that was not written down is not none.
    if any(not isinstance(span, tuple) for span in spans):
        return None, None
    low, high = (rounded(sum(span[i] for span in spans)) for i in (0, 1))  # type: ignore[index,misc]
    return (low, high), events[-1] if events else None


def _extreme(
    events: list[Event], value: Callable[[Event], Value], pick: Callable[..., Taken]
) -> Taken:
    known = [(span, event) for event in events if isinstance(span := value(event), tuple)]
    if not known:
        return None, None
    return pick(known, key=lambda known_event: known_event[0][0])


def _unchanged(events: list[Event], fact: Fact) -> Taken:
    last = events[-fact.last :]
    apart = days(fact.apart) if fact.apart else 0
    if len(last) < fact.last or last[-1].day[0] - last[0].day[1] < apart:
        return None, None
    spans = [event.value for event in last if isinstance(event.value, tuple)]
    if len(spans) < len(last):
        return None, None
    # The widest that they can lie apart: unchanged only if it is so for all that the values can be.
    spread = rounded(max(span[1] for span in spans) - min(span[0] for span in spans))
    return spread <= fact.tolerance, last[-1]


def _days_since(events: list[Event], context: Context) -> Taken:
    if not events:
        return None, None
    low, high = events[-1].day
    # The later the event can have been, the fewer the days.
    return (context.as_of - high, context.as_of - low), events[-1]


def _course_running(name: str, events: Sequence[Event], context: Context, absent: Value) -> Taken:
    course = context.courses.get(name)
    return (True, events[-1]) if course and course.running else (absent, None)


def _course_start(name: str, events: Sequence[Event], context: Context) -> Taken:
    course = context.courses.get(name)
    return ((course.start, course.start), events[0]) if course else (None, None)


def _active(events: Sequence[Event], context: Context, absent: Value) -> Taken:
    """A medicine or a group of them: one of it started and not stopped, or given of late."""
    running, undecided = going_on(events, context.as_of)
    if running:
        return True, running[-1]
    return (None, undecided[0]) if undecided else (absent, None)


# Elements of their own name


def element_take(element: Element, default: Value) -> Take:
    if element.kind == "condition":
        return _condition(element, default)
    if element.kind == "procedure":
        return lambda events, context: _ever([e for e in events if e.kind == "done"], default)
    limit = days(element.valid_for) if element.valid_for else None

    def take(events: Sequence[Event], context: Context) -> Taken:
        low = -math.inf if limit is None else context.as_of - limit
        observed = [e for e in events if e.kind == "observed" and low <= e.day[0]]
        return _last(observed, attrgetter("value"))

    return take


def _condition(element: Element, default: Value) -> Take:
    present_for = days(element.valid_for) if element.valid_for else math.inf
    absent_for = days(element.absent_for) if element.absent_for else math.inf

    def take(events: Sequence[Event], context: Context) -> Taken:
        # Of a condition: the last word counts, as long as it stands.
        #   present 2019, valid_for 1 y        unrecorded in 2026 (the default)
        #   absent yesterday, absent_for 7 d   absent
        #   present and absent on one day      unknown: (None, source)
        stated, source = _last(
            [e for e in events if e.kind in ("present", "absent")],
            lambda event: event.kind == "present",
        )
        if source is None or stated is None:
            return (None if source else default), source
        if stated:
            stands = source.day[1] >= context.as_of - present_for
        else:
            # What was absent when a course began stays so for what was decided then: the age of the
            # word is counted to the start of the course, not to today.
            course = context.courses.get(element.before_course)
            since = course.start if course else context.as_of
            stands = source.day[1] >= since - absent_for
        return (stated, source) if stands else (default, None)

    return take
