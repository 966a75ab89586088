"""An answer: whole sentences of the guideline, each with what it rests on."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from hematinic.guideline.entry import Basis, Cite
from hematinic.guideline.model import Disagreement
from hematinic.render import face
from hematinic.render.face import Face

SentenceKind = Literal["statement", "recommendation", "alert", "check", "answer", "table"]
Place = Literal["first", "support", "more", "note"]
"""`first` answers, one sentence for each question; at most one `support` stands behind it; `more`
is folded; a `note` stands at the end."""

Behavior = Literal["answer", "needs_facts", "emergency", "not_covered", "off_topic", "refused"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Sentence(Entry, frozen=True, kw_only=True):
    text: str
    statements: tuple[str, ...]
    """The codes it traces to; never empty."""
    item: str
    """The item of the guideline that says it."""
    kind: SentenceKind
    cites: tuple[Cite, ...]
    strength: str = "not graded"
    basis: Basis = "read"
    place: Place = "first"
    planned: bool = False
    """Said by the plan of this patient, not of the guideline in general."""
    disagrees: tuple[Disagreement, ...] = ()


class Answer(Entry, frozen=True, kw_only=True):
    behavior: Behavior
    sentences: tuple[Sentence, ...]
    status: str
    """How far the content has been reviewed: submitted, under_review, approved."""
    notice: str
    patient_context: bool = False
    understood: tuple[str, ...] = ()
    """What was read of the patient, for the asker to confirm."""
    asks: tuple[str, ...] = ()
    """What is missing, most decisive first."""
    courtesy: str = ""
    """One line in the asker's own language, where it is declined in another."""


# As JSON


class AskDisagreement(Face, frozen=True):
    source: str
    says: str
    followed: str
    because: str


class AskSentence(Face, frozen=True):
    text: str
    statements: Sequence[str]
    item: str
    kind: SentenceKind
    place: Place
    planned: bool
    strength: str
    basis: Basis
    cites: Sequence[face.Cite]
    disagrees: Sequence[AskDisagreement] = msgspec.field(name="disagreements")


class AskAnswer(Face, frozen=True):
    """The answer, as `hematinic ask QUESTION --format json` prints it."""

    behavior: Behavior
    sentences: Sequence[AskSentence]
    patient_context: bool
    understood: Sequence[str]
    asks: Sequence[str]
    courtesy: str
    status: Literal["submitted", "under_review", "approved"]
    notice: str


def as_face(answer: Answer) -> AskAnswer:
    return msgspec.convert(answer, AskAnswer, from_attributes=True)
