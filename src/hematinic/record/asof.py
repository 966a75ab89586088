"""A record as it was seen on a day: what happened later is set aside, and said to be."""

import msgspec

from hematinic.record.events import Event, Record, SetAside


def seen_from(record: Record, day: int) -> Record:
    later = [event for event in record.events if event.day[0] > day and event.kind != "booked"]
    if not later:
        return record
    aside = tuple(
        SetAside(where=event.where, what=f"{event.kind} {event.name}", why="after the plan's day")
        for event in later
    )
    kept = tuple(_until(event, day) for event in record.events if event not in later)
    return msgspec.structs.replace(record, events=kept, set_aside=record.set_aside + aside)


def _until(event: Event, day: int) -> Event:
    if event.day[1] <= day or event.kind == "booked":
        return event
    return msgspec.structs.replace(event, day=(event.day[0], day))
