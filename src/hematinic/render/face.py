"""What every JSON object of ours is made of, and how it is written.

A face is declared once, as a struct: by it the JSON is written, described in `/openapi.json`, and
told in `docs/reference/json.md`. Keys come in the order of the declaration; `None` is written as
`null`, and a key that is `UNSET` is left out.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

import msgspec

from hematinic.guideline import entry


# None of them can be part of a cycle, so the search for garbage need not look at them.
class Face(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    pass


class Cite(Face, frozen=True):
    source: str
    at: str = msgspec.field(name="locator")
    read: Literal["full", "abstract", "excerpt", "summary", "page", "memory", "no"]


@cache
def cites(cited: tuple[entry.Cite, ...]) -> Sequence[Cite]:
    """Those of a guideline; kept, since the lines of every plan cite the same."""
    return [Cite(cite.source, cite.at, cite.read) for cite in cited]


encoded = msgspec.json.encode
"""A face, or what is made of them, as one program answers another."""


def written(face: Any) -> bytes:
    """The same, as it is printed for a reader."""
    return msgspec.json.format(encoded(face), indent=2) + b"\n"
