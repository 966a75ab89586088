"""Where each entry of a guideline stands, and what of it was written wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hematinic.expressions.faults import ExpressionError
from hematinic.guideline import yaml
from hematinic.guideline.compose import Piece
from hematinic.guideline.mistake import Kind, Mistake, Place
from hematinic.guideline.wrong import Wrong
from hematinic.guideline.yaml import Path
from hematinic.guideline.yaml_faults import Span, YamlFault

TOGETHER = ("goes-together", "one-of-these", "missing-key", "missing-citation")
"""Of several keys of an entry at once: where one of them is wrong, these most likely follow."""


@dataclass(frozen=True, slots=True)
class Written:
    file: str
    document: yaml.Document
    path: Path
    pieces: tuple[Piece, ...] = ()
    """Of an expression that is written in parts: where each of them stands."""
    own: Path = ()
    """Of an item of a table: where its own part stands; the rest is the table's."""
    mended: set[Path] = field(default_factory=set)
    """The paths within it that were told to be wrong and read as something right instead, so that
    the rest can be looked at. What a later look finds there is most likely an effect."""

    # What is wrong, with its place

    def mistake(
        self,
        kind: Kind,
        says: str,
        *path: str | int,
        helps: str = "",
        about: str = "",
        span: Span | None = None,
    ) -> Mistake:
        span = span or self.span(path)
        place, source = Place(self.file, span), self.document.source(span.line)
        # What is wrong here is an effect where something above or below it has been mended:
        #   phase: lodaing    told as a wrong value; that there is no such phase follows from it.
        follows = self.follows(path) or (kind in TOGETHER and bool(self.mended))
        return Mistake(place, kind, says, helps, source, about, follows=follows)

    def of(self, wrong: Wrong) -> Mistake:
        path = wrong.path or self.holding(wrong.word)
        span = self.part(path, wrong.word or str(path[-1])) if path else None
        return self.mistake(
            wrong.kind, wrong.says, *path, helps=wrong.help, about=wrong.about, span=span
        )

    def unreadable(self, fault: YamlFault) -> Mistake:
        return self.mistake(fault.kind, fault.says, helps=fault.help, span=fault.span)

    def faulty(self, error: ExpressionError, path: Path) -> list[Mistake]:
        """Of the expression at a path."""
        return [
            self.mistake(
                fault.kind,
                fault.says,
                *path,
                helps=fault.help,
                about=fault.about,
                span=self.located(path, error.text, fault.at, fault.end),
            )
            for fault in error.faults
        ]

    def follows(self, path: Path) -> bool:
        return any(
            _holds(within, wrong) or _holds(wrong, within)
            for wrong in self.mended
            for within in (path, (*self.own, *path))
        )

    # Places

    def in_document(self, path: Path) -> Path:
        """From the top of the file; of an item of a table its own, else the table's."""
        # An item of a table of verdicts has keys of its own and shares the rest with its table.
        own, shared = (*self.path, *self.own, *path), (*self.path, *path)
        keys = self.document.keys
        return shared if own not in keys and shared in keys else own

    def place(self) -> Place:
        return Place(self.file, self.key(()))

    def key(self, path: Path) -> Span:
        return self.document.key(self.in_document(path))

    def span(self, path: Path) -> Span:
        """A text or number, or what stands beside its key; else the key."""
        path_there = self.in_document(path)
        key, value = self.document.key(path_there), self.document.value(path_there)
        # A list below its key is no place to point at: the key is.
        beside = path and value.line == key.line
        return value if beside or self.document.is_plain(path_there) else key

    def within(self, path: Path, at: int, end: int) -> Span:
        """Some characters of a text."""
        return self.document.within(self.in_document(path), at, end)

    def part(self, path: Path, word: str) -> Span:
        """A word of a text, where it stands in it; the key that it is; else as `span`."""
        text = self.document.at(self.in_document(path))
        if isinstance(text, str) and word in text:
            return self.within(path, text.index(word), text.index(word) + len(word))
        return self.key(path) if path and path[-1] == word else self.span(path)

    def located(self, path: Path, text: str, at: int, end: int) -> Span:
        """Some characters of an expression, that may be made of pieces or of more than is written:
        the whole where they are none of what is written."""
        for written, start in self._parts(path, text):
            length = len(str(self.document.at(self.in_document(written)) or ""))
            # One more than its length: the end of an expression, where something is missing,
            # belongs to it.
            if start <= at and end <= start + length + 1:
                return self.within(written, at - start, end - start)
        return self.span(path)

    def _parts(self, path: Path, text: str) -> Iterator[tuple[Path, int]]:
        """Each part of an expression that is written somewhere, and its offset in it."""
        raw = self.document.at(self.in_document(path))
        if isinstance(raw, str) and raw in text:
            yield path, text.index(raw)
        start = 0
        for piece in self.pieces:
            # In order: two cases may hold the same words, and each is looked for behind the one
            # before.
            start_of_piece = text.find(piece.text, start)
            if start_of_piece >= 0 and isinstance(
                self.document.at(self.in_document(piece.path)), str
            ):
                yield piece.path, start_of_piece
                start = start_of_piece + len(piece.text)

    def holding(self, word: str) -> Path:
        """The path of the first text of the entry that holds a word; none where none does."""
        length = len(self.path)
        for path in self.document.values if word else ():
            text = self.document.at(path)
            if path[:length] == self.path and isinstance(text, str) and word in text:
                return path[length:]
        return ()


def _holds(outer: Path, inner: Path) -> bool:
    return inner[: len(outer)] == outer


Places = dict[tuple[str, str], Written]
"""(section, name) to its place."""
