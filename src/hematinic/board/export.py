"""The whole record as text, for a regulator: every entry in words, with its hash."""

from collections.abc import Iterator
from typing import Any

from hematinic.board import kept
from hematinic.board.chain import OPERATOR, Entry
from hematinic.board.policy import CHOICES, RULES
from hematinic.board.room import Room
from hematinic.board.standing import overview
from hematinic.board.state import Member, State


class Names:
    """Of members, as far as they are not erased."""

    def __init__(self, state: State, texts: dict[str, str]) -> None:
        self.state, self.texts = state, texts

    def text(self, reference: Any) -> str:
        return self.texts[reference["id"]] if reference else ""

    def facts(self, member: Member) -> dict[str, str]:
        """`name` and `registration`."""
        gone = {"name": kept.ERASED, "registration": ""}
        return gone | kept.facts(self.text(member.facts))

    def who(self, member: str) -> str:
        if member == OPERATOR:
            return "the operator of the machine"
        person = self.state.members[member]
        return f"{self.facts(person)['name']}, {person.profession} [{member}]"


def names(room: Room, state: State) -> Names:
    with room.database.read() as connection:
        return Names(state, kept.told(connection, list(state.references)))


def export(room: Room) -> Iterator[str]:
    """Line by line."""
    state = room.state()
    known = names(room, state)
    yield "RECORD OF THE BOARD"
    if fictional := room.fictional:
        yield f"*** {fictional} ***"
    yield f"{state.seq} entries. The last has the hash {state.head}."
    yield ("Each hash is the SHA-256 of the JSON list [number, instant, kind, actor, body, hash of "
           "the entry before]; the first follows on 64 zeros.")  # fmt: skip
    yield ""
    yield "THE RULES"
    for name, says in RULES.items():
        yield f"  {name}: {says}"
    yield ""
    yield "THE ENTRIES"
    for entry in state.entries:
        yield f"{entry.seq}. {entry.at} {entry.kind}: {_told(entry, known)}"
        yield f"   body {entry.text}"
        yield f"   hash {entry.hash}"
    yield ""
    yield from _outcome(state, room.now())
    if fictional:
        yield f"*** {fictional} ***"


def _outcome(state: State, at: str) -> Iterator[str]:
    whole = overview(state, at)
    yield f"WHERE EACH ITEM STANDS AT {at}"
    for standing in whole.items.values():
        numbers = ", ".join(str(entry.seq) for entry in standing.approvals)
        by = f"; approved by the entries {numbers}" if numbers else ""
        wants = f"; wants {standing.wanted}" if standing.wanted else ""
        yield (
            f"  {standing.item} ({standing.kind}), {standing.content}: {standing.stage}{by}{wants}"
        )
        yield from (
            f"    entry {entry.seq} does not count: {why}" for entry, why in standing.uncounted
        )


def _told(entry: Entry, known: Names) -> str:
    body, who = entry.body, known.who(entry.actor)
    match entry.kind:
        case "joined":
            by = known.who(body["invited_by"])
            return f"{who} as {', '.join(body['roles'])}, invited by {by}"
        case "declared":
            return f"{who} declares: {known.text(body['interests'])}"
        case "left":
            return f"{known.who(body['member'])} has left; told by {who}"
        case "put":
            return (f"{who} puts version {body['version']} before the board, meant to: "
                    f"{known.text(body['meant'])}")  # fmt: skip
        case "decided":
            return _decided(body, who, known)
        case "taken back":
            return f"{who} takes entry {body['decision']} back: {known.text(body['reason'])}"
        case "notice":
            return f"{body['doi']} is {body['kind']}. {body['says']} Told by {who}"
        case "released":
            count = len(body["approvals"])
            return f"version {body['version']}, with the approval of {count} items, by {who}"
        case "erased":
            return f"the text {body['what']}, by {who}"
    return f"{who}: {body.get('item', '')}"


def _decided(body: dict[str, Any], who: str, known: Names) -> str:
    parts = [
        f"{who} {CHOICES[body['choice']]} {body['item']} with the content {body['content']}",
        f"on “{body['sentence']}”" if body["sentence"] else "",
        f"because: {known.text(body['reason'])}" if body["reason"] else "",
        f"Interests: {known.text(body['interests'])}.",
        f"One-time code given at {body['code_at']}.",
        *(f"Beside it: {name} {hashed}." for name, hashed in body.get("shown", {}).items()),
    ]
    return " ".join(part for part in parts if part)
