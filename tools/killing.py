"""Kills a process of the board in the midst of its actions, again and again, and looks whether
anything was lost or forged: `python -m tools.killing --times 100 [--database ADDRESS]`.

A child decides, comments, takes back, declares, takes and returns; before each it tells what it
tries, after each what was kept. It is killed by SIGKILL at a moment drawn from a seed.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyotp

from hematinic.board import actions, sessions, signing_in
from hematinic.board.chain import Entry
from hematinic.board.database import made, opened
from hematinic.board.manifest import Listed, Manifest, Put
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.sessions import Session
from hematinic.board.verify import verify
from hematinic.review.content import digest

ITEMS = [f"item-{number}" for number in range(20)]
EACH = 10
"""Kills of one board, before a new one is made."""


@dataclass
class Count:
    kills: int = 0
    kept: int = 0
    """Actions that were told as kept before the kill,"""
    in_flight: int = 0
    """and kills that fell within one,"""
    landed: int = 0
    """of which so many had been kept all the same."""


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
    print("none lost, none forged")
    return 0


def set_up(address: str) -> list[str]:
    """Three reviewers, an author who is one, and what is before them."""
    room = Room(made(address))
    if room.state().members:
        members = [one.id for one in room.state().members.values()]
        room.database.close()
        return members
    members = [_join(room, f"member-{number}") for number in range(4)]
    author = begin(room, members[0])
    actions.put(room, author, _put(), "to begin with")
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


def _put() -> Put:
    texts, parts, listed = {}, [], {}
    for name in ITEMS:
        whole = {"item": {"says": name}, "reads": {}, "nutrients": {}, "sources": {}}
        texts[digest(whole["item"])] = msgspec.json.encode(whole["item"], order="deterministic")
        parts.append(("item", name, digest(whole["item"])))
        numbers = (len(parts) - 1,)
        listed[name] = Listed(kind="recommendation", content=digest(whole), parts=numbers)
    manifest = Manifest(
        guideline="killing", version="1", content_hash="-", items=listed, parts=tuple(parts)
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
    signed = {member: begin(room, member) for member in members[1:]}
    number = 0
    while True:
        number += 1
        member = chance.choice(members[1:])
        kind = chance.choice(["decided"] * 4 + ["took", "declared", "taken back"])
        _tell(told, f"try {number} {kind} {member}")
        try:
            entry = one_action(room, signed[member], kind, chance)
        except RefusedError:
            _tell(told, f"refused {number}")
        else:
            _tell(told, f"kept {number} {entry.hash}")


def one_action(room: Room, session: Session, kind: str, chance: random.Random) -> Entry:
    item = chance.choice(ITEMS)
    if kind == "decided":
        choice = chance.choice(["approve", "change", "comment"])
        content = room.state().listed(item).content
        return actions.decide(room, session, item, content, choice, "because")
    if kind == "took":
        return actions.take(room, session, item)
    if kind == "declared":
        return actions.declare(room, session, f"none, said {chance.random()}")
    mine = [one.seq for one in room.state().decisions.values() if one.member == session.member]
    return actions.take_back(room, session, chance.choice([*mine, 0]), "a second thought")


def _tell(told: int, line: str) -> None:
    os.write(told, f"{line}\n".encode())


# The parent


def killed_once(
    address: str, members: list[str], chance: random.Random, count: Count
) -> Iterator[str]:
    """What was lost or forged; nothing where all is well."""
    before = _hashes(address)
    lines = _run_and_kill(address, members, chance)
    tried = {words[1]: words[2:] for line in lines if (words := line.split())[0] == "try"}
    kept = {words[1]: words[2] for line in lines if (words := line.split())[0] == "kept"}
    refused = {line.split()[1] for line in lines if line.startswith("refused")}
    flying = tried.keys() - kept.keys() - refused
    room = Room(opened(address))
    state, faults = verify(room)
    room.database.close()
    yield from faults
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
        if [tried[one] for one in flying] != [[*entry.kind.split(), entry.actor]]:
            yield "an entry that is not the one that was tried"
    count.kills += 1
    count.kept += len(kept)
    count.in_flight += len(flying)
    count.landed += len(extra)


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
