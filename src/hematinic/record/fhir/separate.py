"""Where one resource ends and the next begins: in an array, in lines, or in a line."""

import json
from collections.abc import Iterator

import msgspec

from hematinic.record.fhir.lenient import TYPE_FIRST

MARK = b"\xef\xbb\xbf"
"""A byte order mark, as files that were joined have it amid their lines."""


def array(content: bytes) -> tuple[msgspec.Raw, ...]:
    """Of resources, as some clients keep what they fetched; empty where it is none."""
    try:
        items = msgspec.json.decode(content, type=tuple[msgspec.Raw, ...])
    except (msgspec.MsgspecError, RecursionError):
        return ()
    return items if items and all(TYPE_FIRST.match(raw) for raw in items) else ()


def ndjson(content: bytes) -> Iterator[tuple[int, bytes]] | None:
    """The lines of a file, where most of them are objects by themselves."""
    lines = list(numbered(content))
    whole = sum(_is_object(line) for _, line in lines[:100])
    return iter(lines) if len(lines) > 1 and whole * 2 >= len(lines[:100]) else None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return False


def numbered(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that are not empty, without byte order marks and separators before them."""
    for number, line in enumerate(content.split(b"\n"), 1):
        plain = line.strip().removeprefix(b"\x1e").removeprefix(MARK).strip()
        if plain:
            yield number, plain


def objects(line: bytes) -> Iterator[bytes]:
    """The objects of a line: one, unless files were joined without a line's end between them."""
    if b"}{" not in line and MARK not in line:
        yield line
        return
    try:
        text, decoder, at = line.decode(), json.JSONDecoder(), 0
        ends: list[tuple[int, int]] = []
        while at < len(text):
            _, end = decoder.raw_decode(text, at)
            ends.append((at, end))
            at = end + len(text[end:]) - len(text[end:].lstrip("\ufeff \t\r"))
    except (ValueError, RecursionError):
        yield line
        return
    for start, end in ends:
        yield text[start:end].encode()
