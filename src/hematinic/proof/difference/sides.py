"""What one version says of each item, as formulas: in which states it is, and since when."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass

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
from hematinic.proof.difference.model import ABSENT
from hematinic.proof.difference.seen import asked_for, level, status
from hematinic.proof.world import World

States = dict[str, Formula]


@dataclass(frozen=True, slots=True)
class Number:
    known: Formula
    value: Formula


NOTHING = Number(NO, z3.IntVal(0))


class Side:
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
        day = self.world.encoder.names["as_of"]
        assert isinstance(day, Span)
        return day.low

    def value(self, slot: int | None) -> Encoded:
        return None if slot is None else self.world.encoder.names[self.world.rules.names[slot]]

    def holds(self, slot: int) -> Formula:
        return self.world.holds(slot)

    def own(self, names: str, item: str) -> tuple[object, list[str]] | None:
        """What an item says of itself that is the same for everybody, and the names of what it
        rests on."""
        if item not in getattr(self, names):
            return None
        entry, guideline = getattr(self, names)[item], self.world.rules.guideline
        match names:
            case "lines":
                settings: object = (entry.status, entry.action, entry.phase, entry.prescribe)
                slots: object = self.layout.recommendations[item]
            case "alerts":
                settings, slots = level(entry), self.layout.alerts[item]
            case "checks":
                settings, slots = entry.optional, self.layout.checks[item]
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
        states: States = {}
        if item.status == "recommended":
            weighed = negation(self.holds(slots.recommended))
            states["recommended"] = conjunction(stands, negation(weighed))
            states["consider"] = conjunction(stands, weighed)
        else:
            states[status(item.status)] = stands
        states["after questions"] = asked
        states["advised against"] = conjunction(refused, negation(asked))
        if item.action != "advise":
            applies = self.holds(slots.applies)
            states["replaced"] = conjunction(applies, negation(stands), negation(refused))
        return states

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
        bottom, states = self.value(self.layout.said), States()
        assert isinstance(bottom, Span)
        for i, line in enumerate(self.world.rules.guideline.header.bottom_line):
            says = line.says.clinician
            states[says] = disjunction(states.get(says, NO), bottom.low == i)
        return states

    def told(self, name: str) -> States:
        slot = self.layout.leaflet.get(name)
        return _rest({} if slot is None else {"said": self.holds(slot)})


def _slots(slots: object) -> Iterator[int]:
    """All of an item's, whatever it has."""
    if isinstance(slots, int):
        yield slots
    elif slots is not None:
        each = slots if isinstance(slots, tuple) else astuple(slots)  # type: ignore[call-overload]
        for part in each:
            yield from _slots(part)


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
