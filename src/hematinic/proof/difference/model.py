"""What a difference of two guidelines is: kinds of it, each with a patient, as plain values."""

from typing import Any, Literal

import msgspec

Section = Literal["line", "alert", "check", "phase", "first sentence", "leaflet", "result"]
What = Literal["status", "prescription", "phase", "day", "first day", "last day", "doses", "total",
               "largest dose", "level", "waits", "says", "asks"]  # fmt: skip
Direction = Literal["more", "less", "earlier", "later", "other"]

ABSENT = "not said"
"""The state of what a plan does not speak of."""

LEVELS = {ABSENT: 0, "information": 1, "warning, quiet": 2, "warning": 3, "critical": 4}
STATUSES = {
    "advised against": 0, ABSENT: 1, "replaced": 1, "alternative": 2, "after questions": 3,
    "consider": 4, "recommended": 5,
}  # fmt: skip
"""How far a line goes, from the least."""

CHECKS = {ABSENT: 0, "done": 0, "not applicable": 0, "optional": 1, "asked for": 2}
"""How much a check asks for."""

RANKS = {"alert": LEVELS, "line": STATUSES, "check": CHECKS, "leaflet": {ABSENT: 0, "said": 1}}


class Value(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Kind(Value, frozen=True):
    """One way in which plans differ: of one item one aspect, and in which direction."""

    section: Section
    item: str
    what: What
    direction: Direction

    @property
    def says(self) -> str:
        return f"{self._aspect} {self.direction}"

    @property
    def _aspect(self) -> str:
        """A line, an alert and a sentence have one that goes without saying."""
        named = f"{self.section} {self.item}".strip()
        plain = self.section in ("line", "alert", "leaflet")
        unsaid = plain and self.what in ("status", "level", "says")
        return f"{named}:" if unsaid else f"{named}: {self.what}"


def direction(section: Section, what: What, before: str, after: str) -> Direction:
    """From one state to another."""
    ranks = RANKS.get(section, {})
    if what not in ("status", "level", "says") or not {before, after} <= ranks.keys():
        return "other"
    earlier, later = ranks[before], ranks[after]
    return "more" if earlier < later else "less" if earlier > later else "other"


class Change(Value, frozen=True, kw_only=True):
    """What of one patient's plan differs."""

    kind: Kind
    beyond: bool | None
    """Whether it is beyond what was meant; None where nobody said what was."""
    before: str
    after: str
    """As they are: the days, the amounts, the states."""
    text: str = ""
    """What the later plan says there, or where it says nothing, the earlier one."""

    @property
    def says(self) -> str:
        kind = self.kind
        if kind.section == "first sentence":
            return f"first sentence: {self.after}"
        if kind.direction in ("earlier", "later"):
            return f"{kind.says}, {self.before} → {self.after}"
        return f"{kind._aspect} {self.before} → {self.after}"


class NowLayer(Value, frozen=True, kw_only=True):
    """The first layer of a plan in words."""

    bottom_line: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """Each heading with its lines."""


class Shown(Value, frozen=True, kw_only=True):
    """A patient whose plan differs: real events, and both planners ran them."""

    file: dict[str, Any]
    """The patient file."""
    shows: tuple[Kind, ...]
    """Of which kinds it is the example,"""
    changes: tuple[Change, ...]
    """and all that differs of it."""
    before: NowLayer
    after: NowLayer

    @property
    def beyond(self) -> bool:
        return any(change.beyond for change in self.changes)


class Doubtful(Value, frozen=True, kw_only=True):
    """Neither shown by a patient nor ruled out."""

    kind: Kind
    beyond: bool | None
    because: str


class Idle(Value, frozen=True, kw_only=True):
    """Something that was meant, and that happens to nobody."""

    says: str


class Text(Value, frozen=True, kw_only=True):
    """What is written otherwise: it changes nobody's plan, but what is said or read."""

    place: str
    of: Literal["words", "reading", "claims", "other"]
    """`words`: what readers read. `reading`: how records are read. `claims`: what is proved and
    what it rests on."""
    before: str
    after: str


class Otherwise(Value, frozen=True, kw_only=True):
    """A question, or a day, that differs."""

    name: str
    """The element that is asked for; the line whose day it is."""
    before: str
    after: str
    """The words of the question, the rows of the day; empty where there is none."""
    people: int
    """Of how many of those who were looked at,"""
    file: dict[str, Any]
    """and one of them, as a patient file."""

    @property
    def says(self) -> str:
        if not self.before or not self.after:
            return f"{self.name}: {'no longer ' if self.before else ''}{self.after or self.before}"
        return f"{self.name}: {self.before} → {self.after}"


class Beside(Value, frozen=True, kw_only=True):
    """What the solver's formulas do not hold."""

    proved: bool
    """That nobody's differs, where his decisions do not: it is made the same way."""
    looked: int = 0
    """Else so many made-up people were looked at,"""
    differ: int = 0
    """of whom so many differ."""
    changes: tuple[Otherwise, ...] = ()


class Difference(Value, frozen=True, kw_only=True):
    before: str
    """The content hash of each version."""
    after: str
    patients: tuple[Shown, ...]
    doubtful: tuple[Doubtful, ...]
    idle: tuple[Idle, ...]
    texts: tuple[Text, ...]
    apart: tuple[str, ...]
    """Facts that the two take otherwise from a record, or that one of them alone knows."""
    compared: int
    """How many aspects of a plan could differ at all; of the others the formulas are the same."""
    stated: bool
    """Whether somebody said what was meant."""
    questions: Beside
    timetables: Beside

    @property
    def kinds(self) -> frozenset[Kind]:
        """All that are shown."""
        return frozenset(change.kind for shown in self.patients for change in shown.changes)

    @property
    def beyond(self) -> tuple[Shown, ...]:
        """Patients whose plan differs beyond what was meant."""
        return tuple(shown for shown in self.patients if shown.beyond)

    @property
    def proved(self) -> bool:
        """That nobody's plan differs but for the kinds that are shown."""
        return not self.doubtful

    @property
    def as_meant(self) -> bool:
        """That nobody's plan differs beyond what was meant: of what was not stated, at all."""
        if self.stated:
            return self.proved and not self.beyond
        return self.proved and not self.patients
