"""No text holds a processor: the work of a pattern grows with the length of what it reads, no faster.

Each is given runs of what patterns repeat, of one length and of sixteen times that length. Work that
grows with the length takes sixteen times as long; with its square, two hundred and fifty-six.
"""

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import hematinic
from hematinic.answers import ask
from hematinic.guideline.model import Guideline, Medicine
from hematinic.record.fhir import dosage
from hematinic.record.medicines import contents_stated, elemental_of_tablet
from hematinic.record.units import to_canonical
from hematinic.record.written import UnclearError, measurement, number
from hematinic.web.planner.paste import read_text
from once import planner

ROOT = Path(hematinic.__file__).parent

UNREAD = ("answers", "cli", "expressions", "guideline", "knowledge", "proof", "review", "sample")
"""Rooms whose patterns read the project's own text. A question is read whole, below."""

SHORT_ONLY = ("record.printed", "record.written", "render.screen.article", "web.pages.answer")
"""What reads a unit or a number cuts it to a length first, and is read so below; articles are the
guideline's own."""

PIECES = ("1", "1,111", "1.", "1 ", " ", "a", "A+", "[", "(", "{", "<", "+", "-", "_", ".", "é",
          "10 ", "1mg", "*", "\t", "1/", "1mg/")  # fmt: skip
CALLS = {"match", "search", "fullmatch", "findall", "finditer", "sub", "split"}

PATTERN = re.compile(rf"\bre\.|\b[A-Z_]{{2,}}\.(?:{'|'.join(sorted(CALLS))})\(")

LONG, TIMES, ALLOWED = 1_000, 16, 64


def modules() -> Iterator[str]:
    """Those that have a pattern, by their texts: they are imported when their turn comes."""
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if PATTERN.search(path.read_text()) and not name.startswith((*UNREAD, *SHORT_ONLY)):
            yield name


def patterns(name: str) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Those kept by a module, and those written where they are used."""
    module = importlib.import_module(f"hematinic.{name}")
    source = Path(module.__file__ or "").read_text()
    for known, value in vars(module).items():
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            searched = re.search(rf"\b{known}\.(?:search|sub|findall|finditer|split)\b", source)
            yield known, _all(value) if searched else value.match
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, how = node.func.value, node.func.attr
            if isinstance(of, ast.Name) and of.id == "re" and how in CALLS:
                text = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
                if isinstance(text, str):
                    one = re.compile(text)
                    anchored = how in ("match", "fullmatch")
                    yield f"line {node.lineno}", getattr(one, how) if anchored else _all(one)


def _all(pattern: re.Pattern[str]) -> Callable[[str], Any]:
    return lambda text: sum(1 for _ in pattern.finditer(text))


MODULES = [*modules()]


def guideline() -> Guideline:
    return planner().rules.guideline


def mixed() -> Medicine:
    return next(medicine for medicine in guideline().medicines.values() if medicine.mixture)


def iron() -> Medicine:
    return guideline().medicines["ferrous_sulfate"]


def elemental(text: str) -> None:
    words = dosage._words(guideline())
    for one in (*words.elemental, words.inside):
        one.search(text)


READERS: dict[str, Callable[[str], Any]] = {
    "a pasted line": lambda text: read_text(f"A {text}x", guideline()),
    "a tablet": lambda text: elemental_of_tablet(iron(), text, guideline()),
    "what a product holds": lambda text: contents_stated(mixed(), text, guideline()),
    "a unit": lambda text: to_canonical(guideline().elements["ferritin"], text),
    "a number as it is printed": lambda text: _unclear(number, text),
    "a number with its unit": lambda text: _unclear(measurement, text),
    "a question": lambda text: ask(text, planner(), None, "patient", 740_000),
    "the strength in a name": lambda text: sum(
        1 for _ in dosage._words(guideline()).strength.finditer(text)
    ),
    "the elemental amount in a name": elemental,
}


def _unclear(read: Callable[[str], Any], text: str) -> None:
    with suppress(UnclearError):
        read(text)


def test_patterns_were_found() -> None:
    assert sum(1 for name in MODULES for _ in patterns(name)) > 40


@pytest.mark.parametrize("name", MODULES)
def test_work_grows_with_the_length_and_no_faster(name: str) -> None:
    assert [f"{known}: {piece!r}" for known, read in patterns(name) for piece in slow(read)] == []


@pytest.mark.parametrize("name", READERS)
def test_of_a_reader_too(name: str) -> None:
    assert [*slow(READERS[name])] == []


def slow(read: Callable[[str], Any]) -> Iterator[str]:
    """The pieces for which work grows faster than the length, however often it is measured."""
    for piece in PIECES:
        short = piece * (LONG // len(piece)) + "\1"
        long = piece * (LONG * TIMES // len(piece)) + "\1"
        if all(is_slow(read, short, long) for _ in range(3)):
            yield piece


def is_slow(read: Callable[[str], Any], short: str, long: str) -> bool:
    many = took(read, long)
    # Shorter than that is fast, whatever it grows by.
    return many > 0.02 and many > ALLOWED * max(took(read, short), 0.0003)


def took(read: Callable[[str], Any], text: str) -> float:
    began = time.thread_time()
    read(text)
    return time.thread_time() - began
