"""Files that are written whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

UNFINISHED = ".unfinished"
"""How the name of a file ends while it is written; what a process that was killed left, too."""


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """A place beside the file, to write to. It takes the file's place once all is written: a crash
    leaves the old file or none. No two writers share it."""
    place = file.with_name(f"{file.name}.{uuid4().hex}{UNFINISHED}")
    try:
        yield place
        place.replace(file)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
