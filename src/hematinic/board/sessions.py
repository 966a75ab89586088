"""Sessions: kept, so that they can be revoked; a cookie holds what nobody else has."""

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from hematinic.board.accounts import hashed
from hematinic.board.moment import later
from hematinic.board.policy import CODE_FOR, IDLE_FOR, SIGNED_IN_FOR
from hematinic.board.tables import SESSIONS


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    member: str
    csrf: str
    """What each form of this session holds, and no other site knows."""
    code_at: str
    """When its last one-time code was given."""

    def fresh(self, at: str) -> bool:
        return self.code_at <= at <= later(self.code_at, CODE_FOR)


@dataclass(frozen=True, slots=True)
class Listed:
    id: str
    made_at: str
    seen_at: str


def begin(connection: sa.Connection, member: str, at: str) -> str:
    """The token for the cookie; a sign-in always makes a new one."""
    # Never the one that the browser brought: somebody else may have planted it there.
    token = secrets.token_urlsafe(32)
    values = {
        "token": hashed(token), "id": secrets.token_hex(16), "member": member,
        "csrf": secrets.token_hex(32), "made_at": at, "seen_at": at,
        "ends_at": later(at, SIGNED_IN_FOR), "code_at": at,
    }  # fmt: skip
    connection.execute(sa.insert(SESSIONS).values(values))
    return token


def _living(at: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        SESSIONS.c.revoked_at.is_(None),
        SESSIONS.c.ends_at > at,
        SESSIONS.c.seen_at > later(at, -IDLE_FOR),
    )


def find(connection: sa.Connection, token: str, at: str) -> Session | None:
    query = sa.select(SESSIONS).where(SESSIONS.c.token == hashed(token), *_living(at))
    return _session(connection.execute(query).first())


def again(connection: sa.Connection, session: str, at: str) -> Session | None:
    """By its id, within the transaction that acts: it may have been revoked meanwhile."""
    query = sa.select(SESSIONS).where(SESSIONS.c.id == session, *_living(at))
    return _session(connection.execute(query).first())


def _session(row: "sa.Row[tuple[object, ...]] | None") -> Session | None:
    if row is None:
        return None
    columns = row._mapping
    return Session(columns["id"], columns["member"], columns["csrf"], columns["code_at"])


def seen(connection: sa.Connection, session: str, at: str) -> None:
    connection.execute(sa.update(SESSIONS).where(SESSIONS.c.id == session).values(seen_at=at))


def coded(connection: sa.Connection, session: str, at: str) -> None:
    connection.execute(sa.update(SESSIONS).where(SESSIONS.c.id == session).values(code_at=at))


def revoke(connection: sa.Connection, member: str, at: str, session: str = "") -> int:
    """One of a member's sessions, or all; how many there were."""
    which = [SESSIONS.c.member == member, SESSIONS.c.revoked_at.is_(None)]
    which += [SESSIONS.c.id == session] if session else []
    return connection.execute(sa.update(SESSIONS).where(*which).values(revoked_at=at)).rowcount


def living(connection: sa.Connection, member: str, at: str) -> list[Listed]:
    query = sa.select(SESSIONS).where(SESSIONS.c.member == member, *_living(at))
    rows = connection.execute(query.order_by(SESSIONS.c.made_at))
    return [Listed(row.id, row.made_at, row.seen_at) for row in rows]
