"""A PDF read back by other programs: its text, and its tree of tags."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.record.read import read_record
from hematinic.render.paper.leaflet import Section
from hematinic.render.paper.pdf import to_pdf
from hematinic.render.words import phrases as words
from render.people import plans
from spec.patients import TODAY, planner

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES_OF_EXAMPLES = [
    file
    for file in (*EXAMPLES.rglob("*.yaml"), *EXAMPLES.rglob("*.json"))
    if re.search(r"^patient:|Bundle", file.read_text(), re.MULTILINE)
]
RICH = "levothyroxine and calcium"
"""Of the plans, one that has all that a face can show."""

FACES = {
    "sheet": ("clinician", False),
    "leaflet": ("patient", False),
    "leaflet in large print": ("patient", True),
}


@cache
def printed(name: str, face: str) -> bytes:
    reader, large_print = FACES[face]
    return to_pdf(plans()[name], reader, large_print=large_print)


def told(section: Section) -> list[str]:
    texts = [section.heading]
    for item in section.items:
        how = item.detail if section.kind == "treatments" else ""
        late = item.detail if section.kind == "dates" else ""
        texts += [item.title, words.capital(how), item.text, late, *item.points]
    return texts


@cache
def example(name: str) -> tuple[Plan, Record]:
    record = read_record(EXAMPLES / name, planner().rules.guideline, TODAY.toordinal())
    return planner().plan(record, record.as_of or TODAY.toordinal()), record


POPPLER = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")


def run(content: bytes, *command: str) -> str:
    """`FILE` in a command stands for the PDF."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.pdf"
        file.write_bytes(content)
        words = [str(file) if word == "FILE" else word for word in command]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@cache
def pages_of(content: bytes) -> list[str]:
    """What is printed, head and foot too, page by page."""
    return run(content, "pdftotext", "-raw", "FILE", "-").rstrip("\f").split("\f")


def letters(text: str) -> str:
    """Without what the end of a line puts into a text or takes out of it."""
    return re.sub(r"[\W_]", "", text)


@dataclass
class Tag:
    name: str
    alt: str = ""
    scope: str = ""
    inside: list["Tag"] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    """On which its content stands."""
    text: str = ""

    def __iter__(self) -> Iterator["Tag"]:
        """All, in the order in which they are read."""
        yield self
        for tag in self.inside:
            yield from tag

    def all(self, name: str) -> list["Tag"]:
        """Whose names fit the pattern."""
        return [tag for tag in self if re.fullmatch(name, tag.name)]


@cache
def tags(content: bytes) -> Tag:
    return _Reader(opened(content)).tag()


def spoken(content: bytes) -> str:
    """What is read aloud, in its order: without head and foot."""
    return tags(content).text


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


class _Reader:
    def __init__(self, document: pikepdf.Pdf) -> None:
        self.document = document
        self.numbers = {page.objgen: n for n, page in enumerate(document.pages, 1)}
        self.marked = {n: _marked(page) for n, page in enumerate(document.pages, 1)}

    def tag(self) -> Tag:
        [root] = self.document.Root.StructTreeRoot.K
        return self.read(root, 0)

    def read(self, node: Any, page: int) -> Tag:
        page = self.numbers[node.Pg.objgen] if "/Pg" in node else page
        found = Tag(str(node.S)[1:], str(node.get("/Alt", "")), _scope(node))
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                tag = self.read(kid, page)
                found.inside.append(tag)
                found.pages |= tag.pages
                found.text += tag.text
                continue
            place, number = page, kid
            if isinstance(kid, pikepdf.Dictionary):
                place = self.numbers[kid.Pg.objgen] if "/Pg" in kid else page
                number = kid.MCID
            found.pages.add(place)
            found.text += self.marked[place].get(int(number), "")
        return found


def _scope(node: Any) -> str:
    known = node.get("/A", [])
    every = known if isinstance(known, pikepdf.Array) else [known]
    return next((str(one.Scope) for one in every if "/Scope" in one), "")


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The text of each marked part of a page, by its number."""
    fonts = {name: _letters_of(font) for name, font in page.Resources.Font.items()}
    found: dict[int, str] = {}
    within: list[int | None] = []
    font: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            marks = operands[1] if name == "BDC" else {}
            within.append(int(marks.MCID) if "/MCID" in marks else None)
        elif name == "EMC":
            within.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            number = next((n for n in reversed(within) if n is not None), None)
            if number is not None:
                shown = operands[0] if name == "TJ" else operands
                found[number] = found.get(number, "") + "".join(
                    font[code]
                    for part in shown
                    if isinstance(part, pikepdf.String)
                    for code in re.findall("....", bytes(part).hex())
                )
    return found


def _letters_of(font: Any) -> dict[str, str]:
    """By the two bytes of a glyph, its letters."""
    cmap = font.ToUnicode.read_bytes().decode()
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, letters in re.findall(r"<(\w+)> *<(\w+)>", block):
            found[code.lower()] = bytes.fromhex(letters).decode("utf-16-be")
    assert "beginbfrange" not in cmap
    return found
