"""A checked and compiled guideline kept between runs, so that the command line starts at once.

The key is the content of every file of the folder and the code that reads it; a change of either
is another key. The cache lies in the user's own directory, is trusted only where nobody else can
write to it, and its loss costs half a second. HEMATINIC_CACHE names another directory, or `off`.
"""

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def content_files(folder: Traversable) -> list[tuple[str, bytes]]:
    """Every YAML file of a guideline folder with its name within it, in order."""
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += [(f"{entry.name}/{name}", content) for name, content in content_files(entry)]
        elif entry.name.endswith(".yaml"):
            found.append((entry.name, entry.read_bytes()))
    return sorted(found)


REVIEWS = ("board.yaml", "reviews.yaml", "reviews/")
"""Who approves the content, and what was approved: about it, and no part of it."""


def content_hash(folder: Traversable) -> str:
    """The identity of a guideline: what is approved is exactly this."""
    return _hash(one for one in content_files(folder) if not one[0].startswith(REVIEWS))


def files_hash(folder: Traversable) -> str:
    """Of everything that is read from the folder."""
    return _hash(content_files(folder))


def _hash(files: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def kept(identity: str, make: Callable[[], T]) -> T:
    """What `make` made for this identity before, or makes now. An error of `make` is not kept."""
    place = directory()
    if place is None:
        return make()
    file = place / f"{_key(identity)}.rules"
    try:
        found: T = pickle.loads(file.read_bytes())
        return found
    except Exception:  # absent, torn, or of another time: make it anew
        made = make()
        _keep(file, made)
        return made


def _keep(file: Path, made: object) -> None:
    """Written beside and moved into place: a crash leaves the old file or none."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as new:
            new.write(pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
        os.replace(new.name, file)
        for old in sorted(file.parent.glob("*.rules"), key=lambda f: -f.stat().st_mtime)[8:]:
            old.unlink()
    except OSError:
        return


def directory() -> Path | None:
    """None where nothing is kept: it is switched off, or others could write there."""
    named = os.environ.get("HEMATINIC_CACHE", "")
    if named == "off":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    directory = Path(named or Path(base) / "hematinic")
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = directory.stat()
    except (OSError, RuntimeError):
        return None
    private = state.st_uid == os.getuid() and not state.st_mode & 0o022
    return directory if private else None


def _key(identity: str) -> str:
    digest = hashlib.sha256(f"{identity} {sys.version}".encode())
    package = Path(__file__).parent.parent
    for room in ("expressions", "guideline"):
        for file in sorted((package / room).iterdir()):
            if file.suffix in (".py", ".lark"):
                state = file.stat()
                digest.update(f"{file.name} {state.st_mtime_ns} {state.st_size}".encode())
    return digest.hexdigest()[:32]
