"""Which questions and timetables differ: what a plan holds beside its decisions.

The solver's formulas do not hold them. Where all that they are made of reads the same in both
versions it is proved that the same is asked and laid out. Else made-up people are looked through:
of how many it is otherwise is told, each with one of them; that it is so of nobody else is not
proved.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import msgspec

from hematinic.expressions.smt_values import conjunction
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.proof.difference.apart import Alike
from hematinic.proof.difference.known import known_events
from hematinic.proof.difference.model import Beside, Otherwise
from hematinic.proof.difference.people import Person
from hematinic.proof.difference.records import Records
from hematinic.proof.difference.showing import Showing
from hematinic.proof.difference.versions import Versions
from hematinic.record.events import Event, Record

ONE_IN = 4
"""Of the people who are there so many are looked at."""

Told = Callable[[Plan], Mapping[str, str]]
"""What of a plan is compared, by its name."""


def questions(showing: Showing) -> Beside:
    """What is asked of whom, in which words; not in which order."""
    if _asks_the_same(showing.versions):
        return Beside(proved=True)
    return _looked_through(showing.records, showing.others[::ONE_IN], _asked)


def timetables(showing: Showing) -> Beside:
    """How a day is laid out. Where that is done the same way, days differ with the lines alone."""
    records = showing.records
    before, after = (_of_days(planner) for planner in records.planners)
    if before == after:
        return Beside(proved=True)
    offered = _offered(showing)
    taking = [each for person in offered for each in _taking(records.planners, person)]
    return _looked_through(records, [*showing.others[::ONE_IN], *taking], _laid_out)


# Whether both are made the same way


def _asks_the_same(versions: Versions) -> bool:
    rules = [planner.rules for planner in versions.planners]
    (before, names), (after, _) = (_asking(planner) for planner in versions.planners)
    alike = Alike(rules[0], rules[1], versions.apart.own)
    return before == after and all(map(alike.same, names))


def _asking(planner: Planner) -> tuple[object, list[str]]:
    """What a guideline says of its questions, and the names of what they are open for."""
    unknowns, guideline, names = planner.unknowns, planner.rules.guideline, planner.rules.names
    weighed = [(item, names[slot], weight) for item, slot, weight in unknowns.weighed]
    against = [(item, names[when], names[slot]) for item, when, slot in unknowns.against]
    still_open = [names[slot] for slot in unknowns.open_questions]
    wording = [(names[bit], asked) for bit, asked in unknowns.questions.items()]
    reads = [name for _, *each in (*weighed, *against) for name in each if isinstance(name, str)]
    asking = (weighed, against, still_open, wording, unknowns.asked_of, guideline.elements)
    return asking, [*reads, *still_open]


def _of_days(planner: Planner) -> object:
    guideline, timetabler = planner.rules.guideline, planner.timetabler
    lines = [
        (item.id, item.prescribe, timetabler.lines[item.id])
        for item in guideline.recommendations
        if item.id in timetabler.lines
    ]
    return guideline.day, guideline.interactions, guideline.medicines, lines


# Who is looked at


def _asked(plan: Plan) -> dict[str, str]:
    return {missing.element: missing.question for missing in plan.missing}


def _laid_out(plan: Plan) -> dict[str, str]:
    day = plan.timetable
    if day is None:
        return {}
    rows = [f"{row.minute // 60:02d}:{row.minute % 60:02d} {row.name}" for row in day.rows]
    kept = [f"{gap.label} {gap.hours_before:g} h before or {gap.hours_after:g} h after"
            for gap in dict.fromkeys(day.keeps)]  # fmt: skip
    laid = ", ".join(rows) or f"not on one day with {', '.join(day.not_combined or day.without)}"
    return {day.item.id: f"{laid} ({'; '.join(kept)})"}


def _offered(showing: Showing) -> Iterator[Person]:
    """For each line that is laid out where something interacts with it, somebody whom both versions
    offer it: the solver's patient, or the first of the people."""
    versions, records = showing.versions, showing.records
    lines = [planner.timetabler.lines for planner in records.planners]
    for line in dict.fromkeys(name for of_one in lines for name in of_one):
        if all(line in of_one for of_one in lines):
            stands = conjunction(*(world.standing(line) for world in versions.worlds))
            versions.link()
            model = versions.plain_model(stands)
            files = records.files(versions.patient(model)) if model is not None else ()
            solved = (
                records.person(planned) for file in files if (planned := records.planned(file))
            )
            offered = (
                each for each in chain(solved, showing.others) if _is_in(records, each, line)
            )
            yield from islice(offered, 1)


def _is_in(records: Records, person: Person, line: str) -> bool:
    """In the plan of each version."""
    plans = (
        planner.plan(known_events(guideline, person.record), person.day)
        for planner, guideline in zip(records.planners, records.guidelines, strict=True)
    )
    return all(
        any(recommended.item.id == line for recommended in plan.recommendations) for plan in plans
    )


def _taking(planners: Sequence[Planner], person: Person) -> Iterator[Person]:
    names = dict.fromkeys(
        name for planner in planners for name in sorted(planner.timetabler.interacting)
    )
    for name in names:
        begun = Event(kind="started", name=name, day=(person.day, person.day))
        events = (*person.record.events, begun)
        yield Person(msgspec.structs.replace(person.record, events=events), person.day)


def _looked_through(records: Records, people: Sequence[Person], reading: Told) -> Beside:
    people_of: dict[tuple[str, str, str], list[Person]] = {}
    differ = 0
    for person in people:
        before, after = (
            reading(planner.plan(known_events(guideline, person.record), person.day))
            for planner, guideline in zip(records.planners, records.guidelines, strict=True)
        )
        differ += before != after
        for name in dict.fromkeys((*before, *after)):
            change = (name, before.get(name, ""), after.get(name, ""))
            if change[1] != change[2]:
                people_of.setdefault(change, []).append(person)
    changes = (_otherwise(records, change, those) for change, those in people_of.items())
    most = sorted(changes, key=lambda change: -change.people)
    return Beside(proved=False, looked=len(people), differ=differ, changes=tuple(most))


def _otherwise(
    records: Records, change: tuple[str, str, str], people: Sequence[Person]
) -> Otherwise:
    """With the one of whom least is recorded."""
    name, before, after = change
    least = min(people, key=lambda person: len(person.record.events))
    return Otherwise(
        name=name, before=before, after=after, people=len(people), file=_file(records, least)
    )


def _file(records: Records, person: Person) -> dict[str, Any]:
    names = records.guidelines[1].elements.keys() | records.guidelines[1].medicines.keys()
    events = tuple(event for event in person.record.events if event.name in names)
    record: Record = msgspec.structs.replace(person.record, events=events)
    return records.file(Person(record, person.day))
