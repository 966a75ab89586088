"""A record without what a guideline has no name for: a version leaves that aside."""

from typing import Any

import msgspec

from hematinic.guideline.model import Guideline
from hematinic.proof.vignettes import File
from hematinic.record.events import Record

SIGNS = ("observed", "present", "absent", "done", "given", "started", "stopped", "ordered",
         "booked")  # fmt: skip
"""The keys of an event that hold what it is of."""


def known_to(guideline: Guideline, file: File) -> File:
    """Without what the guideline has no name for."""
    names = guideline.elements.keys() | guideline.medicines.keys()
    known = file | {"events": [event for event in file["events"] if named(event) in names]}
    if "local_limits" in file:
        own = {limit.local: limit.of for limit in guideline.limits.values()}
        known["local_limits"] = {
            of: {key: value for key, value in assay.items()
                 if key in ("laboratory", "source") or own.get(key) == of}
            for of, assay in file["local_limits"].items()
        }  # fmt: skip
    return known


def known_events(guideline: Guideline, record: Record) -> Record:
    """As `known_to`, of a record."""
    names = guideline.elements.keys() | guideline.medicines.keys()
    events = tuple(event for event in record.events if event.name in names)
    limits = tuple(limit for limit in record.local_limits if limit.name in guideline.limits)
    return msgspec.structs.replace(record, events=events, local_limits=limits)


def named(event: dict[str, Any]) -> str:
    return next((event[sign] for sign in SIGNS if sign in event), "")
