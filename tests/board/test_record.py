"""The record: whatever is changed, left out, put in or written anew is found; what may be erased is
erased, and the chain holds without it."""

import zlib

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from boards import content, put_of
from hematinic.board import actions, chain
from hematinic.board.database import made, opened
from hematinic.board.export import export
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.shown import Shown, read
from hematinic.board.tables import CHAIN, KEPT, PARTS, metadata
from hematinic.board.verify import verify
from hematinic.record.events import RecordError

ITEM = "iron"
REASON = "the patient in bed seven, made up for this test"


@pytest.fixture
def record(room, people):
    people.join("author", "author")
    actions.put(room, people.sign_in("author"), put_of("1", {ITEM: "Give iron."}), "to begin")
    first = people.reviewer("first")
    actions.decide(room, first, ITEM, content(room, ITEM), "approve", REASON)
    return room


def tamper(room, statement):
    """As who owns the database and takes the triggers away could."""
    with room.database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE chain DISABLE TRIGGER USER")
        else:
            for name in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS chain_no_{name}")
        connection.execute(statement)


def faults(room, head=""):
    return verify(Room(room.database, room.clock), head)[1]


def test_it_holds(record):
    state, found = verify(record)
    assert found == []
    assert faults(record, state.head) == []
    assert faults(record, state.entries[0].hash) == []


@pytest.mark.parametrize("statement", [CHAIN.update().values(actor="x"), CHAIN.delete()])
def test_the_database_itself_changes_and_deletes_no_entry(record, statement):
    with (
        pytest.raises(sa.exc.DBAPIError, match="not changed"),
        record.database.write() as connection,
    ):
        connection.execute(statement)
    assert faults(record) == []


@pytest.mark.parametrize("column", ["at", "kind", "actor", "body", "previous", "hash"])
def test_any_change_of_an_entry_is_found(record, column):
    value = {"at": "2020-01-01T00:00:00.000000Z", "kind": "left", "body": "{}"}.get(
        column, "0" * 32
    )
    tamper(record, CHAIN.update().where(CHAIN.c.seq == 2).values({column: value}))
    assert faults(record)


def test_a_missing_entry_is_found(record):
    tamper(record, CHAIN.delete().where(CHAIN.c.seq == 2))
    assert "entry 2 is missing" in faults(record)[0]


def test_the_loss_of_the_last_entries_is_found_by_a_head_that_was_kept(record):
    head = record.state().head
    tamper(record, CHAIN.delete().where(CHAIN.c.seq == record.state().seq))
    assert faults(record) == []  # a chain cannot tell of its own end
    assert "stands in it no more" in faults(record, head)[0]


def test_a_forged_decision_is_against_a_rule_though_the_chain_holds(record, people):
    """Written with right hashes by who owns the database, in an author's name."""
    state = record.state()
    interests = next(iter(state.decisions.values())).interests
    body = {
        "item": ITEM, "content": content(record, ITEM), "choice": "approve", "sentence": "",
        "reason": None, "interests": interests, "session": "x", "code_at": state.entries[-1].at,
    }  # fmt: skip
    with record.database.write() as connection:
        chain.append(connection, record.now(), "decided", people.ids["author"], body)
    assert "against a rule" in faults(record)[0]


def test_a_changed_reason_is_found(record):
    reason = next(iter(record.state().decisions.values())).reason
    tamper(record, KEPT.update().where(KEPT.c.id == reason["id"]).values(body="another"))
    assert "was changed after" in faults(record)[0]


def test_a_reason_that_went_without_a_word_is_found(record):
    reason = next(iter(record.state().decisions.values())).reason
    tamper(record, KEPT.delete().where(KEPT.c.id == reason["id"]))
    assert "does not say that it was erased" in faults(record)[0]


def test_what_was_read_is_kept_and_its_change_is_found(record):
    state = record.state()
    manifest = state.present.manifest
    part = manifest.parts[manifest.items[ITEM].parts[0]][2]
    tamper(record, PARTS.update().where(PARTS.c.digest == part).values(body=b"x"))
    assert "what was decided about" in faults(record)[0]


@pytest.fixture
def beside(record, people):
    """A second decision, on a page where this stood beside the text."""
    told = Shown.of(patients={"told": ["somebody made up"]}, difference={"found": []})
    second = people.reviewer("second")
    actions.decide(record, second, ITEM, content(record, ITEM), "approve", shown=told)
    return told


