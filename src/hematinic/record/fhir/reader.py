"""A FHIR record to the events of one patient. Lenient: what cannot be used is set aside.

Read are R4 and what DSTU2, STU3 and R5 call otherwise. Refused are only: what is not JSON or not
FHIR, what is nested too deeply, and a record that mixes patients. The order in which resources
stand in a source, and over how many files they are spread, makes no difference.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import msgspec

from hematinic.guideline.model import Guideline
from hematinic.record.events import Event, Record, RecordError, SetAside
from hematinic.record.fhir import resources as fhir
from hematinic.record.fhir.allergy import allergies, specific_first
from hematinic.record.fhir.bundle import (
    MOST_BAD_LINES,
    Deletion,
    Unpacked,
    from_bytes,
    named,
)
from hematinic.record.fhir.codes import codebook
from hematinic.record.fhir.condition import conditions
from hematinic.record.fhir.courses import settled
from hematinic.record.fhir.deleted import without_deleted
from hematinic.record.fhir.dispense import dispenses
from hematinic.record.fhir.folder import from_folder
from hematinic.record.fhir.lenient import (
    Found,
    NotJsonError,
    UnreadableError,
    decode,
    may_be_modified,
    quoted,
    understood,
)
from hematinic.record.fhir.medication import administrations, requests, statements
from hematinic.record.fhir.modified import modified, without_lost
from hematinic.record.fhir.observation import observations
from hematinic.record.fhir.parts import shown
from hematinic.record.fhir.passed import REPORT, Line, Passed, Passing, passed
from hematinic.record.fhir.patient import patient
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.procedure import procedures
from hematinic.record.fhir.questionnaire import responses
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.same import one_of_each, standing
from hematinic.record.fhir.whose import Whose

Reader = Callable[[Any, str, Reading], Iterable[Event]]

READERS: Mapping[type[fhir.Resource], Reader] = {
    fhir.Observation: observations,
    fhir.Condition: conditions,
    fhir.Procedure: procedures,
    fhir.MedicationRequest: requests,
    fhir.MedicationOrder: requests,
    fhir.MedicationStatement: statements,
    fhir.MedicationUsage: statements,
    fhir.MedicationAdministration: administrations,
    fhir.MedicationDispense: dispenses,
    fhir.AllergyIntolerance: allergies,
    fhir.QuestionnaireResponse: responses,
}


def read_bundle(
    content: bytes, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None = None
) -> Record:
    """A Bundle of any type, one resource, or lines. `today` is an ordinal day: nothing after it
    counts. `local_codes` maps a site's `system|code` to an element or a medicine.

    Raises RecordError.
    """
    return _record(from_bytes(content), guideline, today, local_codes)


def read_lines(
    lines: Iterable[tuple[str, bytes]],
    deleted: Iterable[Deletion],
    guideline: Guideline,
    today: int,
    local_codes: Mapping[str, str] | None = None,
    passing: Passing | None = None,
) -> Record:
    """The resources of one patient out of an export of many, each with its place, and what of them
    was deleted. With `passing` what no rule reads is not decoded. Raises RecordError."""
    source, listed = Unpacked(), list(lines)
    source.deleted += deleted
    source.modified = may_be_modified(b"\n".join([line for _, line in listed]))
    if passing is not None:
        known = codebook(guideline, local_codes)
        listed, source.over = passing.over(listed, source.modified, known)
    _decode(listed, source)
    return _record(source, guideline, today, local_codes)


def _decode(lines: Sequence[Line], source: Unpacked) -> None:
    for (place, line), found in zip(lines, source.usual([line for _, line in lines]), strict=True):
        if found is not None:
            source.decoded.append(Decoded(named(found, place), "", found))
            continue
        try:
            source.line(line, place)
        except RecordError as error:
            source.note(place, quoted(line.decode("utf-8", "replace")), str(error.problems[0]))


def read_folder(
    folder: Path, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None = None
) -> Record:
    """NDJSON files, packed or not, and bundles, of one patient. Raises RecordError."""
    return _record(from_folder(folder), guideline, today, local_codes)


def _record(
    source: Unpacked, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None
) -> Record:
    reading = Reading(guideline, codebook(guideline, local_codes), today)
    reading.set_aside += source.set_aside
    decoded = without_deleted(_decoded(source, reading), source.deleted, reading)
    whose = Whose(decoded)
    theirs = one_of_each(whose.own(decoded, reading.aside_of))
    reading.patient = patient(whose, reading)
    _keep_medications(theirs, reading)
    events = specific_first(settled(_events(theirs, reading)), reading)
    return Record(
        patient=reading.patient,
        events=tuple(standing(events, reading)),
        set_aside=tuple(sorted(reading.notes(), key=_place)),
        questioned=tuple(sorted(reading.questioned, key=_place)),
        unread=tuple(sorted(reading.unread_codes, key=lambda e: (e.kind, e.system, e.code))),
    )


def _place(note: SetAside) -> tuple[bool, str, str, str]:
    """What names an element first: the reader looks for what the plan lacks."""
    return not note.element, note.where, note.what, note.why


def _keep_medications(decoded: Iterable[Decoded], reading: Reading) -> None:
    for entry in decoded:
        found = entry.resource
        if type(found) is fhir.Medication and entry.inside is None:
            reading.medications[f"Medication/{found.id}"] = found
            if entry.full_url:
                reading.medications[entry.full_url] = found


# Resources


def _decoded(source: Unpacked, reading: Reading) -> list[Decoded]:
    found = [*source.decoded, *_opened(source, reading)]
    if source.over:
        found += _passed_over(source, {entry.where for entry in found}, reading)
    for holder in [entry for entry in found if entry.resource.contained]:
        found += _contained(holder, source.modified, reading)
    return found


def _passed_over(source: Unpacked, others: Set[str], reading: Reading) -> Iterator[Decoded]:
    """What was passed over; but of two versions, and of what was deleted, more must be known."""
    other = {*others, *(deletion.name for deletion in source.deleted)}
    times = Counter(one.where for _, one in source.over)
    again = []
    for line, one in source.over:
        if times[one.where] == 1 and one.where not in other:
            yield Decoded(one.where, "", one)
        else:
            again.append(line)
    if again:
        closer = Unpacked()
        closer.modified = source.modified
        _decode(again, closer)
        yield from (*closer.decoded, *_opened(closer, reading))


def _opened(source: Unpacked, reading: Reading) -> Iterator[Decoded]:
    """What is not of the usual form."""
    bad = 0
    for item in source.items:
        marked = source.modified and may_be_modified(item.raw)
        over = None if marked else passed(reading.codebook, item.raw)
        if over is not None:
            yield Decoded(over.where, item.full_url, over)
            continue
        try:
            found = decode(item.raw, source.modified)
        except UnreadableError as why:
            reading.aside(item.place, "a resource", str(why))
        except NotJsonError as error:
            bad += 1
            if bad <= MOST_BAD_LINES:
                what = quoted(bytes(item.raw).decode("utf-8", "replace"))
                reading.aside(item.place, what, f"not JSON: {error}")
        except RecursionError:
            says = f"{item.place}: nested too deeply to be a FHIR record"
            raise RecordError([says]) from None
        else:
            where = named(found.resource, item.place)
            yield from _used(found, Decoded(where, item.full_url, found.resource), reading)
    if bad > MOST_BAD_LINES:
        reading.aside("record", f"{bad - MOST_BAD_LINES} further lines", "are no JSON either")


def _used(found: Found, entry: Decoded, reading: Reading) -> Iterator[Decoded]:
    """The resource, so far as it can be used."""
    if found.lost or found.modified:
        usable = _usable(found, entry, reading)
        if usable is not None:
            yield msgspec.structs.replace(entry, resource=usable)
    else:
        yield entry


def _contained(holder: Decoded, marked: bool, reading: Reading) -> Iterator[Decoded]:
    if getattr(holder.resource, "status", "") in fhir.WITHDRAWN:
        return
    for data in holder.resource.contained:
        try:
            found = understood(data, marked)
        except (UnreadableError, RecursionError) as why:
            reading.aside(holder.where, "a contained resource", str(why))
            continue
        if type(found.resource) in READERS:
            called = f"{found.resource.resource_type} {found.resource.id}".strip()
            entry = Decoded(f"{called} in {holder.where}", "", found.resource, holder)
            yield from _used(found, entry, reading)


def _usable(found: Found, entry: Decoded, reading: Reading) -> fhir.Resource | None:
    """Without what must be understood to be used and is not; None where nothing is left."""
    if isinstance(found.resource, fhir.Unread):
        return found.resource
    usable = without_lost(found, entry, reading)
    return usable and modified(found, msgspec.structs.replace(entry, resource=usable), reading)


def _events(decoded: Sequence[Decoded], reading: Reading) -> list[Event]:
    events: list[Event] = []
    for entry in decoded:
        found, inside = entry.resource, entry.inside
        reader = READERS.get(type(found))
        if reader is not None:
            whole = found if inside is None else _whole(found, inside.resource)
            events += reader(whole, entry.where, reading)
        elif isinstance(found, fhir.Unread):
            reading.unread[found.resource_type] += 1
        elif type(found) is Passed:
            _count(found, entry.where, reading)
        else:
            _other(found, entry.where, reading)
    return events


def _count(found: Passed, where: str, reading: Reading) -> None:
    if found.code is not None:
        reading.unread_code(found.kind, found.code, where)
    elif found.kind != REPORT:
        reading.unread[found.kind] += 1


def _whole(found: fhir.Resource, holder: fhir.Resource) -> fhir.Resource:
    """What a result that is contained in a report or panel leaves to it: its time."""
    if not isinstance(found, fhir.Observation):
        return found
    if not isinstance(holder, fhir.Observation | fhir.DiagnosticReport):
        return found
    if found.effective_date_time or found.effective_period or found.effective_instant:
        return found
    return msgspec.structs.replace(
        found,
        effective_date_time=holder.effective_date_time,
        effective_period=holder.effective_period,
        issued=found.issued or holder.issued,
    )


def _other(resource: fhir.Resource, where: str, reading: Reading) -> None:
    if isinstance(resource, fhir.OperationOutcome):
        for issue in resource.issue:
            what = issue.diagnostics or shown(issue.details, "an outcome")
            reading.aside(where, what, "said by the server; something may be missing")
    elif isinstance(resource, fhir.DiagnosticReport) and resource.status in fhir.WITHDRAWN:
        what = shown(resource.code, "a report")
        reading.aside(where, what, f"its status is {resource.status}: nothing in it is used")
