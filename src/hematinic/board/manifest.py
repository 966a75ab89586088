"""What an author puts before the board: every item with the hash of its content, the parts that
this content is made of, and whether it holds a dose."""

import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from hematinic.board.tables import PARTS
from hematinic.guideline.amounts import encoded
from hematinic.guideline.model import Alert, Guideline, Recommendation
from hematinic.guideline.outline import article_of
from hematinic.review.content import Content, cites, digest

KINDS = ("item", "reads", "nutrients", "sources")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One item as it is put before the board."""

    kind: str
    content: str
    """The hash of its meaning: of the item, of all definitions it reads and all sources it
    cites."""
    parts: tuple[int, ...]
    """The numbers of the parts of the manifest that this content is made of."""
    dose: str = ""
    """The hash of its doses; empty where it has none."""
    level: str = ""
    """Of an alert."""
    section: str = ""
    sources: tuple[str, ...] = ()
    title: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    guideline: str
    version: str
    content_hash: str
    items: dict[str, Listed]
    parts: tuple[tuple[str, str, str], ...]
    """(kind, name, digest); the text of each is kept under its digest."""
    dois: dict[str, str] = {}
    """Of each source cited, in small letters; sources without one are left out."""
    pages: dict[str, tuple[str, ...]] = {}
    """Sections of each page."""
    folder: str = ""
    """The digest of the guideline's files, to plan by this version again; empty: not kept."""


@dataclass(frozen=True)
class Put:
    """A manifest with the text of its parts, by digest."""

    manifest: Manifest
    texts: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def body(self) -> bytes:
        return msgspec.json.encode(self.manifest, order="deterministic")

    @cached_property
    def digest(self) -> str:
        return _digest(self.body)


def put(guideline: Guideline, folder: Traversable | None = None) -> Put:
    """`folder` is the one that it was read from."""
    return _Putting(Content(guideline)).put(files_of(folder) if folder else {})


