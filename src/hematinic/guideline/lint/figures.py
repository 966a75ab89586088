"""Numbers in texts that nothing else of the guideline holds.

A number that a reader is told stands somewhere else too: in a condition, a limit, a prescription,
or in what a source is said to hold. One that stands in a sentence alone was typed there, and will
not change when the rule does.
"""

import math
import re
from collections.abc import Iterator, Set
from functools import cached_property
from typing import Any

from hematinic.expressions import syntax
from hematinic.guideline.lint.texts import ReaderText, reader_texts
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.typed import Typed
from hematinic.guideline.yaml import Path

_WRITTEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_TOLD = re.compile(rf"(?<![\w.,{{-]){_WRITTEN.pattern}(?![\w}}])")
"""A number of a sentence: none of a name (`B12`), of a date or of a place that is filled."""

FACTORS = (1, 1000, 10, 7, 12, 24)
"""The same in another unit: milligrams and micrograms, g/dL and g/L, weeks and days, years and
months, days and hours."""

NOT_HELD = {
    *("label", "ask", "cases", "note", "says", "clinician", "patient", "title", "short", "because"),
    *("line", "what_to_do", "expect", "if_not", "test", "patient_expect", "patient_if_not"),
    *("possible", "plausible", "accepts", "codes", "decimals"),
}
"""Keys under which texts stand, or what decides nothing."""


def unsupported(typed: Typed) -> Iterator[Mistake]:
    figures = _Figures(typed)
    for sentence in reader_texts(typed.places):
        known = figures.by(sentence)
        for match in _TOLD.finditer(sentence.text):
            if _holds(known, match[0]):
                continue
            says = f"nothing else of this entry holds the number {match[0]}"
            helps = "take it from an expression, a limit or a prescription, or cite where it stands"
            span = sentence.written.within(sentence.path, match.start(), match.end())
            yield sentence.written.mistake(
                "unsupported-number", says, *sentence.path, helps=helps, about=match[0], span=span
            )


def _number(text: str) -> float:
    """`1,000` and `2.5`."""
    return float(text.replace(",", ""))


def _holds(known: Set[float], text: str) -> bool:
    number = _number(text)
    return number in known or any(
        math.isclose(figure * factor, number) or math.isclose(figure / factor, number)
        for figure in known
        for factor in FACTORS
    )


class _Figures:
    """The numbers that a text may quote: those its entry reads, prescribes or cites."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.of_names: dict[str, frozenset[float]] = {}
        self.told: dict[tuple[str, str], frozenset[float]] = {}
        """What an entry may tell, of which each of its texts asks."""
        self.nodes: dict[tuple[str, Path], list[syntax.Node]] = {}
        """The expressions of an entry; for a table, of all its items."""
        self.cited: dict[str, frozenset[float]] = {}
        """What a statement or a source holds, of which many entries ask."""
        self.readers: dict[str, list[syntax.Node]] = {}
        """The expressions that read a name."""
        for source, definition in typed.expressions:
            written = typed.places[(source.section, source.entry)]
            self.nodes.setdefault((written.file, written.path), []).append(definition.node)
            for name in syntax.named(definition.node):
                self.readers.setdefault(name, []).append(definition.node)

    def by(self, sentence: ReaderText) -> frozenset[float]:
        """A finding may tell a number for which it is read, as the side of a limit."""
        which = (sentence.section, sentence.entry)
        if which not in self.told:
            figures = self.entry(*which) | self.everywhere
            for node in self.readers.get(which[1], ()) if which[0] == "findings" else ():
                figures |= set(self.literals(node))
            self.told[which] = figures
        return self.told[which]

    def entry(self, section: str, name: str) -> frozenset[float]:
        """Those of an entry and of all that it reads and cites."""
        data = self.data(section, name)
        figures = set(_numbers(data, NOT_HELD))
        for cited in _cited(data):
            figures |= self.held(cited)
        written = self.typed.places[(section, name)]
        for node in self.nodes.get((written.file, written.path), ()):
            figures |= self.read(node)
        return frozenset(figures)

    def held(self, cited: str) -> frozenset[float]:
        if cited not in self.cited:
            both = (self.data(section, cited) for section in ("statements", "sources"))
            self.cited[cited] = frozenset(number for data in both for number in _numbers(data))
        return self.cited[cited]

    def read(self, node: syntax.Node) -> frozenset[float]:
        figures = set(self.literals(node))
        for name in syntax.named(node):
            if name not in self.of_names:
                self.of_names[name] = frozenset()  # of a circle, nothing more
                self.of_names[name] = self.named(name)
            figures |= self.of_names[name]
        return frozenset(figures)

    def literals(self, node: syntax.Node) -> Iterator[float]:
        for part in syntax.walk(node):
            yield from self.literal(part)

    def literal(self, node: syntax.Node) -> Iterator[float]:
        """A number; of a quantity that in every unit that is known of it."""
        match node:
            case syntax.Number(value=value):
                yield value
            case syntax.Duration(count=count):
                yield count
            case syntax.Quantity(value=value, analyte=analyte):
                yield value
                element = self.typed.guideline.elements.get(analyte)
                for factor in element.accepts.values() if element else ():
                    yield from _rounded(value / factor)

    def named(self, name: str) -> frozenset[float]:
        for section in ("findings", "facts", "limits", "elements"):
            if (section, name) in self.typed.places:
                return self.entry(section, name)
        return frozenset()

    @cached_property
    def everywhere(self) -> frozenset[float]:
        """Limits, prescriptions, products and hours apart are told wherever they matter."""
        figures: set[float] = set()
        for section, name in self.typed.places:
            data = self.data(section, name)
            if section == "recommendations":
                figures.update(_numbers(data.get("prescribe")))
            elif section == "medicines":
                figures.update(_numbers(data.get("products")))
            elif section in ("limits", "interactions"):
                figures.update(_numbers(data))
        for limit in self.typed.guideline.limits.values():
            element = self.typed.guideline.elements[limit.of]
            for factor in element.accepts.values():
                figures.update(_rounded(limit.number / factor))
        return frozenset(figures)

    def data(self, section: str, name: str) -> dict[str, Any]:
        """As it is written."""
        written = self.typed.places.get((section, name))
        data = written.document.at(written.path) if written else None
        return data if isinstance(data, dict) else {}


def _rounded(number: float) -> Iterator[float]:
    """As it may be told: 180 ng/L of B12 are 132.84 pmol/L, and 133 is said."""
    yield from (round(number, decimals) for decimals in range(4))


def _numbers(data: Any, skipped: Set[str] = frozenset()) -> Iterator[float]:
    """All that stand in something written, but for what stands under some keys."""
    match data:
        case bool() | None:
            return
        case int() | float():
            yield float(data)
        case str():
            yield from map(_number, _WRITTEN.findall(data))
        case list():
            for value in data:
                yield from _numbers(value, skipped)
        case dict():
            for key, value in data.items():
                if key not in skipped:
                    yield from _numbers(key)
                    yield from _numbers(value, skipped)


def _cited(data: Any) -> Iterator[str]:
    """The sources that an entry cites and the statements that it implements, at any depth."""
    if isinstance(data, list):
        for value in data:
            yield from _cited(value)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key == "implements" and isinstance(value, list):
                yield from map(str, value)
            elif key == "source":
                yield str(value)
            else:
                yield from _cited(value)
