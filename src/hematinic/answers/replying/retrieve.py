"""Which sentences of the guideline a question is about: BM25 over terms, and how much it covers."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import bm25s

from hematinic.answers import weights
from hematinic.answers.reading.text import Terms, plain, words
from hematinic.answers.reading.vocabulary import Vocabulary
from hematinic.answers.replying.units import Unit, units
from hematinic.guideline.model import Guideline
from hematinic.guideline.statements import group_of


@dataclass(frozen=True, slots=True)
class Found:
    unit: Unit
    score: float
    covers: float
    """The share of the question's weight that the unit's words meet."""


class Index:
    def __init__(self, guideline: Guideline) -> None:
        self.guideline, known = guideline, guideline.synonyms
        self.terms = Terms(known.terms, known.stopwords)
        self.units = list(units(guideline, self.terms))
        self.by_item: dict[str, list[Unit]] = {}
        for unit in self.units:
            self.by_item.setdefault(unit.item, []).append(unit)
        self.vocabulary = Vocabulary(
            self.terms,
            known,
            used=(token for unit in self.units for token in unit.tokens),
            written=(text for one in self.units for text in (one.clinician.text, one.patient.text)),
        )
        self.weight = _weights(self.units)
        self.rarest = max(self.weight.values(), default=1.0)
        self.bm25 = bm25s.BM25() if self.weight else None
        if self.bm25:
            self.bm25.index([list(unit.tokens) for unit in self.units], show_progress=False)
        self.answers_to = {
            unit.item: group_of(unit.item, guideline).answers
            for unit in self.units
            if unit.clinician.kind == "statement"
        }
        self.given, self.wanted = frozenset(known.given), frozenset(known.wanted)
        self.groups = frozenset(known.groups)

    def search(self, tokens: Iterable[str]) -> list[Found]:
        """Every unit that meets a word of it, best first."""
        asked = dict.fromkeys(tokens)
        known = [token for token in asked if token in self.vocabulary.used]
        if not known or self.bm25 is None:
            return []
        scores = self.bm25.get_scores(known)
        order = scores.argsort(kind="stable")[::-1]
        return [
            Found(self.units[i], float(scores[i]), self.covered(asked, self.units[i]))
            for i in order[: weights.FOUND]
            if scores[i] > 0
            and self.searched(self.units[i])
            and not self.of_others(self.units[i], set(asked))
        ]

    def searched(self, unit: Unit) -> bool:
        sentence, known = unit.clinician, self.guideline.statements
        one = any(known[code].one_patient for code in sentence.statements)
        return sentence.kind == "statement" or not one

    def of_others(self, unit: Unit, asked: set[str]) -> bool:
        """By its title a line is for some patients, and the question is not of them."""
        if unit.clinician.kind != "recommendation":
            return False
        title = words(plain(unit.clinician.text.split(":")[0]))
        named = self.groups & set(self.terms.tokens(title))
        return bool(named) and not named & asked

    def covered(self, asked: Iterable[str], unit: Unit) -> float:
        own, asked = set(unit.tokens), dict.fromkeys(asked)
        weighed = [token for token in asked if token not in self.given] or list(asked)
        total = sum(self.counts(token) for token in weighed)
        met = sum(self.counts(token) for token in weighed if token in own)
        return met / total if total else 0.0

    def counts(self, token: str) -> float:
        weight = self.weight.get(token, weights.UNKNOWN * self.rarest)
        return weights.WANTED * weight if token in self.wanted else weight


def _weights(found: list[Unit]) -> dict[str, float]:
    counts = Counter(token for unit in found for token in set(unit.tokens))
    return {token: math.log(1 + len(found) / count) for token, count in counts.items()}
