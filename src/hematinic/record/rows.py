"""Events as rows: of what many lines say alike but for the day, each tells only what is its own.

A row begins with what events are sorted by. An event is made of one only where somebody asks.
"""

import math
from collections.abc import Iterable
from itertools import count, product
from typing import Any, Final, get_args

import msgspec

from hematinic.expressions.logic import Span
from hematinic.record.events import Event, Kind, clock

WIDTH: Final = 2.0**22
"""More than any day's number is: two days are one number, which floats tell exactly."""


class Template(msgspec.Struct, frozen=True, eq=False):
    """An event that lacks its day and the place of its resource, and may lack its number."""

    event: Event
    place: str
    """In its resource."""
    order: int
    """Among events of one time."""
    low: float
    """Of its value, as `high`; NaN where it is no number."""
    high: float

    @classmethod
    def of(cls, event: Event, orders: "Orders", place: str = "") -> "Template":
        value = event.value
        low, high = value if isinstance(value, tuple) else (math.nan, math.nan)
        return cls(event, place, orders[event.kind, event.name], low, high)


class Orders(dict[tuple[str, str], int]):
    """By kind and name how events of one time are sorted: a stop is before the start of what
    follows it; then by both."""

    def __init__(self, names: Iterable[str]) -> None:
        named, kinds = (
            sorted(names),
            sorted(get_args(Kind), key=lambda kind: (kind != "stopped", kind)),
        )
        super().__init__(zip(product(kinds, named), count()))


When = tuple[float, int, int, int, int, Any]
"""Both days in one (`days`), by which events are sorted, the last first; clock, minute, instant,
when it was if that is when something was written down; and all of it as it was read."""

Row = tuple[float, int, int, int, int, float, float, When, Template, Any]
"""Both days in one, clock, when it was written down, the order of the template; its number among
the rows that were made with it; both ends of its value; its time; the template, and the line that
it is of or None."""

CLOCK: Final = 1
MINUTE: Final = 2
INSTANT: Final = 3
WRITTEN: Final = 4
MOMENT: Final = 5
"""Of its time."""

ROW_ORDER: Final = 3
ROW_TEMPLATE: Final = 8
ROW_LINE: Final = 9


class OddDayError(Exception):
    """Days that are no whole numbers."""


def days(day: Span) -> float:
    """Raises OddDayError."""
    first, last = day
    if not (0 <= first < WIDTH and 0 <= last < WIDTH and first % 1 == last % 1 == 0):
        raise OddDayError(day)
    return last * WIDTH + first


def clock_of(event: Event) -> int:
    """By which events of one day are sorted."""
    return clock(event) if event.instant < 0 <= event.minute else event.instant


def row_of(event: Event, number: int, orders: Orders) -> Row:
    """Of an event that lacks nothing. Raises OddDayError."""
    template, at, both = Template.of(event, orders), clock_of(event), days(event.day)
    when = both, at, event.minute, event.instant, -1, None
    return (
        both, at, event.recorded, template.order, number, template.low, template.high, when,
        template, None,
    )  # fmt: skip
