"""How like the words of a question are to what each item of the guideline answers and says.

Compared are the terms and stems of documents: each question that an item answers, and its own text.
A rare one weighs more.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from hematinic.answers import weights

Shares = Mapping[str, float]
"""Terms of a question, each with the share of its weight that counts (0 to 1)."""


class Document(msgspec.Struct, frozen=True, gc=False):
    asked: bool
    """A question that the unit answers; else its own text."""
    terms: frozenset[str]


@dataclass(slots=True)
class Met:
    """What one unit shares with a question; each from 0 to 1."""

    asked: list[float] = field(default_factory=list)
    """How like the question is to each of the unit's questions that shares a term with it."""
    told: float = 0.0
    """How like it is to the unit's own text."""
    lopsided: float = 0.0
    """The best likeness with what one side has more counted by its own weight (Tversky 1977)."""
    covered: float = 0.0
    """The share of the question that anything it is asked or says meets."""


class Documents:
    """Of each unit; holds no pattern, so that it can be kept."""

    def __init__(self, of: Sequence[Sequence[Document]]) -> None:
        self.of = of
        counts = Counter(
            term for documents in of for document in documents for term in document.terms
        )
        total = sum(map(len, of))
        self.weight = {term: math.log(1 + total / count) for term, count in counts.items()}
        self.rarest = max(self.weight.values(), default=1.0)
        self.sizes: dict[frozenset[str], tuple[float, float]] = {}

    def sum(self, terms: Iterable[str]) -> float:
        return sum(self.weight.get(term, 0.0) for term in terms)

    def size(self, document: Document) -> tuple[float, float]:
        """The weight of all its terms, and the length of their vector; reckoned once."""
        size = self.sizes.get(document.terms)
        if size is None:
            length = math.sqrt(sum(self.weight.get(term, 0.0) ** 2 for term in document.terms))
            size = self.sizes[document.terms] = self.sum(document.terms), length
        return size

    def met(self, unit: int, asked: Shares, strange: int) -> Met:
        """`strange`: so many terms the guideline never says."""
        # Two likenesses, since each misses what the other sees. The cosine favors a short document
        # that shares all its words; Tversky's measure counts apart what the question has more and
        # what the document has more. Words that no document has are weighed as nearly the rarest.
        unknown = strange * weights.UNKNOWN * self.rarest
        weighed = {term: self.weight[term] * x for term, x in asked.items() if term in self.weight}
        total = sum(weighed.values()) + unknown or 1.0
        length = math.sqrt(sum(value * value for value in weighed.values()) + unknown)
        likeness, met_terms = Met(), set[str]()
        for document in self.of[unit]:
            shared_terms = document.terms & weighed.keys()
            if shared_terms:
                met_terms |= shared_terms
                along = sum(weighed[term] * self.weight[term] for term in shared_terms)
                whole, long = self.size(document)
                alike = along / (length * long)
                if document.asked:
                    likeness.asked.append(alike)
                    shared = sum(weighed[term] for term in shared_terms)
                    likeness.lopsided = max(likeness.lopsided, self.lopsided(whole, shared, total))
                else:
                    likeness.told = max(likeness.told, alike)
        likeness.covered = sum(weighed[term] for term in met_terms) / total
        return likeness

    @staticmethod
    def lopsided(whole: float, shared: float, total: float) -> float:
        lacked = weights.NOT_ANSWERED * (total - shared)
        added = weights.NOT_ASKED * max(whole - shared, 0.0)
        return shared / (shared + lacked + added)
