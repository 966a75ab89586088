"""A guideline made ready to run: every expression typed (typed.py), in order, compiled.

There are two stages (expression.py), each followed by what is decided of it (decision.py).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any, TypeVar

from hematinic.expressions import syntax
from hematinic.expressions.english import english
from hematinic.expressions.logic import Value
from hematinic.expressions.numbers import numbers
from hematinic.expressions.python import Program, compile_open, compile_program
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import Type
from hematinic.guideline import layout, names
from hematinic.guideline.cache import files_hash, kept_or_made
from hematinic.guideline.decision import CALLS, Decision, decision
from hematinic.guideline.expression import Definition
from hematinic.guideline.layout import ItemSlots, Layout
from hematinic.guideline.load import Reading, builtin, no_folder, reading
from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.model import Guideline
from hematinic.guideline.places import Places
from hematinic.guideline.probes import Probe, probes

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    guideline: Guideline
    slots: Mapping[str, int]
    """Of every name: facts first, then definitions and what is decided of them, in order."""
    layout: Layout
    """The slots of each item."""
    facts: int
    """How many slots hold facts."""
    definitions: Mapping[str, Definition]
    """Every expression by its name, in the order in which they are computed."""
    claims: Mapping[str, Definition] = field(repr=False)
    """The expressions of invariants and pairs, for the proofs; a plan does not compute them."""
    relations: Mapping[str, Definition] = field(repr=False)
    """Likewise, what facts say of each other."""
    worked: Mapping[str, Definition] = field(repr=False)
    """Likewise, of the cases of answers: computed where a question asks."""
    programs: tuple[Program, Program]
    """The definitions of each stage,"""
    decision: Decision
    decided: tuple[Program, Program]
    """and what is decided of them."""
    open: Program
    """What could turn a definition, and what it waits for (`python.Open`)."""
    defaults: tuple[Value, ...]
    """The value of each fact where nothing is recorded."""
    types: Mapping[str, Type]
    """Of every fact and definition."""
    labels: Mapping[str, str]
    english: Mapping[str, str] = field(repr=False)
    """Every definition in words."""
    names: tuple[str, ...] = field(repr=False)
    """The name of every slot."""
    reads: Mapping[int, int] = field(repr=False)
    """For the slot of each definition, the bit set of the facts it reads, through findings too."""
    compared: Mapping[str, tuple[float, ...]] = field(repr=False)
    """Of each analyte the numbers that it is compared with, in its canonical unit."""
    probes: Mapping[str, Probe] = field(repr=False)
    """Of each measured element what a single result of it bears on."""
    derived: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `once` has been asked for."""

    def once(self, make: Callable[["Rules"], Found]) -> Found:
        """What `make` makes of these rules: the first time it is asked for, and then kept. For
        what is the same for every patient."""
        if make not in self.derived:
            self.derived[make] = make(self)
        value: Found = self.derived[make]
        return value

    def __reduce__(self) -> tuple[Callable[[], "Rules"], tuple[()]]:
        """Without what was derived, which another thread may be adding to while these are sent to
        a process: that makes its own."""
        state = {field.name: getattr(self, field.name) for field in fields(self) if field.init}
        return partial(Rules, **state), ()

    def names_in(self, definition: str) -> tuple[str, ...]:
        """The names that it reads, each once, in the order in which they stand."""
        known = self.once(_names_in)
        if definition not in known:
            known[definition] = syntax.names(self.definitions[definition].node)
        return known[definition]

    @property
    def items(self) -> Mapping[str, ItemSlots]:
        return self.layout.items

    def definition(self, slot: int) -> Definition:
        return self.definitions[self.names[slot]]

    def condition(self, name: str) -> int:
        """The slot of a finding, or of when an item applies."""
        return self.slots[name] if name in self.guideline.findings else self.items[name].when

    def fill(self, values: list[Value]) -> None:
        """All that follows from the facts."""
        for program, decided in zip(self.programs, self.decided, strict=True):
            program.fill(values)
            decided.fill(values)


def _names_in(rules: Rules) -> dict[str, tuple[str, ...]]:
    """Filled as they are asked for."""
    return {}


def redecided(rules: Rules, guideline: Guideline) -> Rules:
    """Of a guideline whose expressions are the same, and how they count is not."""
    changed = decision(guideline, rules.decision.calls)
    decided = _compiled_steps(changed, rules.slots)
    return replace(rules, guideline=guideline, decision=changed, decided=decided)


def _compiled_steps(steps: Decision, slots: Mapping[str, int]) -> tuple[Program, Program]:
    return tuple(compile_program(steps, slots) for steps in (steps.lines, steps.rest))  # type: ignore[return-value]


def load(folder: Traversable | None = None) -> Rules:
    """Raises GuidelineError, with every mistake at once."""
    folder = folder or builtin()
    if not folder.is_dir():
        raise GuidelineError([no_folder(folder)])
    from hematinic.guideline.kept_rules import pack, unpack  # which know what rules are

    return kept_or_made(files_hash(folder), lambda: compiled(folder), pack, unpack)


def compiled(folder: Traversable) -> Rules:
    """As `load`, without looking for what was kept of an earlier run."""
    return _rules(reading(folder))


def rules_of(guideline: Guideline, places: Places) -> Rules:
    """Of a guideline that has been read, and perhaps changed since."""
    return _rules(Reading(guideline, places, []))


