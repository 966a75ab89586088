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
from collections.abc import Callable, Sequence
from operator import attrgetter

from hematinic.expressions.logic import Value, rounded
from hematinic.guideline.model import Element, Fact, Guideline
from hematinic.guideline.names import verb
from hematinic.guideline.quantities import days, offset
from hematinic.record.chosen import Choose, Chosen, Context, chosen, reason_of
from hematinic.record.events import Event, clock, tied
from hematinic.record.going_on import going_on
from hematinic.record.last import Ever, Last, Latest, Stands, Take, Taken

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


# Which rest on the last event


def fact_last(fact: Fact, guideline: Guideline) -> Last | None:
    name, _ = verb(fact)
    wanted = chosen(fact, guideline)
    if wanted.of_days or wanted.because:
        return None
    if name in ("latest", "baseline"):
        value = None if fact.take == "value" else _attribute(fact, guideline)
        return Latest(wanted.kinds, wanted.within, wanted.baseline, value)
    if name == "ever" and not wanted.baseline:
        return Ever(wanted.kinds, wanted.within, False if fact.if_unrecorded == "absent" else None)
    return None


def element_last(element: Element, default: Value) -> Last:
    limit = _days(element.valid_for)
    if element.kind == "condition":
        absent_for, course = _days(element.absent_for), element.before_course
        return Stands(frozenset(("present", "absent")), limit, absent_for, course, default)
    if element.kind == "procedure":
        return Ever(frozenset(("done",)), math.inf, default)
    return Latest(frozenset(("observed",)), limit, "", None)


def _days(lasts: str) -> float:
    return days(lasts) if lasts else math.inf


# The verbs


def fact_take(fact: Fact, guideline: Guideline) -> Take:
    name, of = verb(fact)
    wanted, value = chosen(fact, guideline), _attribute(fact, guideline)
    every = wanted.all()
    absent: Value = False if fact.if_unrecorded == "absent" else None
    match name:
        case "latest" | "baseline":
            return _latest(wanted, value)
        case "first":
            return lambda events, context: _first(every(events, context), value)
        case "nearest":
            return _nearest(fact, every, value)
        case "ever":
            return _ever(wanted, absent)
        case "count":
            return lambda events, context: _count(every(events, context))
        case "sum":
            return lambda events, context: _sum(every(events, context), value)
        case "largest" | "smallest":
            pick = max if name == "largest" else min
            return lambda events, context: _extreme(every(events, context), value, pick)
        case "unchanged":
            return lambda events, context: _unchanged(every(events, context), fact)
        case "days_since":
            return lambda events, context: _days_since(every(events, context), context)
        case "active" if of in guideline.courses:
            return lambda events, context: _course_running(of, events, context, absent)
        case "active":
            return lambda events, context: _active(events, context, absent)
        case "course_start":
            return lambda events, context: _course_start(of, events, context)
    return lambda events, context: (of in context.courses or absent, events[0])


def _latest(wanted: Chosen, value: Callable[[Event], Value]) -> Take:
    """From the last event on, and no further than to the first that is certainly earlier."""
    kinds, within, ahead, baseline, before_start, of_days, because, _ = wanted
    every = wanted.all()

    def take(events: Sequence[Event], context: Context) -> Taken:
        if of_days:
            low, high = of_days(context)
        elif baseline and (course := context.courses.get(baseline)):
            low, high = course.start - before_start, course.start
        else:
            low, high = context.as_of - within, context.as_of + ahead
        latest = None
        for event in reversed(events):
            if event.kind in kinds:
                first, last = event.day
                if low <= first and last <= high:
                    if latest is None:
                        latest = event
                    elif last < latest.day[0]:
                        break  # they are in the order of their last days: all before are earlier
                    else:
                        return _last(every(events, context), value)
        return (None, None) if latest is None else (value(latest), latest)

    return (lambda events, context: _last(every(events, context), value)) if because else take


def _last(events: Sequence[Event], value: Callable[[Event], Value]) -> Taken:
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


def _nearest(fact: Fact, every: Choose, value: Callable[[Event], Value]) -> Take:
    low, high = (offset(end) for end in fact.between or ("0 d", "0 d"))
    target = days(fact.plus) if fact.plus else 0

    def take(events: Sequence[Event], context: Context) -> Taken:
        start = _anchor(fact.to, context)
        if start is None:
            return None, None
        first, last = start + low, start + high
        near = [e for e in events if first <= e.day[0] <= last]
        if not near:  # as it is for most
            return None, None
        inside = every(near, context)
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


def _ever(wanted: Chosen, absent: Value) -> Take:
    """From the last event on, and no further than to the first that counts."""
    kinds, within, ahead, baseline, _, of_days, because, _ = wanted
    every = wanted.all()

    def take(events: Sequence[Event], context: Context) -> Taken:
        if baseline or because:
            inside = every(events, context)
            return (True, inside[-1]) if inside else (absent, None)
        if of_days:
            low, high = of_days(context)
        else:
            low, high = context.as_of - within, context.as_of + ahead
        for event in reversed(events):
            if event.kind in kinds:
                first, last = event.day
                if low <= first and last <= high:
                    return True, event
        return absent, None

    return take


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


def _days_since(events: Sequence[Event], context: Context) -> Taken:
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
        return _ever(_standing("done"), default)
    limit = _days(element.valid_for)
    return _latest(_standing("observed", limit=limit), attrgetter("value"))


def _standing(*kinds: str, limit: float = math.inf) -> Chosen:
    """Those of an element that are no older than so many days."""
    return Chosen(frozenset(kinds), within=limit, ahead=math.inf)


def _condition(element: Element, default: Value) -> Take:
    present_for, absent_for = _days(element.valid_for), _days(element.absent_for)
    last_word = _latest(_standing("present", "absent"), _is_present)

    def take(events: Sequence[Event], context: Context) -> Taken:
        # Of a condition: the last word counts, as long as it stands.
        #   present 2019, valid_for 1 y        unrecorded in 2026 (the default)
        #   absent yesterday, absent_for 7 d   absent
        #   present and absent on one day      unknown: (None, source)
        stated, source = last_word(events, context)
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


def _is_present(event: Event) -> bool:
    return event.kind == "present"
