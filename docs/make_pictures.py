"""Draws the pictures of the documentation from real output: `make pictures`."""

import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from rich.console import Console
from tools.lighthouse import CHROMIUM, served

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.record.read import read_record
from hematinic.render.paper.pdf import to_pdf
from hematinic.render.screen.terminal import show

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
LINES = 60
DAY = 739_942
"""2026-11-22."""

DOTS = 80
"""To the inch: a page is 662 by 936."""

SHADES = 64
"""A page has few colors, and so a picture of it is small."""


def planned(example: str) -> tuple[Plan, Record]:
    rules = load()
    record = read_record(ROOT / "examples" / example, rules.guideline, DAY + 1)
    return Planner(rules).plan(record, record.as_of or DAY), record


def terminal_plan() -> None:
    """The first screen of a plan as the terminal shows it."""
    plan, _ = planned("iron-before-b12.yaml")
    console = Console(record=True, width=100, file=io.StringIO(), highlight=False)
    show(plan, "clinician", console=console)
    text = console.export_text(clear=False, styles=True).splitlines()[:LINES]
    screen = Console(record=True, width=100, file=io.StringIO(), highlight=False)
    from rich.text import Text

    screen.print(Text.from_ansi("\n".join(text)))
    svg = screen.export_svg(title="hematinic plan examples/iron-before-b12.yaml")
    # The fonts of the exporter come from another host; the reader's own monospace serves.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (ROOT / "docs" / "img" / "plan.svg").write_text(svg.replace("Fira Code", "monospace"))


def pages(name: str, written: bytes, count: int) -> None:
    """The first pages of a PDF, each as a small PNG."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.pdf"
        file.write_bytes(written)
        command = ["pdftoppm", "-png", "-r", str(DOTS), "-l", str(count), str(file), f"{folder}/p"]
        subprocess.run(command, check=True)
        for number, page in enumerate(sorted(Path(folder).glob("p-*.png")), 1):
            small = Image.open(page).convert("RGB").quantize(SHADES)
            small.save(PICTURES / f"{name}-{number}.png", optimize=True)


def paper() -> None:
    """The sheet and the leaflet of docs/faces.md, as they are printed."""
    PICTURES.mkdir(exist_ok=True)
    plan, record = planned("combined-deficiency-bundle.json")
    pages("sheet", to_pdf(plan, "clinician", record, spelling="uk"), 2)
    pages("leaflet", to_pdf(plan, "patient", record, spelling="uk"), 3)
    pages("leaflet-large", to_pdf(plan, "patient", record, True, "uk"), 1)


DESK, PHONE = (1280, 800), (390, 844)

SCREENS = {
    "answer": ("/", DESK),
    "answer-phone": ("/", PHONE),
    "planner": ("/plan", DESK),
    "planner-phone": ("/plan", PHONE),
    "plan": ("/plan?example=iron-before-b12", DESK),
    "plan-phone": ("/plan?example=iron-before-b12", PHONE),
    "topic": ("/answer/intravenous", DESK),
    "why": ("/why/b12-loading-neurological", DESK),
    "about": ("/about", DESK),
    "form": ("/plan/form?example=no-response", DESK),
}
"""Each as it opens, nothing scrolled: `docs/screens.md` shows them."""

TIMELINE = ("timeline", "timeline-phone")


def screens(chromium: str) -> None:
    from playwright.sync_api import Page, sync_playwright

    def kept(page: Page, name: str) -> None:
        drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(SHADES)
        drawn.save(PICTURES / f"screen-{name}.png", optimize=True)

    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=address)
        for name, (path, (width, height)) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(path)
            kept(page, name)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.goto("/")
        page.fill(".search [name=question]", "Why not tablets?")
        page.press(".search [name=question]", "Enter")
        page.wait_for_selector("section.answer")
        page.evaluate("scrollTo(0, 0)")
        kept(page, "ask")
        for name, (width, height) in zip(TIMELINE, (DESK, PHONE), strict=True):
            page.set_viewport_size({"width": width, "height": height})
            page.goto("/plan?example=no-response")
            page.evaluate("document.querySelector('.timeline').scrollIntoView()")
            kept(page, name)
        browser.close()


if __name__ == "__main__":
    terminal_plan()
    if CHROMIUM:
        screens(CHROMIUM)
    else:
        print("no Chromium: the pictures of the screens are as they were")
    if shutil.which("pdftoppm"):
        paper()
    else:
        print("no pdftoppm (poppler-utils): the pictures of paper are as they were")
