"""A bulk export of many patients: NDJSON by type, packed or not, with what was deleted.

The lines of each file are looked at once, for whose they are and nothing else; where they stand is
kept in whole numbers. A bucket then reads the lines of its own patients from their places.
"""

import gzip
import mmap
import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from hematinic.cohort.sources import Codes, Unit, bucket_of, digest_of, name_in
from hematinic.expressions.columns_tape import Array
from hematinic.guideline.model import Guideline
from hematinic.record.events import Record, RecordError
from hematinic.record.fhir import read_lines
from hematinic.record.fhir.bundle import Deletion, Unpacked
from hematinic.record.fhir.folder import role, take
from hematinic.record.packed import is_packed


class _To(msgspec.Struct):
    reference: str = ""


class _Whose(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - FHIR's own words
    id: str = ""
    subject: _To | None = None
    patient: _To | None = None


WHOSE = msgspec.json.Decoder(_Whose)
MEDICATION = b'"Medication/'
MEDICATION_NAMED = re.compile(rb'"(Medication/[A-Za-z0-9.\-]{1,64})"')
OWN = ("Patient", "Medication")
"""Types that are about no other resource, whatever they refer to."""

NOBODY = -1


class Bulk:
    def __init__(self, files: list[Path], base: Path, scratch: Path) -> None:
        """Raises RecordError where a file is torn."""
        self.base, self.scratch = base, scratch
        self.aside = Unpacked()
        self.passed: Counter[str] = Counter()
        """Lines that are about no patient, by type or by what is amiss."""
        for file in files:
            if role(self.name(file)):
                self.deletions_in(file)
        self.files = [_plain(file, scratch) for file in files if not role(self.name(file))]
        self.named = [self.name(file) for file in files if not role(self.name(file))]
        self.numbers: dict[str, int] = {}
        self.medications: dict[bytes, tuple[int, int, int]] = {}
        parts = [self.index(number, file) for number, file in enumerate(self.files)]
        whose = np.concatenate([part[0] for part in parts])
        lines = [len(part[0]) for part in parts]
        place = np.repeat(np.arange(len(parts), dtype=np.int32), lines)
        start, length = (np.concatenate([part[i] for part in parts]) for i in (1, 2))
        order = np.argsort(whose, kind="stable")
        order = order[np.searchsorted(whose[order], 0) :]
        self.whose, self.file = whose[order], place[order]
        self.start, self.length = start[order], length[order]
        self.bounds = np.searchsorted(self.whose, np.arange(len(self.numbers) + 1))
        self.deleted: dict[str, list[Deletion]] = {}
        for deletion in self.aside.deleted:
            self.deleted.setdefault(deletion.name, []).append(deletion)

    def name(self, file: Path) -> str:
        return name_in(file, self.base, self.scratch)

    def takes(self, file: Path) -> bool:
        """Documents beside the lines that tell of the export, and are no patient's."""
        content = file.read_bytes() if file.stat().st_size < 2**22 else b""
        listed = role(self.name(file)) or (b'"output"' in content and b'"url"' in content)
        if listed:
            of = self.base if file.is_relative_to(self.base) else file.parent
            take(content, self.name(file), "document", of, self.aside)
        return bool(listed)

    def deletions_in(self, file: Path) -> None:
        content = file.read_bytes()
        content = gzip.decompress(content) if is_packed(content) else content
        take(content, self.name(file), "lines", self.base, self.aside)

    def index(self, number: int, file: Path) -> tuple[Array, Array, Array]:
        """Of each line the number of its patient, its place and its length."""
        whose, lengths = array("i"), array("i")
        known: dict[str, int] = {}
        """Of references, which most lines repeat."""
        at = 0
        with file.open("rb") as stream:
            for line in stream:
                try:
                    found = WHOSE.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                    one = NOBODY
                    if line.strip():
                        self.passed["no FHIR"] += 1
                else:
                    to = found.subject or found.patient
                    asked = to.reference if to and found.resourceType not in OWN else ""
                    one = known.get(asked, NOBODY)
                    if one == NOBODY:
                        one = self.patient_of(found, (number, at, len(line)))
                        if asked:
                            known[asked] = one
                whose.append(one)
                lengths.append(len(line))
                at += len(line)
        ends = np.cumsum(lengths, dtype=np.int64)
        return np.array(whose), ends - np.array(lengths), np.array(lengths)

    def patient_of(self, found: _Whose, place: tuple[int, int, int]) -> int:
        if found.resourceType == "Patient":
            key = found.id
        elif found.resourceType == "Medication":
            self.medications[f"Medication/{found.id}".encode()] = place
            return NOBODY
        else:
            to = found.subject or found.patient
            key = _id_in(to.reference) if to else ""
        if not key:
            self.passed[found.resourceType or "no FHIR"] += 1
            return NOBODY
        return self.numbers.setdefault(key, len(self.numbers))

    # As a source

    def count(self) -> int:
        return len(self.numbers)

    def notes(self) -> list[tuple[str, str, str]]:
        told = [(note.where, note.what, note.why) for note in self.aside.set_aside]
        for kind, count in sorted(self.passed.items()):
            told.append((self.base.name, f"{count} {kind}", "about no patient that is named"))
        gone = sum(f"Patient/{key}" in self.deleted for key in self.numbers)
        if gone:
            why = "were deleted at the source: left out"
            told.append((self.base.name, f"{gone} patients", why))
        return told

    def bucket(self, number: int, of: int) -> Iterator[Unit]:
        maps = [_mapped(file) for file in self.files]
        for key, patient in self.numbers.items():
            if bucket_of(key, of) == number and f"Patient/{key}" not in self.deleted:
                yield self.unit(key, patient, maps)

    def unit(self, key: str, patient: int, maps: list[bytes | mmap.mmap]) -> Unit:
        lines = list(self.lines(patient, maps))
        content = b"\n".join([line for _, line in lines])
        if self.medications and MEDICATION in content:
            asked = set(MEDICATION_NAMED.findall(content))
            for name in sorted(asked & self.medications.keys()):
                file, start, length = self.medications[name]
                line = bytes(maps[file][start : start + length]).strip()
                lines.append((self.named[file], line))
                content += b"\n" + line
        deleted = list(self.deletions_of(lines)) if self.deleted else []
        digest = digest_of(content, repr(deleted).encode())

        def read(guideline: Guideline, today: int, codes: Codes) -> Record:
            return read_lines(lines, deleted, guideline, today, codes)

        return Unit(key, digest, read)

    def lines(self, patient: int, maps: list[bytes | mmap.mmap]) -> Iterator[tuple[str, bytes]]:
        """Of a patient, each with the name of its file; those that lie one after the other are
        copied together."""
        rows = slice(self.bounds[patient], self.bounds[patient + 1])
        files, starts = self.file[rows].tolist(), self.start[rows].tolist()
        ends = (self.start[rows] + self.length[rows]).tolist()
        first, last = 0, len(files) - 1
        for row, file in enumerate(files):
            if row < last and files[row + 1] == file and starts[row + 1] == ends[row]:
                continue
            name = self.named[file]
            for line in bytes(maps[file][starts[first] : ends[row]]).rstrip().split(b"\n"):
                yield name, line.strip()
            first = row + 1

    def deletions_of(self, lines: list[tuple[str, bytes]]) -> Iterator[Deletion]:
        for _, line in lines:
            found = WHOSE.decode(line)
            yield from self.deleted.get(f"{found.resourceType}/{found.id}", ())


def _id_in(reference: str) -> str:
    """`p1` of `Patient/p1`, of an address that ends so, of `urn:uuid:p1`."""
    plain = reference.partition("/_history/")[0]
    kind, _, name = plain.rpartition("/")
    if kind.rpartition("/")[2] == "Patient":
        return name
    return plain.removeprefix("urn:uuid:") if plain.startswith("urn:uuid:") else ""


def _plain(file: Path, scratch: Path) -> Path:
    """The file itself, or what is packed in it. Raises RecordError."""
    with file.open("rb") as stream:
        if not is_packed(stream.read(2)):
            return file
    scratch.mkdir(parents=True, exist_ok=True)
    to = scratch / f"{digest_of(str(file.resolve()).encode()).hex()}.ndjson"
    try:
        with gzip.open(file) as packed, to.open("wb") as out:
            while some := packed.read(2**20):
                out.write(some)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise RecordError([f"{file.name}: not a whole gzip file; copy it anew"]) from None
    return to


def _mapped(file: Path) -> bytes | mmap.mmap:
    if not file.stat().st_size:
        return b""
    with file.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
