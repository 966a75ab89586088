"""`hematinic board verify`: whether the record holds, with what lies outside it."""

from collections.abc import Iterator

import sqlalchemy as sa

from hematinic.board import chain, kept, manifest
from hematinic.board.entries import apply
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.state import LEFT_OUT, State
from hematinic.review.content import digest


def verify(room: Room, head: str = "") -> tuple[State, list[str]]:
    """All that does not hold; nothing where the record is whole.

    `head` is the hash of an entry that was printed before: it must stand in the chain still, which
    is how the loss of its last entries, or a chain that was written anew, is found."""
    with room.lock, room.database.read() as connection:
        entries = list(chain.entries(connection))
        faults = list(chain.broken(entries))
        if head and head not in {chain.GENESIS, *(entry.hash for entry in entries)}:
            faults.append(f"the entry {head[:12]} stands in it no more: entries are missing, or "
                          "all of it was written anew")  # fmt: skip
        state, forbidden = _replayed(connection, entries)
        faults += forbidden
        faults += _outside(connection, state)
        faults += _shown(connection, state)
    state.manifests = room.manifest  # what is read of it later is read by another connection
    return state, faults


def _replayed(connection: sa.Connection, entries: list[chain.Entry]) -> tuple[State, list[str]]:
    """The state, until the first entry that the rules forbid."""
    state = State(lambda name: manifest.read_manifest(connection, name))
    for entry in entries:
        try:
            apply(state, entry)
        except RefusedError as error:
            return state, [f"entry {entry.seq} is against a rule: {error}"]
        except (LookupError, ValueError, TypeError) as error:
            return state, [f"entry {entry.seq} cannot be read: {error}"]
    return state, []


def _outside(connection: sa.Connection, state: State) -> Iterator[str]:
    """What may be erased is as it was, or was erased as the chain says."""
    texts = kept.all_kept(connection)
    for name, hashed in state.references.items():
        nonce, body = texts.get(name, (None, None))
        if name in state.erased:
            if body is not None or nonce is not None:
                yield f"the text {name} is there, though the chain says that it was erased"
        elif nonce is None or body is None:
            yield f"the text {name} is gone, and the chain does not say that it was erased"
        elif kept.salted(nonce, body) != hashed:
            yield f"the text {name} was changed after it was written"


def _shown(connection: sa.Connection, state: State) -> Iterator[str]:
    """What was decided about, and what stood beside it, is kept and is what its hash says."""
    decided = {(decision.item, decision.content) for decision in state.decisions.values()}
    seen: set[tuple[str, str]] = set()
    for version in state.versions:
        for item, listed in version.manifest.items.items():
            if (item, listed.content) in decided - seen:
                seen.add((item, listed.content))
                yield from _same(connection, version.manifest, item)
    for decision in state.decisions.values():
        for name, digest_of in decision.shown.items():
            try:
                manifest.read_part(connection, digest_of)
            except LookupError as error:
                yield f"what stood beside {decision.item} in entry {decision.seq} ({name}): {error}"


def _same(connection: sa.Connection, version: manifest.Manifest, item: str) -> Iterator[str]:
    if version.items[item].kind == LEFT_OUT:
        return
    try:
        whole = manifest.meaning(connection, version, item)
    except LookupError as error:
        yield f"what was decided about of {item}: {error}"
        return
    if digest(whole) != version.items[item].content:
        yield f"what was decided about of {item} is not what its hash says"
