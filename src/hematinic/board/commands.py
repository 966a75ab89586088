"""What `hematinic board` does, for who runs the machine."""

from collections import Counter
from pathlib import Path

from hematinic.board import actions, signing_in
from hematinic.board.accounts import InputError
from hematinic.board.database import made, opened
from hematinic.board.export import export as exported
from hematinic.board.export import names
from hematinic.board.fhir import exported as exported_fhir
from hematinic.board.notices import read_notices
from hematinic.board.place import address, demo_address
from hematinic.board.policy import RULES, RefusedError
from hematinic.board.queue import waiting
from hematinic.board.release_file import against, read, released, write
from hematinic.board.room import Room
from hematinic.board.standing import overview
from hematinic.board.verify import verify as verified
from hematinic.guideline.rules import load
from hematinic.record.events import RecordError

SERVED = "http://127.0.0.1:8000"
"""Where `hematinic serve` listens unless it is told otherwise."""

ELSEWHERE = f"Where hematinic serve listens elsewhere, its address stands in the place of {SERVED}."


def _room(database: str, demo: bool = False) -> Room:
    return Room(opened(demo_address(database) if demo else address(database)))


def init(database: str) -> None:
    """Make a board, or bring its database up to date; a new one shows the first invitation."""
    room = Room(made(address(database)))
    if room.state().members:
        print("The board's database is up to date.")
        return
    token = signing_in.invite(room, ("editor",), "other")
    print("The board is made. It has no member. An invitation for its first editor, shown once:")
    print(f"  {SERVED}/board/join/{token}")
    print(ELSEWHERE)


def invite(roles: tuple[str, ...], profession: str, database: str) -> None:
    """A link to join by, shown once; no mail is sent."""
    try:
        token = signing_in.invite(_room(database), roles, profession)
    except InputError as error:
        raise RecordError([f"invite: {error}"]) from None
    print(f"{SERVED}/board/join/{token}")
    print(ELSEWHERE)


def queue(database: str, demo: bool) -> None:
    """What waits for review, the most dangerous first."""
    room = _room(database, demo)
    state = room.state()
    known, whole = names(room, state), overview(state, room.now())
    for item in waiting(state, whole):
        has = f"; {known.who(item.has_it)} has it" if item.has_it else ""
        print(f"{item.standing.item}: {item.why_first}; since {item.since[:10]}; "
              f"wants {item.standing.wanted}{has}")  # fmt: skip
    counts = Counter(standing.stage for standing in whole.items.values())
    counted = ", ".join(f"{counts[stage]} {stage}" for stage in sorted(counts)) or "no items"
    print(f"{counted}. {len(state.members)} members have joined.")


def verify(database: str, demo: bool, head: str, release: Path | None) -> int:
    """Whether the record holds; exit status 2 where it does not."""
    room = _room(database, demo)
    state, faults = verified(room, head)
    if release and not faults:
        faults = against(read(release), state)
    for fault in faults:
        print(f"does not hold: {fault}")
    print(f"{state.seq} entries read; the last has the hash {state.head}")
    if faults:
        return 2
    print("The record holds. Keep this hash elsewhere: with --head it shows later that nothing "
          "of it was lost.")  # fmt: skip
    return 0


def export(database: str, demo: bool) -> None:
    """The whole record as text, for a regulator."""
    for line in exported(_room(database, demo)):
        print(line)


def notices(
    file: Path,
    database: str,
) -> None:
    """Import that sources were superseded or retracted; their items' review comes forward."""
    room = _room(database)
    written = actions.notify(room, read_notices(file))
    state = room.state()
    manifest = state.present.manifest if state.present else None
    for entry in written:
        doi = entry.body["doi"]
        named = (
            {name for name, cited in manifest.dois.items() if cited == doi} if manifest else set()
        )
        count = sum(bool(named & set(listed.sources)) for listed in state.items.values())
        print(f"{doi} {entry.body['kind']}: {count} items cite it")
    print(f"{len(written)} new notices")


def release(database: str, demo: bool, out: Path | None) -> None:
    """Freeze the present version with its approvals as they stand; one that is frozen already is
    only written."""
    room = _room(database, demo)
    state = room.state()
    try:
        version = state.present.manifest.version if state.present else ""
        if version not in state.releases or not out:
            version = actions.release(room).body["version"]
        frozen = room.state().releases[version]
        if out:
            write(released(room, version), out)
    except RefusedError as error:
        raise RecordError([f"release: {error}"]) from None
    print(f"{frozen.version}: {len(frozen.approvals)} items approved, "
          f"{len(frozen.unapproved)} not")  # fmt: skip


def fhir(out: Path, database: str, demo: bool, guideline: Path | None) -> None:
    """The guideline as FHIR, with the board's states and approvals."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / "guideline.fhir.json"
    file.write_bytes(exported_fhir(_room(database, demo), load(guideline).guideline))
    print(file)


def erase(
    what: str,
    database: str,
) -> None:
    """Erase a name, interests or a reason for good; that it was erased stays."""
    try:
        actions.erase(_room(database), what)
    except RefusedError as error:
        raise RecordError([f"erase: {error}"]) from None
    print("erased")


def leave(member: str, database: str) -> None:
    """A member has left: signs in no more; what was decided stays."""
    try:
        actions.leave(_room(database), member)
    except RefusedError as error:
        raise RecordError([f"leave: {error}"]) from None
    print("The member has left.")


def rules() -> None:
    """The rules that are enforced, as the page of the editorial policy prints them."""
    for name, says in RULES.items():
        print(f"{name}: {says}")
