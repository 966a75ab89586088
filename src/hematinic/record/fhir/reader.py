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
from hematinic.record.fhir import specimen
from hematinic.record.fhir.alike import Alike, Line, decoded, events_of
from hematinic.record.fhir.allergy import allergies, named_allergies, specific_first
from hematinic.record.fhir.bundle import (
    MOST_BAD_LINES,
    Deletion,
    Item,
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
    NotJsonError,
    Understood,
    UnreadableError,
    decode,
    may_be_modified,
    quoted,
    understood,
    well_formed,
)
from hematinic.record.fhir.medication import administrations, requests, statements
from hematinic.record.fhir.modified import modified, without_lost
from hematinic.record.fhir.observation import observations
from hematinic.record.fhir.parts import shown
from hematinic.record.fhir.passed import REPORT, Passed, passed
from hematinic.record.fhir.patient import patient
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.procedure import procedures
from hematinic.record.fhir.questionnaire import responses
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.rows import AlikeRows
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
    return record_of(from_bytes(content), guideline, today, local_codes)


def decode_lines(lines: Sequence[Line | Decoded], source: Unpacked) -> None:
    resources = iter(source.usual([line[1] for line in lines if not isinstance(line, Decoded)]))
    for each in lines:
        if isinstance(each, Decoded):
            source.decoded.append(each)
            source.alike = True
            continue
        place, line = each
        resource = next(resources)
        if resource is not None:
            source.decoded.append(Decoded(named(resource, place), "", resource))
            continue
        try:
            source.line(line, place)
        except RecordError as error:
            source.note(place, quoted(line.decode("utf-8", "replace")), str(error.problems[0]))


def read_folder(
    folder: Path, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None = None
) -> Record:
    """NDJSON files, packed or not, and bundles, of one patient. Raises RecordError."""
    return record_of(from_folder(folder), guideline, today, local_codes)


def record_of(
    source: Unpacked, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None
) -> Record:
    reading = reading_of(source, guideline, today, local_codes)
    events = read_events(source, reading)
    assert events is not None, "without rows nothing is amiss"
    left = standing(events, reading)
    return finished(reading, left)


def reading_of(
    source: Unpacked, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None
) -> Reading:
    reading = Reading(guideline, codebook(guideline, local_codes), today)
    reading.set_aside += source.set_aside
    return reading


def read_events(
    source: Unpacked, reading: Reading, by_rows: AlikeRows | None = None
) -> list[Event] | None:
    """Events as resources tell them; None where something hangs on what the rows are of, so that
    each line must be looked at."""
    decoded = without_deleted(_decoded(source, reading), source.deleted, reading)
    if by_rows is not None and not by_rows.are_apart(decoded):
        return None
    whose = Whose(decoded)
    if by_rows is not None and not by_rows.are_about(whose):
        return None
    own = whose.own(decoded, reading.aside_of)
    if by_rows is not None and len(own) < len(decoded):
        return None
    theirs = one_of_each(own)
    reading.patient = patient(whose, reading)
    _keep_named(theirs, reading)
    if reading.specimens:
        if by_rows is not None:
            return None
        theirs = [_with_its_sample(entry) for entry in theirs]
    if by_rows is not None:
        if not by_rows.are_of_life(reading.patient, reading.today):
            return None
        by_rows.tell(reading)
    events = settled(_events(theirs, reading))
    if by_rows is not None and named_allergies(events, reading):
        return None
    return specific_first(events, reading)


def finished(reading: Reading, events: Iterable[Event]) -> Record:
    return Record(
        patient=reading.patient,
        events=tuple(events),
        set_aside=tuple(sorted(reading.notes(), key=_place)),
        questioned=tuple(sorted(reading.questioned, key=_place)),
        unread=tuple(sorted(reading.unread_codes, key=msgspec.structs.astuple)),
    )


