"""What two plans of one patient could differ in, as formulas over both worlds.

An aspect is either in one of several states (a line is recommended, advised against, not said) or a
number (the day of a check). Of each the formula says when it is not the same in both; where both
worlds read the same formula, it is the same for everybody and nothing has to be asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field
from itertools import product

import z3

from hematinic.expressions.smt_values import (
    NO,
    YES,
    Encoded,
    Formula,
    Span,
    Truth,
    conjunction,
    disjunction,
    either,
    negation,
)
from hematinic.guideline.model import Alert, Check, Prescription, Recommendation
from hematinic.proof.difference.apart import Alike
from hematinic.proof.difference.model import (
    ABSENT,
    Direction,
    Kind,
    Section,
    What,
    direction,
)
from hematinic.proof.difference.seen import NUMBERS, asked_for, level, prescribed, status
from hematinic.proof.world import World

States = dict[str, Formula]


@dataclass(frozen=True, slots=True)
class Number:
    known: Formula
    value: Formula


NOTHING = Number(NO, z3.IntVal(0))


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
        self.sides = _Side(before), _Side(after)
        self.alike = Alike(before.rules, after.rules, after.apart)

    def all(self) -> Iterator[Facet]:
        """Those that could differ, what must be stopped or said first of all."""
        for found in (self.alerts(), self.lines(), self.checks(), self.phases(), self.others()):
            for facet in found:
                if facet.kinds:
                    yield facet

    def both(self, names: str) -> list[str]:
        """The items of either version; but not those that are the same in both."""
        one, other = (getattr(side, names) for side in self.sides)
        return [name for name in dict.fromkeys((*one, *other)) if not self.same(names, name)]

    def same(self, names: str, item: str) -> bool:
        """Whether an item reads the same, and says the same of itself: nothing need be written."""
        one, other = (side.own(names, item) for side in self.sides)
        return one is not None and one == other and all(map(self.alike.same, one[1]))

    # Aspects

    def alerts(self) -> Iterator[Facet]:
        for name in self.both("alerts"):
            one, other = (side.alert(name) for side in self.sides)
            yield _states("alert", name, "level", one, other)

    def lines(self) -> Iterator[Facet]:
        for name in self.both("lines"):
            one, other = (side.line(name) for side in self.sides)
            yield _states("line", name, "status", one, other)
        for name in self.both("lines"):
            if all(name in side.lines for side in self.sides):
                yield from self.line(name)

    def line(self, name: str) -> Iterator[Facet]:
        both = conjunction(*(side.shown(name) for side in self.sides))
        items = [side.lines[name] for side in self.sides]
        phases = (item.phase for item in items)
        yield _fixed("line", name, "phase", both, *phases)
        told = [prescribed(i.prescribe, i.action) if i.prescribe else "" for i in items]
        if all(told):
            yield _fixed("line", name, "prescription", both, *told)
            for what in ("day", "doses", "total", "largest dose"):
                one, other = (getattr(side, what.replace(" ", "_"))(name) for side in self.sides)
                yield _numbers("line", name, what, both, one, other)

    def checks(self) -> Iterator[Facet]:
        for name in self.both("checks"):
            one, other = (side.check(name) for side in self.sides)
            yield _states("check", name, "status", one, other)
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
                one, other = (side.waits(name) for side in self.sides)
                yield _states("phase", name, "waits", one, other, both)
                ends = zip(*(side.ends(name) for side in self.sides), strict=True)
                whats: tuple[What, ...] = ("first day", "last day")
                for what, (a, b) in zip(whats, ends, strict=True):
                    yield _numbers("phase", name, what, both, a, b)

    def others(self) -> Iterator[Facet]:
        for name in self.both("sentences"):
            one, other = (side.said() for side in self.sides)
            yield _said("first sentence", name, one, other)
        for name in self.both("leaflet"):
            one, other = (side.told(name) for side in self.sides)
            yield _states("leaflet", name, "says", one, other)


# Which kinds there are


def _states(
    section: Section, item: str, what: What, one: States, other: States, both: Formula = YES
) -> Facet:
    ways: dict[Direction, list[Formula]] = {}
    if one.keys() != other.keys() or any(not one[state].eq(other[state]) for state in one):
        for (state, holds), (then, follows) in product(one.items(), other.items()):
            if state != then:
                way = direction(section, what, state, then)
                ways.setdefault(way, []).append(conjunction(both, holds, follows))
    return _facet(section, item, what, {way: disjunction(*any_) for way, any_ in ways.items()})


def _said(section: Section, item: str, one: States, other: States) -> Facet:
    changes = [
        conjunction(holds, negation(one.get(says, NO)))
        for says, holds in other.items()
        if says not in one or not one[says].eq(holds)
    ]
    return _facet(section, item, "says", {"other": disjunction(*changes)})


def _fixed(section: Section, item: str, what: What, both: Formula, one: str, other: str) -> Facet:
    """What is the same for everybody of whom it is told."""
    return _facet(section, item, what, {"other": NO if one == other else both})


def _numbers(
    section: Section, item: str, what: What, both: Formula, one: Number, other: Number
) -> Facet:
    ways: dict[Direction, Formula] = {}
    if not (one.known.eq(other.known) and one.value.eq(other.value)):
        known = conjunction(both, one.known, other.known)
        below, above = NUMBERS[what]
        either_known = disjunction(one.known, other.known)
        ways = {
            below: conjunction(known, other.value < one.value),
            above: conjunction(known, other.value > one.value),
            "other": conjunction(both, either_known, negation(conjunction(one.known, other.known))),
        }
    return _facet(section, item, what, ways)


def _facet(section: Section, item: str, what: What, ways: Mapping[Direction, Formula]) -> Facet:
    kinds = {Kind(section, item, what, way): f for way, f in ways.items() if not z3.is_false(f)}
    return Facet(section, item, what, kinds)


# One version


class _Side:
    def __init__(self, world: World) -> None:
        self.world, self.layout = world, world.rules.layout
        guideline = world.rules.guideline
        self.lines = {item.id: item for item in guideline.recommendations}
        self.alerts = {item.id: item for item in guideline.alerts}
        self.checks = {item.id: item for item in guideline.monitoring}
        self.phases = {phase.id: phase for phase in guideline.header.phases}
        self.leaflet, self.sentences = guideline.leaflet, {"": None}

    @property
    def today(self) -> Formula:
        found = self.world.encoder.names["as_of"]
        assert isinstance(found, Span)
        return found.low

    def value(self, slot: int | None) -> Encoded:
        return None if slot is None else self.world.encoder.names[self.world.rules.names[slot]]

    def holds(self, slot: int) -> Formula:
        return self.world.holds(slot)

    def own(self, names: str, item: str) -> tuple[object, list[str]] | None:
        """What an item says of itself that is the same for everybody, and the names of what it
        rests on."""
        if item not in getattr(self, names):
            return None
        one, guideline = getattr(self, names)[item], self.world.rules.guideline
        match names:
            case "lines":
                settings: object = (one.status, one.action, one.phase, one.prescribe)
                slots: object = self.layout.recommendations[item]
            case "alerts":
                settings, slots = level(one), self.layout.alerts[item]
            case "checks":
                settings, slots = one.optional, self.layout.checks[item]
            case "phases":
                settings, slots = (), self.layout.phases[item]
            case "leaflet":
                settings, slots = (), (self.layout.leaflet[item],)
            case _:
                settings = [line.says.clinician for line in guideline.header.bottom_line]
                slots = (self.layout.said,)
        return settings, [self.world.rules.names[slot] for slot in _slots(slots)]

    # Lines

    def line(self, name: str) -> States:
        item = self.lines.get(name)
        return _rest(self.line_states(item) if item else {})

    def line_states(self, item: Recommendation) -> States:
        slots = self.layout.recommendations[item.id]
        stands, refused = self.holds(slots.stands), self.holds(slots.refused)
        asked = NO if item.status == "alternative" else self.holds(slots.asked)
        found: States = {}
        if item.status == "recommended":
            weighed = negation(self.holds(slots.recommended))
            found["recommended"] = conjunction(stands, negation(weighed))
            found["consider"] = conjunction(stands, weighed)
        else:
            found[status(item.status)] = stands
        found["after questions"] = asked
        found["advised against"] = conjunction(refused, negation(asked))
        if item.action != "advise":
            applies = self.holds(slots.applies)
            found["replaced"] = conjunction(applies, negation(stands), negation(refused))
        return found

    def shown(self, name: str) -> Formula:
        """It is in the plan, or would be but for its questions."""
        item, slots = self.lines[name], self.layout.recommendations[name]
        asked = NO if item.status == "alternative" else self.holds(slots.asked)
        return disjunction(self.holds(slots.stands), asked)

    def day(self, name: str) -> Number:
        """Since when a line is overdue or taken, or else when it is due (plan/schedule.py)."""
        item, today = self.lines[name], self.today
        assert item.prescribe
        starts = self.value(self.layout.recommendations[name].computed[0])
        if not isinstance(starts, Span):
            return Number(YES, today)
        end = starts.high if item.prescribe.at_most else starts.low
        due = either(starts.known, end, today)
        if item.action == "prescribe" and item.prescribe.times is None:
            return Number(YES, due)
        late = due + self.slack(item.prescribe, due) < today
        latest = due + self.slack(item.prescribe, due)
        return Number(YES, either(late, latest, either(due < today, today, due)))

    def slack(self, prescribe: Prescription, due: Formula) -> Formula:
        if prescribe.every and prescribe.every_to:
            shift, day = self.world.encoder.calendar.shift, Span(YES, due, due)
            first, last = (
                shift(day, by.count, by.unit) for by in (prescribe.every, prescribe.every_to)
            )
            assert isinstance(first, Span)
            assert isinstance(last, Span)
            return last.low - first.low
        gaps = [b - a for a, b in zip(prescribe.split, prescribe.split[1:], strict=False)]
        return z3.IntVal(max(gaps) - min(gaps) if gaps else 0)

    def doses(self, name: str) -> Number:
        """How many are left."""
        prescribe = self.lines[name].prescribe
        left = self.value(self.layout.recommendations[name].computed[1])
        times = prescribe.times if prescribe else None
        whole = NOTHING if times is None else Number(YES, z3.RealVal(times))
        if not isinstance(left, Span):
            return whole
        return Number(disjunction(left.known, whole.known),
                      either(left.known, left.low, whole.value))  # fmt: skip

    def total(self, name: str) -> Number:
        whole, most = self.course(name)
        return Number(conjunction(whole.known, most.known), whole.value)

    def largest_dose(self, name: str) -> Number:
        whole, most = self.course(name)
        largest = either(whole.value > most.value, most.value, whole.value)
        return Number(conjunction(whole.known, most.known), largest)

    def course(self, name: str) -> tuple[Number, Number]:
        """The course and the most of one dose, in whole milligrams; known where they are told."""
        _, _, total, at_most = self.layout.recommendations[name].computed
        return _whole(self.value(total)), _whole(self.value(at_most))

    # Alerts and checks

    def alert(self, name: str) -> States:
        alert: Alert | None = self.alerts.get(name)
        return _rest({level(alert): self.holds(self.layout.alerts[name].stands)} if alert else {})

    def check(self, name: str) -> States:
        check: Check | None = self.checks.get(name)
        if check is None:
            return _rest({})
        slots = self.layout.checks[name]
        stands, done, skip = (self.holds(slot) for slot in (slots.stands, slots.done, slots.skip))
        return _rest(
            {
                "done": conjunction(stands, done),
                "not applicable": conjunction(stands, negation(done), skip),
                asked_for("", check.optional): self.open(name),
            }
        )

    def open(self, name: str) -> Formula:
        slots = self.layout.checks[name]
        past = disjunction(self.holds(slots.done), self.holds(slots.skip))
        return conjunction(self.holds(slots.stands), negation(past))

    def days(self, name: str) -> tuple[Number, Number, Number]:
        """When it is due, and the ends of its window."""
        slots = self.layout.checks[name]
        due = _first_day(self.value(slots.due))
        ends = (_first_day(self.value(slot)) for slot in slots.window)
        first, last = (Number(YES, either(end.known, end.value, due.value)) for end in ends)
        return Number(YES, due.value), first, last

    # Phases and sentences

    def used(self, name: str) -> Formula:
        return disjunction(*(self.shown(i.id) for i in self.lines.values() if i.phase == name))

    def waits(self, name: str) -> States:
        waits = self.value(self.layout.phases[name].waits)
        waiting = negation(waits.false) if isinstance(waits, Truth) else NO
        return {"waits": waiting, "goes on": negation(waiting)}

    def ends(self, name: str) -> tuple[Number, Number]:
        slots = self.layout.phases[name]
        return _first_day(self.value(slots.starts)), _first_day(self.value(slots.ends))

    def said(self) -> States:
        """By its words: sentences have no names."""
        said, found = self.value(self.layout.said), States()
        assert isinstance(said, Span)
        for i, line in enumerate(self.world.rules.guideline.header.bottom_line):
            says = line.says.clinician
            found[says] = disjunction(found.get(says, NO), said.low == i)
        return found

    def told(self, name: str) -> States:
        slot = self.layout.leaflet.get(name)
        return _rest({} if slot is None else {"said": self.holds(slot)})


def _slots(found: object) -> Iterator[int]:
    """All of an item's, whatever it has."""
    if isinstance(found, int):
        yield found
    elif found is not None:
        each = found if isinstance(found, tuple) else astuple(found)  # type: ignore[call-overload]
        for one in each:
            yield from _slots(one)


def _rest(states: States) -> States:
    """With the state of those of whom none of these holds."""
    return {ABSENT: negation(disjunction(*states.values())), **states}


def _first_day(of: Encoded) -> Number:
    return Number(of.known, of.low) if isinstance(of, Span) else NOTHING


def _whole(of: Encoded) -> Number:
    """In whole milligrams, and at least one; it is told only where it is exact."""
    if not isinstance(of, Span):
        return NOTHING
    return Number(conjunction(of.known, of.low == of.high, of.low >= 1), z3.ToInt(of.low))
