"""How like a question is to what each item of the guideline answers and says.

Three kinds of piece are compared: terms and stems, the parts of words (of four letters, so that a
slip or another ending of a word still meets most of it) and pairs of words. A rare piece weighs
more. What is compared are documents: each question that an item answers, and its own text.
"""

import itertools
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hematinic.answers import weights
from hematinic.answers.reading.text import stem

Shares = Mapping[str, float]
"""Pieces of a question, each with the share of its weight that counts (0 to 1)."""

PART = 4


def parts(spaced: str) -> list[str]:
    """Of words between single spaces, with the ends of a word marked."""
    found = (f"<{word}>" for word in spaced.split() if not word.isdigit())
    return [word[at : at + PART] for word in found for at in range(max(1, len(word) - PART + 1))]


def pairs(spaced: str) -> list[str]:
    found = [stem(word) for word in spaced.split() if not word.isdigit()]
    return [f"{one} {other}" for one, other in itertools.pairwise(found)]


@dataclass(frozen=True, slots=True)
class Document:
    unit: int
    asked: bool
    """A question that the unit answers; else its own text."""
    pieces: frozenset[str]


@dataclass(slots=True)
class Met:
    """What one unit shares with a question, by one kind of piece; each from 0 to 1."""

    asked: list[float] = field(default_factory=list)
    """Likeness of each of its questions that share anything."""
    told: float = 0.0
    """Likeness of its text."""
    lopsided: float = 0.0
    """The best likeness with what one side has more counted by its own weight (Tversky 1977)."""
    covered: float = 0.0
    """The share of the question that anything it is asked or says meets."""
    middle: float = 0.0
    """Likeness to the middle of all that it is asked and says."""


class Pieces:
    """The documents by one kind of piece; holds no pattern, so that it can be kept."""

    def __init__(
        self, documents: Sequence[Document], common: float, lopsided: bool = False,
        covering: bool = True,
    ) -> None:  # fmt: skip
        """`common`: the share of documents beyond which a piece tells nothing; `lopsided`: whether
        that likeness is reckoned too; `covering`: whether what a unit meets of a question is."""
        self.lopsided = lopsided
        counts = Counter(piece for one in documents for piece in one.pieces)
        most = common * len(documents)
        self.weight = {
            piece: math.log(1 + len(documents) / count)
            for piece, count in counts.items()
            if count <= most
        }
        self.rarest = max(self.weight.values(), default=1.0)
        self.of = array("H", (one.unit for one in documents))
        self.asked = bytes(one.asked for one in documents)
        self.size = array("f", (self.sum(one.pieces) for one in documents))
        self.length = array("f", (self.norm(one.pieces) for one in documents))
        self.share = array("f", map(self.shared, self.asked, self.length))
        """What each document counts in the middle of its unit."""
        holding: dict[str, list[int]] = {}
        units: dict[str, dict[int, None]] = {}
        middle: dict[tuple[int, str], float] = {}
        for at, one in enumerate(documents):
            for piece in one.pieces & self.weight.keys():
                holding.setdefault(piece, []).append(at)
                units.setdefault(piece, {})[one.unit] = None
                key = one.unit, piece
                middle[key] = middle.get(key, 0.0) + self.share[at] * self.weight[piece]
        self.holding = {piece: tuple(all_) for piece, all_ in holding.items()}
        """Of each piece the documents that have it,"""
        self.units = {piece: tuple(all_) for piece, all_ in units.items() if covering}
        """and the units."""
        squares: Counter[int] = Counter()
        for (unit, _), value in middle.items():
            squares[unit] += value * value  # type: ignore[assignment]
        self.middle = {unit: math.sqrt(value) for unit, value in squares.items()}

    @staticmethod
    def shared(asked: int, length: float) -> float:
        return (1.0 if asked else weights.OWN_TEXT) / (length or 1.0)

    def sum(self, pieces: Iterable[str]) -> float:
        return sum(self.weight.get(piece, 0.0) for piece in pieces)

    def norm(self, pieces: Iterable[str]) -> float:
        return math.sqrt(sum(self.weight.get(piece, 0.0) ** 2 for piece in pieces))

    def met(self, asked: Shares, unknown: float, left: Document | None = None,
            number: int = -1) -> dict[int, Met]:  # fmt: skip
        """By unit. `unknown`: the weight of what the guideline never says; `left`: the document of
        that number, which is left out, to learn from the others what ranks it."""
        weighed = {p: self.weight[p] * share for p, share in asked.items() if p in self.weight}
        total = sum(weighed.values()) + unknown or 1.0
        squares = sum(value * value for value in weighed.values())
        along = [0.0] * len(self.of)
        found: dict[int, Met] = {}
        for piece, value in weighed.items():
            both = value * self.weight[piece]
            for at in self.holding[piece]:
                along[at] += both
            for unit in self.units.get(piece, ()):
                one = found.get(unit)
                if one is None:
                    one = found[unit] = Met()
                if not (left and self.only(piece, unit, left)):
                    one.covered += value / total
        if left:
            along[number] = 0.0
        self.compare(found, along, math.sqrt(squares + unknown))
        if self.lopsided:
            self.compare_lopsided(found, weighed, total, number)
        length = math.sqrt(squares) or 1.0
        for unit, one in found.items():
            middle = self.middle[unit]
            if left and unit == left.unit:
                middle = self.without(left, number)
            one.middle /= length * (middle or 1.0)
        return found

    def compare(self, found: dict[int, Met], along: list[float], length: float) -> None:
        """Each document that shares a piece with the question."""
        of, share, asked = self.of, self.share, self.asked
        for at, value in enumerate(along):
            if value:
                one, part = found.get(of[at]), value * share[at]
                if one is None:
                    one = found[of[at]] = Met()
                one.middle += part
                if asked[at]:
                    one.asked.append(part / length)
                elif part > one.told * length * weights.OWN_TEXT:
                    one.told = part / (length * weights.OWN_TEXT)

    def compare_lopsided(
        self, found: dict[int, Met], weighed: Shares, total: float, number: int
    ) -> None:
        shared: dict[int, float] = {}
        for piece, value in weighed.items():
            for at in self.holding[piece]:
                shared[at] = shared.get(at, 0.0) + value
        lacked, added = weights.NOT_ANSWERED, weights.NOT_ASKED
        for at, value in shared.items():
            if self.asked[at] and at != number:
                more = lacked * (total - value) + added * max(self.size[at] - value, 0.0)
                alike, one = value / (value + more), found[self.of[at]]
                one.lopsided = max(one.lopsided, alike)

    def only(self, piece: str, unit: int, left: Document) -> bool:
        """Nothing else of its unit has the piece."""
        if unit != left.unit or piece not in left.pieces:
            return False
        return sum(self.of[at] == unit for at in self.holding[piece]) == 1

    def without(self, one: Document, number: int) -> float:
        """The length of the middle of its unit, less this document."""
        dot = 0.0
        for piece in one.pieces & self.weight.keys():
            beside = sum(self.share[at] for at in self.holding[piece] if self.of[at] == one.unit)
            dot += beside * self.weight[piece] ** 2 * self.share[number]
        own = (self.length[number] * self.share[number]) ** 2
        return math.sqrt(max(self.middle[one.unit] ** 2 - 2 * dot + own, 0.0))
