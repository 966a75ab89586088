"""Everything that the guideline says, one thing a unit, for both readers."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from hematinic.answers import weights
from hematinic.answers.model import Sentence
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
from hematinic.render.words import phrases as said


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing the guideline says, for both readers."""

    item: str
    clinician: Sentence
    patient: Sentence
    tokens: tuple[str, ...]
    """Its own words, those of its title and those it is asked in."""

    def to(self, reader: str) -> Sentence:
        return self.patient if reader == "patient" else self.clinician


def units(guideline: Guideline, terms: Terms) -> Iterator[Unit]:
    asked = guideline.synonyms.asked_as

    def unit(sentence: Sentence, patient: str, more: str = "") -> Unit:
        patient = shown(patient) or sentence.text
        text = [sentence.text, patient, more, *asked.get(sentence.item, ())]
        tokens = [token for part in text for token in terms.tokens(words(plain(part)))]
        other = msgspec.structs.replace(sentence, text=patient)
        return Unit(sentence.item, sentence, other, tuple(tokens))

    for name, entry in guideline.answers.items():
        if entry.asked_as:
            sentence = answer_sentence(name, guideline, "clinician")
            yield unit(sentence, entry.says.patient, " ".join(entry.asked_as))
    for sentence in _statements(guideline):
        yield unit(sentence, sentence.text.split(" Note: ")[0])
    for item in guideline.recommendations:
        if not of_content(item, guideline):
            yield unit(_recommended(item, guideline), _titled(item), item.title)
    for alert in guideline.alerts:
        if not of_content(alert, guideline) and not _of_one(alert):
            yield unit(_alert(alert), alert.patient)
    for check in guideline.monitoring:
        yield unit(_check(check), check.patient)


def _of_one(alert: Alert) -> bool:
    """It speaks of one patient's values (`{ferritin}`); without them it is no sentence."""
    return "{" in shown(f"{alert.line} {alert.what_to_do} {alert.patient}")


# Statements


def _statements(guideline: Guideline) -> Iterator[Sentence]:
    """Those that are an answer by themselves."""
    ours = tuple(name for name, one in guideline.sources.items() if one.kind == "design")
    for found in coverage(guideline):
        statement = guideline.statements[found.code]
        if statement.of_content or group_of(found.code, guideline).answers == "nobody":
            continue
        cites = dict.fromkeys(cite for item in found.items for cite in item.cites)
        own = tuple(Cite(source=name, at=found.code) for name in ours[:1])
        note = f" Note: {statement.note}" if statement.note else ""
        yield Sentence(
            text=shown(found.says + note),
            statements=(found.code,),
            item=found.code,
            kind="statement",
            cites=tuple(cites)[: weights.MOST_CITES] or own,
            basis=_basis(list(cites), ours),
        )


def _basis(cites: list[Cite], ours: tuple[str, ...]) -> Basis:
    """A statement rests on what its items cite: our own proposal, memory, or what was read."""
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


def _titled(item: Recommendation) -> str:
    """For the patient; what is said of one patient needs its heading where it stands alone."""
    return f"{item.title}: {item.says.patient}" if item.says.patient else ""


def _regimen(prescribe: Prescription, guideline: Guideline) -> str:
    """Medicine, dose, route and how often, of the item as it stands; no patient's dates in it."""
    parts = [said.capital(guideline.medicines[prescribe.medicine].label)]
    parts += [said.amount(prescribe.dose)] if prescribe.dose else []
    parts.append({"oral": "by mouth"}.get(prescribe.route, f"{prescribe.route}ly"))
    often = "" if prescribe.total else said.interval(prescribe)
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
    text = f"{said.capital(check.test)}: expect {check.expect}; if not, {check.if_not}."
    return Sentence(
        text=shown(text),
        statements=check.implements,
        item=check.id,
        kind="check",
        cites=check.cites,
        basis=check.basis,
        disagrees=check.disagrees,
    )
