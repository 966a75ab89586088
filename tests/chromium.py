"""Debian's Chromium, driven by Playwright, at the pages of a server of its own.

Its tests skip with the reason where the browser is absent. `npm install --prefix tests/web` brings
axe-core.
"""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from hematinic.web.app import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
AXE = Path(__file__).parent / "web/node_modules/axe-core/axe.min.js"

PATIENCE = 300_000
"""Milliseconds. A busy machine decides no test; a page that never comes ends one all the same."""

needed = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def address(service) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(service), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="module")
def browser():
    playwright_api = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    with playwright_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--renderer-process-limit=1"],
            timeout=PATIENCE,
        )
        yield found
        found.close()


def new_context(browser, address, scripts):
    found = browser.new_context(base_url=address, java_script_enabled=scripts)
    found.set_default_timeout(PATIENCE)
    return found


@pytest.fixture(scope="module")
def pages(browser, address):
    """Pages that wait for a reader, with scripts and without. Each is used again: a new one, with a
    process of its own, would take half the time of these tests."""
    contexts, waiting = {}, {True: [], False: []}

    def page(scripts):
        if waiting[scripts]:
            return waiting[scripts].pop()
        if scripts not in contexts:
            contexts[scripts] = new_context(browser, address, scripts)
        return contexts[scripts].new_page()

    def given_back(page, scripts):
        page.context.clear_cookies()
        page.goto("about:blank")
        waiting[scripts].append(page)

    return page, given_back


@pytest.fixture
def opened(pages, address):
    """Opens an address as a new reader would, and fails the test for any error in the page or request
    elsewhere. An option is `java_script_enabled`, the size of the window, or a medium."""
    page_for, given_back = pages
    used, wrong = [], []
    heard = {
        "pageerror": lambda error: wrong.append(str(error)),
        "console": lambda said: (
            wrong.append(said.text) if "Content Security" in said.text else None
        ),
        "request": lambda request: (
            None if request.url.startswith(address) else wrong.append(request.url)
        ),
    }

    def open_page(path, reader="", *, java_script_enabled=True, viewport=None, **media):
        page = page_for(java_script_enabled)
        used.append((page, java_script_enabled))
        if reader:
            page.context.add_cookies([{"name": "reader", "value": reader, "url": address}])
        page.set_viewport_size(viewport or DESK)
        page.emulate_media(**(AS_EVER | media))
        for event, hear in heard.items():
            page.on(event, hear)
        page.goto(path)
        return page

    yield open_page
    for page, scripts in used:
        for event, hear in heard.items():
            page.remove_listener(event, hear)
        given_back(page, scripts)
    assert wrong == []


DESK = {"width": 1280, "height": 720}
AS_EVER = dict.fromkeys(("media", "color_scheme", "reduced_motion", "forced_colors"), "null")
"""Nothing is asked of the page but what its reader has."""


def violations(page):
    if not AXE.exists():
        pytest.skip("no axe-core: npm install --prefix tests/web")
    page.evaluate(AXE.read_text())  # the page's own policy lets no script in by a tag
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'],"
        " runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"
    )
    return [
        f"{one['id']}: {one['help']} {[node['html'][:140] for node in one['nodes'][:4]]}"
        for one in found["violations"]
    ]
