"""What is known of a patient: dated events. Units are canonical from here on."""

import math
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import msgspec

from hematinic.expressions.logic import Span, Value

Kind = Literal[
    "observed", "present", "absent", "started", "stopped", "given", "ordered", "booked", "done",
    "stop_ordered", "limit_set",
]  # fmt: skip
"""`ordered` is a draft to be checked, `stop_ordered` of a stop; `booked` alone may lie ahead.
`limit_set` is a laboratory's own limit, and no event of the patient."""


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    kind: Kind
    name: str
    day: Span
    """First and last day it can have happened on, as ordinals; the same for a known day."""
    minute: int = -1
    """Of the day; -1 where only the day is known."""
    instant: int = -1
    """In seconds since 1970, where the source tells its clock's offset: of one day's events it
    tells the order, whatever the clocks showed."""
    recorded: int = -1
    """When it was written down (minutes since the epoch), where the source says; later wins."""
    value: Value = None
    """Of an observation: canonical span, or text."""
    dose: float | None = None
    """mg a time; of oral iron elemental."""
    product_dose: float | None = None
    """mg of the salt, where a source gives the product's dose."""
    every: float | None = None
    """Days between doses: 0.333… is three times a day."""
    as_needed: bool = False
    """Taken when needed: nobody can say how often."""
    hours: tuple[int, ...] = ()
    """The minutes of the day at which it is taken, where the source fixes them."""
    route: str = ""
    until: float | None = None
    severity: str = ""
    activity: str = ""
    because: str = ""
    tablet: str = ""
    tablet_elemental: float | None = None
    """mg of the nutrient in the tablet that is named."""
    contents: tuple[tuple[str, float], ...] = ()
    """Nutrients with the mg of each in the product, where it states them."""
    product: str = ""
    reference: tuple[float, float] | None = None
    """The laboratory's own limits, canonical."""
    written: str = ""
    """The value as the source wrote it, for the reader."""
    where: str = ""
    """Its place in the source: `event 3`, `Observation/o1`."""


def clock(event: Event) -> int:
    """The second at which an event of its day happened, so far as it is known; -1 where only the
    day is. Instants tell the order across clocks; a time without an offset stands as if at
    Greenwich."""
    if event.instant >= 0:
        return event.instant
    # So that it sorts before any time of that day.
    return -1 if event.minute < 0 else int(event.day[0] - _EPOCH) * 86400 + event.minute * 60


def tied(earlier: Event, later: Event) -> bool:
    """Whether nobody can tell which of two came last."""
    # Who is later of two that may overlap? "March" and "20 March": nobody knows.
    # On one day, a time of both decides; without, the order in which they were written down.
    if earlier.day != later.day:
        return earlier.day[1] >= later.day[0]
    if earlier.minute >= 0 and later.minute >= 0 and clock(earlier) != clock(later):
        return False
    return earlier.recorded == later.recorded


_EPOCH = date(1970, 1, 1).toordinal()

LAST_ON_EARTH = 12 * 3600
"""Seconds by which a day lasts longer in the last of the time zones than at Greenwich."""


def is_past(day: Span, instant: int, today: int) -> bool:
    """Whether something can be of today or earlier: tomorrow by one clock is today by another, and
    an instant tells which."""
    if day[0] <= today:
        return True
    # Today somewhere: the last day on earth ends twelve hours after Greenwich's.
    return 0 <= instant < (today + 1 - _EPOCH) * 86400 + LAST_ON_EARTH


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    id: str = ""
    birth: Span | None = None
    """First and last possible day of birth."""
    sex: Literal["female", "male", "other", "unknown"] = "unknown"


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """Something of a record that could not be used, or was read with a caution."""

    where: str
    what: str
    why: str
    element: str = ""
    """What of the guideline it would have told, where that can be said."""


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A code of the source that no rule reads."""

    kind: str
    """`Observation`, or another type of resource."""
    system: str
    code: str
    shown: str
    like: str = ""
    """The element that it seems to mean."""


class LocalLimit(msgspec.Struct, frozen=True, kw_only=True):
    """A limit of the guideline as a laboratory has set it for its assay."""

    name: str
    value: float
    """Canonical."""
    written: str
    laboratory: str
    source: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    patient: Patient
    events: tuple[Event, ...]
    as_of: int | None = None
    """Where the record itself names the day of the plan."""
    set_aside: tuple[SetAside, ...] = ()
    questioned: tuple[SetAside, ...] = ()
    """Possible but implausible values: used, and asked about."""
    jurisdiction: str = ""
    day: tuple[tuple[str, int], ...] = ()
    """The patient's own times of a day (waking, a meal, bed), in minutes from midnight."""
    local_limits: tuple[LocalLimit, ...] = ()
    unread: tuple[Unread, ...] = ()
    """What a site may map to an element or a medicine by its own codes."""
    units: str = ""
    """In whose units the reader wants results; empty: in those of the jurisdiction."""
    unseen: frozenset[str] = frozenset()
    """Elements, and medicines with their groups and courses, that the source was not asked for or
    did not answer for: what is unrecorded of them is unknown, never absent."""


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a record: where it stands, what it is, and the remedy."""

    says: str
    remedy: str = ""
    where: str = ""
    """In words: `event 3 (line 7)`, `patient, birth_date`."""
    event: int | None = None
    """The place of an event in a patient file, from 0."""
    against: int | None = None
    """The place of an earlier event that it contradicts."""
    field: str = ""
    """The key that is wrong: of the event (`unit`), else of the file (`patient.sex`)."""

    def __str__(self) -> str:
        return f"{self.where}: {self.told}" if self.where else self.told

    @property
    def told(self) -> str:
        """Without its place, and what it quotes no longer than anyone reads."""
        return shortened(f"{self.says}; {self.remedy}" if self.remedy else self.says)


def shortened(text: str) -> str:
    """Of a number of thousands of digits, its beginning and its end."""
    short = re.sub(r"\S{101,}", lambda word: f"{word[0][:60]}…{word[0][-20:]}", text)
    return short if len(short) <= MOST_TOLD else f"{short[:MOST_TOLD]}…"


MOST_TOLD = 4_000
"""Characters of one mistake."""


class RecordError(Exception):
    """The record is refused: every reason, each with its place and the remedy.

    A text is a mistake of the whole of it, with no place that a field could show it at.
    """

    def __init__(self, problems: Iterable[Mistake | str]) -> None:
        mistakes = (
            Mistake(says=problem) if isinstance(problem, str) else problem for problem in problems
        )
        self.problems = tuple(dict.fromkeys(mistakes))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[Any, ...]:
        """It comes whole from another process."""
        return RecordError, (self.problems,)


class UnreadableError(RecordError):
    """Not even in the format that it claims to be."""

    def __init__(self, says: str, line: int = 0) -> None:
        """`line` is 0 where it cannot be told."""
        self.line = line
        super().__init__([says])

    def __reduce__(self) -> tuple[Any, ...]:
        return UnreadableError, (str(self), self.line)


@lru_cache(maxsize=8192)
def day_text(day: Span) -> str:
    """`2026-11-20`, or the two ends of what is known."""
    low, high = day
    first = _end_text(low)
    if low == high:
        return first
    last = _end_text(high)
    return first if first == last else f"{first} to {last}"


def _end_text(end: float) -> str:
    return "?" if math.isinf(end) else iso(end)


@lru_cache(maxsize=8192)
def iso(ordinal: float) -> str:
    """A day as text; the days of one year come again in every plan."""
    return date.fromordinal(int(ordinal)).isoformat()
