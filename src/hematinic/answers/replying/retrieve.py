"""Which sentences of the guideline a question is about.

A question is set beside each question that an item answers (`asked_as`): the weight of the words
they share over that with a part of the weight of what only one of them has (Tversky 1977), rare
words weighing more. What the item says itself counts with the share of the question that it meets.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hematinic.answers import weights
from hematinic.answers.reading.kinds import Kind
from hematinic.answers.reading.text import Terms, plain, words
from hematinic.answers.reading.vocabulary import Vocabulary
from hematinic.answers.replying.units import Unit, units
from hematinic.guideline.model import Guideline


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
        known = guideline.synonyms
        self.terms = Terms(known.terms, known.stopwords)
        self.units = list(units(guideline, self.terms))
        self.by_item: dict[str, list[Unit]] = {}
        for unit in self.units:
            self.by_item.setdefault(unit.item, []).append(unit)
        bags = [frozenset(unit.tokens) for unit in self.units]
        self.weight = _weights(bags)
        self.rarest = max(self.weight.values(), default=1.0)
        self.given, self.wanted = frozenset(known.given), frozenset(known.wanted)
        self.groups = frozenset(known.groups)
        self.for_groups = [self.of_groups(unit) for unit in self.units]
        self.searched = [_may_be_said(unit, guideline) for unit in self.units]
        self.holding = _holding(bags)
        """Of each word the units,"""
        self.asked = [(at, one) for at, unit in enumerate(self.units) for one in unit.phrases]
        self.apart = [frozenset(side) for side in known.apart]
        self.sides = [self.of_sides(phrase.tokens) for _, phrase in self.asked]
        self.named = [self.groups & set(phrase.tokens) for _, phrase in self.asked]
        self.sizes = [sum(map(self.counts, phrase.tokens)) for _, phrase in self.asked]
        self.asking = _holding(phrase.tokens for _, phrase in self.asked)
        """and the questions that have it."""
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

    def search(
        self,
        tokens: Iterable[str],
        kind: Kind = "",
        carried: Iterable[str] = (),
        favored: Mapping[str, float] | None = None,
        strict: bool = False,
        beside: Iterable[str] = (),
        among: Collection[str] | None = None,
    ) -> list[Found]:
        """Every unit that meets a word of it, best first. `carried`: words of the question before,
        which weigh less; `favored`: what the question takes for granted, by item; `strict`: the
        kind of question is all that it adds; `beside`: words of the story before it, which
        speak for a unit that has them and against none; `among`: these items alone."""
        shares = dict.fromkeys(carried, weights.CARRIED) | dict.fromkeys(tokens, 1.0)
        asked = {token: self.counts(token) * share for token, share in shares.items()}
        if not asked:
            return []
        story = {t: self.counts(t) * weights.CARRIED for t in beside if t not in asked}
        best = self.alike(asked, story, kind, strict)
        found = [
            self.scored(at, covers, best.get(at, 0.0), favored or {})
            for at, covers in self.covered(asked).items()
            if self.searched[at] and (self.for_groups[at] & set(asked) or not self.for_groups[at])
            if among is None or self.units[at].item in among
        ]
        return sorted(found, key=lambda one: -one.score)[: weights.FOUND]

    def alike(
        self, asked: Mapping[str, float], story: Mapping[str, float], kind: Kind, strict: bool
    ) -> dict[int, float]:
        """Of each unit the likeness of its nearest question."""
        met, told = self.met(asked), self.met(story)
        total, best, sides = sum(asked.values()), dict[int, float](), self.of_sides(asked)
        named = self.groups & set(asked)
        for phrase, wanted in met.items():
            at, one = self.asked[phrase]
            shared = wanted + told.get(phrase, 0.0)
            lacks = weights.NOT_ANSWERED * (total - wanted)
            adds = weights.NOT_ASKED * max(self.sizes[phrase] - shared, 0.0)
            alike = shared / (shared + lacks + adds)
            if sides and self.sides[phrase] and not sides & self.sides[phrase]:
                alike *= weights.ANOTHER_SUBJECT
            if named and not named & self.named[phrase]:
                alike *= weights.ANOTHER_GROUP
            if kind and kind != one.kind and (one.kind or strict):
                alike *= weights.ANOTHER_KIND_STRICT if strict else weights.ANOTHER_KIND
            best[at] = max(best.get(at, 0.0), alike)
        return best

    def of_sides(self, tokens: Iterable[str]) -> frozenset[int]:
        """Which of the subjects that are kept apart it is about: iron, B12 or folic acid."""
        named = set(tokens)
        return frozenset(at for at, side in enumerate(self.apart) if side & named)

    def met(self, asked: Mapping[str, float]) -> dict[int, float]:
        """Of each question that an item answers the weight of what it shares."""
        found: dict[int, float] = {}
        for token, weight in asked.items():
            for phrase in self.asking.get(token, ()):
                found[phrase] = found.get(phrase, 0.0) + weight
        return found

    def covered(self, asked: Mapping[str, float]) -> dict[int, float]:
        """Of each unit the share of the question that its words meet."""
        weighed = {t: weight for t, weight in asked.items() if t not in self.given} or asked
        total, covers = sum(weighed.values()), dict[int, float]()
        for token, weight in weighed.items():
            for at in self.holding.get(token, ()):
                covers[at] = covers.get(at, 0.0) + weight / total
        return covers

    def scored(self, at: int, covers: float, alike: float, favored: Mapping[str, float]) -> Found:
        unit = self.units[at]
        by_asked = weights.BY_ASKED * alike + (1 - weights.BY_ASKED) * covers
        whole = weights.FAVOR[unit.kind] * covers
        return Found(unit, max(by_asked, whole) + favored.get(unit.item, 0.0), covers)

    def of_groups(self, unit: Unit) -> frozenset[str]:
        """The patients that it is for: by its title, or by half of the questions that it answers.
        To a question of others it is not said."""
        if unit.kind == "recommendation":
            title = words(plain(unit.clinician[0].text.split(":")[0]))
            return self.groups & set(self.terms.tokens(title))
        named = Counter(token for phrase in unit.phrases for token in phrase.tokens)
        return frozenset(one for one in self.groups if 2 * named[one] >= len(unit.phrases) > 0)

    def counts(self, token: str) -> float:
        weight = self.weight.get(token, weights.UNKNOWN * self.rarest)
        return weights.WANTED * weight if token in self.wanted else weight


def _may_be_said(unit: Unit, guideline: Guideline) -> bool:
    """Not what holds for one patient only, which a plan finds and a question does not."""
    known = guideline.statements
    one = any(known[code].one_patient for code in unit.clinician[0].statements)
    return unit.kind in ("statement", "answer") or not one


def _holding(bags: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, bag in enumerate(bags):
        for token in dict.fromkeys(bag):
            found.setdefault(token, []).append(at)
    return found


def _weights(found: list[frozenset[str]]) -> dict[str, float]:
    counts = Counter(token for bag in found for token in bag)
    return {token: math.log(1 + len(found) / count) for token, count in counts.items()}
