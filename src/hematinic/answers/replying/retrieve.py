"""Which sentences of the guideline a question is about: BM25 over terms, and how much it covers."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import bm25s
import msgspec

from hematinic.answers.model import Sentence
from hematinic.answers.reading.text import Spelling, Terms, plain, stem, words
from hematinic.guideline.entry import Basis, Cite
from hematinic.guideline.model import Alert, Check, Guideline, Prescription, Recommendation
from hematinic.guideline.questions import Synonyms
from hematinic.guideline.statements import coverage
from hematinic.render.words import phrases as said

ABOUT_CONTENT = {"AL-DRAFT", "AL-CITE", "S61", "S62", "S63", "C14", "C15", "K24"}
"""What is said of the content itself, not of a patient."""

CONDITIONS = ("AL-", "REF-", "FE-NONE", "FE-HOLD")
"""Codes whose sentence names a condition or a kind of referral; alone it would read as a claim."""

MOST_CITES = 6

ASKED = {"symptom", "outlook", "prevention", "side_effect", "how_long", "cause", "treatment"}
"""What a question wants to know of its subject: an answer to something else is no answer."""

TOLD_APART = {"REF-EMERG", "AL-STALE"}
"""Lines that hold for one patient only; found by a plan, not by a search."""

GROUPS = {
    "pregnancy", "breastfeeding", "bariatric_surgery", "kidney", "heart_failure",
    "inflammatory_bowel_disease", "nitrous_oxide", "methotrexate", "metformin", "thalassemia",
}  # fmt: skip
"""Patients for whom a line of the plan is, by its title; to a question of others it is not said."""

GIVEN = {"both_deficiencies"}
"""What every sentence of this guideline is about, said or not."""

UNKNOWN = 0.6
"""What a word that the guideline never uses weighs, as a share of its rarest word."""


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


@dataclass(frozen=True, slots=True)
class Found:
    unit: Unit
    score: float
    covers: float
    """The share of the question's weight that the unit's words meet."""


class Index:
    def __init__(self, guideline: Guideline) -> None:
        synonyms = guideline.synonyms
        self.terms = Terms(synonyms.terms, synonyms.stopwords)
        self.units = list(_units(guideline, self.terms))
        self.by_item: dict[str, list[Unit]] = {}
        for unit in self.units:
            self.by_item.setdefault(unit.item, []).append(unit)
        self.vocabulary = {token for unit in self.units for token in unit.tokens}
        self.weight = _weights(self.units)
        self.rarest = max(self.weight.values())
        self.bm25 = bm25s.BM25()
        self.bm25.index([list(unit.tokens) for unit in self.units], show_progress=False)
        self.everyday = {stem(word) for word in synonyms.everyday.split()}
        self.spelling = Spelling(_written(self.units, synonyms))

    def tokens(self, question: str) -> list[str]:
        found = self.terms.tokens(words(plain(question)), self.spelling)
        return [one for one in found if one in self.vocabulary or one not in self.everyday]

    def search(self, tokens: list[str]) -> list[Found]:
        """Every unit that meets a word of it, best first."""
        known = [token for token in dict.fromkeys(tokens) if token in self.vocabulary]
        if not known:
            return []
        scores = self.bm25.get_scores(known)
        order, asked = scores.argsort(kind="stable")[::-1], set(tokens)
        return [
            Found(self.units[i], float(scores[i]), self.covered(tokens, self.units[i]))
            for i in order[:40]
            if scores[i] > 0
            and self.searched(self.units[i])
            and not self.of_others(self.units[i], asked)
        ]

    @staticmethod
    def searched(unit: Unit) -> bool:
        sentence = unit.clinician
        return sentence.kind == "statement" or not TOLD_APART & set(sentence.statements)

    def of_others(self, unit: Unit, asked: set[str]) -> bool:
        if unit.clinician.kind != "recommendation":
            return False
        title = words(plain(unit.clinician.text.split(":")[0]))
        named = GROUPS & set(self.terms.tokens(title))
        return bool(named) and not named & asked

    def covered(self, tokens: Iterable[str], unit: Unit) -> float:
        own = set(unit.tokens)
        asked = dict.fromkeys(tokens)
        weighed = [token for token in asked if token not in GIVEN] or list(asked)
        total = sum(self.counts(token) for token in weighed)
        met = sum(self.counts(token) for token in weighed if token in own)
        return met / total if total else 0.0

    def counts(self, token: str) -> float:
        weight = self.weight.get(token, UNKNOWN * self.rarest)
        return 2 * weight if token in ASKED else weight


def _weights(units: list[Unit]) -> dict[str, float]:
    counts = Counter(token for unit in units for token in set(unit.tokens))
    return {token: math.log(1 + len(units) / count) for token, count in counts.items()}


def _written(units: list[Unit], synonyms: Synonyms) -> set[str]:
    """Every word that somebody may have meant to write."""
    phrases = [one for all_ in synonyms.terms.values() for one in all_]
    tables = (synonyms.conditions, synonyms.asked_as, synonyms.uncovered, synonyms.other_topics)
    phrases += [one for table in tables for all_ in table.values() for one in all_]
    phrases += [synonyms.stopwords, synonyms.everyday, synonyms.other_medicines]
    phrases += [unit.clinician.text for unit in units] + [unit.patient.text for unit in units]
    return {word for phrase in phrases for word in words(plain(phrase)).split()}


# The units


def _units(guideline: Guideline, terms: Terms) -> Iterator[Unit]:
    asked = guideline.synonyms.asked_as

    def unit(sentence: Sentence, patient: str, more: str = "") -> Unit:
        patient = shown(patient) or sentence.text
        text = [sentence.text, patient, more, *asked.get(sentence.item, ())]
        tokens = [token for part in text for token in terms.tokens(words(plain(part)))]
        other = msgspec.structs.replace(sentence, text=patient)
        return Unit(sentence.item, sentence, other, tuple(tokens))

    for name, said_ in guideline.answers.items():
        if said_.asked_as:
            sentence = answer_sentence(name, guideline, "clinician")
            yield unit(sentence, said_.says.patient, " ".join(said_.asked_as))
    for sentence in _statements(guideline):
        yield unit(sentence, sentence.text.split(" Note: ")[0])
    for item in guideline.recommendations:
        if not ABOUT_CONTENT & set(item.implements):
            yield unit(_recommended(item, guideline), _titled(item), item.title)
    for alert in guideline.alerts:
        if not ABOUT_CONTENT & set(alert.implements) and not _of_one(alert):
            yield unit(_alert(alert), alert.patient)
    for check in guideline.monitoring:
        yield unit(_check(check), check.patient)


def _of_one(alert: Alert) -> bool:
    """It speaks of one patient's values (`{ferritin}`); without them it is no sentence."""
    return "{" in shown(f"{alert.line} {alert.what_to_do} {alert.patient}")


