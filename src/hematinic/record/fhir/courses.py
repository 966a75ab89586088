"""What is taken over a time: from its beginning to its end, each of its dosages, and its stop.

An end that is not recorded is taken to be the day it began, never today. A stop is an event of its
own only where nothing else of that medicine goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from msgspec.structs import replace

from hematinic.expressions.logic import Span
from hematinic.record.events import Event
from hematinic.record.fhir import intervals
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.dosage import amounts, is_nothing
from hematinic.record.fhir.medicine import Named
from hematinic.record.fhir.parts import Dosage
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.routes import is_topical, route
from hematinic.record.fhir.stretches import Stretch, day_of
from hematinic.record.fhir.times import Moment
from hematinic.record.fhir.unclear import unclear_dosage

OVER = ("completed", "stopped", "ended", "on-hold")

TOPICAL = "acts where it is applied: not counted"
NOTHING = "its dose is 0: nothing is counted"


@dataclass(frozen=True, slots=True)
class Period:
    began: Moment | None
    end: float | None
    """The last day, where it is recorded."""
    status: str
    because: str
    held: Sequence[Stretch]
    """The dosages, in the order in which they hold."""


def taken(
    began: Moment | None, end: float | None, dosage: Dosage | None, known: Named, where: str,
    reading: Reading,
) -> Iterator[Event]:  # fmt: skip
    """What goes on until its end; where that is not known it ended the day it began."""
    held = [Stretch(dosage, day_of(began), end)]
    status = "completed" if end is None else "active"
    return over_a_time(Period(began, end, status, "", held), known, where, reading)


def over_a_time(period: Period, known: Named, where: str, reading: Reading) -> Iterator[Event]:
    what, over = known.shown, period.status in OVER
    began = period.began
    if began is None:
        if over and period.end is None:
            known.aside(where, f"is {period.status}, but no day of it is recorded", reading)
            return
        began = reading.sometime(period.end)
    if began.day[0] > reading.today and not over:
        yield from events_of("booked", known, period.held[0].dosage, began, where, reading)
        return
    began = reading.placed(began, where, what, known.names[0])
    if began is None:
        return
    end = period.end
    if over and end is None:
        end = began.day[1]
        why = f"is {period.status}, its end not recorded: taken as ended the day it began"
        reading.once(where, what, why)
    yield from _started(period, began, end, known, where, reading)
    if period.status in ("stopped", "ended", "on-hold"):
        low, high = (period.end, period.end) if period.end else (began.day[0], reading.today)
        if low <= reading.today:
            stopped = Moment((low, min(high, reading.today)))
            because = period.because or ("on hold" if period.status == "on-hold" else "")
            yield from events_of("stopped", known, None, stopped, where, reading, because=because)


def _started(
    period: Period, began: Moment, end: float | None, known: Named, where: str, reading: Reading
) -> Iterator[Event]:
    """A start for each dosage that has come into force, each until the next."""
    first, *later = period.held
    begun = [(first, began)]
    for stretch in later:
        start = stretch.start
        if start is not None and start <= min(reading.today, end if end is not None else start):
            begun.append((stretch, Moment((start, start))))
    for i, (stretch, when) in enumerate(begun):
        last = end if i == len(begun) - 1 else stretch.end
        until = last if end is None or last is None else min(last, end)
        yield from events_of("started", known, stretch.dosage, when, where, reading, until=until)


def settled(events: list[Event]) -> list[Event]:
    """Without stops of one prescription while another of the same medicine goes on.

    A stop whose day is not recorded lies before the next start of that medicine.
    """
    if not [event for event in events if event.kind == "stopped"]:
        return events
    starts: dict[str, list[Event]] = {}
    for event in events:
        if event.kind == "started":
            starts.setdefault(event.name, []).append(event)
    dated = []
    for event in events:
        if event.kind != "stopped":
            dated.append(event)
        elif (day := _own_stop(event, starts.get(event.name, ()))) is not None:
            dated.append(replace(event, day=day))
    return dated


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


# Events


class _Uses(NamedTuple):
    """How each of some medicines is taken: events that lack their day and place."""

    taken: list[Event]
    stopped: list[Event]
    unclear: str
    """What of the dosage cannot be read."""


_EVENT = Event(kind="given", name="", day=(0, 0))


def _uses(
    codebook: Codebook, asked: tuple[tuple[str, ...], tuple[str, ...], Dosage | None]
) -> _Uses | str:
    """Of medicines, the texts that name them, and a dosage; a text of why nothing is taken."""
    names, texts, dosage = asked
    if is_topical(dosage, texts):
        return TOPICAL
    if is_nothing(dosage):
        return NOTHING
    guideline = codebook.guideline
    taken, stopped = [], []
    for medicine in (guideline.medicines[name] for name in names):
        by = route(medicine, dosage, texts)
        fields = amounts(medicine, dosage, texts, by, guideline) | {
            "every": intervals.every(dosage),
            "as_needed": intervals.as_needed(dosage),
            "hours": intervals.hours(dosage),
        }
        if len(names) > 1:  # a dose of several together is that of none of them
            fields |= {"dose": None, "product_dose": None}
        stopped.append(replace(_EVENT, name=medicine.name, route=by))
        taken.append(replace(stopped[-1], **fields))
    return _Uses(taken, stopped, unclear_dosage(dosage))


def events_of(
    kind: Any, known: Named, dosage: Dosage | None, when: Moment, where: str, reading: Reading,
    until: float | None = None, because: str = "",
) -> list[Event]:  # fmt: skip
    uses = reading.codebook.memory[_uses][known.names, known.texts, dosage]
    if isinstance(uses, str):
        if uses == TOPICAL:
            reading.once(where, known.shown, TOPICAL)
        else:
            known.aside(where, uses, reading)
        return []
    if uses.unclear and kind != "stopped":
        why = f"its dosage says '{uses.unclear}', which cannot be read: how often or how much is not known"  # noqa: E501
        known.aside(where, why, reading)
    day, minute, instant = when
    return [
        replace(
            event, kind=kind, day=day, minute=minute, instant=instant, until=until,
            because=because, where=where,
        )
        for event in (uses.stopped if kind == "stopped" else uses.taken)
    ]  # fmt: skip
