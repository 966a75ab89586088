"""Events as rows: of what many lines say alike but for the day, each tells only what is its own.

A row begins with what events are sorted by. An event is made of one only where somebody asks.
"""

import math
from typing import Any, Final

import msgspec

from hematinic.record.events import Event
from hematinic.record.events import clock as clock_on_day

Order = tuple[bool, str, str]
"""Of events of one time: a stop is before the start of what follows it; then by kind and name."""


class Template(msgspec.Struct, frozen=True, eq=False):
    """An event that lacks its day and the place of its resource, and may lack its number."""

    event: Event
    place: str
    """In its resource."""
    order: Order
    low: float
    """Of its value, as `high`; NaN where it is no number."""
    high: float

    @classmethod
    def of(cls, event: Event, place: str = "") -> "Template":
        value, kind = event.value, event.kind
        low, high = value if isinstance(value, tuple) else (math.nan, math.nan)
        return cls(event, place, (kind != "stopped", kind, event.name), low, high)


Row = tuple[float, float, int, int, Order, int, float, float, Any, Template, Any]
"""Last and first day, clock, when it was written down, the order within one time; its number among
the rows that were made with it; both ends of its value; its time in parts (`MINUTE`, `INSTANT`);
the template, and the line that it is of or None."""

MINUTE: Final = 3
INSTANT: Final = 4
"""Of its time."""

ROW_TEMPLATE: Final = 9
ROW_LINE: Final = 10


def clock_of(event: Event) -> int:
    """By which events of one day are sorted."""
    return clock_on_day(event) if event.instant < 0 <= event.minute else event.instant


def row_of(event: Event, number: int) -> Row:
    """Of an event that lacks nothing."""
    first, last = event.day
    template, clock = Template.of(event), clock_of(event)
    when = last, first, clock, event.minute, event.instant
    return (
        last, first, clock, event.recorded, template.order, number, template.low, template.high,
        when, template, None,
    )  # fmt: skip
