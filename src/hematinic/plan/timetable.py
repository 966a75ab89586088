"""One day's timetable of what a plan offers and what the patient takes, kept apart as the guideline
says. Which things, how many hours and what the day is like stand in the guideline; here they are
only laid out.
"""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from hematinic.guideline.amounts import Interval
from hematinic.guideline.apart import day_times, half_hour
from hematinic.guideline.day import DRINKS, MEALS, MEDICINES, Day, Interaction
from hematinic.guideline.model import Guideline, Recommendation
from hematinic.plan.half_hours import SLOTS, Apart, Schedule, Search, Taker, clear_of
from hematinic.plan.model import Planned, Row, Timetable
from hematinic.record.events import Event, Record, clock
from hematinic.record.going_on import going_on

HALF_HOUR = 30
DAILY = Interval("1 d")
MOST_KNOWN = 4096
"""Timetables kept before all are forgotten."""


class Timetabler:
    """Made once for a guideline; for most patients it finds nothing to do."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.interactions = tuple(guideline.interactions.values())
        self.names = {name: (*_names(name, guideline), MEDICINES) for name in guideline.medicines}
        between = {other for interaction in self.interactions for other in interaction.these}
        self.interacting = {n for n, names in self.names.items() if between & set(names)}
        apart = {other for interaction in self.interactions for other in interaction.apart_from}
        self.known: dict[Hashable, Timetable] = {}
        self.lines = {
            item.id: names
            for item in guideline.recommendations
            if apart & set(names := _line_names(item, guideline))
        }

    def timetable(self, planned: Iterable[Planned], record: Record, as_of: int) -> Timetable | None:
        """None where the plan offers no such line, or nothing that is taken interacts with it."""
        day = self.guideline.day
        line = next((line for line in planned if line.item.id in self.lines), None)
        if day is None or line is None:
            return None
        of_line = self.lines[line.item.id]
        taken = [
            event
            for event in self.taken(record.events, as_of)
            if any(self.kept(self.names[event.name], of_line))
        ]
        return self.laid_out(line, day, taken, record.day) if taken else None

    def laid_out(
        self, line: Planned, day: Day, taken: Sequence[Event], own: tuple[tuple[str, int], ...]
    ) -> Timetable:
        """The same medicines as often are laid out the same way, so that is searched for once."""
        key = (line.item.id, tuple((event.name, event.every, event.hours) for event in taken), own)
        timetable = self.known.get(key)
        if timetable is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            timetable = self.known[key] = _Layout(self, line, day, taken, dict(own)).timetable()
        return timetable

    def taken(self, events: Iterable[Event], as_of: int) -> list[Event]:
        """The interacting medicines that are taken, or may be: each by its last start."""
        interacting = [event for event in events if event.name in self.interacting]
        if not interacting:
            return []
        interacting.sort(
            key=lambda event: (event.day[1], event.day[0], clock(event), event.recorded)
        )
        running, undecided = going_on(interacting, as_of)
        return sorted((*running, *undecided), key=lambda event: event.name)

    def kept(self, names: Sequence[str], other: Sequence[str]) -> Iterator[Interaction]:
        """The interactions of something of these names with something of the others."""
        for interaction in self.interactions:
            if not (
                set(interaction.apart_from).isdisjoint(other)
                or set(interaction.these).isdisjoint(names)
            ):
                yield interaction


class _Layout:
    """The timetable of one patient."""

    def __init__(
        self,
        of: Timetabler,
        line: Planned,
        day: Day,
        taken: Sequence[Event],
        own: Mapping[str, int],
    ) -> None:
        self.of, self.line, self.day, self.taken = of, line, day, taken
        times = {name: half_hour(text) for name, text in day_times(day).items()}
        self.times = times | {name: minute for name, minute in own.items() if name in times}
        self.own = own
        of_line = of.lines[line.item.id]
        self.by_medicine = [tuple(of.kept(of.names[event.name], of_line)) for event in taken]
        self.meals = tuple(of.kept((MEALS,), of_line))
        self.drinks = tuple(of.kept((DRINKS,), of_line))
        self.with_meals = [tuple(of.kept((MEALS,), of.names[event.name])) for event in taken]

    def timetable(self) -> Timetable:
        avoided = tuple(
            event.name
            for event, interactions in zip(self.taken, self.by_medicine, strict=True)
            if any(interaction.avoid for interaction in interactions)
        )
        everyone = range(len(self.taken))
        schedule = None if avoided else self.search(everyone)
        without = () if avoided or schedule else tuple(self.without(everyone))
        every, _ = often(self.line)
        return Timetable(
            item=self.line.item,
            day=self.day,
            every_day=every,
            rows=tuple(self.rows(schedule)) if schedule else (),
            times=tuple(self.times.items()),
            assumed=not set(self.times) <= set(self.own) or any(not e.every for e in self.taken),
            medicines=tuple(event.name for event in self.taken),
            not_combined=avoided,
            without=without,
            with_line=_each_once(self.meals, self.drinks, *self.by_medicine),
            others=_each_once(*self.with_meals, [pair for _, _, pair in self.pairs(everyone)]),
        )

    def without(self, everyone: range) -> Iterator[str]:
        for i in everyone:
            if self.search([j for j in everyone if j != i]):
                yield self.taken[i].name

    # Hours as half hours from waking

    def slot(self, name: str) -> int:
        return (self.times[name] - self.times["waking"]) // HALF_HOUR % SLOTS

    def search(self, medicines: Sequence[int]) -> Schedule | None:
        """The line first, then those of the medicines that are named by their place."""
        awake = (1 << self.slot("bed") + 1) - 1
        _, times = often(self.line)
        takers = [Taker(times, self.between_meals(self.meals, awake), self.gap(times))]
        for i in medicines:
            times = doses_a_day(self.taken[i])
            room = self.between_meals(self.with_meals[i], awake)
            usual = self.at_hours(self.taken[i].hours) or self.usual(times)
            takers.append(Taker(times, room, self.gap(times), usual))
        aparts = [
            Apart(1 + place, 0, *_slots(interaction.hours_before, interaction.hours_after))
            for place, i in enumerate(medicines)
            for interaction in self.by_medicine[i]
        ]
        aparts += [
            Apart(1 + i, 1 + j, *_slots(interaction.hours_before, interaction.hours_after))
            for i, j, interaction in self.pairs(medicines)
        ]
        return Search(takers, aparts).best(self.penalty())

    def between_meals(self, interactions: Iterable[Interaction], room: int) -> int:
        for interaction in interactions:
            clear = clear_of(*_slots(interaction.hours_after, interaction.hours_before))
            for meal in self.day.meals:
                room &= clear[self.slot(meal)]
        return room

    def pairs(self, medicines: Sequence[int]) -> Iterator[tuple[int, int, Interaction]]:
        """Of the medicines with each other, by their places among `medicines`."""
        names = [self.of.names[self.taken[i].name] for i in medicines]
        for i, first in enumerate(names):
            for j, other in enumerate(names):
                if i != j:
                    yield from ((i, j, interaction) for interaction in self.of.kept(first, other))

    def gap(self, times: int) -> int:
        return max(1, math.ceil(SLOTS / times * self.day.evenness)) if times > 1 else 1

    def usual(self, times: int) -> tuple[int, ...]:
        if times <= len(self.day.usual):
            return tuple(sorted(self.slot(name) for name in self.day.usual[times - 1]))
        bed = self.slot("bed")
        return tuple(round(i * bed / (times - 1)) for i in range(times))

    def at_hours(self, hours: Sequence[int]) -> tuple[int, ...]:
        """Where the doses stand by the record, which fixes their hours."""
        waking = self.times["waking"]
        return tuple(sorted({(minute - waking) // HALF_HOUR % SLOTS for minute in hours}))

    def penalty(self) -> list[int]:
        """Of each half hour: how many meals lie where nothing of `drinks` is to be taken."""
        meals = [0] * SLOTS
        for interaction in self.drinks:
            clear = clear_of(*_slots(interaction.hours_after, interaction.hours_before))
            for meal in self.day.meals:
                near = ~clear[self.slot(meal)]
                meals = [count + (near >> slot & 1) for slot, count in enumerate(meals)]
        return meals

    # Rows

    def rows(self, schedule: Schedule) -> list[Row]:
        assert self.line.item.prescribe is not None
        laid_rows = [
            Row(minute=self.times[meal], kind="meal", name=meal, keeps=self.meals)
            for meal in self.day.meals
        ]
        for slot in schedule[0]:
            minute = self.minute(slot)
            laid_rows.append(
                Row(
                    minute=minute,
                    kind="line",
                    name=self.line.item.prescribe.medicine,
                    keeps=(*self.meals, *self.drinks),
                    around=self.around(minute),
                )
            )
        pairs = list(self.pairs(range(len(self.taken))))
        for i, event in enumerate(self.taken):
            own = tuple(interaction for a, b, interaction in pairs if i in (a, b))
            keeps = _each_once(self.by_medicine[i], own, self.with_meals[i])
            for slot in schedule[1 + i]:
                row = Row(minute=self.minute(slot), kind="medicine", name=event.name, keeps=keeps)
                laid_rows.append(row)
        waking = self.times["waking"]
        laid_rows.sort(key=lambda row: ((row.minute - waking) % (24 * 60), row.kind, row.name))
        return laid_rows

    def minute(self, slot: int) -> int:
        return (self.times["waking"] + slot * HALF_HOUR) % (24 * 60)

    def around(self, minute: int) -> tuple[int, int] | None:
        """From when to when nothing is drunk that is kept apart from the line."""
        if not self.drinks:
            return None
        before = max(interaction.hours_before for interaction in self.drinks)
        after = max(interaction.hours_after for interaction in self.drinks)
        return int(minute - before * 60) % (24 * 60), int(minute + after * 60) % (24 * 60)


# Names and frequencies


def _names(name: str, guideline: Guideline) -> tuple[str, ...]:
    return (name, *guideline.medicines[name].groups)


def _line_names(item: Recommendation, guideline: Guideline) -> tuple[str, ...]:
    """Under which names the medicine of a recommendation is known, its courses included."""
    prescribe = item.prescribe
    if prescribe is None or item.action not in ("prescribe", "administer"):
        return ()
    gives = guideline.medicines[prescribe.medicine].gives
    courses = (
        name
        for name, course in guideline.courses.items()
        if course.gives in gives and (not course.routes or prescribe.route in course.routes)
    )
    return (*_names(prescribe.medicine, guideline), *courses)


def _each_once(*groups: Iterable[Interaction]) -> tuple[Interaction, ...]:
    return tuple(
        {interaction.name: interaction for some in groups for interaction in some}.values()
    )


def _slots(before: float, after: float) -> tuple[int, int]:
    return int(before * 2), int(after * 2)


def doses_a_day(event: Event) -> int:
    """Once where it is taken less often, or where it is not recorded how often."""
    if event.hours:
        return len(event.hours)
    return max(1, math.ceil(round(1 / event.every, 6))) if event.every else 1


def often(line: Planned) -> tuple[bool, int]:
    """Whether a line is for every day, and how many doses there are on its days."""
    prescribe = line.item.prescribe
    if prescribe is None or prescribe.every is None:
        return True, 1
    if prescribe.every.hours:
        return True, max(1, 24 // prescribe.every.hours)
    daily = prescribe.every == DAILY
    return daily, prescribe.frequency if daily else 1
