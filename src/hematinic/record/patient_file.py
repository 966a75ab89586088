"""The patient file, YAML or JSON: strict. One mistake refuses it, and all mistakes are told."""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from hematinic.expressions.check import nearest
from hematinic.expressions.logic import STEP, Span, Value
from hematinic.guideline import shared
from hematinic.guideline.model import Element, Guideline, Medicine
from hematinic.guideline.names import PATIENT
from hematinic.guideline.quantities import DOSE_UNITS, scaled
from hematinic.record.events import (
    Event,
    Kind,
    LocalLimit,
    Patient,
    Record,
    RecordError,
    SetAside,
)
from hematinic.record.local_limits import local_limits
from hematinic.record.medicines import contents_stated, elemental_of_tablet
from hematinic.record.own_day import own_day
from hematinic.record.units import spelled, to_canonical

VERBS: Mapping[str, Kind] = {
    "observed": "observed",
    "present": "present",
    "absent": "absent",
    "started": "started",
    "stopped": "stopped",
    "given": "given",
    "ordered": "ordered",
    "booked": "booked",
    "done": "done",
}

FILE_KEYS = {"patient", "as_of", "events", "jurisdiction", "units", "local_limits", "day"}

KEYS = {
    "on", "at", "value", "unit", "dose", "every", "route", "until", "because", "product", "tablet",
    "severity", "activity", "reference", "stop", *VERBS,
}  # fmt: skip

OLDEST = date(1890, 1, 1).toordinal()
MOST_EVENTS = 20_000
JURISDICTIONS = PATIENT["jurisdiction"].options or ()


def read_patient_file(
    data: Any, guideline: Guideline, today: int, lines: Mapping[int, int] | None = None
) -> Record:
    """A mapping as YAML or JSON gives it. `lines` tells the line of each event, where known.

    Raises RecordError with every mistake, each with its place and the remedy.
    """
    return _Reader(guideline, today, lines or {}).record(data)


class _MistakeError(Exception):
    pass


