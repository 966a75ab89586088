"""Patients of whom the solver knows nothing: made-up stories, and any events at all.

What many of them show need not be asked of a solver, and a record is there already. Where a change
touches much, they are looked through first; where the solver's own patient is one whom no record
gives, they are looked through at last.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import islice

import msgspec

from hematinic.guideline.rules import Rules
from hematinic.proof.difference.known import known_to
from hematinic.proof.generated import generated
from hematinic.proof.generated_pairs import with_known_days
from hematinic.record.asof import seen_from
from hematinic.record.events import Record
from hematinic.record.patient_file import read_patient_file
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import patients

STORIES, VISITS, ANY = 150, 4, 1200
"""How many stories, each on about so many days; and how many of any events at all."""

SEED = 24


@dataclass(frozen=True, slots=True)
class Person:
    record: Record
    day: int


def people(rules: Rules) -> Iterator[Person]:
    """With days that are known, and events that the guideline has names for."""
    guideline = rules.guideline
    for simulated in patients(STORIES, SEED):
        file = known_to(guideline, as_patient_file(simulated))
        record = read_patient_file(file, guideline, simulated.visits[-1])
        visits = simulated.visits[:: max(1, len(simulated.visits) // VISITS)]
        for visit in islice(visits, VISITS):
            yield Person(seen_from(record, int(visit)), int(visit))
    day = date.fromisoformat(guideline.header.last_updated).toordinal()
    for record in map(with_known_days, generated(guideline, day, ANY, SEED)):
        yield Person(record, day)


def plainer(person: Person, holds: Callable[[Person], bool]) -> Person:
    """Without the events, and what else, that are not needed for it to hold: many are left out at
    once, and fewer where that is too many."""
    record = person.record
    for tried in (
        msgspec.structs.replace(record, local_limits=()),
        msgspec.structs.replace(record, jurisdiction=""),
    ):
        if tried != record and holds(Person(tried, person.day)):
            record = tried
    size = max(1, len(record.events) // 2)
    while size:
        start = 0
        while start < len(record.events):
            events = record.events[:start] + record.events[start + size :]
            tried = msgspec.structs.replace(record, events=events)
            if holds(Person(tried, person.day)):
                record = tried
            else:
                start += size
        size //= 2
    return Person(record, person.day)


def crossed(person: Person, other: Person) -> Person:
    """Somebody with what happened to another besides, as long before his own day."""
    by = person.day - other.day
    more = tuple(
        msgspec.structs.replace(event, day=(event.day[0] + by, event.day[1] + by), instant=-1)
        for event in other.record.events
    )
    events = sorted((*person.record.events, *more), key=lambda event: event.day)
    return Person(msgspec.structs.replace(person.record, events=tuple(events)), person.day)


def part(person: Person, i: int, of: int) -> Person:
    """With one in so many of what happened to him, from the i-th on."""
    events = person.record.events[i::of]
    return Person(msgspec.structs.replace(person.record, events=events), person.day)


def on_other_days(person: Person, names: Set[str], ago: Sequence[int]) -> Iterator[Person]:
    """With the last event of such a name so many days ago."""
    events = [event for event in person.record.events if event.name in names]
    for back in ago if events else ():
        day = person.day - back
        moved = msgspec.structs.replace(events[-1], day=(day, day), instant=-1)
        others = (event for event in person.record.events if event is not events[-1])
        both = tuple(sorted((*others, moved), key=lambda event: event.day))
        yield Person(msgspec.structs.replace(person.record, events=both), person.day)
