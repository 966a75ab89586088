"""A board to try: made-up people, in a database of its own that says so on every page.

Nobody in it exists and nothing in it counts: its database is marked when it is made, and the mark
cannot be taken away by any action.
"""

import secrets
from collections.abc import Iterator

import pyotp

from hematinic.board import actions, manifest, sessions, signing_in
from hematinic.board.database import made
from hematinic.board.room import Room
from hematinic.board.sessions import Session
from hematinic.guideline.load import builtin
from hematinic.guideline.rules import load
from hematinic.record.events import RecordError

MARK = ("A demonstration. Every member here is made up, nothing here was reviewed by anybody, and "
        "no approval counts.")  # fmt: skip

PEOPLE = {
    "demo-author": (("author",), "physician", "Fictional Author"),
    "demo-haematologist": (("reviewer",), "haematologist", "Fictional Haematologist"),
    "demo-pharmacist": (("reviewer",), "pharmacist", "Fictional Pharmacist"),
    "demo-editor": (("editor",), "other", "Fictional Editor"),
}
APPROVED = 3
"""Items that both reviewers approve,"""
BEGUN = 3
"""and items that one of them does."""


def demo(address: str) -> Iterator[str]:
    """How to sign in, line by line. Raises RecordError where a real board lies there."""
    room = Room(made(address, fictional=MARK))
    if not room.fictional:
        raise RecordError(["demo: there is a real board in this database; name another"])
    yield MARK
    if room.state().members:
        yield "It is there already; how to sign in was told when it was made."
        where = room.database.engine.url.render_as_string()
        yield f"Where that is lost, delete its database and begin anew: {where}"
        return
    yield "Type a secret into an app for one-time codes; a code serves once."
    signed = {}
    for login, (roles, profession, name) in PEOPLE.items():
        password = secrets.token_urlsafe(12)
        signed[login], secret = _join(room, login, password, roles, profession, name)
        yield f"{login}: password {password}, secret for one-time codes {secret}"
    _decide(room, signed)
    room.database.close()


def _join(
    room: Room, login: str, password: str, roles: tuple[str, ...], profession: str, name: str
) -> tuple[Session, str]:
    token = signing_in.invite(room, roles, profession)
    found = signing_in.invited(room, token)
    assert found
    code = pyotp.TOTP(found.secret).at(room.clock())
    facts = {"name": name, "registration": "none: made up"}
    member = signing_in.take_up(room, token, login, password, code, facts)
    with room.database.write() as connection:
        session = sessions.begin(connection, member, room.now())
    signed = signing_in.session(room, session)
    assert signed
    actions.declare(room, signed, "none: made up")
    return signed, found.secret


def _decide(room: Room, signed: dict[str, Session]) -> None:
    """Something of every stage, so that there is something to look at."""
    found = manifest.put(load().guideline, builtin())
    actions.put(room, signed["demo-author"], found, "To have something to try this board with.")
    both = [signed["demo-haematologist"], signed["demo-pharmacist"]]
    for number, item in enumerate(list(found.manifest.items)[: APPROVED + BEGUN]):
        content = found.manifest.items[item].content
        for session in both if number < APPROVED else both[:1]:
            actions.decide(room, session, item, content, "approve", "made up, to try it")
    for session in signed.values():
        signing_in.sign_out(room, session)