class _Reader:
    def __init__(self, guideline: Guideline, today: int, lines: Mapping[int, int]) -> None:
        self.guideline, self.today, self.lines = guideline, today, lines
        self.problems: list[str] = []
        self.questioned: list[SetAside] = []

    def record(self, data: Any) -> Record:
        if not isinstance(data, dict):
            raise RecordError(["a patient file is a mapping with 'patient' and 'events'"])
        self.unknown(data, FILE_KEYS, "the file")
        patient = self.patient(data.get("patient"))
        as_of = self.tried("as_of", lambda: self.day(data["as_of"])) if "as_of" in data else None
        jurisdiction = str(data.get("jurisdiction") or "")
        if jurisdiction not in ("", *JURISDICTIONS):
            known = " or ".join(JURISDICTIONS)
            self.problems.append(f"jurisdiction is {known}, not '{jurisdiction}'")
        units = str(data.get("units") or "")
        systems = self.guideline.header.unit_systems
        if units not in ("", *systems):
            self.problems.append(f"units is {' or '.join(systems)}, not '{units}'")
        own, wrong = own_day(data.get("day"), self.guideline.day)
        self.problems += wrong
        limits = self.local_limits(data)
        last = self.today if as_of is None else as_of
        events = self.events(data.get("events", []), last, patient)
        self.contradictions(events)
        if self.problems:
            raise RecordError(self.problems)
        return Record(
            patient=patient,
            events=tuple(events),
            as_of=as_of,
            questioned=tuple(self.questioned),
            jurisdiction=jurisdiction,
            units=units,
            local_limits=limits,
            day=own,
        )

    # Parts

    def local_limits(self, data: Mapping[str, Any]) -> tuple[LocalLimit, ...]:
        if "local_limits" not in data:
            return ()
        try:
            return local_limits(data["local_limits"], self.guideline, "local_limits")
        except RecordError as error:
            self.problems += error.problems
            return ()

    def unknown(self, data: Mapping[str, Any], known: set[str], where: str) -> None:
        for key in data:
            if key not in known:
                hint = nearest(str(key), known)
                self.problems.append(f"{where}: '{key}' is not a key of it{hint}")

    def tried(self, where: str, read: Any) -> Any:
        try:
            return read()
        except _MistakeError as mistake:
            self.problems.append(f"{where}: {mistake}")
            return None

    def patient(self, data: Any) -> Patient:
        if data is None:
            data = {}
        if not isinstance(data, dict):
            self.problems.append("patient: must be a mapping of id, birth_date and sex")
            return Patient()
        self.unknown(data, {"id", "birth_date", "sex"}, "patient")
        sex = data.get("sex", "unknown")
        if sex not in ("female", "male", "other", "unknown"):
            self.problems.append("patient: sex is female, male, other or unknown")
            sex = "unknown"
        birth = None
        if data.get("birth_date") is not None:
            birth = self.tried("patient, birth_date", lambda: self.birth(data["birth_date"]))
        return Patient(id=str(data.get("id", "")), birth=birth, sex=sex)

    def birth(self, text: Any) -> Span:
        span = partial_date(text)
        if span is None or not span[0] >= OLDEST:
            raise _MistakeError(f"'{text}' is no date of birth; write it as 1961-03-04")
        if span[0] > self.today:
            raise _MistakeError(f"{text} lies in the future")
        return span

    def day(self, text: Any) -> int:
        span = partial_date(text)
        if span is None or span[0] != span[1] or not span[0] >= OLDEST:
            raise _MistakeError(f"'{text}' is no day; write it as 2026-11-22")
        return int(span[0])

    def events(self, data: Any, last: int, patient: Patient) -> list[Event]:
        if not isinstance(data, list):
            self.problems.append("events: must be a list, each item '{on: 2026-11-20, …}'")
            return []
        if len(data) > MOST_EVENTS:
            self.problems.append(f"events: {len(data)} are more than {MOST_EVENTS}; leave out")
            return []
        found = []
        for number, item in enumerate(data, 1):
            where = self.place(number)
            event = self.tried(where, lambda i=item, n=number: self.event(i, n, last, patient))
            if event is not None:
                found.append(event)
        return found

    def place(self, number: int) -> str:
        line = self.lines.get(number)
        return f"event {number} (line {line})" if line else f"event {number}"

    # One event

    def event(self, data: Any, number: int, last: int, patient: Patient) -> Event:
        if not isinstance(data, dict):
            elements = self.guideline.elements.values()
            present = next((e.name for e in elements if e.kind == "condition"), "…")
            raise _MistakeError(f"must be a mapping such as {{on: 2026-11-20, present: {present}}}")
        for key in data:
            if key not in KEYS:
                raise _MistakeError(f"'{key}' is not a key of an event{nearest(str(key), KEYS)}")
        verbs = [verb for verb in VERBS if verb in data]
        if len(verbs) != 1:
            known = ", ".join(VERBS)
            raise _MistakeError(f"says {' and '.join(verbs) or 'nothing'}; it takes one of {known}")
        verb, name = verbs[0], data[verbs[0]]
        day = self.event_day(data, verb, last, patient)
        kind = VERBS[verb]
        if kind == "ordered" and data.get("stop") is True:
            kind = "stop_ordered"
        common = {"kind": kind, "day": day, "minute": self.minute(data), "where": f"event {number}"}
        if kind in ("observed", "present", "absent", "done"):
            return self.of_element(data, verb, name, common)
        return self.of_medicine(data, verb, name, common)

    def event_day(self, data: Mapping[str, Any], verb: str, last: int, patient: Patient) -> Span:
        if "on" not in data:
            raise _MistakeError("has no day; add 'on: 2026-11-20'")
        span = partial_date(data["on"])
        if span is None or span[0] < OLDEST:
            raise _MistakeError(f"'{data['on']}' is no day; write it as 2026-11-20")
        if span[0] > last and verb != "booked":
            raise _MistakeError(
                f"{data['on']} lies in the future of {date.fromordinal(last)}; "
                "only 'booked' may lie ahead"
            )
        if patient.birth and span[1] < patient.birth[0]:
            raise _MistakeError(f"{data['on']} lies before the patient's birth")
        return span if verb == "booked" else (span[0], min(span[1], last))

    def minute(self, data: Mapping[str, Any]) -> int:
        if "at" not in data:
            return -1
        match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", str(data["at"]))
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            raise _MistakeError(f"'{data['at']}' is no time of day; write it as \"10:05\"")
        return int(match[1]) * 60 + int(match[2])

    def of_element(
        self, data: Mapping[str, Any], verb: str, name: Any, common: dict[str, Any]
    ) -> Event:
        element = self.named(name, verb)
        fitting = {"observed": ("quantity", "result"), "done": ("procedure",)}
        if element.kind not in fitting.get(verb, ("condition",)):
            right = {"condition": "present or absent", "procedure": "done"}
            want = right.get(element.kind, "observed")
            raise _MistakeError(f"{name} is not something {verb}; write '{want}: {name}'")
        value, written = (None, "")
        if verb == "observed":
            value, written = self.value(data, element, common["where"])
        elif "value" in data and verb != "done":
            raise _MistakeError(f"{verb} takes no value; leave it out")
        return Event(
            name=element.name,
            value=value,
            written=written,
            severity=self.one_of(data, "severity", ("mild", "moderate", "severe")),
            activity=self.one_of(data, "activity", ("active", "quiescent")),
            because=str(data.get("because") or ""),
            reference=self.reference(data, element),
            **common,
        )

    def named(self, name: Any, verb: str) -> Element:
        if not isinstance(name, str) or name not in self.guideline.elements:
            hint = nearest(str(name), [*self.guideline.elements, *self.guideline.medicines])
            if isinstance(name, str) and name in self.guideline.medicines:
                hint = "; it is a medicine: started, stopped, given, ordered or booked"
            raise _MistakeError(f"there is nothing called '{name}' to be {verb}{hint}")
        return self.guideline.elements[name]

    def one_of(self, data: Mapping[str, Any], key: str, options: tuple[str, ...]) -> str:
        if key in data and data[key] not in options:
            raise _MistakeError(f"{key} is {', '.join(options)}; not '{data[key]}'")
        return str(data.get(key) or "")

    # Values

    def value(self, data: Mapping[str, Any], element: Element, where: str) -> tuple[Value, str]:
        if "value" not in data or data["value"] is None:
            raise _MistakeError(f"{element.name} has no value; add 'value:'")
        if element.kind == "result":
            return self.result(data["value"], element)
        span, written = self.number(data, element)
        low, high = element.possible or (-math.inf, math.inf)
        if span[1] < low or span[0] > high:
            raise _MistakeError(
                f"{element.name} {written} is outside what is possible "
                f"({low:g} to {high:g} {element.unit}); correct the value or its unit"
            )
        span = (max(span[0], low), min(span[1], high))
        if element.plausible and (span[1] < element.plausible[0] or span[0] > element.plausible[1]):
            soft = f"{element.plausible[0]:g} to {element.plausible[1]:g} {element.unit}"
            what = f"{element.label} {written}"
            why = f"outside the plausible range {soft}; used as written: please confirm it"
            self.questioned.append(SetAside(where=where, what=what, why=why))
        return span, written

    def result(self, value: Any, element: Element) -> tuple[Value, str]:
        if value not in element.options:
            options = ", ".join(element.options)
            raise _MistakeError(f"{element.name} is {options}; not '{value}'")
        return value, str(value)

    def number(self, data: Mapping[str, Any], element: Element) -> tuple[Span, str]:
        if element.unit == "wk" and isinstance(data["value"], str) and "+" in data["value"]:
            return weeks_and_days(data["value"], element)
        if "unit" not in data or data["unit"] in (None, ""):
            units = ", ".join([element.unit, *element.accepts][:6])
            raise _MistakeError(f"{element.name} has no unit; add 'unit:', one of {units}")
        by = to_canonical(element, str(data["unit"]))
        if by is None:
            units = ", ".join([element.unit, *element.accepts])
            raise _MistakeError(
                f"'{data['unit']}' is no unit of {element.name}, which takes {units}; "
                "correct the unit or the name"
            )
        span = measured(data["value"])
        if span is None:
            raise _MistakeError(f'\'{data["value"]}\' is no number; write 5.2, "<5" or ">2000"')
        (low, open_low), (high, open_high) = span
        low, high = _times(low, by), _times(high, by)
        closed = (low + STEP if open_low else low, high - STEP if open_high else high)
        return closed, f"{data['value']} {spelled(str(data['unit']))}"

    def reference(self, data: Mapping[str, Any], element: Element) -> tuple[float, float] | None:
        if "reference" not in data:
            return None
        limits = data["reference"]
        by = to_canonical(element, str(data.get("unit", element.unit))) or 1.0
        if not isinstance(limits, list) or len(limits) != 2 or not all(map(_is_number, limits)):
            raise _MistakeError("reference is the laboratory's two limits: [120, 150]")
        return scaled(float(limits[0]), by), scaled(float(limits[1]), by)

    # Medicines

    def of_medicine(
        self, data: Mapping[str, Any], verb: str, name: Any, common: dict[str, Any]
    ) -> Event:
        known = self.guideline.medicines
        if not isinstance(name, str) or name not in known:
            hint = nearest(str(name), known)
            if isinstance(name, str) and name in self.guideline.elements:
                hint = "; it is no medicine: observed, present, absent or done"
            raise _MistakeError(f"there is no medicine called '{name}'{hint}")
        medicine = known[name]
        product = str(data.get("product") or "")
        tablet = str(data.get("tablet") or product)
        return Event(
            name=name,
            dose=self.dose(data),
            every=self.every(data),
            route=self.route(data, medicine),
            until=self.day(data["until"]) if "until" in data else None,
            because=str(data.get("because") or ""),
            tablet=tablet,
            tablet_elemental=elemental_of_tablet(medicine, tablet, self.guideline),
            contents=contents_stated(medicine, f"{tablet} {product}", self.guideline),
            product=product,
            written=f"{data['dose']} {data.get('unit', '')}".strip() if "dose" in data else "",
            severity=self.one_of(data, "severity", ("mild", "moderate", "severe")),
            **common,
        )

    def dose(self, data: Mapping[str, Any]) -> float | None:
        if data.get("dose") is None:
            return None
        value = data["dose"]
        if not _is_number(value) or not 0 < value < 1e7:
            raise _MistakeError(f"'{value}' is no dose; write a number above 0")
        if not data.get("unit"):
            raise _MistakeError("the dose has no unit; add 'unit: mg'")
        unit = spelled(str(data["unit"]))
        if unit not in DOSE_UNITS:
            known = ", ".join(DOSE_UNITS)
            raise _MistakeError(f"'{data['unit']}' is no unit of a dose, which takes {known}")
        return scaled(float(value), DOSE_UNITS[unit])

    def every(self, data: Mapping[str, Any]) -> float | None:
        if data.get("every") is None:
            return None
        every = interval(str(data["every"]))
        if every is None:
            raise _MistakeError(
                f"'{data['every']}' is no interval; write it as 8 h, 1 d, 2 wk or 3 mo"
            )
        return every

    def route(self, data: Mapping[str, Any], medicine: Medicine) -> str:
        return self.one_of(data, "route", tuple(shared.routes())) or medicine.routes[0]

    # Together

    def contradictions(self, events: list[Event]) -> None:
        seen: dict[tuple[str, Span, int], Event] = {}
        for event in events:
            if event.kind not in ("observed", "present", "absent"):
                continue
            key = (event.name, event.day, event.minute)
            other = seen.setdefault(key, event)
            if other.kind != event.kind or other.value != event.value:
                self.problems.append(
                    f"{event.where} contradicts {other.where}: {event.name} on the same day; "
                    "remove one, or add 'at:' to tell which came later"
                )


