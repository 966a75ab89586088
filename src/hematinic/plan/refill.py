"""What follows from the facts, anew after one of them has changed: only what reads it is computed.

A guideline has a thousand expressions, and one fact is read by some seventy of them, by most facts
far fewer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hematinic.expressions.logic import Value
from hematinic.expressions.python import Slots, compile_each
from hematinic.guideline.rules import Rules


@dataclass(frozen=True, slots=True)
class _Part:
    """One definition by itself."""

    reads: int
    """The bit set of what it reads: facts, through findings too, and steps of the decision."""
    fill: Callable[[Slots], None]


class Refill:
    """Made once of the rules, which keep it (`Rules.once`)."""

    def __init__(self, rules: Rules) -> None:
        slots, steps = rules.slots, [name for name, _ in rules.decision.lines]
        each = compile_each([(d.name, d.node) for d in rules.definitions.values()], slots)
        self.decide_lines, self.decide_rest = (program.fill for program in rules.decided)
        decided = frozenset(slots[name] for name in steps)
        parts = {slot: _Part(rules.reads[slot], fill) for slot, fill in each.items()}
        first = min(decided, default=len(slots))
        self.first = [part for slot, part in parts.items() if slot < first]
        self.second = [part for slot, part in parts.items() if slot > first]
        asked = 0
        for part in self.second:
            asked |= part.reads
        self.asked = [slot for slot in decided if asked >> slot & 1]
        """What the second stage asks of the plan."""
        self.reading: dict[int, list[Callable[[Slots], None]]] = {}

    def filled(self, values: Sequence[Value], slot: int, value: Value) -> Slots:
        """All values as they would be with this value of a fact."""
        found = [*values]
        found[slot] = value
        for fill in self.readers(slot):
            fill(found)
        self.decide_lines(found)
        changed = 1 << slot
        for asked in self.asked:
            if found[asked] is not values[asked]:
                changed |= 1 << asked
        for part in self.second:
            if part.reads & changed:
                part.fill(found)
        self.decide_rest(found)
        return found

    def readers(self, slot: int) -> list[Callable[[Slots], None]]:
        """Of the first stage, in their order."""
        if slot not in self.reading:
            self.reading[slot] = [part.fill for part in self.first if part.reads >> slot & 1]
        return self.reading[slot]
