"""The facts of a record on a day: which verb is applied to which events; `verbs` defines them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from hematinic.expressions.logic import Value, elapsed
from hematinic.guideline.model import Fact, Guideline, Medicine
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days
from hematinic.guideline.rules import Rules
from hematinic.record.chosen import Context, kinds_read
from hematinic.record.courses import CourseOf, current_course
from hematinic.record.events import Event, LocalLimit, Record, clock
from hematinic.record.last import Wanted, grouped
from hematinic.record.verbs import element_last, element_take, fact_last, fact_take


@dataclass(frozen=True, slots=True)
class Facts:
    """The value of every fact of a guideline for one patient on one day, by slot."""

    values: list[Value]
    sources: dict[int, Event]
    courses: Mapping[str, CourseOf]
    as_of: int


class Extractor:
    """Takes all facts of a guideline from a record. Made once, used for every patient."""

    def __init__(self, rules: Rules) -> None:
        guideline = rules.guideline
        self.rules = rules
        definitions = len(rules.slots) - len(rules.defaults)
        # Copied for each patient: to copy a list of two thousand is cheaper than to work out each
        # default again.
        self.blank: list[Value] = [*rules.defaults, *([None] * definitions)]
        self.patient_slots = [
            rules.slots[name]
            for name in ("as_of", "age", "sex", "jurisdiction", "values_questioned")
        ]
        until = date.fromisoformat(guideline.header.valid_until).toordinal()
        self.blank[rules.slots["valid_until"]] = (until, until)
        self.under = _Names(guideline)
        self.gaps = {name: days(course.gap) for name, course in guideline.courses.items()}
        self.by_name: dict[str, list[Wanted]] = {}
        self.assumable = list(_assumable(rules))
        for name, element in guideline.elements.items():
            slot = rules.slots[name]
            default = rules.defaults[slot]
            take = element_take(element, default)
            self.add(Wanted(slot, name, name, take, element_last(element, default)))
        for name, fact in guideline.facts.items():
            of = selector(verb(fact)[1])[1]
            take = fact_take(fact, guideline)
            self.add(Wanted(rules.slots[name], name, of, take, fact_last(fact, guideline)))
        named = {name for fact in guideline.facts.values() for name in _refers_to(fact)}
        every = [fact for facts in self.by_name.values() for fact in facts]
        # What rests on the last event refers to no other fact, and comes first; of the rest what
        # refers to one, or is referred to, is taken in the order of their slots.
        linked = {fact.name for fact in every if fact.name in named or _links(fact, guideline)}
        self.last = {name: grouped(facts) for name, facts in self.by_name.items()}
        self.free = {
            name: [(f.slot, f.take) for f in facts if f.last is None and f.name not in linked]
            for name, facts in self.by_name.items()
        }
        self.referred = [fact for fact in every if fact.last is not None and fact.name in named]
        self.linked = [fact for fact in every if fact.last is None and fact.name in linked]
        self.linked.sort(key=attrgetter("slot"))

    def add(self, fact: Wanted) -> None:
        self.by_name.setdefault(fact.of, []).append(fact)

    def facts(self, record: Record, as_of: int) -> Facts:
        values = self.blank.copy()
        sources: dict[int, Event] = {}
        events = self.under.sorted(record.events)
        courses = self.courses(events, as_of)
        dates: dict[str, Value] = {}
        context = Context(as_of, courses, dates)
        day, age, sex, jurisdiction, questioned = self.patient_slots
        values[day] = (as_of, as_of)
        values[age] = elapsed("years", record.patient.birth, (as_of, as_of))
        values[sex] = record.patient.sex
        values[questioned] = bool(record.questioned)
        values[jurisdiction] = record.jurisdiction or self.rules.guideline.header.jurisdiction
        for name, those in events.items():
            for group in self.last.get(name, ()):
                group.fill(those, context, values, sources)
            for slot, take in self.free.get(name, ()):
                values[slot], source = take(those, context)
                if source is not None:
                    sources[slot] = source
        for slot, name, of, *_ in self.referred:
            if of in events:
                dates[name] = values[slot]
        for slot, name, of, take, _ in self.linked:
            if of in events:
                value, source = take(events[of], context)
                values[slot] = dates[name] = value
                if source is not None:
                    sources[slot] = source
        if record.local_limits:
            self.set_limits(record.local_limits, values, sources, as_of)
        if record.unseen:
            self.leave_open(record.unseen, values, sources)
        return Facts(values, sources, courses, as_of)

    def leave_open(
        self, unseen: Set[str], values: list[Value], sources: Mapping[int, Event]
    ) -> None:
        """What nobody looked for is unknown: neither absent nor, of doses, a number."""
        for slot, of, counts in self.assumable:
            # A count is given a value by its verb where there are events; where the source was not
            # asked it may have missed some, so that even a number is none.
            if of in unseen and (counts or (values[slot] is False and slot not in sources)):
                values[slot] = None

    def set_limits(
        self,
        limits: Iterable[LocalLimit],
        values: list[Value],
        sources: dict[int, Event],
        as_of: int,
    ) -> None:
        """In place of the guideline's; what a laboratory prints with a result gives way to them."""
        slots = self.rules.slots
        for local in limits:
            limit, slot = self.rules.guideline.limits[local.name], slots[local.name]
            values[slot] = (local.value, local.value)
            where = f"local limits, {local.laboratory}: {local.source}"
            sources[slot] = Event(
                kind="limit_set", name=limit.of, day=(as_of, as_of), value=values[slot],
                written=local.written, where=where,
            )  # fmt: skip
            # The site has set the limit of its assay; what a laboratory printed beside one result
            # would otherwise go before it.
            for name in limit.instead_of:
                values[slots[name]] = None
                sources.pop(slots[name], None)

    def courses(self, events: Mapping[str, Sequence[Event]], as_of: int) -> dict[str, CourseOf]:
        courses = {}
        for name, gap in self.gaps.items():
            if name in events:
                course = current_course(events[name], gap, as_of)
                if course is not None:
                    courses[name] = course
        return courses


