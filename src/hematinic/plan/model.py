"""The plan: a frozen value. What each line says stands in the guideline item that it holds."""

from typing import Literal, get_args

import msgspec

from hematinic.guideline.beyond import URGENT, Beyond, HowSoon
from hematinic.guideline.day import Day, Interaction
from hematinic.guideline.entry import Level, PlanStatus, Says
from hematinic.guideline.model import Alert, Check, Element, Header, Item, Phase, Recommendation
from hematinic.plan.assess import Assessment
from hematinic.record.events import Event, Patient, SetAside

HOW_SOON: tuple[HowSoon, ...] = get_args(HowSoon)


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
    taken_since: int | None = None
    """Of a medicine that is taken already and goes on: never together with `overdue_since`."""
    overdue_since: int | None = None
    review: int | None = None


class Planned(Entry, frozen=True, kw_only=True):
    item: Recommendation
    status: PlanStatus
    schedule: Schedule | None = None
    unknown: tuple[str, ...] = ()
    """What is unknown and was answered on the safe side for this line to stand."""
    waits: bool = False
    """It would be due today, but its phase waits."""
    stops: str = ""
    """The medicine that it ends."""
    questions: tuple[str, ...] = ()
    """Of a line `after_questions`: the elements whose answers it waits for."""


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
    """The recommendations and alerts that the answer could turn."""
    recorded: tuple[SetAside, ...] = ()
    """What the record says of it that could not be used."""
    waited_for: bool = False
    """A question of the guideline is open, an item waits, or a contraindication is not ruled out,
    for want of it. The others could change the plan, but it does not wait for them."""


class NotRecommended(Entry, frozen=True, kw_only=True):
    item: Recommendation
    because: str
    implements: tuple[str, ...] = ()


class Unexplained(Entry, frozen=True, kw_only=True):
    """A result beyond its limits that no line, alert or check speaks of."""

    element: Element
    event: Event
    row: Beyond

    @property
    def urgency(self) -> int:
        return HOW_SOON.index(self.row.how_soon)

    @property
    def urgent(self) -> bool:
        """It cannot wait for tomorrow."""
        return self.row.how_soon in URGENT

    @property
    def routine(self) -> bool:
        return self.row.how_soon == HOW_SOON[-1]


class Explained(Entry, frozen=True, kw_only=True):
    """A result beyond its limits that a finding of the plan explains."""

    element: Element
    event: Event
    by: tuple[str, ...]
    """The findings that hold."""


class PlanPhase(Entry, frozen=True, kw_only=True):
    phase: Phase
    starts: int | None
    ends: int | None
    waits: bool = False
    """Until something more urgent is over; its title says so."""


# One day's timetable of what must be kept apart (timetable.py)


class Row(Entry, frozen=True, kw_only=True):
    minute: int
    """Of the day, from midnight."""
    kind: Literal["line", "medicine", "meal"]
    name: str
    """Of a medicine, or of a meal as the guideline calls it."""
    keeps: tuple[Interaction, ...] = ()
    """What puts it where it stands."""
    around: tuple[int, int] | None = None
    """Of the line: the minutes between which nothing of `drinks` is taken, modulo a day."""


class Timetable(Entry, frozen=True, kw_only=True):
    item: Recommendation
    """The line of the plan that is laid out."""
    day: Day
    every_day: bool
    rows: tuple[Row, ...] = ()
    """Empty: there is no timetable."""
    times: tuple[tuple[str, int], ...]
    """Waking, meals and bed, in minutes from midnight."""
    assumed: bool
    """Whether any of those, or any frequency, is not the patient's own."""
    medicines: tuple[str, ...]
    """All that have to be kept apart from the line, or must not be combined with it."""
    not_combined: tuple[str, ...] = ()
    """At no hour of the day; then nothing is laid out."""
    without: tuple[str, ...] = ()
    """Where there is none: the medicines without any one of which there would be one."""
    with_line: tuple[Interaction, ...]
    """The interactions of meals, drinks and medicines with the line,"""
    others: tuple[Interaction, ...] = ()
    """and of the medicines with each other."""

    @property
    def keeps(self) -> tuple[Interaction, ...]:
        return (*self.with_line, *self.others)


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
    unexplained: tuple[Unexplained, ...]
    explained: tuple[Explained, ...]
    assumed: tuple[str, ...]
    record: tuple[SetAside, ...]
    questioned: tuple[SetAside, ...]
    timetable: Timetable | None
    assessment: Assessment
    """The values behind it, for every why."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What stands in it."""
        lines = (line.item for line in self.recommendations)
        alerts = (fired.alert for fired in self.alerts)
        return (*lines, *alerts, *(due.check for due in self.monitoring))
