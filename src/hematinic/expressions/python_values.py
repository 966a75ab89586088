"""An expression of the tree as a Python expression over the values `f` of all names."""

from collections.abc import Mapping
from itertools import count
from typing import assert_never

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node


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
                return self.conjunction([self.value(part) for part in parts])
            case syntax.Or(of=parts):
                return self.disjunction([self.value(part) for part in parts])
            case syntax.Implies(left=left, right=right):
                return self.disjunction([self.value(syntax.Not(left)), self.value(right)])
            case syntax.Xor(left=left, right=right):
                a, b = self.temporary(), self.temporary()
                a_is = f"({a} := {self.value(left)}) is None"
                b_is = f"({b} := {self.value(right)}) is None"
                return f"(None if {a_is} or {b_is} else {a} is not {b})"
            case syntax.Is(of=of, what=what, negated=negated):
                # `is` and not `==`: 1 == True in Python, and a span is never a truth.
                wanted = {"null": "None", "true": "True", "false": "False"}[what]
                inner = self.value(of)
                if is_literal(of):  # beside which Python warns of `is`
                    inner = f"({self.temporary()} := {inner})"
                return f"({inner} is {'not ' if negated else ''}{wanted})"
            case syntax.Compare(operator=operator, left=left, right=right):
                return self.compare(operator, left, right)
            case syntax.Between(of=of, low=low, high=high):
                return self.conjunction([self.compare(">=", of, low), self.compare("<=", of, high)])
            case syntax.In(of=of, options=options):
                return self.disjunction([self.compare("=", of, option) for option in options])
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
                chosen = f"{self.value(then)} if {self.value(condition)} is True"
                return f"({chosen} else {self.value(otherwise)})"
            case _:
                assert_never(node)

    def conjunction(self, parts: list[str]) -> str:
        """False if one is false, else unknown if one is unknown: what is left of `and` is both."""
        #   a and b   becomes   (False if (t1 := a) is False or (t2 := b) is False else t1 and t2)
        # With no False among them, Python's own `and` gives the first None, or else the last True:
        # just what Kleene's has.
        names = [self.temporary() for _ in parts]
        tests = [f"({t} := {part}) is False" for t, part in zip(names, parts, strict=True)]
        return f"(False if {' or '.join(tests)} else {' and '.join(names)})"

    def disjunction(self, parts: list[str]) -> str:
        names = [self.temporary() for _ in parts]
        tests = [f"({t} := {part}) is True" for t, part in zip(names, parts, strict=True)]
        unknown = " or ".join(f"{t} is None" for t in names)
        return f"(True if {' or '.join(tests)} else None if {unknown} else False)"

    def compare(self, operator: str, left: Node, right: Node) -> str:
        # `10 < x` is turned to `x > 10`: against a point there is a shorter form.
        if is_literal(left) and not is_literal(right):
            operator = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)
            left, right = right, left
        t = self.temporary()
        head = f"None if ({t} := {self.value(left)}) is None else"
        if isinstance(right, syntax.Text | syntax.Boolean):
            return f"({head} {t} {'==' if operator == '=' else '!='} {self.value(right)})"
        if isinstance(right, syntax.Number | syntax.Quantity | syntax.Date):
            point = right.ordinal if isinstance(right, syntax.Date) else right.value
            return f"({head} {_against_point(operator, t, repr(point))})"
        u = self.temporary()
        head = f"{head} None if ({u} := {self.value(right)}) is None else"
        return f"({head} {_against_span(operator, t, u)})"


def is_literal(node: Node) -> bool:
    kinds = (syntax.Number, syntax.Quantity, syntax.Date, syntax.Text, syntax.Boolean)
    return isinstance(node, kinds)


_POINT = {
    "<": "True if {t}[1] < {c} else False if {t}[0] >= {c} else None",
    "<=": "True if {t}[1] <= {c} else False if {t}[0] > {c} else None",
    ">": "True if {t}[0] > {c} else False if {t}[1] <= {c} else None",
    ">=": "True if {t}[0] >= {c} else False if {t}[1] < {c} else None",
    "=": "False if {t}[1] < {c} or {t}[0] > {c} else True if {t}[0] == {t}[1] else None",
    "!=": "True if {t}[1] < {c} or {t}[0] > {c} else False if {t}[0] == {t}[1] else None",
}

_SPAN = {
    "<": "True if {t}[1] < {u}[0] else False if {t}[0] >= {u}[1] else None",
    "<=": "True if {t}[1] <= {u}[0] else False if {t}[0] > {u}[1] else None",
    ">": "True if {t}[0] > {u}[1] else False if {t}[1] <= {u}[0] else None",
    ">=": "True if {t}[0] >= {u}[1] else False if {t}[1] < {u}[0] else None",
}


def _against_point(operator: str, t: str, point: str) -> str:
    return _POINT[operator].format(t=t, c=point)


def _against_span(operator: str, t: str, u: str) -> str:
    """Spans have an order; texts and truths only equality, which a tuple test tells apart."""
    if operator in _SPAN:
        return _SPAN[operator].format(t=t, u=u)
    same = f"(equal({t}, {u}) if type({t}) is tuple else {t} == {u})"
    return same if operator == "=" else f"(None if {same} is None else not {same})"
