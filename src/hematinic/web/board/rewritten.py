"""What of an item's text is otherwise than in the version before, line by line, as it is signed."""

import difflib
from collections.abc import Iterator
from typing import Any

from hematinic.board import manifest
from hematinic.board.room import Room
from hematinic.board.state import State
from hematinic.web.board.patients import before_it

PARTS = {"item": "The item itself", "reads": "The definition", "nutrients": "The nutrient",
         "sources": "The source"}  # fmt: skip
EMPTY: tuple[Any, ...] = ("", [], {}, None)
AROUND = 2
"""Lines that stand beside what differs."""


def rewritten(room: Room, state: State, item: str) -> list[dict[str, Any]]:
    """Of each part that differs its name and its lines: `-` as it was, `+` as it is. Nothing where
    there is no version before, or the item is new or left out."""
    before, present = before_it(state, item), state.present
    if before is None or present is None:
        return []
    if not (item in before.manifest.items and item in present.manifest.items):
        return []
    with room.database.read() as connection:
        old, new = (
            _parts(manifest.meaning(connection, version.manifest, item))
            for version in (before, present)
        )
    parts = []
    for part in dict.fromkeys((*new, *old)):
        if old.get(part) != new.get(part):
            lines = difflib.unified_diff(
                old.get(part, []), new.get(part, []), lineterm="", n=AROUND
            )
            # Without the two lines that would name files.
            parts.append({"part": part, "lines": list(lines)[2:]})
    return parts


def _parts(meaning: dict[str, Any]) -> dict[str, list[str]]:
    """The lines of each part: every field that is set has one."""
    texts = {PARTS["item"]: list(_lines(meaning["item"]))}
    for kind in ("reads", "nutrients", "sources"):
        for name, entry in meaning[kind].items():
            texts[f"{PARTS[kind]} {name}"] = list(_lines(entry))
    return texts


def _lines(entry: Any, path: str = "") -> Iterator[str]:
    if isinstance(entry, dict):
        for key, value in entry.items():
            yield from _lines(value, f"{path} {key}".strip())
    elif isinstance(entry, list) and any(isinstance(value, dict | list) for value in entry):
        for number, value in enumerate(entry, 1):
            yield from _lines(value, f"{path} {number}")
    elif entry not in EMPTY:
        yield f"{path}: {', '.join(map(str, entry)) if isinstance(entry, list) else entry}"
