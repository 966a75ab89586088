"""The order and headings of the article (article.yaml) and the figures it shows (evidence.yaml).

Neither says anything clinical of its own: a section names items of the guideline, and a figure
names its source and is recomputed from its own data.
"""

from collections.abc import Iterator
from typing import Any, Literal

from hematinic.guideline.entry import Cite, Entry, Reader


class Section(Entry, kw_only=True, frozen=True):
    id: str
    title: str
    patient: str = ""
    """The heading for patients; empty: the same."""
    look: Literal["lines", "do", "do-not", "checks", "warnings"] = "lines"
    """How it is set, not what it says."""
    items: tuple[str, ...] = ()
    """Ids of recommendations, alerts, checks, evidence, and findings (as what makes them)."""
    rest: Literal["", "recommendations", "alerts", "monitoring"] = ""
    """Takes whatever of these no section names, so that a new item is never left out."""
    fold: bool = False
    """Closed at first for readers who did not ask for all of it."""


class Part(Entry, kw_only=True, frozen=True):
    """A part of the answer itself, on one page: each item in few words (its `short`)."""

    title: str
    patient: str = ""
    """The heading for patients; empty: the same."""
    look: Literal["lines", "do-not", "checks"] = "lines"
    items: tuple[str, ...] = ()
    """Ids of recommendations, alerts, checks and findings; each stands in full in a section."""
    for_patients: tuple[str, ...] | None = None
    """Those that speak to a patient of whom nothing is known; null: the same."""
    more: tuple[str, ...] = ()
    """Ids of sections that no line of the answer leads to."""

    def read_by(self, reader: Reader) -> tuple[str, ...]:
        return self.items if self.for_patients is None or reader != "patient" else self.for_patients


class Model(Entry, kw_only=True, frozen=True):
    """The patient whose plan gives the answer in two sentences: as little as the question says."""

    says: str
    patient: str
    record: dict[str, Any]
    """A patient file; its day is the day on which the sources were checked."""


class Article(Entry, kw_only=True, frozen=True):
    model: Model | None = None
    """None: no plan answers the question in short."""
    answer: tuple[Part, ...] = ()
    """What the first page says; each section has a page of its own."""
    sections: tuple[Section, ...]

    def items(self) -> Iterator[str]:
        for section in self.sections:
            yield from section.items


class Arm(Entry, kw_only=True, frozen=True):
    label: str
    events: int
    of: int


class Reported(Entry, kw_only=True, frozen=True):
    p: float
    decimals: int
    """How many the source printed; the recomputed p must round to it."""


class Evidence(Entry, kw_only=True, frozen=True):
    """One comparison of two groups, with what is needed to compute it again."""

    id: str
    implements: tuple[str, ...]
    outcome: str
    population: str
    design: str
    limits: str
    patient: str
    arms: tuple[Arm, Arm]
    reported: Reported
    cites: tuple[Cite, ...]