def test_the_chain_holds_the_hashes_of_what_stood_beside_the_text(record, beside):
    first, second = record.state().decisions.values()
    assert first.shown == {}
    assert second.shown == beside.hashes
    assert record.state().entries[-1].body["shown"] == beside.hashes
    assert faults(record) == []
    with record.database.read() as connection:
        assert read(connection, second.shown["patients"]) == {"told": ["somebody made up"]}
    assert f"Beside it: patients {second.shown['patients']}." in "\n".join(export(record))


@pytest.mark.parametrize("part", ["patients", "difference"])
@pytest.mark.parametrize("lost", [True, False])
def test_what_stood_beside_the_text_is_kept_and_its_loss_or_change_is_found(
    record, beside, part, lost
):
    at = PARTS.c.digest == beside.hashes[part]
    change = PARTS.delete() if lost else PARTS.update().values(body=zlib.compress(b"another"))
    tamper(record, change.where(at))
    [fault] = faults(record)
    assert f"({part})" in fault
    assert ("is missing" if lost else "was changed") in fault


def test_an_entry_without_what_stood_beside_it_is_as_it_was_written(record, people):
    """So they were before it was kept."""
    earlier = dict(record.state().entries[-1].body)
    del earlier["shown"]
    with record.database.write() as connection:
        chain.append(connection, record.now(), "decided", people.ids["first"], earlier)
    assert faults(record) == []
    assert [each.shown for each in Room(record.database).state().decisions.values()] == [{}, {}]


def test_what_else_is_called_beside_a_text_is_against_a_rule(record, people):
    body = {**record.state().entries[-1].body, "shown": {"something": "0" * 64}}
    with record.database.write() as connection:
        chain.append(connection, record.now(), "decided", people.ids["first"], body)
    assert "against a rule" in faults(record)[0]


def test_a_reason_is_erased_and_the_chain_holds(record):
    reason = next(iter(record.state().decisions.values())).reason
    assert REASON in "\n".join(export(record))
    actions.erase(record, reason["id"])
    text = "\n".join(export(record))
    assert REASON not in text
    assert "(erased)" in text
    assert faults(record) == []
    with record.database.read() as connection:
        row = connection.execute(sa.select(KEPT).where(KEPT.c.id == reason["id"])).one()
    assert (row.nonce, row.body) == (None, None)
    with pytest.raises(RefusedError):
        actions.erase(record, reason["id"])


def test_erased_bytes_are_gone_from_the_file(record, address):
    """Of SQLite, once its log is folded in; PostgreSQL writes over them when it vacuums."""
    if not address.startswith("sqlite"):
        pytest.skip("PostgreSQL keeps the old row until it vacuums")
    reason = next(iter(record.state().decisions.values())).reason
    actions.erase(record, reason["id"])
    with record.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    file = sa.make_url(address).database
    with open(file, "rb") as found:
        assert REASON.encode() not in found.read()


def test_members_erase_their_own_name_and_nobody_elses(record, people):
    mine = record.state().members[people.ids["first"]].facts["id"]
    theirs = record.state().members[people.ids["author"]].facts["id"]
    with pytest.raises(RefusedError, match="An editor"):
        actions.erase(record, theirs, people.ids["first"])
    actions.erase(record, mine, people.ids["first"])
    assert "Test first" not in "\n".join(export(record))
    assert faults(record) == []


def test_no_name_and_no_reason_lies_in_the_chain(record):
    whole = "".join(entry.text for entry in record.state().entries)
    assert "Test" not in whole
    assert REASON not in whole


def test_the_export_tells_everything_in_words(record):
    text = "\n".join(export(record))
    for said in (
        "Test first, physician",
        "approves iron",
        REASON,
        "Interests: none",
        "two: An item",
    ):
        assert said in text
    for entry in record.state().entries:
        assert entry.hash in text


def test_the_migrations_make_the_tables(room):
    with room.database.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_a_board_is_made_once_and_opened_after(address, room):
    pepper = room.database.setting("pepper")
    for way in (made, opened):
        found = way(address)
        assert found.setting("pepper") == pepper
        found.close()


def test_where_there_is_none_it_says_so(tmp_path):
    with pytest.raises(RecordError, match="hematinic board init"):
        opened(f"sqlite:///{tmp_path / 'none.sqlite'}")
    with pytest.raises(RecordError, match="SQLite in a file"):
        opened("mysql://x")
    with pytest.raises(RecordError, match="not an address"):
        opened("no address")
