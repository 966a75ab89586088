"""Bytes to single resources: a Bundle of any type, one resource, or lines of NDJSON."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from hematinic.record.events import RecordError, SetAside, UnreadableError
from hematinic.record.fhir.lenient import TYPE_FIRST, repair
from hematinic.record.fhir.resources import Part

NESTED = 4
"""Bundles inside bundles; a search result of documents has two."""

LARGEST = 256 * 2**20
"""Bytes of a folder once unpacked; one patient's record is far smaller."""


class Item(NamedTuple):
    place: str
    """`entry[12]`, or the file and line."""
    full_url: str
    raw: msgspec.Raw | bytes


class Entry(Part, frozen=True, kw_only=True):
    full_url: str = ""
    resource: msgspec.Raw = msgspec.Raw(b"")


class BundleLink(Part, frozen=True, kw_only=True):
    relation: str = ""
    url: str = ""


class Bundle(Part, frozen=True, kw_only=True):
    resource_type: str = ""
    entry: tuple[Entry, ...] = ()
    link: tuple[BundleLink, ...] = ()


BUNDLE = msgspec.json.Decoder(Bundle)


class Unpacked:
    """The resources of a source, and what was noticed on the way."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.set_aside: list[SetAside] = []

    def add(
        self, content: msgspec.Raw | bytes, place: str, name: str, depth: int = 0, url: str = ""
    ) -> None:
        """A Bundle's entries, or the resource itself. Raises RecordError."""
        bundle = _bundle(content, name)
        if not bundle.resource_type and not place:
            says = "not FHIR: a Bundle or a resource, an object with a resourceType, is wanted"
            raise RecordError([f"{name}: {says}"])
        if bundle.resource_type != "Bundle":
            self.items.append(Item(place or "resource", url, content))
            return
        if depth == NESTED:
            raise RecordError([f"{name}: bundles nested more than {NESTED} deep; flatten them"])
        self.pages(bundle, place)
        for i, entry in enumerate(bundle.entry):
            where = f"{place}.entry[{i}]" if place else f"entry[{i}]"
            self.entry(entry, where, name, depth)

    def line(self, line: bytes, place: str) -> None:
        first = TYPE_FIRST.match(line)
        if first is None or first[1] == b"Bundle":
            self.add(line, place, place)
        else:
            self.items.append(Item(place, "", line))

    def entry(self, entry: Entry, where: str, name: str, depth: int) -> None:
        raw = entry.resource
        if memoryview(raw).nbytes <= 4 and bytes(raw) in (b"", b"null"):
            return  # a deletion, or a response without a body
        first = TYPE_FIRST.match(raw)
        if first is None or first[1] == b"Bundle":
            self.add(raw, where, name, depth + 1, entry.full_url)
        else:
            self.items.append(Item(where, entry.full_url, raw))

    def pages(self, bundle: Bundle, place: str) -> None:
        for link in bundle.link:
            if link.relation == "next":
                why = (
                    "there are further pages, which were not read; fetch them and read all at once"
                )
                where = place or "Bundle"
                self.set_aside.append(SetAside(where=where, what=link.url[:200] or "next", why=why))


def _bundle(content: msgspec.Raw | bytes, name: str) -> Bundle:
    try:
        return _decoded(content)
    except msgspec.DecodeError as error:
        line = _line(content, error)
        raise UnreadableError(f"{name}, line {line}: not JSON: {error}", line) from None
    except RecursionError:
        raise UnreadableError(f"{name}: nested too deeply to be a FHIR record") from None
    except UnicodeDecodeError:
        raise UnreadableError(f"{name}: not UTF-8 text; save it as UTF-8") from None


def _decoded(content: msgspec.Raw | bytes) -> Bundle:
    """A bundle of no type where it is no FHIR at all."""
    try:
        return BUNDLE.decode(content)
    except msgspec.ValidationError:
        data = msgspec.json.decode(content)
    if not isinstance(data, dict) or not isinstance(data.get("resourceType"), str):
        return Bundle()
    found = repair(Bundle, data, "", [])
    assert isinstance(found, Bundle)
    return found


def _line(content: msgspec.Raw | bytes, error: msgspec.DecodeError) -> int:
    """The line of a mistake, from the byte that the decoder names."""
    position = str(error).rpartition("(byte ")[2].rstrip(")")
    before = bytes(content)[: int(position)] if position.isdigit() else bytes(content)
    return before.count(b"\n") + 1


def from_bytes(content: bytes) -> Unpacked:
    """A Bundle or a resource. Raises RecordError where it is neither."""
    found = Unpacked()
    found.add(content.removeprefix(b"\xef\xbb\xbf"), "", "record")
    return found


def from_folder(folder: Path) -> Unpacked:
    """All of `*.ndjson`, `*.ndjson.gz` and `*.json` in a folder, by name. Raises RecordError."""
    found = Unpacked()
    files = sorted(file for file in folder.iterdir() if file.is_file())
    wanted = [file for file in files if file.name.endswith((".ndjson", ".ndjson.gz", ".json"))]
    if not wanted:
        raise RecordError([f"{folder}: holds no FHIR: *.ndjson, *.ndjson.gz or *.json"])
    left = LARGEST
    for file in wanted:
        content = _read(file, left)
        left -= len(content)
        if file.name.endswith(".json"):
            found.add(content, file.name, file.name)
        else:
            for number, line in _lines(content):
                found.line(line, f"{file.name}, line {number}")
    return found


def _read(file: Path, most: int) -> bytes:
    opened = gzip.open if file.name.endswith(".gz") else open
    try:
        with opened(file, "rb") as stream:
            content: bytes = stream.read(most + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise RecordError([f"{file.name}: not a whole gzip file; copy it anew"]) from None
    if len(content) > most:
        says = f"the folder holds more than {LARGEST // 2**20} MB; give the record of one patient"
        raise RecordError([f"{file.name}: {says}"])
    return content.removeprefix(b"\xef\xbb\xbf")


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            yield number, line
