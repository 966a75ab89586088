"""A small board for tests: a clock that is set by hand, made-up members, made-up content."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pyotp

from hematinic.board import actions, signing_in
from hematinic.board.manifest import Listed, Manifest, Put
from hematinic.board.moment import instant
from hematinic.board.room import Room
from hematinic.board.sessions import Session
from hematinic.review.content import digest

PASSWORD = "a plain long password"
START = datetime(2027, 1, 15, 18, 30, tzinfo=UTC)


@dataclass
class Timer:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class People:
    """Who belongs to a room, with what only they know."""

    room: Room
    timer: Timer
    secrets: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def join(self, login: str, *roles: str, profession: str = "physician") -> str:
        token = signing_in.invite(self.room, roles, profession)
        found = signing_in.invited(self.room, token)
        self.secrets[login] = found.secret
        facts = {"name": f"Test {login}", "registration": "none, made up for a test"}
        member = signing_in.take_up(self.room, token, login, PASSWORD, self.code(login), facts)
        self.ids[login] = member
        return member

    def code(self, login: str) -> str:
        """A one-time code that was not used before."""
        self.timer.on(seconds=30)
        return pyotp.TOTP(self.secrets[login]).at(self.timer.now)

    def sign_in(self, login: str) -> Session:
        token = signing_in.sign_in(self.room, login, PASSWORD, self.code(login))
        found = signing_in.session(self.room, token)
        assert found
        return found

    def reviewer(self, login: str, profession: str = "physician") -> Session:
        self.join(login, "reviewer", profession=profession)
        session = self.sign_in(login)
        actions.declare(self.room, session, "none")
        return session


def meaning(text: str, doi: str = "") -> dict[str, Any]:
    return {
        "item": {"says": text},
        "reads": {"weight": {"label": "weight"}},
        "nutrients": {},
        "sources": {"source": {"doi": doi}} if doi else {},
    }


def put_of(
    version: str, items: dict[str, tuple[str, str] | str], doi: str = "", **more: Any
) -> Put:
    """Of each item its text, and what it says of doses. All cite the source with this DOI."""
    texts: dict[str, bytes] = {}
    parts: list[tuple[str, str, str]] = []
    listed = {}
    for name, given in items.items():
        text, dose = (given, "") if isinstance(given, str) else given
        whole = meaning(text, doi)
        numbers = []
        each = [("item", name, whole["item"])]
        each += [
            (kind, one, whole[kind][one]) for kind in ("reads", "sources") for one in whole[kind]
        ]
        for kind, one, data in each:
            body = msgspec.json.encode(data, order="deterministic")
            key = (kind, one, hashlib.sha256(body).hexdigest())
            texts[key[2]] = body
            if key not in parts:
                parts.append(key)
            numbers.append(parts.index(key))
        listed[name] = Listed(
            kind="recommendation", content=digest(whole), parts=tuple(numbers), dose=dose,
            section="first", sources=("source",) if doi else (), title=name,
            **more.get(name, {}),
        )  # fmt: skip
    manifest = Manifest(
        guideline="small", version=version,
        content_hash=digest({name: one.content for name, one in listed.items()}), items=listed,
        parts=tuple(parts), dois={"source": doi} if doi else {}, pages={"page": ("first",)},
    )  # fmt: skip
    return Put(manifest, texts)


def content(room: Room, item: str) -> str:
    return room.state().listed(item).content


def now(room: Room) -> str:
    return instant(room.clock())