def shown(text: str) -> str:
    """A range of numbers in words, since a dash is misread; a patient's `{value}` left out."""
    text = re.sub(r"\s*\([^()]*\{\w+\}[^()]*\)", "", text)
    return re.sub(r"(?<=\d)[–-](?=\d)", " to ", text).strip()


def answer_sentence(name: str, guideline: Guideline, reader: str, of: str = "this") -> Sentence:
    entry = guideline.answers[name]
    text = (
        entry.says.patient if reader == "patient" and entry.says.patient else entry.says.clinician
    )
    return Sentence(
        text=shown(text.replace("{name}", of)),
        statements=entry.implements,
        item=name,
        kind="answer",
        cites=entry.cites,
        basis=entry.basis,
    )


def _statements(guideline: Guideline) -> Iterator[Sentence]:
    for found in coverage(guideline):
        if found.code in ABOUT_CONTENT or found.code.startswith(CONDITIONS):
            continue
        cites = dict.fromkeys(cite for item in found.items for cite in item.cites)
        note = guideline.statements[found.code].note
        yield Sentence(
            text=shown(found.says + (f" Note: {note}" if note else "")),
            statements=(found.code,),
            item=found.code,
            kind="statement",
            cites=tuple(cites)[:MOST_CITES] or (Cite(source="design", at=found.code),),
            basis=_basis(list(cites)),
        )


def _basis(cites: list[Cite]) -> Basis:
    """A statement rests on what its items cite: our own proposal, memory, or what was read."""
    others = [cite for cite in cites if cite.source != "design"]
    if not others:
        return "design"
    return "memory" if all(cite.read in ("memory", "no") for cite in others) else "read"


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
