"""Procedures that were done."""

from collections.abc import Iterator

from hematinic.record.events import Event
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.denied import not_done
from hematinic.record.fhir.parts import Concept, shown, texts
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Procedure
from hematinic.record.fhir.times import at_age

DONE = ("completed", "in-progress", "")


def _tells(found: Procedure) -> bool:
    return found.status in DONE and not not_done(found)


def _known(codebook: Codebook, concept: Concept | None) -> list[str]:
    elements = codebook.guideline.elements
    return [name for name in codebook.elements_of(concept)
            if name in elements and elements[name].kind == "procedure"]  # fmt: skip


def unread(codebook: Codebook, concept: Concept) -> Concept | None:
    """The concept, where no rule reads a procedure of it, whether it was done or not, nor could."""
    known = _known(codebook, concept) or codebook.state_like("Procedure", texts(concept))
    return None if known else concept


def procedures(found: Procedure, where: str, reading: Reading) -> Iterator[Event]:
    known = _known(reading.codebook, found.code)
    if not known:
        like = reading.codebook.state_like("Procedure", texts(found.code) if _tells(found) else ())
        reading.unread_code("Procedure", found.code, where, like)
        return
    what = shown(found.code, "a procedure")
    if why := not_done(found):
        reading.aside(where, what, why, known[0])
        return
    if found.status not in DONE:
        why = f"its status is {found.status[:40]}: not counted as done"
        reading.aside(where, what, why, known[0])
        return
    written = found.performed_date_time or found.occurrence_date_time
    day = (
        reading.day(where, what, written, element=known[0])
        or reading.period(where, what, found.performed_period or found.occurrence_period)
        or at_age(reading.patient.birth, found.performed_age or found.occurrence_age)
    )
    when = reading.placed(day or reading.sometime(), where, what, known[0])
    if when:
        for name in known:
            yield Event(
                kind="done", name=name, day=when.day, minute=when.minute, instant=when.instant,
                where=where,
            )  # fmt: skip
