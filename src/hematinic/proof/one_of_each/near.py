"""Everybody who is nearly the same patient: each differs in one thing.

`Step.kind` orders them by how much they tell a reader: a result on the other side of its limit or a
sign that is absent before an event that is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hematinic.expressions.logic import Value
from hematinic.guideline.model import Element, Medicine
from hematinic.guideline.names import PATIENT, selector, verb
from hematinic.guideline.rules import Rules
from hematinic.proof.one_of_each.pair import Event
from hematinic.proof.one_of_each.smaller import changed, without
from hematinic.proof.vignettes import File
from hematinic.record.patient_event import ACTIVITIES, SEVERITIES, VERBS
from hematinic.record.patient_file import SEXES

NUMBER, DAY = "number", "day"

SHIFTS = (1, 2, 4, 7, 14, 30, 60, 90, 180, 365, 730, 1500, 4000)
"""Days by which something is earlier or later, before the limit between is looked for."""

TIMES = (0.97, 1.03, 0.9, 1.1, 0.8, 1.25, 0.65, 1.5, 0.5, 2, 0.3, 3, 0.1, 10, 0.01, 0.001)
INTERVALS = ("12 h", "1 d", "2 d", "7 d", "60 d")


@dataclass(frozen=True, slots=True)
class Step:
    kind: int
    about: str
    """The name of the element or medicine, or of what is changed of the person."""
    file: File
    between: tuple[str, int, str] | None = None
    """Of a number or a day: which, of which event (-1: the person), by which key. What lies between
    the two is looked at more closely."""


class Neighbors:
    def __init__(self, rules: Rules) -> None:
        self.rules, self.guideline = rules, rules.guideline

    def of(self, file: File, rule: str) -> Iterator[Step]:
        for i, event in enumerate(file["events"]):
            yield from self.of_event(file, i, event)
        yield from self.with_more(file, rule)
        yield from self.of_person(file)

    def about(self, event: Event) -> str:
        return str(event[next(verb for verb in VERBS if verb in event)])

    # One event otherwise

    def missed(self, file: File, name: str) -> int:
        """The kind of the step that leaves an event out: one of a row of four doses or more tells
        most."""
        alike = sum(self.about(event) == name for event in file["events"])
        return 0 if alike >= 4 else 4

    def of_event(self, file: File, i: int, event: Event) -> Iterator[Step]:
        verb_written = next(verb for verb in VERBS if verb in event)
        name = str(event[verb_written])
        yield Step(self.missed(file, name), name, changed(file, i))
        if verb_written not in ("ordered", "booked"):  # which are of the day of the plan
            yield from (
                Step(1, name, changed(file, i, event | {"on": day}), (DAY, i, "on"))
                for day in _shifted(event["on"], SHIFTS)
            )
        if name in self.guideline.elements:
            element = self.guideline.elements[name]
            for kind, other, between in self.of_element(element, verb_written, event):
                yield Step(
                    kind, name, changed(file, i, other), (NUMBER, i, between) if between else None
                )
        else:
            medicine = self.guideline.medicines[name]
            for kind, other, between in self.of_medicine(medicine, verb_written, event):
                yield Step(
                    kind, name, changed(file, i, other), (NUMBER, i, between) if between else None
                )

    def of_element(
        self, element: Element, verb_written: str, event: Event
    ) -> Iterator[tuple[int, Event, str]]:
        if verb_written in ("present", "absent"):
            other = "absent" if verb_written == "present" else "present"
            flipped = {other if key == verb_written else key: value for key, value in event.items()}
            yield 0, without(flipped, "severity", "activity"), ""
            for key, options in (("severity", SEVERITIES), ("activity", ACTIVITIES)):
                if key in event:
                    yield from (
                        (0, event | {key: option}, "") for option in options if option != event[key]
                    )
        if verb_written != "observed":
            return
        value = event["value"]
        if element.kind == "result":
            yield from (
                (0, event | {"value": option}, "") for option in element.options if option != value
            )
        elif isinstance(value, int | float):
            yield from (
                (0, event | {"value": number}, "value")
                for number in self.numbers(element, value, event)
            )

    def numbers(self, element: Element, value: float, event: Event) -> Iterator[float]:
        low, high = element.possible or (0.0, 1e6)
        known = self.rules.compared.get(element.same_as or element.name, ())
        limits = [
            limit.number for limit in self.guideline.limits.values() if limit.of == element.name
        ]
        step = 10.0**-element.decimals
        near = [number + side * step for number in (*known, *limits) for side in (-1, 0, 1)]
        near += [value * times for times in TIMES]
        if event.get("unit", element.unit) != element.unit:
            near = [value * times for times in TIMES]
        printable = {
            _plain(round(number, element.decimals)) for number in near if low <= number <= high
        }
        yield from sorted(printable - {value}, key=lambda number: abs(number - value))

    def of_medicine(
        self, medicine: Medicine, verb_written: str, event: Event
    ) -> Iterator[tuple[int, Event, str]]:
        if isinstance(event.get("dose"), int | float):
            for times in TIMES:
                yield 1, event | {"dose": _plain(round(event["dose"] * times, 3))}, "dose"
        if "every" in event:
            yield from ((2, event | {"every": interval}, "") for interval in INTERVALS)
        for route in medicine.routes:
            if route != event.get("route", medicine.routes[0]):
                yield 2, event | {"route": route}, ""
        if "because" in event or verb_written == "stopped":
            for words in self.guideline.header.reasons.values():
                plainest = max(words, key=lambda reason: (" " in reason, len(reason)))
                yield 2, event | {"because": plainest}, ""
        for other in self.guideline.medicines.values():
            alike = {*medicine.gives, *medicine.groups} & {*other.gives, *other.groups}
            by = event.get("route", other.routes[0]) in other.routes
            if other.name != medicine.name and alike and by:
                yield 3, without(event | {verb_written: other.name}, "tablet", "product"), ""

    # One event more

    def with_more(self, file: File, rule: str) -> Iterator[Step]:
        today = date.fromisoformat(file["as_of"])
        recent = (today - timedelta(days=2)).isoformat()
        had = {self.about(event) for event in file["events"]}
        for name in self.read(rule):
            if name in had or name in PATIENT:
                continue
            for event in self.such(name, recent, today.isoformat()):
                events = sorted([*file["events"], event], key=lambda dated: str(dated["on"]))
                yield Step(2, name, {**file, "events": events})

    def such(self, name: str, recent: str, today: str) -> Iterator[Event]:
        element = self.guideline.elements.get(name)
        if element is None:
            yield {"on": today, "given": name}
            yield {"on": recent, "started": name}
            yield {"on": today, "ordered": name}
        elif element.kind == "condition":
            yield {"on": recent, "present": name}
            yield {"on": recent, "absent": name}
        elif element.kind == "procedure":
            yield {"on": recent, "done": name}
        elif element.kind == "result":
            yield from (
                {"on": recent, "observed": name, "value": option} for option in element.options
            )
        else:
            low, high = element.plausible or element.possible or (1.0, 100.0)
            for number in (low + (high - low) * part for part in (0.1, 0.35, 0.6)):
                value = _plain(round(number, 0 if number >= 10 else element.decimals))
                yield {"on": recent, "observed": name, "value": value, "unit": element.unit}

    def read(self, rule: str) -> list[str]:
        """What a rule asks of, through whatever it is made of: elements, medicines, parts of the
        person."""
        names: dict[str, None] = {}
        for name in facts_read(self.rules, rule):
            if name in PATIENT:
                names[name] = None
            elif name in self.guideline.facts:
                name_of_events = selector(verb(self.guideline.facts[name])[1])[1]
                names |= dict.fromkeys(self.recorded(name_of_events))
            else:
                names |= dict.fromkeys(self.recorded(name))
        return list(names)

    def recorded(self, name: str) -> Iterator[str]:
        """What an event can name, of a name that may be of a group or of a course."""
        course = self.guideline.courses.get(name)
        if name in self.guideline.elements or name in self.guideline.medicines:
            yield name
            return
        for medicine in self.guideline.medicines.values():
            of_course = course and course.gives in medicine.gives
            by = not course or not course.routes or medicine.routes[0] in course.routes
            if name in medicine.groups or (of_course and by):
                yield medicine.name
                return

    # The person otherwise

    def of_person(self, file: File) -> Iterator[Step]:
        person = file["patient"]
        for day in _shifted(person.get("birth_date", ""), [365 * years for years in AGES]):
            changed_who = {**file, "patient": person | {"birth_date": day}}
            yield Step(2, "age", changed_who, (DAY, -1, "birth_date"))
        for sex in SEXES[:2]:
            if person.get("sex") != sex:
                yield Step(2, "sex", {**file, "patient": person | {"sex": sex}})
        for other in PATIENT["jurisdiction"].options or ():
            if file.get("jurisdiction", self.guideline.header.jurisdiction) != other:
                yield Step(2, "jurisdiction", {**file, "jurisdiction": other})
        for day in _shifted(file["as_of"], SHIFTS):
            yield Step(3, "as_of", {**file, "as_of": day}, (DAY, -1, "as_of"))
        for name, assay in file.get("local_limits", {}).items():
            yield from self.of_limits(file, name, assay)

    def of_limits(self, file: File, name: str, assay: Mapping[str, Any]) -> Iterator[Step]:
        limits = file["local_limits"]
        less = {key: value for key, value in limits.items() if key != name}
        yield Step(2, name, {**file, "local_limits": less})
        for limit in self.guideline.limits.values():
            if limit.of == name and limit.local in assay:
                written = f"{limit.number:.10g} {self.guideline.elements[name].unit}"
                own = {**assay, limit.local: written}
                yield Step(0, name, {**file, "local_limits": {**limits, name: own}})


AGES = (1, 2, 5, 10, 20, 30, 40, 50, 60)


def facts_read(rules: Rules, rule: str) -> list[str]:
    """The facts that a rule, or what speaks against it, rests on."""
    line = rules.layout.recommendations.get(rule)
    slots = (
        rules.items[rule].when if rule in rules.items else rules.slots[rule],
        *(line.against if line else ()),
    )
    bits = 0
    for slot in slots:
        bits |= rules.reads.get(slot, 0)
    return [rules.names[slot] for slot in range(rules.facts) if bits >> slot & 1]


def _shifted(day: Value | str, by: Any) -> Iterator[str]:
    try:
        known = date.fromisoformat(str(day))
    except ValueError:
        return
    for days in by:
        yield (known - timedelta(days=days)).isoformat()
        yield (known + timedelta(days=days)).isoformat()


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number
