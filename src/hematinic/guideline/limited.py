"""Files read up to a limit: what is named may be a pipe, or a device that never ends."""

import errno
from importlib.resources.abc import Traversable
from pathlib import Path

GUIDELINE_FILE = 16 * 2**20
"""The most bytes that are read of a file of a guideline, or of its tests."""

SITE_FILE = 4 * 2**20
"""Bytes of one file of a site's own codes or limits."""


def read_limited(file: Path | Traversable, most: int) -> bytes:
    """Raises OSError, with EFBIG where it holds more than so many bytes."""
    with file.open("rb") as stream:
        content: bytes = stream.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"more than the {most // 2**20} MB that are read", str(file))
    return content


def text_of(file: Path) -> str:
    """Of a file of tests, whatever it is written in."""
    return read_limited(file, GUIDELINE_FILE).decode(errors="replace")
