"""Where text goes out: whole on every terminal, and never as a command to it."""

import codecs
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from hematinic.record.written import plain

NARROW, USUAL = 40, 80
"""Columns: less than the first is no terminal's width, and the second is taken."""

_HIDDEN = dict.fromkeys(
    (
        *(code for code in range(0x20) if code not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    ),
    "\N{REPLACEMENT CHARACTER}",
)
"""What moves a cursor, turns the direction of what follows, or is half a character."""

_SPELLED = {
    "≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "←": "<-", "–": "-", "—": "-", "−": "-", "•": "*",
    "◦": "o", "×": "x", "µ": "u", "μ": "u", "°": " deg", "…": "...", "‘": "'", "’": "'", "“": '"',
    "”": '"', "\N{NO-BREAK SPACE}": " ", "·": ".",
}  # fmt: skip


def printable(text: str) -> str:
    """Without the characters that a terminal obeys: a record may hold any."""
    return text.translate(_HIDDEN)


def whole_output() -> None:
    """A stream that lacks a character is given its spelling in letters, and goes on."""
    codecs.register_error("spelled", _spelled)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="spelled")


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    spelled = "".join(_SPELLED.get(character) or plain(character) for character in missing)
    return spelled.encode("ascii", "replace").decode(), error.end


class _Printed(Console):
    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        return self._printable(super().render(renderable, options))

    def _printable(self, segments: Iterable[Segment]) -> Iterator[Segment]:
        for segment in segments:
            # What the library itself sends to the terminal is marked as control; a record's text
            # never is.
            yield segment if segment.control else Segment(printable(segment.text), segment.style)


def console(markup: bool = False) -> Console:
    printed = _Printed(highlight=False, markup=markup)
    if printed.width < NARROW:
        printed.width = USUAL
    return printed
