"""How many mistakes `lint` tells of one typo: in each entry of a guideline one slip, and a count.

    python -m tools.typos [--seed 1] [--every 1] [--folder DIR] [--show]

One typo is one mistake. What comes out otherwise is printed with the slip that made it.
"""

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path

from hematinic.guideline import yaml
from hematinic.guideline.cache import content_files
from hematinic.guideline.load import builtin
from hematinic.guideline.places import Written
from hematinic.guideline.typed import Typed, typed


@dataclass(frozen=True)
class Typo:
    kind: str
    file: str
    line: int
    before: str
    after: str
    text: str
    """Of the whole file."""

    def __str__(self) -> str:
        return f"{self.kind} in {self.file}:{self.line}\n  - {self.before}\n  + {self.after}"


Slip = Callable[["Entry", random.Random], Iterator[tuple[int, int, str]]]
"""Offsets in the file, and what is written there instead; none where the slip cannot be made."""


@dataclass(frozen=True)
class Entry:
    section: str
    name: str
    written: Written
    expressions: tuple[yaml.Path, ...]
    used: bool

    @property
    def text(self) -> str:
        return self.written.document.text

    @property
    def keys(self) -> list[tuple[yaml.Path, int]]:
        """The keys inside it, each with its offset."""
        inside, length = self.written.document.keys.items(), len(self.written.path)
        return [
            (path, at)
            for path, at in inside
            if path[:length] == self.written.path
            and len(path) > length
            and isinstance(path[-1], str)
        ]

    @property
    def lines(self) -> list[tuple[int, str]]:
        """Those below its name, each with its offset."""
        start = self.written.document.keys[self.written.path]
        end = re.compile(r"^\S", re.MULTILINE).search(self.text, start + 1)
        found, at = [], start
        for line in self.text[start : end.start() if end else len(self.text)].splitlines(True):
            found.append((at, line.rstrip("\n")))
            at += len(line)
        return found[1:]

    def value(self, path: yaml.Path) -> tuple[int, int]:
        return self.written.document.values[(*self.written.path, *path)]


def misspelled(word: str, rng: random.Random) -> str:
    """Two letters beside each other changed, or one left out."""
    i = rng.randrange(1, max(2, len(word) - 1))
    turned = word[:i] + word[i : i + 2][::-1] + word[i + 2 :]
    return turned if turned != word else word[:i] + word[i + 1 :]


# Slips


