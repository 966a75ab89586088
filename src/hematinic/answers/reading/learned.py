"""What the words of a question weigh for each item: learned once, from many questions.

Each piece of a question (a term, two terms together, a part of a word, a pair of words, its kind)
weighs something for or against each item; the sum is above nothing where the item is likely what is
asked for. `python -m tools.ranked` learns the weights from the questions that are written for the
items, what the items say, and questions of strangers; they are kept beside the answers. For an item
that is not among them, of another guideline for instance, a piece weighs what it does in the middle
of its own questions (Rocchio 1971).
"""

import itertools
import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from hematinic.answers import weights
from hematinic.answers.reading.kinds import kind_of
from hematinic.answers.reading.text import plain, stem, words
from hematinic.guideline.load import builtin

FILE = "learned.msgpack"

ELSEWHERE = "elsewhere"
"""Stands among the items for every question of another subject."""

PART = 4
"""Letters of a part of a word: a slip or another ending still leaves most of them."""


def pieces_of(text: str, terms: Iterable[str]) -> Mapping[str, float]:
    """Of a text, with the terms that were read in it; each with how often it stands there."""
    read = plain(text)
    return with_pairs(pieces(terms, words(read), kind_of(read)))


def with_pairs(counted: Mapping[str, float]) -> Mapping[str, float]:
    """And each two of its terms together, wherever they stand: `b12` beside `tablet` asks for
    something else than either alone. A story has too many of them to tell of anything."""
    terms = sorted(piece for piece in counted if piece.startswith("="))
    if len(terms) > weights.MOST_PAIRED:
        return counted
    pairs = (f"{term}&{other}" for term, other in itertools.combinations(terms, 2))
    return {**counted, **dict.fromkeys(pairs, 1.0)}


def pieces(terms: Iterable[str], spaced: str, kind: str = "") -> Counter[str]:
    """`spaced`: words between single spaces."""
    split = [word for word in spaced.split() if not word.isdigit()]
    stems = [stem(word) for word in split]
    marked = (f"<{word}>" for word in split)
    parts = (w[at : at + PART] for w in marked for at in range(max(1, len(w) - PART + 1)))
    pairs = (f"{word} {following}" for word, following in itertools.pairwise(stems))
    return Counter(
        [*(f"={term}" for term in terms), *parts, *pairs, *([f"?{kind}"] if kind else [])]
    )


def weighed(counted: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    """Rare pieces weigh more, those that are there twice a little more; of length 1 in all."""
    values = {
        piece: (1 + math.log(count)) * rarity[piece] if count > 1 else count * rarity[piece]
        for piece, count in counted.items()
        if piece in rarity
    }
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {piece: value / length for piece, value in values.items()}


NOTHING: Mapping[int, float] = {}


class Kept(msgspec.Struct, frozen=True):
    """As it lies beside the answers."""

    guideline: str
    items: list[str]
    start: bytes
    """Of each item, before any piece is known; 32-bit floats, as `unit` is what 1 is."""
    pieces: list[str]
    rarity: bytes
    """Of each piece; 32-bit floats."""
    sizes: bytes
    """Of each piece, of how many items it tells; 16-bit numbers."""
    of: bytes
    """Those items, one piece after the other; 16-bit numbers,"""
    weight: bytes
    """and what it weighs for each, in 8 bits, as shares of `unit`."""
    unit: float


def kept(guideline: str, name: str = FILE) -> Kept | None:
    """What was learned for the guideline of this name, in the file of that `name`."""
    file = builtin().joinpath("answers", name)
    learned = msgspec.msgpack.decode(file.read_bytes(), type=Kept) if file.is_file() else None
    return learned if learned and learned.guideline == guideline else None


class Learned:
    """By unit; holds no pattern, so that it can be kept."""

    def __init__(
        self, units: Sequence[str], known: Kept | None,
        asked: Callable[[int], Sequence[Mapping[str, float]]],
    ) -> None:  # fmt: skip
        """`units`: the item of each; `asked`: the pieces of all that a unit is asked and says."""
        self.start = array("f", [weights.MIDDLE_FROM] * len(units))
        self.elsewhere = len(units)
        """The place of what is of another subject, behind all units."""
        self.start.append(weights.MIDDLE_FROM)
        self.rarity: dict[str, float] = {}
        self.place: dict[str, int] = {}
        """Of each piece that was learned; what it tells lies from `begin[place]` to the next."""
        self.begin = array("I", [0])
        self.of = array("H")
        self.weight = array("f")
        self.middles: dict[str, dict[int, float]] = {}
        """What a piece weighs for the units that nothing was learned for."""
        if known:
            self.take(units, known)
        learned = frozenset(known.items if known else ())
        self.add_middles({at: asked(at) for at, item in enumerate(units) if item not in learned})

    def take(self, units: Sequence[str], known: Kept) -> None:
        # What was learned is kept by item, in the order of its file; here it is laid out by the
        # units of this index, since an item may have several and another order. All pieces lie one
        # behind the other in two arrays, and `begin` says where each starts: as lists of lists the
        # reading back would take longer than a question.
        places: dict[str, list[int]] = {ELSEWHERE: [self.elsewhere]}
        for at, item in enumerate(units):
            places.setdefault(item, []).append(at)
        here = [places.get(item, []) for item in known.items]
        for places_of_item, value in zip(here, array("f", known.start), strict=True):
            for at in places_of_item:
                self.start[at] = value
        of, weight, at = array("H", known.of), array("b", known.weight), 0
        rarity, sizes = array("f", known.rarity), array("H", known.sizes)
        for piece, rare, size in zip(known.pieces, rarity, sizes, strict=True):
            self.place[piece], self.rarity[piece] = len(self.place), rare
            for i in range(at, at + size):
                for unit in here[of[i]]:
                    self.of.append(unit)
                    self.weight.append(weight[i] * known.unit)
            self.begin.append(len(self.of))
            at += size

    def add_middles(self, asked: Mapping[int, Sequence[Mapping[str, float]]]) -> None:
        """Of units that nothing was learned for."""
        self.rarity = rarity_of(asked.values()) | self.rarity
        # Each question counts the same, however long it is (`weighed` has length 1), and so does
        # each unit, however many questions it has.
        for unit, questions in asked.items():
            middle: dict[str, float] = {}
            for question in questions:
                for piece, value in weighed(question, self.rarity).items():
                    middle[piece] = middle.get(piece, 0.0) + value
            length = math.sqrt(sum(value * value for value in middle.values())) or 1.0
            for piece, value in middle.items():
                self.middles.setdefault(piece, {})[unit] = weights.MIDDLE * value / length

    def sums(self, counted: Mapping[str, float]) -> list[float]:
        """Of each unit and, last, of what is of another subject."""
        sums = self.start.tolist()
        for piece, value in weighed(counted, self.rarity).items():
            place = self.place.get(piece)
            if place is not None:
                entries = slice(self.begin[place], self.begin[place + 1])
                for unit, weight in zip(self.of[entries], self.weight[entries], strict=True):
                    sums[unit] += value * weight
            for unit, weight in self.middles.get(piece, NOTHING).items():
                sums[unit] += value * weight
        return sums


def rarity_of(asked: Iterable[Sequence[Mapping[str, float]]]) -> dict[str, float]:
    texts = [text for of_unit in asked for text in of_unit]
    counts = Counter(piece for text in texts for piece in text)
    return {p: 1 + math.log((1 + len(texts)) / (1 + count)) for p, count in counts.items()}
