"""From typing to a new plan on screen, while many type: `python -m benchmarks.at_the_keyboard`.

Each of them changes one fact a second, for half a minute, as htmx sends it: the whole form; what
comes back is the part of the page with the plan. With `--screen` a browser is one of them, and its
time is that from the change of a field until the new plan is drawn. Nothing is asserted.
"""

import argparse
import asyncio
import random
import re
import shutil
import time
from html import unescape
from urllib.parse import urlencode

from benchmarks.served import served

PEOPLE, SECONDS = 20, 30

NAMED = re.compile(
    r'<(?:input|textarea)[^>]*? name="([^"]+)"(?:[^>]*? value="([^"]*)")?[^>]*>|'
    r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>',
    re.DOTALL,
)
CHOSEN = re.compile(r'<option value="([^"]*)" selected')


def fields(page: str) -> dict[str, str]:
    """What the form of a page would send."""
    found = {}
    for name, value, choice, options in NAMED.findall(page):
        if name:
            found[name] = unescape(value)
        elif chosen := CHOSEN.search(options):
            found[choice] = unescape(chosen[1])
    return {name: value for name, value in found.items() if name not in ("file", "back")}


def request(values: dict[str, str]) -> bytes:
    body = urlencode(values).encode()
    head = (
        "POST /plan HTTP/1.1\r\nHost: localhost\r\nHX-Request: true\r\nAccept: text/html\r\n"
        f"Accept-Encoding: gzip\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    return head.encode() + body


async def asked(port: int, message: bytes) -> tuple[float, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.perf_counter()
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    body = await reader.readexactly(length)
    taken = time.perf_counter() - began
    writer.close()
    assert head.startswith(b"HTTP/1.1 200"), head
    return taken, body


async def person(port: int, values: dict[str, str], number: int, seconds: int) -> list[float]:
    """One change a second: another hemoglobin each time."""
    drawn = random.Random(number)
    await asyncio.sleep(drawn.random())
    taken = []
    for _ in range(seconds):
        changed = values | {"value.hemoglobin": str(drawn.randrange(60, 150) / 10)}
        took, _ = await asked(port, request(changed))
        taken.append(took)
        await asyncio.sleep(max(0.0, 1 - took))
    return taken


async def all_of_them(port: int, values: dict[str, str], people: int, seconds: int) -> list[float]:
    each = await asyncio.gather(*(person(port, values, i, seconds) for i in range(people)))
    return [one for many in each for one in many]


WATCH = """() => new Promise(done => {
  const field = document.querySelector("[name='value.hemoglobin']");
  const sent = performance.now();
  new MutationObserver((_, watcher) => {
    if (!document.querySelector("#plan .at-once")) return;
    watcher.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - sent)));
  }).observe(document.querySelector(".beside"), {childList: true});
  field.value = String(6 + Math.floor(Math.random() * 90) / 10);
  field.dispatchEvent(new Event("change", {bubbles: true}));
})"""


def screen(port: int, times: int) -> list[float]:
    """Seconds, in a browser, until the change is drawn."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/plan?example=iron-before-b12")
        taken = []
        for _ in range(times):
            taken.append(page.evaluate(WATCH) / 1000)
            page.wait_for_timeout(700)
        browser.close()
    return taken


async def both(port: int, values: dict[str, str], people: int, seconds: int) -> list[list[float]]:
    drawn = asyncio.to_thread(screen, port, seconds)
    return list(await asyncio.gather(all_of_them(port, values, people - 1, seconds + 5), drawn))


def told(name: str, taken: list[float]) -> str:
    taken.sort()
    p50, p99 = (1000 * taken[int(len(taken) * share)] for share in (0.50, 0.99))
    return f"{name:44} {len(taken):6} times   p50 {p50:7.2f} ms   p99 {p99:7.2f} ms"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--screen", action="store_true", help="A browser is one of them.")
    asked_for = parser.parse_args(arguments)
    with served() as (port, _):
        opened = b"GET /plan?example=iron-before-b12 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        _, page = asyncio.run(asked(port, opened))
        values = fields(page.decode())
        asyncio.run(all_of_them(port, values, 2, 3))  # warm
        people, seconds = asked_for.people, asked_for.seconds
        if asked_for.screen:
            sent, drawn = asyncio.run(both(port, values, people, seconds))
            print(told("on screen, a browser among them", drawn))
        else:
            sent = asyncio.run(all_of_them(port, values, people, seconds))
        print(told(f"POST /plan, {people} people, a change a second", sent))


if __name__ == "__main__":
    main()
