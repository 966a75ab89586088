"""A patient of whom no more is told than a rule needs."""

from collections.abc import Callable, Iterator

from hematinic.proof.one_of_each.pair import Event
from hematinic.proof.vignettes import File

Holds = Callable[[File], bool]

DETAILS = (
    "route", "because", "severity", "activity", "reference", "product", "tablet", "every", "dose",
    "at", "hours", "until", "as_needed",
)  # fmt: skip
"""Keys of an event that it may do without."""

OF_FILE = ("jurisdiction", "units", "local_limits", "day")


def smaller(file: File, holds: Holds, common: Callable[[Event], int]) -> File:
    """Whatever can be left out one at a time is, the least common first; what it is true of stays
    true. The person's sex and age stay: a patient without them is no plainer."""
    smallest = _without_name(file)
    in_order = {
        **smallest,
        "events": sorted(smallest["events"], key=lambda event: str(event["on"])),
    }
    smallest = in_order if holds(in_order) else smallest
    while True:
        less = next((tried for tried in _less(smallest, common) if holds(tried)), None)
        if less is None:
            return smallest
        smallest = less


def _without_name(file: File) -> File:
    person = {key: value for key, value in file["patient"].items() if key != "id"}
    return {**file, "patient": person}


def _less(file: File, common: Callable[[Event], int]) -> Iterator[File]:
    for key in OF_FILE:
        if key in file:
            yield {part: value for part, value in file.items() if part != key}
    events: list[Event] = file["events"]
    for i in sorted(range(len(events)), key=lambda i: common(events[i])):
        yield changed(file, i)
    for i, event in enumerate(events):
        for key in DETAILS:
            if key in event:
                yield changed(file, i, without(event, key, *(("unit",) if key == "dose" else ())))


def changed(file: File, i: int, *instead: Event) -> File:
    """With these in place of an event."""
    events = file["events"]
    return {**file, "events": [*events[:i], *instead, *events[i + 1 :]]}


def without(event: Event, *keys: str) -> Event:
    return {key: value for key, value in event.items() if key not in keys}
