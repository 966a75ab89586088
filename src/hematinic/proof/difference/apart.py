"""Which facts two versions of a guideline take alike from a record, and how the others go together.

What is taken alike is one variable of the proof. What is not (another window, another limit, a name
that only one of them knows) has a value of its own in each version; where the two are known to go
together that is said, and else any two are looked at. So nobody is left out of a proof; whom it
finds may be nobody at all, and counts only once a record shows him.
"""

from collections.abc import Iterator, Set
from functools import cached_property
from typing import Any

import msgspec

from hematinic.expressions import syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import (
    Encoded,
    Formula,
    Span,
    Truth,
    Word,
    Words,
    conjunction,
    disjunction,
    exactly,
    negation,
)
from hematinic.expressions.syntax import Node
from hematinic.guideline.amounts import encoded
from hematinic.guideline.model import Element, Fact, Limit
from hematinic.guideline.names import PATIENT, selector, verb
from hematinic.guideline.quantities import days
from hematinic.guideline.rules import Rules

Taken = tuple[Any, ...]
"""All on which it depends how a fact is taken from events; equal where two are taken alike."""

WORDS = ("label", "ask", "note", "cites", "basis", "implements", "name")
"""Of an entry: what is said of it, and not how it is taken."""

OF_ELEMENT = ("kind", "unit", "same_as", "possible", "options", "valid_for", "absent_for",
              "before_course", "if_unrecorded")  # fmt: skip


class Taking:
    """How one guideline takes its facts."""

    def __init__(self, rules: Rules) -> None:
        self.rules, self.guideline = rules, rules.guideline
        self.known: dict[str, Taken] = {}

    def of(self, name: str) -> Taken:
        if name not in self.known:
            self.known[name] = ()  # a fact never refers to itself
            self.known[name] = self.taken(name)
        return self.known[name]

    def taken(self, name: str) -> Taken:
        guideline, slot = self.guideline, self.rules.slots[name]
        kind = (self.rules.types[name], self.rules.defaults[slot])
        if name == "valid_until":
            return (*kind, guideline.header.valid_until)
        if name == "jurisdiction":
            return (*kind, guideline.header.jurisdiction)
        if name in PATIENT:
            return kind
        if name in guideline.elements:
            return (*kind, self.element(name))
        if name in guideline.limits:
            limit = guideline.limits[name]
            return (*kind, limit.of, limit.local, limit.between, limit.instead_of)
        return (*kind, *self.fact(guideline.facts[name]))

    def element(self, name: str) -> Taken:
        element = self.guideline.elements[name]
        course = self.course(element.before_course) if element.before_course else ()
        return (*(getattr(element, key) for key in OF_ELEMENT), course)

    def fact(self, fact: Fact) -> Iterator[Any]:
        yield how(fact)
        of = selector(verb(fact)[1])[1]
        if of in self.guideline.elements:
            yield self.element(of)
        else:
            yield self.medicines(of)
        for course in (of, fact.course, fact.to):
            if course in self.guideline.courses:
                yield self.course(course)
        for other in (fact.to, fact.after, fact.before):
            if other in self.guideline.facts:
                yield self.of(other)
        if fact.because or fact.take == "reason":
            yield tuple(self.guideline.header.reasons.items())
        yield self.replaced_by_a_limit(fact.name)

    def course(self, name: str) -> Taken:
        course = self.guideline.courses[name]
        return (course.gives, course.routes, course.gap, self.medicines(name))

    @cached_property
    def found_under(self) -> dict[str, list[Taken]]:
        """Of each name the medicines whose events may be found under it."""
        under: dict[str, list[Taken]] = {}
        courses = self.guideline.courses.values()
        for medicine in self.guideline.medicines.values():
            taken = (medicine.name, medicine.routes, medicine.gives)
            of = {course.name for course in courses if course.gives in medicine.gives}
            for name in {medicine.name, *medicine.groups, *of}:
                under.setdefault(name, []).append(taken)
        return under

    def medicines(self, of: str) -> Taken:
        return tuple(sorted(self.found_under.get(of, ())))

    def replaced_by_a_limit(self, name: str) -> Taken:
        limits = self.guideline.limits.values()
        return tuple(limit.name for limit in limits if name in limit.instead_of)


def how(fact: Fact) -> Taken:
    written = msgspec.to_builtins(fact, enc_hook=encoded)
    return tuple((key, written[key]) for key in sorted(written) if key not in WORDS)


# Of two versions


class Alike:
    """Which names read the same in two versions, through all that they are made of."""

    def __init__(self, before: Rules, after: Rules, own: Set[str]) -> None:
        self.sides = before, after
        self.steps = before.decision.steps(), after.decision.steps()
        self.known = dict.fromkeys(own, False)

    def same(self, name: str) -> bool:
        if name not in self.known:
            self.known[name] = self.found(name)
        return self.known[name]

    def found(self, name: str) -> bool:
        facts = [name in rules.slots and rules.slots[name] < rules.facts for rules in self.sides]
        if any(facts):
            return all(facts)
        before, after = (self.node(i, name) for i in (0, 1))
        return before is not None and before == after and all(map(self.same, syntax.names(before)))

    def node(self, i: int, name: str) -> Node | None:
        rules = self.sides[i]
        if name in rules.definitions:
            return rules.definitions[name].node
        if name in self.steps[i] or "(" not in name:
            return self.steps[i].get(name)
        function, _, argument = name.rstrip(")").partition("(")
        return rules.decision.asked(function, argument)


