"""What is longer than a reader can hold: a text, an expression, a line of a file."""

from collections.abc import Iterator

from hematinic.guideline.lint.texts import reader_texts
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.places import Written
from hematinic.guideline.typed import Typed
from hematinic.guideline.yaml import Path
from hematinic.guideline.yaml_faults import Span

EXPRESSION, LINE = 200, 400
"""The most characters."""


def texts(typed: Typed) -> Iterator[Mistake]:
    for sentence in reader_texts(typed.places):
        words = sentence.text.split()
        if len(words) > sentence.words:
            says = f"this text has {len(words)} words; of its kind {sentence.words} are enough"
            helps = "say what is to be done first, and leave out what another line says"
            yield sentence.written.mistake("long-text", says, *sentence.path, helps=helps)


def expressions(typed: Typed) -> Iterator[Mistake]:
    """Expressions that are too long; where one is written in pieces, each piece by itself."""
    reported: set[tuple[str, Path]] = set()
    for source, _ in typed.expressions:
        written = typed.places[(source.section, source.entry)]
        for path in [piece.path for piece in written.pieces] or [source.path]:
            where = (written.file, written.in_document(path))
            text = written.document.at(where[1])
            length = len(" ".join(text.split())) if isinstance(text, str) else 0
            if length > EXPRESSION and where not in reported:
                reported.add(where)
                says = f"this expression has {length} characters; {EXPRESSION} can be read aloud"
                helps = "give a part of it that means something its own finding, with a label"
                yield written.mistake("long-expression", says, *path, helps=helps)


def lines(typed: Typed) -> Iterator[Mistake]:
    files = {written.file: written for written in typed.places.values()}
    for written in files.values():
        for number, line in enumerate(written.document.text.split("\n"), 1):
            if len(line) > LINE:
                yield _long(written, number, len(line))


def _long(written: Written, number: int, length: int) -> Mistake:
    says = f"this line has {length} characters; {LINE} are enough"
    helps = "begin a new line for each item with a dash, or fold the text with >-"
    whole_file = Written(written.file, written.document, ())
    return whole_file.mistake(
        "long-line", says, helps=helps, span=Span(number, LINE + 1, length + 1)
    )
