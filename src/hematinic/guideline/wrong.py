"""What is wrong with an entry, before it is known where the entry stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from hematinic.expressions.faults import closest
from hematinic.guideline.mistake import Kind

Path = tuple[str | int, ...]

Where = tuple[str, str]
"""Section and entry."""


@dataclass(frozen=True, slots=True)
class Wrong:
    kind: Kind
    says: str
    path: Path = ()
    help: str = ""
    about: str = ""
    word: str = ""
    """What stands there literally, where its path is not known."""


def unknown(what: str, name: str, known: Iterable[str], *path: str | int) -> Wrong:
    close = closest(name, known)
    helps = f"did you mean {close}?" if close else ""
    return Wrong("unknown-name", f"there is no {what} called `{name}`", path, helps, f"name {name}")
