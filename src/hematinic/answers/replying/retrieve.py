"""Which sentences of the guideline a question is about.

A question is set beside each question that an item answers (`asked_as`) and beside what it says
(likeness.py). What that tells of an item, some numbers from 0 to 1, is weighed by `weights.RANK`,
which `python -m tools.ranked` learns from the questions that are written for the items: each of
them must find its own item by the others.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from hematinic.answers import weights
from hematinic.answers.reading.kinds import Kind
from hematinic.answers.reading.text import Terms, bare, has, plain, words
from hematinic.answers.reading.vocabulary import Vocabulary
from hematinic.answers.replying.likeness import Document, Met, Pieces, Shares, pairs, parts
from hematinic.answers.replying.units import Unit, units
from hematinic.guideline.model import Guideline


@dataclass(frozen=True, slots=True)
class Found:
    unit: Unit
    score: float
    """0 to 1."""
    signs: Mapping[str, float]
    """What the score was made of, by the names of `weights.RANK`."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A question as it is looked for, in its three kinds of piece."""

    terms: Shares
    parts: Shares
    pairs: Shares
    kind: Kind = ""
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Left:
    """A document that is left out, by its three kinds of piece, to learn from the others."""

    number: int
    terms: Document
    parts: Document


NOTHING = Met()


