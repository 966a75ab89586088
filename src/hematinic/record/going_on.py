"""Which medicines are still taken, and of which nobody can tell."""

from collections.abc import Sequence

from hematinic.record.events import Event, tied

LATELY = 30
"""Days for which a single recorded dose of a medicine counts as taking it."""


def going_on(events: Sequence[Event], as_of: int) -> tuple[list[Event], list[Event]]:
    """Of events in the order of their time the last start or dose of each medicine that is still
    taken; and of those that were started and stopped, nobody knows in which order, the last."""
    state: dict[str, Event] = {}
    undecided: set[str] = set()
    for event in events:
        if event.kind in ("started", "stopped", "given") and event.day[0] <= as_of:
            before = state.get(event.name)
            open_ = before is not None and before.kind != event.kind and tied(before, event)
            # Started and stopped on one day, with no time: it is open which came last, until a
            # later event settles it.
            (undecided.add if open_ else undecided.discard)(event.name)
            state[event.name] = event
    decided = [event for name, event in state.items() if name not in undecided]
    running = [event for event in decided if _goes_on(event, as_of)]
    return running, [event for name, event in state.items() if name in undecided]


def _goes_on(event: Event, as_of: int) -> bool:
    if event.kind == "given":
        return event.day[1] >= as_of - LATELY
    return event.kind == "started" and (event.until is None or event.until >= as_of)
