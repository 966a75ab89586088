"""An evaluation that was kept, made again: the same bytes, or the guideline or the program is
another."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hematinic.record.events import RecordError
from hematinic.web.fhir.operations import answer
from hematinic.web.hooks.audit import kept
from hematinic.web.hooks.desk import Call, Desk


@dataclass(frozen=True, slots=True)
class Replay:
    said: bytes
    same: bool
    guideline_same: bool


def replay(desk: Desk, name: str) -> Replay:
    """`name` is the `id` of a line of the audit. Raises RecordError where nothing was kept."""
    folder = desk.settings.audit.folder
    kept_call = kept(Path(folder), name) if folder else None
    if kept_call is None:
        says = f"nothing was kept of '{name[:64]}'; the site chooses so by audit.keep_input"
        raise RecordError([says])
    answered = again(desk, kept_call)
    same = hashlib.sha256(answered).hexdigest() == kept_call["said"]
    return Replay(answered, same, kept_call["content"] == desk.service.guideline.content_hash)


def again(desk: Desk, call: dict[str, Any]) -> bytes:
    if "kind" in call:
        return _operation(desk, call)
    pages = {name: [page.encode() for page in of_name] for name, of_name in call["pages"].items()}
    body, hook = call["request"].encode(), call["call"]
    return desk.evaluated(Call(body, hook, call["client"], pages, call["today"])).body


def _operation(desk: Desk, call: dict[str, Any]) -> bytes:
    query = [(name, text) for name, text in call["query"]]
    answered, _ = answer(
        desk.service, call["kind"], call["name"], call["call"], call["request"].encode(),
        query, call["today"],
    )  # fmt: skip
    return answered
