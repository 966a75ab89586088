"""Reads a page of the documentation as somebody follows it: files to write, commands to type.

A block of code belongs to what stands in a comment above it (a reader of the page does not see it):

    <!-- file: PATH -->               the block is the whole of a file
    <!-- append: PATH -->             the block is added at the end of a file
    <!-- after: PATH: LINE -->        the block is put behind the one line of a file that is LINE
    <!-- replace: PATH: LINE -->      the block stands in place of that line
    <!-- status: 2 -->                the last command of the block ends with this status
    <!-- run by: A, B -->             a server, the network or minutes: these tests run it

A block of `console` without a comment is run: each line that begins with `$`, in order, in a folder
that lives as long as the page. A line without `$` is in what the command before it prints; `…` in it
stands for anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/how-to/*.md"),
        *ROOT.glob("docs/tutorial/*.md"),
        *ROOT.glob("docs/reference/*.md"),
    ]
)

BLOCK = re.compile(
    r"^(?:<!-- (?P<does>file|append|after|replace|status|run by): (?P<what>.*?) -->\n)?"
    r"```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

INLINE = re.compile(r"(?<!`)`(hematinic|make|python -m) ([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Command:
    text: str
    prints: tuple[str, ...]
    status: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Block:
    does: str
    what: str
    language: str
    text: str

    @property
    def is_typed(self) -> bool:
        return self.language == "console"

    def commands(self) -> Iterator[Command]:
        parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
        for number, part in enumerate(parts, 1):
            first, *prints = part.rstrip().splitlines()
            last = number == len(parts)
            status = int(self.what) if self.does == "status" and last else 0
            yield Command(first, tuple(prints), status)


@dataclass(frozen=True)
class Page:
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def blocks(self) -> list[Block]:
        return [
            Block(found["does"] or "", found["what"] or "", found["language"], found["text"])
            for found in BLOCK.finditer(self.text)
        ]

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def is_followed(self) -> bool:
        return any(block.is_typed and block.does != "run by" for block in self.blocks)

    def inline(self) -> Iterator[tuple[str, str]]:
        """Commands in a sentence: the program, and what is given to it."""
        outside = BLOCK.sub("", self.text)
        yield from (match.groups() for match in INLINE.finditer(outside))


def write(block: Block, folder: Path) -> None:
    """As the page says: a file, or lines in one."""
    path, _, line = block.what.partition(": ")
    file = folder / path
    if block.does == "file":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    if block.does == "append":
        file.write_text(f"{text.rstrip(chr(10))}\n{block.text}", encoding="utf-8")
        return
    whole = f"{line}\n"
    if f"\n{text}".count(f"\n{whole}") != 1:
        raise AssertionError(f"{path} has not exactly one line '{line}'")
    new = block.text if block.does == "replace" else whole + block.text
    file.write_text(f"\n{text}".replace(f"\n{whole}", f"\n{new}", 1)[1:], encoding="utf-8")


def is_printed(expected: str, output: str) -> bool:
    pattern = ".*".join(map(re.escape, expected.strip().split("…")))
    return re.search(pattern, output) is not None
