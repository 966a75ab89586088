"""The plan: a frozen value. What each line says stands in the guideline item that it holds."""

import msgspec

from hematinic.guideline.model import (
    Alert,
    Check,
    Header,
    Level,
    Phase,
    Recommendation,
    Says,
    Status,
)
from hematinic.plan.assess import Assessment
from hematinic.record.events import Patient, SetAside


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Schedule(Entry, frozen=True, kw_only=True):
    """When doses are due: days as ordinals."""

    first_due: int
    doses: tuple[int, ...] = ()
    """The days that can be told; empty where it goes on until something happens."""
    amounts: tuple[float, ...] = ()
    """mg of each of the doses, where the whole course is computed and split."""
    remaining: int | None = None
    overdue_since: int | None = None
    review: int | None = None


class Planned(Entry, frozen=True, kw_only=True):
    item: Recommendation
    status: Status
    schedule: Schedule | None = None
    unknown: tuple[str, ...] = ()
    """What is unknown and was answered on the safe side for this line to stand."""


class Fired(Entry, frozen=True, kw_only=True):
    alert: Alert
    level: Level
    unknown: tuple[str, ...] = ()


class Due(Entry, frozen=True, kw_only=True):
    check: Check
    due: int
    window: tuple[int, int]
    status: str


class Missing(Entry, frozen=True, kw_only=True):
    element: str
    question: str
    changes: tuple[str, ...]


class NotRecommended(Entry, frozen=True, kw_only=True):
    item: Recommendation
    because: str
    implements: tuple[str, ...] = ()


class PlanPhase(Entry, frozen=True, kw_only=True):
    phase: Phase
    starts: int | None
    ends: int | None


class Plan(Entry, frozen=True, kw_only=True):
    header: Header
    content_hash: str
    patient: Patient
    as_of: int
    bottom_line: Says
    phases: tuple[PlanPhase, ...]
    recommendations: tuple[Planned, ...]
    alerts: tuple[Fired, ...]
    monitoring: tuple[Due, ...]
    missing: tuple[Missing, ...]
    not_recommended: tuple[NotRecommended, ...]
    assumed: tuple[str, ...]
    record: tuple[SetAside, ...]
    questioned: tuple[SetAside, ...]
    assessment: Assessment
    """The values behind it, for every why."""
