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
        self.events = {some.name: _whenever(some.looks) for some in ties.some()}

    def all(self) -> Iterator[Node]:
        for one in self.every:
            yield from self.inside(one)
            yield from self.is_current(one)
        for one in self.every:
            if one.open and one.shows:
                for last in self.whole("latest"):
                    if one.name != last.name and last.events.inside(one.events):
                        yield from _shown_by(one, last)
            if one.open and one.some.counted and not one.whole:
                for first in self.whole("first"):
                    for whole in self.every:
                        counts = whole.whole and whole.some.counted and whole.events == one.events
                        if counts and one.events.inside(first.events):
                            yield from _all_counted(one, whole, first)
        yield from self.results()
        yield from self.baselines()

    def whole(self, dated: str) -> list[Through]:
        """The last, or the first, day of some events, whenever they were."""
        return [one for one in self.every if one.whole and one.some.dated == dated]

    def through(self) -> Iterator[Through]:
        facts = self.guideline.facts
        for some in self.ties.some():
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

    def inside(self, one: Through) -> Iterator[Node]:
        """What it finds lies in its window; and in that of a course only while there is one."""
        fact, holds = one.fact, one.some.holds
        yield from (implied(holds, known_day(start)) for start in one.unless)
        if fact.course and not fact.baseline:
            current = self.ties.taking("course_current", fact.course)
            yield from (implied(holds, true(name)) for name in current)
        if fact.to:
            yield from self.near(one)
        if fact.take == "date" and not fact.baseline:
            day = syntax.Name(one.name)
            yield from (implied(holds, at_least(day, begin)) for begin in one.begins)
            if fact.before:
                yield implied(holds, at_least(syntax.Name(fact.before), day))

    def near(self, one: Through) -> Iterator[Node]:
        fact, holds = one.fact, one.some.holds
        course = fact.to in self.guideline.courses
        anchors = self.starts(fact.to) if course else [syntax.Name(fact.to)]
        low, high = (offset(end) for end in fact.between or ("0 d", "0 d"))
        for anchor in anchors:
            yield implied(holds, known_day(anchor))
            if fact.take == "date":
                day = syntax.Name(one.name)
                yield implied(holds, at_least(day, moved(anchor, low)))
                yield implied(holds, at_least(moved(anchor, high), day))

    def is_current(self, one: Through) -> Iterator[Node]:
        """Who was given something of late is on a course of it."""
        looks = one.some.looks
        if not looks.kinds <= TAKEN:
            return
        for name, course in self.guideline.courses.items():
            if not looks.of <= self.ties.of(name):
                continue
            gap = days(course.gap)
            shown = [*map(true, self.ties.taking("course_current", name)),
                     *map(known, self.ties.taking("course_start", name))]  # fmt: skip
            if one.some.dated == "latest" and one.whole:
                before = syntax.Compare("<", syntax.Name(one.name), ago(gap), True)
                past = syntax.Or((unknown(one.name), syntax.Is(before, "true")))
                yield from (syntax.Or((past, current)) for current in shown)
            elif looks.within <= gap:
                yield from (implied(one.some.holds, current) for current in shown)

    # Results

    def results(self) -> Iterator[Node]:
        """The last of a result is the same in every window in which there is one, and of more
        results the lowest is no higher, and the highest no lower."""
        elements = self.guideline.elements.items()
        numbers = {name for name, element in elements if element.kind == "quantity"}
        values = [one for one in self.ties.some() if {name for name, _ in one.looks.of} <= numbers]
        for one, other in product(values, repeat=2):
            alike = one.name != other.name and one.looks.of == other.looks.of
            if alike and self.is_value(one):
                if one.looks.inside(other.looks):
                    yield from self.beside(one, other)
                elif self.reaches(other) and one.looks.inside(replace(other.looks, bounded=False)):
                    ends = unknown_day(syntax.Name(self.guideline.facts[other.name].before))
                    for tie in self.beside(one, other):
                        yield implied(ends, tie)

    def reaches(self, some: Some) -> bool:
        """Up to the day of the plan where a day is not known, and bounded by nothing else."""
        fact = self.guideline.facts.get(some.name)
        if fact is None or not fact.before:
            return False
        return not (fact.baseline or fact.to or fact.after or fact.course)

    def beside(self, one: Some, other: Some) -> Iterator[Node]:
        fact = self.guideline.facts.get(other.name)
        sign = "<=" if fact and fact.smallest else ">=" if fact and fact.largest else ""
        if self.is_latest(one) and self.is_latest(other):
            sign = "="
        if sign and self.is_value(other):
            same = syntax.Compare(sign, syntax.Name(other.name), syntax.Name(one.name))  # type: ignore[arg-type]
            yield implied(known(one.name), syntax.And((known(other.name), same)))

    def baselines(self) -> Iterator[Node]:
        """Before a course has begun, a baseline is the last result of its window."""
        facts = self.guideline.facts.items()
        every = [(name, fact, days(fact.within)) for name, fact in facts if fact.baseline]
        for (one, fact, within), (other, wide, wider) in product(every, repeat=2):
            same = (fact.baseline, fact.take) == (wide.baseline, wide.take)
            if one != other and same and within <= wider:
                both = (*self.starts(fact.course), *self.starts(wide.course))
                alike = syntax.Compare(
                    "=", syntax.Name(other), syntax.Name(one), fact.take == "date"
                )
                yield self.before((*both,), known(one), syntax.And((known(other), alike)))
        for one, fact, within in every:
            begun = (*self.starts(fact.course),)
            for last in self.whole("latest"):
                if begun and last.events == self.events[one]:
                    late = at_least(syntax.Name(last.name), ago(within))
                    yield self.before(begun, known(one), late)
                    if fact.take == "date":
                        yield self.before(begun, late, known(one))

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


def _shown_by(one: Through, last: Through) -> Iterator[Node]:
    """The last event lies in a window that is still open, where it does not lie before it."""
    day = syntax.Name(last.name)
    after = [syntax.Or((unknown_day(begin), at_least(day, begin))) for begin in one.begins]
    asked = (known(last.name), *map(known_day, one.unless))
    yield implied(syntax.And((*asked, *after)), one.some.holds)
    if one.some.dated == "latest" and one.events == last.events:
        yield implied(known(one.name), syntax.Compare("=", syntax.Name(one.name), day, True))


def _all_counted(one: Through, whole: Through, first: Through) -> Iterator[Node]:
    """Where none lies before the window."""
    day = syntax.Name(first.name)
    after = [syntax.Or((unknown_day(begin), at_least(day, begin))) for begin in one.begins]
    asked = (known(first.name), *map(known_day, one.unless))
    counts = syntax.Compare(">=", syntax.Name(one.name), syntax.Name(whole.name))
    yield implied(syntax.And((*asked, *after)), counts)


def ago(count: int) -> Node:
    return moved(syntax.Name("as_of"), -count)


def moved(day: Node, by: int) -> Node:
    return syntax.Shift(day, Duration(abs(by), "days"), 1 if by >= 0 else -1)


def at_least(one: Node, other: Node) -> Node:
    return syntax.Compare(">=", one, other, True)


def known_day(day: Node) -> Node:
    return syntax.Is(day, "null", negated=True)


def unknown_day(day: Node) -> Node:
    return syntax.Is(day, "null")


def unknown(name: str) -> Node:
    return syntax.Is(syntax.Name(name), "null")
