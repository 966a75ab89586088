"""Medicines: requests (drafts among them), statements, administrations.

What a status means for the patient:

    draft, and what is merely proposed   ordered: to be checked
    a plan that nobody reports as taken  the same, and told
    active                               started, on the day it was written
    completed                            started, until the end that is recorded
    stopped, on hold                     the same, and stopped
    cancelled                            never taken: set aside

An end that is not recorded is taken to be the day it began, never today: B12 of years ago must not
pass for cover, nor a level of today for one measured on treatment. An active order ends with its
dosage, its validity or its supply. A stop is an event of its own only where nothing else of that
medicine goes on, so that a renewed prescription is not ended by the old one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from hematinic.record.events import Event
from hematinic.record.fhir.courses import OVER, Period, events_of, over_a_time
from hematinic.record.fhir.denied import ADHERENCE, adherence, not_given, not_taken
from hematinic.record.fhir.medicine import Named, named
from hematinic.record.fhir.parts import Dosage, shown
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import (
    MedicationAdministration,
    MedicationRequest,
    MedicationStatement,
)
from hematinic.record.fhir.stretches import (
    LEEWAY,
    Stretch,
    Supply,
    day_of,
    first_dosage,
    stretches,
    supply,
)
from hematinic.record.fhir.times import Moment, moment
from hematinic.record.fhir.unclear import unclear_end

PROPOSED = ("proposal", "option")

INTENTS = frozenset(
    {
        "", *PROPOSED, "plan", "directive", "order", "original-order", "reflex-order",
        "filler-order", "instance-order",
    }
)  # fmt: skip


BY_DOSAGE = "its dosage says that it is not taken: not counted; ask"


def _is_taken_back(dosages: Sequence[Dosage], reading: Reading) -> bool:
    """Where the words of a dosage begin so: `STOPPED 10/11`, not `until bleeding stopped`."""
    names = reading.codebook.names
    return any(dosage.text and names.is_not_taken(dosage.text) for dosage in dosages)


# Requests


def requests(request: MedicationRequest, where: str, reading: Reading) -> Iterable[Event]:
    known = named(request, where, reading)
    if known is None:
        return ()
    status = request.status or "draft"
    if status in ("draft", "active") and _is_taken_back(request.dosage_instruction, reading):
        known.aside(where, BY_DOSAGE, reading)
    elif request.do_not_perform:
        known.aside(where, "an order not to give it; nothing is taken from it", reading)
    elif request.intent.lower() not in INTENTS:
        known.aside(where, f"its intent is {request.intent[:40]}: not counted", reading)
    elif status == "draft" or (request.intent in PROPOSED and status in ("active", "on-hold")):
        return _ordered(request, known, where, reading)
    elif request.intent == "plan" and status in ("active", "on-hold") and not request.is_reported:
        known.aside(where, "is planned, and not reported as taken: checked as an order", reading)
        return _ordered(request, known, where, reading)
    elif status in ("active", *OVER):
        return _ordered_and_taken(request, status, known, where, reading)
    elif status == "cancelled":
        known.aside(where, "was cancelled before any of it was taken", reading)
    else:
        known.aside(where, f"its status is {status[:40]}: not counted", reading)
    return ()


def _ordered(
    request: MedicationRequest, known: Named, where: str, reading: Reading
) -> Iterable[Event]:
    written = request.written
    day = moment(written) or reading.day(where, known.shown, written, element=known.names[0])
    when = Moment(reading.until_today(day.day)) if day else Moment((reading.today,) * 2)
    if when.day[0] > reading.today:  # written ahead of this clock: an order is still checked
        when = Moment((reading.today, reading.today))
    first = first_dosage(request.dosage_instruction)
    return events_of("ordered", known, first, when, where, reading)


def _ordered_and_taken(
    request: MedicationRequest, status: str, known: Named, where: str, reading: Reading
) -> Iterator[Event]:
    period = request.effective_dose_period
    starts = (period.start if period else "", request.written)
    began = reading.day(where, known.shown, *starts, element=known.names[0])
    dosages, supplied = request.dosage_instruction, request.dispense_request
    unclear = unclear_end(dosages, supplied, period, request.date_ended)
    if unclear:
        yield from _of_unclear_end(
            unclear, Period(began, None, status, "", _one(dosages, began)), known, where, reading
        )
        return
    held = stretches(request.dosage_instruction, day_of(began))
    if held[0].start is not None and (began is None or held[0].start > began.day[1]):
        began = Moment((int(held[0].start),) * 2)
    end = _end_of_request(request, status, held, began, known, where, reading)
    if status == "completed" and end is not None:
        end = min(end, reading.today)  # what is completed is not going on, whatever the supply
    because = shown(request.status_reason or request.reason_ended)
    yield from over_a_time(Period(began, end, status, because, held), known, where, reading)


def _end_of_request(
    request: MedicationRequest, status: str, held: Sequence[Stretch], began: Moment | None,
    known: Named, where: str, reading: Reading,
) -> float | None:  # fmt: skip
    period = request.effective_dose_period
    ended = moment(request.date_ended) or (moment(period.end) if period else None)
    if ended is not None:
        return ended.day[1]
    if held[-1].end is not None:
        return held[-1].end
    lasts = supply(request.dispense_request, held[-1].dosage, day_of(began))
    if status == "completed":
        return lasts.end if lasts else None
    return _used_up(lasts, known, where, reading) if status == "active" else None


def _used_up(lasts: Supply | None, known: Named, where: str, reading: Reading) -> float | None:
    """The end of an active order whose supply is over; told, since nobody has ended it."""
    if lasts is None or lasts.end >= reading.today:
        return lasts.end if lasts and lasts.certain else None
    if not lasts.certain and lasts.end + LEEWAY >= reading.today:
        return None
    ended = date.fromordinal(int(lasts.end)).isoformat()
    why = f"is active, but by {lasts.because} it ended {ended}: not taken as going on; ask whether it is still taken"  # noqa: E501
    known.aside(where, why, reading)
    return lasts.end


def _of_unclear_end(
    unclear: str, period: Period, known: Named, where: str, reading: Reading
) -> Iterator[Event]:
    """What may be over is not taken as going on."""
    why = f"its end '{unclear}' cannot be read: taken as ended the day it began; ask whether it is still taken"  # noqa: E501
    known.aside(where, why, reading)
    over = replace(period, status=period.status if period.status in OVER else "completed")
    return over_a_time(over, known, where, reading)


def _one(dosages: Sequence[Dosage], began: Moment | None) -> list[Stretch]:
    return [Stretch(first_dosage(dosages), day_of(began), None)]


# Statements


def statements(statement: MedicationStatement, where: str, reading: Reading) -> Iterator[Event]:
    known = named(statement, where, reading)
    if known is None:
        return
    if why := not_taken(statement):
        known.aside(where, why, reading)
        return
    status = statement.status
    if status not in OVER and _is_taken_back(statement.dosage, reading):
        known.aside(where, BY_DOSAGE, reading)
        return
    if status in ("recorded", "active", "") and (adhered := adherence(statement)):
        status = ADHERENCE[adhered]
    period = statement.effective_period
    starts = (statement.effective_date_time, period.start if period else "")
    began = reading.day(where, known.shown, *starts, element=known.names[0])
    if began is None and statement.effective_timing and statement.effective_timing.event:
        began = moment(statement.effective_timing.event[0])
    end = moment(period.end) if period else None
    if status == "intended":
        yield from _intended(began, statement, known, where, reading)
    elif status in ("active", "taking", "recorded", "", *OVER):
        if began is None and statement.date_asserted:
            began = moment(statement.date_asserted)
            why = "its start is not recorded: the day it was stated counts"
            reading.aside(where, known.shown, why)
        because = shown(statement.status_reason[0]) if statement.status_reason else ""
        if unclear := unclear_end(statement.dosage, None, period):
            of = Period(began, None, status, because, _one(statement.dosage, began))
            yield from _of_unclear_end(unclear, of, known, where, reading)
            return
        held = stretches(statement.dosage, day_of(began))
        last = end.day[1] if end else held[-1].end
        yield from over_a_time(Period(began, last, status, because, held), known, where, reading)
    else:
        known.aside(where, f"its status is {status[:40]}: not counted as taken", reading)


def _intended(
    began: Moment | None, statement: MedicationStatement, known: Named, where: str, reading: Reading
) -> Iterator[Event]:
    if began is None or began.day[0] <= reading.today:
        known.aside(where, "is intended, with no day ahead: not counted", reading)
    else:
        first = first_dosage(statement.dosage)
        yield from events_of("booked", known, first, began, where, reading)


# Administrations


def administrations(
    administration: MedicationAdministration, where: str, reading: Reading
) -> Iterable[Event]:
    known = named(administration, where, reading)
    if known is None:
        return ()
    what = known.shown
    if why := not_given(administration):
        known.aside(where, why, reading)
        return ()
    if administration.status not in ("completed", "in-progress", "stopped", ""):
        known.aside(
            where, f"its status is {administration.status[:40]}: not counted as given", reading
        )
        return ()
    when = moment(administration.effective_date_time)
    when = when or _given_on(administration, where, what, reading)
    when = reading.placed(when, where, what, known.names[0])
    if when is None:
        return ()
    dosage = administration.dosage
    if administration.status == "stopped":
        reading.aside(where, what, "was broken off: counted as given, its dose as unknown")
        dosage = Dosage(route=dosage.route) if dosage else None
    return events_of("given", known, dosage, when, where, reading)


def _given_on(
    administration: MedicationAdministration, where: str, what: str, reading: Reading
) -> Moment | None:
    """Where it is not simply the day or time that is told."""
    when = reading.day(
        where, what, administration.effective_date_time, administration.effective_time_date_time,
        administration.occurence_date_time, administration.occurrence_date_time,
    )  # fmt: skip
    if when is not None:
        return when
    if administration.occurence_timing and administration.occurence_timing.event:
        return moment(administration.occurence_timing.event[0])
    periods = (
        administration.effective_period, administration.effective_time_period,
        administration.occurence_period, administration.occurrence_period,
    )  # fmt: skip
    return reading.period(where, what, next((period for period in periods if period), None))
