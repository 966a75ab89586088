"""What follows from the facts, anew after one of them has changed: only what the change reaches.

A guideline has two thousand expressions and steps. One fact is read by some of them, and of those
few come out as another value; what reads only values that have not changed is not computed again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from heapq import heappop, heappush
from types import MappingProxyType

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
        within = dict[str, syntax.Node]()
        if looked_at := {*asked}:
            leading = _leading_to(looked_at, _readers(nodes, rules.slots), rules.slots)
            nodes = {name: node for name, node in nodes.items() if rules.slots[name] in leading}
            within = _links(nodes, {rules.names[slot] for slot in looked_at})
        self.readers = _readers(nodes, rules.slots, within)
        """Of each slot those of what reads it: all of them stand after it."""
        self.each: Mapping[int, Callable[[Slots], Value]] = compile_each(
            [*nodes.items()], rules.slots, within
        )

    def changed(self, values: Slots, slot: int, value: Value) -> dict[int, Value]:
        """What is another with this value of a fact: the slots with their new values. `values` are
        worked on, and given back as they were."""
        each, readers = self.each, self.readers
        changed, waiting = {slot: values[slot]}, [*readers[slot]]
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
                changed[reader], values[reader] = was, now
                for further in readers[reader]:
                    heappush(waiting, further)
        # Back as they were, which has been kept in `changed` until here: the caller asks of many
        # values with one list.
        for reached, was in changed.items():
            changed[reached], values[reached] = values[reached], was
        return changed


def _readers(
    nodes: Mapping[str, syntax.Node],
    slots: Mapping[str, int],
    within: Mapping[str, syntax.Node] = MappingProxyType({}),
) -> dict[int, list[int]]:
    """`within`: what is computed where it is read, and itself waits for nothing."""
    readers: dict[int, list[int]] = {slot: [] for slot in slots.values()}
    for name, node in nodes.items():
        if name not in within:
            for read in _read(node, within):
                readers[slots[read]].append(slots[name])
    return {slot: sorted(of) for slot, of in readers.items()}


def _read(node: syntax.Node, within: Mapping[str, syntax.Node]) -> Iterator[str]:
    for name in syntax.names(node):
        yield from _read(within[name], within) if name in within else (name,)


def _links(nodes: Mapping[str, syntax.Node], asked: Set[str]) -> dict[str, syntax.Node]:
    """What is read by one other alone, which reads nothing else: a change of it is always one of
    the other's, so that both are computed at once.

    `when X` -> `applies X` -> `stands X` of a line that nothing bars or replaces is one step."""
    read_by: dict[str, list[str]] = {}
    for name, node in nodes.items():
        for read in syntax.names(node):
            read_by.setdefault(read, []).append(name)
    return {
        name: node
        for name, node in nodes.items()
        if name not in asked and len(of := read_by.get(name, ())) == 1
        if syntax.names(nodes[next(iter(of))]) == (name,) and syntax.names(node)
    }


def _leading_to(
    asked: Iterable[int], readers: Mapping[int, list[int]], slots: Mapping[str, int]
) -> set[int]:
    """With themselves: what some reader of them reads, and so on."""
    wanted = {*asked}
    for slot in sorted(slots.values(), reverse=True):  # the readers of a slot stand after it
        if not wanted.isdisjoint(readers[slot]):
            wanted.add(slot)
    return wanted
