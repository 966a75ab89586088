"""An expression of the tree as a Python expression over the values `f` of all names."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import assert_never

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node, Operator

OPPOSITE = {"True": "False", "False": "True"}


class ValueWriter:
    """Writes one expression. Temporaries keep a part from being computed twice."""

    def __init__(self, slots: Mapping[str, int]) -> None:
        self.slots = slots
        self.numbers = count(1)

    def temporary(self) -> str:
        return f"t{next(self.numbers)}"

    # Values

    def value(self, node: Node) -> str:
        match node:
            case syntax.Null():
                return "None"
            case syntax.Boolean(value=truth):
                return str(truth)
            case syntax.Text(value=text):
                return repr(text)
            case syntax.Number(value=number) | syntax.Quantity(value=number):
                return f"({number!r}, {number!r})"
            case syntax.Date(ordinal=day):
                return f"({day}, {day})"
            case syntax.Name() | syntax.Call():
                return f"f[{self.slots[node.name]}]"
            case syntax.Not(of=of):
                # Assigned within the expression (`:=`), since what is written here is one Python
                # expression and each part is computed once.
                t = self.temporary()
                return f"(None if ({t} := {self.value(of)}) is None else not {t})"
            case syntax.And(of=parts):
                return self.decided_by("False", parts)
            case syntax.Or(of=parts):
                return self.decided_by("True", parts)
            case syntax.Implies(left=left, right=right):
                return self.decided_by("True", (syntax.Not(left), right))
            case syntax.Xor(left=left, right=right):
                a, b = self.temporary(), self.temporary()
                a_is = f"({a} := {self.value(left)}) is None"
                b_is = f"({b} := {self.value(right)}) is None"
                return f"(None if {a_is} or {b_is} else {a} is not {b})"
            case syntax.Is():
                return f"({self.holds(node, 'True')})"
            case syntax.Compare():
                return self.compare(node)
            case syntax.Between() | syntax.In():
                return self.value(as_compared(node))
            case syntax.Arithmetic(operator=operator, left=left, right=right):
                return f"arithmetic({operator!r}, {self.value(left)}, {self.value(right)})"
            case syntax.Shift(date=day, by=by, sign=sign):
                return f"shift({self.value(day)}, {sign * by.count}, {by.unit!r})"
            case syntax.Elapsed(unit=unit, start=start, end=end):
                return f"elapsed({unit!r}, {self.value(start)}, {self.value(end)})"
            case syntax.ValueOf(of=of):
                return self.value(of)
            case syntax.Coalesce(of=parts):
                # Written from the last to the first, as nested choices: (t1 if (t1 := a) is not
                # None else b).
                *some, last = [self.value(part) for part in parts]
                for part in reversed(some):
                    t = self.temporary()
                    last = f"({t} if ({t} := {part}) is not None else {last})"
                return last
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                chosen = f"{self.value(then)} if {self.holds(condition, 'True')}"
                return f"({chosen} else {self.value(otherwise)})"
            case _:
                assert_never(node)

    def decided_by(self, truth: str, parts: Sequence[Node]) -> str:
        """`truth` if one part is that, else unknown if one is unknown, else the opposite: Kleene's
        `or` with "True", and his `and` with "False"."""
        #   a and not b   becomes
        #   (False if (t1 := a) is False or (t2 := b) is True else None if t1 is None or …)
        tests, unknown = list[str](), list[str]()
        for part in parts:
            of, wanted = without_not(part, truth)
            if is_never_unknown(of):
                tests.append(self.holds(of, wanted))
            else:
                t = self.temporary()
                tests.append(f"({t} := {self.value(of)}) is {wanted}")
                unknown.append(f"{t} is None")
        if not unknown:
            test = " or ".join(tests)
            return f"({test})" if truth == "True" else f"(not ({test}))"
        otherwise = f"None if {' or '.join(unknown)} else {OPPOSITE[truth]}"
        return f"({truth} if {' or '.join(tests)} else {otherwise})"

    # Whether it has one value

    def holds(self, node: Node, truth: str) -> str:
        """Whether the node's value is "True", or "False": a condition of Python, never unknown."""
        match node:
            case syntax.Not(of=of):
                return self.holds(of, OPPOSITE[truth])
            case syntax.And(of=parts):
                return self.all_or_any(truth == "True", parts, truth)
            case syntax.Or(of=parts):
                return self.all_or_any(truth == "False", parts, truth)
            case syntax.Implies(left=left, right=right):
                return self.all_or_any(truth == "False", (syntax.Not(left), right), truth)
            case syntax.Is(of=of, what=what, negated=negated):
                stands = (truth == "True") is not negated
                if what != "null":
                    holds = self.holds(of, what.capitalize())
                    return holds if stands else f"(not {holds})"
                inner = self.value(of)
                if is_literal(of):  # beside which Python warns of `is`
                    inner = f"({self.temporary()} := {inner})"
                return f"({inner} is {'' if stands else 'not '}None)"
            case syntax.Between() | syntax.In():
                return self.holds(as_compared(node), truth)
            case syntax.Compare():
                return self.compares(node, truth)
        # `is` and not `==`: 1 == True in Python, and a span is never a truth.
        inner = self.value(node)
        if is_literal(node):
            inner = f"({self.temporary()} := {inner})"
        return f"({inner} is {truth})"

    def all_or_any(self, every: bool, parts: Sequence[Node], truth: str) -> str:
        tests = [self.holds(part, truth) for part in parts]
        return f"({(' and ' if every else ' or ').join(tests)})"

    # Comparisons

    def sides(self, operator: Operator, left: Node, right: Node) -> tuple[list[str], str, str]:
        """Its sides, each None where it is unknown; and when it is true, and when false, where both
        are known."""
        # `10 < x` is turned to `x > 10`: against a point there is a shorter form.
        if is_literal(left) and not is_literal(right):
            operator, left, right = TURNED.get(operator, operator), right, left
        t = self.temporary()
        sides = [f"({t} := {self.value(left)})"]
        if isinstance(right, syntax.Text | syntax.Boolean):
            same, other = f"{t} == {self.value(right)}", f"{t} != {self.value(right)}"
            return (sides, same, other) if operator == "=" else (sides, other, same)
        if isinstance(right, syntax.Number | syntax.Quantity | syntax.Date):
            point = right.ordinal if isinstance(right, syntax.Date) else right.value
            true, false = (test.format(t=t, c=repr(point)) for test in _POINT[operator])
            return sides, true, false
        u = self.temporary()
        sides.append(f"({u} := {self.value(right)})")
        true, false = (test.format(t=t, u=u) for test in _SPAN[operator])
        return sides, true, false

    def compare(self, node: syntax.Compare) -> str:
        sides, true, false = self.sides(node.operator, node.left, node.right)
        unknown = "".join(f"None if {side} is None else " for side in sides)
        return f"({unknown}True if {true} else False if {false} else None)"

    def compares(self, node: syntax.Compare, truth: str) -> str:
        sides, true, false = self.sides(node.operator, node.left, node.right)
        known = "".join(f"{side} is not None and " for side in sides)
        return f"({known}{true if truth == 'True' else false})"

    def known(self, node: Node) -> str:
        """Whether it has a value, as a condition."""
        if isinstance(node, syntax.Compare):
            sides, true, false = self.sides(node.operator, node.left, node.right)
            known = "".join(f"{side} is not None and " for side in sides)
            return f"({known}({true} or {false}))"
        return f"({self.value(node)} is not None)"


