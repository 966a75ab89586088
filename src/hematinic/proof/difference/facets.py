"""What two plans of one patient could differ in, as formulas over both worlds.

An aspect is either in one of several states (a line is recommended, advised against, not said) or a
number (the day of a check). Of each the formula says when it is not the same in both; where both
worlds read the same formula, it is the same for everybody and nothing has to be asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import z3

from hematinic.expressions.smt_values import (
    NO,
    YES,
    Formula,
    conjunction,
    disjunction,
    negation,
)
from hematinic.proof.difference.apart import Alike
from hematinic.proof.difference.model import (
    Direction,
    Kind,
    Section,
    What,
    direction,
)
from hematinic.proof.difference.seen import NUMBERS, prescribed
from hematinic.proof.difference.sides import Number, Side, States
from hematinic.proof.world import World


@dataclass(eq=False, slots=True)
class Facet:
    """One aspect, with the formula of each kind of difference in it."""

    section: Section
    item: str
    what: What
    kinds: Mapping[Kind, Formula] = field(repr=False)


class Facets:
    """`before` and `after` are two worlds beside each other."""

    def __init__(self, before: World, after: World) -> None:
        self.sides = Side(before), Side(after)
        self.alike = Alike(before.rules, after.rules, after.apart)

    def all(self) -> Iterator[Facet]:
        """Those that could differ, what must be stopped or said first of all."""
        for group in (self.alerts(), self.lines(), self.checks(), self.phases(), self.others()):
            for facet in group:
                if facet.kinds:
                    yield facet

    def both(self, names: str) -> list[str]:
        """The items of either version; but not those that are the same in both."""
        before, after = (getattr(side, names) for side in self.sides)
        return [name for name in dict.fromkeys((*before, *after)) if not self.same(names, name)]

    def same(self, names: str, item: str) -> bool:
        """Whether an item reads the same, and says the same of itself: nothing need be written."""
        before, after = (side.own(names, item) for side in self.sides)
        return before is not None and before == after and all(map(self.alike.same, before[1]))

    # Aspects

    def alerts(self) -> Iterator[Facet]:
        for name in self.both("alerts"):
            before, after = (side.alert(name) for side in self.sides)
            yield _states("alert", name, "level", before, after)

    def lines(self) -> Iterator[Facet]:
        for name in self.both("lines"):
            before, after = (side.line(name) for side in self.sides)
            yield _states("line", name, "status", before, after)
        for name in self.both("lines"):
            if all(name in side.lines for side in self.sides):
                yield from self.line(name)

    def line(self, name: str) -> Iterator[Facet]:
        both = conjunction(*(side.shown(name) for side in self.sides))
        items = [side.lines[name] for side in self.sides]
        phases = (item.phase for item in items)
        yield _fixed("line", name, "phase", both, *phases)
        prescriptions = [prescribed(i.prescribe, i.action) if i.prescribe else "" for i in items]
        if all(prescriptions):
            yield _fixed("line", name, "prescription", both, *prescriptions)
            for what in ("day", "doses", "total", "largest dose"):
                before, after = (getattr(side, what.replace(" ", "_"))(name) for side in self.sides)
                yield _numbers("line", name, what, both, before, after)

    def checks(self) -> Iterator[Facet]:
        for name in self.both("checks"):
            before, after = (side.check(name) for side in self.sides)
            yield _states("check", name, "status", before, after)
            if all(name in side.checks for side in self.sides):
                both = conjunction(*(side.open(name) for side in self.sides))
                days = zip(*(side.days(name) for side in self.sides), strict=True)
                whats: tuple[What, ...] = ("day", "first day", "last day")
                for what, (a, b) in zip(whats, days, strict=True):
                    yield _numbers("check", name, what, both, a, b)

    def phases(self) -> Iterator[Facet]:
        for name in self.both("phases"):
            if all(name in side.phases for side in self.sides):
                both = conjunction(*(side.used(name) for side in self.sides))
                before, after = (side.waits(name) for side in self.sides)
                yield _states("phase", name, "waits", before, after, both)
                ends = zip(*(side.ends(name) for side in self.sides), strict=True)
                whats: tuple[What, ...] = ("first day", "last day")
                for what, (a, b) in zip(whats, ends, strict=True):
                    yield _numbers("phase", name, what, both, a, b)

    def others(self) -> Iterator[Facet]:
        for name in self.both("sentences"):
            before, after = (side.said() for side in self.sides)
            yield _said("first sentence", name, before, after)
        for name in self.both("leaflet"):
            before, after = (side.told(name) for side in self.sides)
            yield _states("leaflet", name, "says", before, after)


# Which kinds there are


def _states(
    section: Section, item: str, what: What, before: States, after: States, both: Formula = YES
) -> Facet:
    ways: dict[Direction, list[Formula]] = {}
    if before.keys() != after.keys() or any(not before[state].eq(after[state]) for state in before):
        for (state, holds), (then, follows) in product(before.items(), after.items()):
            if state != then:
                way = direction(section, what, state, then)
                ways.setdefault(way, []).append(conjunction(both, holds, follows))
    return _facet(section, item, what, {way: disjunction(*any_) for way, any_ in ways.items()})


def _said(section: Section, item: str, before: States, after: States) -> Facet:
    changes = [
        conjunction(holds, negation(before.get(says, NO)))
        for says, holds in after.items()
        if says not in before or not before[says].eq(holds)
    ]
    return _facet(section, item, "says", {"other": disjunction(*changes)})


def _fixed(
    section: Section, item: str, what: What, both: Formula, before: str, after: str
) -> Facet:
    """What is the same for everybody of whom it is told."""
    return _facet(section, item, what, {"other": NO if before == after else both})


def _numbers(
    section: Section, item: str, what: What, both: Formula, before: Number, after: Number
) -> Facet:
    ways: dict[Direction, Formula] = {}
    if not (before.known.eq(after.known) and before.value.eq(after.value)):
        known = conjunction(both, before.known, after.known)
        below, above = NUMBERS[what]
        either_known = disjunction(before.known, after.known)
        ways = {
            below: conjunction(known, after.value < before.value),
            above: conjunction(known, after.value > before.value),
            "other": conjunction(
                both, either_known, negation(conjunction(before.known, after.known))
            ),
        }
    return _facet(section, item, what, ways)


def _facet(section: Section, item: str, what: What, ways: Mapping[Direction, Formula]) -> Facet:
    kinds = {Kind(section, item, what, way): f for way, f in ways.items() if not z3.is_false(f)}
    return Facet(section, item, what, kinds)
