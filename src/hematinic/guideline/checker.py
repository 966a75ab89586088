"""What every part of the check works with: where an entry stands, and whether a name is known."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from hematinic.guideline.mistake import Kind, Mistake
from hematinic.guideline.model import Guideline


class Checker(Protocol):
    guideline: Guideline
    codes: set[str]
    """Of the statements."""
    broken: set[str]
    """Names whose entries are told to be wrong: they are taken for whatever they are named as."""

    def at(
        self, section: str, entry: str, kind: Kind, says: str, *path: str | int, helps: str = ""
    ) -> Mistake: ...

    def known(
        self, section: str, entry: str, name: str, known: Iterable[str], what: str,
        *path: str | int, kind: Kind = "unknown-name",
    ) -> Iterator[Mistake]: ...  # fmt: skip

    def tried(
        self, section: str, entry: str, kind: Kind, read: Callable[[str], object], text: str,
        *path: str | int,
    ) -> Iterator[Mistake]: ...  # fmt: skip


def items(guideline: Guideline) -> set[str]:
    return {item.id for item in guideline.items}


def elements_of(guideline: Guideline, *kinds: str) -> list[str]:
    return [name for name, element in guideline.elements.items() if element.kind in kinds]
