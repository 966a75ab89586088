"""A key that stands twice in one JSON object: which of the two is meant, nobody can say.

Decoders keep the last without a word. Looking at every object would cost more than reading does, so
keys are counted first: there are as many after decoding as before, or one was lost.
"""

import json
import re
from collections import Counter
from typing import Any

import orjson

_SPACED = re.compile(rb'"\s+:')
_WRAPPERS = ("Bundle", "Parameters")


def twice(content: bytes) -> str:
    """The first such key; empty where there is none, or where it is no JSON."""
    if _as_many(content):
        return ""
    found = _found(content)
    return found[0][0] if found else ""


def twice_in_wrapper(content: bytes) -> str:
    """Only of what holds resources: of a bundle, or of an entry."""
    if _as_many(content):
        return ""
    return next((key for key, holds in _found(content) if holds), "")


def _as_many(content: bytes) -> bool:
    if b"\\u0022" in content or _SPACED.search(content):
        return False  # what is counted may be written another way: looked at closely
    try:
        written = orjson.dumps(orjson.loads(content))
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
        return False
    return content.count(b'":') == written.count(b'":')


def _found(content: bytes) -> list[tuple[str, bool]]:
    """Each such key, with whether its object holds resources."""
    found: list[tuple[str, bool]] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) < len(pairs):
            holds = "resource" in data or data.get("resourceType") in _WRAPPERS
            counted = Counter(key for key, _ in pairs)
            found.extend((key, holds) for key, times in counted.items() if times > 1)
        return data

    try:
        json.loads(content, object_pairs_hook=look, parse_int=str)  # of any length
    except (ValueError, RecursionError):
        return []
    return found
