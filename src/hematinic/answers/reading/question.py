"""A question as it was read at the door; nothing reads it again."""

from dataclasses import dataclass

from hematinic.answers.model import Behavior
from hematinic.answers.reading.person import Person
from hematinic.answers.reading.stated import Stated


@dataclass(frozen=True, slots=True)
class Declined:
    """What kind of question it is that has no answer here: an emergency, another subject, …"""

    behavior: Behavior
    says: str
    """The name of the sentence that is said."""
    name: str = "this"
    """What it is about."""
    courtesy: str = ""
    near: bool = False
    """It names another medicine, beside a word that is near the subject."""

    @property
    def may_be_answered(self) -> bool:
        """Another topic, or no word of the subject: what the guideline says is looked at first."""
        return self.behavior == "off_topic"


@dataclass(frozen=True, slots=True)
class Question:
    written: str
    plain: str
    """In one spelling; the middle of a long one is left out."""
    words: str
    """Between single spaces: what phrases are looked for in."""
    clauses: str
    """Words with the ends of sentences: what patterns are looked for in."""
    mended: str
    """The words without typing errors."""
    last: str
    """The mended words of its last sentence that asks, or nothing."""
    terms: tuple[str, ...]
    """Terms and stems of what was mended."""
    asks: frozenset[str]
    """The terms of its last sentence that asks; the other terms tell a story."""
    stated: Stated
    """What it says of a patient."""
    known: Stated
    """The same, with what earlier questions of the same person said."""
    declined: Declined | None = None

    @property
    def person(self) -> Person:
        return self.stated.person

    @property
    def size(self) -> int:
        """In words."""
        return len(self.words.split())
