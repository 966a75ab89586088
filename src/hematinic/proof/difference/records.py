"""The patient of a proof as real events, planned by both versions.

A version leaves aside what it has no name for, as it would of any record. Where a fact is taken
otherwise, the events that give it are tried on the days that tell the two apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hematinic.expressions.logic import Value
from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.proof.difference.known import known_events, known_to, named
from hematinic.proof.difference.model import Kind
from hematinic.proof.difference.people import Person
from hematinic.proof.difference.seen import Apart, Seen, of_plan, unlike
from hematinic.proof.difference.versions import Both, Versions
from hematinic.proof.record_files import record_file
from hematinic.proof.vignettes import File, file_of
from hematinic.record.asof import seen_from
from hematinic.record.events import RecordError
from hematinic.record.patient_file import read_patient_file


@dataclass(frozen=True, slots=True)
class Planned:
    """One file, by both versions."""

    file: File
    plans: tuple[Plan, Plan]
    seen: tuple[Seen, Seen]
    unlike: dict[Kind, Apart]


class Records:
    def __init__(self, versions: Versions) -> None:
        self.versions, self.planners = versions, versions.planners
        self.guidelines = [planner.rules.guideline for planner in versions.planners]
        self.known: dict[str, Planned | None] = {}

    def planned(self, file: File) -> Planned | None:
        """None where a version refuses the file."""
        key = repr(file)
        if key not in self.known:
            try:
                plans = tuple(plan(planner, file) for planner in self.planners)
            except RecordError:
                self.known[key] = None
                return None
            before, after = (of_plan(p, each) for p, each in zip(self.planners, plans, strict=True))
            self.known[key] = Planned(file, plans, (before, after), unlike(before, after))  # type: ignore[arg-type]
        return self.known[key]

    def facts(self, person: Person) -> Both:
        """What each version takes from his record."""
        before, after = (
            planner.extractor.facts(known_events(guideline, person.record), person.day).values
            for planner, guideline in zip(self.planners, self.guidelines, strict=True)
        )
        return before, after

    def taken_otherwise(self, person: Person) -> dict[str, tuple[Value, Value]]:
        """What the two versions take from his record, where it is not the same."""
        (before, after), slots = self.facts(person), [p.rules.slots for p in self.planners]
        taken = {
            name: (before[slots[0][name]], after[slots[1][name]])
            for name in self.versions.apart.changed
        }
        return {name: both for name, both in taken.items() if both[0] != both[1]}

    def person(self, planned: Planned) -> Person:
        day = date.fromisoformat(str(planned.file["as_of"])).toordinal()
        file = known_to(self.guidelines[1], planned.file)
        return Person(read_patient_file(file, self.guidelines[1], day), day)

    def file(self, person: Person) -> File:
        """Of somebody whose events the later version has names for."""
        file = record_file(person.record, self.guidelines[1], person.day)
        file["patient"]["id"] = "shown"
        return file

    def files(self, both: Both) -> Iterator[File]:
        """Those that may give these facts."""
        before, after = (
            file_of(planner.rules, facts)
            for planner, facts in zip(self.planners, both, strict=True)
        )
        written = [after, before, together(after, before)]
        seen: list[File] = []
        for file in written:
            file["patient"]["id"] = "shown"
            if file not in seen:
                seen.append(file)
                yield file
        for file in seen:
            yield from self.moved(file)
            yield from self.exchanged(file)

    def exchanged(self, file: File) -> Iterator[File]:
        """With another medicine of the same course in the place of each."""
        courses = self.guidelines[1].courses.values()
        medicines = self.guidelines[1].medicines
        for name in dict.fromkeys(named(event) for event in file["events"]):
            for other in medicines.values() if name in medicines else ():
                if other.name != name and any(
                    course.gives in other.gives and course.gives in medicines[name].gives
                    for course in courses
                ):
                    events = [_renamed(event, name, other.name) for event in file["events"]]
                    yield file | {"events": events}

    def moved(self, file: File) -> Iterator[File]:
        """With the events of facts that are taken otherwise on other days."""
        names, ago = self.told_apart
        today = date.fromisoformat(str(file["as_of"]))
        for i, event in enumerate(file["events"]):
            if named(event) not in names:
                continue
            for back in ago:
                moved = event | {"on": (today - timedelta(days=back)).isoformat()}
                yield file | {"events": [*file["events"][:i], moved, *file["events"][i + 1 :]]}

    @property
    def told_apart(self) -> tuple[frozenset[str], list[int]]:
        """The names of the events of such facts, and how long ago a day tells them apart."""
        names, ago = set[str](), set[int]()
        for guideline in self.guidelines:
            for name in self.versions.apart.own | {*self.versions.apart.gone}:
                names |= {*_events_of(guideline, name)}
                ago |= {*_ends(guideline, name)}
        return frozenset(names), sorted({0, *ago})


def plan(planner: Planner, file: File) -> Plan:
    """Raises RecordError."""
    guideline = planner.rules.guideline
    today = date.fromisoformat(str(file["as_of"])).toordinal()
    record = read_patient_file(known_to(guideline, file), guideline, today)
    return planner.plan(seen_from(record, today), today)


def _renamed(event: dict[str, Any], name: str, other: str) -> dict[str, Any]:
    return {key: other if value == name else value for key, value in event.items()}


def together(first: File, second: File) -> File:
    """The events of both; of one of the same name and day that of the first."""
    events = {(named(event), str(event["on"])): event for event in second["events"]}
    events |= {(named(event), str(event["on"])): event for event in first["events"]}
    both = second | first
    return both | {"events": sorted(events.values(), key=lambda event: str(event["on"]))}


def _events_of(guideline: Guideline, name: str) -> Iterator[str]:
    if name in guideline.elements:
        yield name
    elif name in guideline.facts:
        of = selector(verb(guideline.facts[name])[1])[1]
        course = guideline.courses.get(of)
        yield of
        for medicine in guideline.medicines.values():
            if of in medicine.groups or (course and course.gives in medicine.gives):
                yield medicine.name


def _ends(guideline: Guideline, name: str) -> Iterator[int]:
    """Of the windows in which it looks at events: their last days and the first ones beyond."""
    spans: list[str] = []
    if name in guideline.elements:
        element = guideline.elements[name]
        spans += (element.valid_for, element.absent_for)
    elif name in guideline.facts:
        spans += _spans(guideline.facts[name], guideline)
    for span in filter(None, spans):
        end = int(days(span))
        yield from (end for end in (end - 1, end, end + 1) if end >= 0)


def _spans(fact: Fact, guideline: Guideline) -> Iterator[str]:
    yield from (fact.within, fact.older, fact.before_start, fact.apart)
    of = selector(verb(fact)[1])[1]
    for course in (of, fact.course):
        if course in guideline.courses:
            yield guideline.courses[course].gap
