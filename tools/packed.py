"""What was learned of the pieces of texts, as it lies beside the answers (reading/learned.py)."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from hematinic.answers.reading.learned import Kept, rarity_of, weighed
from hematinic.guideline.load import builtin

SEEN_TWICE = 2
"""Pieces that one text alone has are left out."""


def rarity(counted: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Of each piece that is learned from; `counted`: the pieces of each text."""
    seen = Counter(piece for one in counted for piece in one)
    rare = rarity_of([[Counter(one) for one in counted]])
    return {piece: value for piece, value in rare.items() if seen[piece] >= SEEN_TWICE}


def table(counted: Sequence[Mapping[str, float]], rare: Mapping[str, float]) -> Any:
    """A row of each text, a column of each piece: a sparse matrix of scipy."""
    from scipy.sparse import csr_matrix

    places = {piece: at for at, piece in enumerate(rare)}
    rows = [weighed(one, rare) for one in counted]
    values = [value for row in rows for value in row.values()]
    columns = [places[piece] for row in rows for piece in row]
    begins = np.cumsum([0, *map(len, rows)])
    return csr_matrix((values, columns, begins), shape=(len(rows), len(rare)))


def packed(
    guideline: str, items: Sequence[str], start: npt.NDArray[np.float64],
    told: npt.NDArray[np.float32], rare: Mapping[str, float], finest: float,
) -> Kept:  # fmt: skip
    """`told`: what each piece (a row) weighs for each item (a column); less than `finest` is left
    out."""
    told = np.where(np.abs(told) < finest, 0, told)
    used = [at for at in range(len(rare)) if told[at].any()]
    unit = float(np.abs(told).max() / 127)
    of = [np.flatnonzero(told[at]) for at in used]
    weights = np.concatenate([told[at][one] for at, one in zip(used, of, strict=True)])
    pieces = list(rare)
    return Kept(
        guideline=guideline,
        items=list(items),
        start=start.astype("f4").tobytes(),
        pieces=[pieces[at] for at in used],
        rarity=array("f", (rare[pieces[at]] for at in used)).tobytes(),
        sizes=array("H", map(len, of)).tobytes(),
        of=np.concatenate(of).astype("u2").tobytes(),
        weight=np.rint(weights / unit).astype("i1").tobytes(),
        unit=unit,
    )


def write(known: Kept, file: str) -> None:
    Path(str(builtin()), "answers", file).write_bytes(msgspec.msgpack.encode(known))
