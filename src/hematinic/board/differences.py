"""What the solver found between two versions, kept: a server that begins anew need not look again.

It can be computed again at any time, so it lies outside the chain. It is told only of the two
versions, the words of the author and the program that it was computed with, and only as it was
kept.
"""

import hashlib
import zlib
from dataclasses import astuple, dataclass

import sqlalchemy as sa

from hematinic.board.room import Room
from hematinic.board.tables import DIFFERENCES


@dataclass(frozen=True, slots=True)
class Between:
    before: str
    """The digests of two manifests: each holds the hash of its content."""
    after: str
    meant: str
    """The text that says what the change is meant to do, by its name in what is kept."""
    program: str
    """The hash of the program."""

    @property
    def name(self) -> str:
        return hashlib.sha256("\n".join(astuple(self)).encode()).hexdigest()


def find(room: Room, between: Between) -> bytes | None:
    """None where it was not computed yet, or is not what was kept."""
    with room.database.read() as connection:
        query = sa.select(DIFFERENCES.c.body, DIFFERENCES.c.hash)
        row = connection.execute(query.where(DIFFERENCES.c.name == between.name)).first()
    if row is None:
        return None
    try:
        body = zlib.decompress(row.body)
    except zlib.error:
        return None
    return body if row.hash == _hash(between, body) else None


def keep(room: Room, between: Between, body: bytes) -> None:
    """In the place of what was kept for it; nothing where the author's words were erased
    meanwhile."""
    with room.writing() as writing:
        if between.meant in writing.state.erased:
            return
        gone = DIFFERENCES.c.name == between.name
        writing.connection.execute(sa.delete(DIFFERENCES).where(gone))
        row = {"name": between.name, "meant": between.meant, "hash": _hash(between, body),
               "body": zlib.compress(body)}  # fmt: skip
        writing.connection.execute(sa.insert(DIFFERENCES), [row])


def forget(connection: sa.Connection, meant: str) -> None:
    """Those that were computed with a text: it may stand in them."""
    connection.execute(sa.delete(DIFFERENCES).where(DIFFERENCES.c.meant == meant))


def _hash(between: Between, body: bytes) -> str:
    return hashlib.sha256(f"{between.name}\n".encode() + body).hexdigest()
