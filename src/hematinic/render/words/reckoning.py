"""The arithmetic behind a computed dose, line by line: what went in, by name, and what came out.

    weight for Ganzoni's formula: ideal body weight 62 kg
    shortfall of hemoglobin in g/L: 150 − 92 = 58
    iron need by Ganzoni: 62 × 58 × 0.24 + 500 mg = 1363 mg

Only the branch that was taken is told. A table gives its figure with the values that chose it.
"""

from collections.abc import Iterable, Iterator

from hematinic.expressions import reference, syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.reference import Traced, Values
from hematinic.expressions.syntax import Node
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Planned
from hematinic.render.words.values import values_of

SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def reckoning(line: Planned, assessment: Assessment) -> tuple[str, ...]:
    """Nothing where no dose was computed: its total, or the most at a time, is not known."""
    prescribe, schedule = line.item.prescribe, line.schedule
    if prescribe is None or schedule is None:
        return ()
    reckonings, steps = assessment.once(_reckonings), prescribe.reckoned
    if steps not in reckonings:
        teller = _Teller(assessment, steps)
        reckonings[steps] = tuple(line for line in map(teller.line, steps) if line)
    return reckonings[steps]


def _reckonings(assessment: Assessment) -> dict[tuple[str, ...], tuple[str, ...]]:
    """By the steps: several lines of a plan rest on the same."""
    return {}


class _Teller:
    def __init__(self, assessment: Assessment, steps: tuple[str, ...]) -> None:
        self.assessment, self.rules, self.steps = assessment, assessment.rules, steps
        self.values = values_of(assessment)

    def line(self, name: str) -> str:
        definition = self.rules.definitions[name]
        values = {read: self.assessment.value(read) for read in self.rules.names_in(name)}
        chosen, chose = _taken(definition.node, values, self.rules.once(_names))
        label = self.rules.labels[name]
        if chosen.value is None:
            return self.unknown(label, chosen)
        text = self.values.value(chosen.value, definition.type)
        match chosen.node:
            case syntax.Name(name=of) if of in self.steps and not self.several(values, of):
                return ""  # the step before it, unchanged
            case syntax.Name(name=of):
                return f"{label}: {self.rules.labels[of]} {text}"
            case syntax.Arithmetic():
                return f"{label}: {self.say(chosen)} = {text}"
        asked = (read for read in dict.fromkeys(chose) if isinstance(values[read], tuple))
        by = ", ".join(map(self.known, asked))
        return f"{label}: {text} ({by})" if by else f"{label}: {text}"

    def several(self, read: Iterable[str], chosen: str) -> bool:
        """Whether it was chosen among computed values of its kind."""
        kind = self.rules.types[chosen]
        return sum(n in self.rules.definitions and self.rules.types[n] == kind for n in read) > 1

    def unknown(self, label: str, chosen: Traced) -> str:
        """Said of one thing that is wanted; a sum of which a part is unknown is not told."""
        if not isinstance(chosen.node, syntax.Name) or chosen.node.name in self.rules.definitions:
            return ""
        return f"{label}: {self.rules.labels[chosen.node.name]} is not recorded"

    def known(self, name: str) -> str:
        value = self.values.value(self.assessment.value(name), self.rules.types[name])
        return f"{self.rules.labels[name]} {value}"

    def say(self, traced: Traced) -> str:
        """A sum with its numbers; what is multiplied by one of a unit is left as it is."""
        match traced.node:
            case syntax.Arithmetic(operator="*", right=syntax.Quantity(value=1.0)):
                return self.say(traced.parts[0])
            case syntax.Arithmetic(operator=operator):
                sides = (self.side(part, operator) for part in traced.parts)
                return f" {SIGNS[operator]} ".join(sides)
            case syntax.Quantity(value=value, unit=unit):
                return f"{value:g} {unit}"
        return _number(traced.value)

    def side(self, part: Traced, operator: str) -> str:
        inner = isinstance(part.node, syntax.Arithmetic) and part.node.operator in "+-"
        text = self.say(part)
        return f"({text})" if inner and operator in "*/" else text


class _Names(dict[int, tuple[Node, tuple[str, ...]]]):
    """The names that a condition reads, by its id; with the condition, so that no other can have
    its id."""

    def of(self, node: Node) -> tuple[str, ...]:
        known = self.get(id(node))
        if known is None:
            known = self[id(node)] = node, syntax.names(node)
        return known[1]


def _names(_: Rules) -> _Names:
    """Filled as they are asked for."""
    return _Names()


def _taken(node: Node, values: Values, names: _Names) -> tuple[Traced, list[str]]:
    """The part that gave the value, and the names that were asked to choose it. Of a table only the
    cases up to the one that holds are computed."""
    match node:
        case syntax.If(condition=condition, then=then, otherwise=otherwise):
            holds = reference.evaluate(condition, values) is True
            chosen, more = _taken(then if holds else otherwise, values, names)
            return chosen, [*names.of(condition), *more]
        case syntax.Coalesce(of=parts):
            return _taken(next(_known(parts, values), parts[-1]), values, names)
        case syntax.ValueOf(of=of):
            return _taken(of, values, names)
    return reference.trace(node, values), []


def _known(parts: Iterable[Node], values: Values) -> Iterator[Node]:
    return (part for part in parts if reference.evaluate(part, values) is not None)


def _number(value: Value) -> str:
    assert isinstance(value, tuple)
    low, high = value
    return f"{low:.10g}" if low == high else f"({low:.10g} to {high:.10g})"
