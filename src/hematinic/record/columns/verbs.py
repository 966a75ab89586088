"""One kernel for each verb; what each means is written once, in `record/verbs.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hematinic.expressions.columns_tape import Array, Column, Spans, Truths
from hematinic.expressions.columns_values import rounded
from hematinic.expressions.types import Type
from hematinic.guideline.model import Element, Fact, Guideline
from hematinic.guideline.names import verb
from hematinic.guideline.quantities import days, offset
from hematinic.record.columns.attributes import Attribute, attribute, differ, spread, value_of
from hematinic.record.columns.chosen import Choice
from hematinic.record.columns.scene import Scene, firsts, lasts, tied
from hematinic.record.going_on import LATELY

Take = Callable[[Scene], Column]


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact as its kernel is given it."""

    fact: Fact
    of: str
    choice: Choice
    value: Attribute
    kind: Type
    absent: bool
    """Whether what is not recorded is absent, and not unknown."""
    is_course: bool

    def spread(
        self, scene: Scene, patients: Array, rows: Array, clear: Array | None = None
    ) -> Column:
        return spread(self.kind, scene.patients, patients, self.value(scene, rows), clear)


def fact_kernel(fact: Fact, guideline: Guideline, kind: Type) -> Take:
    """Raises KeyError for a verb that has no kernel."""
    name, selected = verb(fact)
    choice = Choice.made(fact, guideline)
    asked = Asked(
        fact=fact,
        of=selected,
        choice=choice,
        value=attribute(fact, guideline),
        kind=kind,
        absent=fact.if_unrecorded == "absent",
        is_course=selected in guideline.courses,
    )
    kernel = KERNELS[name]
    return lambda scene: kernel(asked, scene)


# The last of several


def latest(asked: Asked, scene: Scene) -> Column:
    return last_of(scene, asked.choice.rows(scene), asked.value, asked.kind)


def last_of(scene: Scene, rows: Array, value: Attribute, kind: Type) -> Column:
    """The last value, unless another event may be as late and differs."""
    who, last, others, place = last_rows(scene, rows)
    clear = None
    if len(others):
        clear = np.zeros(len(last), dtype=bool)
        different = differ(value(scene, others), value(scene, last[place]))
        # What is taken may have no value at all (a condition's event): then it has no planes, and
        # `different` is empty though there are others.
        clear[place[different] if len(different) else place[:0]] = True
    return spread(kind, scene.patients, who, value(scene, last), clear)


def last_rows(scene: Scene, rows: Array) -> tuple[Array, Array, Array, Array]:
    """The patients, the last row of each, and the rows that are tied with it, each with the place
    of the last that it is tied with."""
    key = ("last", id(rows))
    if key not in scene.kept:
        scene.kept[key] = (rows, _last_rows(scene, rows))  # kept alive with its id
    kept: Any = scene.kept[key]
    return kept[1]  # type: ignore[no-any-return]


def _last_rows(scene: Scene, rows: Array) -> tuple[Array, Array, Array, Array]:
    events = scene.events
    patient = events.patient[rows]
    places = lasts(patient)
    last, who = rows[places], patient[places]
    place = np.repeat(np.arange(len(places)), np.diff(places, prepend=-1))
    # In two steps: nearly all events are certainly earlier, which one comparison of days tells.
    # Only the few that are left are compared by clock and by when they were written down.
    near = (events["last"][rows] >= events["first"][last][place]) & (rows != last[place])
    others, place = rows[near], place[near]
    if len(others):
        together = tied(scene, others, last[place])
        others, place = others[together], place[together]
    return who, last, others, place


def first(asked: Asked, scene: Scene) -> Column:
    events, rows = scene.events, asked.choice.rows(scene)
    # Sorted anew: the events lie by their last day, and the first of them is told by its first day.
    order = np.lexsort((scene.clock[rows], events["first"][rows], events.patient[rows]))
    rows = rows[order]
    places = firsts(events.patient[rows])
    place = np.repeat(np.arange(len(places)), np.diff(places, append=len(rows)))
    heads = rows[places]
    same_day = (events["first"][rows] == events["first"][heads][place]) & (
        events["last"][rows] == events["last"][heads][place]
    )
    others = (rows != heads[place]) & same_day
    others, place = rows[others], place[others]
    together = tied(scene, others, heads[place])
    others, place = others[together], place[together]
    clear = np.zeros(len(heads), dtype=bool)
    different = differ(asked.value(scene, others), asked.value(scene, heads[place]))
    clear[place[different] if len(different) else place[:0]] = True
    return asked.spread(scene, events.patient[heads], heads, clear)


