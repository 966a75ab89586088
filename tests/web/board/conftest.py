"""A server with a board of its own, over a small made-up guideline, for each module of tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from boards import PASSWORD, People, Timer
from hematinic.board import accounts
from hematinic.board.database import made
from hematinic.board.room import Room
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.web.app import create_app
from hematinic.web.board.door import masked
from hematinic.web.hooks.settings import Settings
from hematinic.web.service import Service

SMALL = Path(__file__).parents[2] / "guidelines" / "magnesium_potassium"


class Site:
    """A server, who belongs to its board, and browsers to sign in with."""

    def __init__(self, address: str, folder: Path = SMALL) -> None:
        self.address, self.timer = address, Timer()
        made(address).close()
        service = Service(Planner(load(folder)), folder=folder)
        self.app = create_app(service, Settings(board=address))
        self.room: Room = self.app.state.site.room
        self.room.clock = self.timer
        self.people = People(self.room, self.timer)

    def beside(self, folder: Path) -> "Site":
        """Another server of the same board, which serves another version."""
        found = Site(self.address, folder)
        found.room.clock = found.timer = found.people.timer = self.timer
        found.people.secrets, found.people.ids = self.people.secrets, self.people.ids
        return found

    def browser(self) -> "Browser":
        return Browser(self)

    def signed(self, login: str) -> "Browser":
        found = self.browser()
        assert found.sign_in(login).status_code == 303
        return found


class Browser:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.client = TestClient(site.app, follow_redirects=False)

    def sign_in(self, login: str, password: str = PASSWORD, code: str = ""):
        code = code or self.site.people.code(login)
        return self.post("/sign-in", login=login, password=password, code=code)

    def get(self, path: str):
        return self.client.get(f"/board{path}")

    def post(self, path: str, **fields: str):
        return self.client.post(f"/board{path}", data={"csrf": self.csrf(), **fields})

    def beside(self, item: str) -> dict[str, str]:
        """What stands beside the text of an item on its page, as its form names it."""
        return self.get(f"/item/{item}?format=json").json()["beside"]

    def decide(self, item: str, choice: str, **fields: str):
        """About the text that is before the board, as its page shows it."""
        fields = {"content": self.site.room.state().listed(item).content, **fields}
        return self.post(f"/item/{item}", choice=choice, **{**self.beside(item), **fields})

    def csrf(self) -> str:
        from hematinic.board import signing_in

        found = signing_in.session(self.site.room, self.client.cookies.get("board") or "")
        return masked(found.csrf) if found else ""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    accounts.hasher, before = PasswordHasher(time_cost=1, memory_cost=64), accounts.hasher
    found = Site(f"sqlite:///{tmp_path_factory.mktemp('board') / 'board.sqlite'}")
    people = found.people
    people.join("editor", "editor")
    people.join("author", "author")
    people.reviewer("haematologist", "haematologist")
    people.reviewer("pharmacist", "pharmacist")
    yield found
    found.room.database.close()
    accounts.hasher = before
