"""Changes that nobody sees and that are harmless, each with the reason, in a file of their own.

- where: iron_overload_found.define
  changes:
    - iron_overload or hemochromatosis -> iron_overload and hemochromatosis
  because: ...
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from ruamel.yaml import YAML

from tools.mutation.changes import Mutant


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    where: str
    changes: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Listed:
    reasons: dict[tuple[str, str], str]

    def because(self, mutant: Mutant) -> str:
        """The reason why it is harmless, or nothing."""
        return self.reasons.get((mutant.where, mutant.change), "")

    def stale(self, survivors: Iterable[Mutant], only: Collection[str] = ()) -> Iterator[str]:
        """Entries that no longer name a survivor; of those places that were looked at."""
        left = {(mutant.where, mutant.change) for mutant in survivors}
        for where, change in self.reasons:
            if within(where, only) and (where, change) not in left:
                yield f"{where}: {change}"


def within(where: str, only: Collection[str]) -> bool:
    """Whether one of the texts stands in the place; where there are none every place is meant."""
    return not only or any(text in where for text in only)


def read(path: Path) -> Listed:
    """Raises msgspec.ValidationError where an entry lacks a part, ValueError where one is there
    twice."""
    found = YAML(typ="safe").load(path) if path.exists() else []
    reasons: dict[tuple[str, str], str] = {}
    for entry in msgspec.convert(found or [], list[Entry]):
        for change in entry.changes:
            if (entry.where, change) in reasons:
                raise ValueError(f"{path}: {entry.where}: {change} is listed twice")
            reasons[entry.where, change] = entry.because
    return Listed(reasons)