def nearest(asked: Asked, scene: Scene) -> Column:
    fact, events = asked.fact, scene.events
    low, high = (offset(end) for end in fact.between or ("0 d", "0 d"))
    target = days(fact.plus) if fact.plus else 0
    rows = asked.choice.rows(scene)
    start = anchor(fact.to, scene)[events.patient[rows]]
    day = events["first"][rows]
    inside = (start + low <= day) & (day <= start + high)
    rows, start, day = rows[inside], start[inside], day[inside]
    patient = events.patient[rows]
    # The last key of `lexsort` counts first: by patient, then by distance, then the earlier day.
    order = np.lexsort((day, np.abs(day - start - target), patient))
    chosen = rows[order][firsts(patient[order])]
    ends = np.full((2, scene.patients), np.nan)
    ends[:, events.patient[chosen]] = events["first"][chosen], events["last"][chosen]
    # Not yet the answer: other events of that very day may say otherwise, which `last_of` looks at.
    same = (day == ends[0][patient]) & (events["last"][rows] == ends[1][patient])
    return last_of(scene, rows[same], asked.value, asked.kind)


def anchor(name: str, scene: Scene) -> Array:
    """A day for each patient, NaN where there is none: the start of a course that is current, else
    a date taken before."""
    day = scene.day(name)
    day = np.full(scene.patients, np.nan) if day is None else day
    course = scene.courses.get(name)
    return day if course is None else np.where(course.current, course.start, day)


# Whether, how many, how much


def truth(scene: Scene, patients: Array, absent: bool) -> Truths:
    """True of these; of the others false, or unknown."""
    true = np.zeros(scene.patients, dtype=bool)
    true[patients] = True
    return Truths(true, ~true if absent else np.zeros(scene.patients, dtype=bool))


def ever(asked: Asked, scene: Scene) -> Column:
    return truth(scene, scene.events.patient[asked.choice.rows(scene)], asked.absent)


def count(asked: Asked, scene: Scene) -> Column:
    patient = scene.events.patient[asked.choice.rows(scene)]
    counts = np.bincount(patient, minlength=scene.patients).astype(np.float64)
    return Spans(counts, counts)


def total(asked: Asked, scene: Scene) -> Column:
    """Added in the order of time, as the definition adds; unknown where one of them is."""
    rows = asked.choice.rows(scene)
    patient = scene.events.patient[rows]
    ends = [
        rounded(np.bincount(patient, weights=end, minlength=scene.patients))
        # `bincount` adds in the order of the rows. Any other order could round otherwise, and then
        # the two engines would differ in the last digit.
        for end in asked.value(scene, rows) or (np.full(len(rows), np.nan),) * 2
    ]
    return Spans(*ends)


def largest(asked: Asked, scene: Scene) -> Column:
    return extreme(asked, scene, np.maximum)


def smallest(asked: Asked, scene: Scene) -> Column:
    return extreme(asked, scene, np.minimum)


def extreme(asked: Asked, scene: Scene, pick: Any) -> Column:
    """The first of those whose lower end is the most, or the least."""
    rows = asked.choice.rows(scene)
    planes = asked.value(scene, rows)
    rows = rows[~np.isnan(planes[0])] if planes else rows[:0]
    patient = scene.events.patient[rows]
    heads = firsts(patient)
    if not len(heads):
        return asked.spread(scene, patient, rows)
    low = asked.value(scene, rows)[0]
    # Rows lie by patient, so that each `head` begins a patient's own stretch.
    best = np.repeat(pick.reduceat(low, heads), np.diff(heads, append=len(rows)))
    rows = rows[low == best]
    patient = scene.events.patient[rows]
    chosen = firsts(patient)
    return asked.spread(scene, patient[chosen], rows[chosen])


def unchanged(asked: Asked, scene: Scene) -> Column:
    fact, events, rows = asked.fact, scene.events, asked.choice.rows(scene)
    apart = days(fact.apart) if fact.apart else 0
    true, false = np.zeros(scene.patients, dtype=bool), np.zeros(scene.patients, dtype=bool)
    patient = events.patient[rows]
    places = lasts(patient)
    enough = np.diff(places, prepend=-1) >= fact.last
    places = places[enough]
    # A row for each patient with enough results: the places of the last `last` of them.
    window = rows[places[:, None] + np.arange(1 - fact.last, 1)]
    low, high = events["low"][window], events["high"][window]
    known = ~np.isnan(low).any(axis=1)
    known &= events["first"][window[:, -1]] - events["last"][window[:, 0]] >= apart
    spread_ = rounded(high.max(axis=1, initial=-np.inf) - low.min(axis=1, initial=np.inf))
    who, same = patient[places], spread_ <= fact.tolerance
    true[who[known & same]] = True
    false[who[known & ~same]] = True
    return Truths(true, false)


def days_since(asked: Asked, scene: Scene) -> Column:
    who, last, _, _ = last_rows(scene, asked.choice.rows(scene))
    # Days since run backwards: the last possible day is the fewest days ago.
    low, high = scene.events["first"][last], scene.events["last"][last]
    return spread(asked.kind, scene.patients, who, (scene.as_of - high, scene.as_of - low))


# Courses, and what is taken


