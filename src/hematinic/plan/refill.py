"""What follows from the facts, anew after one of them has changed: only what the change reaches.

A guideline has two thousand expressions and steps. One fact is read by some of them, and of those
few come out as another value; what reads only values that have not changed is not computed again.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush

from hematinic.expressions import syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.python import Slots, compile_each
from hematinic.guideline.rules import Rules


class Refill:
    """Made once of the rules, which keep it (`Rules.once`)."""

    def __init__(self, rules: Rules, asked: Iterable[int] = ()) -> None:
        """`asked`: the slots that somebody looks at, so that only what leads to them is computed;
        none named, all."""
        nodes = {name: definition.node for name, definition in rules.definitions.items()}
        nodes |= rules.decision.steps()
        readers = _readers(nodes, rules.slots)
        if wanted := _leading_to(asked, readers, rules.slots):
            readers = {slot: [r for r in of if r in wanted] for slot, of in readers.items()}
            nodes = {name: node for name, node in nodes.items() if rules.slots[name] in wanted}
        self.readers = readers
        """Of each slot those of what reads it: all of them stand after it."""
        self.each: Mapping[int, Callable[[Slots], Value]] = compile_each(
            [*nodes.items()], rules.slots
        )

    def changed(self, values: Slots, slot: int, value: Value) -> dict[int, Value]:
        """What is another with this value of a fact: the slots with their new values. `values` are
        worked on, and given back as they were."""
        each, readers = self.each, self.readers
        before, waiting = {slot: values[slot]}, [*readers.get(slot, ())]
        values[slot], last = value, slot
        # Slots are numbered so that each reads only lower ones. The lowest waiting reader is
        # therefore ready: nothing that it reads can change any more, and each runs once.
        #   fact 7 -> readers [20, 31, 40]; 20 comes out the same: what reads 20 is not queued.
        while waiting:  # a sorted list is a heap
            reader = heappop(waiting)
            if reader == last:
                continue  # it reads more than one that has changed
            last, was, now = reader, values[reader], each[reader](values)
            if now != was:
                before[reader], values[reader] = was, now
                for further in readers.get(reader, ()):
                    heappush(waiting, further)
        changed = {reached: values[reached] for reached in before}
        # Back as they were: the caller asks of many values with one list.
        for reached, was in before.items():
            values[reached] = was
        return changed


def _readers(nodes: Mapping[str, syntax.Node], slots: Mapping[str, int]) -> dict[int, list[int]]:
    readers: dict[int, list[int]] = {}
    for name, node in nodes.items():
        for read in syntax.names(node):
            readers.setdefault(slots[read], []).append(slots[name])
    return {slot: sorted(of) for slot, of in readers.items()}


def _leading_to(
    asked: Iterable[int], readers: Mapping[int, list[int]], slots: Mapping[str, int]
) -> set[int]:
    """With themselves: what some reader of them reads, and so on."""
    wanted = {*asked}
    if wanted:
        for slot in sorted(slots.values(), reverse=True):  # the readers of a slot stand after it
            if not wanted.isdisjoint(readers.get(slot, ())):
                wanted.add(slot)
    return wanted
