"""The chain: each entry holds the hash of the one before it, so that none can be changed, left out
or put in between without all that follow it becoming false."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from hematinic.board.tables import CHAIN

GENESIS = "0" * 64
"""What stands before the first entry."""

OPERATOR = "operator"
"""The actor of what is done at the machine itself, by nobody with an account."""


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: str
    kind: str
    actor: str
    """The member's id; never a name."""
    text: str
    """The body as it was hashed."""
    previous: str
    hash: str

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = msgspec.json.decode(self.text)
        return body


def hashed(seq: int, at: str, kind: str, actor: str, text: str, previous: str) -> str:
    # A JSON list, so that no two entries have the same bytes: signs cannot wander from one field
    # into the next.
    whole = msgspec.json.encode([seq, at, kind, actor, text, previous])
    return hashlib.sha256(whole).hexdigest()


def append(
    connection: sa.Connection, at: str, kind: str, actor: str, body: dict[str, Any]
) -> Entry:
    """Within a writer's transaction. An entry is never earlier than the one before it."""
    query = sa.select(CHAIN.c.seq, CHAIN.c.at, CHAIN.c.hash).order_by(CHAIN.c.seq.desc()).limit(1)
    last = connection.execute(query).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    # The clock of the machine may have been set back. Instants are text that sorts as time does.
    at = max(at, last.at) if last else at
    # Kept as the very text that is hashed: to encode it again later could give other bytes.
    text = msgspec.json.encode(body, order="deterministic").decode()
    entry = Entry(
        seq, at, kind, actor, text, previous, hashed(seq, at, kind, actor, text, previous)
    )
    values = {
        "seq": seq, "at": at, "kind": kind, "actor": actor, "body": text, "previous": previous,
        "hash": entry.hash,
    }  # fmt: skip
    connection.execute(sa.insert(CHAIN).values(values))
    return entry


def entries(connection: sa.Connection, after: int = 0) -> Iterator[Entry]:
    query = sa.select(CHAIN).where(CHAIN.c.seq > after).order_by(CHAIN.c.seq)
    for row in connection.execute(query).mappings():
        yield Entry(row["seq"], row["at"], row["kind"], row["actor"], row["body"],
                    row["previous"], row["hash"])  # fmt: skip


def broken(chain: list[Entry]) -> Iterator[str]:
    """Each place where the chain does not hold."""
    previous, at = GENESIS, ""
    for number, entry in enumerate(chain, 1):
        if entry.seq != number:
            yield f"entry {number} is missing: {entry.seq} follows {number - 1}"
            return
        if entry.previous != previous:
            yield f"entry {entry.seq} does not follow on the one before it"
        if entry.hash != hashed(
            entry.seq, entry.at, entry.kind, entry.actor, entry.text, entry.previous
        ):
            yield f"entry {entry.seq} was changed after it was written"
        if entry.at < at:
            yield f"entry {entry.seq} is earlier than the one before it"
        previous, at = entry.hash, entry.at
