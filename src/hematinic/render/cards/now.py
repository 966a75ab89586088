"""What of a plan's first layer stands on its card. The layers choose; here only what rests on a
part of the record that was not seen is left out."""

from dataclasses import dataclass

from hematinic.plan.model import Plan, Planned
from hematinic.plan.remedy import due_today
from hematinic.render.words.layers import in_words

DECIDES = ("Stop", "Today", "Call", "Not explained")
"""The parts without any of which nothing is to be done today, and no card is shown."""


@dataclass(frozen=True, slots=True)
class Now:
    bottom_line: str
    """Empty where it rests on what was not seen."""
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    """Each with its heading, in the order of the bedside."""
    orders: tuple[Planned, ...]
    """The medicines that are due today, and could be ordered."""

    @property
    def is_empty(self) -> bool:
        return not any(heading in DECIDES for heading, _ in self.parts)


def now(plan: Plan, cautious: Plan | None) -> Now:
    """`cautious` is the same plan where what was not seen counts as unknown: a line is told only
    where both have it, and questions are those of the cautious one."""
    first = in_words(plan).now
    careful = in_words(cautious).now if cautious else first
    lines = _lines(cautious or plan)
    parts = []
    for heading, entries in first.rows():
        chosen = careful.questions if heading == "Ask" else entries
        standing = tuple(
            entry.whole for entry in chosen if entry.kind != "line" or entry.id in lines
        )
        if standing:
            parts.append((heading, standing))
    if careful.questions and not first.questions:
        parts.append(("Ask", tuple(question.whole for question in careful.questions)))
    orders = (line for line in due_today(plan) if not line.waits)
    return Now(
        bottom_line=first.bottom_line if first.bottom_line == careful.bottom_line else "",
        parts=tuple(parts),
        orders=tuple(line for line in orders if lines.get(line.item.id) == line.status),
    )


def _lines(plan: Plan) -> dict[str, str]:
    return {line.item.id: line.status for line in plan.recommendations}
