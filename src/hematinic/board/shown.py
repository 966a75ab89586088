"""What stood beside a text when it was decided about: the chain holds the hash of each, and what it
was is kept under that hash, as the text itself is."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from hematinic.board import manifest

NAMES = ("patients", "difference")
"""The reference patients before and after; whom the solver finds, and what it left undecided."""


@dataclass(frozen=True, slots=True)
class Shown:
    texts: Mapping[str, bytes]

    @classmethod
    def of(cls, **data: Mapping[str, Any]) -> "Shown":
        """Each of NAMES as data."""
        encode = msgspec.json.encode
        return cls({name: encode(data[name], order="deterministic") for name in NAMES})

    @property
    def hashes(self) -> dict[str, str]:
        return {name: hashlib.sha256(text).hexdigest() for name, text in self.texts.items()}

    def keep(self, connection: sa.Connection) -> dict[str, str]:
        """The hashes, under which it is kept."""
        hashes = self.hashes
        manifest.keep_parts(connection, {hashes[name]: text for name, text in self.texts.items()})
        return hashes


def read(connection: sa.Connection, digest: str) -> dict[str, Any]:
    """Raises LookupError."""
    return msgspec.json.decode(manifest.read_part(connection, digest), type=dict[str, Any])
