"""A board to try: made-up people, in a database of its own that says so on every page.

Nobody in it exists and nothing in it counts: its database is marked when it is made, and the mark
cannot be taken away by any action.
"""

import secrets
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec
import pyotp

from hematinic.board import actions, manifest, sessions, signing_in
from hematinic.board.database import made
from hematinic.board.manifest import Manifest, Put
from hematinic.board.room import Room
from hematinic.board.sessions import Session
from hematinic.guideline import yaml
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
"""Items that both reviewers approve; the change does not touch them."""
BEGUN = 3
"""Items that one reviewer approves; the change does not touch them."""


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In `file`, from the line that begins with `at`: what the guideline says, and what the earlier
    version reads there."""

    file: str
    at: str
    says: str
    earlier: str

    def made(self, text: str) -> str:
        """Raises ValueError where the guideline does not say it any more."""
        place = text.index(self.says, text.index(f"\n{self.at}"))
        return text[:place] + self.earlier + text[place + len(self.says) :]


class Earlier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A made-up version from which an author came to the guideline as it is (demo.yaml)."""

    begun: str
    meant: str
    clauses: str
    changes: list[Edit]


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
    invitation = signing_in.invited(room, token)
    assert invitation
    code = pyotp.TOTP(invitation.secret).at(room.clock())
    facts = {"name": name, "registration": "none: made up"}
    member = signing_in.take_up(room, token, login, password, code, facts)
    with room.database.write() as connection:
        session = sessions.begin(connection, member, room.now())
    signed = signing_in.session(room, session)
    assert signed
    actions.declare(room, signed, "none: made up")
    return signed, invitation.secret


def _decide(room: Room, signed: dict[str, Session]) -> None:
    """Something of every stage, and a change that takes approvals back, to look at."""
    story = told()
    before, after = earlier(story), manifest.put(load().guideline, builtin())
    actions.put(room, signed["demo-author"], before, story.begun)
    changed, same = _changed(before.manifest, after.manifest)
    both = [signed["demo-haematologist"], signed["demo-pharmacist"]]
    approved, begun = [*changed, *same[:APPROVED]], same[APPROVED : APPROVED + BEGUN]
    for item in (*approved, *begun):
        content = before.manifest.items[item].content
        for session in both if item in approved else both[:1]:
            actions.decide(room, session, item, content, "approve", "made up, to try it")
    actions.put(room, signed["demo-author"], after, story.meant, story.clauses)
    for session in signed.values():
        signing_in.sign_out(room, session)


def _changed(before: Manifest, after: Manifest) -> tuple[list[str], list[str]]:
    """The items of both that the change touches, and those that it leaves alone."""
    both: tuple[list[str], list[str]] = ([], [])
    for name, listed in before.items.items():
        if name in after.items:
            # A truth as an index: False is 0, those that the change touches.
            both[listed.content == after.items[name].content].append(name)
    return both


def told() -> Earlier:
    text = (files("hematinic.board") / "demo.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.read(text).data, Earlier)


def earlier(story: Earlier) -> Put:
    """The guideline with what is made up in it. No planner is ever served by it."""
    texts = manifest.files_of(builtin())
    for edit in story.changes:
        texts[edit.file] = edit.made(texts[edit.file])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest.write_texts(texts, folder)
        return manifest.put(load(folder).guideline, folder)