class Index:
    """Made once for a guideline; holds no pattern, so that it can be kept."""

    def __init__(self, guideline: Guideline) -> None:
        known = guideline.synonyms
        self.terms = Terms(known.terms, known.stopwords)
        self.units = list(units(guideline, self.terms))
        self.by_item: dict[str, list[Unit]] = {}
        for unit in self.units:
            self.by_item.setdefault(unit.item, []).append(unit)
        self.written = any(unit.asked for unit in self.units)
        bags = [frozenset(unit.tokens) for unit in self.units]
        self.holding = _holding(bags)
        self.wanted = frozenset(known.wanted)
        self.groups = frozenset(known.groups)
        self.apart = [frozenset(side) for side in known.apart]
        self.products = {name: bare(phrases) for name, phrases in known.products.items()}
        self.of_product = [self.products_of(unit) for unit in self.units]
        self.for_groups = [self.of_groups(unit) for unit in self.units]
        self.searched = [_may_be_said(unit, guideline) for unit in self.units]
        self.core = [_core(unit) for unit in self.units]
        self.sides = [self.of_sides(core) for core in self.core]
        self.kinds = [frozenset(one.kind for one in unit.phrases) for unit in self.units]
        texts = [text for unit in self.units for text in _texts(unit)]
        self.by_term = Pieces(self.documents(self.by_terms), common=1.0, lopsided=True)
        self.by_part = Pieces(self.documents(by_parts), common=weights.COMMON)
        self.by_pair = Pieces(self.documents(by_pairs), common=weights.COMMON, covering=False)
        self.vocabulary = Vocabulary(self.terms, known, used=self.holding, written=texts)

    def documents(self, pieces: Callable[[str], Iterable[str]]) -> list[Document]:
        """Each question that a unit answers, and what it says to either reader; where no question
        is written at all, what is said stands for it."""
        return [
            Document(at, asked, frozenset(pieces(text)))
            for at, unit in enumerate(self.units)
            for asked, all_ in ((True, unit.asked), (not self.written, self.texts(unit)))
            for text in all_
        ]

    @staticmethod
    def texts(unit: Unit) -> list[str]:
        """What it says, to either reader."""
        said = (unit.clinician, unit.patient)
        return list(dict.fromkeys(" ".join(one.text for one in all_) for all_ in said if all_))

    def by_terms(self, text: str) -> list[str]:
        return self.terms.tokens(words(plain(text)))

    def sought(
        self, tokens: Iterable[str], spaced: str = "", kind: Kind = "",
        carried: Iterable[str] = (), before: str = "",
    ) -> Sought:  # fmt: skip
        """`carried` and `before`: terms and words beside the question, which weigh less."""
        less, whole = weights.CARRIED, 1.0
        return Sought(
            terms=dict.fromkeys(carried, less) | dict.fromkeys(tokens, whole),
            parts=dict.fromkeys(parts(before), less) | dict.fromkeys(parts(spaced), whole),
            pairs=dict.fromkeys(pairs(before), less) | dict.fromkeys(pairs(spaced), whole),
            kind=kind,
            products=self.named(f"{before} {spaced}"),
        )

    def search(
        self,
        asked: Sought,
        favored: Mapping[str, float] | None = None,
        strict: bool = False,
        among: Collection[str] | None = None,
    ) -> list[Found]:
        """Every unit that meets a word of it, best first. `favored`: what the question takes for
        granted, by item; `strict`: the kind of question is all that it adds; `among`: these items
        alone."""
        if not asked.terms and not asked.parts:
            return []
        found = []
        for at, told in self.told(asked).items():
            unit = self.units[at]
            allowed = unit.item in among if among is not None else self.may_be_said(at, asked)
            if allowed:
                score = scored(told) + (favored or {}).get(unit.item, 0.0)
                if strict and not told["kind"]:
                    score *= weights.ANOTHER_KIND_STRICT
                found.append(Found(unit, score, told))
        return sorted(found, key=lambda one: -one.score)[: weights.FOUND]

    def may_be_said(self, at: int, asked: Sought) -> bool:
        groups, products = self.for_groups[at], self.of_product[at]
        if asked.products and products and not asked.products & products:
            return False
        return self.searched[at] and (not groups or bool(groups & asked.terms.keys()))

    def told(self, asked: Sought, left: Left | None = None) -> dict[int, dict[str, float]]:
        """What tells of each unit how near it is, by the names of `weights.RANK`."""
        unknown = [term for term in asked.terms if term not in self.by_term.weight]
        strange = len(unknown) * weights.UNKNOWN * self.by_term.rarest
        number = left.number if left else -1
        by_term = self.by_term.met(asked.terms, strange, left.terms if left else None, number)
        by_part = self.by_part.met(
            asked.parts, weights.STRANGE_PARTS, left.parts if left else None, number
        )
        by_pair = self.by_pair.met(asked.pairs, weights.STRANGE_PARTS, None, number)
        sides, named = self.of_sides(asked.terms), self.groups & asked.terms.keys()
        rough: dict[int, float] = {}
        for met in (by_term, by_part):
            for at, one in met.items():
                rough[at] = rough.get(at, 0.0) + one.covered + one.middle
        found = {}
        for at in sorted(rough, key=lambda at: -rough[at])[: weights.NEAREST]:
            term, part = by_term.get(at, NOTHING), by_part.get(at, NOTHING)
            core = self.core[at]
            found[at] = {
                "alike": term.lopsided,
                "terms": max(term.asked, default=0.0),
                "terms_three": _three(term.asked),
                "told": term.told,
                "parts": max(part.asked, default=0.0),
                "parts_three": _three(part.asked),
                "parts_told": part.told,
                "pairs": max(by_pair.get(at, NOTHING).asked, default=0.0),
                "terms_met": term.covered,
                "parts_met": part.covered,
                "middle": term.middle,
                "parts_middle": part.middle,
                "core_lacks": 1 - self.share(core, asked.terms) if core else 0.0,
                "another_subject": float(
                    bool(sides and self.sides[at] and not sides & self.sides[at])
                ),
                "another_group": float(bool(named and not named & set(self.units[at].tokens))),
                "kind": float(asked.kind in self.kinds[at] and asked.kind != ""),
                "answer": float(bool(self.units[at].phrases)),
            }
        return found

    def share(self, core: frozenset[str], terms: Shares) -> float:
        return self.by_term.sum(core & terms.keys()) / (self.by_term.sum(core) or 1.0)

    def of_sides(self, tokens: Iterable[str]) -> frozenset[int]:
        """Which of the subjects that are kept apart it is about: iron, B12 or folic acid."""
        named = set(tokens)
        return frozenset(at for at, side in enumerate(self.apart) if side & named)

    def named(self, spaced: str) -> frozenset[str]:
        """The products that words between single spaces name."""
        return frozenset(name for name, all_ in self.products.items() if has(spaced, all_))

    def products_of(self, unit: Unit) -> frozenset[str]:
        """Those that its first sentence names, else those that half of its questions do."""
        told = self.named(words(plain(unit.clinician[0].text)))
        asked = Counter(name for text in unit.asked for name in self.named(words(plain(text))))
        return told or frozenset(one for one in asked if 2 * asked[one] >= len(unit.asked))

    def of_groups(self, unit: Unit) -> frozenset[str]:
        """The patients that it is for: by its title, or by half of the questions that it answers.
        To a question of others it is not said."""
        if unit.kind == "recommendation":
            title = words(plain(unit.clinician[0].text.split(":")[0]))
            return self.groups & set(self.terms.tokens(title))
        named = Counter(token for phrase in unit.phrases for token in phrase.tokens)
        return frozenset(one for one in self.groups if 2 * named[one] >= len(unit.phrases) > 0)


def scored(told: Mapping[str, float]) -> float:
    """0 to 1: how sure it is that this is what is asked for."""
    total = sum(weights.RANK[name] * value for name, value in told.items())
    return 1 / (1 + math.exp(-total - weights.RANK_FROM))


def _three(found: list[float]) -> float:
    """The middle of the three nearest: one likeness may be chance."""
    return sum(sorted(found, reverse=True)[:3]) / 3


def _core(unit: Unit) -> frozenset[str]:
    """The terms that half of its questions have."""
    named = Counter(token for phrase in unit.phrases for token in phrase.tokens)
    return frozenset(one for one, count in named.items() if 2 * count >= len(unit.phrases))


def _texts(unit: Unit) -> list[str]:
    return [*(said.text for said in (*unit.clinician, *unit.patient)), *unit.asked]


def by_parts(text: str) -> list[str]:
    return parts(words(plain(text)))


def by_pairs(text: str) -> list[str]:
    return pairs(words(plain(text)))


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
