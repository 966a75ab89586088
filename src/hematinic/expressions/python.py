"""The tree as Python: all definitions of a guideline compiled into straight-line functions.

A patient's values stand in a list; each name has its slot in it. `fill` computes the slots of the
definitions in order. `ask` tells for each definition which facts could still turn it: those that
are unknown, or known only within bounds, and that nothing firmly known has made irrelevant.
`blame` tells of each that is unknown for want of which facts: knowing them would settle it. It
names fewer, since what is shown (`x is true`) is not waited for.
"""

import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import count
from types import CodeType
from typing import Any

from hematinic.expressions import logic, syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node

Slots = list[Value]
"""The values of all names; None where unknown. The slots of definitions are filled in."""

Masks = list[int]
"""For each slot of a definition, a bit set of the slots of facts that could turn it."""


class Program:
    """Definitions compiled together, in an order in which each reads only what stands before it."""

    fill: Callable[[Slots], None]
    ask: Callable[[Slots, Masks], None]
    blame: Callable[[Slots, Masks], None]

    def __init__(self, code: CodeType) -> None:
        space: dict[str, Any] = {
            "arithmetic": logic.arithmetic,
            "shift": logic.shift,
            "elapsed": logic.elapsed,
            "equal": logic.equal,
        }
        exec(code, space)
        self.code = code
        self.fill, self.ask, self.blame = space["fill"], space["ask"], space["blame"]

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_bytes, (marshal.dumps(self.code),)


def _from_bytes(code: bytes) -> Program:
    return Program(marshal.loads(code))


def compile_program(
    definitions: Sequence[tuple[str, Node]], slots: Mapping[str, int], asked: Set[str]
) -> Program:
    """Each definition is written to its slot; every other name's slot holds a fact. `ask` and
    `blame` are written for those of the definitions that are `asked` of."""
    source = write_source(definitions, slots, asked)
    return Program(compile(source, "<guideline>", "exec"))


def write_source(
    definitions: Sequence[tuple[str, Node]], slots: Mapping[str, int], asked: Set[str]
) -> str:
    defined = {slots[name] for name, _ in definitions}
    fill, ask, blame = ["def fill(f):"], ["def ask(f, m):"], ["def blame(f, m):"]
    for name, node in definitions:
        writer = _Writer(slots, defined)
        fill.append(f"    f[{slots[name]}] = {writer.value(node)}")
        if name in asked:
            ask.append(f"    m[{slots[name]}] = {writer.open(node)}")
            blame.append(
                f"    if f[{slots[name]}] is None: m[{slots[name]}] = {writer.doubt(node)}"
            )
    functions = ([*lines, "    return None", ""] for lines in (fill, ask, blame))
    return "\n".join(line for lines in functions for line in lines)


