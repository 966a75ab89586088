"""Accounts: invited by a link that is shown, a password, a one-time code."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import pyotp
import segno
import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hematinic.board.moment import read
from hematinic.board.policy import PROFESSIONS, ROLES, SHORTEST_PASSWORD, RefusedError
from hematinic.board.tables import ACCOUNTS, INVITATIONS

LONGEST_PASSWORD = 256
INTERVAL = 30
"""Seconds of a one-time code; the one before and the one after are taken too."""

ISSUER = "Hematinic board"

# `\Z` and not `$`, which would let a line break through at the end.
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")

# Argon2id, with the parameters that the library keeps up to date.
hasher = PasswordHasher()
NOBODY = hasher.hash(secrets.token_hex(16))
"""What the password of nobody is compared with, so that it takes as long."""


@dataclass(frozen=True, slots=True)
class Account:
    member: str
    login: str
    password: str
    secret: str
    last_code: int


@dataclass(frozen=True, slots=True)
class Invitation:
    token: str
    """Its hash."""
    roles: tuple[str, ...]
    profession: str
    secret: str
    """Of the one-time codes that its account will have."""
    invited_by: str


class InputError(Exception):
    """What was typed cannot be taken; says why."""


def hashed(token: str) -> str:
    """Tokens are random and long: a plain hash of one tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


# Invitations


def invite(
    connection: sa.Connection, roles: Iterable[str], profession: str, by: str, ends_at: str
) -> str:
    """The token, which is shown once and kept nowhere."""
    chosen = [role for role in ROLES if role in set(roles)]
    if not chosen or set(roles) - set(ROLES):
        raise InputError(f"choose from the roles {', '.join(ROLES)}")
    if profession not in PROFESSIONS:
        raise InputError(f"choose from the professions {', '.join(PROFESSIONS)}")
    token = secrets.token_urlsafe(32)
    values = {
        "token": hashed(token), "roles": " ".join(chosen), "profession": profession,
        "secret": pyotp.random_base32(), "invited_by": by, "ends_at": ends_at,
    }  # fmt: skip
    connection.execute(sa.insert(INVITATIONS).values(values))
    return token


def invitation(connection: sa.Connection, token: str, at: str) -> Invitation | None:
    """Nothing where it is unknown, used or past: which of them is not told."""
    query = sa.select(INVITATIONS).where(
        INVITATIONS.c.token == hashed(token),
        INVITATIONS.c.used_at.is_(None),
        INVITATIONS.c.ends_at > at,
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return Invitation(row.token, tuple(row.roles.split()), row.profession, row.secret,
                      row.invited_by)  # fmt: skip


def use(connection: sa.Connection, invited: Invitation, at: str) -> bool:
    change = (
        sa.update(INVITATIONS)
        .where(INVITATIONS.c.token == invited.token, INVITATIONS.c.used_at.is_(None))
        .values(used_at=at, secret="")
    )
    # Of two who take up one invitation at the same moment only one still finds it unused.
    return connection.execute(change).rowcount == 1


# Passwords and codes


def check_password(password: str, login: str) -> None:
    """Raises InputError. Length is what makes one hard to guess; no signs are asked for."""
    # NIST SP 800-63B (5.1.1.2) advises against rules of composition, and for a length.
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if login in password.lower() or len(set(password)) < 5:
        raise InputError("this password is too easy to guess")


def check_login(login: str) -> str:
    lowered = login.strip().lower()
    if not LOGIN.match(lowered):
        raise InputError("a login has 2 to 40 letters, digits, dots, dashes or underscores")
    return lowered


def fits(account: Account | None, password: str) -> bool:
    """It takes as long where there is no such account."""
    try:
        # Cut to the longest, so that megabytes sent as a password do not become work.
        right = hasher.verify(account.password if account else NOBODY, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return right and account is not None


def interval_of(secret: str, code: str, at: str) -> int | None:
    """The interval of the code; nothing where it is not of one of the three."""
    totp, digits = pyotp.TOTP(secret, interval=INTERVAL), code.replace(" ", "")
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    now = int(read(at).timestamp()) // INTERVAL
    # RFC 6238 (5.2 and 6): one step for the time that a code is on its way, and one for a clock
    # that is ahead of ours.
    for interval in (now, now - 1, now + 1):
        # A comparison that ends at the first wrong digit would tell by its time how much was right.
        if secrets.compare_digest(totp.generate_otp(interval), digits):
            return interval
    return None


def take_code(connection: sa.Connection, account: Account, code: str, at: str) -> None:
    """Raises RefusedError unless it is right and none as late was taken before."""
    interval = interval_of(account.secret, code, at)
    if interval is None:
        raise RefusedError("code", "that code is not the present one")
    change = (
        sa.update(ACCOUNTS)
        # RFC 6238 (5.2): no code is taken twice. It is compared and set in one statement, so that
        # of two requests with the same code only one passes.
        .where(ACCOUNTS.c.member == account.member, ACCOUNTS.c.last_code < interval)
        .values(last_code=interval)
    )
    if connection.execute(change).rowcount != 1:
        raise RefusedError("code", "that code was used before; wait for the next one")


def qr_code(secret: str, login: str) -> str:
    """As SVG to stand in a page."""
    address = pyotp.TOTP(secret, interval=INTERVAL).provisioning_uri(name=login, issuer_name=ISSUER)
    image = segno.make(address, error="m")
    return str(
        image.svg_inline(
            scale=4, border=4, light="white", title="One-time codes for your telephone"
        )
    )


# Accounts


def add(
    connection: sa.Connection,
    member: str,
    login: str,
    password: str,
    invited: Invitation,
    code: int,
) -> None:
    values = {
        "member": member, "login": login, "password": hasher.hash(password),
        "secret": invited.secret, "last_code": code,
    }  # fmt: skip
    connection.execute(sa.insert(ACCOUNTS).values(values))


def by_login(connection: sa.Connection, login: str) -> Account | None:
    return _one(connection, ACCOUNTS.c.login == login.strip().lower()[:80])


def by_member(connection: sa.Connection, member: str) -> Account | None:
    return _one(connection, ACCOUNTS.c.member == member)


def _one(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(sa.select(ACCOUNTS).where(which)).first()
    return Account(row.member, row.login, row.password, row.secret, row.last_code) if row else None


def remove(connection: sa.Connection, member: str) -> None:
    """Who has left signs in no more; the login tells who it was, so it goes too."""
    connection.execute(sa.delete(ACCOUNTS).where(ACCOUNTS.c.member == member))
