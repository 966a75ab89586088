"""Without a board set up the server works as it ever did."""

import pytest

from hematinic.board.database import made
from hematinic.board.place import address
from hematinic.web.hooks.settings import of_this_machine


@pytest.fixture(autouse=True)
def its_own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("HEMATINIC_BOARD", raising=False)


def test_there_is_no_room(client):
    for path in ("/board/sign-in", "/board/queue", "/board/policy", "/api/board"):
        assert client.get(path).status_code == 404, path
    assert client.post("/board/sign-in", data={"login": "x"}).status_code == 404
    assert "/api/board" not in client.get("/openapi.json").json()["paths"]


def test_its_public_page_says_that_there_is_nobody(client):
    found = client.get("/board?format=json").json()
    assert (found["members"], found["room"]) == ([], False)
    assert found["status"]["stage"] == "submitted"
    assert "fictional" not in found
    assert "No members yet." in client.get("/board").text


def test_a_board_is_found_where_it_was_made(monkeypatch):
    assert of_this_machine().board == ""
    made(address()).close()
    assert of_this_machine().board == address()
    monkeypatch.setenv("HEMATINIC_BOARD", "sqlite:///another.sqlite")
    assert of_this_machine().board == "sqlite:///another.sqlite"
