"""What of an item's text is otherwise than in the version before, line by line, as it is signed."""

import difflib
from typing import Any

from hematinic.board import manifest
from hematinic.board.room import Room
from hematinic.board.state import State
from hematinic.guideline.birth import written
from hematinic.web.board.patients import before_it
from hematinic.web.board.whole import set_fields

PARTS = {"item": "The item itself", "reads": "The definition", "nutrients": "The nutrient",
         "sources": "The source"}  # fmt: skip
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
            _parts(manifest.meaning(connection, version.manifest, item), item)
            for version in (before, present)
        )
    told = []
    for part in dict.fromkeys((*new, *old)):
        if old.get(part) != new.get(part):
            lines = difflib.unified_diff(
                old.get(part, []), new.get(part, []), lineterm="", n=AROUND
            )
            told.append({"part": part, "lines": list(lines)[2:]})
    return told


def _parts(meaning: dict[str, Any], item: str) -> dict[str, list[str]]:
    """The lines of each part, as a guideline writes them."""
    texts = {PARTS["item"]: written(item, set_fields(meaning["item"]))}
    for kind in ("reads", "nutrients", "sources"):
        for name, entry in meaning[kind].items():
            texts[f"{PARTS[kind]} {name}"] = written(name, set_fields(entry))
    return {part: text.splitlines() for part, text in texts.items()}