def _rules(folder_read: Reading) -> Rules:
    from hematinic.guideline.typed import Typing  # with the grammar: who plans rarely needs either

    typing = Typing(folder_read)
    stages = typing.stages()
    if mistakes := typing.causes():
        raise GuidelineError(mistakes)
    guideline, first, second = folder_read.guideline, stages.first, stages.second
    # The order of slots is the order of computing:
    #   facts | findings, conditions | lines that stand | what may ask `offered(…)` | alerts, checks
    # Each reads only what lies to its left, so one pass from left to right fills them all.
    facts = [*typing.types]
    decided = decision(guideline, _called(second))
    stage_names = [
        name
        for part, steps in ((first, decided.lines), (second, decided.rest))
        for name in (*(definition.name for definition in part), *(name for name, _ in steps))
    ]
    slots = {name: i for i, name in enumerate([*facts, *stage_names])}
    places = layout.layout(guideline, slots)
    every = tuple(slots)
    types = typing.types | {d.name: d.type for d in (*first, *second)}
    # Of these a value may be known within bounds ("<5") and still be open.
    spans = {name for name, kind in types.items() if kind.is_span}
    stage_nodes = [[(d.name, d.node) for d in part] for part in (first, second)]
    labels = _labels(guideline, typing.calls)
    # Dates and amounts of doses are computed, but nobody asks what could turn them.
    asked = {every[slot] for slot in (*places.conditions, *places.open_questions)}
    asked = _with_what_they_rest_on(asked, dict(chain.from_iterable(stage_nodes)))
    return Rules(
        guideline=guideline,
        slots=slots,
        layout=places,
        facts=len(facts),
        definitions={definition.name: definition for definition in (*first, *second)},
        claims={claim.name: claim for claim in stages.claims},
        relations={relation.name: relation for relation in stages.relations},
        worked={definition.name: definition for definition in stages.answers},
        programs=tuple(compile_program(nodes, slots) for nodes in stage_nodes),  # type: ignore[arg-type]
        decision=decided,
        decided=_compiled_steps(decided, slots),
        open=compile_open(stage_nodes, slots, asked, spans),
        defaults=tuple(_default(guideline, name) for name in facts),
        types=types,
        labels=labels,
        english={d.name: english(d.node, labels) for d in (*first, *second)},
        names=every,
        reads=_reads((*first, *second), slots),
        compared=_compared((*first, *second), guideline),
        probes=probes(guideline, (*first, *second), slots, _alike(guideline, typing.types)),
    )


def _with_what_they_rest_on(asked: Iterable[str], nodes: Mapping[str, Node]) -> set[str]:
    """Of definitions: themselves, those that they read, and so on."""
    definitions, left = set[str](), [*asked]
    while left:
        name = left.pop()
        if name in nodes and name not in definitions:
            definitions.add(name)
            left += syntax.names(nodes[name])
    return definitions


def _alike(guideline: Guideline, types: Mapping[str, Type]) -> dict[str, tuple[str, ...]]:
    """For each element the facts of its own type: itself, a baseline, the nearest to a day."""
    facts_of: dict[Type, tuple[str, ...]] = {}
    for fact, kind in types.items():
        facts_of[kind] = (*facts_of.get(kind, ()), fact)
    return {name: facts_of[types[name]] for name in guideline.elements}


def _default(guideline: Guideline, name: str) -> Value:
    if name in guideline.limits:
        number = guideline.limits[name].number
        return (number, number)
    entry = guideline.elements.get(name) or guideline.facts.get(name)
    absent = entry is not None and entry.if_unrecorded == "absent"
    # Unknown is the rule, absent the exception that an element must ask for (`if_unrecorded:
    # absent`). A count of what is absent is 0, and not false.
    if not absent or name in names.PATIENT:
        return None
    is_count = name in guideline.facts and (
        guideline.facts[name].count or guideline.facts[name].sum
    )
    return (0.0, 0.0) if is_count else False


def _labels(guideline: Guideline, calls: Mapping[str, set[str]]) -> dict[str, str]:
    labels = dict(names.PATIENT_LABELS)
    for section in (guideline.elements, guideline.facts, guideline.findings):
        labels |= {name: entry.label for name, entry in section.items()}
    for name, limit in guideline.limits.items():
        unit = guideline.elements[limit.of].unit
        labels[name] = f"{limit.label} ({limit.number:g} {unit}, or the laboratory's own)"
    for call in CALLS:
        labels |= {f"{call}({name})": f"{name} is {call}" for name in calls[call]}
    return labels


def _called(definitions: Iterable[Definition]) -> dict[str, set[str]]:
    """What they ask of the plan: of each function the arguments."""
    called: dict[str, set[str]] = {call: set() for call in CALLS}
    for definition in definitions:
        for call in syntax.calls(definition.node):
            called[call.function].add(call.argument)
    return called


def _reads(definitions: Iterable[Definition], slots: Mapping[str, int]) -> dict[int, int]:
    """What is asked of the plan itself stands for itself, and not for all that decides it."""
    reads: dict[int, int] = {}
    for definition in definitions:
        mask = 0
        for name in syntax.names(definition.node):
            slot = slots[name]
            # Of a definition the facts behind it, through any depth; of a fact itself. Each comes
            # after what it reads, so that one pass suffices.
            mask |= reads.get(slot, 1 << slot)
        reads[slots[definition.name]] = mask
    return reads


def _compared(
    definitions: Sequence[Definition], guideline: Guideline
) -> dict[str, tuple[float, ...]]:
    nodes = {definition.name: definition.node for definition in definitions}
    compared: dict[str, set[float]] = {}
    for limit in guideline.limits.values():
        compared.setdefault(limit.of, set()).add(limit.number)

    def visit(node: Node) -> None:
        for number in numbers(node, nodes):
            if isinstance(number, syntax.Quantity) and number.analyte:
                compared.setdefault(number.analyte, set()).add(number.value)
        for child in syntax.children(node):
            visit(child)

    for node in nodes.values():
        visit(node)
    return {analyte: tuple(sorted(values)) for analyte, values in compared.items()}
