"""What the first two layers say, entry by entry: whatever a face draws, it draws of these."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import msgspec

Kind = Literal["alert", "line", "check", "question", "result"]
Tone = Literal["critical", "warning", "hold", "do", "consider", "plain"]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One entry: `lead` is what the eye must find, and the text goes on from it."""

    id: str
    kind: Kind
    text: str
    lead: str = ""
    tone: Tone = "plain"

    @property
    def whole(self) -> str:
        return " ".join(part for part in (self.lead, self.text) if part)


def by_lead(entries: Iterable[Entry]) -> Iterator[tuple[str, list[str]]]:
    """Each lead with the texts that follow it: two checks of one day have one. A text that is
    run in after a lead has no full stop of its own."""
    for lead, following in groupby(entries, key=lambda entry: entry.lead):
        yield lead, [entry.text.removesuffix("." if lead else "") for entry in following]


class Row(msgspec.Struct, frozen=True, gc=False):
    """A check: when, what is looked at, and what is wanted."""

    id: str
    when: str
    what: str
    overdue: bool

    @property
    def whole(self) -> str:
        return f"{self.when} {self.what}"


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    """Of the phase."""
    heading: str
    lines: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NowInWords:
    bottom_line: str
    stop: tuple[Entry, ...]
    """Alerts that interrupt, and lines that withhold or stop."""
    today: tuple[Entry, ...]
    call: tuple[Entry, ...]
    next: tuple[Entry, ...]
    questions: tuple[Entry, ...]
    unexplained: tuple[Entry, ...]

    def rows(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """In the order of the bedside, each with its heading; those that have something to say."""
        rows = (
            ("Stop", self.stop),
            ("Today", self.today),
            ("Call", self.call),
            ("Not explained", self.unexplained),
            ("Next", self.next),
            ("Ask", self.questions),
        )
        return ((heading, entries) for heading, entries in rows if entries)

    @property
    def words(self) -> int:
        """As a face prints them: a lead once for all that follow it."""
        texts = [self.bottom_line]
        for _, entries in self.rows():
            for lead, texts_led in by_lead(entries):
                texts += [lead, *texts_led]
        return sum(len(text.split()) for text in texts)


@dataclass(frozen=True, slots=True)
class PlanInWords:
    sections: tuple[Section, ...]
    checks: tuple[Row, ...]
    notes: tuple[Entry, ...]
    unexplained: tuple[Entry, ...]
    questions: tuple[Entry, ...]

    @property
    def words(self) -> int:
        headed = [section.heading for section in self.sections]
        texts = [entry.whole for section in self.sections for entry in section.lines]
        texts += [entry.whole for entry in (*self.notes, *self.unexplained, *self.questions)]
        return sum(len(text.split()) for text in (*headed, *texts, *(r.whole for r in self.checks)))
