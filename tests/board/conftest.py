"""Each test of the board has a board of its own, in each of the two databases."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

import postgres
from boards import People, Timer
from hematinic.board import accounts
from hematinic.board.database import made
from hematinic.board.room import Room


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    if reason := postgres.absent():
        pytest.skip(reason)
    with postgres.cluster() as found:
        yield found


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch) -> None:
    """The same library, told to work less: what it costs to guess is not tested here."""
    monkeypatch.setattr(accounts, "hasher", PasswordHasher(time_cost=1, memory_cost=64))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'board.sqlite'}"
    return request.getfixturevalue("cluster").empty()


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def room(address, timer) -> Iterator[Room]:
    found = Room(made(address), timer)
    yield found
    found.database.close()


@pytest.fixture
def people(room, timer) -> People:
    return People(room, timer)
