"""The facts that rest on the last event of a name, taken together.

Two facts of three are of this kind, and a name has several: the last hemoglobin, its day, whether
there was one within a month. So the last event is looked for once. Where it has happened by today
and all others are certainly earlier, it alone decides, and nothing is called to find that out;
elsewhere each fact is taken by its verb (`verbs.py`), which defines what it is.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from typing import NamedTuple

from hematinic.expressions.logic import Value
from hematinic.record.chosen import Context
from hematinic.record.events import Event

Taken = tuple[Value, Event | None]
"""A value and the event that it was taken from."""

Take = Callable[[Sequence[Event], Context], Taken]


class Latest(NamedTuple):
    """What the last event says, if it is no older than `within`; in a course of `baseline` the last
    before it."""

    kinds: Set[str]
    within: float
    baseline: str
    value: Callable[[Event], Value] | None
    """None: its `value`."""


class Ever(NamedTuple):
    """Whether there is an event no older than `within`; else `absent`."""

    kinds: Set[str]
    within: float
    absent: Value


class Stands(NamedTuple):
    """The last word on a condition, as long as it stands; else `otherwise`."""

    kinds: Set[str]
    present_for: float
    absent_for: float
    before_course: str
    otherwise: Value


Last = Latest | Ever | Stands


class Wanted(NamedTuple):
    slot: int
    name: str
    of: str
    """The name of the events that it reads."""
    take: Take
    last: Last | None
    """Where it rests on the last event."""


class OfLast:
    """Those of one name that look at the same kinds of event."""

    def __init__(self, kinds: Set[str], wanted: Iterable[Wanted]) -> None:
        self.kinds = kinds
        self.takes = [(fact.slot, fact.take) for fact in wanted]
        self.latest: list[tuple[int, float, str, Callable[[Event], Value] | None, Take]] = []
        self.ever: list[tuple[int, float, Value, Take]] = []
        self.stands: list[tuple[int, float, float, str, Value]] = []
        self.unrecorded: list[tuple[int, Value]] = []
        """What each is where there is no such event."""
        for fact in wanted:
            match fact.last:
                case Latest(_, within, baseline, value):
                    self.latest.append((fact.slot, within, baseline, value, fact.take))
                    self.unrecorded.append((fact.slot, None))
                case Ever(_, within, absent):
                    self.ever.append((fact.slot, within, absent, fact.take))
                    self.unrecorded.append((fact.slot, absent))
                case Stands(_, present_for, absent_for, course, otherwise):
                    stands = (fact.slot, present_for, absent_for, course, otherwise)
                    self.stands.append(stands)
                    self.unrecorded.append((fact.slot, otherwise))

    def fill(
        self,
        events: Sequence[Event],
        context: Context,
        values: list[Value],
        sources: dict[int, Event],
    ) -> None:
        """`events`: in the order of their time."""
        kinds, newest, first, last = self.kinds, None, 0.0, 0.0
        for event in reversed(events):
            if event.kind in kinds:
                if newest is None:
                    newest, (first, last) = event, event.day
                elif event.day[1] < first:
                    break  # they are in the order of their last days: all before are earlier
                else:
                    return self.each(events, context, values, sources)
        if newest is None:
            for slot, value in self.unrecorded:
                values[slot] = value
            return None
        as_of, courses = context.as_of, context.courses
        if last > as_of:
            return self.each(events, context, values, sources)
        for slot, within, baseline, attribute, take in self.latest:
            if baseline in courses:
                _put(slot, take(events, context), values, sources)
            elif as_of - within <= first:
                values[slot] = newest.value if attribute is None else attribute(newest)
                sources[slot] = newest
            else:
                values[slot] = None
        for slot, within, absent, take in self.ever:
            if as_of - within <= first:
                values[slot], sources[slot] = True, newest
            elif last < as_of - within:
                values[slot] = absent
            else:
                _put(slot, take(events, context), values, sources)
        for slot, present_for, absent_for, before_course, otherwise in self.stands:
            if newest.kind == "present":
                stands = as_of - present_for <= last
            else:
                course = courses.get(before_course)
                stands = (course.start if course else as_of) - absent_for <= last
            if stands:
                values[slot], sources[slot] = newest.kind == "present", newest
            else:
                values[slot] = otherwise
        return None

    def each(
        self,
        events: Sequence[Event],
        context: Context,
        values: list[Value],
        sources: dict[int, Event],
    ) -> None:
        for slot, take in self.takes:
            _put(slot, take(events, context), values, sources)


def _put(slot: int, taken: Taken, values: list[Value], sources: dict[int, Event]) -> None:
    values[slot], source = taken
    if source is not None:
        sources[slot] = source


def grouped(wanted: Iterable[Wanted]) -> list[OfLast]:
    """Of one name, by the kinds of event that they look at."""
    by_kinds: dict[Set[str], list[Wanted]] = {}
    for fact in wanted:
        if fact.last is not None:
            by_kinds.setdefault(fact.last.kinds, []).append(fact)
    return [OfLast(*of_kinds) for of_kinds in by_kinds.items()]
