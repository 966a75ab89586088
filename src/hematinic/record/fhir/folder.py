"""A folder of FHIR: NDJSON and bundles, packed or not, as bulk exports leave them."""

import gzip
import zlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from pathlib import Path

import msgspec

from hematinic.record.events import RecordError
from hematinic.record.fhir.bundle import Deletion, Unpacked, named
from hematinic.record.fhir.lenient import NotJsonError, UnreadableError, decode, may_be_modified
from hematinic.record.fhir.parts import Part
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.resources import OperationOutcome
from hematinic.record.fhir.separate import numbered
from hematinic.record.packed import as_utf8, is_packed

LARGEST = 256 * 2**20
"""Bytes of a folder once unpacked; one patient's record is far smaller."""

MOST_FILES = 10_000

LINES = (".ndjson", ".jsonl")
DOCUMENTS = (".json",)

MOST_NAMES = 5


class Output(Part, frozen=True, kw_only=True):
    type: str = ""
    url: str = ""


class Manifest(Part, frozen=True, kw_only=True):
    """Of a bulk export: which files there are to fetch."""

    resource_type: str = ""
    output: tuple[Output, ...] = ()
    deleted: tuple[Output, ...] = ()
    error: tuple[Output, ...] = ()


def from_folder(folder: Path) -> Unpacked:
    """All NDJSON and JSON in a folder and those in it, by name. Raises RecordError."""
    unpacked = Unpacked()
    found_files = (f for f in folder.rglob("*") if f.is_file() and not hidden(f, folder))
    files = sorted(islice(found_files, MOST_FILES + 1))
    if len(files) > MOST_FILES:
        says = f"the folder holds more than {MOST_FILES:,} files; give the record of one patient"
        raise RecordError([f"{folder}: {says}"])
    left, others, read = LARGEST, [], 0
    for file in files:
        name = file.relative_to(folder).as_posix()
        kind = kind_of(file)
        if not kind:
            others.append(name)
            continue
        content = _read(file, name, left)
        left -= len(content)
        read += 1
        take(content, name, kind, folder, unpacked)
    if read and not (unpacked.decoded or unpacked.items) and unpacked.set_aside:
        raise RecordError(
            [f"{n.where}: {n.what}: {n.why}" for n in unpacked.set_aside[:MOST_NAMES]]
        )
    if not read:
        raise RecordError([f"{folder}: holds no FHIR: *.ndjson, *.jsonl or *.json, packed or not"])
    if others:
        more = f" and {len(others) - MOST_NAMES} more" if len(others) > MOST_NAMES else ""
        named = ", ".join(others[:MOST_NAMES])
        unpacked.note(folder.name, f"{named}{more}", "not read: no *.ndjson, *.jsonl or *.json")
    return unpacked


def hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)


def kind_of(file: Path) -> str:
    """By its name, in capital letters or not; what is packed may be called anything."""
    plain = file.name.lower().removesuffix(".gz").removesuffix(".gzip")
    for kind, endings in (("lines", LINES), ("document", DOCUMENTS)):
        if plain.endswith(endings) or any(f"{ending}." in plain for ending in endings):
            return kind
    try:
        with file.open("rb") as stream:
            return "lines" if is_packed(stream.read(2)) else ""
    except OSError:
        return ""


def _read(file: Path, name: str, most: int) -> bytes:
    try:
        with file.open("rb") as stream:
            packed = is_packed(stream.read(2))
        with (gzip.open if packed else open)(file, "rb") as stream:
            content: bytes = stream.read(most + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise RecordError([f"{name}: not a whole gzip file; copy it anew"]) from None
    except OSError as error:
        raise RecordError([f"{name}: cannot be opened: {error.strerror}"]) from None
    if len(content) > most:
        says = f"the folder holds more than {LARGEST // 2**20} MB; give the record of one patient"
        raise RecordError([f"{name}: {says}"])
    return as_utf8(content)


def take(content: bytes, name: str, kind: str, folder: Path, unpacked: Unpacked) -> None:
    """Raises RecordError where a document is no JSON."""
    of = role(name)
    target = Unpacked() if of else unpacked
    manifest = _manifest(content) if kind == "document" else None
    if manifest is not None:
        _listed(manifest, name, folder, unpacked)
    elif kind == "document" or _is_document(content):
        try:
            target.document(content, name, name)
        except RecordError as error:
            unpacked.note(name, "the file", str(error.problems[0]).removeprefix(f"{name}, "))
    else:
        target.modified = target.modified or may_be_modified(content)
        target.lines(numbered(content), name)
    if of:
        _taken_apart(target, of, name, unpacked)


def _is_document(content: bytes) -> bool:
    """Whether what is called lines is one object over several of them."""
    first = content.lstrip().partition(b"\n")[0].strip()
    return first in (b"{", b"[") or not first.startswith((b"{", b"\xef", b"\x1e"))


def role(name: str) -> str:
    """Bulk exports keep what was deleted, and what went wrong, beside what they hold."""
    for part in name.lower().split("/"):
        stem = part.partition(".")[0]
        if stem in ("deleted", "error", "errors"):
            return stem.rstrip("s")
    return ""


def _taken_apart(part: Unpacked, of: str, name: str, unpacked: Unpacked) -> None:
    """What stands under `deleted` is deleted, whatever it is; under `error` only outcomes count."""
    unpacked.deleted += part.deleted
    unpacked.set_aside += part.set_aside
    for entry in (*part.decoded, *_opened(part, unpacked)):
        resource = entry.resource
        if isinstance(resource, OperationOutcome):
            unpacked.decoded.append(entry)
        elif of == "deleted":
            unpacked.deleted.append(Deletion(name, f"{resource.resource_type}/{resource.id}"))
        else:
            unpacked.note(name, entry.where, "stands among the errors of the export: not used")


def _opened(part: Unpacked, unpacked: Unpacked) -> Iterator[Decoded]:
    """What can be decoded; of anything else it is told what is amiss."""
    for item in part.items:
        try:
            resource = decode(item.raw).resource
        except (UnreadableError, NotJsonError, RecursionError):
            unpacked.items.append(item)
        else:
            yield Decoded(named(resource, item.place), "", resource)


# The list of an export


def _manifest(content: bytes) -> Manifest | None:
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    return (
        manifest if not manifest.resource_type and (manifest.output or manifest.deleted) else None
    )


def _listed(manifest: Manifest, name: str, folder: Path, unpacked: Unpacked) -> None:
    """Tells of files that the export lists and that are not here."""
    here = {file.name.lower() for file in folder.rglob("*") if file.is_file()}
    for outputs, why in (
        (manifest.output, "is listed by the export and is not here: what it holds is missing"),
        (manifest.deleted, "lists what was deleted and is not here: some of this may be deleted"),
        (manifest.error, "lists what went wrong and is not here: something may be missing"),
    ):
        for output in outputs:
            if not _is_here(output, here):
                unpacked.note(name, f"{output.type} {output.url}".strip(), why)


def _is_here(output: Output, here: AbstractSet[str]) -> bool:
    """By its name, or, where the address has none, by its type."""
    name = output.url.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
    if any(file.removesuffix(".gz") == name.removesuffix(".gz") for file in here):
        return True
    named = name.removesuffix(".gz").endswith((*LINES, *DOCUMENTS))
    return not named and any(file.startswith(f"{output.type.lower()}.") for file in here)
