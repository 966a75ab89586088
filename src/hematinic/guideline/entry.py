"""What every entry of a guideline is made of: what it rests on, and what it says to whom."""

from typing import Literal

import msgspec

Level = Literal["critical", "warning", "information"]
Reader = Literal["clinician", "patient"]
IfUnknown = Literal["act", "hold", "ask"]
Basis = Literal["read", "memory", "design"]
"""What an item rests on: a source that was read, one remembered, or our own proposal."""
Action = Literal["prescribe", "administer", "withhold", "stop", "test", "assess", "refer", "advise"]
Status = Literal["recommended", "consider", "alternative"]
PlanStatus = Literal["recommended", "consider", "alternative", "after_questions"]
"""Of a line in a plan: also one that is held only until its questions are answered."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Cite(Entry, frozen=True, kw_only=True, cache_hash=True):
    source: str
    at: str = ""
    """Where in the source."""
    read: Literal["full", "abstract", "excerpt", "summary", "page", "memory", "no"] = "excerpt"


class Says(Entry, frozen=True, kw_only=True):
    """The same content for each reader."""

    clinician: str
    patient: str = ""
