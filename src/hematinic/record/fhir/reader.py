"""A FHIR R4 record to the events of one patient. Lenient: what cannot be used is set aside.

Refused are only: what is not JSON or not FHIR, what is nested too deeply, and a record that mixes
patients. The order in which resources stand in a source, and over how many files they are spread,
makes no difference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hematinic.guideline.model import Guideline
from hematinic.record.events import Event, Record, RecordError, SetAside
from hematinic.record.fhir import resources as fhir
from hematinic.record.fhir.allergy import allergies, specific_first
from hematinic.record.fhir.bundle import Unpacked, from_bytes, from_folder
from hematinic.record.fhir.codes import codebook
from hematinic.record.fhir.condition import conditions
from hematinic.record.fhir.lenient import NotJsonError, UnreadableError, decode
from hematinic.record.fhir.medication import administrations, requests, settled, statements
from hematinic.record.fhir.observation import observations
from hematinic.record.fhir.patient import Decoded, Identities, own
from hematinic.record.fhir.procedure import procedures
from hematinic.record.fhir.questionnaire import responses
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.same import one_of_each, standing

Reader = Callable[[Any, str, Reading], Iterator[Event]]

READERS: Mapping[type[fhir.Resource], Reader] = {
    fhir.Observation: observations,
    fhir.Condition: conditions,
    fhir.Procedure: procedures,
    fhir.MedicationRequest: requests,
    fhir.MedicationStatement: statements,
    fhir.MedicationAdministration: administrations,
    fhir.AllergyIntolerance: allergies,
    fhir.QuestionnaireResponse: responses,
}


def read_bundle(
    content: bytes, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None = None
) -> Record:
    """A Bundle of any type, or one resource. `today` is an ordinal day: nothing after it counts.

    `local_codes` maps a site's `system|code` to an element or a medicine. Raises RecordError.
    """
    return _record(from_bytes(content), guideline, today, local_codes)


def read_folder(
    folder: Path, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None = None
) -> Record:
    """NDJSON files, plain or gzip, and bundles, of one patient. Raises RecordError."""
    return _record(from_folder(folder), guideline, today, local_codes)


def _record(
    source: Unpacked, guideline: Guideline, today: int, local_codes: Mapping[str, str] | None
) -> Record:
    reading = Reading(guideline, codebook(guideline, local_codes), today)
    reading.set_aside += source.set_aside
    decoded = list(_decoded(source, reading))
    identities = Identities([d for d in decoded if isinstance(d.resource, fhir.Patient)])
    theirs = own(decoded, identities, reading)
    reading.patient = identities.patient(reading)
    for entry in theirs:
        if isinstance(entry.resource, fhir.Medication):
            reading.medications[f"Medication/{entry.resource.id}"] = entry.resource
            if entry.full_url:
                reading.medications[entry.full_url] = entry.resource
    events = list(_events(one_of_each(theirs, reading), reading))
    events = specific_first(settled(events, today), reading)
    return Record(
        patient=reading.patient,
        events=tuple(standing(events, reading)),
        set_aside=tuple(sorted(reading.notes(), key=_place)),
        questioned=tuple(sorted(reading.questioned, key=_place)),
    )


def _place(note: SetAside) -> tuple[str, str, str]:
    return note.where, note.what, note.why


def _decoded(source: Unpacked, reading: Reading) -> Iterator[Decoded]:
    for item in source.items:
        try:
            resource, lost = decode(item.raw)
        except UnreadableError as why:
            reading.aside(item.place, "a resource", str(why))
            continue
        except NotJsonError as error:
            raise RecordError([f"{item.place}: not JSON: {error}"]) from None
        except RecursionError:
            says = f"{item.place}: nested too deeply to be a FHIR record"
            raise RecordError([says]) from None
        kind = resource.resource_type[:64]
        where = f"{kind}/{resource.id}" if resource.id else f"{kind} {item.place}"
        for path in lost[:5]:
            reading.aside(where, path, "is not what FHIR has there: left out")
        yield Decoded(where, item.full_url, resource)


def _events(decoded: Sequence[Decoded], reading: Reading) -> Iterator[Event]:
    for where, _, resource in decoded:
        reader = READERS.get(type(resource))
        if reader is None:
            _other(resource, where, reading)
        elif resource.modifier_extension:
            what = resource.resource_type
            reading.aside(where, what, "carries a modifier extension, which may turn its meaning")
        else:
            yield from reader(resource, where, reading)


def _other(resource: fhir.Resource, where: str, reading: Reading) -> None:
    if isinstance(resource, fhir.OperationOutcome):
        for issue in resource.issue:
            what = issue.diagnostics or fhir.shown(issue.details, "an outcome")
            reading.aside(where, what, "said by the server; something may be missing")
    elif not isinstance(resource, fhir.Patient | fhir.Medication):
        reading.unread[resource.resource_type] += 1
