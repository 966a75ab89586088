"""What is known of a patient: dated events. Units are canonical from here on."""

import math
from datetime import date
from typing import Literal

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
    units: str = ""
    """In whose units the reader wants results; empty: in those of the jurisdiction."""


class RecordError(Exception):
    """The record is refused: every reason, each with its place and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = list(dict.fromkeys(problems))
        super().__init__("\n".join(self.problems))


def day_text(day: Span) -> str:
    """`2026-11-20`, or the two ends of what is known."""
    low, high = ("?" if math.isinf(end) else date.fromordinal(int(end)).isoformat() for end in day)
    return low if low == high else f"{low} to {high}"
