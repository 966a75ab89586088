"""An evaluation that was kept, made again: the same bytes, or the guideline or the program is
another."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hematinic.record.events import RecordError
from hematinic.web.fhir.operations import answer
from hematinic.web.hooks.audit import kept
from hematinic.web.hooks.desk import Desk, Given


@dataclass(frozen=True, slots=True)
class Replay:
    said: bytes
    same: bool
    guideline_same: bool


def replay(desk: Desk, name: str) -> Replay:
    """`name` is the `id` of a line of the audit. Raises RecordError where nothing was kept."""
    folder = desk.settings.audit.folder
    found = kept(Path(folder), name) if folder else None
    if found is None:
        says = f"nothing was kept of '{name[:64]}'; the site chooses so by audit.keep_input"
        raise RecordError([says])
    said = again(desk, found)
    same = hashlib.sha256(said).hexdigest() == found["said"]
    return Replay(said, same, found["content"] == desk.service.guideline.content_hash)


def again(desk: Desk, found: dict[str, Any]) -> bytes:
    if "kind" in found:
        return _operation(desk, found)
    pages = {name: [page.encode() for page in each] for name, each in found["pages"].items()}
    body, hook = found["request"].encode(), found["call"]
    return desk.evaluated(Given(body, hook, found["client"], pages, found["today"])).body


def _operation(desk: Desk, found: dict[str, Any]) -> bytes:
    query = [(name, text) for name, text in found["query"]]
    said, _ = answer(
        desk.service, found["kind"], found["name"], found["call"], found["request"].encode(),
        query, found["today"],
    )  # fmt: skip
    return said
