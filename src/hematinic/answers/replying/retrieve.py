"""Which sentences of the guideline a question is about.

What the words of a question weigh for an item (learned.py), how like they are to the questions that
it answers and to what it says (likeness.py), and whether it is about the same subject and answers
the same kind of question: these signs are weighed by `weights.RANK`, which `python -m tools.ranked`
learns from questions of strangers.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hematinic.answers import weights
from hematinic.answers.reading.alarm import Alarm
from hematinic.answers.reading.kinds import Kind
from hematinic.answers.reading.learned import Learned, kept, pieces, pieces_of, with_pairs
from hematinic.answers.reading.text import Terms, bare, has, plain, words
from hematinic.answers.reading.vocabulary import Vocabulary
from hematinic.answers.replying.likeness import Document, Documents, Shares
from hematinic.answers.replying.units import Unit, units
from hematinic.guideline.model import Guideline


@dataclass(frozen=True, slots=True)
class Hit:
    unit: Unit
    score: float
    """0 to 1."""
    signs: Mapping[str, float]
    """What the score was made of, by the names of `weights.RANK`."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is looked for."""

    terms: Shares
    pieces: Shares
    kind: Kind = ""
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the ways in which a question is read."""

    query: Query
    counts: float
    """0 to 1; those of all readings together are 1."""


class Index:
    """Made once for a guideline; holds no pattern, so that it can be kept."""

    def __init__(self, guideline: Guideline) -> None:
        known = guideline.synonyms
        self.terms = Terms(known.terms, known.stopwords)
        self.units = list(units(guideline, self.terms))
        self.by_item: dict[str, list[Unit]] = {}
        for unit in self.units:
            self.by_item.setdefault(unit.item, []).append(unit)
        # A guideline without written questions has only its own sentences to be found by; then
        # these are compared in their place, and certainty is judged otherwise (`sure.py`).
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
        self.kinds = [frozenset(phrase.kind for phrase in unit.phrases) for unit in self.units]
        texts = [text for unit in self.units for text in _texts(unit)]
        self.documents = Documents([self.documents_of(unit) for unit in self.units])
        items = [unit.item for unit in self.units]
        self.learned = Learned(items, kept(guideline.header.id), self.pieces_of)
        self.vocabulary = Vocabulary(self.terms, known, used=self.holding, written=texts)
        # It reads questions and finds nothing; it lies here to be kept with the rest.
        self.alarm = Alarm(guideline.header.id)

    def documents_of(self, unit: Unit) -> list[Document]:
        """Each question that it answers, and what it says to either reader; where no question is
        written at all, what is said stands for it."""
        return [
            Document(asked, frozenset(self.terms.tokens(words(plain(text)))))
            for asked, texts in ((True, unit.asked), (not self.written, self.texts(unit)))
            for text in texts
        ]

    def pieces_of(self, at: int) -> list[Mapping[str, float]]:
        """Of each question that a unit answers, and of what it says."""
        unit = self.units[at]
        texts = (*unit.asked, *self.texts(unit))
        return [pieces_of(text, self.terms.tokens(words(plain(text)))) for text in texts]

    @staticmethod
    def texts(unit: Unit) -> list[str]:
        """What it says, to either reader."""
        sentences = (unit.clinician, unit.patient)
        return list(
            dict.fromkeys(
                " ".join(sentence.text for sentence in of_reader)
                for of_reader in sentences
                if of_reader
            )
        )

    def query(
        self, tokens: Iterable[str], spaced: str = "", kind: Kind = "",
        carried: Iterable[str] = (), before: str = "",
    ) -> Query:  # fmt: skip
        """`carried` and `before`: terms and words beside the question, which weigh less."""
        less, asked, beside = weights.CARRIED, list(tokens), list(carried)
        return Query(
            terms=dict.fromkeys(beside, less) | dict.fromkeys(asked, 1.0),
            pieces=with_pairs(
                dict.fromkeys(pieces(beside, before), less) | pieces(asked, spaced, kind)
            ),
            kind=kind,
            products=self.named(f"{before} {spaced}"),
        )

    def search(self, asked: Query, among: Collection[str] | None = None) -> list[Hit]:
        """Every unit that meets a word of it, best first; `among`: these items alone."""
        if not asked.terms and not asked.pieces:
            return []
        signs_of = self.signs(asked, among).items()
        hits = [Hit(self.units[at], scored(signs), signs) for at, signs in signs_of]
        return sorted(hits, key=lambda hit: -hit.score)[: weights.FOUND]

    def mixed(self, readings: Sequence[Reading], favored: Mapping[str, float]) -> list[Hit]:
        """As `search`, with the scores of several readings together; the signs are those of the
        first. `favored`: what the question takes for granted, by item."""
        asked = [reading for reading in readings if reading.query.terms or reading.query.pieces]
        # What one of them finds is weighed for each, or it would count as nothing for the others.
        sums_of = [self.learned.sums(reading.query.pieces) for reading in asked]
        nearest = [
            self.nearest(reading.query, sums) for reading, sums in zip(asked, sums_of, strict=True)
        ]
        near = dict.fromkeys(at for units in nearest for at in units)
        signs_of = [
            self.signs_at(reading.query, near, sums)
            for reading, sums in zip(asked, sums_of, strict=True)
        ]
        hits = []
        for at in near:
            each = zip(asked, signs_of, strict=True)
            score = sum(reading.counts * scored(signs[at]) for reading, signs in each)
            score += favored.get(self.units[at].item, 0.0)
            hits.append(Hit(self.units[at], score, signs_of[0][at]))
        return sorted(hits, key=lambda hit: -hit.score)[: weights.FOUND]

    def may_be_said(self, at: int, asked: Query) -> bool:
        groups, products = self.for_groups[at], self.of_product[at]
        if asked.products and products and not asked.products & products:
            return False
        return self.searched[at] and (not groups or bool(groups & asked.terms.keys()))

    def signs(
        self, asked: Query, among: Collection[str] | None = None
    ) -> dict[int, dict[str, float]]:
        learned = self.learned.sums(asked.pieces)
        return self.signs_at(asked, self.nearest(asked, learned, among), learned)

    def nearest(
        self, asked: Query, learned: Sequence[float], among: Collection[str] | None = None
    ) -> list[int]:
        """The units for which its words weigh most, of those that may be said."""
        nearest: list[int] = []
        # What was learned is a sum over the words and costs nothing; likeness reads every question
        # of a unit. So the first chooses, and the second looks closely at the nearest alone.
        for at in sorted(range(len(self.units)), key=lambda at: -learned[at]):
            item = self.units[at].item
            if len(nearest) == weights.NEAREST:
                break
            if item in among if among is not None else self.may_be_said(at, asked):
                nearest.append(at)
        return nearest

    def signs_at(
        self, asked: Query, units: Iterable[int], learned: Sequence[float]
    ) -> dict[int, dict[str, float]]:
        """What tells of each unit how near it is, by the names of `weights.RANK`; and what tells of
        another subject altogether (`elsewhere`)."""
        # Words that the guideline never uses count against every unit: `ferritin and my divorce` is
        # less surely about ferritin.
        strange = sum(term not in self.documents.weight for term in asked.terms)
        sides, named = self.of_sides(asked.terms), self.groups & asked.terms.keys()
        signs: dict[int, dict[str, float]] = {}
        for at in units:
            unit = self.units[at]
            met, core = self.documents.met(at, asked.terms, strange), self.core[at]
            # Iron answered to a question on B12 is the worst of near misses. Units of neither
            # subject are not apart from either.
            apart = bool(sides and self.sides[at] and not sides & self.sides[at])
            others = bool(named and not named & set(unit.tokens))
            signs[at] = {
                "learned": learned[at],
                # The last sum is of no unit: it tells how much the question is like those of other
                # subjects.
                "elsewhere": learned[-1],
                "alike": met.lopsided,
                "terms": max(met.asked, default=0.0),
                "terms_three": _three(met.asked),
                "told": met.told,
                "terms_met": met.covered,
                "core_lacks": 1 - self.share(core, asked.terms) if core else 0.0,
                "another_subject": float(apart),
                "another_group": float(others),
                "kind": float(asked.kind in self.kinds[at] and asked.kind != ""),
                "answer": float(bool(unit.phrases)),
            }
        return signs

    def share(self, core: frozenset[str], terms: Shares) -> float:
        return self.documents.sum(core & terms.keys()) / (self.documents.sum(core) or 1.0)

    def of_sides(self, tokens: Iterable[str]) -> frozenset[int]:
        """Which of the subjects that are kept apart it is about: iron, B12 or folic acid."""
        named = set(tokens)
        return frozenset(at for at, side in enumerate(self.apart) if side & named)

    def named(self, spaced: str) -> frozenset[str]:
        """The products that words between single spaces name."""
        return frozenset(name for name, phrases in self.products.items() if has(spaced, phrases))

    def products_of(self, unit: Unit) -> frozenset[str]:
        """The products it is about: those its first sentence names, else those in half of its
        questions."""
        in_the_first = self.named(words(plain(unit.clinician[0].text)))
        in_questions = Counter(
            name for text in unit.asked for name in self.named(words(plain(text)))
        )
        return in_the_first or frozenset(
            name for name in in_questions if 2 * in_questions[name] >= len(unit.asked)
        )

    def of_groups(self, unit: Unit) -> frozenset[str]:
        """The patients that it is for: by its title, or by half of the questions that it answers.
        To a question of others it is not said."""
        if unit.kind == "recommendation":
            title = words(plain(unit.clinician[0].text.split(":")[0]))
            return self.groups & set(self.terms.tokens(title))
        named = Counter(token for phrase in unit.phrases for token in phrase.tokens)
        return frozenset(
            group for group in self.groups if 2 * named[group] >= len(unit.phrases) > 0
        )


def scored(signs: Mapping[str, float]) -> float:
    """0 to 1: how sure it is that this is what is asked for."""
    total = sum(weight * signs[name] for name, weight in weights.RANK.items())
    return 1 / (1 + math.exp(-total - weights.RANK_FROM))


def _three(likenesses: list[float]) -> float:
    """The middle of the three nearest: one likeness may be chance."""
    return sum(sorted(likenesses, reverse=True)[:3]) / 3


def _core(unit: Unit) -> frozenset[str]:
    """The terms that half of its questions have."""
    named = Counter(token for phrase in unit.phrases for token in phrase.tokens)
    return frozenset(term for term, count in named.items() if 2 * count >= len(unit.phrases))


def _texts(unit: Unit) -> list[str]:
    return [*(sentence.text for sentence in (*unit.clinician, *unit.patient)), *unit.asked]


def _may_be_said(unit: Unit, guideline: Guideline) -> bool:
    """Not what holds for one patient only, which a plan finds and a question does not."""
    known = guideline.statements
    of_one_patient = any(known[code].one_patient for code in unit.clinician[0].statements)
    return unit.kind in ("statement", "answer") or not of_one_patient


def _holding(bags: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    holding: dict[str, list[int]] = {}
    for at, bag in enumerate(bags):
        for token in dict.fromkeys(bag):
            holding.setdefault(token, []).append(at)
    return holding