def key(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    fields = [(p, at) for p, at in entry.keys if len(p) == len(entry.written.path) + 1]
    words = [(str(path[-1]), at) for path, at in fields if len(str(path[-1])) > 3]
    if words:
        word, at = rng.choice(words)
        yield at, at + len(word), misspelled(word, rng)


def name_of_entry(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    at = entry.written.document.keys[entry.written.path]
    referred = ("elements", "facts", "findings", "limits", "medicines", "courses", "sources")
    if (
        entry.section in referred
        and entry.used
        and len(entry.name) > 4
        and entry.text[at:].startswith(entry.name)
    ):
        yield at, at + len(entry.name), misspelled(entry.name, rng)


def _in_expression(
    entry: Entry, rng: random.Random, pattern: str, change: Callable[[str], str]
) -> Iterator[tuple[int, int, str]]:
    found = [
        (start + match.start(), start + match.end(), match[0])
        for path in entry.expressions
        for start, end in [entry.value(path)]
        for match in re.finditer(pattern, entry.text[start:end])
    ]
    if found:
        start, end, word = rng.choice(found)
        yield start, end, change(word)


def name_in_expression(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    pattern = r"(?<!')\b[a-z][a-z0-9]*_[a-z0-9_]+\b(?!')"
    yield from _in_expression(entry, rng, pattern, lambda word: misspelled(word, rng))


def unit(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    yield from _in_expression(entry, rng, r"(?<=\d )'[^']+'", lambda _: "'furlong'")


def unit_without_quotes(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    yield from _in_expression(entry, rng, r"(?<=\d )'[^']+'", lambda word: word[1:-1])


def no_unit(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    yield from _in_expression(entry, rng, r"(?<=[<>=] \d) '[^']+'", lambda _: "")


def operator(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    yield from _in_expression(entry, rng, r"\b(and|or|not|is)\b", str.upper)


def bracket(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    yield from _in_expression(entry, rng, r"[()]", lambda _: "")


def source(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    places = [path for path, _ in entry.keys if path[-1] == "source" and len(path) > 2]
    if places:
        start, end = entry.written.document.values[rng.choice(places)]
        yield start, end, misspelled(entry.text[start:end], rng)


def statement(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    for path, _ in entry.keys:
        if path[-1] == "implements" and (*path, 0) in entry.written.document.values:
            start, end = entry.written.document.values[(*path, 0)]
            yield start, end, "X999"
            return


def word_of_a_list(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    """A value of which only some are known."""
    closed = (
        "level",
        "action",
        "status",
        "basis",
        "kind",
        "if_unknown",
        "read",
        "severity",
        "part",
    )
    places = [path for path, _ in entry.keys if path[-1] in closed]
    places = [path for path in places if path[-2:] != ("read",) or entry.section != "sources"]
    values = [entry.written.document.values[path] for path in places]
    values = [(start, end) for start, end in values if end - start > 4]
    if values and entry.section != "sources":
        start, end = rng.choice(values)
        yield start, end, misspelled(entry.text[start:end], rng)


def tab(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    # A line within brackets may begin with one.
    indented = [at for at, line in entry.lines if re.match(r"  +(?:- |[\w-]+:)", line)]
    if indented:
        at = rng.choice(indented)
        yield at, at + 2, "\t"


def _key_lines(entry: Entry) -> list[tuple[int, str]]:
    return [(at, line) for at, line in entry.lines if re.match(r"  [a-z_]+: \S", line)]


def colon(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    if lines := _key_lines(entry):
        at, line = rng.choice(lines)
        start = at + line.index(": ")
        yield start, start + 2, ":"


def no_colon(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    if lines := _key_lines(entry):
        at, line = rng.choice(lines)
        start = at + line.index(": ")
        yield start, start + 1, ""


def less_indented(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    if lines := _key_lines(entry)[1:]:
        at, _ = rng.choice(lines)
        yield at, at + 2, " "


def more_indented(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    if lines := _key_lines(entry)[1:]:
        at, _ = rng.choice(lines)
        yield at, at + 2, "   "


def at_the_margin(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    if lines := _key_lines(entry)[1:]:
        at, _ = rng.choice(lines)
        yield at, at + 2, ""


def key_twice(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    # A list that goes on below is not whole on its line: doubled, it is a bracket left open.
    lines = [(at, line) for at, line in _key_lines(entry) if not line.endswith("[")]
    if lines:
        at, line = rng.choice(lines)
        yield at, at, line + "\n"


def quote(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    lines = [(at, line) for at, line in _key_lines(entry) if line.endswith('"')]
    if lines:
        at, line = rng.choice(lines)
        yield at + len(line) - 1, at + len(line), ""


def bracket_of_a_list(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    lines = [(at, line) for at, line in _key_lines(entry) if line.endswith("]")]
    if lines:
        at, line = rng.choice(lines)
        yield at + len(line) - 1, at + len(line), ""


def dash(entry: Entry, rng: random.Random) -> Iterator[tuple[int, int, str]]:
    lines = [(at, line) for at, line in entry.lines if re.match(r" +- \S", line)]
    if lines:
        at, line = rng.choice(lines)
        start = at + line.index("- ")
        yield start, start + 2, "-"


SLIPS: tuple[Slip, ...] = (
    key, name_of_entry, name_in_expression, unit, unit_without_quotes, no_unit, operator, bracket,
    source, statement, word_of_a_list, tab, colon, no_colon, less_indented, more_indented,
    at_the_margin, key_twice, quote, bracket_of_a_list, dash,
)  # fmt: skip


KINDS: Mapping[str, tuple[str, ...]] = {
    "key": ("unknown-key", "unknown-name"),
    "name_of_entry": ("unknown-name",),
    "name_in_expression": ("unknown-name",),
    "unit": ("wrong-unit",),
    "unit_without_quotes": ("unit-without-quotes",),
    "no_unit": ("missing-unit",),
    "operator": ("other-spelling",),
    "bracket": ("unclosed", "not-an-expression"),
    "source": ("unknown-name",),
    "statement": ("unknown-name",),
    "word_of_a_list": ("wrong-value",),
    "tab": ("tab",),
    "colon": ("colon-without-space",),
    "no_colon": ("missing-colon",),
    "less_indented": ("indentation",),
    "more_indented": ("indentation",),
    "at_the_margin": ("indentation",),
    "key_twice": ("twice",),
    "quote": ("unclosed",),
    "bracket_of_a_list": ("unclosed",),
    "dash": ("dash-without-space",),
}
"""Of each slip what it is told as."""


def entries(found: Typed) -> Iterator[Entry]:
    expressions: dict[tuple[str, str], list[yaml.Path]] = {}
    for one, _ in found.expressions:
        at = found.places[(one.section, one.entry)]
        for path in [piece.path for piece in at.pieces] or [one.path]:
            if (*at.path, *path) in at.document.values:
                expressions.setdefault((one.section, one.entry), []).append(path)
    for (section, name), written in found.places.items():
        if not written.own:  # a line of a table is in the table
            paths = tuple(expressions.get((section, name), ()))
            yield Entry(section, name, written, paths, name in found.used)


def typos(found: Typed, seed: int, every: int = 1) -> Iterator[Typo]:
    """In every nth entry one slip: of those that can be made in it, one by chance."""
    for entry in list(entries(found))[seed % every :: every]:
        rng = random.Random(f"{seed} {entry.section} {entry.name}")
        for slip in rng.sample(SLIPS, len(SLIPS)):
            for start, end, instead in slip(entry, rng):
                text = entry.text[:start] + instead + entry.text[end:]
                line = entry.text.count("\n", 0, start) + 1
                before, after = entry.written.document.source(line), text.split("\n")[line - 1]
                yield Typo(slip.__name__, entry.written.file, line, before, after, text)
                break
            else:
                continue
            break


class Copy:
    """A copy of a guideline's folder, in which one file at a time is another."""

    def __init__(self, folder: Path, into: Path) -> None:
        self.into = into
        for name, content in content_files(folder):
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (into / name).write_bytes(content)

    def with_typo(self, typo: Typo) -> Typed:
        file = self.into / typo.file
        before = file.read_text()
        file.write_text(typo.text)
        try:
            return typed(self.into)
        finally:
            file.write_text(before)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--show", action="store_true", help="the mistake of each typo too")
    given = parser.parse_args()
    counts: Counter[int] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    with as_file(given.folder or builtin()) as folder, tempfile.TemporaryDirectory() as place:
        copy = Copy(folder, Path(place))
        for typo in typos(typed(folder), given.seed, given.every):
            told = copy.with_typo(typo).mistakes
            counts[len(told)] += 1
            kinds[(typo.kind, " ".join(sorted(one.kind for one in told)))] += 1
            if len(told) != 1 or given.show:
                print(f"{len(told)} mistakes of {typo}", *told, "", sep="\n")
    for (slip, kind), count in sorted(kinds.items()):
        print(f"{count:5} {slip:22} {kind or '-'}")
    print("mistakes told of a typo: " + ", ".join(f"{n} of {c}" for n, c in sorted(counts.items())))


if __name__ == "__main__":
    main()
