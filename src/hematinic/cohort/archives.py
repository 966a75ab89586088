"""Archives of bundles or of an export, unpacked so that they are read like a folder."""

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from hematinic.record.events import RecordError

TARS = (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")

MOST = 256 * 2**30
"""Bytes of one archive, unpacked; a national registry's export is smaller."""

Member = tuple[str, int, IO[bytes]]
"""Its name, how many bytes it says it has, and these."""


def is_archive(file: Path) -> bool:
    return file.name.lower().endswith((*TARS, ".zip"))


def unpacked(file: Path, into: Path) -> list[Path]:
    """The files in it, written below `into` by the names that they have in it. Raises
    RecordError."""
    written, left = [], MOST
    try:
        for name, size, stream in _members(file):
            left -= size
            if left < 0:
                raise RecordError([f"{file.name}: more than {MOST // 2**30} GB once unpacked"])
            to = into / name
            to.parent.mkdir(parents=True, exist_ok=True)
            with to.open("wb") as out:
                shutil.copyfileobj(stream, out)
            written.append(to)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, OSError) as error:
        raise RecordError([f"{file.name}: not a whole archive ({error}); copy it anew"]) from None
    return written


def _members(file: Path) -> Iterator[Member]:
    """Plain files alone: no links, and nothing that would lie outside of the archive."""
    if file.name.lower().endswith(".zip"):
        with zipfile.ZipFile(file) as packed:
            for zipped in packed.infolist():
                if not zipped.is_dir() and _lies_inside(zipped.filename):
                    with packed.open(zipped) as stream:
                        yield zipped.filename, zipped.file_size, stream
        return
    with tarfile.open(file) as archive:
        for member in archive:
            if member.isreg() and _lies_inside(member.name):
                inside = archive.extractfile(member)
                assert inside is not None
                yield member.name, member.size, inside


def _lies_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts
