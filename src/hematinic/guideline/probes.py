"""Parts of a guideline that a single result bears on, compiled by themselves.

What a plan would be if one result were another is asked often, and most of a guideline does not
depend on it. A probe computes anew only the definitions between the facts of one element and the
conditions of the items whose text names it; everything else keeps its value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hematinic.expressions import syntax
from hematinic.expressions.python import Program, compile_program
from hematinic.expressions.syntax import Node
from hematinic.guideline import layout
from hematinic.guideline.model import Guideline
from hematinic.guideline.speaks import speaks


class Defined(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def node(self) -> Node: ...


@dataclass(frozen=True, slots=True)
class Probe:
    items: Mapping[str, tuple[int, ...]]
    """Of the items that name the element: the slots of its condition, and of the cases it ends with
    that name the element."""
    facts: tuple[int, ...]
    """The slots of facts that may hold a value of the element."""
    computed: tuple[int, ...] = field(repr=False)
    """The slots that its program fills."""
    program: Program = field(repr=False)


def probes(
    guideline: Guideline,
    definitions: Sequence[Defined],
    slots: Mapping[str, int],
    facts: Mapping[str, tuple[str, ...]],
) -> dict[str, Probe]:
    """`facts` names for each element the facts that may hold a value of it."""
    reads = [(definition, frozenset(syntax.names(definition.node))) for definition in definitions]
    probes = {}
    for element, items in speaks(guideline).items():
        own = facts[element]
        conditions = {item: (layout.when(item), *cases) for item, cases in items.items()}
        between = _between(
            reads, set(own), {name for names in conditions.values() for name in names}
        )
        computed = {definition.name for definition in between}
        facts_told = {
            item: tuple(slots[name] for name in names if name in computed)
            for item, names in conditions.items()
        }
        probes[element] = Probe(
            {item: its for item, its in facts_told.items() if its},
            tuple(slots[fact] for fact in own),
            tuple(slots[definition.name] for definition in between),
            compile_program([(d.name, d.node) for d in between], slots),
        )
    return probes


def _between(
    definitions: Sequence[tuple[Defined, frozenset[str]]], facts: set[str], wanted: set[str]
) -> list[Defined]:
    """The definitions on the way from the facts to the `wanted` ones: each reads one of the facts
    and is read by a wanted one, directly or through others. Given with the names each reads."""
    # Two passes, since each reads only earlier ones: up, what reads one of the facts, directly or
    # through others; down, of these, what one of the wanted reads.
    below = set(facts)
    reading = []
    for definition, read in definitions:
        if not below.isdisjoint(read):
            below.add(definition.name)
            reading.append((definition, read))
    above, needed = set(wanted), []
    for definition, read in reversed(reading):
        if definition.name in above:
            above |= read
            needed.append(definition)
    return needed[::-1]
