"""Names, types and units, checked once at load.

CQL answers null, silently, where two units are of different kinds, and the rule is dead. Here a
quantity belongs to an analyte; a literal in another unit of the same analyte is converted, by that
analyte's own molar mass where it must be, and a unit of another kind is an error with its place.
"""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from hematinic.expressions import syntax
from hematinic.expressions.parse import ExpressionError
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import BOOLEAN, DATE, DURATION, NULL, NUMBER, TEXT, Scope, Type


def check(node: Node, scope: Scope, text: str, wanted: Type | None = None) -> tuple[Node, Type]:
    """The tree with each quantity in its canonical unit, and the type of the whole, which must be
    the one wanted or null.

    Raises ExpressionError for an unknown name, or types or units that do not go together.
    """
    checker = _Checker(scope, text, wanted)
    node, kind = checker.check(node)
    if (
        wanted
        and kind.kind != "null"
        and (kind.kind, kind.analyte) != (wanted.kind, wanted.analyte)
    ):
        raise checker.error(f"here must stand {wanted}, not {kind}", node)
    return node, kind


def nearest(name: str, known: Iterable[str]) -> str:
    """', did you mean …?' or nothing."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


class _Checker:
    def __init__(self, scope: Scope, text: str, wanted: Type | None) -> None:
        self.scope, self.text, self.wanted = scope, text, wanted

    def error(self, problem: str, node: Node) -> ExpressionError:
        return ExpressionError(problem, self.text, node.at)

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
            case syntax.Duration():
                return node, DURATION
            case syntax.Quantity():
                return self.alone(node)
            case syntax.ValueOf():
                of, kind = self.check(node.of)
                if kind.kind != "quantity":
                    raise self.error(f"'.value' needs a quantity, not {kind}", node)
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
                if node.what != "null" and kind.kind != "boolean":
                    raise self.error(f"'is {node.what}' needs true or false, not {kind}", node)
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
        raise AssertionError(node)

    # Names

    def name(self, node: syntax.Name) -> Type:
        if node.name not in self.scope.types:
            hint = nearest(node.name, self.scope.types)
            raise self.error(f"there is no '{node.name}'{hint}", node)
        return self.scope.types[node.name]

    def call(self, node: syntax.Call) -> Type:
        if node.function not in self.scope.calls:
            allowed = ", ".join(f"{name}(…)" for name in self.scope.calls) or "no function"
            raise self.error(f"there is no {node.function}(…) here; there is {allowed}", node)
        known = self.scope.calls[node.function]
        if node.argument not in known:
            hint = nearest(node.argument, known)
            raise self.error(f"{node.function}() knows no '{node.argument}'{hint}", node)
        return BOOLEAN

    # Types

    def typed(self, node: Node, wanted: Type) -> Node:
        checked, kind = self.check(node)
        if kind.kind not in (wanted.kind, "null"):
            raise self.error(f"here must stand {wanted}, not {kind}", node)
        return checked

    def boolean(self, node: Node) -> Node:
        return self.typed(node, BOOLEAN)

    def compare(self, node: syntax.Compare) -> Node:
        ordered = node.operator not in ("=", "!=")
        kind, (left, right) = self.same((node.left, node.right), ordered=ordered)
        return replace(node, left=left, right=right, dates=kind == DATE)

    def same(self, nodes: tuple[Node, ...], *, ordered: bool) -> tuple[Type, tuple[Node, ...]]:
        """The nodes brought to one type: literals take the unit of the quantity beside them."""
        literal = (syntax.Quantity, syntax.Null)
        kinds = [self.check(node)[1] for node in nodes if not isinstance(node, literal)]
        if not kinds and not ordered:
            kinds = [self.alone(node)[1] for node in nodes if isinstance(node, syntax.Quantity)]
        if not kinds:
            raise self.error("one side must be something known of the patient", nodes[0])
        kind = next((k for k in kinds if k.kind == "quantity"), kinds[0])
        if ordered and kind.kind in ("boolean", "text", "null"):
            raise self.error(f"{kind} has no order; only = and != compare it", nodes[0])
        return kind, tuple(self.brought(node, kind) for node in nodes)

    def brought(self, node: Node, kind: Type) -> Node:
        if isinstance(node, syntax.Quantity):
            return self.converted(node, kind)
        checked, found = self.check(node)
        if found.kind == "null":
            return checked
        if found.kind != kind.kind or found.analyte != kind.analyte:
            hint = "; write its unit" if isinstance(node, syntax.Number) else ""
            raise self.error(f"{found} does not go with {kind}{hint}", node)
        if kind.options and isinstance(node, syntax.Text) and node.value not in kind.options:
            hint = nearest(node.value, kind.options)
            raise self.error(f"'{node.value}' is never its value{hint}", node)
        return checked

    def converted(self, node: syntax.Quantity, kind: Type) -> Node:
        if kind.kind != "quantity" or kind.analyte is None or kind.unit is None:
            raise self.error(f"{node.written} does not go with {kind}", node)
        try:
            value = self.scope.convert(kind.analyte, node.value, node.unit)
        except ValueError as problem:
            raise self.error(str(problem), node) from None
        return replace(node, value=value, unit=kind.unit, analyte=kind.analyte)

    def alone(self, node: syntax.Quantity) -> tuple[Node, Type]:
        """A quantity with nothing measured beside it: of what is wanted of the whole, or a dose."""
        if self.wanted and self.wanted.kind == "quantity":
            return self.converted(node, self.wanted), self.wanted
        try:
            value = self.scope.convert("dose", node.value, node.unit)
        except (KeyError, ValueError):
            says = f"{node.written} stands beside nothing that was measured, and is no dose"
            raise self.error(says, node) from None
        return replace(node, value=value, unit="mg"), Type("quantity", "dose", "mg")

    def arithmetic(self, node: syntax.Arithmetic) -> tuple[Node, Type]:
        if node.operator in "+-":
            kind, (left, right) = self.same((node.left, node.right), ordered=True)
            if kind.kind == "date":
                raise self.error("two dates: write 'days between … and …'", node)
            return replace(node, left=left, right=right), kind
        (left, left_kind), (right, right_kind) = self.check(node.left), self.check(node.right)
        for side, kind in ((node.left, left_kind), (node.right, right_kind)):
            if kind.kind not in ("number", "quantity", "null"):
                raise self.error(f"{kind} cannot be multiplied or divided", side)
        return replace(node, left=left, right=right), self.product(node, left_kind, right_kind)

    def product(self, node: syntax.Arithmetic, left: Type, right: Type) -> Type:
        if right.kind != "quantity":
            return left
        if node.operator == "/" and left.analyte == right.analyte:
            return NUMBER
        if node.operator == "*" and left.kind != "quantity":
            return right
        raise self.error(f"{left} {node.operator} {right} has no meaning here", node)