def partial_date(value: Any) -> Span | None:
    """`2026`, `2026-11` or `2026-11-20` (or a time on that day) as its first and last day."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", str(value))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 1, month or 1, day or 1)
        if day:
            return first.toordinal(), first.toordinal()
        after = date(first.year + 1, 1, 1) if not month or month == 12 else None
        after = after or date(first.year, first.month + 1, 1)
    except ValueError:
        return None
    return first.toordinal(), after.toordinal() - 1


Ends = tuple[tuple[float, bool], tuple[float, bool]]
"""Both ends of a measurement, each with whether it is open."""


def measured(value: Any) -> Ends | None:
    """`5.2`, `"<5"`, `">= 2000"` as two ends; None where it is no measurement."""
    if _is_number(value):
        return ((float(value), False), (float(value), False))
    match = re.fullmatch(r"\s*(<=|>=|<|>|≤|≥)?\s*(-?\d+(?:\.\d+)?)\s*", str(value))
    if isinstance(value, bool) or not match:
        return None
    number = (float(match[2]), match[1] in ("<", ">"))
    if match[1] in ("<", "<=", "≤"):
        return ((-math.inf, False), number)
    return (number, (math.inf, False) if match[1] else number)


def interval(text: str) -> float | None:
    """`8 h`, `1 d`, `2 wk`, `3 mo` in days; None where it is none."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?(h|d|day|days|wk|week|weeks|mo|month|months|a)", text)
    if not match or float(match[1]) == 0:
        return None
    each = {"h": 1 / 24, "d": 1.0, "w": 7.0, "m": 30.4375, "a": 365.25}[match[2][0]]
    return float(match[1]) * each


def weeks_and_days(text: str, element: Element) -> tuple[Span, str]:
    """`12+6`"""
    match = re.fullmatch(r"(\d{1,2})\+([0-6])", text)
    if not match:
        raise _MistakeError(f"'{text}' is no {element.label}; write it as 12+6 or as weeks")
    weeks = round(int(match[1]) + int(match[2]) / 7, 9)
    return (weeks, weeks), text


def _times(value: float, by: float) -> float:
    return value if math.isinf(value) else scaled(value, by)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
