"""How people ask (synonyms.yaml, emergencies.yaml), and what is said to questions that belong to no
patient's plan (answers.yaml). All lower case, American spelling, no apostrophes.
"""

import msgspec

from hematinic.guideline.entry import Basis, Cite, Entry, Says


class Said(Entry, frozen=True, kw_only=True):
    """A sentence that belongs to no patient's plan."""

    implements: tuple[str, ...]
    says: Says
    asked_as: tuple[str, ...] = ()
    basis: Basis = "read"
    cites: tuple[Cite, ...]


class Measured(Entry, frozen=True, kw_only=True):
    names: tuple[str, ...]
    assume: tuple[str, ...] = ()
    """Units tried, in this order, where none is written."""
    confirm: str = ""
    """Another unit in common use, asked about where it would change the plan."""


class Sign(Entry, frozen=True, kw_only=True):
    sign: str
    names: tuple[str, ...]
    from_: float = msgspec.field(name="from")
    to: float


class Together(Entry, frozen=True, kw_only=True):
    phrases: tuple[str, ...]
    elements: tuple[str, ...]


class Premise(Entry, frozen=True, kw_only=True):
    says: tuple[str, ...]
    all: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()


class Emergency(Entry, frozen=True, kw_only=True):
    says: str
    all: tuple[tuple[str, ...], ...]
    """A pattern of every group must be there, none of them denied."""
    refuted: tuple[str, ...] = msgspec.field(default=(), name="not")
    """Takes back what stands in the same sentence."""
    young: bool = False
    """Only where an age that is written of that person is below 16."""


class Language(Entry, frozen=True, kw_only=True):
    words: tuple[str, ...]
    says: str


class Synonyms(Entry, frozen=True, kw_only=True):
    terms: dict[str, tuple[str, ...]] = {}
    stopwords: str = ""
    everyday: str = ""
    """Words left out of a question where the guideline never uses them."""
    measured: dict[str, Measured] = {}
    conditions: dict[str, tuple[str, ...]] = {}
    procedures: dict[str, tuple[str, ...]] = {}
    absent_together: tuple[Together, ...] = ()
    medicines: dict[str, tuple[str, ...]] = {}
    implied: dict[str, tuple[str, ...]] = {}
    children: tuple[str, ...] = ()
    children_own: tuple[str, ...] = ()
    """Patterns: about the child, whoever else is named."""
    children_exempt: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    """Patterns."""
    uncovered: dict[str, tuple[str, ...]] = {}
    other_topics: dict[str, tuple[str, ...]] = {}
    other_medicines: str = ""
    premises: tuple[Premise, ...] = ()
    declined: tuple[Premise, ...] = ()
    signs: tuple[Sign, ...] = ()
    red_flags: tuple[str, ...] = ()
    """Findings that make of a patient's facts an emergency."""
    asked_as: dict[str, tuple[str, ...]] = {}
    languages: dict[str, Language] = {}


class Emergencies(Entry, frozen=True, kw_only=True):
    """Patterns (hematinic.answers.reading.patterns), all of them: how an emergency is written."""

    classes: dict[str, tuple[str, ...]] = {}
    emergencies: tuple[Emergency, ...] = ()
    denying: tuple[str, ...] = ()
    denying_after: tuple[str, ...] = ()
    denying_lists: tuple[str, ...] = ()
    between: str = ""
    past: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    learners_weak: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    foreign: tuple[tuple[str, ...], ...] = ()
    foreign_anywhere: tuple[str, ...] = ()
