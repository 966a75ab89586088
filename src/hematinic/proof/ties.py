"""What facts say of each other because they are taken from the same events, read off their verbs.

A proof knows facts, and a record gives them together: who was given something within a month was
given it within a year, and the last of more doses is no earlier. Each tie holds of every record
that was seen whole and whose days are known. (Of one of which a part was not looked for, and of
days that are known within bounds, some do not hold; proofs of safety do not use them.)
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Duration, Node
from hematinic.guideline.model import Element, Fact, Guideline
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days
from hematinic.record.chosen import kinds_of

TAKEN = frozenset({"given", "started"})
ANY_ROUTE = "another"

Given = frozenset[tuple[str, str]]
"""Medicines, each with a route; of an element its name alone."""


@dataclass(frozen=True, slots=True)
class Looks:
    """At which events."""

    kinds: frozenset[str]
    of: Given
    within: float = math.inf
    older: float = 0
    because: str = ""
    course: str = ""
    bounded: bool = False
    """By other days: what it finds is among these events, and may not be all."""

    def inside(self, other: "Looks") -> bool:
        """Whether the other looks at all of them."""
        return (
            not other.bounded
            and self.kinds <= other.kinds
            and self.of <= other.of
            and self.within <= other.within
            and self.older >= other.older
            and other.because in ("", self.because)
            and other.course in ("", self.course)
        )


@dataclass(frozen=True, slots=True)
class Some:
    """A truth that shows that there is such an event; `exact`: and is false where there is none."""

    name: str
    holds: Node
    looks: Looks
    exact: bool
    dated: str = ""
    """`first` or `latest`, where the fact is the day of that event."""
    counted: bool = False


class Ties:
    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.given: dict[str, Given] = {}
        """What a name stands for, of which many facts ask."""

    def all(self) -> Iterator[Node]:
        every = self.some
        for first, second in product(every, every):
            if first.name != second.name and first.looks.inside(second.looks):
                if second.exact:
                    yield implied(first.holds, second.holds)
                yield from _ordered(first, second)
                yield from _not_before(first, second)
        for first in every:
            yield from _in_its_window(first)
        yield from self.of_courses()

    # Which events there are

    @cached_property
    def some(self) -> tuple[Some, ...]:
        """Of every element and fact, once: each course and each window asks for all of them."""
        return (*self._some(),)

    def _some(self) -> Iterator[Some]:
        for name, element in self.guideline.elements.items():
            yield from self.of_element(name, element)
        for name, fact in self.guideline.facts.items():
            yield from self.of_fact(name, fact)

    def of_element(self, name: str, element: Element) -> Iterator[Some]:
        of: Given = frozenset({(name, "")})
        within = float(days(element.valid_for)) if element.valid_for else math.inf
        match element.kind:
            case "quantity" | "result":
                looks = Looks(frozenset({"observed"}), of, within)
                # Not exact: a result may be there and its value unknown, as where two of one day
                # differ.
                yield Some(name, known(name), looks, exact=False)
            case "condition":
                looks = Looks(frozenset({"present"}), of, within)
                yield Some(name, true(name), looks, exact=False)
                if element.if_unrecorded == "absent":
                    # Where absence is assumed, only a record of both can leave it unknown: so
                    # unknown, too, shows that there is an event, however old.
                    both = Looks(frozenset({"present"}), of)
                    yield Some(name, syntax.Is(syntax.Name(name), "null"), both, exact=False)
            case _:
                yield Some(name, true(name), Looks(frozenset({"done"}), of), exact=True)

    def of_fact(self, name: str, fact: Fact) -> Iterator[Some]:
        which, choice = verb(fact)
        kind, of = selector(choice)
        looks = Looks(
            kinds=kinds_of(kind, self.guideline, of),
            of=self.of(of),
            within=float(days(fact.within)) if fact.within and which != "baseline" else math.inf,
            older=float(days(fact.older)) if fact.older else 0,
            because=fact.because,
            course="" if which == "baseline" else fact.course,
            bounded=bool(fact.after or fact.before or fact.to or which == "baseline"),
        )
        match which:
            case "ever":
                yield Some(name, true(name), looks, exact=True)
            case "count":
                at_least_one = syntax.Compare(">=", syntax.Name(name), syntax.Number(1.0))
                yield Some(name, at_least_one, looks, exact=True, counted=True)
            case "latest" | "first" if fact.take == "date":
                yield Some(name, known(name), looks, exact=True, dated=which)
            case (
                "latest" | "first" | "days_since" | "largest" | "smallest" | "nearest" | "baseline"
            ):
                yield Some(name, known(name), looks, exact=which == "days_since")
            case "active" | "course_current":
                taken = Looks(TAKEN, looks.of)
                yield Some(name, true(name), taken, exact=False)
            case "course_start":
                yield Some(name, known(name), Looks(TAKEN, looks.of), exact=False)

    def of(self, name: str) -> Given:
        if name not in self.given:
            self.given[name] = self._of(name)
        return self.given[name]

    def _of(self, name: str) -> Given:
        guideline = self.guideline
        if name in guideline.medicines:
            return frozenset((name, route) for route in self.routes)
        course = guideline.courses.get(name)
        given = set[tuple[str, str]]()
        for medicine in guideline.medicines.values():
            if course is not None and course.gives in medicine.gives:
                given |= {(medicine.name, route) for route in course.routes or self.routes}
            elif course is None and name in medicine.groups:
                given |= {(medicine.name, route) for route in self.routes}
        return frozenset(given or {(name, "")})

    @cached_property
    def routes(self) -> frozenset[str]:
        medicines, courses = self.guideline.medicines.values(), self.guideline.courses.values()
        of_medicines = (route for medicine in medicines for route in medicine.routes)
        of_courses = (route for course in courses for route in course.routes)
        return frozenset((ANY_ROUTE, *of_medicines, *of_courses))

    def concerns(self, name: str) -> Given:
        """What a fact is taken from events of."""
        if name in self.guideline.facts:
            return self.of(selector(verb(self.guideline.facts[name])[1])[1])
        return frozenset({(name, "")})

    # Courses

    def of_courses(self) -> Iterator[Node]:
        """A course that runs is current, and a current one has a first day."""
        courses = self.guideline.courses
        for name in courses:
            running, current, starts = (
                self.taking(which, name) for which in ("active", "course_current", "course_start")
            )
            is_current = [*map(true, current), *map(known, starts)]
            for premise, conclusion in product([*map(true, running), *is_current], is_current):
                if premise != conclusion:
                    yield implied(premise, conclusion)
            yield from self.begun(name, starts)
        for course, wide in product(courses.values(), repeat=2):
            of_the_other = course.name != wide.name and self.of(course.name) <= self.of(wide.name)
            if of_the_other and days(course.gap) <= days(wide.gap):
                yield from self.wider(course.name, wide.name)

    def taking(self, which: str, course: str) -> list[str]:
        facts = self.guideline.facts.items()
        return [name for name, fact in facts if getattr(fact, which) == course]

    def wider(self, course: str, other: str) -> Iterator[Node]:
        """A course of more medicines, which bears as long a pause, is current too, and began no
        later."""
        running, current, starts = (
            self.taking(which, course) for which in ("active", "course_current", "course_start")
        )
        holds = [*map(true, (*running, *current)), *map(known, starts)]
        others = self.taking("course_start", other)
        shows = [*map(true, self.taking("course_current", other)), *map(known, others)]
        yield from (implied(narrow, wide) for narrow, wide in product(holds, shows))
        for start, wide in product(starts, others):
            no_later = syntax.Compare("<=", syntax.Name(wide), syntax.Name(start), True)
            yield implied(known(start), no_later)

    def begun(self, course: str, starts: list[str]) -> Iterator[Node]:
        """The last day of what is taken is not before the current course of it began, and the first
        not after that."""
        whole = Looks(TAKEN, self.of(course))
        for some in self.some:
            if some.dated and whole.inside(some.looks):
                sign = ">=" if some.dated == "latest" else "<="
                for start in starts:
                    tie = syntax.Compare(sign, syntax.Name(some.name), syntax.Name(start), True)  # type: ignore[arg-type]
                    yield implied(known(start), syntax.And((known(some.name), tie)))


def true(name: str) -> Node:
    return syntax.Is(syntax.Name(name), "true")


def known(name: str) -> Node:
    return syntax.Is(syntax.Name(name), "null", negated=True)


def implied(premise: Node, conclusion: Node) -> Node:
    return syntax.Implies(premise, conclusion)


def _ordered(some: Some, more: Some) -> Iterator[Node]:
    """Of more events the last is no earlier, the first no later, and there are no fewer."""
    a, b = syntax.Name(some.name), syntax.Name(more.name)
    if some.dated and more.dated == "latest":
        yield implied(some.holds, syntax.Compare(">=", b, a, True))
    if some.dated and more.dated == "first":
        yield implied(some.holds, syntax.Compare("<=", b, a, True))
    if some.counted and more.counted:
        yield implied(some.holds, syntax.Compare(">=", b, a))


def _not_before(some: Some, more: Some) -> Iterator[Node]:
    """Of more events the last is no earlier than the window in which there is one."""
    if some.looks.within < math.inf and more.dated == "latest" and not some.dated:
        first = syntax.Shift(syntax.Name("as_of"), Duration(int(some.looks.within), "days"), -1)
        later = syntax.Compare(">=", syntax.Name(more.name), first, True)
        yield implied(some.holds, later)


def _in_its_window(some: Some) -> Iterator[Node]:
    if not some.dated:
        return
    day, today = syntax.Name(some.name), syntax.Name("as_of")
    if some.looks.within < math.inf:
        first = syntax.Shift(today, Duration(int(some.looks.within), "days"), -1)
        yield implied(some.holds, syntax.Compare(">=", day, first, True))
    if some.looks.older:
        last = syntax.Shift(today, Duration(int(some.looks.older), "days"), -1)
        yield implied(some.holds, syntax.Compare("<=", day, last, True))
