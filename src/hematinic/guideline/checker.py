"""What every part of the check works with: where an entry stands, and whether a name is known."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from hematinic.guideline.load import Problem
from hematinic.guideline.model import Guideline


class Checker(Protocol):
    guideline: Guideline

    def at(self, section: str, entry: str, says: str, *path: str | int) -> Problem: ...

    def known(
        self, section: str, entry: str, name: str, known: Iterable[str], what: str, *path: str | int
    ) -> Iterator[Problem]: ...


def items(guideline: Guideline) -> set[str]:
    found = {item.id for item in guideline.recommendations}
    found |= {item.id for item in guideline.alerts}
    return found | {item.id for item in guideline.monitoring}


def elements_of(guideline: Guideline, *kinds: str) -> list[str]:
    return [name for name, element in guideline.elements.items() if element.kind in kinds]
