"""A record as it was seen on a day: what happened later is set aside, and said to be."""

import msgspec

from hematinic.record.events import Event, Record, SetAside, is_past


def seen_from(record: Record, day: int) -> Record:
    """What may have happened on the day or before it is taken to have happened by then, whatever
    else the record holds."""
    # The common case costs nothing. A booking lies ahead by nature and tells nothing of the future.
    if all(event.kind == "booked" or event.day[1] <= day for event in record.events):
        return record
    kept: list[Event] = []
    aside: list[SetAside] = []
    for event in record.events:
        if event.kind == "booked" or event.day[1] <= day:
            kept.append(event)
        elif is_past(event.day, event.instant, day):
            # A result of `2026-11`, seen on the 15th, may be of the 20th. It is in the record, so
            # it is taken to have happened by now, and its day ends today: left open, every window
            # that closes today would miss it.
            kept.append(msgspec.structs.replace(event, day=(min(event.day[0], day), day)))
        else:
            what, why = f"{event.kind} {event.name}", "after the plan's day"
            aside.append(SetAside(where=event.where, what=what, why=why))
    set_aside = (*record.set_aside, *aside)
    return msgspec.structs.replace(record, events=tuple(kept), set_aside=set_aside)
