"""Procedures that were done."""

from collections.abc import Iterator

from hematinic.record.events import Event
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Procedure, shown
from hematinic.record.fhir.times import at_age, moment, moment_of_period

DONE = ("completed", "in-progress", "")


def procedures(found: Procedure, where: str, reading: Reading) -> Iterator[Event]:
    elements = reading.guideline.elements
    names = reading.codebook.elements_of(found.code)
    known = [name for name in names if name in elements and elements[name].kind == "procedure"]
    if not known:
        reading.unread["Procedure"] += 1
        return
    what = shown(found.code, "a procedure")
    if found.status not in DONE:
        reading.aside(where, what, f"its status is {found.status[:40]}: not counted as done")
        return
    day = (
        moment(found.performed_date_time)
        or moment_of_period(found.performed_period)
        or at_age(reading.patient.birth, found.performed_age)
        or reading.sometime()
    )
    when = reading.placed(day, where, what)
    if when:
        for name in known:
            yield Event(kind="done", name=name, day=when.day, minute=when.minute, where=where)
