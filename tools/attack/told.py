"""What an attack is and how its result is told."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """Of one kind of attack: how much was tried, and every way in which it got through."""

    attack: str
    tried: int = 0
    fell: list[str] = field(default_factory=list)
    """Each with what repeats it."""
    measured: dict[str, str] = field(default_factory=dict)

    def row(self) -> str:
        said = "; ".join(f"{name} {value}" for name, value in self.measured.items())
        held = f"{len(self.fell)} fell" if self.fell else "all held"
        return f"| {self.attack} | {self.tried:,} | {held} | {said} |"


HEAD = "| Attack | Tries | Result | Measured |\n|---|---:|---|---|"

Attack = Callable[[int, int], Iterator[Result]]
"""From a seed and how much is tried."""


class Progress:
    """A line every few seconds, so that long work is seen to go on."""

    def __init__(self, what: str, of: int) -> None:
        self.what, self.of, self.next = what, of, time.monotonic() + 5

    def at(self, done: int) -> None:
        if time.monotonic() >= self.next:
            print(f"{self.what}: {done:,} of {self.of:,}", file=sys.stderr, flush=True)
            self.next = time.monotonic() + 5
