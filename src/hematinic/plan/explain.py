"""Why a line stands, or why it does not: the tree of values behind it, down to the events.

Each node says in English what was asked and what the answer was; a finding opens into its own
definition, a fact into the event that it came from. Where a line is absent, the parts that hold
it back are those that are not true, and they open in the same way.
"""

from dataclasses import dataclass
from difflib import get_close_matches

from hematinic.expressions import reference, syntax
from hematinic.expressions.english import english
from hematinic.expressions.logic import Value
from hematinic.expressions.reference import Traced
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import Type
from hematinic.guideline.model import Finding
from hematinic.guideline.written import Case
from hematinic.plan.assess import Assessment
from hematinic.record.events import Event


@dataclass(frozen=True, slots=True)
class Because:
    """A statement, its value, the event behind it if it is a fact, and what it rests on."""

    says: str
    value: Value
    type: Type | None = None
    event: Event | None = None
    parts: tuple["Because", ...] = ()
    node: Node | None = None
    """The expression that it says, where it is not a name."""


class UnknownItemError(ValueError):
    pass


def explain(item: str, assessment: Assessment) -> Because:
    """The tree behind an item's `when`. UnknownItemError where the guideline has no such item."""
    rules = assessment.rules
    if item not in rules.items:
        close = get_close_matches(item, rules.items, n=3, cutoff=0.4)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        raise UnknownItemError(f"there is no item '{item}'{hint}")
    return _Explainer(assessment).definition(rules.names[rules.items[item].when])


class _Explainer:
    def __init__(self, assessment: Assessment) -> None:
        self.assessment, self.rules = assessment, assessment.rules
        self.values = _ByName(assessment)
        self.opened: set[str] = set()

    def definition(self, name: str) -> Because:
        definition = self.rules.definitions[name]
        traced = reference.trace(definition.node, self.values)
        says = self.rules.labels.get(name) or english(definition.node, self.rules.labels)
        node = None if name in self.rules.labels else definition.node
        finding = self.rules.guideline.findings.get(name)
        if finding and finding.first_of:
            # A finding with `unknown: false` is written as `(…) is true`: the table stands one node
            # deeper.
            parts = self.cases(traced if finding.unknown is None else traced.parts[0], finding)
        else:
            parts = self.parts(traced)
        return Because(says, traced.value, definition.type, None, parts, node)

    def cases(self, traced: Traced, table: Finding | Case) -> tuple[Because, ...]:
        """Each case up to the one that holds, by its name where it has one; then what that says."""
        becauses: list[Because] = []
        for case in table.first_of:
            # A table is a chain of `if`: the next case is the `otherwise` of the one before.
            asked, then, otherwise = traced.parts
            because = self.because(asked)
            becauses.append(
                Because(case.label, asked.value, parts=(because,)) if case.label else because
            )
            if asked.value is True:
                more = self.cases(then, case) if case.first_of else self.parts(then)
                return (*becauses, *more)
            traced = otherwise
        return (*becauses, *self.parts(traced))

    def parts(self, traced: Traced) -> tuple[Because, ...]:
        """What decided it: of `and` the false parts, else all; of `or` the true ones, else all; of
        a choice what was asked on the way, and what was chosen."""
        match traced.node:
            case syntax.And():
                return self.decisive(traced, False)
            case syntax.Or():
                return self.decisive(traced, True)
            case syntax.If():
                asked, then, otherwise = traced.parts
                chosen = then if asked.value is True else otherwise
                return (self.because(asked), *self.parts(chosen))
            case syntax.Number() | syntax.Quantity() | syntax.Text():
                return ()
        return (self.because(traced),)

    # What decided it, and no more than that:
    #   a and b, b false           : b alone;
    #   a and b, a true, b unknown : b alone, for want of which the whole is unknown;
    #   a and b, both true         : both.
    def decisive(self, traced: Traced, deciding: bool) -> tuple[Because, ...]:
        chosen = [part for part in traced.parts if part.value is deciding]
        if traced.value is not deciding:
            chosen = [part for part in traced.parts if part.value is traced.value]
        return tuple(self.because(part) for part in chosen or traced.parts)

    def because(self, traced: Traced) -> Because:
        node = traced.node
        if isinstance(node, syntax.Name | syntax.Call):
            return self.name(node.name)
        if isinstance(node, syntax.And | syntax.Or | syntax.If):
            says = english(node, self.rules.labels)
            return Because(says, traced.value, None, None, self.parts(traced), node)
        says = english(node, self.rules.labels)
        parts = tuple(map(self.name, self.read(traced)))
        return Because(says, traced.value, None, None, parts, node)

    def read(self, traced: Traced) -> tuple[str, ...]:
        return syntax.names(traced.node)

    def name(self, name: str) -> Because:
        """A fact with its event; a finding with its own tree, opened once."""
        label = self.rules.labels.get(name, name)
        kind = self.rules.types.get(name)
        value = self.values[name]
        if name not in self.rules.definitions:
            return Because(label, value, kind, self.assessment.source(name))
        # Findings share findings. The second time it is named with its value; its tree stands
        # above.
        if name in self.opened:
            return Because(label, value, kind)
        self.opened.add(name)
        return self.definition(name)


class _ByName(dict[str, Value]):
    """The values of an assessment by name, looked up as they are asked for."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__()
        self.assessment = assessment

    def __missing__(self, name: str) -> Value:
        return self.assessment.value(name)
