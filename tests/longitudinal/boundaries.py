"""Which dates may change a plan without an event: declared in the guideline, and listed here.

Between two days on which nothing happens a line may appear or go only where a date that it depends
on has passed: the age limit of a result or a finding, the end of a window of events, the gap that
ends a course, or one of the spans that an expression counts from a date (`SPANS`).
"""

from collections.abc import Iterator
from datetime import date
from functools import cache

from hematinic.expressions.logic import shift_day
from hematinic.guideline.layout import RecommendationSlots
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days, duration, offset
from hematinic.plan.model import Plan
from spec.patients import planner

SPANS: dict[str, tuple[str, ...]] = {
    "age": ("1 a",),
    "oral_iron_start": ("11 d", "28 d", "183 d"),  # S28, K20; S54
    "parenteral_b12_start": ("10 d", "21 d"),  # 5.15; S13
    "b12_course_start": ("3 mo", "6 mo", "12 mo"),  # 5.16, 5.19
    "last_parenteral_b12": ("3 mo",),  # K13
    "last_parenteral_b12_start": ("3 mo",),
    "last_intravenous_iron": ("5 d", "12 mo", "15 mo"),  # 4.3; S43; S49
    "last_oral_iron_stop": ("15 mo",),
    "last_carboxymaltose": ("3 mo",),  # 4.4
    "last_ferritin_date": ("3 mo",),  # S54
}
"""Fact of a date: how long after it something still holds; the day after it no more."""

NAMED = {"stale-article": date(2026, 11, 11)}  # C21
"""A date that an item's condition names itself: the last day on which it still does not stand."""


@cache
def reads(item: str) -> frozenset[str]:
    """The facts that an alert, a recommendation or a check depends on; where it asks what the plan
    offers, those of every recommendation too."""
    found = _direct(item)
    if any("(" in fact for fact in found):
        ids = [line.id for line in planner().rules.guideline.recommendations]
        found = found.union(*(_direct(name) for name in ids))
    return found


def _direct(item: str) -> frozenset[str]:
    rules = planner().rules
    slots = rules.items[item]
    against = slots.against if isinstance(slots, RecommendationSlots) else ()
    found = 0
    for slot in (slots.when, *against):
        found |= rules.reads[slot]
    return frozenset(name for i, name in enumerate(rules.names) if found >> i & 1)


def passed(before: Plan, after: Plan, item: str) -> bool:
    """Whether a date that the item depends on passed between these two days."""
    if NAMED.get(item) == date.fromordinal(before.as_of):
        return True
    ended = _ended(before.patient.id, before.as_of, before, after.as_of)
    return not reads(item).isdisjoint(ended | _ripened(after))


def _ripened(plan: Plan) -> frozenset[str]:
    """The facts of old events alone that have become old enough today."""
    rules, facts = planner().rules, plan.assessment.facts
    return frozenset(
        name
        for name, fact in rules.guideline.facts.items()
        if fact.older
        and (source := facts.sources.get(rules.slots[name]))
        and source.day[1] + days(fact.older) == plan.as_of
    )


_known: dict[tuple[str, int], frozenset[str]] = {}


def _ended(patient: str, day: int, plan: Plan, after: int) -> frozenset[str]:
    """The facts that change by time alone, or of which something is counted to that day."""
    if (patient, day) not in _known:
        rules = planner().rules
        names = rules.names[: rules.facts]
        _known[patient, day] = frozenset(
            name for name in names if any(d + n + 1 == after for d, n in _counted(plan, name))
        )
    return _known[patient, day]


def _counted(plan: Plan, name: str) -> Iterator[tuple[float, int]]:
    rules, facts = planner().rules, plan.assessment.facts
    guideline = rules.guideline
    value = facts.values[rules.slots[name]]
    if name in SPANS and isinstance(value, tuple):
        for span in SPANS[name]:
            length = duration(span)
            end = shift_day(value[0], length.count, length.unit)
            yield value[0], int(end - value[0])
    source = facts.sources.get(rules.slots[name])
    seen = source.day[1] if source else None
    if name in guideline.elements:
        element = guideline.elements[name]
        for limit in filter(None, (element.valid_for, element.absent_for)):
            if seen is not None:
                yield seen, days(limit)
    elif name in guideline.facts:
        fact = guideline.facts[name]
        of = selector(verb(fact)[1])[1]
        if fact.within and seen is not None:
            yield seen, days(fact.within)
        if fact.between:
            course = facts.courses.get(fact.to)
            if course:
                yield from ((course.start, offset(end)) for end in fact.between)
        for course_name in {of, fact.course, fact.to} & set(guideline.courses):
            yield from _course(plan, course_name)
        if verb(fact)[0] == "active" and seen is not None:
            yield seen, 30
    if name in guideline.elements and guideline.elements[name].before_course:
        yield from _course(plan, guideline.elements[name].before_course)


def _course(plan: Plan, name: str) -> Iterator[tuple[float, int]]:
    """The end of its gap, and the day after its last day, when it is no longer running."""
    course = plan.assessment.facts.courses.get(name)
    if course and course.end < float("inf"):
        yield course.end, days(planner().rules.guideline.courses[name].gap)
        yield course.end, 0
