"""A mistake in a guideline: its kind, its place, what is wrong, and what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from hematinic.expressions.faults import FaultKind
from hematinic.guideline.counted import counted
from hematinic.guideline.yaml_faults import Span, YamlKind

Warns = Literal[
    "untested",
    "unsupported-number",
    "long-text",
    "long-expression",
    "long-line",
    "no-short",
    "simpler-condition",
    "wrong-allowance",
    "asked-twice",
    "not-asked",
    "to-be-written",
]
"""Of what is no mistake: the guideline can be run."""

Kind = (
    FaultKind
    | YamlKind
    | Warns
    | Literal[
        "missing-file",
        "unknown-key",
        "missing-key",
        "nothing-written",
        "wrong-shape",
        "not-a-number",
        "number-in-quotes",
        "own-name",
        "circle",
        "wrong-duration",
        "wrong-dose",
        "wrong-time",
        "wrong-number",
        "wrong-figure",
        "wrong-route",
        "missing-citation",
        "one-of-these",
        "goes-together",
        "settled-unknown",
    ]
)
"""Stable: pages of the documentation and comments in guidelines name them."""

WIDTH = 96
"""How much of a long line is shown."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    file: str
    span: Span

    def __str__(self) -> str:
        return f"{self.file}:{self.span.line}"


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    place: Place
    kind: Kind
    says: str
    help: str = ""
    source: str = field(default="", compare=False, repr=False)
    """The line of the file."""
    about: str = field(default="", compare=False)
    """What is missed, as `name ferritin`: mistakes about the same thing have one cause."""
    also: tuple[Place, ...] = field(default=(), compare=False)
    """Where else the same is missed."""
    follows: bool = field(default=False, compare=False)
    """Of something that was itself written wrong: its cause is told, and it is not."""

    @property
    def file(self) -> str:
        return self.place.file

    @property
    def line(self) -> int:
        return self.place.span.line

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """What is wrong; the line with a mark under it; what to do; where else."""
        yield f"{self.file}:{self.line}:{self.place.span.column}: {self.says} [{self.kind}]"
        if self.source.strip():
            number = f"{self.line:>5} | "
            text, start, width = _excerpt(self.source, self.place.span)
            yield f"{number}{text}"
            yield f"{'| ':>{len(number)}}{' ' * start}{'^' * width}"
        if self.help:
            yield f"      {self.help}"
        if self.also:
            more = f" and {len(self.also) - 4} more" if len(self.also) > 4 else ""
            yield f"      also {', '.join(map(str, self.also[:4]))}{more}"


def _excerpt(line: str, span: Span) -> tuple[str, int, int]:
    """As much of a line as can be read at a glance, and where in it the mark begins."""
    line = line.replace("\t", "→")
    start, end = span.column - 1, max(span.end - 1, span.column)
    left = max(0, min(start - WIDTH // 4, len(line) - WIDTH))
    shown = line[left : left + WIDTH]
    if left:
        shown = "…" + shown[1:]
    if left + WIDTH < len(line):
        shown = shown[:-1] + "…"
    return shown.rstrip(), start - left, max(1, min(end, left + WIDTH) - start)


MOST_SHOWN = 20
"""Mistakes that an error prints."""


class GuidelineError(Exception):
    """All that is wrong with a guideline."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        count = len(self.mistakes)
        head = f"{counted(count, 'mistake')} in the guideline"
        shown = [str(mistake) for mistake in self.mistakes[:MOST_SHOWN]]
        if count > MOST_SHOWN:
            shown.append(f"and {count - MOST_SHOWN} more: `hematinic lint` shows every one")
        super().__init__("\n".join([head, *shown]))