def as_compared(node: syntax.Between | syntax.In) -> Node:
    """As the comparisons that it stands for."""
    if isinstance(node, syntax.In):
        return syntax.Or(tuple(syntax.Compare("=", node.of, option) for option in node.options))
    low, high = syntax.Compare(">=", node.of, node.low), syntax.Compare("<=", node.of, node.high)
    return syntax.And((low, high))


def without_not(node: Node, truth: str) -> tuple[Node, str]:
    """What must have which truth for the node to have this one."""
    while isinstance(node, syntax.Not):
        node, truth = node.of, OPPOSITE[truth]
    return node, truth


def is_never_unknown(node: Node) -> bool:
    if isinstance(node, syntax.Not | syntax.And | syntax.Or | syntax.Implies):
        return all(map(is_never_unknown, syntax.children(node)))
    return isinstance(node, syntax.Is | syntax.Boolean)


def is_literal(node: Node) -> bool:
    kinds = (syntax.Number, syntax.Quantity, syntax.Date, syntax.Text, syntax.Boolean)
    return isinstance(node, kinds)


TURNED: Mapping[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

_POINT: Mapping[Operator, tuple[str, str]] = {
    "<": ("{t}[1] < {c}", "{t}[0] >= {c}"),
    "<=": ("{t}[1] <= {c}", "{t}[0] > {c}"),
    ">": ("{t}[0] > {c}", "{t}[1] <= {c}"),
    ">=": ("{t}[0] >= {c}", "{t}[1] < {c}"),
    "=": ("{t}[0] == {c} == {t}[1]", "({t}[1] < {c} or {t}[0] > {c})"),
    "!=": ("({t}[1] < {c} or {t}[0] > {c})", "{t}[0] == {c} == {t}[1]"),
}
"""When a span `t` is so to a point `c`, and when it is not; neither where it may be either."""

_EQUAL = "(equal({t}, {u}) if type({t}) is tuple else {t} == {u})"

_SPAN: Mapping[Operator, tuple[str, str]] = {
    "<": ("{t}[1] < {u}[0]", "{t}[0] >= {u}[1]"),
    "<=": ("{t}[1] <= {u}[0]", "{t}[0] > {u}[1]"),
    ">": ("{t}[0] > {u}[1]", "{t}[1] <= {u}[0]"),
    ">=": ("{t}[0] >= {u}[1]", "{t}[1] < {u}[0]"),
    "=": (f"{_EQUAL} is True", f"{_EQUAL} is False"),
    "!=": (f"{_EQUAL} is False", f"{_EQUAL} is True"),
}
"""Likewise to another span; texts and truths have only equality, which a tuple test tells apart."""
