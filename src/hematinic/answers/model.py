"""An answer: whole sentences of the guideline, each with what it rests on."""

from typing import Any, Literal

import msgspec

from hematinic.guideline.entry import Basis, Cite
from hematinic.guideline.model import Disagreement

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


def as_data(answer: Answer) -> dict[str, Any]:
    """As JSON has it; the keys are a promise to scripts."""
    return {
        "behavior": answer.behavior,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "patient_context": answer.patient_context,
        "understood": list(answer.understood),
        "asks": list(answer.asks),
        "courtesy": answer.courtesy,
        "status": answer.status,
        "notice": answer.notice,
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "statements": list(sentence.statements),
        "item": sentence.item,
        "kind": sentence.kind,
        "place": sentence.place,
        "planned": sentence.planned,
        "strength": sentence.strength,
        "basis": sentence.basis,
        "cites": [
            {"source": cite.source, "locator": cite.at, "read": cite.read}
            for cite in sentence.cites
        ],
        "disagreements": [
            {
                "source": found.source,
                "says": found.says,
                "followed": found.followed,
                "because": found.because,
            }
            for found in sentence.disagrees
        ],
    }