def _refers_to(fact: Fact) -> tuple[str, ...]:
    return fact.to, fact.after, fact.before


def _links(fact: Wanted, guideline: Guideline) -> bool:
    """Whether it refers to another fact, and not only to a course."""
    known = guideline.facts.get(fact.name)
    return known is not None and any(
        name and name not in guideline.courses for name in _refers_to(known)
    )


PRESENTED = frozenset(("ordered", "stop_ordered"))
"""The kinds of event that are laid before the program to be checked: all of them are seen."""


def _assumable(rules: Rules) -> Iterator[tuple[int, str, bool]]:
    """The slots of what counts as absent, or as none, where it is unrecorded: what they are of,
    and whether they count."""
    guideline = rules.guideline
    for name, element in guideline.elements.items():
        if element.if_unrecorded == "absent":
            yield rules.slots[name], name, False
    for name, fact in guideline.facts.items():
        if fact.if_unrecorded == "absent" and not kinds_read(fact, guideline) & PRESENTED:
            of = selector(verb(fact)[1])[1]
            yield rules.slots[name], of, bool(fact.count or fact.sum)


class _Names:
    """Under which names an event is found: its own, and for a medicine its groups and courses."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.known: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, name: str, route: str) -> tuple[str, ...]:
        key = (name, route)
        if key not in self.known:
            medicine = self.guideline.medicines.get(name)
            self.known[key] = (name,) if medicine is None else self.of_medicine(medicine, route)
        return self.known[key]

    def of_medicine(self, medicine: Medicine, route: str) -> tuple[str, ...]:
        by = route or medicine.routes[0]
        courses = (
            name
            for name, course in self.guideline.courses.items()
            if course.gives in medicine.gives and (not course.routes or by in course.routes)
        )
        return (medicine.name, *medicine.groups, *courses)

    def sorted(self, events: Iterable[Event]) -> dict[str, list[Event]]:
        """Each in the order of their time."""
        by_name: defaultdict[str, list[Event]] = defaultdict(list)
        medicines = self.guideline.medicines
        for event in events if _in_order(events) else sorted(events, key=in_time):
            name = event.name
            if name not in medicines:
                by_name[name].append(event)
                continue
            # One event, several lists: a tablet is itself, of its group, and of a course of what it
            # gives.
            for under in self.of(name, event.route):
                by_name[under].append(event)
        return by_name


def _in_order(events: Iterable[Event]) -> bool:
    """Whether they stand in the order of their time, as readers leave them; only days are looked
    at, and more than these is for who sorts."""
    before = -math.inf
    for event in events:
        first, last = event.day
        if first < before or event.instant >= 0 or event.minute >= 0 or event.recorded >= 0:
            return False
        before = last
    return True


def in_time(event: Event) -> tuple[float, float, int, int]:
    first, last = event.day
    # Of most events only the day is known, and no clock is to be looked at.
    at = event.instant if event.instant >= 0 or event.minute < 0 else clock(event)
    return last, first, at, event.recorded
