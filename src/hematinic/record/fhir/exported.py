"""Lines of an export of many patients, those of one at a time, to events or to rows."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from hematinic.guideline.model import Guideline
from hematinic.record.events import Record
from hematinic.record.fhir.bundle import Deletion, Unpacked
from hematinic.record.fhir.codes import codebook
from hematinic.record.fhir.lenient import may_be_modified
from hematinic.record.fhir.passed import Passing
from hematinic.record.fhir.reader import decode_lines, finished, read_events, reading_of, record_of
from hematinic.record.fhir.rows import AlikeRows, event_of
from hematinic.record.fhir.same import standing_rows
from hematinic.record.rows import OddDayError, Row


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
    record, rows = read_rows(lines, deleted, guideline, today, local_codes, passing)
    if not rows:
        return record
    known = codebook(guideline, local_codes)
    events = tuple([event_of(row, known) for row in rows])
    return replace(record, events=events)


def read_rows(
    lines: Iterable[tuple[str, bytes]],
    deleted: Iterable[Deletion],
    guideline: Guideline,
    today: int,
    local_codes: Mapping[str, str] | None = None,
    passing: Passing | None = None,
) -> tuple[Record, list[Row]]:
    """As `read_lines`; where most lines are known by others, the events are rows and the record
    has none. Raises RecordError."""
    listed, gone = list(lines), list(deleted)
    modified = may_be_modified(b"\n".join([line for _, line in listed]))
    for by_rows in (AlikeRows(), None):
        source = Unpacked()
        source.deleted += gone
        source.modified = modified
        if passing is None:
            decode_lines(listed, source)
        elif gone and by_rows is not None:
            continue
        else:
            known = codebook(guideline, local_codes)
            kept, source.over = passing.over(listed, modified, known, by_rows)
            decode_lines(kept, source)
        if by_rows is not None and by_rows.ids and not by_rows.rows:
            continue
        if by_rows is None or not by_rows.rows:
            return record_of(source, guideline, today, local_codes), []
        reading = reading_of(source, guideline, today, local_codes)
        events = read_events(source, reading, by_rows)
        if events is None:
            continue
        try:
            rows = standing_rows(events, by_rows.rows, reading)  # before the notes of it
        except OddDayError:
            continue
        return finished(reading, ()), rows
    raise AssertionError("read without rows at last")
