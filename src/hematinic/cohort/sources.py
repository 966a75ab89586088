"""Where patients come from: files of one patient each, a bulk export, OMOP tables.

A source tells how many patients it has, and gives those of one of so many buckets, each with a
digest of what was given: what has not changed is not read again. A bucket is read in a process of
its own, so nothing here keeps an open file.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from hematinic.guideline.model import Guideline
from hematinic.record.events import Record, RecordError
from hematinic.record.read import LARGEST, read_bytes
from hematinic.record.rows import Row

Codes = Mapping[str, str] | None


class Read(NamedTuple):
    """What was read of one patient."""

    record: Record
    rows: Sequence[Row] = ()
    """The events, where the record has none."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is known of one patient, not yet read."""

    key: str
    """The patient's id, or the name of the file."""
    digest: bytes
    read: Callable[[Guideline, int, Codes], Read]
    """Raises RecordError."""


class Source(Protocol):
    def count(self) -> int:
        """Of patients, so far as it can be told at once."""

    def bucket(self, number: int, of: int) -> Iterator[Unit]: ...

    def notes(self) -> list[tuple[str, str, str]]:
        """What of the source could not be used at all: where, what and why."""


def bucket_of(key: str, of: int) -> int:
    """The same in every run."""
    return zlib.crc32(key.encode()) % of


def digest_of(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()[:16]


DOCUMENTS = (".json", ".yaml", ".yml", ".json.gz", ".json.gzip")


def is_document(file: Path) -> bool:
    return file.name.lower().endswith(DOCUMENTS)


class Documents:
    """Bundles and patient files, each the record of one patient."""

    def __init__(self, files: list[Path], base: Path, scratch: Path) -> None:
        self.files, self.base, self.scratch = sorted(files), base, scratch

    def count(self) -> int:
        return len(self.files)

    def notes(self) -> list[tuple[str, str, str]]:
        return []

    def name(self, file: Path) -> str:
        return name_in(file, self.base, self.scratch)

    def bucket(self, number: int, of: int) -> Iterator[Unit]:
        for file in self.files:
            name = self.name(file)
            if bucket_of(name, of) == number:
                yield self.unit(file, name)

    def unit(self, file: Path, name: str) -> Unit:
        size = file.stat().st_size
        content = file.read_bytes() if size <= LARGEST else b""

        def read(guideline: Guideline, today: int, codes: Codes) -> Read:
            if size > LARGEST:
                limit = LARGEST // 2**20
                raise RecordError([f"{name}: {size // 2**20} MB is more than the {limit} MB read"])
            return Read(read_bytes(content, guideline, today, name, codes))

        return Unit(name, digest_of(content or str(size).encode()), read)


class Several:
    """Sources that lie side by side."""

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources

    def count(self) -> int:
        return sum(source.count() for source in self.sources)

    def notes(self) -> list[tuple[str, str, str]]:
        return [note for source in self.sources for note in source.notes()]

    def bucket(self, number: int, of: int) -> Iterator[Unit]:
        for source in self.sources:
            yield from source.bucket(number, of)


ARCHIVES = "archives"
"""The folder of what was unpacked, each archive under its own name."""


def name_in(file: Path, base: Path, scratch: Path) -> str:
    """Of a file where it was found; of one that was unpacked, in its archive."""
    folder = scratch / ARCHIVES if file.is_relative_to(scratch) else base
    return file.relative_to(folder).as_posix()


def source_at(path: Path, scratch: Path) -> Source:
    """Whatever a path holds; what is packed is unpacked into `scratch`. Raises RecordError."""
    from hematinic.cohort.archives import is_archive, unpacked
    from hematinic.cohort.bulk import Bulk
    from hematinic.cohort.omop import Tables, holds_tables
    from hematinic.record.fhir.folder import hidden

    if not path.exists():
        raise RecordError([f"{path}: there is no such file or folder"])
    if holds_tables(path):
        return Tables(path)
    base, files = path.parent, [path]
    if path.is_dir():
        base, every = path, sorted(path.rglob("*"))
        files = [file for file in every if file.is_file() and not hidden(file, base)]
    for archive in [file for file in files if is_archive(file)]:
        files.remove(archive)
        into = scratch / ARCHIVES / archive.relative_to(base)
        files += [file for file in unpacked(archive, into) if not hidden(file, into)]
    lines = [file for file in files if _is_lines(file)]
    sources: list[Source] = []
    documents = [file for file in files if is_document(file) or file == path]
    if lines:
        bulk = Bulk(lines, base, scratch)
        documents = [file for file in documents if file not in lines and not bulk.takes(file)]
        sources.append(bulk)
    if documents:
        sources.append(Documents(documents, base, scratch))
    if not sources:
        holds = "NDJSON, bundles (*.json), patient files (*.yaml) or the Parquet tables of OMOP"
        raise RecordError([f"{path}: holds nothing that can be read: {holds}"])
    return sources[0] if len(sources) == 1 else Several(sources)


def _is_lines(file: Path) -> bool:
    from hematinic.record.fhir.folder import kind_of

    return kind_of(file) == "lines"
