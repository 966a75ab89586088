"""`hematinic board` at a terminal."""

import inspect
import logging
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hematinic.board.commands import SERVED
from hematinic.board.database import made, opened
from hematinic.board.demo import MARK, told
from hematinic.board.room import Room
from hematinic.board.standing import standing
from hematinic.cli import app
from hematinic.record.events import RecordError
from hematinic.web.serve import serve
from once import RULES


@pytest.fixture(autouse=True)
def its_own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("HEMATINIC_BOARD", raising=False)


def run(*arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, ["board", *arguments], catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done.output


def test_a_board_is_made_and_shows_its_first_invitation(tmp_path):
    said = run("init")
    assert "It has no member" in said
    assert re.search(r"  http://127\.0\.0\.1:8000/board/join/[\w-]{40,}\n", said)
    assert "Where hematinic serve listens elsewhere" in said
    assert (tmp_path / "state/hematinic/board.sqlite").is_file()
    assert "0 entries read" in run("verify")
    assert "no items. 0 members have joined." in run("queue")
    assert "0 entries" in run("export")
    assert "There is nothing" not in run("rules")


def test_a_link_leads_to_where_the_server_listens_by_itself():
    told = inspect.signature(serve).parameters
    assert f"http://{told['host'].default}:{told['port'].default}" == SERVED


def test_who_serves_hears_nothing_of_the_database(caplog, tmp_path):
    address = f"sqlite:///{tmp_path}/board.sqlite"
    with caplog.at_level(logging.INFO):
        made(address).close()
        opened(address).close()
    assert not caplog.records


def test_who_is_invited_is_told_once():
    run("init")
    said = run("invite", "--role", "reviewer", "--profession", "pharmacist")
    assert said.startswith("http://127.0.0.1:8000/board/join/")
    with pytest.raises(RecordError, match="from the professions"):
        run("invite", "--role", "reviewer", "--profession", "astrologer")
    with pytest.raises(RecordError, match="from the roles"):
        run("invite", "--role", "king", "--profession", "pharmacist")


@pytest.mark.parametrize("command", ["verify", "queue", "export", "release"])
def test_without_a_board_it_says_how_to_make_one(command):
    with pytest.raises(RecordError, match="hematinic board init"):
        run(command)


def test_notices_are_imported_once(tmp_path):
    run("init")
    file = tmp_path / "notices.yaml"
    file.write_text("- doi: https://doi.org/10.1000/ABC\n  kind: retracted\n  says: made up\n")
    assert "10.1000/abc retracted: 0 items cite it" in run("notices", str(file))
    assert "0 new notices" in run("notices", str(file))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- doi: no\n  kind: retracted\n", "doi: such as"),
        ("- doi: 10.1000/x\n  kind: forgotten\n", "kind: one of"),
        ("- doi: 10.1000/x\n  kind: retracted\n  colour: red\n", "'colour' is not known"),
        ("doi: 10.1000/x\n", "a list of notices"),
        ("- [x\n", "line"),
    ],
)
def test_a_notice_that_cannot_be_read_is_told(tmp_path, text, says):
    run("init")
    file = tmp_path / "notices.yaml"
    file.write_text(text)
    with pytest.raises(RecordError, match=re.escape(says)):
        run("notices", str(file))


def test_a_demonstration_is_marked_and_apart(tmp_path):
    said = run("demo", "--only-make")
    assert said.startswith(MARK)
    assert "demo-pharmacist: password" in said
    assert not (tmp_path / "state/hematinic/board.sqlite").exists()
    assert MARK in run("export", "--demo")
    assert "The record holds" in run("verify", "--demo")
    assert "It is there already" in run("demo", "--only-make")
    assert "3 approved" in run("queue", "--demo")
    out = tmp_path / "release.json"
    run("release", "--demo", "--out", str(out))
    assert MARK in out.read_text()
    assert "The record holds" in run("verify", "--demo", "--release", str(out))


def test_a_demonstration_has_a_change_to_look_at(tmp_path):
    """A made-up earlier version, and after it the guideline itself: nothing made up is planned by.
    What the change touches lost its approvals; the author said nothing of one part of it."""
    run("demo", "--only-make")
    room = Room(opened(f"sqlite:///{tmp_path / 'state/hematinic/board-demo.sqlite'}"))
    before, after = (one.manifest for one in room.state().versions)
    assert after.content_hash == RULES.guideline.content_hash
    assert before.version.startswith("0.0.0-made-up")
    touched = {
        name for name, one in after.items.items() if one.content != before.items[name].content
    }
    assert touched == {"iron-oral-daily", "iron-dose-excessive"}
    assert before.items["iron-oral-daily"].dose != after.items["iron-oral-daily"].dose
    for name in touched:
        found = standing(room.state(), name, room.now())
        assert found.stage == "submitted", name
        assert len(found.uncounted) == 2, name
    assert "iron-oral-daily" in told().clauses
    assert "iron-dose-excessive" not in told().clauses
    room.database.close()


def test_a_demonstration_does_not_touch_a_real_board(tmp_path):
    address = f"sqlite:///{tmp_path / 'real.sqlite'}"
    made(address).close()
    with pytest.raises(RecordError, match="real board"):
        run("demo", "--only-make", "--database", address)
    found = Room(made(address, fictional="made up"))
    assert found.fictional == ""  # a mark is set when a board is made, and by nothing else
    found.database.close()


def test_a_forged_record_exits_2(tmp_path):
    import sqlite3

    run("demo", "--only-make")
    file = next(Path(tmp_path / "state").rglob("board-demo.sqlite"))
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER chain_no_update")
        connection.execute("UPDATE chain SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 3")
    connection.close()
    assert "does not hold: entry 3 was changed" in run("verify", "--demo", status=2)
