"""No text holds a processor: the work of a pattern grows with the length of what it reads, no faster.

Each is given runs of what patterns repeat, of one length and of sixteen times that length. Work that
grows with the length takes sixteen times as long; with its square, two hundred and fifty-six.
"""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import hematinic
from hematinic.answers import ask
from hematinic.record.fhir import dosage
from hematinic.record.medicines import contents_stated, elemental_of_tablet
from hematinic.record.units import to_canonical
from hematinic.record.written import UnclearError, measurement, number
from hematinic.web.planner.paste import read_text
from once import planner

UNREAD = ("answers", "cli", "expressions", "guideline", "knowledge", "proof", "review", "sample")
"""Rooms whose patterns read the project's own text. A question is read whole, below."""

SHORT_ONLY = ("record.printed", "record.written", "render.screen.article", "web.pages.answer")
"""What reads a unit or a number cuts it to a length first, and is read so below; articles are the
guideline's own."""

PIECES = ("1", "1,111", "1.", "1 ", " ", "a", "A+", "[", "(", "{", "<", "+", "-", "_", ".", "é",
          "10 ", "1mg", "*", "\t", "1/", "1mg/")  # fmt: skip
CALLS = {"match", "search", "fullmatch", "findall", "finditer", "sub", "split"}

LONG, TIMES, ALLOWED = 1_000, 16, 64


def patterns() -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Those kept by modules, and those written where they are used."""
    for found in pkgutil.walk_packages(hematinic.__path__, "hematinic."):
        name = found.name.removeprefix("hematinic.")
        if name.startswith((*UNREAD, *SHORT_ONLY)) or name == "__main__":
            continue
        module = importlib.import_module(found.name)
        source = Path(module.__file__ or "").read_text()
        for known, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                searched = re.search(rf"\b{known}\.(?:search|sub|findall|finditer|split)\b", source)
                yield f"{name}.{known}", _all(value) if searched else value.match
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                of, how = node.func.value, node.func.attr
                if isinstance(of, ast.Name) and of.id == "re" and how in CALLS:
                    text = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
                    if isinstance(text, str):
                        one = re.compile(text)
                        anchored = how in ("match", "fullmatch")
                        yield f"{name}:{node.lineno}", getattr(one, how) if anchored else _all(one)


def _all(pattern: re.Pattern[str]) -> Callable[[str], Any]:
    return lambda text: sum(1 for _ in pattern.finditer(text))


PATTERNS = dict(patterns())
PLANNER = planner()
GUIDELINE = PLANNER.rules.guideline
IRON = GUIDELINE.medicines["ferrous_sulfate"]
MIXED = next(m for m in GUIDELINE.medicines.values() if m.mixture)
WORDS = dosage._words(GUIDELINE)

READERS: dict[str, Callable[[str], Any]] = {
    "a pasted line": lambda text: read_text(f"A {text}x", GUIDELINE),
    "a tablet": lambda text: elemental_of_tablet(IRON, text, GUIDELINE),
    "what a product holds": lambda text: contents_stated(MIXED, text, GUIDELINE),
    "a unit": lambda text: to_canonical(GUIDELINE.elements["ferritin"], text),
    "a number as it is printed": lambda text: _unclear(number, text),
    "a number with its unit": lambda text: _unclear(measurement, text),
    "a question": lambda text: ask(text, PLANNER, None, "patient", 740_000),
    "the strength in a name": lambda text: sum(1 for _ in WORDS.strength.finditer(text)),
    **{
        f"the elemental amount in a name, {i}": lambda text, one=one: one.search(text)
        for i, one in enumerate((*WORDS.elemental, WORDS.inside))
    },
}


def _unclear(read: Callable[[str], Any], text: str) -> None:
    with suppress(UnclearError):
        read(text)


def test_patterns_were_found():
    assert len(PATTERNS) > 40


@pytest.mark.parametrize("name", [*PATTERNS, *READERS])
def test_work_grows_with_the_length_and_no_faster(name):
    read = PATTERNS.get(name) or READERS[name]
    for piece in PIECES:
        short = piece * (LONG // len(piece)) + "\1"
        long = piece * (LONG * TIMES // len(piece)) + "\1"
        began = took(read, long)
        if began > 0.02:  # shorter than that is fast, whatever it grows by
            assert began < ALLOWED * max(took(read, short), 0.0003), piece


def took(read: Callable[[str], Any], text: str) -> float:
    def once() -> float:
        began = time.thread_time()
        read(text)
        return time.thread_time() - began

    return min(once() for _ in range(3))
