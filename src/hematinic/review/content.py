"""What an item means: itself, all it reads and all it cites. Reviews bind to the hash of that."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import msgspec

from hematinic.expressions import syntax
from hematinic.expressions.faults import ExpressionError
from hematinic.expressions.parse import parse
from hematinic.guideline.amounts import encoded
from hematinic.guideline.entry import Cite, Entry
from hematinic.guideline.model import Fact, Guideline, Header, Medicine, Recommendation
from hematinic.guideline.reviewed import Item, reviewed


@dataclass(frozen=True)
class Content:
    """The reviewable items of a guideline, each with its meaning and hash."""

    guideline: Guideline

    @cached_property
    def items(self) -> Mapping[str, tuple[str, Item]]:
        return reviewed(self.guideline)

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        return {name: digest(self.meaning(name)) for name in self.items}

    def meaning(self, name: str) -> dict[str, Any]:
        """The item, the definitions its expressions lead to, what is in them, and its sources."""
        item = self.items[name][1]
        written = _plain(item)
        if isinstance(item, Header):
            # Dates and the version change with every release and mean nothing clinical.
            for key in ("status", "version", "last_updated", "sources_checked", "valid_until"):
                written.pop(key)
        reads, nutrients = self.reads(written), self.guideline.nutrients
        cited = dict.fromkeys(cite.source for cite in cites(item))
        return {
            "item": written,
            "reads": {read: self.written[read] for read in sorted(reads)},
            "nutrients": {name: _plain(nutrients[name]) for name in sorted(self.given(reads))},
            "sources": {source: _plain(self.guideline.sources[source]) for source in sorted(cited)},
        }

    def given(self, reads: set[str]) -> set[str]:
        """The nutrients of medicines and contents; one may be called as what is measured of it."""
        nutrients: set[str] = set()
        for entry in (self.defined[name] for name in reads):
            nutrients.update(entry.gives if isinstance(entry, Medicine) else ())
            nutrients.update([entry.nutrient] if isinstance(entry, Fact) and entry.nutrient else [])
        return nutrients

    @cached_property
    def defined(self) -> Mapping[str, Entry]:
        guideline = self.guideline
        return {
            **guideline.courses,
            **guideline.medicines,
            **guideline.elements,
            **guideline.facts,
            **guideline.limits,
            **guideline.findings,
        }

    @cached_property
    def written(self) -> Mapping[str, dict[str, Any]]:
        """Each definition once, though hundreds of items lead to it."""
        return {name: _plain(entry) for name, entry in self.defined.items()}

    @cached_property
    def leads_to(self) -> Mapping[str, tuple[str, ...]]:
        """For each definition, those that it names itself."""
        return {name: self.named(written) for name, written in self.written.items()}

    def named(self, written: dict[str, Any]) -> tuple[str, ...]:
        names = (name for text in _texts(written) for name in _names(text))
        return tuple(name for name in dict.fromkeys(names) if name in self.defined)

    def reads(self, written: dict[str, Any]) -> set[str]:
        """Every definition that the item leads to."""
        names: set[str] = set()
        waiting = [*self.named(written)]
        while waiting:
            name = waiting.pop()
            if name not in names:
                names.add(name)
                waiting += self.leads_to[name]
        return names


def cites(item: Item) -> Iterator[Cite]:
    if isinstance(item, Header):
        return
    yield from item.cites
    if isinstance(item, Recommendation):
        for reason in item.contraindications:
            yield from reason.cites


def digest(meaning: dict[str, Any]) -> str:
    content = msgspec.json.encode(meaning, order="deterministic")
    return hashlib.sha256(content).hexdigest()


def _plain(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(entry, enc_hook=encoded)
    return fields


PROSE = {"says", "line", "what_to_do", "note", "label", "because", "title", "expect", "if_not",
         "patient", "ask", "disagrees", "cites", "population", "intended_use", "codes"}  # fmt: skip


def _texts(data: Any) -> Iterator[str]:
    """The texts that may be expressions or names; prose is left out."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in PROSE:
                yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


@cache
def _names(text: str) -> tuple[str, ...]:
    """What an expression, or a plain `given parenteral_b12`, refers to."""
    words = tuple(text.split()) if len(text) < 60 else ()
    try:
        return (*syntax.names(parse(text)), *words)
    except ExpressionError:
        return words
