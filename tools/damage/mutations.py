"""What is done to a record: places dropped, swapped, misspelled, of a wrong type; bytes changed."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tools.damage.seeds import SEEDS, Json, bundle

Path = tuple[Any, ...]

JUNK: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    -3.5,
    7,
    1e300,
    10**30,
    "",
    " ",
    "?",
    "x",
    "0",
    "-1",
    "1e400",
    "NaN",
    "<",
    "> ",
    "2026-02-30",
    "2026-13",
    "9999-12-31T23:59:59Z",
    "yes",
    "unknown",
    "final",
    "active",
    "#",
    "Patient/p2",
    "urn:uuid:",
    "\u0000",
    "\u00b5",
    "\U0001f600",
    "9" * 400,
    [],
    [[]],
    [None],
    {},
    {"value": []},
    {"code": 5},
    ["x", "y"],
    [{}],
    {"coding": "x"},
)
TAILS = ("x", "?", " ", ",5", ".", "-", "0", "T", "/", "^", "\t", "\u0660", "e3", " or so")

NOISE = b'\x00\xff\xc3(){}[]":,0123456789.-eEtfn \\/uxX<>|'


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    items = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


class Damage:
    """One record and its places; each call makes a damaged copy of it."""

    def __init__(self, resources: list[Json]) -> None:
        self.whole = bundle(resources)
        self.content = json.dumps(self.whole).encode()
        self.as_lines = "\n".join(json.dumps(each) for each in resources).encode()
        self.places = list(places(self.whole))
        self.leaves = [p for p in self.places if not isinstance(at(self.whole, p), dict | list)]
        self.texts = [p for p in self.leaves if isinstance(at(self.whole, p), str)]

    def damaged(self, chance: random.Random) -> bytes:
        way: Callable[[random.Random], bytes] = chance.choice(WAYS).__get__(self)
        return way(chance)

    # Structure

    def changed(self, chance: random.Random) -> bytes:
        data = json.loads(self.content)
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            path = chance.choice(self.places)
            try:
                inner = at(data, path[:-1])
                inner[path[-1]] = chance.choice(JUNK)
            except (KeyError, IndexError, TypeError):
                continue
        return json.dumps(data).encode()

    def leaf_changed(self, chance: random.Random) -> bytes:
        data = json.loads(self.content)
        path = chance.choice(self.leaves)
        at(data, path[:-1])[path[-1]] = chance.choice(JUNK)
        return json.dumps(data).encode()

    def dropped(self, chance: random.Random) -> bytes:
        data = json.loads(self.content)
        path = chance.choice(self.places)
        del at(data, path[:-1])[path[-1]]
        return json.dumps(data).encode()

    def misspelled(self, chance: random.Random) -> bytes:
        data = json.loads(self.content)
        path = chance.choice(self.texts)
        text = at(data, path)
        place = chance.randrange(len(text) + 1)
        letter = chance.choice(TAILS + tuple("abcdefghijklmnopqrstuvwxyz0123456789"))
        kept = place + chance.choice((0, 1))
        at(data, path[:-1])[path[-1]] = text[:place] + letter + text[kept:]
        return json.dumps(data).encode()

    def ended(self, chance: random.Random) -> bytes:
        data = json.loads(self.content)
        path = chance.choice(self.leaves)
        at(data, path[:-1])[path[-1]] = f"{at(data, path)}{chance.choice(TAILS)}"
        return json.dumps(data).encode()

    def swapped(self, chance: random.Random) -> bytes:
        data = json.loads(self.content)
        one, other = chance.choice(self.leaves), chance.choice(self.leaves)
        first, second = at(data, one), at(data, other)
        at(data, one[:-1])[one[-1]], at(data, other[:-1])[other[-1]] = second, first
        return json.dumps(data).encode()

    def wrapped(self, chance: random.Random) -> bytes:
        data = json.loads(self.content)
        path = chance.choice(self.places)
        inner = at(data, path)
        wrapping = chance.choice(([inner], {"value": inner}, [inner, inner], {"x": inner}))
        at(data, path[:-1])[path[-1]] = wrapping
        return json.dumps(data).encode()

    def doubled(self, chance: random.Random) -> bytes:
        """A key that stands twice, with another value the second time."""
        path = chance.choice([p for p in self.leaves if isinstance(p[-1], str)])
        data = json.loads(self.content)
        at(data, path[:-1])["@@"] = chance.choice(JUNK)
        return json.dumps(data).replace('"@@"', json.dumps(path[-1]), 1).encode()

    # Bytes

    def flipped(self, chance: random.Random) -> bytes:
        content = bytearray(chance.choice((self.content, self.as_lines)))
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            content[chance.randrange(len(content))] = chance.choice(NOISE)
        return bytes(content)

    def cut(self, chance: random.Random) -> bytes:
        content = chance.choice((self.content, self.as_lines))
        start, end = sorted((chance.randrange(len(content)), chance.randrange(len(content))))
        return chance.choice((content[:start], content[: start + 1] + content[end:]))

    def cut_out(self, chance: random.Random) -> bytes:
        content = chance.choice((self.content, self.as_lines))
        start = chance.randrange(len(content))
        return content[:start] + content[start + chance.randint(1, 12) :]

    def inserted(self, chance: random.Random) -> bytes:
        content = chance.choice((self.content, self.as_lines))
        start, source = chance.randrange(len(content)), chance.randrange(len(content))
        more = chance.choice((bytes([chance.choice(NOISE)]), content[source : source + 20]))
        return content[:start] + more + content[start:]


WAYS = (
    Damage.changed,
    Damage.leaf_changed,
    Damage.leaf_changed,
    Damage.dropped,
    Damage.misspelled,
    Damage.misspelled,
    Damage.ended,
    Damage.swapped,
    Damage.wrapped,
    Damage.doubled,
    Damage.flipped,
    Damage.flipped,
    Damage.cut,
    Damage.cut_out,
    Damage.inserted,
)

DAMAGED = [Damage(resources) for resources in SEEDS]
