"""What a guideline is: the typed content of a folder in `knowledge/`.

Every class is one kind of entry of one file, with the names that stand in the file; a module holds
those of one matter. The docstrings are the reference of the format. Nothing is computed here;
`load` reads and checks.
"""

from typing import Any

import msgspec

from hematinic.guideline.article import Article, Evidence
from hematinic.guideline.board import Board, Review
from hematinic.guideline.day import Day, Interaction
from hematinic.guideline.elements import Course, Element, Fact, Finding, Limit
from hematinic.guideline.entry import Entry
from hematinic.guideline.header import Header, Phase, Scale
from hematinic.guideline.items import (
    Alert,
    Check,
    Contraindication,
    Disagreement,
    OverrideReason,
    Prescription,
    Recommendation,
    Sentence,
)
from hematinic.guideline.medicines import Medicine, Nutrient, Product
from hematinic.guideline.pairs import Measure, Pair
from hematinic.guideline.questions import Emergencies, StoredAnswer, Synonyms
from hematinic.guideline.safety import Hazard, Invariant, Relation
from hematinic.guideline.sources import Source, Statement, StatementGroup
from hematinic.guideline.timeline import Expected
from hematinic.guideline.worked import Worked
from hematinic.guideline.written import Against, Verdicts

__all__ = [
    "Alert",
    "Check",
    "Contraindication",
    "Course",
    "Disagreement",
    "Element",
    "Example",
    "Fact",
    "Finding",
    "Guideline",
    "Header",
    "Item",
    "Limit",
    "Medicine",
    "Nutrient",
    "OverrideReason",
    "Phase",
    "Prescription",
    "Product",
    "Recommendation",
    "Scale",
    "Sentence",
    "Source",
    "Statement",
    "StatementGroup",
]
"""Entries that most readers of a guideline name, whatever their module."""


class Example(Entry, frozen=True, kw_only=True):
    """A fictional patient to begin with (examples.yaml)."""

    name: str = ""
    says: str
    """What it shows."""
    record: dict[str, Any]
    """A patient file."""


Item = Recommendation | Alert | Check
"""What stands in a plan, or does not."""


class Guideline(msgspec.Struct, frozen=True, kw_only=True):
    """The whole folder, as written. What has a default may be left out: the face that would show it
    says so."""

    header: Header
    elements: dict[str, Element]
    nutrients: dict[str, Nutrient]
    medicines: dict[str, Medicine]
    contraindications: dict[str, Against] = {}
    courses: dict[str, Course]
    groups: dict[str, str] = {}
    facts: dict[str, Fact]
    limits: dict[str, Limit]
    findings: dict[str, Finding]
    recommendations: tuple[Recommendation, ...]
    verdicts: dict[str, Verdicts] = {}
    """The tables among the recommendations, which hold their items too."""
    alerts: tuple[Alert, ...]
    override_reasons: dict[str, OverrideReason] = {}
    monitoring: tuple[Check, ...]
    leaflet: dict[str, Sentence]
    safety: tuple[Invariant, ...]
    measures: dict[str, Measure]
    pairs: tuple[Pair, ...]
    hazards: tuple[Hazard, ...]
    relations: tuple[Relation, ...]
    sources: dict[str, Source]
    statements: dict[str, Statement]
    interactions: dict[str, Interaction] = {}
    day: Day | None = None
    article: Article | None = None
    evidence: dict[str, Evidence] = {}
    timeline: dict[str, Expected] = {}
    """By element."""
    examples: dict[str, Example] = {}
    worked: dict[str, Worked] = {}
    answers: dict[str, StoredAnswer] = {}
    synonyms: Synonyms = Synonyms()
    emergencies: Emergencies = Emergencies()
    plain_words: dict[str, tuple[str, ...]] = {}
    """What a patient has to read whatever we write, by kind: each counts as one short word where
    the reading age of a text is measured."""
    board: Board = Board()
    reviews: tuple[Review, ...] = ()
    content_hash: str
    """Of all but the board and its reviews."""

    @property
    def items(self) -> tuple[Item, ...]:
        return (*self.recommendations, *self.alerts, *self.monitoring)
