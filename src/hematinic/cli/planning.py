"""From a file named on the command line to a plan."""

from datetime import date
from pathlib import Path

import msgspec

from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.day import no_day_of_a_plan, plan_day
from hematinic.record.events import Record, RecordError
from hematinic.record.local_limits import read_local_limits, with_limits
from hematinic.record.read import read_record
from hematinic.record.units import unit_system


def planned(
    planner: Planner,
    file: Path,
    as_of: str | None,
    jurisdiction: str | None = None,
    local_codes: Path | None = None,
    units: str | None = None,
    local_limits: Path | None = None,
) -> tuple[Plan, Record]:
    """The plan, and the record as it was seen from its day. Raises RecordError."""
    today = date.today().toordinal()
    asked = day_named(as_of)
    # A plan may be made for a day to come: the record is then read as of that day.
    last = max(today, asked or 0)
    record = read_record(file, planner.rules.guideline, last, local_codes)
    if jurisdiction:
        record = msgspec.structs.replace(record, jurisdiction=jurisdiction)
    if local_limits:
        record = with_limits(record, read_local_limits(local_limits, planner.rules.guideline))
    if units:
        system = unit_system(units, planner.rules.guideline)
        record = msgspec.structs.replace(record, units=system)
    day = asked or record.as_of or today
    known_by_then = seen_from(record, day)
    return planner.plan(known_by_then, day), known_by_then


def read_today(guideline: Guideline, file: Path, local_codes: Path | None = None) -> Record:
    """Raises RecordError."""
    return read_record(file, guideline, date.today().toordinal(), local_codes)


def day_named(text: str | None) -> int | None:
    if text is None:
        return None
    day = plan_day(text)
    if day is None:
        raise RecordError([no_day_of_a_plan(text, "--as-of")])
    return day
