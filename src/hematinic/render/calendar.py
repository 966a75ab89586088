"""The plan as a calendar (iCalendar, RFC 5545): an event a dose and a check.

Events are whole days, which have no time zone, so no change of the clocks can move one; the alarm
rings at nine in the morning of the day before. Nothing but the plan goes in: the same plan gives
the same bytes, and a later plan for the same patient moves the events of the earlier one.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vRecur

from hematinic.plan.model import Due, Plan
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.doses import Ordered, long_day, ordered, span
from hematinic.render.words.spelling import Spelling, spelled

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:hematinic:calendar")

# From midnight, at the beginning of the day: nine in the morning of the day before.
DAY_BEFORE = timedelta(hours=-15)
ON_THE_DAY = timedelta(hours=9)

OPEN = ("planned", "due", "overdue")

LEAST = 9
"""Of the priorities of RFC 5545; 1 is the first."""

UNNAMED = "The record names no patient, so a later calendar does not replace this one. "


@dataclass(frozen=True, slots=True)
class Entry:
    item: str
    ordinal: str
    day: int
    summary: str
    description: str
    every_days: int = 0
    last: int = 0
    """Of a repeated entry: the day before which it ends."""

    def spelled(self, spelling: Spelling) -> "Entry":
        summary, description = (spelled(x, spelling) for x in (self.summary, self.description))
        return replace(self, summary=summary, description=description)

    def uid(self, plan: Plan) -> str:
        """Of this place in the course of this patient, whatever its date."""
        name = "\n".join((plan.header.id, _who(plan), self.item, self.ordinal))
        return f"{uuid.uuid5(NAMESPACE, name)}@hematinic"


def to_ics(plan: Plan, before: Plan | None = None, spelling: Spelling = "us") -> bytes:
    """`before`: an earlier plan, whose events that are no more are cancelled."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hematinic//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", spelled(f"{_mark(plan)}{plan.header.title}", spelling))
    description = " ".join(
        text for text in (_notice(plan), lines.not_used(plan, "patient")) if text
    )
    calendar.add("x-wr-caldesc", spelled(description, spelling))
    # By identity: the same place in a course has the same identity in every later plan, which moves
    # it.
    unique = {entry.uid(plan): entry for entry in in_order(entries(plan))}
    for (uid, entry), place in zip(unique.items(), places(unique.values()), strict=True):
        event = _event(entry.spelled(spelling), uid, plan, "TENTATIVE")
        event.add("priority", min(place, LEAST))
        calendar.add_component(event)
    for entry in entries(before) if before else ():
        if (uid := entry.uid(plan)) not in unique:
            calendar.add_component(_event(entry.spelled(spelling), uid, plan, "CANCELLED"))
    written: bytes = calendar.to_ical()
    return written