class _Writer:
    """Writes one expression. Temporaries keep a part from being computed twice."""

    def __init__(self, slots: Mapping[str, int], defined: set[int]) -> None:
        self.slots, self.defined = slots, defined
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
                wanted = {"null": "None", "true": "True", "false": "False"}[what]
                return f"({self.value(of)} is {'not ' if negated else ''}{wanted})"
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
                *some, last = [self.value(part) for part in parts]
                for part in reversed(some):
                    t = self.temporary()
                    last = f"({t} if ({t} := {part}) is not None else {last})"
                return last
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                chosen = f"{self.value(then)} if {self.value(condition)} is True"
                return f"({chosen} else {self.value(otherwise)})"
        raise AssertionError(node)

    def conjunction(self, parts: list[str]) -> str:
        """False if one is false, else unknown if one is unknown: what is left of `and` is both."""
        names = [self.temporary() for _ in parts]
        tests = [f"({t} := {part}) is False" for t, part in zip(names, parts, strict=True)]
        return f"(False if {' or '.join(tests)} else {' and '.join(names)})"

    def disjunction(self, parts: list[str]) -> str:
        names = [self.temporary() for _ in parts]
        tests = [f"({t} := {part}) is True" for t, part in zip(names, parts, strict=True)]
        unknown = " or ".join(f"{t} is None" for t in names)
        return f"(True if {' or '.join(tests)} else None if {unknown} else False)"

    def compare(self, operator: str, left: Node, right: Node) -> str:
        if _is_literal(left) and not _is_literal(right):
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

    # What could turn it

    def open(self, node: Node) -> str:
        """The bit set of facts that could turn the node's value; 0 where it is firm."""
        match node:
            case syntax.Name() | syntax.Call():
                slot = self.slots[node.name]
                return f"m[{slot}]" if slot in self.defined else self.unknown(slot)
            case syntax.Is(of=of):
                # Known even where its part is not; yet the part, once known, could turn it.
                return self.open(of)
            case syntax.Not(of=of):
                return self.open(of)
            case syntax.ValueOf(of=of):
                return self.bounded(of)
            case syntax.And(of=parts):
                return self.undecided(parts, "False")
            case syntax.Or(of=parts):
                return self.undecided(parts, "True")
            case syntax.Implies(left=left, right=right):
                return self.undecided((syntax.Not(left), right), "True")
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                chosen = f"{self.open(then)} if {self.value(condition)} is True"
                return f"({self.open(condition)} | ({chosen} else {self.open(otherwise)}))"
            case syntax.Coalesce(of=parts):
                return self.first_known(parts)
        parts = syntax.children(node)
        if not parts:
            return "0"
        unknown = self.union(map(self.bounded, parts))
        if isinstance(node, syntax.Arithmetic | syntax.Shift | syntax.Elapsed):
            return unknown  # of a known span the ends can still move
        known = "0" if all(map(self.is_firm, parts)) else self.union(map(self.open, parts))
        return f"({known} if {self.value(node)} is not None else {unknown})"

    def union(self, masks: Iterable[str]) -> str:
        return f"({' | '.join(masks)})"

    def is_firm(self, node: Node) -> bool:
        """Known means decided: a literal, or a fact. A definition may rest on what is unknown."""
        is_fact = isinstance(node, syntax.Name) and self.slots[node.name] not in self.defined
        return is_fact or _is_literal(node)

    def first_known(self, parts: Sequence[Node]) -> str:
        """Parts up to the first that is firmly known."""
        *some, last = parts
        mask = self.open(last)
        for part in reversed(some):
            t = self.temporary()
            firm = f"not ({t} := {self.open(part)}) and {self.value(part)} is not None"
            mask = f"(0 if {firm} else {t} | {mask})"
        return mask

    def unknown(self, slot: int) -> str:
        return f"(0 if f[{slot}] is not None else {1 << slot})"

    def bounded(self, node: Node) -> str:
        """As `open`, but a fact known only within bounds (`<5`) could turn a comparison too."""
        if not isinstance(node, syntax.Name) or self.slots[node.name] in self.defined:
            return self.open(node)
        slot, t = self.slots[node.name], self.temporary()
        exact = f"type({t} := f[{slot}]) is not tuple or {t}[0] == {t}[1]"
        return f"(0 if f[{slot}] is not None and ({exact}) else {1 << slot})"

    def undecided(self, parts: Sequence[Node], deciding: str) -> str:
        """0 if one part firmly decides, else whatever is open in any part."""
        masks = [self.temporary() for _ in parts]
        firm = [
            f"not ({t} := {self.open(part)}) and {self.value(part)} is {deciding}"
            for t, part in zip(masks, parts, strict=True)
        ]
        return f"(0 if {' or '.join(firm)} else {' | '.join(masks)})"

    # What it is unknown for

    def doubt(self, node: Node) -> str:
        """The bit set of facts for want of which the node is unknown; 0 where it is known."""
        match node:
            case syntax.Name() | syntax.Call():
                slot = self.slots[node.name]
                return f"m[{slot}]" if slot in self.defined else self.unknown(slot)
            case syntax.Is():
                return "0"
            case syntax.Not(of=of) | syntax.ValueOf(of=of):
                return self.doubt(of)
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                chosen = f"{self.doubt(then)} if {self.value(condition)} is True"
                return f"({self.doubt(condition)} | ({chosen} else {self.doubt(otherwise)}))"
        parts = syntax.children(node)
        if not parts:
            return "0"
        if isinstance(node, syntax.Arithmetic | syntax.Shift | syntax.Elapsed):
            return self.union(map(self.doubtful, parts))
        truths = isinstance(node, syntax.And | syntax.Or | syntax.Implies | syntax.Coalesce)
        masks = self.union(map(self.doubt if truths else self.doubtful, parts))
        return f"(0 if {self.value(node)} is not None else {masks})"

    def doubtful(self, node: Node) -> str:
        """As `doubt`, but a fact known only within bounds makes a comparison unknown too."""
        is_fact = isinstance(node, syntax.Name) and self.slots[node.name] not in self.defined
        return self.bounded(node) if is_fact else self.doubt(node)


def _is_literal(node: Node) -> bool:
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
