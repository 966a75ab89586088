"""`hematinic cohort diff`: whose plan differs between two guidelines, or between two days.

Both are decided over the same store, part by part, and compared column by column; nothing is kept
but counts and some patients to look at.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hematinic.cohort.decision import Decided
from hematinic.cohort.engine import Engine
from hematinic.cohort.run import STATES, Parts
from hematinic.cohort.store import Store
from hematinic.expressions.columns_tape import Array
from hematinic.guideline.rules import Rules

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Side:
    """A guideline and a day."""

    rules: Rules
    as_of: int


@dataclass(slots=True)
class Changed:
    """Of one line, alert or check."""

    kind: str
    item: str
    patients: int = 0
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many went from which state to which."""
    shown: list[str] = field(default_factory=list)
    """Ids of some of them."""


@dataclass(slots=True)
class Difference:
    patients: int = 0
    differ: int = 0
    """How many have any line, alert or check that is not the same."""
    changed: dict[str, Changed] = field(default_factory=dict)

    def ordered(self) -> list[Changed]:
        return sorted(
            self.changed.values(), key=lambda change: (-change.patients, change.kind, change.item)
        )


def difference(old: Side, new: Side, store: Store) -> Difference:
    sides = [Parts(Engine(side.rules), store, side.as_of, None) for side in (old, new)]
    counts = Difference()
    for number in range(store.about.parts):
        (before, people), (after, _) = (side.decided(number) for side in sides)
        ids = people["id"].to_pylist()
        counts.patients += len(ids)
        counts.differ += int(np.count_nonzero(_compare(before, after, ids, counts)))
    return counts


def _compare(before: Decided, after: Decided, ids: list[str], counts: Difference) -> Array:
    """Of which patients anything differs."""
    any_ = np.zeros(len(ids), dtype=bool)
    names = dict.fromkeys((*before.codes, *after.codes))
    for name in (name for name in names if name != "said"):
        a, b = (_codes(side.codes, name, len(ids)) for side in (before, after))
        differs = a != b
        if differs.any():
            any_ |= differs
            _count(name, a[differs], b[differs], counts)
            shown = counts.changed[name].shown
            shown += [ids[i] for i in np.flatnonzero(differs)[: SHOWN - len(shown)]]
    return any_


def _codes(codes: Mapping[str, Array], name: str, count: int) -> Array:
    """What one of the two does not have is `no`."""
    return codes.get(name, np.zeros(count, dtype=np.int8))


def _count(name: str, a: Array, b: Array, counts: Difference) -> None:
    kind, _, item = name.partition(" ")
    change = counts.changed.setdefault(name, Changed(kind, item))
    change.patients += len(a)
    states = STATES[kind]
    for (old, new), count in Counter(zip(a.tolist(), b.tolist(), strict=True)).items():
        change.states[states[old], states[new]] += count
