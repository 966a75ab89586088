"""What members do. Each is one transaction: refused by a rule, or kept whole."""

from collections.abc import Iterable
from typing import Any

from hematinic.board import accounts, differences, kept, manifest, sessions
from hematinic.board.accounts import InputError
from hematinic.board.chain import OPERATOR, Entry
from hematinic.board.manifest import Put
from hematinic.board.policy import CHOICES, RefusedError
from hematinic.board.room import Room, Writing
from hematinic.board.sessions import Session
from hematinic.board.shown import Shown
from hematinic.board.signing_in import LONGEST, clean
from hematinic.board.standing import approving
from hematinic.board.state import LEFT_OUT

LONGEST_REASON = 4000

CLAUSES = "\n---\n"
"""After this line of what an author says, the same in the clauses that the solver reads."""


def _fresh(writing: Writing, session: Session) -> Session:
    """As it stands now: another request may have revoked it. Raises RefusedError."""
    present = sessions.again(writing.connection, session.id, writing.at)
    if present is None:
        raise RefusedError("member", "this session has ended")
    if not present.fresh(writing.at):
        raise RefusedError("code")
    return present


def _reason(writing: Writing, text: str, wanted: bool) -> kept.Reference | None:
    reason = clean(text, LONGEST_REASON)
    if wanted and not reason:
        raise RefusedError("reason")
    return kept.keep(writing.connection, reason) if reason else None


# Decisions


def decide(
    room: Room,
    session: Session,
    item: str,
    content: str,
    choice: str,
    reason: str = "",
    sentence: str = "",
    shown: Shown | None = None,
) -> Entry:
    """`shown`: what stood beside the text. Raises RefusedError, InputError."""
    if choice not in CHOICES:
        raise InputError(f"choose from {', '.join(CHOICES)}")
    with room.writing() as writing:
        signed = _fresh(writing, session)
        state = writing.state
        # It also refuses whoever has declared no interests, so that the next lines can count on
        # them.
        state.may_decide(signed.member, item, content)
        interests = state.members[signed.member].interests
        assert interests
        body = {
            "item": item,
            "content": content,
            "choice": choice,
            "sentence": _quoted(writing, item, sentence),
            "reason": _reason(writing, reason, wanted=choice != "approve"),
            "interests": interests,
            "session": signed.id,
            "code_at": signed.code_at,
            "shown": shown.keep(writing.connection) if shown else {},
        }
        return writing.append("decided", signed.member, body)


def _quoted(writing: Writing, item: str, sentence: str) -> str:
    """Raises RefusedError where the item does not say it."""
    present = writing.state.present
    if not sentence:
        return ""
    if present is None or writing.state.listed(item).kind == LEFT_OUT:
        raise RefusedError("sentence")
    text = manifest.meaning(writing.connection, present.manifest, item)
    if sentence not in manifest.words_of(text["item"]):
        raise RefusedError("sentence")
    return sentence


def take_back(room: Room, session: Session, decision: int, reason: str) -> Entry:
    with room.writing() as writing:
        signed = _fresh(writing, session)
        writing.state.may_take_back(signed.member, decision)
        body = {"decision": decision, "reason": _reason(writing, reason, wanted=True)}
        return writing.append("taken back", signed.member, body)


def take(room: Room, session: Session, item: str) -> Entry:
    """To be seen to have it; it binds nobody."""
    with room.writing() as writing:
        return writing.append("took", session.member, {"item": item})


def give_back(room: Room, session: Session, item: str) -> Entry:
    with room.writing() as writing:
        return writing.append("returned", session.member, {"item": item})


# Members


def declare(room: Room, session: Session, interests: str) -> Entry:
    with room.writing() as writing:
        signed = _fresh(writing, session)
        writing.state.member(signed.member)
        text = clean(interests)
        if not text:
            raise InputError("say what your interests are, or that there are none")
        body = {"interests": kept.keep(writing.connection, text)}
        return writing.append("declared", signed.member, body)


def leave(room: Room, member: str, by: str = OPERATOR) -> Entry:
    """Who leaves signs in no more; what was decided stays."""
    with room.writing() as writing:
        entry = writing.append("left", by, {"member": member})
        sessions.revoke(writing.connection, member, writing.at)
        accounts.remove(writing.connection, member)
        return entry


def erase(room: Room, what: str, by: str = OPERATOR) -> Entry:
    """A text outside the chain, for good, with its salt."""
    with room.writing() as writing:
        if not kept.erase(writing.connection, what, writing.at):
            raise RefusedError("erased", "there is no such text")
        differences.forget(writing.connection, what)
        return writing.append("erased", by, {"what": what})


# Versions, notices, releases


def put(room: Room, session: Session, version: Put, meant: str, clauses: str = "") -> Entry:
    """A version before the board, with what its change is meant to do: in words, and in clauses."""
    with room.writing() as writing:
        signed = _fresh(writing, session)
        writing.state.may_put(signed.member, version.digest)
        words, stated = meant.strip(), clauses.strip()
        text = clean(f"{words}{CLAUSES}{stated}" if words and stated else words, LONGEST_REASON)
        if not text:
            raise RefusedError("meant")
        manifest.keep(writing.connection, version)
        # The room reads manifests by another connection, which cannot see yet what this one writes.
        room.known[version.digest] = version.manifest
        body = {
            "guideline": version.manifest.guideline,
            "version": version.manifest.version,
            "content_hash": version.manifest.content_hash,
            "manifest": version.digest,
            "meant": kept.keep(writing.connection, text),
        }
        return writing.append("put", signed.member, body)


def notify(room: Room, notices: Iterable[dict[str, str]], by: str = OPERATOR) -> list[Entry]:
    """One entry for each notice that is not known yet: all of them, or none."""
    with room.writing() as writing:
        written = []
        for notice in notices:
            # Anew for each: the same notice may stand twice in one file.
            known = {(earlier.doi, earlier.kind) for earlier in writing.state.notices}
            if (notice["doi"], notice["kind"]) not in known:
                says = clean(notice.get("says", ""), LONGEST)
                body = {"doi": notice["doi"], "kind": notice["kind"], "says": says}
                written.append(writing.append("notice", by, body))
        return written


def release(room: Room, by: str = OPERATOR) -> Entry:
    """The present version, with its approvals as they stand."""
    with room.writing() as writing:
        present = writing.state.present
        if present is None:
            raise RefusedError("released", "there is nothing to release")
        writing.state.may_release(by, present.manifest.version)
        body: dict[str, Any] = {
            "version": present.manifest.version,
            "manifest": present.digest,
            # They could be computed, and are written all the same: whoever replays the chain
            # compares them.
            "approvals": {
                name: [approval.seq for approval in approvals]
                for name in writing.state.items
                if (approvals := approving(writing.state, name, writing.at))
            },
        }
        return writing.append("released", by, body)