def _place(note: SetAside) -> tuple[bool, str, str, str]:
    """What names an element first: the reader looks for what the plan lacks."""
    return not note.element, note.where, note.what, note.why


NAMED: Set[type[fhir.Resource]] = frozenset((fhir.Medication, fhir.Specimen))


def _keep_named(decoded: Iterable[Decoded], reading: Reading) -> None:
    """What others name: medications, and samples that are not of the patient's blood."""
    for entry in [entry for entry in decoded if type(entry.resource) in NAMED]:
        resource = entry.resource
        kind = type(resource)
        if kind is fhir.Medication and entry.inside is None:
            reading.medications[f"Medication/{resource.id}"] = resource  # type: ignore[assignment]
            if entry.full_url:
                reading.medications[entry.full_url] = resource  # type: ignore[assignment]
        elif kind is fhir.Specimen:
            specimen.keep(resource, entry.full_url, reading)  # type: ignore[arg-type]


def _with_its_sample(entry: Decoded) -> Decoded:
    """A line that was taken apart does not tell of what its sample is."""
    resource = entry.resource
    if isinstance(resource, Alike) and b'"specimen"' in resource.content:
        return msgspec.structs.replace(entry, resource=decoded(resource))
    return entry


# Resources


def _decoded(source: Unpacked, reading: Reading) -> list[Decoded]:
    opened = [*source.decoded, *_opened(source, reading)]
    if source.over:
        opened += _passed_over(source, {entry.where for entry in opened}, reading)
    if source.alike:
        opened = _told_apart(opened, source.deleted)
    for holder in [entry for entry in opened if entry.resource.contained]:
        opened += _contained(holder, source.modified, reading)
    return opened


def _passed_over(source: Unpacked, others: Set[str], reading: Reading) -> Iterator[Decoded]:
    """What was passed over; but of two versions, and of what was deleted, more must be known."""
    other = {*others, *(deletion.name for deletion in source.deleted)}
    times = Counter(skipped.where for _, skipped in source.over)
    again = []
    for line, skipped in source.over:
        if times[skipped.where] == 1 and skipped.where not in other:
            yield Decoded(skipped.where, "", skipped)
        else:
            again.append(line)
    if again:
        closer = Unpacked()
        closer.modified = source.modified
        decode_lines(again, closer)
        yield from (*closer.decoded, *_opened(closer, reading))


def _told_apart(opened: list[Decoded], deleted: Sequence[Deletion]) -> list[Decoded]:
    """All that is told of versions and of what was deleted is decoded."""
    names = {entry.where for entry in opened}
    if len(names) == len(opened) and not any(deletion.name in names for deletion in deleted):
        return opened
    times = Counter(entry.where for entry in opened)
    times.update({deletion.name: 2 for deletion in deleted})
    return [
        msgspec.structs.replace(entry, resource=decoded(entry.resource))
        if isinstance(entry.resource, Alike) and times[entry.where] > 1
        else entry
        for entry in opened
    ]


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
            read = decode(item.raw, source.modified)
        except UnreadableError as why:
            _unreadable(item, str(why), reading)
        except NotJsonError as error:
            bad += 1
            if bad <= MOST_BAD_LINES:
                what = quoted(bytes(item.raw).decode("utf-8", "replace"))
                reading.aside(item.place, what, f"not JSON: {error}")
        except RecursionError:
            says = f"{item.place}: nested too deeply to be a FHIR record"
            raise RecordError([says]) from None
        else:
            where = named(read.resource, item.place)
            yield from _used(read, Decoded(where, item.full_url, read.resource), reading)
    if bad > MOST_BAD_LINES:
        reading.aside("record", f"{bad - MOST_BAD_LINES} further lines", "are no JSON either")


def _unreadable(item: Item, why: str, reading: Reading) -> None:
    """By its name, so far as that can be told."""
    try:
        resource = well_formed(msgspec.json.decode(item.raw))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        resource = None
    if resource is None:
        reading.aside(item.place, "a resource", why)
    else:
        reading.aside_of(Decoded(named(resource, item.place), item.full_url, resource), why)


