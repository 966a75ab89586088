"""What may be erased: it lies outside the chain, which holds a salted hash of it.

Once the text and its nonce are gone, the hash tells nothing of it; that it was erased, when and by
whom stays in the chain.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from hematinic.board.tables import KEPT

Reference = dict[str, str]
"""`{"id": …, "hash": …}`, as the chain holds it."""

ERASED = "(erased)"


def salted(nonce: str, body: str) -> str:
    return hashlib.sha256(f"{nonce}\n{body}".encode()).hexdigest()


def keep(connection: sa.Connection, body: str | Mapping[str, Any]) -> Reference:
    text = body if isinstance(body, str) else _text(body)
    # Without a nonce a short text, such as a name, could be found by hashing every guess.
    name, nonce = secrets.token_hex(16), secrets.token_hex(32)
    connection.execute(sa.insert(KEPT).values(id=name, nonce=nonce, body=text))
    return {"id": name, "hash": salted(nonce, text)}


def _text(body: Mapping[str, Any]) -> str:
    return msgspec.json.encode(body, order="deterministic").decode()


def all_kept(connection: sa.Connection) -> dict[str, tuple[str | None, str | None]]:
    """Of each: its nonce and its text; nothing of what is erased."""
    rows = connection.execute(sa.select(KEPT.c.id, KEPT.c.nonce, KEPT.c.body))
    return {row.id: (row.nonce, row.body) for row in rows}


def told(connection: sa.Connection, names: list[str]) -> dict[str, str]:
    """The texts of these, `(erased)` for those that are gone."""
    query = sa.select(KEPT.c.id, KEPT.c.body).where(KEPT.c.id.in_(names))
    bodies = {row.id: row.body for row in connection.execute(query)}
    return {name: ERASED if bodies.get(name) is None else bodies[name] for name in names}


def facts(text: str) -> dict[str, str]:
    """Of a text that holds several; erased, it has none."""
    return {} if text == ERASED else msgspec.json.decode(text, type=dict[str, str])


def erase(connection: sa.Connection, name: str, at: str) -> bool:
    """Whether there was something to erase."""
    change = (
        sa.update(KEPT)
        .where(KEPT.c.id == name, KEPT.c.body.is_not(None))
        .values(nonce=None, body=None, erased_at=at)
    )
    return connection.execute(change).rowcount == 1
