"""One event of a patient file, read strictly: its first mistake is told, with its key."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hematinic.expressions.faults import nearest
from hematinic.expressions.logic import STEP, Span, Value
from hematinic.guideline import shared
from hematinic.guideline.model import Element, Guideline, Medicine
from hematinic.guideline.quantities import DOSE_UNITS, scaled
from hematinic.record.events import Event, Kind, Mistake, Patient, SetAside
from hematinic.record.medicines import contents_stated, elemental_of_tablet
from hematinic.record.notation import (
    OLDEST,
    interval,
    is_number,
    measured,
    minute_of_day,
    partial_date,
    weeks_and_days,
    whole_day,
)
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

KEYS = {
    "on", "at", "value", "unit", "dose", "every", "route", "until", "because", "product", "tablet",
    "severity", "activity", "reference", "stop", "as_needed", "hours", *VERBS,
}  # fmt: skip

SEVERITIES = ("mild", "moderate", "severe")
ACTIVITIES = ("active", "quiescent")


class MistakeError(Exception):
    """What is wrong and the remedy, before its event is known; `within` is the key it lies in."""

    def __init__(self, says: str, remedy: str = "", within: str = "") -> None:
        self.says, self.remedy, self.within = says, remedy, within
        super().__init__(says)

    def at(self, where: str, event: int) -> Mistake:
        return Mistake(
            says=self.says, remedy=self.remedy, where=where, event=event, field=self.within
        )


def meant(name: object, known: Iterable[str]) -> str:
    """`did you mean …?` or nothing: a remedy."""
    return nearest(str(name), known).removeprefix("; ")


@dataclass
class EventReader:
    guideline: Guideline
    last: int
    """The day after which only what is booked may lie."""
    patient: Patient
    questioned: list[SetAside] = field(default_factory=list)

    def read(self, data: Any, where: str) -> Event:
        """Raises MistakeError. `where` is what the event is called from here on."""
        if not isinstance(data, dict):
            raise MistakeError(f"must be a mapping such as {self.such()}")
        for key in data:
            if key not in KEYS:
                says = f"'{key}' is not a key of an event"
                raise MistakeError(says, meant(key, KEYS), str(key))
        verbs = [verb for verb in VERBS if verb in data]
        if len(verbs) != 1:
            says = f"says {' and '.join(verbs) or 'nothing'}"
            raise MistakeError(says, f"it takes one of {', '.join(VERBS)}")
        verb, name = verbs[0], data[verbs[0]]
        kind = VERBS[verb]
        # An order to stop is an order: written `ordered: X, stop: true`, and a kind of its own from
        # here on.
        if kind == "ordered" and data.get("stop") is True:
            kind = "stop_ordered"
        day = self.day(data, verb)
        common = {"kind": kind, "day": day, "minute": minute(data), "where": where}
        if kind in ("observed", "present", "absent", "done"):
            return self.of_element(data, verb, name, common)
        return self.of_medicine(data, verb, name, common)

    def such(self) -> str:
        elements = self.guideline.elements.values()
        name = next((element.name for element in elements if element.kind == "condition"), "…")
        return f"{{on: 2026-11-20, present: {name}}}"

    def day(self, data: Mapping[str, Any], verb: str) -> Span:
        if "on" not in data:
            raise MistakeError("has no day", "add 'on: 2026-11-20'", "on")
        span = partial_date(data["on"])
        if span is None or span[0] < OLDEST:
            raise MistakeError(f"'{data['on']}' is no day", "write it as 2026-11-20", "on")
        if span[0] > self.last and verb != "booked":
            says = f"{data['on']} lies in the future of {date.fromordinal(self.last)}"
            raise MistakeError(says, "only 'booked' may lie ahead", "on")
        if self.patient.birth and span[1] < self.patient.birth[0]:
            raise MistakeError(f"{data['on']} lies before the patient's birth", within="on")
        # "2026" on the day of the plan in March 2026 is January to that day: the rest has not
        # happened.
        return span if verb == "booked" else (span[0], min(span[1], self.last))

    # What is found of the patient

    def of_element(
        self, data: Mapping[str, Any], verb: str, name: Any, common: dict[str, Any]
    ) -> Event:
        element = self.named(name, verb)
        #   quantity, result   observed, with a value
        #   procedure          done
        #   condition          present, absent
        fitting = {"observed": ("quantity", "result"), "done": ("procedure",)}
        if element.kind not in fitting.get(verb, ("condition",)):
            right = {"condition": "present or absent", "procedure": "done"}
            want = right.get(element.kind, "observed")
            raise MistakeError(f"{name} is not something {verb}", f"write '{want}: {name}'", verb)
        value, written = (None, "")
        if verb == "observed":
            value, written = self.value(data, element, common["where"])
        elif "value" in data and verb != "done":
            raise MistakeError(f"{verb} takes no value", "leave it out", "value")
        return Event(
            name=element.name,
            value=value,
            written=written,
            severity=one_of(data, "severity", SEVERITIES),
            activity=one_of(data, "activity", ACTIVITIES),
            because=str(data.get("because") or ""),
            reference=reference(data, element),
            **common,
        )

    def named(self, name: Any, verb: str) -> Element:
        elements, medicines = self.guideline.elements, self.guideline.medicines
        if isinstance(name, str) and name in elements:
            return elements[name]
        remedy = meant(name, [*elements, *medicines])
        if isinstance(name, str) and name in medicines:
            remedy = "it is a medicine: started, stopped, given, ordered or booked"
        raise MistakeError(f"there is nothing called '{name}' to be {verb}", remedy, verb)

    def value(self, data: Mapping[str, Any], element: Element, where: str) -> tuple[Value, str]:
        if data.get("value") is None:
            raise MistakeError(f"{element.name} has no value", "add 'value:'", "value")
        if element.kind == "result":
            return one_of(data, "value", element.options, element.name), str(data["value"])
        span, written = quantity(data, element)
        low, high = element.possible or (-math.inf, math.inf)
        # All of it outside is impossible and refused. Where only a part of it is, as of "<5", that
        # part is cut off below.
        if span[1] < low or span[0] > high:
            within = f"({low:g} to {high:g} {element.unit})"
            says = f"{element.name} {written} is outside what is possible {within}"
            raise MistakeError(says, "correct the value or its unit", "value")
        span = (max(span[0], low), min(span[1], high))
        # Possible, but seldom true: used, and asked about. To drop it would hide the one value that
        # matters.
        if element.plausible and (span[1] < element.plausible[0] or span[0] > element.plausible[1]):
            soft = f"{element.plausible[0]:g} to {element.plausible[1]:g} {element.unit}"
            what = f"{element.label} {written}"
            why = f"outside the plausible range {soft}; used as written: please confirm it"
            self.questioned.append(SetAside(where=where, what=what, why=why))
        return span, written

    # Medicines

    def of_medicine(
        self, data: Mapping[str, Any], verb: str, name: Any, common: dict[str, Any]
    ) -> Event:
        medicine = self.medicine(name, verb)
        product = str(data.get("product") or "")
        # Either may name the strength; what a text does not state is not guessed.
        tablet = str(data.get("tablet") or product)
        return Event(
            name=name,
            dose=dose(data),
            every=every(data),
            as_needed=as_needed(data),
            hours=hours(data),
            route=one_of(data, "route", tuple(shared.routes())) or medicine.routes[0],
            until=until(data),
            because=str(data.get("because") or ""),
            tablet=tablet,
            tablet_elemental=elemental_of_tablet(medicine, tablet, self.guideline),
            contents=contents_stated(medicine, f"{tablet} {product}", self.guideline),
            product=product,
            written=f"{data['dose']} {data.get('unit', '')}".strip() if "dose" in data else "",
            severity=one_of(data, "severity", SEVERITIES),
            **common,
        )

    def medicine(self, name: Any, verb: str) -> Medicine:
        known = self.guideline.medicines
        if isinstance(name, str) and name in known:
            return known[name]
        remedy = meant(name, known)
        if isinstance(name, str) and name in self.guideline.elements:
            remedy = "it is no medicine: observed, present, absent or done"
        raise MistakeError(f"there is no medicine called '{name}'", remedy, verb)


# What a key holds


def minute(data: Mapping[str, Any]) -> int:
    if "at" not in data:
        return -1
    minute = minute_of_day(str(data["at"]))
    if minute is None:
        raise MistakeError(f"'{data['at']}' is no time of day", 'write it as "10:05"', "at")
    return minute


def one_of(data: Mapping[str, Any], key: str, options: tuple[str, ...], name: str = "") -> str:
    """Empty where it is not given; `name` is what the mistake is told of."""
    if key in data and data[key] not in options:
        says = f"{name or key} is {', '.join(options)}; not '{data[key]}'"
        raise MistakeError(says, within=key)
    return str(data.get(key) or "")


def quantity(data: Mapping[str, Any], element: Element) -> tuple[Span, str]:
    value = data["value"]
    # 12+6 is twelve weeks and six days.
    if element.unit == "wk" and isinstance(value, str) and "+" in value:
        weeks = weeks_and_days(value)
        if weeks is None:
            says = f"'{value}' is no {element.label}"
            raise MistakeError(says, "write it as 12+6 or as weeks", "value")
        return (weeks, weeks), value
    by = factor(data, element)
    span = measured(value)
    if span is None:
        raise MistakeError(f"'{value}' is no number", 'write 5.2, "<5" or ">2000"', "value")
    (low, open_low), (high, open_high) = span
    low, high = _times(low, by), _times(high, by)
    # "<5" is what lies below 5: its end is one step inside, so that every end belongs to its span.
    closed = (low + STEP if open_low else low, high - STEP if open_high else high)
    return closed, f"{value} {spelled(str(data['unit']))}"


def factor(data: Mapping[str, Any], element: Element) -> float:
    units = [element.unit, *element.accepts]
    if data.get("unit") in (None, ""):
        remedy = f"add 'unit:', one of {', '.join(units[:6])}"
        raise MistakeError(f"{element.name} has no unit", remedy, "unit")
    by = to_canonical(element, str(data["unit"]))
    if by is None:
        takes = f"which takes {', '.join(units)}"
        says = f"'{data['unit']}' is no unit of {element.name}, {takes}"
        raise MistakeError(says, "correct the unit or the name", "unit")
    return by


def reference(data: Mapping[str, Any], element: Element) -> tuple[float, float] | None:
    if "reference" not in data:
        return None
    limits = data["reference"]
    # Limits are printed in the unit of their result.
    by = to_canonical(element, str(data.get("unit", element.unit))) or 1.0
    if not isinstance(limits, list) or len(limits) != 2 or not all(map(is_number, limits)):
        says = "reference is the laboratory's two limits: [120, 150]"
        raise MistakeError(says, within="reference")
    return scaled(float(limits[0]), by), scaled(float(limits[1]), by)


def dose(data: Mapping[str, Any]) -> float | None:
    value = data.get("dose")
    if value is None:
        return None
    # A first look, so that what follows can compute; the limits that a dose can have stand below,
    # in mg.
    if not is_number(value) or not 0 < value < 1e7:
        raise MistakeError(f"'{value}' is no dose", "write a number above 0", "dose")
    if not data.get("unit"):
        raise MistakeError("the dose has no unit", "add 'unit: mg'", "unit")
    unit = spelled(str(data["unit"]))
    if unit not in DOSE_UNITS:
        takes = f"which takes {', '.join(DOSE_UNITS)}"
        raise MistakeError(f"'{data['unit']}' is no unit of a dose, {takes}", within="unit")
    mg = scaled(float(value), DOSE_UNITS[unit])
    low, high = shared.possible().dose_mg
    if not low <= mg <= high:
        says = f"{value} {unit} is outside what a dose can be ({low:g} to {high:g} mg)"
        raise MistakeError(says, "correct the dose or its unit", "dose")
    return mg


def every(data: Mapping[str, Any]) -> float | None:
    if data.get("every") is None:
        return None
    days = interval(str(data["every"]))
    if days is None:
        says = f"'{data['every']}' is no interval"
        raise MistakeError(says, "write it as 8 h, 1 d, 2 wk or 3 mo", "every")
    low, high = shared.possible().every_days
    if not low <= days <= high:
        says = f"'{data['every']}' is outside what an interval can be (1 h to {high:g} d)"
        raise MistakeError(says, "correct the number or its unit", "every")
    return days


def as_needed(data: Mapping[str, Any]) -> bool:
    value = data.get("as_needed", False)
    if not isinstance(value, bool):
        raise MistakeError(f"as_needed is true or false, not '{value}'", within="as_needed")
    if value and data.get("every") is not None:
        says = "what is taken as needed has no 'every:'"
        raise MistakeError(says, "leave one of them out", "as_needed")
    return value


def hours(data: Mapping[str, Any]) -> tuple[int, ...]:
    """`hours: ["08:00", "20:00"]`: when on its days it is taken."""
    value = data.get("hours")
    if value is None:
        return ()
    minutes = [minute_of_day(str(hour)) for hour in value] if isinstance(value, list) else []
    if not minutes or None in minutes:
        raise MistakeError('hours are times of day: ["08:00", "20:00"]', within="hours")
    return tuple(sorted({minute for minute in minutes if minute is not None}))


def until(data: Mapping[str, Any]) -> int | None:
    if "until" not in data:
        return None
    last = whole_day(data["until"])
    if last is None:
        raise MistakeError(f"'{data['until']}' is no day", "write it as 2026-11-22", "until")
    return last


def _times(value: float, by: float) -> float:
    return value if math.isinf(value) else scaled(value, by)
