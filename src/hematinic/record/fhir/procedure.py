"""Procedures that were done."""

from collections.abc import Iterator

from hematinic.record.events import Event
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.denied import not_done
from hematinic.record.fhir.negated import taken_back
from hematinic.record.fhir.parts import Concept, shown, texts
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Procedure
from hematinic.record.fhir.times import at_age

DONE = ("completed", "in-progress", "")


def _tells(procedure: Procedure) -> bool:
    return procedure.status in DONE and not not_done(procedure)


def _known(codebook: Codebook, concept: Concept | None) -> list[str]:
    elements = codebook.guideline.elements
    return [name for name in codebook.elements_of(concept)
            if name in elements and elements[name].kind == "procedure"]  # fmt: skip


def unread(codebook: Codebook, concept: Concept) -> Concept | None:
    """The concept, where no rule reads a procedure of it, whether it was done or not, nor could."""
    known = _known(codebook, concept) or codebook.state_like("Procedure", texts(concept))
    return None if known else concept


def procedures(procedure: Procedure, where: str, reading: Reading) -> Iterator[Event]:
    known = _known(reading.codebook, procedure.code)
    if not known:
        like = reading.codebook.state_like(
            "Procedure", texts(procedure.code) if _tells(procedure) else ()
        )
        reading.unread_code("Procedure", procedure.code, where, like)
        return
    what = shown(procedure.code, "a procedure")
    if why := not_done(procedure):
        reading.aside(where, what, why, known[0])
        return
    if procedure.status not in DONE:
        why = f"its status is {procedure.status[:40]}: not counted as done"
        reading.aside(where, what, why, known[0])
        return
    if why := taken_back[procedure.code, ""]:
        reading.aside(where, what, why, known[0])
        return
    written = procedure.performed_date_time or procedure.occurrence_date_time
    day = (
        reading.day(where, what, written, element=known[0])
        or reading.period(where, what, procedure.performed_period or procedure.occurrence_period)
        or at_age(reading.patient.birth, procedure.performed_age or procedure.occurrence_age)
    )
    when = reading.placed(day or reading.sometime(), where, what, known[0])
    if when:
        for name in known:
            yield Event(
                kind="done", name=name, day=when.day, minute=when.minute, instant=when.instant,
                where=where,
            )  # fmt: skip