def _used(read: Understood, entry: Decoded, reading: Reading) -> Iterator[Decoded]:
    """The resource, so far as it can be used."""
    if read.lost or read.modified:
        usable = _usable(read, entry, reading)
        if usable is not None:
            yield msgspec.structs.replace(entry, resource=usable)
    else:
        yield entry


def _contained(holder: Decoded, marked: bool, reading: Reading) -> Iterator[Decoded]:
    if getattr(holder.resource, "status", "") in fhir.WITHDRAWN:
        return
    for data in holder.resource.contained:
        try:
            read = understood(data, marked)
        except (UnreadableError, RecursionError) as why:
            reading.aside(holder.where, "a contained resource", str(why))
            continue
        if type(read.resource) in READERS:
            called = f"{read.resource.resource_type} {read.resource.id}".strip()
            entry = Decoded(f"{called} in {holder.where}", "", read.resource, holder)
            yield from _used(read, entry, reading)


def _usable(read: Understood, entry: Decoded, reading: Reading) -> fhir.Resource | None:
    """Without what must be understood to be used and is not; None where nothing is left."""
    if isinstance(read.resource, fhir.Unread):
        return read.resource
    usable = without_lost(read, entry, reading)
    return usable and modified(read, msgspec.structs.replace(entry, resource=usable), reading)


def _events(decoded: Sequence[Decoded], reading: Reading) -> list[Event]:
    events: list[Event] = []
    unread: list[type[fhir.Resource]] = []
    for entry in decoded:
        resource = entry.resource
        kind = type(resource)
        if kind in fhir.UNREAD:
            unread.append(kind)
        elif (reader := READERS.get(kind)) is not None:
            inside = entry.inside
            whole = resource if inside is None else _whole(resource, inside.resource)
            events += reader(whole, entry.where, reading)
        elif isinstance(resource, Alike):
            events += events_of(resource, entry.where, reading)
        elif kind is fhir.Other:
            reading.unread[resource.resource_type] += 1
        elif isinstance(resource, Passed):
            _count(resource, entry.where, reading)
        else:
            _other(resource, entry.where, reading)
    for kind, count in Counter(unread).items() if unread else ():
        reading.unread[kind.__name__] += count
    return events


def _count(skipped: Passed, where: str, reading: Reading) -> None:
    if skipped.code is not None:
        reading.unread_code(skipped.kind, skipped.code, where)
    elif skipped.kind != REPORT:
        reading.unread[skipped.kind] += 1


def _whole(resource: fhir.Resource, holder: fhir.Resource) -> fhir.Resource:
    """What a result that is contained in a report or panel leaves to it: its time and sample."""
    if not isinstance(resource, fhir.Observation):
        return resource
    if not isinstance(holder, fhir.Observation | fhir.DiagnosticReport):
        return resource
    sample = holder.specimen
    if isinstance(sample, tuple):
        sample = sample[0] if len(sample) == 1 else None
    if resource.specimen is None and sample is not None:
        resource = msgspec.structs.replace(resource, specimen=sample)
    if resource.effective_date_time or resource.effective_period or resource.effective_instant:
        return resource
    return msgspec.structs.replace(
        resource,
        effective_date_time=holder.effective_date_time,
        effective_period=holder.effective_period,
        issued=resource.issued or holder.issued,
    )


def _other(resource: fhir.Resource, where: str, reading: Reading) -> None:
    if isinstance(resource, fhir.OperationOutcome):
        for issue in resource.issue:
            what = issue.diagnostics or shown(issue.details, "an outcome")
            reading.aside(where, what, "said by the server; something may be missing")
    elif isinstance(resource, fhir.DiagnosticReport) and resource.status in fhir.WITHDRAWN:
        what = shown(resource.code, "a report")
        reading.aside(where, what, f"its status is {resource.status}: nothing in it is used")
