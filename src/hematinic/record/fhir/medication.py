"""Medicines: requests (drafts among them), statements, administrations.

What a status means for the patient:

    draft, and what is merely proposed   ordered: to be checked
    active                               started, on the day it was written
    completed                            started, until the end that is recorded
    stopped, on hold                     the same, and stopped
    cancelled                            never taken: set aside

An end that is not recorded is taken to be the day it began, never today: B12 of years ago must not
pass for cover, nor a level of today for one measured on treatment. A stop is an event of its own
only where nothing else of that medicine goes on, so that a renewed prescription is not ended by the
old one.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hematinic.expressions.logic import Span
from hematinic.record.events import Event
from hematinic.record.fhir import intervals
from hematinic.record.fhir.dosage import amounts
from hematinic.record.fhir.medicine import Named, named
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import (
    Dosage,
    MedicationAdministration,
    MedicationRequest,
    MedicationStatement,
    shown,
)
from hematinic.record.fhir.routes import is_topical, route
from hematinic.record.fhir.times import Moment, duration, moment, moment_of_period

PROPOSED = ("proposal", "option")


# Requests


def requests(found: MedicationRequest, where: str, reading: Reading) -> Iterator[Event]:
    known = named(found, where, reading)
    if known is None:
        return
    what = known.shown
    if found.do_not_perform:
        reading.aside(where, what, "an order not to give it; nothing is taken from it")
        return
    first = intervals.first_dosage(found.dosage_instruction)
    status = found.status or "draft"
    if status == "draft" or (found.intent in PROPOSED and status in ("active", "on-hold")):
        day = moment(found.authored_on)
        when = Moment(reading.until_today(day.day)) if day else Moment((reading.today,) * 2)
        if when.day[0] > reading.today:  # written ahead of this clock: an order is still checked
            when = Moment((reading.today, reading.today))
        yield from _events("ordered", known, first, when, where, reading)
    elif status in ("active", "on-hold", "completed", "stopped", "ended"):
        yield from _ordered_and_taken(found, known, first, what, where, reading)
    elif status == "cancelled":
        reading.aside(where, what, "was cancelled before any of it was taken")
    else:
        reading.aside(where, what, f"its status is {status[:40]}: not counted")


def _ordered_and_taken(
    found: MedicationRequest, known: Named, first: Dosage | None, what: str, where: str,
    reading: Reading,
) -> Iterator[Event]:  # fmt: skip
    written = moment(found.authored_on)
    began = moment(intervals.bounds_start(first)) or written
    if began and written and began.day[0] < written.day[0]:
        began = written
    end = _end_of_request(found, first, began)
    if found.status == "completed" and end is not None:
        end = min(end, reading.today)  # what is completed is not going on, whatever the supply
    because = shown(found.status_reason)
    period = _Period(began, end, found.status, because)
    yield from _taken(period, known, first, what, where, reading)


def _end_of_request(
    found: MedicationRequest, first: Dosage | None, began: Moment | None
) -> float | None:
    end = moment(intervals.bounds_end(first))
    if end is not None:
        return end.day[1]
    days = intervals.bounds_days(first)
    supply = found.dispense_request
    if days is None and supply and found.status == "completed":
        once = duration(supply.expected_supply_duration)
        repeats = supply.number_of_repeats_allowed or 0
        days = once * (1 + repeats) if once and 0 <= repeats < 100 else once
    return began.day[0] + math.ceil(days) if began and days else None


# Statements


def statements(found: MedicationStatement, where: str, reading: Reading) -> Iterator[Event]:
    known = named(found, where, reading)
    if known is None:
        return
    what = known.shown
    first = intervals.first_dosage(found.dosage)
    period = found.effective_period
    began = moment(found.effective_date_time) or (moment(period.start) if period else None)
    end = moment(period.end) if period else None
    if found.status == "intended":
        yield from _intended(began, known, first, what, where, reading)
    elif found.status in ("active", "taking", "completed", "stopped", "on-hold", ""):
        if began is None and found.date_asserted:
            began = moment(found.date_asserted)
            reading.aside(where, what, "its start is not recorded: the day it was stated counts")
        because = shown(found.status_reason[0]) if found.status_reason else ""
        taken = _Period(began, end.day[1] if end else None, found.status, because)
        yield from _taken(taken, known, first, what, where, reading)
    else:
        reading.aside(where, what, f"its status is {found.status[:40]}: not counted as taken")


def _intended(
    began: Moment | None, known: Named, first: Dosage | None, what: str, where: str,
    reading: Reading,
) -> Iterator[Event]:  # fmt: skip
    if began is None or began.day[0] <= reading.today:
        reading.aside(where, what, "is intended, with no day ahead: not counted")
    else:
        yield from _events("booked", known, first, began, where, reading)


# What was taken over a time


@dataclass(frozen=True, slots=True)
class _Period:
    began: Moment | None
    end: float | None
    """The last day, where it is recorded."""
    status: str
    because: str


def _taken(
    period: _Period, known: Named, first: Dosage | None, what: str, where: str, reading: Reading
) -> Iterator[Event]:
    over = period.status in ("completed", "stopped", "ended", "on-hold")
    began = period.began
    if began is None:
        if over and period.end is None:
            reading.aside(where, what, f"is {period.status}, but no day of it is recorded")
            return
        began = reading.sometime(period.end)
    if began.day[0] > reading.today and not over:
        yield from _events("booked", known, first, began, where, reading)
        return
    began = reading.placed(began, where, what)
    if began is None:
        return
    end = period.end
    if over and end is None:
        end = began.day[1]
        why = f"is {period.status}, its end not recorded: taken as ended the day it began"
        reading.once(where, what, why)
    yield from _events("started", known, first, began, where, reading, until=end)
    if period.status in ("stopped", "ended", "on-hold"):
        low, high = (period.end, period.end) if period.end else (began.day[0], reading.today)
        if low <= reading.today:
            stopped = Moment((low, min(high, reading.today)))
            because = period.because or ("on hold" if period.status == "on-hold" else "")
            yield from _events("stopped", known, None, stopped, where, reading, because=because)


def settled(events: Sequence[Event], today: int) -> list[Event]:
    """Without stops of one prescription while another of the same medicine goes on.

    A stop whose day is not recorded lies before the next start of that medicine.
    """
    if not any(event.kind == "stopped" for event in events):
        return list(events)
    starts: dict[str, list[Event]] = {}
    for event in events:
        if event.kind == "started":
            starts.setdefault(event.name, []).append(event)
    found = []
    for event in events:
        if event.kind != "stopped":
            found.append(event)
        elif (day := _own_stop(event, starts.get(event.name, ()))) is not None:
            found.append(msgspec.structs.replace(event, day=day))
    return found


def _own_stop(stop: Event, starts: Sequence[Event]) -> Span | None:
    low, high = stop.day
    for start in starts:
        if start.where == stop.where:
            continue
        goes_on = start.until is None or start.until > low
        if start.day[0] <= low and goes_on:
            return None
        if low < start.day[0] <= high:
            high = start.day[0] - 1
    return (low, high)


# Administrations


def administrations(
    found: MedicationAdministration, where: str, reading: Reading
) -> Iterator[Event]:
    known = named(found, where, reading)
    if known is None:
        return
    what = known.shown
    if found.status not in ("completed", "in-progress", "stopped", ""):
        reading.aside(where, what, f"its status is {found.status[:40]}: not counted as given")
        return
    when = moment(found.effective_date_time) or moment_of_period(found.effective_period)
    when = reading.placed(when, where, what)
    if when is None:
        return
    dosage = found.dosage
    if found.status == "stopped":
        reading.aside(where, what, "was broken off: counted as given, its dose as unknown")
        dosage = Dosage(route=dosage.route) if dosage else None
    yield from _events("given", known, dosage, when, where, reading)


# Events


def _events(
    kind: Any, known: Named, dosage: Dosage | None, when: Moment, where: str, reading: Reading,
    until: float | None = None, because: str = "",
) -> Iterator[Event]:  # fmt: skip
    if is_topical(dosage, known.texts):
        what = known.shown
        reading.once(where, what, "acts where it is applied: not counted")
        return
    for medicine in known.medicines:
        by = route(medicine, dosage, known.texts)
        told: dict[str, Any] = {}
        if kind != "stopped":
            told = amounts(medicine, dosage, known.texts, by, reading.guideline)
            told["every"] = intervals.every(dosage)
        if len(known.medicines) > 1:  # a dose of several together is that of none of them
            told |= {"dose": None, "product_dose": None}
        yield Event(
            kind=kind, name=medicine.name, day=when.day, minute=when.minute, route=by,
            until=until, because=because, where=where, **told,
        )  # fmt: skip