class Apart:
    """The facts of two versions that are not taken alike."""

    def __init__(self, before: Rules, after: Rules) -> None:
        self.before, self.after = before, after
        self.takings = Taking(before), Taking(after)
        names = before.names[: before.facts], after.names[: after.facts]
        both = set(names[0]) & set(names[1])
        self.alike = {name for name in both if self.is_alike(name)}
        self.changed = [name for name in names[1] if name in both and name not in self.alike]
        """Those of both versions, each taken otherwise in the other."""
        self.alone = [name for name in names[1] if name not in both]
        """Those that only the later version has."""
        self.gone = [name for name in names[0] if name not in both]

    def is_alike(self, name: str) -> bool:
        before, after = (taking.of(name) for taking in self.takings)
        return before == after

    @property
    def own(self) -> frozenset[str]:
        """Those that have a value of their own in the later version."""
        return frozenset((*self.changed, *self.alone))

    def together(self, name: str, before: Encoded, after: Encoded, words: Words) -> Formula | None:
        """What is known of the two values of one patient; nothing where any two are possible."""
        earlier, later = self.before.guideline, self.after.guideline
        if name in earlier.limits and name in later.limits:
            return _limits(earlier.limits[name], later.limits[name], before, after, words)
        narrower = self.narrower(name)
        if narrower is None:
            return None
        wide, narrow = (before, after) if narrower == "after" else (after, before)
        slot = self.after.slots[name]
        unrecorded = exactly(narrow, self.after.defaults[slot], words)
        return disjunction(_equal(wide, narrow), unrecorded)

    def fit(self, name: str, before: Value, after: Value) -> bool:
        """As `together`, of two values."""
        defaults = [rules.defaults[rules.slots[name]] for rules in (self.before, self.after)]
        if name in self.before.guideline.limits and name in self.after.guideline.limits:
            return before == after or [before, after] == defaults
        narrower = self.narrower(name)
        wide, narrow = (before, after) if narrower == "after" else (after, before)
        return narrower is None or narrow in (wide, defaults[1])

    def narrower(self, name: str) -> str | None:
        """Which version looks at fewer of the same events, where that is the only difference: what
        it finds is what the other finds, or nothing. So it is of events whose days are known: two
        that may be of one day can be tied in the wider window alone."""
        before, after = self.before.guideline, self.after.guideline
        slots = self.before.slots[name], self.after.slots[name]
        if self.before.defaults[slots[0]] != self.after.defaults[slots[1]]:
            return None
        if self.before.types[name] != self.after.types[name]:
            return None
        if name in before.elements and name in after.elements:
            return _narrower_element(before.elements[name], after.elements[name])
        if name in before.facts and name in after.facts:
            return self._narrower_fact(before.facts[name], after.facts[name])
        return None

    def _narrower_fact(self, before: Fact, after: Fact) -> str | None:
        if verb(before)[0] not in ("latest", "ever") or before.course:
            return None
        same = msgspec.structs.replace(before, within=after.within)
        if how(same) != how(after) or self._rests_otherwise(before, after):
            return None
        return _shorter(before.within, after.within)

    def _rests_otherwise(self, before: Fact, after: Fact) -> bool:
        """Whether anything but its own text is not the same."""
        earlier, later = ([*taking.fact(fact)][1:] for taking, fact in
                      zip(self.takings, (before, after), strict=True))  # fmt: skip
        return earlier != later


def _narrower_element(before: Element, after: Element) -> str | None:
    """Of a result: for how long it is valid. A condition may be present or absent for so long, and
    the one hides the other."""
    if before.kind == "condition":
        return None
    same = (getattr(before, key) == getattr(after, key) for key in OF_ELEMENT if key != "valid_for")
    return _shorter(before.valid_for, after.valid_for) if all(same) else None


def _shorter(before: str, after: str) -> str | None:
    """Which of two spans of time ends sooner; one that is not given has no end."""
    if before == after:
        return None
    if not before or (after and days(after) < days(before)):
        return "after"
    return "before"


def _limits(
    earlier: Limit, later: Limit, before: Encoded, after: Encoded, words: Words
) -> Formula | None:
    """A site's own limit is the same for both; without one each has its own number."""
    own = conjunction(exactly(before, _point(earlier), words), exactly(after, _point(later), words))
    return disjunction(_equal(before, after), own)


def _point(limit: Limit) -> Value:
    return (limit.number, limit.number)


def _equal(left: Encoded, right: Encoded) -> Formula:
    """Both are unknown, or both known and the same."""
    match left, right:
        case Truth(), Truth():
            return conjunction(left.true == right.true, left.false == right.false)
        case Span(), Span():
            ends = conjunction(left.low == right.low, left.high == right.high)
            return conjunction(left.known == right.known, disjunction(negation(left.known), ends))
        case Word(), Word():
            same = disjunction(negation(left.known), left.number == right.number)
            return conjunction(left.known == right.known, same)
    raise AssertionError((left, right))
