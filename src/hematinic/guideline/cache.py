"""A checked and compiled guideline kept between runs, so that the command line starts at once.

The key is the content of every file of the folder and the code that reads it; a change of either
is another key. The cache lies in the user's own directory, is trusted only where nobody else can
write to it, and its loss costs half a second. HEMATINIC_CACHE names another directory, or `off`.
"""

import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from hematinic.guideline.limited import GUIDELINE_FILE, read_limited
from hematinic.guideline.whole_file import UNFINISHED, written_whole

T = TypeVar("T")

DIGEST = hashlib.sha256().digest_size
LARGEST = 64 * 2**20
"""Bytes of one that is read."""

MOST = 8


def content_files(folder: Traversable) -> list[tuple[str, bytes]]:
    """Every YAML file of a guideline folder with its name within it, in order."""
    contents = []
    for entry in folder.iterdir():
        if entry.is_dir():
            contents += [
                (f"{entry.name}/{name}", content) for name, content in content_files(entry)
            ]
        elif entry.name.endswith(".yaml") and entry.is_file():
            contents.append((entry.name, read_limited(entry, GUIDELINE_FILE)))
    return sorted(contents)


REVIEWS = ("board.yaml", "reviews.yaml", "reviews/")
"""Who approves the content, and what was approved: about it, and no part of it."""


def content_hash(folder: Traversable) -> str:
    """The identity of a guideline: what is approved is exactly this."""
    return _hash(file for file in content_files(folder) if not file[0].startswith(REVIEWS))


def files_hash(folder: Traversable) -> str:
    """Of everything that is read from the folder."""
    return _hash(content_files(folder))


def _hash(files: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    return digest.hexdigest()


def kept_or_made(
    identity: str, make: Callable[[], T], pack: Callable[[T], bytes], unpack: Callable[[bytes], T]
) -> T:
    """What `make` made for this identity before, or makes now. An error of `make` is not kept."""
    place = directory()
    if place is None:
        return make()
    file = place / f"{_key(identity)}.rules"
    try:
        value = unpack(payload(file))
    except Exception:  # absent, torn, foreign, or of another time: make it anew
        value = make()
        keep(file, pack(value))
        return value
    with suppress(OSError):
        os.utime(file, follow_symlinks=False)  # what nobody has read for longest is taken away
    return value


class DoubtfulError(Exception):
    """A kept file that is torn, or that others may have written."""


def payload(file: Path) -> bytes:
    """What was kept, if it is ours and whole. Looked at is the open file, not what its name may
    have become since. The hash tells of faults; that nobody else wrote it, its owner and mode do.

    Raises OSError, DoubtfulError.
    """
    with open(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode) or not _private(state) or state.st_size > LARGEST:
            raise DoubtfulError
        # By the open stream and not by its name, which another process may have given to another
        # file.
        content = stream.read(LARGEST)
    digest, payload = content[:DIGEST], content[DIGEST:]
    if hashlib.sha256(payload).digest() != digest:
        raise DoubtfulError
    return payload


def _private(state: os.stat_result) -> bool:
    return state.st_uid == os.getuid() and not state.st_mode & 0o022


def keep(file: Path, content: bytes) -> None:
    """What `payload` finds again. What a process that was killed left of one is taken away an hour
    later."""
    try:
        _clean(file.parent, file.suffix)
        with written_whole(file) as place:
            place.touch(0o600, exist_ok=False)  # before it holds anything: nobody else may write
            place.write_bytes(hashlib.sha256(content).digest() + content)
    except OSError:
        return


def _clean(place: Path, kind: str) -> None:
    for old in sorted(place.glob(f"*{kind}"), key=lambda f: -f.stat().st_mtime)[MOST - 1 :]:
        old.unlink()
    for left in place.glob(f"*{UNFINISHED}"):
        if time.time() - left.stat().st_mtime > 3600:
            left.unlink()


def directory() -> Path | None:
    """None where nothing is kept: it is switched off, or others could write there."""
    named = os.environ.get("HEMATINIC_CACHE", "")
    if named == "off":
        return None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        directory = Path(named or Path(base) / "hematinic")
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = directory.stat()
    except (OSError, RuntimeError):
        return None
    return directory if _private(state) else None


def _key(identity: str) -> str:
    digest = hashlib.sha256(f"{identity} {sys.version}".encode())
    package = Path(__file__).parent.parent
    for room in ("expressions", "guideline"):
        for file in sorted((package / room).iterdir()):
            if file.suffix in (".py", ".lark"):
                state = file.stat()
                digest.update(f"{file.name} {state.st_mtime_ns} {state.st_size}".encode())
    return digest.hexdigest()[:32]
