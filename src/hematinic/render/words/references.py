"""Sources as numbered references: a number for each, in the order of their first mention."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hematinic.guideline.entry import Cite
from hematinic.guideline.model import Guideline
from hematinic.render.words.outline import READ

STATUS = {
    "current": "current",
    "superseded": "superseded by a later version",
    "retracted": "retracted",
    "unresolved": "could not be identified",
    "unknown": "later versions not looked for",
}

KINDS = {"design": "our own proposal", "digest": "secondary digest", "label": "product label"}


@dataclass(frozen=True, slots=True)
class Cited:
    number: int
    source: str
    short: str
    locator: str
    read: str
    status: str


class References:
    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.numbers: dict[str, int] = {}
        self.mentions: dict[str, dict[str, None]] = {}

    def cited(self, cites: Iterable[Cite], item: str) -> list[Cited]:
        return [self.cited_as(cite, item) for cite in cites]

    def cited_as(self, cite: Cite, item: str) -> Cited:
        source = self.guideline.sources[cite.source]
        return Cited(
            number=self.number(cite.source, item),
            source=cite.source,
            short=source.short,
            locator=cite.at,
            read=READ[cite.read],
            status=source.status,
        )

    def first(self, cites: Iterable[Cite], item: str, most: int) -> list[int]:
        """The numbers of so many sources at most, each once, in order. What could not be identified
        gives way to what could."""
        named = dict.fromkeys(cite.source for cite in cites)
        doubtful = [name for name in named if self.guideline.sources[name].status == "unresolved"]
        names = [name for name in named if name not in doubtful] + doubtful
        return sorted(self.number(name, item) for name in names[:most])

    def number(self, source: str, item: str) -> int:
        self.mentions.setdefault(source, {})[item] = None
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    def listed(self) -> list[dict[str, Any]]:
        return [self.entry(source, number) for source, number in self.numbers.items()]

    def entry(self, name: str, number: int) -> dict[str, Any]:
        source = self.guideline.sources[name]
        return {
            "number": number,
            "id": name,
            "short": source.short,
            "title": source.title,
            "authors": source.authors,
            "journal": source.journal,
            "year": source.year,
            "kind": KINDS.get(source.kind, source.kind),
            "primary": source.primary,
            "status": source.status,
            "status_says": STATUS[source.status],
            "read": source.read,
            "note": source.note,
            "link": link(source.doi, source.pmid, source.address),
            "items": list(self.mentions[name]),
        }


def link(doi: str, pmid: str, address: str) -> str:
    if doi:
        return f"https://doi.org/{doi}"
    if pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    # Nothing else: an address such as `javascript:…` would run in the page that links to it.
    return address if re.match(r"https?://", address) else ""
