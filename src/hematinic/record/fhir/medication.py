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
from hematinic.guideline.model import Medicine
from hematinic.record.events import Event
from hematinic.record.fhir import dosage as doses
from hematinic.record.fhir.codes import system_of
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import (
    Concept,
    Dosage,
    Medication,
    MedicationAdministration,
    MedicationRequest,
    MedicationStatement,
    OfMedicine,
    shown,
    texts,
)
from hematinic.record.fhir.times import Moment, duration, moment, moment_of_period

PROPOSED = ("proposal", "option")


@dataclass(frozen=True, slots=True)
class Named:
    """The medicines of one resource and what the resource calls them."""

    medicines: tuple[Medicine, ...]
    texts: tuple[str, ...]


# Which medicine


def named(found: OfMedicine, where: str, reading: Reading) -> Named | None:
    """None, with a note or a count, where it is no medicine that the guideline knows."""
    kind = type(found).__name__
    concepts = list(_concepts(found, reading))
    said = tuple(dict.fromkeys(text for concept in concepts for text in texts(concept)))
    codes = [name for c in concepts for name in reading.codebook.medicines_of(c)]
    by_code = tuple(dict.fromkeys(codes))
    if not by_code and not said:
        _nameless(found, concepts, where, reading)
        return None
    by_name = () if _otherwise_coded(concepts, reading) else _by_name(said, reading)
    names = _agreed(by_code, by_name, said, where, reading)
    if not names:
        reading.unread_medicines[(kind, said[0])] += 1
        return None
    if not by_code:
        labels = " and ".join(reading.guideline.medicines[name].label for name in names)
        reading.once(where, said[0], f"read by its name, as {labels}; it has no code that is known")
    return Named(tuple(reading.guideline.medicines[name] for name in names), said)


def _concepts(found: OfMedicine, reading: Reading) -> Iterator[Concept]:
    if found.medication_codeable_concept is not None:
        yield found.medication_codeable_concept
    if found.medication_reference is None:
        return
    medication = _referenced(found, reading)
    if medication is not None:
        yield from _of_medication(medication, reading)
    elif found.medication_reference.display:
        yield Concept(text=found.medication_reference.display)


def _referenced(found: OfMedicine, reading: Reading) -> Medication | None:
    reference = found.medication_reference.reference if found.medication_reference else ""
    if reference.startswith("#"):
        inside = (m for m in found.contained if m.id in (reference, reference[1:]))
        return next(inside, None)
    return resolve(reference, reading)


def resolve(reference: str, reading: Reading) -> Medication | None:
    """By the address of its entry, or by type and id."""
    plain = reference.partition("/_history/")[0]
    return reading.medications.get(plain) or reading.medications.get(
        "/".join(plain.split("/")[-2:])
    )


def _of_medication(medication: Medication, reading: Reading) -> Iterator[Concept]:
    """Its code, else its ingredients; of an ingredient that is a Medication only its code."""
    if medication.code is not None and (medication.code.coding or medication.code.text):
        yield medication.code
    else:
        for part in medication.ingredient:
            if part.item_codeable_concept is not None:
                yield part.item_codeable_concept
            elif part.item_reference is not None:
                inner = resolve(part.item_reference.reference, reading)
                display = part.item_reference.display
                yield (inner.code if inner else None) or Concept(text=display)
    if medication.form is not None:
        yield Concept(text=shown(medication.form))


def _nameless(found: OfMedicine, concepts: Sequence[Concept], where: str, reading: Reading) -> None:
    kind = type(found).__name__
    codes = [coding.code for concept in concepts for coding in concept.coding if coding.code]
    if codes:
        reading.unread_medicines[(kind, f"code {codes[0]}")] += 1
    elif found.medication_reference is not None:
        what = found.medication_reference.reference or "a medication"
        reading.aside(where, what, "is not in the record: what medicine it is cannot be told")
    else:
        reading.aside(where, f"{found.status} {kind}".strip(), "names no medicine")


def _otherwise_coded(concepts: Sequence[Concept], reading: Reading) -> bool:
    """Whether an exact ATC code says that it is another product than its name suggests."""
    codes = (c.code for concept in concepts for c in concept.coding if system_of(c.system) == "atc")
    return any(len(code) == 7 for code in codes)


def _by_name(said: Sequence[str], reading: Reading) -> tuple[str, ...]:
    """Of the first text that names any; a later one (a form, a display) adds nothing."""
    return next((names for text in said if (names := reading.codebook.names.find(text))), ())


def _agreed(
    by_code: tuple[str, ...], by_name: tuple[str, ...], said: Sequence[str], where: str,
    reading: Reading,
) -> tuple[str, ...]:  # fmt: skip
    """Codes decide, but a name that tells of more in the tablet than the code is heard."""
    if not by_code or not by_name:
        return by_code or by_name
    medicines = reading.guideline.medicines
    coded = {nutrient for name in by_code for nutrient in medicines[name].gives}
    if len(by_name) == 1 and set(medicines[by_name[0]].gives) > coded:
        return by_name
    if not set(by_code) & set(by_name):
        labels = " and ".join(medicines[name].label for name in by_code)
        reading.once(where, said[0], f"its code means {labels}, its text does not; the code counts")
    return by_code


# Requests


def requests(found: MedicationRequest, where: str, reading: Reading) -> Iterator[Event]:
    known = named(found, where, reading)
    if known is None:
        return
    what = known.texts[0] if known.texts else known.medicines[0].label
    if found.do_not_perform:
        reading.aside(where, what, "an order not to give it; nothing is taken from it")
        return
    first = doses.first_dosage(found.dosage_instruction)
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
    began = moment(doses.bounds_start(first)) or written
    if began and written and began.day[0] < written.day[0]:
        began = written
    end = _end_of_request(found, first, began)
    because = shown(found.status_reason)
    period = _Period(began, end, found.status, because)
    yield from _taken(period, known, first, what, where, reading)


def _end_of_request(
    found: MedicationRequest, first: Dosage | None, began: Moment | None
) -> float | None:
    end = moment(doses.bounds_end(first))
    if end is not None:
        return end.day[1]
    days = doses.bounds_days(first)
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
    what = known.texts[0] if known.texts else known.medicines[0].label
    first = doses.first_dosage(found.dosage)
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
    what = known.texts[0] if known.texts else known.medicines[0].label
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
    if doses.is_topical(dosage, known.texts):
        what = known.texts[0] if known.texts else known.medicines[0].label
        reading.once(where, what, "acts where it is applied: not counted")
        return
    for medicine in known.medicines:
        by = doses.route(medicine, dosage, known.texts)
        told: dict[str, Any] = {}
        if kind != "stopped":
            told = doses.amounts(medicine, dosage, known.texts, by)
            told["every"] = doses.every(dosage)
        if len(known.medicines) > 1:  # a dose of several together is that of none of them
            told |= {"dose": None, "product_dose": None}
        yield Event(
            kind=kind, name=medicine.name, day=when.day, minute=when.minute, route=by,
            until=until, because=because, where=where, **told,
        )  # fmt: skip
