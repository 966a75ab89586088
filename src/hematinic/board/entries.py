"""How each kind of entry changes the state, and what it must obey."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from msgspec.structs import replace as replace_listed

from hematinic.board.chain import Entry
from hematinic.board.manifest import Listed, Manifest
from hematinic.board.moment import later
from hematinic.board.policy import CHOICES, CODE_FOR, ROLES, RefusedError
from hematinic.board.shown import NAMES
from hematinic.board.standing import approving
from hematinic.board.state import LEFT_OUT, Back, Decision, Member, Notice, Release, State, Version

Body = dict[str, Any]


def apply(state: State, entry: Entry) -> None:
    """Raises RefusedError where a rule forbids it; only who writes past the rules meets that."""
    body = entry.body
    if entry.kind not in READERS:
        raise RefusedError("chain", f"an entry of an unknown kind, {entry.kind[:32]}")
    READERS[entry.kind](state, entry, body)
    state.refer(body)
    state.entries.append(entry)
    state.seq, state.head = entry.seq, entry.hash


def joined(state: State, entry: Entry, body: Body) -> None:
    if body["member"] in state.members or not set(body["roles"]) <= set(ROLES):
        raise RefusedError("member")
    state.may(body["invited_by"], "editor")
    state.members[body["member"]] = Member(
        id=body["member"],
        roles=frozenset(body["roles"]),
        profession=body["profession"],
        facts=body["facts"],
        joined=entry.at,
        invited_by=body["invited_by"],
    )


def declared(state: State, entry: Entry, body: Body) -> None:
    member = state.member(entry.actor)
    state.members[member.id] = replace(member, interests=body["interests"])


def left(state: State, entry: Entry, body: Body) -> None:
    member = state.member(body["member"])
    if entry.actor != member.id:
        state.may(entry.actor, "editor")
    state.members[member.id] = replace(member, left=entry.at)
    state.taken = {item: taking for item, taking in state.taken.items() if taking[0] != member.id}


def put(state: State, entry: Entry, body: Body) -> None:
    """A dose that stood approved until now is what the new one is compared with."""
    state.may_put(entry.actor, body["manifest"])
    manifest = state.manifests(body["manifest"])
    # Both are taken before the version is appended: from then on `state.items` is the new one.
    before = dict(state.items)
    after = {**manifest.items, **_left_out(state, manifest, entry.at)}
    for name, listed in after.items():
        earlier = before.get(name)
        if earlier and earlier.content == listed.content:
            continue
        if earlier and approving(state, name, entry.at):
            state.dose[name] = earlier.dose
        state.authors[name, listed.content].add(entry.actor)
        state.since[name] = entry.at
        state.taken.pop(name, None)
    version = Version(entry.seq, entry.at, entry.actor, body["manifest"], manifest, body["meant"])
    state.versions.append(version)
    state.removed = {name: listed for name, listed in after.items() if name not in manifest.items}
    state.taken = {name: taking for name, taking in state.taken.items() if name in after}


def _left_out(state: State, manifest: Manifest, at: str) -> dict[str, Listed]:
    """Of what is approved or was released, that it is left out is put before the board."""
    released = {name for release in state.releases.values() for name in release.approvals}
    removed = dict(state.removed)
    for name, listed in state.items.items():
        if name not in state.removed and (name in released or approving(state, name, at)):
            removed[name] = left_out(listed)
    return {name: listed for name, listed in removed.items() if name not in manifest.items}


def left_out(listed: Listed) -> Listed:
    # A content of its own: an approval of the item is none of leaving it out.
    content = hashlib.sha256(f"left out: {listed.content}".encode()).hexdigest()
    return replace_listed(listed, kind=LEFT_OUT, content=content, parts=(), dose="")


def decided(state: State, entry: Entry, body: Body) -> None:
    state.may_decide(entry.actor, body["item"], body["content"])
    if body["choice"] not in CHOICES or (body["choice"] != "approve" and not body["reason"]):
        raise RefusedError("reason")
    # By what the entry itself holds, since the chain is replayed where there is no session.
    if not body["code_at"] <= entry.at <= later(body["code_at"], CODE_FOR):
        raise RefusedError("code")
    if {*body.get("shown", {})} - {*NAMES}:
        raise RefusedError("shown")
    decision = Decision(seq=entry.seq, at=entry.at, member=entry.actor, **body)
    state.decisions[entry.seq] = decision
    state.by_item[decision.item].append(decision)


def taken_back(state: State, entry: Entry, body: Body) -> None:
    state.may_take_back(entry.actor, body["decision"])
    state.backs[body["decision"]] = Back(entry.seq, entry.at, body["decision"], body["reason"])


def took(state: State, entry: Entry, body: Body) -> None:
    state.member(entry.actor, "reviewer")
    state.listed(body["item"])
    state.taken[body["item"]] = (entry.actor, entry.at)


def returned(state: State, entry: Entry, body: Body) -> None:
    if state.taken.get(body["item"], ("", ""))[0] != entry.actor:
        raise RefusedError("reviewer")
    del state.taken[body["item"]]


def noticed(state: State, entry: Entry, body: Body) -> None:
    state.may(entry.actor, "editor")
    if body["kind"] not in ("superseded", "retracted") or not body["doi"]:
        raise RefusedError("notice")
    state.notices.append(Notice(entry.seq, entry.at, body["doi"], body["kind"], body["says"]))


def released(state: State, entry: Entry, body: Body) -> None:
    """It holds the approvals that stood then, no more and no fewer."""
    state.may_release(entry.actor, body["version"])
    assert state.present
    stood = {name: approving(state, name, entry.at) for name in state.items}
    approvals = {name: tuple(numbers) for name, numbers in body["approvals"].items()}
    if body["manifest"] != state.present.digest or approvals != {
        name: tuple(decision.seq for decision in decisions)
        for name, decisions in stood.items()
        if decisions
    }:
        raise RefusedError("unapproved")
    without = tuple(name for name, decisions in stood.items() if not decisions)
    state.releases[body["version"]] = Release(
        entry.seq, entry.at, entry.actor, body["version"], body["manifest"], approvals, without
    )


def erased(state: State, entry: Entry, body: Body) -> None:
    if body["what"] not in state.references:
        raise RefusedError("erased")
    own = [member for member in state.members.values() if member.id == entry.actor]
    mine = {member.facts["id"] for member in own} | {
        member.interests["id"] for member in own if member.interests
    }
    # Members may erase what is their own; anything else is for an editor.
    if body["what"] not in mine:
        state.may(entry.actor, "editor")
    state.erased[body["what"]] = entry.seq


READERS: dict[str, Callable[[State, Entry, Body], None]] = {
    "joined": joined,
    "declared": declared,
    "left": left,
    "put": put,
    "decided": decided,
    "taken back": taken_back,
    "took": took,
    "returned": returned,
    "notice": noticed,
    "released": released,
    "erased": erased,
}
