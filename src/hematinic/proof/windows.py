"""What facts that look at the same events through other windows say of each other (see ties.py).

A window begins and ends with days that other facts tell: the first day of a course, the day of a
result. So of the same events the last one says whether there is any in a window that is still open,
and the first one whether a window leaves any out.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Duration, Node
from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import verb
from hematinic.guideline.quantities import days, offset
from hematinic.proof.ties import TAKEN, Looks, Some, Ties, implied, known, true


@dataclass(frozen=True, slots=True)
class Through:
    """A fact, with all that its window begins or ends with."""

    some: Some
    fact: Fact
    shows: bool
    """Whether it holds just where there is an event in its window."""
    begins: tuple[Node, ...]
    """The days before which it does not look."""
    unless: tuple[Node, ...]
    """What must be known for it to look at all."""

    @property
    def name(self) -> str:
        return self.some.name

    @property
    def open(self) -> bool:
        """Up to the day of the plan, and with a beginning that is known."""
        fact = self.fact
        nameless = bool(fact.course) and not self.unless
        return not (fact.before or fact.older or fact.to or fact.baseline or nameless)

    @property
    def whole(self) -> bool:
        return self.open and not (self.begins or self.unless)

    @property
    def events(self) -> Looks:
        """Whichever its window."""
        return _whenever(self.some.looks)


def every_tie(guideline: Guideline) -> list[Node]:
    """What facts say of each other, each once."""
    ties = Ties(guideline)
    return [*dict.fromkeys((*ties.all(), *Windows(ties).all()))]


class Windows:
    def __init__(self, ties: Ties) -> None:
        self.ties, self.guideline = ties, ties.guideline
        self.every = [*self.through()]
        self.events = {some.name: _whenever(some.looks) for some in ties.some}

    def all(self) -> Iterator[Node]:
        for window in self.every:
            yield from self.inside(window)
            yield from self.is_current(window)
        for window in self.every:
            if window.open and window.shows:
                for last in self.whole("latest"):
                    if window.name != last.name and last.events.inside(window.events):
                        yield from _shown_by(window, last)
            if window.open and window.some.counted and not window.whole:
                for first in self.whole("first"):
                    for whole in self.every:
                        counts = (
                            whole.whole and whole.some.counted and whole.events == window.events
                        )
                        if counts and window.events.inside(first.events):
                            yield from _all_counted(window, whole, first)
        yield from self.results()
        yield from self.baselines()

    def whole(self, dated: str) -> list[Through]:
        """The last, or the first, day of some events, whenever they were."""
        return [window for window in self.every if window.whole and window.some.dated == dated]

    def through(self) -> Iterator[Through]:
        facts = self.guideline.facts
        for some in self.ties.some:
            fact = facts.get(some.name)
            if fact is not None and not (fact.active or fact.course_current or fact.course_start):
                starts = self.starts(fact.course) if not fact.baseline else []
                yield Through(
                    some=some,
                    fact=fact,
                    shows=verb(fact)[0] in ("ever", "count") or bool(some.dated),
                    begins=(*starts, *self.bounds(fact)),
                    unless=tuple(starts),
                )

    def starts(self, course: str) -> list[Node]:
        return [syntax.Name(name) for name in self.ties.taking("course_start", course) if course]

    def bounds(self, fact: Fact) -> Iterator[Node]:
        if fact.within and not fact.baseline:
            yield ago(days(fact.within))
        if fact.after:
            yield syntax.Name(fact.after)

    # One fact

    def inside(self, window: Through) -> Iterator[Node]:
        """What it finds lies in its window; and in that of a course only while there is one."""
        fact, holds = window.fact, window.some.holds
        yield from (implied(holds, known_day(start)) for start in window.unless)
        if fact.course and not fact.baseline:
            current = self.ties.taking("course_current", fact.course)
            yield from (implied(holds, true(name)) for name in current)
        if fact.to:
            yield from self.near(window)
        if fact.take == "date" and not fact.baseline:
            day = syntax.Name(window.name)
            yield from (implied(holds, at_least(day, begin)) for begin in window.begins)
            if fact.before:
                yield implied(holds, at_least(syntax.Name(fact.before), day))

    def near(self, window: Through) -> Iterator[Node]:
        fact, holds = window.fact, window.some.holds
        course = fact.to in self.guideline.courses
        anchors = self.starts(fact.to) if course else [syntax.Name(fact.to)]
        low, high = (offset(end) for end in fact.between or ("0 d", "0 d"))
        for anchor in anchors:
            yield implied(holds, known_day(anchor))
            if fact.take == "date":
                day = syntax.Name(window.name)
                yield implied(holds, at_least(day, moved(anchor, low)))
                yield implied(holds, at_least(moved(anchor, high), day))

    def is_current(self, window: Through) -> Iterator[Node]:
        """Who was given something of late is on a course of it."""
        looks = window.some.looks
        if not looks.kinds <= TAKEN:
            return
        for name, course in self.guideline.courses.items():
            if not looks.of <= self.ties.of(name):
                continue
            gap = days(course.gap)
            shown = [*map(true, self.ties.taking("course_current", name)),
                     *map(known, self.ties.taking("course_start", name))]  # fmt: skip
            if window.some.dated == "latest" and window.whole:
                before = syntax.Compare("<", syntax.Name(window.name), ago(gap), True)
                past = syntax.Or((unknown(window.name), syntax.Is(before, "true")))
                yield from (syntax.Or((past, current)) for current in shown)
            elif looks.within <= gap:
                yield from (implied(window.some.holds, current) for current in shown)

    # Results

    def results(self) -> Iterator[Node]:
        """The last of a result is the same in every window in which there is one, and of more
        results the lowest is no higher, and the highest no lower."""
        elements = self.guideline.elements.items()
        numbers = {name for name, element in elements if element.kind == "quantity"}
        values = [
            value for value in self.ties.some if {name for name, _ in value.looks.of} <= numbers
        ]
        for value, other in product(values, repeat=2):
            alike = value.name != other.name and value.looks.of == other.looks.of
            if alike and self.is_value(value):
                if value.looks.inside(other.looks):
                    yield from self.beside(value, other)
                elif self.reaches(other) and value.looks.inside(
                    replace(other.looks, bounded=False)
                ):
                    ends = unknown_day(syntax.Name(self.guideline.facts[other.name].before))
                    for tie in self.beside(value, other):
                        yield implied(ends, tie)

    def reaches(self, some: Some) -> bool:
        """Up to the day of the plan where a day is not known, and bounded by nothing else."""
        fact = self.guideline.facts.get(some.name)
        if fact is None or not fact.before:
            return False
        return not (fact.baseline or fact.to or fact.after or fact.course)

    def beside(self, value: Some, other: Some) -> Iterator[Node]:
        fact = self.guideline.facts.get(other.name)
        sign = "<=" if fact and fact.smallest else ">=" if fact and fact.largest else ""
        if self.is_latest(value) and self.is_latest(other):
            sign = "="
        if sign and self.is_value(other):
            same = syntax.Compare(sign, syntax.Name(other.name), syntax.Name(value.name))  # type: ignore[arg-type]
            yield implied(known(value.name), syntax.And((known(other.name), same)))

    def baselines(self) -> Iterator[Node]:
        """Before a course has begun, a baseline is the last result of its window."""
        facts = self.guideline.facts.items()
        every = [(name, fact, days(fact.within)) for name, fact in facts if fact.baseline]
        for (name, fact, within), (other, wide, wider) in product(every, repeat=2):
            same = (fact.baseline, fact.take) == (wide.baseline, wide.take)
            if name != other and same and within <= wider:
                both = (*self.starts(fact.course), *self.starts(wide.course))
                alike = syntax.Compare(
                    "=", syntax.Name(other), syntax.Name(name), fact.take == "date"
                )
                yield self.before((*both,), known(name), syntax.And((known(other), alike)))
        for name, fact, within in every:
            begun = (*self.starts(fact.course),)
            for last in self.whole("latest"):
                if begun and last.events == self.events[name]:
                    late = at_least(syntax.Name(last.name), ago(within))
                    yield self.before(begun, known(name), late)
                    if fact.take == "date":
                        yield self.before(begun, late, known(name))

    def before(self, starts: tuple[Node, ...], holds: Node, follows: Node) -> Node:
        return implied(syntax.And((*map(unknown_day, starts), holds)), follows)

    def is_value(self, some: Some) -> bool:
        fact = self.guideline.facts.get(some.name)
        return fact is None or (fact.take == "value" and not (some.counted or fact.ever))

    def is_latest(self, some: Some) -> bool:
        """Up to the day of the plan."""
        fact = self.guideline.facts.get(some.name)
        plain = fact is None or (bool(fact.latest) and not (fact.course or fact.older))
        return plain and not some.looks.bounded


def _whenever(looks: Looks) -> Looks:
    return replace(looks, within=math.inf, older=0, course="", bounded=False)


def _shown_by(window: Through, last: Through) -> Iterator[Node]:
    """The last event lies in a window that is still open, where it does not lie before it."""
    day = syntax.Name(last.name)
    after = [syntax.Or((unknown_day(begin), at_least(day, begin))) for begin in window.begins]
    asked = (known(last.name), *map(known_day, window.unless))
    yield implied(syntax.And((*asked, *after)), window.some.holds)
    if window.some.dated == "latest" and window.events == last.events:
        yield implied(known(window.name), syntax.Compare("=", syntax.Name(window.name), day, True))


def _all_counted(window: Through, whole: Through, first: Through) -> Iterator[Node]:
    """Where none lies before the window."""
    day = syntax.Name(first.name)
    after = [syntax.Or((unknown_day(begin), at_least(day, begin))) for begin in window.begins]
    asked = (known(first.name), *map(known_day, window.unless))
    counts = syntax.Compare(">=", syntax.Name(window.name), syntax.Name(whole.name))
    yield implied(syntax.And((*asked, *after)), counts)


def ago(count: int) -> Node:
    return moved(syntax.Name("as_of"), -count)


def moved(day: Node, by: int) -> Node:
    return syntax.Shift(day, Duration(abs(by), "days"), 1 if by >= 0 else -1)


def at_least(left: Node, right: Node) -> Node:
    return syntax.Compare(">=", left, right, True)


def known_day(day: Node) -> Node:
    return syntax.Is(day, "null", negated=True)


def unknown_day(day: Node) -> Node:
    return syntax.Is(day, "null")


def unknown(name: str) -> Node:
    return syntax.Is(syntax.Name(name), "null")
