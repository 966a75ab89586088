"""Whom the guideline is for, and how its plan is laid out (guideline.yaml)."""

from typing import Literal

from hematinic.guideline.beyond import Beyond
from hematinic.guideline.entry import Entry, Says
from hematinic.guideline.sources import StatementGroup


class Phase(Entry, frozen=True, kw_only=True):
    id: str
    title: str
    patient: str = ""
    role: Literal["", "emergency", "first", "response", "treatment"] = ""
    """What faces need to know of it: help at once, what is done on the day, how a treatment works,
    a treatment of what the guideline is about."""
    starts: str = ""
    ends: str = ""
    waits: str = ""
    """Where it holds, or is not known not to, the phase is headed as `waiting` says."""


class Scale(Entry, frozen=True, kw_only=True):
    """The choice of the bottom line: the first whose condition holds."""

    when: str
    says: Says
    if_unknown: Literal["act", "hold"] = "hold"


class Header(Entry, frozen=True, kw_only=True):
    id: str
    title: str
    question: str
    version: str
    status: Literal["submitted", "under_review", "approved"]
    language: str
    jurisdiction: str
    unit_systems: dict[str, str] = {}
    """In whose units results are shown, in words; one of a jurisdiction's name is shown there."""
    population: str
    intended_use: str
    last_updated: str
    sources_checked: str
    valid_until: str
    disclaimer: Says
    draft_notice: str
    phases: tuple[Phase, ...]
    waiting: Says = Says(clinician="")
    """How a phase that `waits` is headed, before its own title: `After the emergency`."""
    bottom_line: tuple[Scale, ...]
    open_questions: tuple[str, ...] = ()
    """Truths that a plan should not leave unknown: what they rest on is asked for first."""
    whom: dict[str, Says] = {}
    """Who is asked about a result that nothing else speaks of, in words, by a key."""
    printed: Beyond | None = None
    """Of a result beyond the interval that its laboratory printed, where its element has no row."""
    statement_groups: tuple[StatementGroup, ...] = ()
    in_emergency: str = ""
    """Whom to call, beside every box for a question."""
    medicines_hint: str = ""
    """What a form says beside its medicines."""
    developer: str = ""
    funding: str = ""
    """Empty: not recorded."""
    source_attributes: dict[str, tuple[str, ...]] = {}
    """What is disclosed of each item, with the facts by which it would use it of a person."""
    reasons: dict[str, tuple[str, ...]] = {}
    """Words that name why a medicine was stopped, for each kind of reason."""
