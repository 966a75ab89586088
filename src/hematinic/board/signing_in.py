"""Taking up an invitation, signing in and out, and giving a one-time code again."""

import secrets

from hematinic.board import accounts, kept, sessions, throttle
from hematinic.board.accounts import InputError, Invitation
from hematinic.board.chain import OPERATOR
from hematinic.board.moment import instant, later
from hematinic.board.policy import FREE_FAILURES, INVITED_FOR, RefusedError
from hematinic.board.room import Room
from hematinic.board.sessions import Session

LONGEST = 400
"""Characters of a name, a registration or interests."""


class WaitError(Exception):
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"Too many tries. Try again in {int(seconds) + 1} seconds.")


class SignInError(Exception):
    """It does not say which part of it was wrong, nor whether there is such a login."""

    def __init__(self) -> None:
        super().__init__("The login, the password or the one-time code is not right.")


def clean(text: str, most: int = LONGEST) -> str:
    """Without signs that no database keeps. Raises InputError where it is too long."""
    cleaned = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t").strip()
    if len(cleaned) > most:
        raise InputError(f"that is longer than {most} characters")
    return cleaned


# Invitations


def invite(room: Room, roles: tuple[str, ...], profession: str, by: str = OPERATOR) -> str:
    """The token of the link, shown once. Raises RefusedError, InputError."""
    with room.writing() as writing:
        writing.state.may(by, "editor")
        ends_at = later(writing.at, INVITED_FOR)
        return accounts.invite(writing.connection, roles, profession, by, ends_at)


def invited(room: Room, token: str) -> Invitation | None:
    with room.database.read() as connection:
        return accounts.invitation(connection, token, room.now())


def take_up(
    room: Room,
    token: str,
    login: str,
    password: str,
    code: str,
    facts: dict[str, str],
) -> str:
    """The member's id. `facts`: name and registration. Raises InputError, RefusedError."""
    login = accounts.check_login(login)
    accounts.check_password(password, login)
    facts = {name: clean(facts.get(name, "")) for name in ("name", "registration")}
    if not facts["name"]:
        raise InputError("a member has a name, which stands beside every vote")
    with room.writing() as writing:
        invitation = accounts.invitation(writing.connection, token, writing.at)
        if invitation is None:
            raise InputError("this invitation is used, past or unknown; ask for another")
        interval = accounts.interval_of(invitation.secret, code, writing.at)
        if interval is None:
            raise InputError("that one-time code is not the present one")
        if accounts.by_login(writing.connection, login):
            raise InputError("this login is taken")
        if not accounts.use(writing.connection, invitation, writing.at):
            raise InputError("this invitation is used, past or unknown; ask for another")
        member = secrets.token_hex(8)
        # The code that showed the app to work counts as used: nobody signs in with it again.
        accounts.add(writing.connection, member, login, password, invitation, interval)
        body = {
            "member": member, "roles": list(invitation.roles), "profession": invitation.profession,
            "invited_by": invitation.invited_by, "facts": kept.keep(writing.connection, facts),
        }  # fmt: skip
        writing.append("joined", member, body)
        return member


# Sessions


def sign_in(room: Room, login: str, password: str, code: str, client: str = "") -> str:
    """The token of a new session. Raises WaitError, SignInError.

    A try is counted before it is looked at, so that many at once gain nothing."""
    keys = _keys(room, login, client)
    _count(room, keys)
    with room.database.read() as connection:
        account = accounts.by_login(connection, login)
    # Outside of the transaction: the hash is slow on purpose, and others could not write meanwhile.
    right = accounts.fits(account, password)
    at = instant(room.clock())
    with room.database.write() as connection:
        if account is None or not right:
            raise SignInError
        try:
            accounts.take_code(connection, account, code, at)
        except RefusedError:
            raise SignInError from None
        # All failures of the login go, of the client only this try: else one good account would
        # wipe out what the same client failed at others.
        throttle.forget(connection, keys[0])
        throttle.taken_back(connection, keys[1], at)
        return sessions.begin(connection, account.member, at)


def _keys(room: Room, login: str, client: str) -> tuple[str, str]:
    pepper = room.database.setting("pepper")
    name = login.strip().lower()[:80]
    return throttle.key(pepper, "login", name), throttle.key(pepper, "client", client)


def _count(room: Room, keys: tuple[str, str]) -> None:
    at = room.now()
    with room.database.write() as connection:
        if seconds := throttle.wait(connection, keys, at):
            raise WaitError(seconds)
        throttle.failed(connection, keys[0], FREE_FAILURES, at)
        throttle.failed(connection, keys[1], throttle.CLIENT_FAILURES, at)


def session(room: Room, token: str) -> Session | None:
    """Nothing where it is unknown, past, idle for too long or revoked."""
    if not token:
        return None
    at = room.now()
    with room.database.write() as connection:
        signed = sessions.find(connection, token, at)
        if signed:
            sessions.seen(connection, signed.id, at)
        return signed


def sign_out(room: Room, signed: Session, which: str = "") -> int:
    """One of the member's own sessions, by its id; all where none is named."""
    with room.database.write() as connection:
        return sessions.revoke(connection, signed.member, room.now(), which)


def give_code(room: Room, signed: Session, code: str) -> Session:
    """The session, fresh. Raises WaitError, RefusedError."""
    login = f"member {signed.member}"
    keys = _keys(room, login, signed.member)
    _count(room, keys)
    at = room.now()
    with room.database.write() as connection:
        account = accounts.by_member(connection, signed.member)
        if account is None or sessions.again(connection, signed.id, at) is None:
            raise RefusedError("member")
        accounts.take_code(connection, account, code, at)
        for key in keys:
            throttle.forget(connection, key)
        sessions.coded(connection, signed.id, at)
        return Session(signed.id, signed.member, signed.csrf, at)
