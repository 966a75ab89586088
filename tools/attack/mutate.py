"""Input that is nearly right: cut, spliced, repeated, and with values that nobody expects."""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from typing import Any

from hematinic.guideline import yaml

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 5e-324, 10**18, 10**400, "", " ", "null", "unknown", "NaN",
    "0000-00-00", "0001-01-01", "1889-12-31", "9999-12-31", "2026-02-30", "2026", "2026-11",
    "2026-11-20T25:61:00Z", "2026-11-20T23:59:60+99:99", "2026-11-20T10:00:00+14:00", "24:00",
    "<", "<-5", "< 5", ">=1e9", "5,2", "1/0", "9" * 400, "9" * 5_000, "1e400", "-0.0", "½", "٣",
    "\ud800", "\udfff\ud800", "\x00", "\x1b[2J\x1b]0;x\x07", "\u202e", "\ufeff", "A" * 10_000,
    "A" + "+" * 200 + "x", "1" * 20_000, "1," * 5_000, "(" * 3_000, "mg" * 2_000, "é" * 300,
    "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "%s%n", "../../etc/passwd", "';--",
    "__class__", "constructor", [], {}, [[]], [None], {"": ""}, {"a": {"b": [1]}},
)  # fmt: skip

BYTES: tuple[bytes, ...] = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b", b"\xed\xa0\x80", b"\r", b"\n---\n",
    b"&a [*a]", b"*a", b"!!python/object/apply:os.system [x]", b"? ", b"<<: ", b"{", b"}", b"[",
    b"[" * 70, b"{a: " * 70, b"[" * 5_000, b"- " * 3_000, b"\t", b"%YAML 9.9\n", b'"', b"'", b"\\u",
    b'"\\ud800"', b"|\n", b">-\n", b"NaN", b"Infinity", b"1" * 400, b"1" * 5_000, b"0" * 20_000,
    b"#", b": ", b"null", b'"resourceType"', b'{"resourceType":"Bundle"}', b",", b"1e999", b"\\",
)  # fmt: skip

Data = Any


class Mutator:
    """The same number makes the same input."""

    def __init__(self, seed: int, number: int) -> None:
        self.random = random.Random(f"{seed}:{number}")

    def text(self, content: bytes) -> bytes:
        ways: tuple[Callable[[bytes], bytes], ...] = (
            self.flipped, self.cut, self.spliced, self.repeated, self.swapped
        )  # fmt: skip
        for _ in range(self.random.randint(1, 4)):
            content = self.random.choice(ways)(content)
        return content[: 2 * 2**20]

    def data(self, data: Data) -> Data:
        """A copy with a few values replaced, taken out, doubled or renamed."""
        found = json.loads(json.dumps(data))
        for _ in range(self.random.randint(1, 4)):
            self.changed(found)
        return found

    def written(self, data: Data) -> bytes:
        """As JSON; a key now and then stands there twice."""
        text = json.dumps(data, ensure_ascii=self.random.random() < 0.5)
        if self.random.random() < 0.1:
            text = text.replace('"', '"on": 1, "', self.random.randint(1, 3))
        return text.encode(errors="surrogatepass")

    # Of bytes

    def place(self, content: bytes) -> int:
        return self.random.randint(0, len(content))

    def flipped(self, content: bytes) -> bytes:
        if not content:
            return b"\x00"
        at = self.random.randrange(len(content))
        other = bytes([content[at] ^ 1 << self.random.randrange(8)])
        return content[:at] + other + content[at + 1 :]

    def cut(self, content: bytes) -> bytes:
        start, end = sorted((self.place(content), self.place(content)))
        return content[:start] + content[end:] if self.random.random() < 0.7 else content[:end]

    def spliced(self, content: bytes) -> bytes:
        at = self.place(content)
        return content[:at] + self.random.choice(BYTES) + content[at:]

    def repeated(self, content: bytes) -> bytes:
        start = self.place(content)
        end = min(len(content), start + self.random.choice((1, 4, 40, 400)))
        return content[:end] + content[start:end] * self.random.choice((1, 3, 60)) + content[end:]

    def swapped(self, content: bytes) -> bytes:
        lines = content.split(b"\n")
        if len(lines) > 1:
            one, other = (self.random.randrange(len(lines)) for _ in range(2))
            lines[one], lines[other] = lines[other], lines[one]
        return b"\n".join(lines)

    # Of values

    def changed(self, data: Data) -> None:
        holder, key = self.somewhere(data)
        if holder is None:
            return
        match self.random.randrange(6):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.extend([holder[key]] * self.random.choice((1, 2, 50)))
            case 2 if isinstance(holder, dict):
                holder[str(self.value())] = holder.pop(key)
            case 3 if isinstance(holder[key], str) and holder[key]:
                written = holder[key].encode(errors="surrogatepass")
                holder[key] = self.text(written).decode(errors="surrogateescape")
            case 4 if isinstance(holder[key], int | float):
                with suppress(OverflowError):  # a whole number too large for a fraction of it
                    holder[key] *= self.random.choice((0, -1, 10, 1000, 1e-6, 1e6, 10**30))
            case _:
                holder[key] = self.value()

    def value(self) -> Any:
        """One of its own: what is changed afterwards is changed in this input alone."""
        return deepcopy(self.random.choice(VALUES))

    def somewhere(self, data: Data) -> tuple[Any, Any]:
        """A mapping or list in it with one of its keys; the deeper, the likelier."""
        holder, key = None, None
        while isinstance(data, dict | list) and data:
            holder = data
            key = self.random.choice([*data] if isinstance(data, dict) else range(len(data)))
            data = data[key]
            if self.random.random() < 0.15:
                break
        return holder, key


def parsed(content: bytes) -> Data:
    return yaml.read(content.decode()).data
