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


class Pieces:
    """The documents by one kind of piece; holds no pattern, so that it can be kept."""

    def __init__(self, documents: Sequence[Document], common: float) -> None:
        """`common`: the share of documents beyond which a piece tells nothing."""
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
        self.documents: dict[str, array[int]] = {}
        self.units: dict[str, dict[int, int]] = {}
        """Of each piece the units that have it, with in how many of their documents;"""
        self.center: dict[str, dict[int, float]] = {}
        """and its part of the middle of all that they are asked and say."""
        for at, one in enumerate(documents):
            share = (1.0 if one.asked else weights.OWN_TEXT) / (self.length[at] or 1.0)
            for piece in one.pieces & self.weight.keys():
                self.documents.setdefault(piece, array("H")).append(at)
                held = self.units.setdefault(piece, {})
                held[one.unit] = held.get(one.unit, 0) + 1
                middle = self.center.setdefault(piece, {})
                middle[one.unit] = middle.get(one.unit, 0.0) + share * self.weight[piece]
        squares: dict[int, float] = {}
        for middle in self.center.values():
            for unit, value in middle.items():
                squares[unit] = squares.get(unit, 0.0) + value * value
        self.middle = {unit: math.sqrt(value) for unit, value in squares.items()}

    def sum(self, pieces: Iterable[str]) -> float:
        return sum(self.weight.get(piece, 0.0) for piece in pieces)

    def norm(self, pieces: Iterable[str]) -> float:
        return math.sqrt(sum(self.weight.get(piece, 0.0) ** 2 for piece in pieces))

    def weighed(self, asked: Shares) -> dict[str, float]:
        return {
            piece: self.weight[piece] * share
            for piece, share in asked.items()
            if piece in self.weight
        }

    def met(self, asked: Shares, unknown: float, without: int | None = None) -> dict[int, Met]:
        """By unit. `unknown`: the weight of what the guideline never says; `without`: a document
        that is left out, to learn from the others what ranks it."""
        weighed = self.weighed(asked)
        total = sum(weighed.values()) + unknown
        length = math.sqrt(sum(value * value for value in weighed.values()) + unknown)
        shared: dict[int, float] = {}
        along: dict[int, float] = {}
        for piece, value in weighed.items():
            both = value * self.weight[piece]
            for at in self.documents[piece]:
                shared[at] = shared.get(at, 0.0) + value
                along[at] = along.get(at, 0.0) + both
        found: dict[int, Met] = {}
        for at, value in shared.items():
            if at == without:
                continue
            one = found.get(self.of[at])
            if one is None:
                one = found[self.of[at]] = Met()
            alike = along[at] / (length * self.length[at])
            if not self.asked[at]:
                one.told = max(one.told, alike)
                continue
            one.asked.append(alike)
            lacks = weights.NOT_ANSWERED * (total - value)
            adds = weights.NOT_ASKED * max(self.size[at] - value, 0.0)
            one.lopsided = max(one.lopsided, value / (value + lacks + adds))
        return found

    def covered(
        self, asked: Shares, unknown: float, without: Document | None = None
    ) -> dict[int, float]:
        """Of each unit the share of the question that anything it is asked or says meets."""
        weighed = self.weighed(asked)
        total = sum(weighed.values()) + unknown or 1.0
        found: dict[int, float] = {}
        for piece, value in weighed.items():
            for unit, count in self.units[piece].items():
                if without and unit == without.unit and piece in without.pieces and count == 1:
                    continue
                found[unit] = found.get(unit, 0.0) + value / total
        return found

    def near_middle(
        self, asked: Shares, without: Document | None = None, at: int = 0
    ) -> dict[int, float]:
        """Of each unit the likeness to the middle of all that it is asked and says."""
        weighed = self.weighed(asked)
        length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
        found: dict[int, float] = {}
        for piece, value in weighed.items():
            for unit, part in self.center[piece].items():
                found[unit] = found.get(unit, 0.0) + value * part
        middle = dict(self.middle)
        if without:
            self.leave_out(without, at, weighed, found, middle)
        return {unit: value / (length * (middle[unit] or 1.0)) for unit, value in found.items()}

    def leave_out(
        self, one: Document, at: int, weighed: Shares, found: dict[int, float],
        middle: dict[int, float],
    ) -> None:  # fmt: skip
        own, unit = self.length[at] or 1.0, one.unit
        for piece in one.pieces & weighed.keys():
            found[unit] -= weighed[piece] * self.weight[piece] / own
        dot = sum(
            self.center[piece][unit] * self.weight[piece] / own
            for piece in one.pieces & self.weight.keys()
        )
        middle[unit] = math.sqrt(max(middle[unit] ** 2 - 2 * dot + 1.0, 0.0))
