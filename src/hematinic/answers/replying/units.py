"""Everything that the guideline says, one thing a unit, for both readers."""

import re
from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

from hematinic.answers import weights
from hematinic.answers.model import Sentence, SentenceKind
from hematinic.answers.reading.kinds import Kind, kind_of
from hematinic.answers.reading.text import Terms, plain, words
from hematinic.answers.replying.said import answer_sentence, shown
from hematinic.guideline.entry import Basis, Cite
from hematinic.guideline.model import (
    Alert,
    Check,
    Guideline,
    Prescription,
    Recommendation,
)
from hematinic.guideline.statements import coverage, group_of, of_content
from hematinic.render.words import phrases as wording


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """A question that it answers."""

    tokens: tuple[str, ...]
    kind: Kind


class Unit(msgspec.Struct, frozen=True, gc=False):
    """One thing the guideline says, for both readers; each is said sentence by sentence."""

    item: str
    kind: SentenceKind
    clinician: tuple[Sentence, ...]
    patient: tuple[Sentence, ...]
    """Empty where nothing is written for patients."""
    asked: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    tokens: tuple[str, ...]
    """The terms and stems of its text, its title and its questions."""
    unless: tuple[str, ...] = ()
    """Findings of a patient of whom it is not said,"""
    instead: Mapping[str, str] = {}
    """and those of whom another item is."""

    def to(self, reader: str) -> tuple[Sentence, ...]:
        return self.patient if reader == "patient" else self.clinician


NOTHING: Mapping[str, str] = {}


def units(guideline: Guideline, terms: Terms) -> Iterator[Unit]:
    more_asked = guideline.synonyms.asked_as

    def tokens_of(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(terms.tokens(words(plain(text)))))

    def unit(
        sentence: Sentence, patient: str = "", more: str = "",
        asked: tuple[str, ...] = (), unless: tuple[str, ...] = (),
        instead: Mapping[str, str] = NOTHING,
    ) -> Unit:  # fmt: skip
        asked = (*asked, *more_asked.get(sentence.item, ()))
        text = asked or [sentence.text, patient, more]
        phrases = tuple(Phrase(tokens_of(question), kind_of(plain(question))) for question in asked)
        return Unit(
            item=sentence.item,
            kind=sentence.kind,
            clinician=in_sentences(sentence),
            patient=in_sentences(replace(sentence, text=shown(patient))) if patient else (),
            asked=asked,
            phrases=phrases,
            tokens=tuple(dict.fromkeys(token for part in text for token in tokens_of(part))),
            unless=unless,
            instead=instead,
        )

    for name, entry in guideline.answers.items():
        if entry.asked_as:
            sentence = answer_sentence(name, guideline, "clinician")
            patient = entry.says.patient or entry.says.clinician
            yield unit(sentence, patient, "", entry.asked_as, entry.unless, entry.instead)
    for sentence in _statements(guideline):
        yield unit(sentence, sentence.text if sentence.item in more_asked else "")
    for item in guideline.recommendations:
        texts = (item.title, item.says.clinician, item.says.patient)
        # What quotes a patient's values cannot be said to a question that has no patient; the plan
        # says it where there is one.
        if not of_content(item, guideline) and not _of_one(*texts):
            patient = item.says.patient if item.id in more_asked else ""
            yield unit(_recommended(item, guideline), patient, item.title)
    for alert in guideline.alerts:
        texts = (alert.line, alert.what_to_do, alert.patient)
        if not of_content(alert, guideline) and not _of_one(*texts):
            yield unit(_alert(alert), alert.patient if alert.id in more_asked else "")
    for check in guideline.monitoring:
        yield unit(_check(check), check.patient if check.id in more_asked else "")


BARE = 3
"""Words of `Not yet.`, which the sentence after it belongs to."""

SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[A-Z])")


def in_sentences(sentence: Sentence) -> tuple[Sentence, ...]:
    """What is said first, then what stands behind it."""
    first, *rest = SENTENCE_END.split(sentence.text)
    # `Not yet. Check B12 first.` is one thought: alone, its first sentence would be taken for all.
    if rest and len(first.split()) <= BARE:
        first, *rest = f"{first} {rest[0]}", *rest[1:]
    return tuple(replace(sentence, text=text) for text in (first, *rest))


def _of_one(*texts: str) -> bool:
    """They speak of one patient's values (`{ferritin}`); without them they are no sentence."""
    return "{" in shown(" ".join(texts))


# Statements


def _statements(guideline: Guideline) -> Iterator[Sentence]:
    """Those that are an answer by themselves."""
    ours = tuple(name for name, source in guideline.sources.items() if source.kind == "design")
    for covered in coverage(guideline):
        statement = guideline.statements[covered.code]
        if statement.of_content or group_of(covered.code, guideline).answers == "nobody":
            continue
        cites = dict.fromkeys(cite for item in covered.items for cite in item.cites)
        own = tuple(Cite(source=name, at=covered.code) for name in ours[:1])
        note = f" Note: {statement.note}" if statement.note else ""
        yield Sentence(
            text=shown(covered.says + note),
            statements=(covered.code,),
            item=covered.code,
            kind="statement",
            cites=tuple(cites)[: weights.MOST_CITES] or own,
            basis=_basis(list(cites), ours),
        )


def _basis(cites: list[Cite], ours: tuple[str, ...]) -> Basis:
    """A statement rests on what its items cite: our own proposal, memory, or what was read."""
    # One source that was read carries a statement; memory alone does not.
    others = [cite for cite in cites if cite.source not in ours]
    if not others:
        return "design"
    return "memory" if all(cite.read in ("memory", "no") for cite in others) else "read"


# Items


def _recommended(item: Recommendation, guideline: Guideline) -> Sentence:
    regimen = f"{_regimen(item.prescribe, guideline)}. " if item.prescribe else ""
    return Sentence(
        text=shown(f"{item.title}: {regimen}{item.says.clinician}"),
        statements=item.implements,
        item=item.id,
        kind="recommendation",
        cites=item.cites,
        strength=item.strength,
        basis=item.basis,
        disagrees=item.disagrees,
    )


def _regimen(prescribe: Prescription, guideline: Guideline) -> str:
    """Medicine, dose, route and how often, of the item as it stands; no patient's dates in it."""
    parts = [wording.capital(guideline.medicines[prescribe.medicine].label)]
    parts += [wording.amount(prescribe.dose)] if prescribe.dose else []
    parts.append({"oral": "by mouth"}.get(prescribe.route, f"{prescribe.route}ly"))
    often = "" if prescribe.total else wording.interval(prescribe)
    parts += [often] if often else []
    parts += [f"({prescribe.times} doses)"] if (prescribe.times or 1) > 1 else []
    ends = (prescribe.until and f"until {prescribe.until}", prescribe.duration)
    return ", ".join([" ".join(parts), *(end for end in ends if end)])


def _alert(alert: Alert) -> Sentence:
    return Sentence(
        text=shown(f"Alert, where it applies: {alert.line} {alert.what_to_do}"),
        statements=alert.implements,
        item=alert.id,
        kind="alert",
        cites=alert.cites,
        basis=alert.basis,
        disagrees=alert.disagrees,
    )


def _check(check: Check) -> Sentence:
    text = f"{wording.capital(check.test)}: expect {check.expect}; if not, {check.if_not}."
    return Sentence(
        text=shown(text),
        statements=check.implements,
        item=check.id,
        kind="check",
        cites=check.cites,
        basis=check.basis,
        disagrees=check.disagrees,
    )