def entries(plan: Plan) -> Iterator[Entry]:
    """Only what is recommended: what is to be considered has been decided by nobody."""
    for order in ordered(plan):
        yield from _doses(order, plan)
    for due in plan.monitoring:
        if due.status in OPEN:
            yield _check(due, plan)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By day, and on one day as the plan has them: B12 before iron."""
    return sorted(entries, key=lambda entry: entry.day)


def places(entries: Iterable[Entry]) -> Iterator[int]:
    """The place of each on its day, from 1: whole days have no hour that could tell it."""
    for _, together in groupby(entries, key=lambda entry: entry.day):
        yield from (place for place, _ in enumerate(together, 1))


def _who(plan: Plan) -> str:
    """Whose events these are. A patient without an id is told from others by all that is known of
    him or her on the day, so that two share none; a later plan cannot know them again."""
    if plan.patient.id:
        return plan.patient.id
    known = repr((plan.as_of, plan.patient, plan.assessment.facts.values))
    return hashlib.sha256(known.encode()).hexdigest()


# What each says


def _mark(plan: Plan) -> str:
    return "" if plan.header.status == "approved" else "Draft: "


def _notice(plan: Plan) -> str:
    header = plan.header
    notice = "" if header.status == "approved" else f"{header.draft_notice} "
    unnamed = "" if plan.patient.id else UNNAMED
    return (
        f"{notice}{header.disclaimer.patient} {unnamed}Plan of {long_day(plan.as_of)}, version "
        f"{header.version}, valid until {header.valid_until}, content {plan.content_hash[:12]}."
    )


def _doses(order: Ordered, plan: Plan) -> Iterator[Entry]:
    item = order.line.item
    directions = f"{lines.recommendation(order.line, plan.assessment, 'patient')}\n\n"
    text = f"{order.said('patient').sentence}.\n\n{directions}{_notice(plan)}"
    if not order.goes_on:
        times = order.prescribe.times or len(order.schedule.amounts)
        for dose in order.doses():
            of = f" (dose {dose.ordinal} of {times})" if times > 1 else ""
            summary = f"{_mark(plan)}{order.name} {dose.amount}{of}"
            yield Entry(item.id, str(dose.ordinal), dose.day, summary, text)
    elif days := _days_apart(order):
        summary = f"{_mark(plan)}{order.name} {order.amount}, {order.said('patient').how_often}"
        first, last = order.schedule.first_due, order.last_day(plan)
        yield Entry(item.id, "1", first, summary, text, every_days=days, last=last)
    else:
        for n, day in enumerate(order.days_ahead(plan), 1):
            summary = f"{_mark(plan)}{order.name} {order.amount}, {order.said('patient').how_often}"
            within = f"Any day {span(window)}. " if (window := order.window(n)) else ""
            yield Entry(item.id, str(n), day, summary, within + text)
    if order.schedule.review:
        summary = f"{_mark(plan)}Review: {item.title}"
        yield Entry(item.id, "review", order.schedule.review, summary, text)


def _days_apart(order: Ordered) -> int:
    """Where an interval is a number of days; months are written out one by one, since a rule for
    the 31st leaves every shorter month out."""
    every = order.prescribe.every
    assert every is not None
    return 1 if every.hours else every.count * {"days": 1, "weeks": 7}.get(every.unit, 0)


def _check(due: Due, plan: Plan) -> Entry:
    late = ", overdue" if due.status == "overdue" else ""
    optional = ", optional" if due.check.optional and "optional" not in due.check.test else ""
    summary = f"{_mark(plan)}{words.capital(due.check.test)}{optional}{late}"
    text = f"{lines.check(due, 'patient')} Any day {span(due.window)}.\n\n{_notice(plan)}"
    return Entry(due.check.id, "check", due.due, summary, text)


# How it is written


def _event(entry: Entry, uid: str, plan: Plan, status: str) -> Event:
    day = date.fromordinal(entry.day)
    event = Event()
    event.add("uid", uid)
    # Of the plan and not of the clock, so that the same plan gives the same bytes.
    event.add("dtstamp", datetime.combine(date.fromordinal(plan.as_of), time(), UTC))
    # A calendar takes the higher number for the newer: the day of the plan grows by itself.
    event.add("sequence", plan.as_of)
    event.add("dtstart", day)
    # RFC 5545 (3.6.1): the end is the first day that does not belong to the event.
    event.add("dtend", day + timedelta(days=1))
    if entry.every_days:
        event.add("rrule", _rule(entry))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("status", status)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if status != "CANCELLED":
        event.add_component(_alarm(entry))
    return event


def _rule(entry: Entry) -> vRecur:
    # UNTIL counts the day itself; `last` is the one before which it ends.
    until = date.fromordinal(entry.last - 1)
    return vRecur({"FREQ": "DAILY", "INTERVAL": entry.every_days, "UNTIL": until})


def _alarm(entry: Entry) -> Alarm:
    """What is taken every day or other day is told on the day, the rest the day before."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", ON_THE_DAY if 0 < entry.every_days < 7 else DAY_BEFORE)
    return alarm
