"""The event store: a folder of parts, each whole patients, in whole numbers, and what they mean.

    store.json                  the guideline and the reader by their hashes, the day it was read
                                on, the meaning of the codes, how many parts there are
    parts/00000/events.parquet  sorted by patient and time, one row group; lz4
    parts/00000/patients.parquet
    parts/00000/aside.parquet   what of the records was not used, and why
    parts/00000/part.json       the digest of what it was made of

A part is put in its place whole: what was interrupted is made again, and nothing else.
"""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from hematinic.cohort.arrow import Meaning
from hematinic.guideline.whole_file import written_whole
from hematinic.record.events import RecordError

FORMAT = 1

pa.set_memory_pool(pa.system_memory_pool())
"""Arrow's own gives the memory of a part back to the system, which clears it anew for the next: a
quarter of the time of a run."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """`store.json`."""

    format: int = FORMAT
    guideline: str
    """The hash of its content."""
    title: str
    reader: str
    """The hash of the code that reads, and of a site's own codes."""
    read_on: int
    """Ordinal day: nothing after it counts, and what goes on goes on that day."""
    parts: int
    meaning: Meaning

    @property
    def identity(self) -> tuple[str, str, int]:
        """What was read with another cannot be kept."""
        return self.guideline, self.reader, self.read_on


class PartMade(msgspec.Struct, frozen=True, kw_only=True):
    """`part.json`."""

    digest: str
    identity: tuple[str, str, int]
    """Of the store as it was then: what was made for another is none of it."""
    patients: int = 0
    events: int = 0
    read: int = 0
    """How many patients were read anew; the others had not changed."""
    refused: int = 0
    aside: int = 0


class Store:
    def __init__(self, folder: Path, about: About) -> None:
        self.folder, self.about = folder, about

    @classmethod
    def opened(cls, folder: Path) -> "Store":
        """Raises RecordError where it is none, or not whole."""
        store = cls.begun(folder)
        if store is None:
            raise RecordError([f"{folder}: is no store; make one with 'hematinic ingest'"])
        missing = [n for n in range(store.about.parts) if store.made(n) is None]
        if missing:
            says = f"{len(missing)} of its {store.about.parts} parts are not there"
            remedy = "the ingest was interrupted; run it again, it goes on where it stopped"
            raise RecordError([f"{folder}: {says}: {remedy}"])
        return store

    @classmethod
    def begun(cls, folder: Path) -> "Store | None":
        """None where there is none. Raises RecordError where its description cannot be read."""
        try:
            content = (folder / "store.json").read_bytes()
            about = msgspec.json.decode(content, type=About)
        except FileNotFoundError:
            return None
        except (msgspec.MsgspecError, OSError):
            raise RecordError([f"{folder}/store.json: cannot be read; remove the store"]) from None
        if about.format != FORMAT:
            raise RecordError([f"{folder}: was made by another version; ingest into a new folder"])
        return cls(folder, about)

    @classmethod
    def create(cls, folder: Path, about: About) -> "Store":
        folder.mkdir(parents=True, exist_ok=True)
        with written_whole(folder / "store.json") as place:
            place.write_bytes(msgspec.json.encode(about))
        return cls(folder, about)

    def part(self, number: int) -> Path:
        return self.folder / "parts" / f"{number:05d}"

    def made(self, number: int) -> PartMade | None:
        try:
            content = (self.part(number) / "part.json").read_bytes()
            part = msgspec.json.decode(content, type=PartMade)
        except (OSError, msgspec.MsgspecError):
            return None
        return part if part.identity == self.about.identity else None

    def table(self, number: int, name: str, columns: list[str] | None = None) -> pa.Table:
        """`events`, `patients` or `aside`."""
        file = self.part(number) / f"{name}.parquet"
        return pq.read_table(file, columns=columns, use_threads=False, memory_map=True)

    def put(self, number: int, tables: dict[str, pa.Table], part: PartMade) -> None:
        """In the place of what was there."""
        place = self.part(number)
        new, old = (place.with_suffix(ending) for ending in (".new", ".old"))
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for name, table in tables.items():
            rows = max(table.num_rows, 1)
            pq.write_table(table, new / f"{name}.parquet", compression="lz4", row_group_size=rows)
        (new / "part.json").write_bytes(msgspec.json.encode(part))
        shutil.rmtree(old, ignore_errors=True)
        if place.exists():
            place.rename(old)
        new.rename(place)
        shutil.rmtree(old, ignore_errors=True)

    def parts(self) -> Iterator[PartMade]:
        for number in range(self.about.parts):
            part = self.made(number)
            if part is not None:
                yield part

    def find(self, key: str) -> tuple[int, int]:
        """The part and the number in it of a patient. Raises RecordError."""
        for number in range(self.about.parts):
            keys = self.table(number, "patients", ["id"])["id"].to_pylist()
            if key in keys:
                return number, keys.index(key)
        raise RecordError([f"{self.folder}: has no patient of that id"])


def reader_hash(local_codes: dict[str, str] | None) -> str:
    """Of the code that makes events of records, and of a site's own codes."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for file in sorted((package / "record").rglob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for name in ("arrow.py", "ingest.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    for code, name in sorted((local_codes or {}).items()):
        digest.update(f"{code}\0{name}\0".encode())
    return digest.hexdigest()


def aside_table(rows: list[tuple[Any, ...]]) -> pa.Table:
    """`patient` is the id of one, or the name of a file."""
    names = ("patient", "where", "what", "why", "element")
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)})
