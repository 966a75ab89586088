"""Kills a process of the board in the midst of its actions, again and again, and looks whether
anything was lost or forged: `python -m tools.killing --times 100 [--database ADDRESS]`.

A child does all that is written to the chain; before each action it tells what it tries, after each
what was kept. It is killed by SIGKILL at a moment drawn from a seed. Then the chain is verified,
and that of what lies beside it (texts, accounts) there is what the chain tells of, and no more.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyotp
import sqlalchemy as sa

from hematinic.board import actions, kept, sessions, signing_in
from hematinic.board.chain import OPERATOR, Entry
from hematinic.board.database import made, opened
from hematinic.board.manifest import Listed, Manifest, Put
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.sessions import Session
from hematinic.board.state import State
from hematinic.board.tables import ACCOUNTS
from hematinic.board.verify import verify
from hematinic.review.content import digest

ITEMS = [f"item-{number}" for number in range(20)]
EACH = 10
"""Kills of one board, before a new one is made."""

KINDS = [*["decided"] * 6, "took", "returned", "declared", "taken back", "put", "released",
         "notice", "erased", "joined", "left"]  # fmt: skip


@dataclass
class Count:
    kills: int = 0
    kept: int = 0
    """Actions that were told as kept before the kill,"""
    in_flight: int = 0
    """and kills that fell within one,"""
    landed: int = 0
    """of which so many had been kept all the same."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Of each kind of action, how many were told as kept or were killed within."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="of a new board; else SQLite in a folder")
    given = parser.parse_args(arguments)
    chance, count = random.Random(given.seed), Count()
    with tempfile.TemporaryDirectory() as folder:
        while count.kills < given.times:
            address = given.database or f"sqlite:///{Path(folder) / f'{count.kills}.sqlite'}"
            members = set_up(address)
            for _ in range(min(EACH, given.times - count.kills)):
                for fault in killed_once(address, members, chance, count):
                    print(fault)
                    return 1
    print(f"{count.kills} kills, {count.in_flight} of them within an action")
    print(f"{count.landed} of these had been kept; {count.kept} actions were told as kept")
    print(", ".join(f"{kind} {many}" for kind, many in sorted(count.kinds.items())))
    print("none lost, none forged")
    return 0


def set_up(address: str) -> list[str]:
    """Three reviewers, an author who is one, and what is before them."""
    room = Room(made(address))
    if room.state().members:
        members = [one.id for one in room.state().members.values()][:4]
        room.database.close()
        return members
    members = [_join(room, f"member-{number}") for number in range(4)]
    author = begin(room, members[0])
    actions.put(room, author, _put("1"), "to begin with")
    for member in members:
        actions.declare(room, begin(room, member), "none")
    room.database.close()
    return members


def _join(room: Room, login: str) -> str:
    token = signing_in.invite(room, ("author", "reviewer"), "pharmacist")
    found = signing_in.invited(room, token)
    assert found
    code = pyotp.TOTP(found.secret).now()
    facts = {"name": f"Made up for a test, {login}"}
    return signing_in.take_up(room, token, login, "a plain long password", code, facts)


def _put(version: str) -> Put:
    """Of each the first item says something of its own."""
    texts, parts, listed = {}, [], {}
    for name in ITEMS:
        says = f"{name} of {version}" if name == ITEMS[0] else name
        whole = {"item": {"says": says}, "reads": {}, "nutrients": {}, "sources": {}}
        texts[digest(whole["item"])] = msgspec.json.encode(whole["item"], order="deterministic")
        parts.append(("item", name, digest(whole["item"])))
        numbers = (len(parts) - 1,)
        listed[name] = Listed(kind="recommendation", content=digest(whole), parts=numbers)
    manifest = Manifest(
        guideline="killing", version=version, content_hash="-", items=listed, parts=tuple(parts)
    )
    return Put(manifest, texts)


def begin(room: Room, member: str) -> Session:
    with room.database.write() as connection:
        token = sessions.begin(connection, member, room.now())
    found = signing_in.session(room, token)
    assert found
    return found


# The child


def act(address: str, members: list[str], seed: int, told: int) -> None:
    """Until it is killed."""
    room, chance = Room(opened(address)), random.Random(seed)
    child = Child(room, {member: begin(room, member) for member in members}, chance)
    number = 0
    while True:
        number += 1
        kind = chance.choice(KINDS)
        member = chance.choice(members[:1] if kind == "put" else members[1:])
        told_by = OPERATOR if kind in ("released", "notice", "erased", "left") else member
        _tell(told, f"try {number} {told_by if kind != 'joined' else '-'} {kind}")
        try:
            entry = child.act(kind, member)
        except RefusedError:
            _tell(told, f"refused {number}")
        else:
            _tell(told, f"kept {number} {entry}")


