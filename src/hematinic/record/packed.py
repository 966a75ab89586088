"""Bytes as they come to UTF-8 text: unpacked, and out of the encodings that name themselves."""

import codecs
import gzip
import io
import zlib

from hematinic.record.events import RecordError

_MARKS = (
    (codecs.BOM_UTF8, ""),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def is_packed(content: bytes) -> bool:
    return content[:2] == b"\x1f\x8b"


def unpacked(content: bytes, name: str, most: int) -> bytes:
    """Out of gzip, whatever the file is called, and in UTF-8. Raises RecordError."""
    if is_packed(content):
        try:
            with gzip.open(io.BytesIO(content)) as stream:
                content = stream.read(most + 1)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise RecordError([f"{name}: not a whole gzip file; copy it anew"]) from None
        if len(content) > most:
            raise RecordError([f"{name}: more than the {most // 2**20} MB read, once unpacked"])
    return as_utf8(content)


def as_utf8(content: bytes) -> bytes:
    """Without a byte order mark; where that tells of another encoding, out of it."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            if not encoding:
                return content[len(mark) :]
            try:
                return content.decode(encoding).encode() or content
            except UnicodeError:
                return content
    return content
