"""A bulk export of many patients: NDJSON by type, packed or not, with what was deleted.

The lines of each file are looked at once, for whose they are and nothing else; where those of one
patient stand is kept in whole numbers. A bucket then reads its own patients from their places.
"""

import gzip
import os
import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np

from hematinic.cohort.sources import Codes, Read, Unit, bucket_of, digest_of, name_in
from hematinic.expressions.columns_tape import Array
from hematinic.guideline.model import Guideline
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_rows
from hematinic.record.fhir.bundle import Deletion, Unpacked
from hematinic.record.fhir.folder import role, take
from hematinic.record.fhir.passed import Passing
from hematinic.record.packed import is_packed


class _To(msgspec.Struct, gc=False):
    reference: str = ""


class _Whose(msgspec.Struct, gc=False):
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
        self.unowned: Counter[str] = Counter()
        """Lines that are about no patient, by type or by what is amiss."""
        self.passing: Passing | None = Passing()
        for file in files:
            if role(self.name(file)):
                self.deletions_in(file)
        self.files = [_plain(file, scratch) for file in files if not role(self.name(file))]
        self.named = [self.name(file) for file in files if not role(self.name(file))]
        self.numbers: dict[str, int] = {}
        self.medications: dict[bytes, tuple[int, int, int]] = {}
        parts = [self.index(number, file) for number, file in enumerate(self.files)]
        # Exports lie by kind of resource and not by patient. One pass notes where each patient's
        # lines are; sorted by patient and, stably, by file, they are then read as a few pieces,
        # without a copy of the whole.
        whose = np.concatenate([part[0] for part in parts])
        lines = [len(part[0]) for part in parts]
        place = np.repeat(np.arange(len(parts), dtype=np.int32), lines)
        start, length = (np.concatenate([part[i] for part in parts]) for i in (1, 2))
        order = np.argsort(whose, kind="stable")
        self.whose, self.file = whose[order], place[order]
        self.start, self.length = start[order], length[order]
        self.bounds = np.searchsorted(self.whose, np.arange(len(self.numbers) + 1))

    @cached_property
    def deleted(self) -> dict[str, list[Deletion]]:
        """By what was deleted; asked for once all files have been told of."""
        deletions: dict[str, list[Deletion]] = {}
        for deletion in self.aside.deleted:
            deletions.setdefault(deletion.name, []).append(deletion)
        return deletions

    def name(self, file: Path) -> str:
        return name_in(file, self.base, self.scratch)

    def takes(self, file: Path) -> bool:
        """Documents beside the lines that tell of the export, and are no patient's."""
        content = file.read_bytes() if file.stat().st_size < 2**22 else b""
        listed = role(self.name(file)) or (b'"output"' in content and b'"url"' in content)
        if listed:
            folder = self.base if file.is_relative_to(self.base) else file.parent
            take(content, self.name(file), "document", folder, self.aside)
        return bool(listed)

    def deletions_in(self, file: Path) -> None:
        content = file.read_bytes()
        content = gzip.decompress(content) if is_packed(content) else content
        take(content, self.name(file), "lines", self.base, self.aside)

    def index(self, number: int, file: Path) -> tuple[Array, Array, Array]:
        """Of each run of lines of one patient the patient's number, its place and its length."""
        whose, starts, lengths = array("i"), array("q"), array("q")
        known: dict[str, int] = {}
        """Of references, which most lines repeat."""
        at, since, before = 0, 0, NOBODY
        decode, owner_of = WHOSE.decode, known.get
        with file.open("rb") as stream:
            for line in stream:
                # Most lines name the same patient in the same words, and taking a reference apart
                # is most of the cost of this pass.
                try:
                    resource = decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                    owner = self.nobody(line)
                else:
                    to = resource.subject or resource.patient
                    owner = owner_of(to.reference, NOBODY) if to is not None else NOBODY
                    if owner == NOBODY or resource.resourceType in OWN:
                        owner = self.patient_of(resource, (number, at, len(line)))
                        if to is not None and to.reference and resource.resourceType not in OWN:
                            known[to.reference] = owner
                if owner != before:
                    if before != NOBODY:
                        whose.append(before)
                        starts.append(since)
                        lengths.append(at - since)
                    before, since = owner, at
                at += len(line)
        if before != NOBODY:
            whose.append(before)
            starts.append(since)
            lengths.append(at - since)
        return np.array(whose), np.array(starts), np.array(lengths)

    def nobody(self, line: bytes) -> int:
        """A line that is no FHIR is nobody's."""
        if line.strip():
            self.unowned["no FHIR"] += 1
        return NOBODY

    def patient_of(self, resource: _Whose, place: tuple[int, int, int]) -> int:
        if resource.resourceType == "Patient":
            key = resource.id
        elif resource.resourceType == "Medication":
            # A product is no patient's and may be many patients': it is remembered, and handed to
            # whoever names it.
            self.medications[f"Medication/{resource.id}".encode()] = place
            return NOBODY
        else:
            to = resource.subject or resource.patient
            key = _id_in(to.reference) if to else ""
        if not key:
            self.unowned[resource.resourceType or "no FHIR"] += 1
            return NOBODY
        return self.numbers.setdefault(key, len(self.numbers))

    # As a source

    def count(self) -> int:
        return len(self.numbers)

    def notes(self) -> list[tuple[str, str, str]]:
        notes = [(note.where, note.what, note.why) for note in self.aside.set_aside]
        for kind, count in sorted(self.unowned.items()):
            notes.append((self.base.name, f"{count} {kind}", "about no patient that is named"))
        gone = sum(f"Patient/{key}" in self.deleted for key in self.numbers)
        if gone:
            why = "were deleted at the source: left out"
            notes.append((self.base.name, f"{gone} patients", why))
        return notes

    def bucket(self, number: int, of: int) -> Iterator[Unit]:
        with ExitStack() as opened:
            files = [opened.enter_context(file.open("rb")).fileno() for file in self.files]
            for key, patient in self.numbers.items():
                if bucket_of(key, of) == number and f"Patient/{key}" not in self.deleted:
                    yield self.unit(key, patient, files)

    def unit(self, key: str, patient: int, files: list[int]) -> Unit:
        runs = self.runs(patient, files)
        if self.medications:
            runs += self.medications_in(runs, files)
        lines = [
            (name, plain)
            for name, run in runs
            for line in run.split(b"\n")
            if (plain := line.strip())
        ]
        deleted = list(self.deletions_of(lines)) if self.deleted else []
        # What was deleted counts too: a patient whose lines are the same is read again where one of
        # them is now gone.
        digest = digest_of(*(run for _, run in runs), repr(deleted).encode())

        def read(guideline: Guideline, today: int, codes: Codes) -> Read:
            return Read(*read_rows(lines, deleted, guideline, today, codes, self.passing))

        return Unit(key, digest, read)

    def runs(self, patient: int, files: list[int]) -> list[tuple[str, bytes]]:
        """The lines of a patient, those that lie one after the other together, each with the name
        of its file. Read and not mapped: of a map each page that was touched counts as memory."""
        rows = slice(self.bounds[patient], self.bounds[patient + 1])
        runs = zip(self.file[rows].tolist(), self.start[rows].tolist(),
                   self.length[rows].tolist(), strict=True)  # fmt: skip
        return [(self.named[file], os.pread(files[file], size, at)) for file, at, size in runs]

    def medications_in(
        self, runs: list[tuple[str, bytes]], files: list[int]
    ) -> Iterator[tuple[str, bytes]]:
        """The products that some lines refer to."""
        asked = {name for _, run in runs if MEDICATION in run
                 for name in MEDICATION_NAMED.findall(run)}  # fmt: skip
        for name in sorted(asked & self.medications.keys()):
            file, start, length = self.medications[name]
            yield self.named[file], os.pread(files[file], length, start)

    def deletions_of(self, lines: list[tuple[str, bytes]]) -> Iterator[Deletion]:
        for _, line in lines:
            resource = WHOSE.decode(line)
            yield from self.deleted.get(f"{resource.resourceType}/{resource.id}", ())


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