def files_of(folder: Traversable, under: str = "") -> dict[str, str]:
    """The text of each file by its path."""
    texts: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            texts |= files_of(entry, f"{under}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            texts[f"{under}{entry.name}"] = entry.read_text(encoding="utf-8")
    return texts


class _Putting:
    def __init__(self, content: Content) -> None:
        self.content, self.guideline = content, content.guideline
        self.numbers: dict[tuple[str, str, str], int] = {}
        self.texts: dict[str, bytes] = {}
        self.known: dict[tuple[str, str], int] = {}
        """Of definitions and sources, which are the same for every item."""
        article = article_of(self.guideline)
        self.sections = {name: section.id for section in article.sections for name in section.items}

    def put(self, files: dict[str, str]) -> Put:
        folder = ""
        if files:
            body = msgspec.json.encode(files, order="deterministic")
            folder = _digest(body)
            self.texts[folder] = body
        items = {name: self.listed(name) for name in self.content.items}
        sources = {name for listed in items.values() for name in listed.sources}
        header = self.guideline.header
        dois = {name: self.guideline.sources[name].doi.lower() for name in sorted(sources)}
        sections = sorted({listed.section for listed in items.values()})
        manifest = Manifest(
            guideline=header.id,
            version=header.version,
            content_hash=self.guideline.content_hash,
            items=items,
            parts=tuple(self.numbers),
            dois={name: doi for name, doi in dois.items() if doi},
            pages={header.id: tuple(sections)},
            folder=folder,
        )
        return Put(manifest, self.texts)

    def listed(self, name: str) -> Listed:
        kind, item = self.content.items[name]
        meaning = self.content.meaning(name)
        parts = [self.number("item", name, meaning["item"])]
        for group in KINDS[1:]:
            parts += [self.number(group, part, meaning[group][part]) for part in meaning[group]]
        return Listed(
            kind=kind,
            content=digest(meaning),
            parts=tuple(parts),
            dose=dosed(meaning["item"], self.content),
            level=item.level if isinstance(item, Alert) else "",
            section=self.section(name, kind, item),
            sources=tuple(dict.fromkeys(cite.source for cite in cites(item))),
            title=titled(name, item),
        )

    def section(self, name: str, kind: str, item: Any) -> str:
        section = self.sections.get(name)
        if section is None and isinstance(item, Recommendation):
            section = item.phase
        return section or kind

    def number(self, kind: str, name: str, data: Any) -> int:
        if kind != "item" and (kind, name) in self.known:
            return self.known[kind, name]
        body = msgspec.json.encode(data, order="deterministic")
        self.texts[_digest(body)] = body
        key = (kind, name, _digest(body))
        return self.known.setdefault((kind, name), self.numbers.setdefault(key, len(self.numbers)))


def titled(name: str, item: Any) -> str:
    title = item.title if isinstance(item, Recommendation) else ""
    return title or name.replace("-", " ").replace("_", " ")


AMOUNT = re.compile(
    r"\d[.,]*\s?(?:mg|g|micrograms?|µg|ug|ng|mL|ml|units?|IU|tablets?|ampoules?)\b(?!/d?[Ll])"
)
"""An amount of something, which is no concentration."""


def dosed(item: Mapping[str, Any], content: Content) -> str:
    """Of what it prescribes, with what that is reckoned from, and of each sentence that holds an
    amount."""
    prescribed = item.get("prescribe")
    sentences = [
        sentence
        for text in _prose(item)
        for sentence in sentences_of(text)
        if AMOUNT.search(sentence)
    ]
    if not prescribed and not sentences:
        return ""
    reads = content.reads({"prescribe": prescribed}) if prescribed else set[str]()
    medicine = {prescribed["medicine"]} & content.defined.keys() if prescribed else set[str]()
    defined = {name: content.defined[name] for name in sorted(reads | medicine)}
    given = {
        name: msgspec.to_builtins(definition, enc_hook=encoded)
        for name, definition in defined.items()
    }
    return digest({"prescribe": prescribed, "reads": given, "sentences": sentences})


def _prose(whole: Any) -> Iterator[str]:
    if isinstance(whole, str):
        yield whole
    elif isinstance(whole, Mapping):
        for name, value in whole.items():
            if name != "cites":
                yield from _prose(value)
    elif isinstance(whole, list | tuple):
        for value in whole:
            yield from _prose(value)


def sentences_of(text: str) -> list[str]:
    """A text as the sentences that can be commented on."""
    return [sentence.strip() for sentence in re.split(r"(?<=[.;:?!])\s+", text) if sentence.strip()]


def words_of(item: Mapping[str, Any]) -> list[str]:
    return [sentence for text in _prose(item) for sentence in sentences_of(text)]


# Where it is kept


def keep(connection: sa.Connection, version: Put) -> None:
    """What is kept already is not written again."""
    keep_parts(connection, {**version.texts, version.digest: version.body})


def keep_parts(connection: sa.Connection, texts: Mapping[str, bytes]) -> None:
    """Each under its hash."""
    query = sa.select(PARTS.c.digest)
    known = {row.digest for row in connection.execute(query)}
    rows = [
        {"digest": name, "body": zlib.compress(body)}
        for name, body in texts.items()
        if name not in known
    ]
    if rows:
        connection.execute(sa.insert(PARTS), rows)


def read_part(connection: sa.Connection, name: str) -> bytes:
    """Raises LookupError where it is not kept, or is not what it is called."""
    packed = connection.execute(sa.select(PARTS.c.body).where(PARTS.c.digest == name)).scalar()
    if packed is None:
        raise LookupError(f"the part {name} is missing")
    try:
        body = zlib.decompress(packed)
    except zlib.error:
        raise LookupError(f"the part {name} was changed") from None
    if _digest(body) != name:
        raise LookupError(f"the part {name} was changed")
    return body


def read_manifest(connection: sa.Connection, name: str) -> Manifest:
    return msgspec.json.decode(read_part(connection, name), type=Manifest)


def meaning(connection: sa.Connection, manifest: Manifest, item: str) -> dict[str, Any]:
    """What a reviewer of the item was shown, put together again from its parts."""
    shown: dict[str, Any] = {"item": None, "reads": {}, "nutrients": {}, "sources": {}}
    for number in manifest.items[item].parts:
        kind, name, part = manifest.parts[number]
        data = msgspec.json.decode(read_part(connection, part))
        if kind == "item":
            shown["item"] = data
        else:
            shown[kind][name] = data
    return shown


def write_texts(texts: Mapping[str, str], folder: Path) -> None:
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
