"""What was done to a record, place by place."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tools.damage.mutations import Damage
from tools.damage.seeds import Json


class Change(NamedTuple):
    path: tuple[Any, ...]
    was: Any
    now: Any
    """`DROPPED` where nothing stands any more."""


DROPPED = object()


def changes_of(seed: Damage, content: bytes) -> list[Change] | None:
    """None where it is no JSON any more, or a key stands in it twice."""
    doubled: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            doubled.append("")
        return dict(pairs)

    text = content.decode("utf-8", "replace")
    try:
        data = json.loads(text, object_pairs_hook=look)
    except (ValueError, RecursionError):
        data = _of_lines(seed, text, look)
    if doubled or data is None:
        return None
    return list(differences(seed.whole, data, ()))


def _of_lines(
    seed: Damage, text: str, look: Callable[[list[tuple[str, Any]]], dict[str, Any]]
) -> Json | None:
    """As a bundle, by the type and id of what stands in a line by itself; what is not there, or is
    no JSON any more, is text."""
    found: dict[tuple[str, str], Any] = {}
    for line in text.split("\n"):
        try:
            one = json.loads(line, object_pairs_hook=look)
            found[one["resourceType"], one["id"]] = one
        except (ValueError, RecursionError, KeyError, TypeError):
            continue
    if not found:
        return None
    entries = (entry["resource"] for entry in seed.whole["entry"])
    whole = [(one["resourceType"], one["id"]) for one in entries]
    return seed.whole | {"entry": [{"resource": found.get(key, "cut")} for key in whole]}


def differences(was: Any, now: Any, path: tuple[Any, ...]) -> Iterator[Change]:
    if type(was) is type(now) and was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for key in {**was, **now}:
            yield from differences(was.get(key, DROPPED), now.get(key, DROPPED), (*path, key))
    elif isinstance(was, list) and isinstance(now, list) and len(now) <= len(was):
        rest = [*now, *[DROPPED] * (len(was) - len(now))]
        for i, (one, other) in enumerate(zip(was, rest, strict=True)):
            yield from differences(one, other, (*path, i))
    else:
        yield Change(path, was, now)
