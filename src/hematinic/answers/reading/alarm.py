"""Whether a question tells of an emergency, by all of its words together.

The phrases of urgent.py know the signs that somebody thought of. Here is learned, as in learned.py,
what each piece of a question weighs for each call for help and for none (multinomial logistic
regression): `python -m tools.alarmed` learns it from questions that strangers wrote, emergencies
told in any way and near misses of them, and from those that are answered. It lies beside the
answers (`urgent.msgpack`).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from hematinic.answers.reading.learned import PART, Learned, kept
from hematinic.answers.reading.text import plain, words

FILE = "urgent.msgpack"

CALM = "calm"
"""Among the calls for help: none."""

MOST_WORDS = 3
"""Words one behind the other that are looked at together."""


def pieces(text: str, earlier: Sequence[str] = ()) -> Counter[str]:
    """Of a question, and apart of the one before it: each word, two and three one behind the other,
    and parts of words, which bear slips and other endings."""
    counts = Counter(_of(words(plain(text)).split()))
    if earlier:
        before = _of(words(plain(earlier[-1])).split())
        counts += Counter(f"before:{piece}" for piece in before)
    return counts


def _of(split: Sequence[str]) -> list[str]:
    runs = [
        " ".join(split[at : at + size])
        for size in range(1, MOST_WORDS + 1)
        for at in range(len(split) - size + 1)
    ]
    marked = [f"<{word}>" for word in split]
    parts = [w[at : at + PART] for w in marked for at in range(max(1, len(w) - PART + 1))]
    return [*runs, *(f"~{part}" for part in parts)]


class Alarm:
    """Made once for a guideline; holds no pattern, so that it can be kept."""

    def __init__(self, guideline: str) -> None:
        known = kept(guideline, FILE)
        self.names = known.items if known else []
        self.learned = Learned(self.names, known, lambda at: []) if known else None

    def chances(self, text: str, earlier: Sequence[str] = ()) -> Mapping[str, float]:
        """Of each call for help, by its name, and of none (`CALM`)."""
        if self.learned is None:
            return {CALM: 1.0}
        sums = self.learned.sums(pieces(text, earlier))[: len(self.names)]
        powers = [math.exp(value - max(sums)) for value in sums]
        return {name: power / sum(powers) for name, power in zip(self.names, powers, strict=True)}
