"""The JSON of a plan, key by key: the promise to scripts."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import UNSET, UnsetType, field

from hematinic.guideline.beyond import HowSoon
from hematinic.guideline.entry import Action, Basis, Level, PlanStatus
from hematinic.render.face import Cite, Face
from hematinic.render.json.layers import Now, Then
from hematinic.render.json.timetable import Timetable

Day = str
"""`2026-11-22`; of a result or a fact also `?`, or the two ends of what is known."""


class Program(Face, frozen=True):
    name: str
    version: str


class Guideline(Face, frozen=True):
    id: str
    title: str
    version: str
    content_hash: str
    status: Literal["submitted", "under_review", "approved"]
    valid_until: Day
    notice: str


# Lines, alerts and checks


class Fact(Face, frozen=True):
    """`value` is as it was recorded, `shown` in the reader's units."""

    fact: str
    says: str
    value: str
    shown: str
    on: Day


class Why(Face, frozen=True):
    """The condition in English, and the recorded facts that it rests on."""

    rule: str
    because: Sequence[Fact]


class Dose(Face, frozen=True):
    """Of the nutrient, where the medicine is dosed as that. `to` where it is a range."""

    value: float
    unit: str
    to: float | UnsetType = UNSET


class Schedule(Face, frozen=True):
    """`doses` are the days that can be told; none where it goes on until something happens."""

    every: str | None
    every_to: str | None
    frequency: int
    times: int | None
    remaining: int | None
    until: str | None
    duration: str | None
    first_due: Day | None
    taken_since: Day | None
    overdue_since: Day | None
    amounts_mg: Sequence[float]
    doses: Sequence[Day]
    review: Day | None


class Question(Face, frozen=True):
    element: str
    question: str


class Recommendation(Face, frozen=True, kw_only=True):
    """A line of the plan. `medicine` stands where it gives or ends one, and what is given with it;
    `since`, `days` and `tells` where it tells how far a treatment has come."""

    id: str
    implements: Sequence[str]
    phase: str
    title: str
    action: Action
    medicine: str | UnsetType = UNSET
    dose: Dose | UnsetType | None = UNSET
    product_dose: Dose | UnsetType | None = UNSET
    route: str | UnsetType = UNSET
    schedule: Schedule | UnsetType = UNSET
    reckoned: Sequence[str]
    line: str
    line_patient: str
    short: str
    short_patient: str
    strength: str
    certainty: str
    graded_by: str
    basis: Basis
    cites: Sequence[Cite]
    why: Why
    status: PlanStatus
    waits: str | None
    questions: Sequence[Question]
    test: Sequence[str]
    since: Day | UnsetType = UNSET
    days: int | UnsetType = UNSET
    tells: Sequence[Fact] | UnsetType = UNSET


class Alert(Face, frozen=True):
    id: str
    implements: Sequence[str]
    level: Level
    interrupts: bool
    line: str
    line_patient: str
    short: str
    short_patient: str
    what_to_do: str
    basis: Basis
    cites: Sequence[Cite]
    why: Why


class Window(Face, frozen=True):
    first: Day = field(name="from")
    last: Day = field(name="to")


class Check(Face, frozen=True):
    id: str
    implements: Sequence[str]
    test: str
    due: Day
    window: Window
    expect: str
    if_not: str
    optional: bool
    line_patient: str
    short: str
    short_patient: str
    status: str
    basis: Basis
    cites: Sequence[Cite]


class Phase(Face, frozen=True):
    id: str
    title: str
    waits: bool
    starts: Day | None
    ends: Day | None


# What is not in the lines


class SetAside(Face, frozen=True):
    """What the record holds and could not be used."""

    where: str
    what: str
    why: str


class Missing(Face, frozen=True):
    element: str
    question: str
    changes: Sequence[str]
    waited_for: bool
    recorded: Sequence[SetAside]


class NotRecommended(Face, frozen=True):
    id: str
    title: str
    implements: Sequence[str]
    because: str


class Unexplained(Face, frozen=True):
    """A result beyond its limits that no line, alert or check speaks of."""

    element: str
    value: str
    on: Day
    ask: str
    how_soon: HowSoon
    then: str
    line: str
    line_patient: str
    basis: Basis
    cites: Sequence[Cite]


class Explained(Face, frozen=True):
    element: str
    value: str
    on: Day
    by: Sequence[str]
    line: str


class Change(Face, frozen=True):
    """A single fact that would change the plan; asked for with `what_if`."""

    facts: Mapping[str, str]
    gives: Sequence[str]
    takes: Sequence[str]


class Disagreement(Face, frozen=True):
    item: str
    statement: str
    source: str
    says: str
    followed: str
    because: str


class Event(Face, frozen=True, kw_only=True):
    """Of what was set aside `where`, `what` and `why`, else what was read."""

    kind: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    on: Day | UnsetType = UNSET
    says: str | UnsetType = UNSET
    where: str
    what: str | UnsetType = UNSET
    why: str | UnsetType = UNSET


class Accounted(Face, frozen=True):
    """An event of the record, and what became of it."""

    event: Event
    became: str
    lines: Sequence[str]
    answers: Sequence[str]


# The whole


class Head(Face, frozen=True):
    program: Program
    guideline: Guideline
    patient: str
    as_of: Day
    bottom_line: str
    bottom_line_patient: str
    notices: Sequence[str]
    now: Now


class PlanNow(Head, frozen=True):
    """What is said first: `--detail now`."""

    disclaimer: str


class PlanLayers(Head, frozen=True):
    """The first two layers: `--detail plan`."""

    plan: Then
    disclaimer: str


class PlanAnswer(Head, frozen=True, kw_only=True):
    """The plan, as `hematinic plan FILE --format json` prints it; `account` with `--detail why`."""

    plan: Then
    phases: Sequence[Phase]
    recommendations: Sequence[Recommendation]
    alerts: Sequence[Alert]
    monitoring: Sequence[Check]
    timetable: Timetable | None
    missing: Sequence[Missing]
    not_recommended: Sequence[NotRecommended]
    unexplained: Sequence[Unexplained]
    explained: Sequence[Explained]
    would_change: Sequence[Change]
    disagreements: Sequence[Disagreement]
    assumed: Sequence[str]
    record: Sequence[SetAside]
    account: Sequence[Accounted] | UnsetType = UNSET
    disclaimer: str


class CheckAnswer(Face, frozen=True):
    """The alerts for draft orders alone, as `hematinic check FILE --format json` prints them."""

    alerts: Sequence[Alert]
    missing: Sequence[Missing]
    record: Sequence[SetAside]
    disclaimer: str
