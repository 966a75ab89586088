"""What the solver found between two versions is kept with the board, in either database: told of
nothing else, and not once it was changed or the author's words were erased."""

import sqlalchemy as sa
from alembic import command

from boards import put_of
from hematinic.board import actions, differences
from hematinic.board.database import made, migrations, opened
from hematinic.board.differences import Between
from hematinic.board.room import Room
from hematinic.board.tables import DIFFERENCES

BODY = b'{"patients": []}'


def put(room, people):
    """Two versions; what was found between them could be kept of these."""
    people.join("author", "author")
    session = people.sign_in("author")
    for version in ("1", "2"):
        actions.put(room, session, put_of(version, {"a": f"text {version}"}), f"meant {version}")
    before, after = room.state().versions
    return Between(before.digest, after.digest, after.meant["id"], "program")


def test_it_is_there_when_a_server_begins_anew(room, people, address):
    between = put(room, people)
    assert differences.find(room, between) is None
    differences.keep(room, between, BODY)
    other = Room(opened(address))
    assert differences.find(other, between) == BODY
    differences.keep(other, between, b"{}")
    assert differences.find(room, between) == b"{}", "the later takes the place of the earlier"
    other.database.close()


def test_it_is_told_of_nothing_else(room, people):
    between = put(room, people)
    differences.keep(room, between, BODY)
    for other in (
        Between(between.after, between.before, between.meant, between.program),
        Between(between.before, between.before, between.meant, between.program),
        Between(between.before, between.after, "another", between.program),
        Between(between.before, between.after, between.meant, "another"),
    ):
        assert differences.find(room, other) is None


def test_what_was_changed_since_is_not_told(room, people):
    between = put(room, people)
    differences.keep(room, between, BODY)
    for changed in ({"body": b"not packed"}, {"hash": "0" * 64}):
        with room.database.write() as connection:
            connection.execute(sa.update(DIFFERENCES).values(**changed))
        assert differences.find(room, between) is None
        differences.keep(room, between, BODY)


def test_it_goes_with_the_words_that_were_erased_and_does_not_come_back(room, people):
    between = put(room, people)
    differences.keep(room, between, BODY)
    actions.erase(room, between.meant)
    assert differences.find(room, between) is None
    differences.keep(room, between, BODY)  # as a process does that began before
    assert differences.find(room, between) is None


def test_an_older_board_is_brought_up_to_date_and_keeps_what_it_holds(address):
    """As `hematinic board init` does it."""
    older = made(address)
    with older.write() as connection:
        DIFFERENCES.drop(connection)
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        config = migrations()
        config.attributes["connection"] = connection
        command.current(config)
    pepper = older.setting("pepper")
    older.close()
    newer = made(address)
    assert newer.setting("pepper") == pepper
    with newer.read() as connection:
        assert connection.execute(sa.select(DIFFERENCES)).all() == []
    newer.close()