def course_start(asked: Asked, scene: Scene) -> Column:
    course = scene.courses[asked.of]
    return Spans(course.start.copy(), course.start.copy())


def course_current(asked: Asked, scene: Scene) -> Column:
    return truth(scene, scene.courses[asked.of].current, asked.absent)


def active(asked: Asked, scene: Scene) -> Column:
    if asked.is_course:
        return truth(scene, scene.courses[asked.of].running, asked.absent)
    who, name, running, undecided = going_on(scene)
    # A medicine is taken or not, by whatever route.
    named: Array = np.any(scene.under[asked.of], axis=1)
    member = named[name]
    true = np.zeros(scene.patients, dtype=bool)
    open_ = np.zeros(scene.patients, dtype=bool)
    true[who[member & running]] = True
    open_[who[member & undecided]] = True
    false = ~true & ~open_ if asked.absent else np.zeros(scene.patients, dtype=bool)
    return Truths(true, false)


def going_on(scene: Scene) -> tuple[Array, Array, Array, Array]:
    """Of each patient and medicine: both, whether it is still taken, and whether nobody knows."""
    if "going on" not in scene.kept:
        scene.kept["going on"] = _going_on(scene)
    kept: Any = scene.kept["going on"]
    return kept  # type: ignore[no-any-return]


def _going_on(scene: Scene) -> tuple[Array, Array, Array, Array]:
    events, kind = scene.events, scene.codes.kind
    kinds = events["kind"]
    taken = (kinds == kind["started"]) | (kinds == kind["stopped"]) | (kinds == kind["given"])
    taken &= (events["first"] <= scene.as_of) & scene.codes.medicine[events["name"]]
    rows = np.flatnonzero(taken)
    keys = events.patient[rows] * len(scene.codes.names) + events["name"][rows]
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    places = lasts(keys)
    last = rows[places]
    has_before = np.diff(places, prepend=-1) > 1
    # The last two of a medicine decide. Started and stopped at once, in no known order, is
    # undecided; any later event settles it, and then is the last.
    before = rows[np.where(has_before, places - 1, places)]
    undecided = has_before & (kinds[before] != kinds[last]) & tied(scene, before, last)
    until = events["until"][last]
    given = events["last"][last] >= scene.as_of - LATELY
    started = np.isnan(until) | (until >= scene.as_of)
    goes_on = np.where(
        kinds[last] == kind["given"], given, (kinds[last] == kind["started"]) & started
    )
    return events.patient[last], events["name"][last], goes_on & ~undecided, undecided


KERNELS: Mapping[str, Callable[[Asked, Scene], Column]] = {
    "latest": latest,
    "first": first,
    "nearest": nearest,
    "baseline": latest,
    "ever": ever,
    "active": active,
    "count": count,
    "sum": total,
    "largest": largest,
    "smallest": smallest,
    "unchanged": unchanged,
    "course_start": course_start,
    "course_current": course_current,
    "days_since": days_since,
}
"""By the verbs of the language of facts."""


# Elements of their own name


def element_kernel(element: Element, kind: Type, absent: bool) -> Take:
    if element.kind == "condition":
        return lambda scene: condition(element, scene, absent)
    if element.kind == "procedure":
        done = frozenset({"done"})
        return lambda scene: truth(
            scene, scene.events.patient[scene.of_kinds(element.name, done)], absent
        )
    value, observed = value_of(element.kind), frozenset({"observed"})
    valid_for = days(element.valid_for) if element.valid_for else None

    def take(scene: Scene) -> Column:
        rows = scene.of_kinds(element.name, observed)
        if valid_for is not None:
            rows = rows[scene.as_of - valid_for <= scene.events["first"][rows]]
        return last_of(scene, rows, value, kind)

    return take


def condition(element: Element, scene: Scene, absent: bool) -> Truths:
    """Present or absent by its last event, for as long as that stands."""
    events = scene.events
    rows = scene.of_kinds(element.name, frozenset({"present", "absent"}))
    kinds, present = events["kind"], scene.codes.kind["present"]
    who, last, others, place = last_rows(scene, rows)
    clear = np.zeros(len(last), dtype=bool)
    clear[place[kinds[others] != kinds[last[place]]]] = True
    day, stated = events["last"][last], kinds[last] == present
    present_for = days(element.valid_for) if element.valid_for else np.inf
    absent_for = days(element.absent_for) if element.absent_for else np.inf
    since: Any = float(scene.as_of)
    if element.before_course in scene.courses:
        course = scene.courses[element.before_course]
        since = np.where(course.current, course.start, since)[who]
    stands = np.where(stated, day >= scene.as_of - present_for, day >= since - absent_for)
    true, false = np.zeros(scene.patients, dtype=bool), np.full(scene.patients, absent)
    known = ~clear & stands
    true[who] = known & stated
    false[who] = np.where(clear, False, np.where(stands, ~stated, absent))
    return Truths(true, false)
