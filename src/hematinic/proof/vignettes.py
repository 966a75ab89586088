"""The patient of a proof as a patient file, so that anybody can run `hematinic plan` on it.

A proof knows facts, a file knows events. Each fact is written as the event that would give it;
then the file is read again, and what comes out is compared. Where no file can give a fact (a
result recorded twice at once, with two values), that is said, and the facts stand beside it.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from hematinic.expressions.logic import STEP, Span, Value
from hematinic.guideline.model import Element, Fact, Medicine
from hematinic.guideline.names import PATIENT, selector, verb
from hematinic.guideline.quantities import days, offset
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.record.events import RecordError
from hematinic.record.patient_file import read_patient_file

File = dict[str, Any]
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Vignette:
    """A patient file, and what of the facts it does not give back."""

    file: File
    facts: tuple[Value, ...] | None
    """As extraction takes them from the file; None where the file is refused."""
    differs: tuple[str, ...]
    """Names of facts that come out otherwise than the proof had them."""

    @property
    def text(self) -> str:
        return written(self.file)


def written(file: File) -> str:
    """As YAML, an event a line."""
    out = StringIO()
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 100
    yaml.dump(file, out)
    return out.getvalue()


def file_of(rules: Rules, facts: Sequence[Value], only: Set[str] | None = None) -> File:
    """Each fact as the event that would give it; `only`: of these names."""
    return _Writer(rules, facts, only).file()


def vignette(planner: Planner, facts: Sequence[Value]) -> Vignette:
    rules = planner.rules
    file = file_of(rules, facts)
    try:
        today = int(_ends(facts[rules.slots["as_of"]])[0])
        record = read_patient_file(file, rules.guideline, today)
        extracted = planner.extractor.facts(seen_from(record, today), today).values
    except RecordError as error:
        return Vignette(file, None, tuple(map(str, error.problems)))
    differs = [
        name
        for slot, name in enumerate(rules.names[: rules.facts])
        if not _same(extracted[slot], facts[slot])
    ]
    return Vignette(file, tuple(extracted[: rules.facts]), tuple(differs))


def _same(value: Value, meant: Value) -> bool:
    if isinstance(value, tuple) and isinstance(meant, tuple):
        return all(abs(a - b) < 1e-6 for a, b in zip(value, meant, strict=True))
    return value == meant


def _ends(value: Value) -> Span:
    assert isinstance(value, tuple)
    return value


class _Writer:
    def __init__(self, rules: Rules, facts: Sequence[Value], only: Set[str] | None) -> None:
        self.rules, self.guideline, self.only = rules, rules.guideline, only
        self.values = dict(zip(rules.names[: rules.facts], facts, strict=False))
        self.unrecorded = dict(zip(rules.names[: rules.facts], rules.defaults, strict=False))
        self.today = date.fromordinal(int(_ends(self.values["as_of"])[0]))
        self.events: dict[tuple[str, str, str], Event] = {}

    def file(self) -> File:
        for name, value in self.values.items():
            if name in PATIENT or value == self.unrecorded[name]:
                continue
            if self.only is not None and name not in self.only:
                continue
            if name in self.guideline.elements:
                stated = "present " if value is True else "absent " if value is False else ""
                latest = self.date_of(f"latest {stated}{name}") or self.date_of(f"latest {name}")
                self.element(self.guideline.elements[name], value, latest)
            elif name in self.guideline.facts:
                self.fact(name, self.guideline.facts[name], value)
        events = sorted(self.events.values(), key=lambda event: str(event["on"]))
        return {
            "patient": self.patient(),
            "as_of": self.today.isoformat(),
            "jurisdiction": self.values.get("jurisdiction"),
            **self.local_limits(),
            "events": events,
        }

    def local_limits(self) -> File:
        """What differs from the guideline's, as a site would set it."""
        limits: File = {}
        for name, limit in self.guideline.limits.items():
            if self.values[name] != self.unrecorded[name]:
                low, _ = _ends(self.values[name])
                unit = self.guideline.elements[limit.of].unit
                assay = limits.setdefault(limit.of, {"laboratory": "any", "source": "a proof"})
                assay[limit.local] = f"{low:.10g} {unit}"
        return {"local_limits": limits} if limits else {}

    def patient(self) -> File:
        patient: File = {"id": "counterexample", "sex": self.values["sex"]}
        if isinstance(age := self.values["age"], tuple):
            birth = self.today - timedelta(days=round(age[1] * 365.2425) + 30)
            patient["birth_date"] = birth.isoformat() if age[0] == age[1] else str(birth.year)
        return patient

    def add(self, what: str, name: str, on: date | str, **more: Any) -> None:
        day = str(on)
        event = self.events.setdefault((what, name, day), {"on": day, what: name})
        event.update({key: value for key, value in more.items() if value is not None})

    # Elements

    def element(self, element: Element, value: Value, on: date | None = None) -> None:
        day = on or self.today
        match value:
            case None if element.kind == "condition":
                # Recorded both ways, and nothing tells which came later.
                self.add("present", element.name, f"{day:%Y-%m}")
                self.add("absent", element.name, day)
            case bool():
                kinds = {"procedure": "done", "condition": "present" if value else "absent"}
                self.add(kinds[element.kind], element.name, day)
            case str():
                self.add("observed", element.name, day, value=value)
            case (low, high):
                written = number_written(low, high, element)
                self.add("observed", element.name, day, value=written, unit=element.unit)

    def some(self, element: Element, on: date) -> None:
        """Any result, of which nothing but the day matters, where none lies there already."""
        if ("observed", element.name, str(on)) in self.events:
            return
        low, high = element.plausible or element.possible or (0.0, 1.0)
        if element.kind == "quantity":
            self.element(element, ((low + high) / 2, (low + high) / 2), on)
        elif element.kind == "result":
            self.element(element, element.options[0], on)
        else:
            self.element(element, True, on)

    # Facts

    def fact(self, name: str, fact: Fact, value: Value) -> None:
        which, of = verb(fact)
        kind, named = selector(of)
        on = self.day(fact, value)
        if named in self.guideline.elements:
            self.of_element(self.guideline.elements[named], fact, kind, value, on)
            return
        medicine = self.medicine(named)
        if medicine is None or value in (None, False):
            return
        if which == "count":
            last = self.date_of(f"given {named}") or on
            for back in range(min(int(_ends(value)[0]), 40)):
                self.take(medicine, named, "given", last - timedelta(days=2 * back))
        elif which in ("active", "course_start"):
            self.take(medicine, named, "started", on)
        elif which == "course_current":
            if not self.is_running(named):
                self.take(medicine, named, "started", self.today - timedelta(days=20))
                self.take(medicine, named, "stopped", self.today - timedelta(days=1))
        else:
            self.take(medicine, named, kind or "given", on, **self.taken(fact, value))

    def of_element(self, element: Element, fact: Fact, kind: str, value: Value, on: date) -> None:
        match fact.take:
            case "date" if kind in ("present", "absent"):
                self.add(kind, element.name, on)
            case "date":  # the value itself, if it is known, lies on that day
                if self.values[element.name] == self.unrecorded[element.name]:
                    self.some(element, on)
            case "severity" | "activity":
                self.add("present", element.name, on, **{fact.take: value})
            case "lower_limit":
                low, high = _ends(value)[0], (element.possible or (0.0, 1e6))[1]
                self.add("observed", element.name, on, reference=[low, max(low, high)])
            case "upper_limit":
                low, high = (element.possible or (0.0, 1e6))[0], _ends(value)[1]
                self.add("observed", element.name, on, reference=[min(low, high), high])
            case _ if kind in ("present", "absent", "done"):
                self.add(kind, element.name, on)
            case _ if verb(fact)[0] == "ever" and value:
                self.add("done" if element.kind == "procedure" else "present", element.name, on)
            case _ if verb(fact)[0] != "unchanged":
                self.element(element, value, on)

    def day(self, fact: Fact, value: Value) -> date:
        """When the event that gives a fact should lie."""
        which, of = verb(fact)
        if fact.take == "date" or which == "course_start":
            return date.fromordinal(int(_ends(value)[0]))
        if which == "nearest":
            return self.nearest(fact)
        if which == "baseline":
            dated = self.date_of(f"baseline {of}")
            start = self.course_start(fact.course)
            return dated or (start - timedelta(days=1) if start else self.today)
        kind, named = selector(of)
        if which == "active":
            begun = self.course_start(named) or self.date_of(f"started {named}")
            return begun or self.date_of(of) or self.today
        if kind == "booked":
            return self.today + timedelta(days=1)
        if which == "ever" and fact.within and self.values.get(named) is None:
            return self.today - timedelta(days=days(fact.within))  # too long ago to tell it now
        return self.date_of(of) or self.today

    def nearest(self, fact: Fact) -> date:
        """The day that it looks for, or else the nearest to it at which it looks."""
        anchor = self.course_start(fact.to)
        if anchor is None and isinstance(span := self.values.get(fact.to), tuple):
            anchor = date.fromordinal(int(span[0]))
        low, high = (offset(end) for end in fact.between or ("0 d", "0 d"))
        wanted = days(fact.plus) if fact.plus else 0
        return (anchor or self.today) + timedelta(days=min(max(wanted, low), high))

    def date_of(self, of: str) -> date | None:
        """The day that another fact gives for the same event."""
        for name, fact in self.guideline.facts.items():
            which, other = verb(fact)
            value = self.values[name]
            same = of in (other, f"{which} {other}")
            if same and fact.take == "date" and isinstance(value, tuple):
                return date.fromordinal(int(value[0]))
        return None

    def course_start(self, course: str) -> date | None:
        start = next((v for v in self.of_course("course_start", course) if v), None)
        return date.fromordinal(int(start[0])) if isinstance(start, tuple) else None

    def is_running(self, course: str) -> bool:
        """It, or one of fewer routes."""
        own = self.guideline.courses[course]
        return any(
            value is True
            for other in self.guideline.courses.values()
            if other.gives == own.gives and (not own.routes or {*other.routes} <= {*own.routes})
            for value in self.of_course("active", other.name)
        )

    def of_course(self, which: str, course: str) -> Iterator[Value]:
        for name, fact in self.guideline.facts.items():
            if getattr(fact, which) == course:
                yield self.values[name]

    def taken(self, fact: Fact, value: Value) -> Event:
        match fact.take, value:
            case (("dose" | "daily_dose"), (low, _)):
                more: Event = {"dose": low, "unit": "mg"}
                return more | ({"every": "1 d"} if fact.take == "daily_dose" else {})
            case "doses_a_day", (low, _):
                hours = round(24 / low, 3) if low else 24
                return {"every": f"{hours:g} h"}
            case "reason", str():
                words = self.guideline.header.reasons.get(value, ("another reason",))
                return {"because": words[0]}
        return {}

    # Medicines

    def medicine(self, named: str) -> Medicine | None:
        """A medicine that goes by this name: itself, or the first of the group or course so
        called."""
        if named in self.guideline.medicines:
            return self.guideline.medicines[named]
        medicines = self.guideline.medicines.values()
        return next((medicine for medicine in medicines if self.is_of(medicine, named)), None)

    def is_of(self, medicine: Medicine, named: str) -> bool:
        course = self.guideline.courses.get(named)
        if course is None:
            return named in medicine.groups
        return course.gives in medicine.gives and self.route(medicine, named) is not None

    def route(self, medicine: Medicine, named: str) -> str | None:
        """By which the medicine belongs to a course; empty where its own first will do."""
        course = self.guideline.courses.get(named)
        if course is None or not course.routes or medicine.routes[0] in course.routes:
            return ""
        return next((route for route in medicine.routes if route in course.routes), None)

    def take(self, medicine: Medicine, named: str, kind: str, on: date, **more: Any) -> None:
        if kind == "stop_ordered":
            kind, more = "ordered", more | {"stop": True}
        route = self.route(medicine, named) or None
        self.add(kind, medicine.name, on, route=route, **more)


def number_written(low: float, high: float, element: Element) -> float | str:
    if low == high:
        return int(low) if low == int(low) else round(low, 9)
    first, last = element.possible or (0.0, None)
    if low == first:
        return _bound("<", high, STEP)
    return _bound(">", low, -STEP) if high == last or last is None else round((low + high) / 2, 6)


def _bound(sign: str, end: float, step: float) -> str:
    """`<5` is read as up to the last number below 5."""
    beyond = round(end + step, 9)
    if beyond == round(beyond, 6) and end != round(end, 6):
        return f"{sign}{beyond:.10g}"
    return f"{sign}={end:.10g}"
