"""How often one may guess: for each login and for each client, alike for a login that there is not.

What is counted lies under a keyed hash: no table of who tried to sign in is kept.
"""

import hashlib
import hmac
from datetime import timedelta

import sqlalchemy as sa

from hematinic.board.moment import later, read
from hematinic.board.policy import FREE_FAILURES, LONGEST_WAIT
from hematinic.board.tables import ATTEMPTS

FORGOTTEN = timedelta(hours=24)
"""After which failures are counted anew."""

CLIENT_FAILURES = 4 * FREE_FAILURES
"""A client may be a whole hospital."""


def key(pepper: str, kind: str, name: str) -> str:
    return hmac.new(pepper.encode(), f"{kind}\n{name}".encode(), hashlib.sha256).hexdigest()


def wait(connection: sa.Connection, keys: tuple[str, ...], at: str) -> float:
    """Seconds until the next try; 0 where it may be made."""
    query = sa.select(ATTEMPTS.c.until).where(ATTEMPTS.c.key.in_(keys))
    until = max(connection.execute(query).scalars(), default="")
    return max((read(until) - read(at)).total_seconds(), 0.0) if until else 0.0


def failed(connection: sa.Connection, name: str, free: int, at: str) -> None:
    """After so many free failures each doubles the wait."""
    row = connection.execute(sa.select(ATTEMPTS).where(ATTEMPTS.c.key == name)).first()
    known = row is not None and row.last_at > later(at, -FORGOTTEN)
    failures = row.failures + 1 if row is not None and known else 1
    over = failures - free
    # The power is bounded first: 2.0 to the 1,024th is more than a float can hold.
    seconds = min(2.0 ** min(over, 20), LONGEST_WAIT.total_seconds()) if over >= 0 else 0.0
    values = {"failures": failures, "last_at": at, "until": later(at, timedelta(seconds=seconds))}
    if row is None:
        connection.execute(sa.insert(ATTEMPTS).values(key=name, **values))
    else:
        connection.execute(sa.update(ATTEMPTS).where(ATTEMPTS.c.key == name).values(values))


def forget(connection: sa.Connection, name: str) -> None:
    connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.key == name))


def taken_back(connection: sa.Connection, name: str, at: str) -> None:
    """A try that succeeded: what was counted of it before it was looked at, and no more."""
    change = sa.update(ATTEMPTS).where(ATTEMPTS.c.key == name, ATTEMPTS.c.failures > 0)
    connection.execute(change.values(failures=ATTEMPTS.c.failures - 1, until=at))
