"""The patient of a proof as real events, planned by both versions.

A version leaves aside what it has no name for, as it would of any record. Where a fact is taken
otherwise, the events that give it are tried on the days that tell the two apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.proof.difference.model import Kind
from hematinic.proof.difference.seen import Apart, Seen, of_plan, unlike
from hematinic.proof.difference.versions import Both, Versions
from hematinic.proof.vignettes import File, file_of
from hematinic.record.asof import seen_from
from hematinic.record.events import RecordError
from hematinic.record.patient_file import read_patient_file
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import patients

PATIENTS, DAYS = 150, 4
"""How many made-up patients are looked through, on about so many days each."""

SIGNS = ("observed", "present", "absent", "done", "given", "started", "stopped", "ordered",
         "booked")  # fmt: skip
"""The keys of an event that hold what it is of."""


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
        self.drawn: list[Planned] | None = None

    def planned(self, file: File) -> Planned | None:
        """None where a version refuses the file."""
        key = repr(file)
        if key not in self.known:
            try:
                plans = tuple(plan(planner, file) for planner in self.planners)
            except RecordError:
                self.known[key] = None
                return None
            one, other = (of_plan(p, made) for p, made in zip(self.planners, plans, strict=True))
            self.known[key] = Planned(file, plans, (one, other), unlike(one, other))  # type: ignore[arg-type]
        return self.known[key]

    def files(self, both: Both) -> Iterator[File]:
        """Those that may give these facts."""
        one, other = (
            file_of(planner.rules, facts)
            for planner, facts in zip(self.planners, both, strict=True)
        )
        written = [other, one, together(other, one)]
        seen: list[File] = []
        for file in written:
            file["patient"]["id"] = "shown"
            if file not in seen:
                seen.append(file)
                yield file
        for file in seen:
            yield from self.moved(file)

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

    def sampled(self) -> Iterator["Planned | None"]:
        """Made-up patients, each on some days of a story; those whose plans differ are kept."""
        if self.drawn is None:
            self.drawn = []
            for file in sampled_files(PATIENTS):
                if (planned := self.planned(file)) is not None and planned.unlike:
                    self.drawn.append(planned)
        yield from self.drawn

    @property
    def told_apart(self) -> tuple[frozenset[str], list[int]]:
        """The names of the events of such facts, and how long ago a day tells them apart."""
        names, ago = set[str](), set[int]()
        for guideline in self.guidelines:
            for name in self.versions.apart.own | {*self.versions.apart.gone}:
                names |= {*_events_of(guideline, name)}
                ago |= {*_ends(guideline, name)}
        return frozenset(names), sorted({0, *ago})


def sampled_files(count: int) -> Iterator[File]:
    for simulated in patients(count, seed=1):
        file = as_patient_file(simulated)
        file["patient"]["id"] = "shown"
        for visit in simulated.visits[:: max(1, len(simulated.visits) // DAYS)]:
            day = date.fromordinal(int(visit)).isoformat()
            past = [event for event in file["events"] if str(event["on"])[:10] <= day]
            yield file | {"as_of": day, "events": past}


def plan(planner: Planner, file: File) -> Plan:
    """Raises RecordError."""
    guideline = planner.rules.guideline
    today = date.fromisoformat(str(file["as_of"])).toordinal()
    record = read_patient_file(known_to(guideline, file), guideline, today)
    return planner.plan(seen_from(record, today), today)


def known_to(guideline: Guideline, file: File) -> File:
    """Without what the guideline has no name for."""
    names = guideline.elements.keys() | guideline.medicines.keys()
    found = file | {"events": [event for event in file["events"] if named(event) in names]}
    if "local_limits" in file:
        own = {limit.local: limit.of for limit in guideline.limits.values()}
        found["local_limits"] = {
            of: {key: value for key, value in assay.items()
                 if key in ("laboratory", "source") or own.get(key) == of}
            for of, assay in file["local_limits"].items()
        }  # fmt: skip
    return found


def named(event: dict[str, Any]) -> str:
    return next((event[sign] for sign in SIGNS if sign in event), "")


def together(one: File, other: File) -> File:
    """The events of both; of one of the same name and day that of the first."""
    events = {(named(event), str(event["on"])): event for event in other["events"]}
    events |= {(named(event), str(event["on"])): event for event in one["events"]}
    found = other | one
    return found | {"events": sorted(events.values(), key=lambda event: str(event["on"]))}


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
