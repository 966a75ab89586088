"""The tree as an English sentence, for the reader of a plan who asks why."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import assert_never

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node

Labels = Mapping[str, str]
Say = Callable[[syntax.Quantity], str]

_ORDER = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "=": "", "!=": "not"}
_DAYS = _ORDER | {"<": "before", "<=": "on or before", ">": "after", ">=": "on or after"}


def in_canonical_unit(quantity: syntax.Quantity) -> str:
    return f"{quantity.value:g} {quantity.unit}"


def english(node: Node, labels: Labels, measured: Say = in_canonical_unit) -> str:
    """`hemoglobin is below 100 g/L and oral iron is not tolerated`; labels name the names, and
    `measured` says a quantity that is compared with."""
    return _English(labels, measured).say(node)


class _English:
    def __init__(self, labels: Labels, measured: Say) -> None:
        self.labels, self.measured = labels, measured

    def label(self, node: Node) -> str:
        name = node.name if isinstance(node, syntax.Name | syntax.Call) else ""
        return self.labels.get(name, name.replace("_", " "))

    def say(self, node: Node) -> str:
        match node:
            case syntax.Null():
                return "nothing"
            case syntax.Boolean(value=truth):
                return "always" if truth else "never"
            case syntax.Number(value=number):
                return f"{number:g}"
            case syntax.Text(value=text):
                return text.replace("_", " ")
            case syntax.Quantity():
                return self.measured(node)
            case syntax.Date(ordinal=day):
                return date.fromordinal(day).isoformat()
            case syntax.Name() | syntax.Call():
                return self.label(node)
            case syntax.Not(of=of):
                return self.denied(of)
            case syntax.And(of=parts):
                return " and ".join(self.inner(part, syntax.Or) for part in parts)
            case syntax.Or(of=parts):
                return " or ".join(self.inner(part, syntax.And) for part in parts)
            case syntax.Xor(left=left, right=right):
                return f"either {self.say(left)} or {self.say(right)}, not both"
            case syntax.Implies(left=left, right=right):
                return f"if {self.say(left)}, then {self.say(right)}"
            case syntax.Is(of=of, what=what, negated=negated):
                return self.known(self.inner(of, object), what, negated)
            case syntax.Compare(operator=operator, left=left, right=right, dates=True):
                relation = f"is {_DAYS[operator]}".strip()
                return f"{self.day(left)} {relation} {self.day(right)}"
            case syntax.Compare(operator=operator, left=left, right=right):
                relation = f"is {_ORDER[operator]}".strip()
                return f"{self.inner(left)} {relation} {self.inner(right)}"
            case syntax.Between(of=of, low=low, high=high):
                return f"{self.inner(of)} is from {self.say(low)} to {self.say(high)}"
            case syntax.In(of=of, options=options):
                return f"{self.inner(of)} is {' or '.join(map(self.say, options))}"
            case syntax.Arithmetic(operator=operator, left=left, right=right):
                sign = {"*": "×", "/": "÷", "-": "−"}.get(operator, operator)
                return f"{self.inner(left)} {sign} {self.inner(right)}"
            case syntax.Shift(date=day, by=by, sign=sign):
                length = f"{by.count} {by.unit if by.count != 1 else by.unit.rstrip('s')}"
                return f"{length} {'after' if sign > 0 else 'before'} {self.inner(day)}"
            case syntax.Elapsed(unit=unit, start=start, end=end):
                return f"{unit} from {self.say(start)} to {self.say(end)}"
            case syntax.ValueOf(of=of):
                return self.say(of)
            case syntax.Coalesce(of=parts):
                return ", or else ".join(self.say(part) for part in parts)
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                first, other = self.inner(then, syntax.If), self.say(otherwise)
                return f"{first} if {self.say(condition)}, otherwise {other}"
            case _:
                assert_never(node)

    def day(self, node: Node) -> str:
        """`the day 12 months before today`, so that it is not read as a length of time."""
        return f"the day {self.say(node)}" if isinstance(node, syntax.Shift) else self.inner(node)

    def denied(self, of: Node) -> str:
        match of:
            case syntax.Name() | syntax.Call():
                return f"not {self.label(of)}"
            case syntax.Is(of=inner, what=what, negated=negated):
                return self.known(self.inner(inner, object), what, not negated)
            case syntax.Not(of=inner):
                return self.say(inner)
            case syntax.Compare():
                return self.say(of).replace(" is ", " is not ", 1).replace("not not ", "")
        return f"not ({self.say(of)})"

    def known(self, phrase: str, what: str, negated: bool) -> str:
        if what == "null":
            return f"{phrase} is {'known' if negated else 'unknown'}"
        if what == "true":
            return f"{phrase} is {'not known to hold' if negated else 'known to hold'}"
        return f"{phrase} {'is not ruled out' if negated else 'is ruled out'}"

    def inner(self, node: Node, *wrapped: type) -> str:
        compound = (syntax.And, syntax.Or, syntax.Xor, syntax.Implies, syntax.If)
        wrap = compound if not wrapped or object in wrapped else (*wrapped, *compound[2:])
        phrase = self.say(node)
        return f"({phrase})" if isinstance(node, wrap) else phrase
