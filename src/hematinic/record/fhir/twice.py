"""A key that stands twice in one JSON object: which of the two is meant, nobody can say.

Decoders keep the last without a word. Looking at every object would cost more than reading does, so
what was decoded is written again: it is the source but for white space, or at least as many colons
stand in it; else a key was lost.
"""

import json
from collections import Counter
from typing import Any, NamedTuple

import msgspec
import orjson

_WRAPPERS = ("Bundle", "Parameters")


class Parsed(NamedTuple):
    data: Any
    written: bytes
    """All of it again, every letter as itself."""


def parsed(content: bytes) -> Parsed | None:
    """What stands in a source, decoded once for whoever reads it; None of what is no JSON, or may
    hold a key twice: it must be looked at closely."""
    try:
        data = orjson.loads(content)
        written = orjson.dumps(data)
        return Parsed(data, written) if _is_all_of(content, written) else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, msgspec.DecodeError, RecursionError):
        return None


def _is_all_of(content: bytes, written: bytes) -> bool:
    """Whether every key of a source stands in what was written of it again."""
    if content == written:
        return True
    if b"\\" in content and b"\\u003" in content:  # a colon may be written another way
        return msgspec.json.format(content, indent=-1) == written
    return content.count(b":") == written.count(b":")


def twice(content: bytes) -> str:
    """The first such key; empty where there is none, or where it is no JSON."""
    if parsed(content) is not None:
        return ""
    keys = _found(content)
    return keys[0][0] if keys else ""


def twice_in_wrapper(content: bytes) -> str:
    """Only of what holds resources: of a bundle, or of an entry."""
    if parsed(content) is not None:
        return ""
    return next((key for key, holds in _found(content) if holds), "")


def _found(content: bytes) -> list[tuple[str, bool]]:
    """Each such key, with whether its object holds resources."""
    keys: list[tuple[str, bool]] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) < len(pairs):
            holds = "resource" in data or data.get("resourceType") in _WRAPPERS
            counted = Counter(key for key, _ in pairs)
            keys.extend((key, holds) for key, times in counted.items() if times > 1)
        return data

    try:
        json.loads(content, object_pairs_hook=look, parse_int=str)  # of any length
    except (ValueError, RecursionError):
        return []
    return keys
