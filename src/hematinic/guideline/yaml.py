"""YAML 1.2 with the place of everything: `on` and `no` are words, a duplicate key is refused."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from hematinic.guideline.yaml_faults import Span, YamlFault, misread, twice, unreadable

Path = tuple[str | int, ...]

DEPTH = 60
"""Deeper nesting is nobody's file, and would exhaust the stack."""


class YamlError(Exception):
    """Not YAML, or not ours: with the line, counted from 1."""

    def __init__(self, fault: YamlFault) -> None:
        self.fault, self.problem, self.line = fault, fault.says, fault.span.line
        super().__init__(f"line {self.line}: {self.problem}")


class Broken:
    """Stands for what could not be read; that was told where it stands."""


BROKEN = Broken()


@dataclass(frozen=True, slots=True)
class Document:
    data: Any
    text: str = field(repr=False)
    keys: dict[Path, int] = field(repr=False)
    """Where a key, or an item of a list, begins: its offset in the text."""
    values: dict[Path, tuple[int, int]] = field(repr=False)
    """Where a value begins and ends."""

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing that holds it."""
        return self.key(path).line

    def key(self, path: Path) -> Span:
        """Where a key stands, or the nearest thing that holds it."""
        while path and path not in self.keys:
            path = path[:-1]
        start = self.keys.get(path, 0)
        name = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[^:\s,{}\[\]]*").match(self.text, start)
        return self._span(start, name.end() if name and path else start)

    def value(self, path: Path) -> Span:
        """Where the value of a path stands, to the end of its first line; or as `key`."""
        if path not in self.values:
            return self.key(path)
        return self._span(*self.values[path])

    def within(self, path: Path, at: int, end: int) -> Span:
        """Where some characters of a text stand, given by their offsets in it."""
        if path not in self.values:
            return self.key(path)
        start, stop = self.values[path]
        # A folded or quoted text is shorter than what was written: each of its characters is looked
        # up in the file.
        places = list(_aligned(self.text[start:stop], str(self.at(path))))
        if at < len(places):
            stop = places[min(end, len(places)) - 1] + 1
            return self._span(start + places[at], start + stop)
        last = start + (places[-1] + 1 if places else 0)
        return self._span(last, last + 1)

    def is_plain(self, path: Path) -> bool:
        """Whether a text or a number stands there."""
        return isinstance(self.at(path), str | int | float)

    def source(self, line: int) -> str:
        lines = self.text.split("\n")
        return lines[line - 1] if 0 < line <= len(lines) else ""

    def at(self, path: Path) -> Any:
        """What stands at a path; None where nothing does."""
        if path not in self.values:
            return None
        data = self.data
        for part in path:
            data = data[part]
        return data

    def _span(self, start: int, end: int) -> Span:
        before = self.text[:start]
        line_start = before.rfind("\n") + 1
        line_end = self.text.find("\n", start)
        line_end = len(self.text) if line_end < 0 else line_end
        stop = max(start, min(end, line_end))
        return Span(before.count("\n") + 1, start - line_start + 1, stop - line_start + 1)


def _aligned(raw: str, text: str) -> Iterator[int]:
    """For each character of a text, its offset in what was written: quotes, line breaks and the
    signs of a folded text are passed over."""
    i = 0
    for character in text:
        while i < len(raw) and raw[i] != character and not (character == " " and raw[i] == "\n"):
            i += 1
        yield min(i, len(raw) - 1)
        i += 1
        if character == " ":
            while i < len(raw) and raw[i].isspace():
                i += 1


def read(text: str) -> Document:
    """Raises YamlError, of the first mistake."""
    document, faults = _read(text)
    if faults:
        raise YamlError(faults[0])
    return document


@lru_cache(maxsize=512)
def read_all(text: str, inside: frozenset[str] = frozenset()) -> tuple[Document, list[YamlFault]]:
    """What can be read, and all that is wrong: entry by entry, where the whole cannot be read.

    A file of a guideline is read once: a copy that differs in one file shares all others. What is
    given back is shared, and nobody changes it. (A patient's file is read by `read`, which keeps
    nothing.)

    `inside` are keys that belong into an entry: at the left margin one of them begins none.
    An entry that cannot be read is BROKEN.
    """
    document, faults = _read(text)
    # Most files are right: nothing is cut up.
    if document.data is not None or not faults:
        return document, faults
    whole = Document({}, text, {}, {})
    faults_found: list[YamlFault] = []
    for start, part in _entries(text, inside):
        # Blank lines before a part keep the numbers of its lines.
        blank = "\n" * text.count("\n", 0, start)
        part_read, new = _read(blank + part)
        # A key at the margin makes nonsense of the entry for YAML; to say so helps, what YAML says
        # of it does not.
        if new and part_read.data is None:
            new = [*_at_the_margin(Document(None, text, {}, {}), start, part, inside)] or new
        faults_found += new
        name = _named(part)
        if isinstance(part_read.data, dict):
            faults_found += _added(whole, part_read, start - len(blank))
        elif name:
            whole.keys[(name,)] = start
            whole.data[name] = BROKEN
    return whole, faults_found or faults


def _added(document: Document, part: Document, shift: int) -> Iterator[YamlFault]:
    for path, at in part.keys.items():
        if len(path) == 1 and path in document.keys:
            span = part.key(path)
            yield twice(str(path[0]), span, document.key(path).line)
        document.keys[path] = at + shift
    for path, (at, end) in part.values.items():
        document.values[path] = (at + shift, end + shift)
    document.data.update(part.data)


def _entries(text: str, inside: Set[str]) -> Iterator[tuple[int, str]]:
    """Each entry of a file with its offset: what begins at the left margin."""
    margin = re.finditer(r"^[^\s#}\]-].*$", text, re.MULTILINE)
    starts = [match.start() for match in margin if _named(match[0]) not in inside]
    starts = [0, *starts[1:]]  # what stands before the first belongs to it
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield start, text[start:end]


def _at_the_margin(
    document: Document, start: int, part: str, inside: Set[str]
) -> Iterator[YamlFault]:
    """Of an entry that cannot be read: the first key of it that is not indented."""
    for match in re.finditer(r"^([\w-]+):", part, re.MULTILINE):
        if match[1] in inside:
            span = document._span(start + match.start(), start + match.end())
            says = f"`{match[1]}` stands at the left margin, and is a key of an entry"
            helps = "write two spaces before it, and before what is below it"
            yield YamlFault("indentation", says, span, helps)
            return


def _named(part: str) -> str:
    """The name of an entry, even of one that cannot be read."""
    match = re.search(r"^[\"']?([\w.-]+)", part, re.MULTILINE)
    return match[1] if match else ""


# From nodes to plain values


def _read(text: str) -> tuple[Document, list[YamlFault]]:
    """No data, where the text is no YAML."""
    try:
        if deep := _too_deep(text):
            return Document(None, text, {}, {}), [deep]
        root = _composer().compose(text)
    except MarkedYAMLError as error:
        return Document(None, text, {}, {}), [misread(text, error)]
    except (YAMLError, ValueError, RecursionError) as error:
        return Document(None, text, {}, {}), [unreadable(text, error)]
    reader = _Reader(text)
    data = None if root is None else reader.plain(root, ())
    return Document(data, text, reader.keys, reader.values), reader.faults


class _Untyped(VersionedResolver):
    """Looks up no kind of a plain word: `scalar` tells it, and here it took a third of reading."""

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> Tag:
        tag: Tag = self.DEFAULT_SCALAR_TAG
        return tag


def _composer() -> YAML:
    composer = YAML(typ="safe", pure=False)
    composer.Resolver = _Untyped
    return composer


def _too_deep(text: str) -> YamlFault | None:
    """Where nesting is too deep, met in the events of the parser: composing descends into it, and
    would exhaust the stack of the process."""
    depth = 0
    try:
        for event in YAML(typ="safe", pure=False).parse(text):
            if isinstance(event, CollectionStartEvent):
                depth += 1
                if depth > DEPTH + 1:
                    mark = event.start_mark
                    says = f"nested more than {DEPTH} deep"
                    place = Span(mark.line + 1, mark.column + 1, mark.column + 2)
                    return YamlFault("not-used-here", says, place, "write it in fewer levels")
            elif isinstance(event, CollectionEndEvent):
                depth -= 1
    except (YAMLError, ValueError):
        return None  # what is wrong with it is told where it is composed, with its place
    return None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.faults: list[YamlFault] = []
        self.seen: set[int] = set()

    def plain(self, node: Node, path: Path) -> Any:
        start, end = node.start_mark, node.end_mark
        self.keys.setdefault(path, start.index)
        self.values[path] = (start.index, end.index)
        if len(path) > DEPTH:
            return self.refused(node, f"nested more than {DEPTH} deep", "write it in fewer levels")
        if id(node) in self.seen:
            return BROKEN  # an alias: told where its anchor stands
        self.seen.add(id(node))
        # By the first sign of what was written: the node shows neither alias nor tag any more.
        sign = self.text[start.index : start.index + 1]
        if sign in _SIGNS:
            helps = f"put a text that begins with {sign} in quotes"
            return self.refused(node, f"{_SIGNS[sign]} ({sign}) are not used here", helps)
        if isinstance(node, ScalarNode):
            # With a style (quotes, a folded text) it is a text, whatever it looks like: "5" stays
            # "5".
            return node.value if node.style else scalar(node.value)
        if isinstance(node, SequenceNode):
            return [self.plain(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, MappingNode)
        return self.mapping(node, path)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.refused(key, "a key must be a plain word", "put it in quotes")
                continue
            # Refused, and not overwritten: of two values for one key nobody knows which is meant.
            if key.value in entries:
                line = self.text.count("\n", 0, self.keys[(*path, key.value)]) + 1
                self.faults.append(twice(key.value, self.span(key), line))
                continue
            self.keys[(*path, key.value)] = key.start_mark.index
            entries[key.value] = self.plain(value, (*path, key.value))
        return entries

    def refused(self, node: Node, says: str, helps: str) -> Broken:
        self.faults.append(YamlFault("not-used-here", says, self.span(node), helps))
        return BROKEN

    def span(self, node: Node) -> Span:
        mark, end = node.start_mark, node.end_mark
        stop = end.column if end.line == mark.line else mark.column + 1
        return Span(mark.line + 1, mark.column + 1, stop + 1)


_SIGNS = {"&": "aliases", "!": "tags"}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


def scalar(text: str) -> str | int | float | bool | None:
    """A plain scalar by the core schema of YAML 1.2 (its octal, hex and infinities left out)."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text) and len(text) < 30:
        return int(text)
    return float(text) if _FLOAT.match(text) and len(text) < 60 else text
