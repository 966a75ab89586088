"""A whole review in a real browser by the keyboard alone: an editor invites, two reviewers and an
author join, a version is put, both sign, it is approved. No page has anything that axe finds.

The people and the guideline are made up. Scripts are off: the room needs none.
"""

import socket
import threading
import time
from collections.abc import Iterator

import pyotp
import pytest
import uvicorn

from boards import PASSWORD
from chromium import needed, new_context, violations

pytestmark = needed

ITEM = "magnesium-first"


@pytest.fixture(scope="module")
def board_address(site) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(site.app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


class Person:
    """Somebody at a keyboard: what can be done is reached by Tab, or not at all."""

    def __init__(self, browser, site, address: str, scripts: bool = False) -> None:
        self.site, self.address = site, address
        self.context = new_context(browser, address, scripts)
        self.page = self.context.new_page()

    def go(self, path: str) -> "Person":
        self.page.goto(f"/board{path}")
        return self

    def reach(self, selector: str) -> None:
        """By Tab, from where the focus is, once around the page at the most."""
        target = self.page.locator(selector).first
        assert target.count(), selector
        for _ in range(400):
            if self.page.locator(f"{selector}:focus").count():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab comes to {selector}")

    def type(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def press(self, selector: str, key: str = "Enter") -> None:
        """Enter leads to another page, Space does not."""
        self.reach(selector)
        if key == "Space":
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    # What they do

    def join(self, link: str, login: str) -> None:
        self.page.goto(link)
        secret = self.page.locator("#secret").inner_text()
        self.site.people.secrets[login] = secret
        self.type("#f-name", f"Made Up {login}")
        self.type("#f-login", login)
        self.type("#f-password", PASSWORD)
        self.type("#f-code", pyotp.TOTP(secret).at(self.site.timer.now))
        self.press("form.stacked button")
        assert self.page.url.endswith("/board/sign-in")
        self.sign_in(login)

    def sign_in(self, login: str) -> None:
        self.go("/sign-in")
        self.type("#f-login", login)
        self.type("#f-password", PASSWORD)
        self.type("#f-code", self.site.people.code(login))
        self.press("form.stacked button")
        assert self.page.url.endswith("/board/queue"), self.text()

    def declare(self) -> None:
        self.press("nav.board a[href='/board/me']")
        self.type("#f-interests", "none")
        self.press("form[action='/board/me/interests'] button")
        assert "Declared: none" in self.text()

    def decide(self, choice: str, reason: str) -> None:
        self.go("/queue")
        self.press(f"a[href='/board/item/{ITEM}']")
        self.reach("input[name=choice]")
        for _ in range(["approve", "change", "reject", "comment"].index(choice) + 1):
            if self.page.locator(f"input[value={choice}]:checked").count():
                break
            first = not self.page.locator("input[name=choice]:checked").count()
            self.page.keyboard.press("Space" if first else "ArrowDown")
        assert self.page.locator(f"input[value={choice}]").is_checked()
        self.type("#f-reason", reason)
        self.press(f"form.stacked[action='/board/item/{ITEM}'] button")


def invite(editor: Person, role: str, profession: str) -> str:
    editor.press("nav.board a[href='/board/edit']")
    editor.press(f"input[name=role-{role}]", "Space")
    editor.reach("#f-profession")
    editor.page.keyboard.type(profession)
    editor.press("form[action='/board/edit/invite'] button")
    return editor.page.locator("#link").inner_text()


def test_a_whole_review_by_keyboard(browser, site, board_address):
    def person() -> Person:
        return Person(browser, site, board_address)

    editor = person()
    editor.sign_in("editor")
    people = {}
    for login, role, profession in (("ann", "author", "physician"), ("ben", "reviewer", "haemat"),
                                    ("cat", "reviewer", "pharmacist")):  # fmt: skip
        people[login] = person()
        people[login].join(invite(editor, role, profession), login)
        people[login].declare()
    ann, ben, cat = people.values()
    ann.press("nav.board a[href='/board/put']")
    ann.type("#f-meant", "To begin with.")
    ann.press("form[action='/board/put'] button")
    assert "To begin with." in ann.text()
    ben.decide("approve", "as the source says")
    assert "1 of 2 reviewers" in ben.text()
    assert "wants 1 more reviewer, a pharmacist" in ben.text()
    cat.decide("change", "which salt of it?")
    assert "an answer to what was asked for" in cat.text()
    cat.decide("approve", "answered")
    assert "2 of 2 reviewers" in cat.text()
    assert "Approved until" in cat.text()
    for said in ("which salt of it?", "answered", "as the source says", "To begin with."):
        assert said in cat.text(), said
    for one in (editor, *people.values()):
        one.context.close()


PAGES = (
    "/sign-in",
    "/queue",
    f"/item/{ITEM}",
    "/item/kidneys",
    "/put",
    "/edit",
    "/me",
    "/policy",
    "/difference",
    "",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, site, board_address, scheme):
    person = Person(browser, site, board_address, scripts=True)
    person.page.emulate_media(color_scheme=scheme)
    person.sign_in("pharmacist")
    if site.room.state().present is None:
        author = Person(browser, site, board_address)
        author.sign_in("author")
        author.go("/put").type("#f-meant", "To begin with.")
        author.press("form[action='/board/put'] button")
        author.context.close()
    found = {path: violations(person.go(path).page) for path in PAGES}
    token = invite_link(site)
    person.page.goto(f"/board/join/{token}")
    found["/join"] = violations(person.page)
    person.context.close()
    assert {path: told for path, told in found.items() if told} == {}


def invite_link(site) -> str:
    from hematinic.board import signing_in

    return signing_in.invite(site.room, ("reviewer",), "nurse")


def test_a_narrow_screen_needs_no_scrolling_sideways(browser, site, board_address):
    person = Person(browser, site, board_address, scripts=True)
    person.sign_in("pharmacist")
    person.page.set_viewport_size({"width": 320, "height": 700})
    for path in ("/queue", f"/item/{ITEM}", "/edit", "/me"):
        width = person.go(path).page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, path
    person.context.close()
