"""A release as a file that a site pins: one version with its approvals as they stood.

    hematinic board release --out release.json      # on the board's machine
    release: release.json                           # in a site's settings

The site serves that version and no other, with those approvals, and asks no board.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from hematinic.board.export import Names, names
from hematinic.board.moment import later
from hematinic.board.policy import APPROVED_FOR, REVIEWERS, RefusedError
from hematinic.board.room import Room
from hematinic.board.state import Decision, Release, State
from hematinic.board.verify import verify
from hematinic.guideline.board import Board, Member, Review
from hematinic.guideline.model import Guideline
from hematinic.record.events import RecordError
from hematinic.review.content import Content
from hematinic.review.ledger import Ledger, Standing


class Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One approval."""

    member: str
    name: str
    profession: str
    registration: str
    interests: str
    at: str
    entry: int
    hash: str
    """Of its entry in the chain."""


class Released(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    guideline: str
    version: str
    content_hash: str
    manifest: str
    at: str
    entry: int
    hash: str
    """Of the entry that released it: `hematinic board verify --head` finds it in the chain."""
    fictional: str = ""
    approvals: dict[str, tuple[Signed, ...]]
    contents: dict[str, str]
    """Of each item, the hash of its content."""


def released(room: Room, version: str) -> Released:
    """Raises RefusedError where no such version was released, RecordError where the record does
    not hold: nothing goes out of it then."""
    state, faults = verify(room)
    if faults:
        raise RecordError([f"the board's record does not hold: {fault}" for fault in faults])
    release = state.releases.get(version)
    if release is None:
        raise RefusedError("released", f"version '{version[:40]}' was not")
    return _released(state, names(room, state), release, room.fictional)


def _released(state: State, known: Names, release: Release, fictional: str) -> Released:
    manifest = state.manifests(release.digest)
    return Released(
        guideline=manifest.guideline,
        version=manifest.version,
        content_hash=manifest.content_hash,
        manifest=release.digest,
        at=release.at,
        entry=release.seq,
        hash=state.entries[release.seq - 1].hash,
        fictional=fictional,
        approvals={
            item: tuple(_signed(state, known, state.decisions[seq]) for seq in seqs)
            for item, seqs in release.approvals.items()
        },
        contents={item: listed.content for item, listed in manifest.items.items()},
    )


def _signed(state: State, known: Names, decision: Decision) -> Signed:
    member = state.members[decision.member]
    facts = known.facts(member)
    return Signed(
        member=decision.member,
        name=facts["name"],
        profession=member.profession,
        registration=facts["registration"],
        interests=known.text(decision.interests),
        at=decision.at,
        entry=decision.seq,
        hash=state.entries[decision.seq - 1].hash,
    )


def write(release: Released, file: Path) -> None:
    body = msgspec.json.encode(release, order="deterministic")
    file.write_bytes(msgspec.json.format(body, indent=1) + b"\n")


def read(file: Path) -> Released:
    """Raises RecordError."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Released)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError([f"{file}: not a release of the board: {error}"]) from None


def differs(release: Released, guideline: Guideline) -> str:
    """Why a guideline is not the one that was released; empty where it is."""
    if release.content_hash == guideline.content_hash:
        return ""
    return (
        f"the release pins {release.guideline} {release.version}, "
        f"content {release.content_hash[:12]}; what is installed is {guideline.header.id} "
        f"{guideline.header.version}, content {guideline.content_hash[:12]}"
    )


def against(release: Released, state: State) -> list[str]:
    """What of a release is not what the chain says."""
    faults = []
    hashes = {entry.seq: entry.hash for entry in state.entries}
    # Where its own entry is not in the chain, nothing else of it is worth comparing.
    if hashes.get(release.entry) != release.hash or release.version not in state.releases:
        return ["the release is not in the chain"]
    seqs = state.releases[release.version].approvals
    for item, signed in release.approvals.items():
        if tuple(approval.entry for approval in signed) != seqs.get(item):
            faults.append(f"the approvals of {item} are not those of the chain")
        faults += [
            f"entry {approval.entry} is another"
            for approval in signed
            if hashes[approval.entry] != approval.hash
        ]
    return faults + [
        f"the approvals of {item} are left out" for item in seqs if item not in release.approvals
    ]


# As a ledger


@dataclass(frozen=True)
class PinnedLedger(Ledger):
    found: Released
    at: str
    """When: approvals end."""

    def _standing(self, name: str) -> Standing:
        kind, served = self.content.items[name][0], self.content.hashes[name]
        same = self.found.contents.get(name) == served
        signed = self.found.approvals.get(name, ()) if same else ()
        stands = [approval for approval in signed if self.at < later(approval.at, APPROVED_FOR)]
        # There is no board to ask for another approval: once one of them has expired, the item is
        # approved no more.
        approved = bool(signed) and len(stands) == len(signed)
        return Standing(
            item=name,
            kind=kind,
            content=served,
            stage="approved" if approved else "under_review" if signed else "submitted",
            approvals=len(stands),
            required=REVIEWERS,
            outdated=0,
        )


def pinned_ledger(release: Released, content: Content, at: str) -> PinnedLedger:
    signed = [(item, vote) for item, votes in release.approvals.items() for vote in votes]
    members = {
        vote.member: Member(name=vote.name, profession=vote.profession, interests=vote.interests,
                            registration=vote.registration, joined="")
        for _, vote in signed
    }  # fmt: skip
    reviews = tuple(
        Review(item=item, content=release.contents.get(item, ""), reviewer=vote.member,
               on=vote.at[:10], decision="approve", conflict=vote.interests)
        for item, vote in signed
    )  # fmt: skip
    board = Board(reviewers_required=REVIEWERS, members=members)
    return PinnedLedger(content, board, reviews, release, at)