@dataclass
class Child:
    room: Room
    signed: dict[str, Session]
    chance: random.Random

    def act(self, kind: str, member: str) -> str:
        """One action; the hash of its entry. Raises RefusedError."""
        room, session, item = self.room, self.signed[member], self.chance.choice(ITEMS)
        some = f"{self.chance.random()}"
        match kind:
            case "decided":
                choice = self.chance.choice(["approve", "change", "comment"])
                content = room.state().listed(item).content
                entry = actions.decide(room, session, item, content, choice, "because")
            case "took":
                entry = actions.take(room, session, item)
            case "returned":
                taken = room.state().taken.items()
                mine = [name for name, (who, _) in taken if who == member]
                entry = actions.give_back(room, session, self.chance.choice([*mine, item]))
            case "declared":
                entry = actions.declare(room, session, f"none, said {some}")
            case "put":
                entry = actions.put(room, session, _put(some), "a change")
            case "released":
                entry = actions.release(room)
            case "notice":
                notice = {"doi": f"10.1000/{some}", "kind": "superseded"}
                entry = actions.notify(room, [notice])[0]
            case "erased":
                entry = actions.erase(room, self.reason())
            case "joined":
                _join(room, f"member-{some}")
                entry = room.state().entries[-1]
            case "left":
                entry = actions.leave(room, self.another())
            case _:
                entry = self.take_back(session)
        return entry.hash

    def take_back(self, session: Session) -> Entry:
        decisions = self.room.state().decisions.values()
        mine = [one.seq for one in decisions if one.member == session.member]
        decision = self.chance.choice([*mine, 0])
        return actions.take_back(self.room, session, decision, "a second thought")

    def reason(self) -> str:
        """A text that may be erased."""
        decisions = self.room.state().decisions.values()
        return self.chance.choice([*(one.reason["id"] for one in decisions if one.reason), ""])

    def another(self) -> str:
        """Somebody who has joined since, and has not left."""
        members = self.room.state().members.values()
        return self.chance.choice(
            [*(one.id for one in members if one.id not in self.signed and not one.left), ""]
        )


def _tell(told: int, line: str) -> None:
    os.write(told, f"{line}\n".encode())


# The parent


def killed_once(
    address: str, members: list[str], chance: random.Random, count: Count
) -> Iterator[str]:
    """What was lost or forged; nothing where all is well."""
    before = _hashes(address)
    lines = _run_and_kill(address, members, chance)
    tried = {words[1]: words[2:] for line in lines if (words := line.split(" ", 3))[0] == "try"}
    kept = {words[1]: words[2] for line in lines if (words := line.split())[0] == "kept"}
    refused = {line.split()[1] for line in lines if line.startswith("refused")}
    flying = tried.keys() - kept.keys() - refused
    room = Room(opened(address))
    state, faults = verify(room)
    yield from faults
    yield from _beside(room, state)
    room.database.close()
    hashes = [entry.hash for entry in state.entries]
    if hashes[: len(before)] != before:
        yield "the chain before was changed"
    new = state.entries[len(before) :]
    if [entry.hash for entry in new[: len(kept)]] != list(kept.values()):
        yield "an action that was told as kept is lost"
    extra = new[len(kept) :]
    if len(extra) > len(flying):
        yield "an entry that nobody tried to write"
    for entry in extra:
        actor = "-" if entry.kind == "joined" else entry.actor
        if [tried[one] for one in flying] != [[actor, entry.kind]]:
            yield "an entry that is not the one that was tried"
    count.kills += 1
    count.kept += len(kept)
    count.in_flight += len(flying)
    count.landed += len(extra)
    count.kinds.update(tried[one][1] for one in (*kept, *flying))


def _beside(room: Room, state: State) -> Iterator[str]:
    """What an action has left beside the chain without its entry, or has not."""
    with room.database.read() as connection:
        texts = kept.all_kept(connection)
        accounts = {*connection.execute(sa.select(ACCOUNTS.c.member)).scalars()}
    if texts.keys() != state.references.keys():
        yield "a text that no entry tells of, or an entry without its text"
    if accounts != {member.id for member in state.members.values() if not member.left}:
        yield "an account without a member, or a member without an account"


def _hashes(address: str) -> list[str]:
    room = Room(opened(address))
    found = [entry.hash for entry in room.state().entries]
    room.database.close()
    return found


def _run_and_kill(address: str, members: list[str], chance: random.Random) -> list[str]:
    theirs, ours = chance.randrange(10**9), chance.randint(1, 12)
    wait = chance.uniform(0, 0.02) * chance.random()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            act(address, members, theirs, write)
        finally:
            os._exit(1)
    os.close(write)
    text = b""
    while text.count(b"try") < ours and (found := os.read(read, 65536)):
        text += found
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while found := os.read(read, 65536):
        text += found
    os.close(read)
    return text.decode().splitlines()


if __name__ == "__main__":
    sys.exit(main())
