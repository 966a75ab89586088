"""Which sentences of the guideline a question is about.

A question is set beside each question that an item answers (`asked_as`): the weight of the words
they share, twice, over the weight of the words of both (Dice 1945), rare words weighing more. What
the item says itself counts with the share of the question that it meets.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hematinic.answers import weights
from hematinic.answers.reading.kinds import Kind
from hematinic.answers.reading.text import Terms, plain, words
from hematinic.answers.reading.vocabulary import Vocabulary
from hematinic.answers.replying.units import Unit, units
from hematinic.guideline.model import Guideline
from hematinic.guideline.statements import group_of


@dataclass(frozen=True, slots=True)
class Found:
    unit: Unit
    score: float
    """0 to 1."""
    covers: float
    """The share of the question's weight that the unit's words meet."""


class Index:
    """Made once for a guideline; holds no pattern, so that it can be kept."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline, known = guideline, guideline.synonyms
        self.terms = Terms(known.terms, known.stopwords)
        self.units = list(units(guideline, self.terms))
        self.by_item: dict[str, list[Unit]] = {}
        for unit in self.units:
            self.by_item.setdefault(unit.item, []).append(unit)
        self.bags = [frozenset(unit.tokens) for unit in self.units]
        self.weight = _weights(self.bags)
        self.rarest = max(self.weight.values(), default=1.0)
        self.given, self.wanted = frozenset(known.given), frozenset(known.wanted)
        self.groups = frozenset(known.groups)
        self.holding: dict[str, list[int]] = {}
        for at, bag in enumerate(self.bags):
            for token in bag:
                self.holding.setdefault(token, []).append(at)
        self.sizes = [
            tuple(sum(map(self.counts, phrase.tokens)) for phrase in unit.phrases)
            for unit in self.units
        ]
        self.vocabulary = Vocabulary(
            self.terms,
            known,
            used=self.holding,
            written=(
                text
                for one in self.units
                for text in (*(said.text for said in (*one.clinician, *one.patient)), *one.asked)
            ),
        )
        self.answers_to = {
            unit.item: group_of(unit.item, guideline).answers
            for unit in self.units
            if unit.kind == "statement"
        }

    def search(
        self,
        tokens: Iterable[str],
        kind: Kind = "",
        carried: Iterable[str] = (),
        favored: Mapping[str, float] | None = None,
    ) -> list[Found]:
        """Every unit that meets a word of it, best first. `carried`: words of the question before,
        which weigh less; `favored`: what the question takes for granted, by item."""
        asked = {token: 1.0 for token in tokens}
        asked = {token: weights.CARRIED for token in carried} | asked
        total = sum(self.counts(token) * share for token, share in asked.items())
        if not total:
            return []
        near = {at for token in asked for at in self.holding.get(token, ())}
        found = [self.scored(at, asked, total, kind, favored or {}) for at in sorted(near)]
        found = [one for one in found if self.searched(one.unit, asked)]
        return sorted(found, key=lambda one: -one.score)[: weights.FOUND]

    def scored(
        self, at: int, asked: Mapping[str, float], total: float, kind: Kind,
        favored: Mapping[str, float],
    ) -> Found:  # fmt: skip
        unit = self.units[at]
        best = 0.0
        for phrase, size in zip(unit.phrases, self.sizes[at], strict=True):
            met = sum(self.counts(t) * asked[t] for t in phrase.tokens if t in asked)
            alike = 2 * met / (total + size)
            if kind and phrase.kind and kind != phrase.kind:
                alike *= weights.ANOTHER_KIND
            best = max(best, alike)
        covers = self.covered(asked, at)
        whole = weights.FAVOR[unit.kind] * covers
        by_asked = weights.BY_ASKED * best + (1 - weights.BY_ASKED) * covers
        return Found(unit, max(by_asked, whole) + favored.get(unit.item, 0.0), covers)

    def searched(self, unit: Unit, asked: Iterable[str]) -> bool:
        known = self.guideline.statements
        one = any(known[code].one_patient for code in unit.clinician[0].statements)
        if one and unit.kind not in ("statement", "answer"):
            return False
        return not self.of_others(unit, set(asked))

    def of_others(self, unit: Unit, asked: set[str]) -> bool:
        """By its title a line is for some patients, and the question is not of them."""
        if unit.kind != "recommendation":
            return False
        title = words(plain(unit.clinician[0].text.split(":")[0]))
        named = self.groups & set(self.terms.tokens(title))
        return bool(named) and not named & asked

    def covered(self, asked: Iterable[str], at: int) -> float:
        own, asked = self.bags[at], dict.fromkeys(asked)
        weighed = [token for token in asked if token not in self.given] or list(asked)
        total = sum(map(self.counts, weighed))
        met = sum(self.counts(token) for token in weighed if token in own)
        return met / total if total else 0.0

    def counts(self, token: str) -> float:
        weight = self.weight.get(token, weights.UNKNOWN * self.rarest)
        return weights.WANTED * weight if token in self.wanted else weight


def _weights(found: list[frozenset[str]]) -> dict[str, float]:
    counts = Counter(token for bag in found for token in bag)
    return {token: math.log(1 + len(found) / count) for token, count in counts.items()}
