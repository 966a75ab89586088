"""Names, types and units, checked once at load.

CQL answers null, silently, where two units are of different kinds, and the rule is dead. Here a
quantity belongs to an analyte; a literal in another unit of the same analyte is converted, by that
analyte's own molar mass where it must be, and a unit of another kind is an error with its place.
"""

import re
from dataclasses import replace
from typing import assert_never

from hematinic.expressions import syntax
from hematinic.expressions.faults import ExpressionError, Fault, FaultKind, closest
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import (
    ANY,
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    TEXT,
    Scope,
    Type,
    UnitError,
)


def check(node: Node, scope: Scope, text: str, wanted: Type | None = None) -> tuple[Node, Type]:
    """The tree with each quantity in its canonical unit, and the type of the whole, which must be
    the one wanted or null.

    Raises ExpressionError with every unknown name, and all types or units that do not go together.
    """
    checker = _Checker(scope, text, wanted)
    try:
        node, kind = checker.whole(node)
    except ExpressionError as error:
        checker.faults += error.faults
    if checker.faults:
        raise ExpressionError(text, *dict.fromkeys(checker.faults))
    return node, kind


class _Checker:
    def __init__(self, scope: Scope, text: str, wanted: Type | None) -> None:
        self.scope, self.text, self.wanted = scope, text, wanted
        self.faults: list[Fault] = []

    def error(
        self, kind: FaultKind, says: str, node: Node, helps: str = "", about: str = ""
    ) -> ExpressionError:
        return ExpressionError(self.text, Fault(kind, says, node.at, node.to, helps, about))

    def whole(self, node: Node) -> tuple[Node, Type]:
        node, kind = self.check(node)
        wanted = self.wanted
        if (
            wanted
            and kind.kind not in ("null", "any")
            and (kind.kind, kind.analyte) != (wanted.kind, wanted.analyte)
        ):
            raise self.unfitting(kind, wanted, node)
        return node, kind

    def check(self, node: Node) -> tuple[Node, Type]:
        match node:
            case syntax.Null():
                return node, NULL
            case syntax.Boolean():
                return node, BOOLEAN
            case syntax.Number():
                return node, NUMBER
            case syntax.Text():
                return node, TEXT
            case syntax.Date():
                return node, DATE
            case syntax.Quantity():
                return self.alone(node)
            case syntax.ValueOf():
                of, kind = self.check(node.of)
                if kind.kind not in ("quantity", "any"):
                    raise self.error("wrong-type", f"'.value' needs a quantity, not {kind}", node)
                return replace(node, of=of), NUMBER
            case syntax.Name():
                return node, self.name(node)
            case syntax.Call():
                return node, self.call(node)
            case syntax.Not(of=of):
                return replace(node, of=self.boolean(of)), BOOLEAN
            case syntax.And(of=parts) | syntax.Or(of=parts):
                return replace(node, of=tuple(map(self.boolean, parts))), BOOLEAN
            case syntax.Xor(left=left, right=right) | syntax.Implies(left=left, right=right):
                return replace(node, left=self.boolean(left), right=self.boolean(right)), BOOLEAN
            case syntax.Is():
                of, kind = self.check(node.of)
                if node.what != "null" and kind.kind not in ("boolean", "any"):
                    raise self.unfitting(kind, BOOLEAN, node.of)
                return replace(node, of=of), BOOLEAN
            case syntax.Compare():
                return self.compare(node), BOOLEAN
            case syntax.Between(of=of, low=low, high=high):
                _, (of, low, high) = self.same((of, low, high), ordered=True)
                return replace(node, of=of, low=low, high=high), BOOLEAN
            case syntax.In():
                _, (of, *options) = self.same((node.of, *node.options), ordered=False)
                return replace(node, of=of, options=tuple(options)), BOOLEAN
            case syntax.Coalesce(of=parts):
                kind, parts = self.same(parts, ordered=False)
                return replace(node, of=parts), kind
            case syntax.If():
                condition = self.boolean(node.condition)
                kind, (then, other) = self.same((node.then, node.otherwise), ordered=False)
                return replace(node, condition=condition, then=then, otherwise=other), kind
            case syntax.Arithmetic():
                return self.arithmetic(node)
            case syntax.Shift():
                return replace(node, date=self.typed(node.date, DATE)), DATE
            case syntax.Elapsed():
                start, end = self.typed(node.start, DATE), self.typed(node.end, DATE)
                return replace(node, start=start, end=end), NUMBER
            case _:
                assert_never(node)

    # Names

    def name(self, node: syntax.Name) -> Type:
        if node.name in self.scope.types:
            return self.scope.types[node.name]
        says, about = f"there is no `{node.name}`", f"name {node.name}"
        raise self.error("unknown-name", says, node, self.meant(node), about)

    def meant(self, node: syntax.Name) -> str:
        for word in re.finditer(r"[\w-]+", self.text):
            joined = word[0].replace("-", "_")
            if word.start() <= node.at < word.end() and joined in self.scope.types:
                return f"write {joined}, with _ for -"
        if any(node.name in (kind.options or ()) for kind in self.scope.types.values()):
            return f"put it in quotes: '{node.name}'"
        close = closest(node.name, self.scope.types)
        known = "names are those of elements, facts, limits and findings"
        return f"did you mean {close}?" if close else known

    def call(self, node: syntax.Call) -> Type:
        if node.function == "published":  # of a limit a figure stands in its place
            says = f"published(…) knows no limit `{node.argument}`"
            close = closest(node.argument, self.scope.types)
            help_ = f"did you mean {close}?" if close else ""
            raise self.error("unknown-name", says, node, help_, f"name {node.argument}")
        if node.function not in self.scope.calls:
            allowed = ", ".join(f"{name}(…)" for name in self.scope.calls)
            says = f"{node.function}(…) cannot be asked here"
            help_ = "what is offered follows from this; alerts, checks and the leaflet can ask it"
            if allowed:
                help_ = f"here can be asked {allowed}"
            raise self.error("unknown-function", says, node, help_)
        known = self.scope.calls[node.function]
        if node.argument not in known:
            close = closest(node.argument, known)
            says = f"{node.function}(…) knows no `{node.argument}`"
            help_ = f"did you mean {close}?" if close else ""
            raise self.error("unknown-name", says, node, help_, f"name {node.argument}")
        return BOOLEAN

    # Types

    def typed(self, node: Node, wanted: Type) -> Node:
        checked, kind = self.check(node)
        if kind.kind not in (wanted.kind, "null", "any"):
            raise self.unfitting(kind, wanted, node)
        return checked

    def boolean(self, node: Node) -> Node:
        """What is wrong in one part of a condition is told, and the other parts are looked at too:
        true or false it was meant to be in any case."""
        try:
            return self.typed(node, BOOLEAN)
        except ExpressionError as error:
            self.faults += error.faults
            return node

    def unfitting(self, kind: Type, wanted: Type, node: Node) -> ExpressionError:
        says = f"here must stand {wanted}, not {kind}"
        help_ = ""
        if wanted == BOOLEAN and kind.unit:
            help_ = f"compare it with something, as in … < 10 '{kind.unit}'"
        elif wanted == BOOLEAN and kind.options:
            help_ = f"compare it with something, as in … = '{kind.options[0]}'"
        elif wanted == BOOLEAN and kind == NUMBER:
            help_ = "compare it with a number, as in … > 2"
        elif wanted == DATE:
            help_ = "write a day as @2026-11-22"
        return self.error("wrong-type", says, node, help_)

    def compare(self, node: syntax.Compare) -> Node:
        ordered = node.operator not in ("=", "!=")
        kind, (left, right) = self.same((node.left, node.right), ordered=ordered)
        return replace(node, left=left, right=right, dates=kind == DATE)

    def same(self, nodes: tuple[Node, ...], *, ordered: bool) -> tuple[Type, tuple[Node, ...]]:
        """The nodes brought to one type: literals take the unit of the quantity beside them."""
        # A literal takes its unit from what stands beside it, so it is looked at last:
        #   hemoglobin < 9.2 'g/dL'   hemoglobin is in g/L, and the literal becomes 92
        #   9.2 'g/dL' < 92 'g/L'     two literals: of what, nobody can say
        literal = (syntax.Quantity, syntax.Null)
        kinds = [self.check(node)[1] for node in nodes if not isinstance(node, literal)]
        if not kinds and not ordered:
            kinds = [self.alone(node)[1] for node in nodes if isinstance(node, syntax.Quantity)]
        if not kinds:
            says = "one side must be something known of the patient"
            raise self.error("wrong-type", says, nodes[0], "write a name on one side")
        # What is wrong in itself is told once, at its own place, and takes any type here.
        kinds = [kind for kind in kinds if kind != ANY]
        if not kinds:
            return ANY, nodes
        # A quantity decides before a bare number: beside it the number lacks a unit, and that is
        # the mistake to tell of.
        kind = next((k for k in kinds if k.kind == "quantity"), kinds[0])
        if ordered and kind.kind in ("boolean", "text", "null"):
            says = f"{kind} has no order"
            raise self.error("wrong-type", says, nodes[0], "only = and != compare it")
        return kind, tuple(self.brought(node, kind) for node in nodes)

    def brought(self, node: Node, kind: Type) -> Node:
        if isinstance(node, syntax.Quantity):
            return self.converted(node, kind)
        checked, found_type = self.check(node)
        if found_type.kind in ("null", "any"):
            return checked
        if found_type.kind != kind.kind or found_type.analyte != kind.analyte:
            raise self.mixed(node, found_type, kind)
        if kind.options and isinstance(node, syntax.Text) and node.value not in kind.options:
            says, about = f"'{node.value}' is never its value", f"value {node.value} {kind.options}"
            close = closest(node.value, kind.options)
            help_ = f"did you mean '{close}'? " if close else ""
            help_ += f"its values are {', '.join(kind.options)}"
            raise self.error("wrong-value", says, node, help_, about)
        return checked

    def mixed(self, node: Node, found_type: Type, kind: Type) -> ExpressionError:
        says = f"{found_type} does not go with {kind}"
        if isinstance(node, syntax.Number) and kind.unit:
            right = f"{self.text[node.at : node.to]} '{kind.unit}'"
            says = f"this number has no unit, and stands beside {kind}"
            return self.error("missing-unit", says, node, f"write its unit in quotes: {right}")
        if kind == DATE:
            return self.error("wrong-type", says, node, "write a day as @2026-11-22")
        help_ = "only quantities of the same thing can be compared" if found_type.analyte else ""
        return self.error("wrong-type", says, node, help_)

    def converted(self, node: syntax.Quantity, kind: Type) -> Node:
        if kind.kind != "quantity" or kind.analyte is None or kind.unit is None:
            says, help_ = f"{node.written} does not go with {kind}", "take out the unit"
            raise self.error("wrong-type", says, node, help_ if kind == NUMBER else "")
        try:
            value = self.scope.convert(kind.analyte, node.value, node.unit)
        except UnitError as error:
            raise self.unit(node, error) from None
        return replace(node, value=value, unit=kind.unit, analyte=kind.analyte)

    def unit(self, node: syntax.Quantity, error: UnitError) -> ExpressionError:
        says = f"'{error.unit}' is no unit of {error.analyte}"
        close = closest(error.unit, error.known)
        help_ = f"did you mean '{close}'? " if close else ""
        help_ += f"its units are {', '.join(error.known)}"
        about = f"unit {error.unit} of {error.analyte}"
        return self.error("wrong-unit", says, node, help_, about)

    def alone(self, node: syntax.Quantity) -> tuple[Node, Type]:
        """A quantity with nothing measured beside it: of what is wanted of the whole, or a dose."""
        if self.wanted and self.wanted.kind == "quantity":
            return self.converted(node, self.wanted), self.wanted
        if self.wanted == ANY:
            # Unknown of what: its unit cannot be checked, and the mistake is told where the name is
            # defined.
            return node, ANY
        try:
            value = self.scope.convert("dose", node.value, node.unit)
        except UnitError as error:
            says = f"{node.written} stands beside nothing that was measured, and is no dose"
            help_ = f"a dose is in {', '.join(error.known)}"
            raise self.error("wrong-unit", says, node, help_) from None
        return replace(node, value=value, unit="mg"), Type("quantity", "dose", "mg")

    def arithmetic(self, node: syntax.Arithmetic) -> tuple[Node, Type]:
        if node.operator in "+-":
            kind, (left, right) = self.same((node.left, node.right), ordered=True)
            if kind.kind == "date":
                help_ = "write 'days between … and …'"
                raise self.error("wrong-type", "two dates have no sum or difference", node, help_)
            return replace(node, left=left, right=right), kind
        (left, left_kind), (right, right_kind) = self.check(node.left), self.check(node.right)
        for side, kind in ((node.left, left_kind), (node.right, right_kind)):
            if kind.kind not in ("number", "quantity", "null", "any"):
                raise self.error("wrong-type", f"{kind} cannot be multiplied or divided", side)
        return replace(node, left=left, right=right), self.product(node, left_kind, right_kind)

    def product(self, node: syntax.Arithmetic, left: Type, right: Type) -> Type:
        if ANY in (left, right):
            return ANY
        # A quantity and a number make a quantity, two of one analyte a ratio:
        #   weight * 2        a weight
        #   2 * weight        a weight
        #   weight / weight   a number
        if right.kind != "quantity":
            return left
        if node.operator == "/" and left.analyte == right.analyte:
            return NUMBER
        if node.operator == "*" and left.kind != "quantity":
            return right
        raise self.error("wrong-type", f"{left} {node.operator} {right} has no meaning here", node)
