"""Of an expression, as Python over bit sets of facts: what could turn it, and what it waits for.

`open` is what could turn a part: the facts that are unknown, or known only within bounds, and that
nothing firmly known has made irrelevant. `doubt` is what it is unknown for: with those facts known,
and no other of the open ones, it is known. A number is known here when it is exact.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cache, reduce
from operator import or_
from typing import NamedTuple, assert_never

from hematinic.expressions import syntax
from hematinic.expressions.python_values import ValueWriter, is_literal
from hematinic.expressions.syntax import Node

COMPUTED = (syntax.Arithmetic, syntax.Shift, syntax.Elapsed)
COMPARED = (syntax.Xor, syntax.Compare, syntax.Between, syntax.In)
NUMBERS = (syntax.Number, syntax.Quantity, syntax.Date, syntax.ValueOf)


def settled(doubts: int, *parts: tuple[int, int, int]) -> int:
    """The doubts of parts of which all must be known, each with what is open of it, what it is in
    doubt for, and what it ever waits for. To know a fact may turn a part that was known, or that
    waited for others: `x is null` holds until x is known. Of such a part all is waited for."""
    before = -1
    # Until nothing is added: what is waited for may itself turn another part.
    while doubts != before:
        before = doubts
        for could, doubt, ever in parts:
            if doubts & could & ~doubt:
                doubts |= could & ever
    return doubts


def exact(value: object) -> bool:
    return value is not None and (type(value) is not tuple or value[0] == value[1])


def unsettled(values: Sequence[object], count: int) -> list[int]:
    """Of each of the first of some values the bit of its place where it is unknown, or known only
    within bounds; else 0."""
    return [
        0 if value is not None and (type(value) is not tuple or value[0] == value[1]) else bit
        for value, bit in zip(values, _bits(count), strict=False)
    ]


@cache
def _bits(count: int) -> tuple[int, ...]:
    return tuple(1 << place for place in range(count))


class Defined(NamedTuple):
    """What the definitions that read this one need to know of it."""

    steady: bool
    ever: int


class OpenWriter(ValueWriter):
    """Beside the values `f` it reads the sets of the facts and of the definitions before it: `m` of
    what is open, `d` of doubts."""

    def __init__(
        self,
        slots: Mapping[str, int],
        spans: Set[str],
        defined: Mapping[int, "Defined"],
        facts: int,
    ) -> None:
        """`facts`: the slots below it hold facts, of which `m` holds what is `unsettled`."""
        super().__init__(slots)
        self.spans, self.defined, self.facts = spans, defined, facts
        self.before: list[str] = []
        """Statements that come before the expression: what a choice falls back to is computed once,
        so that a table of many cases is no deeper, and no longer than its cases."""
        self.computed: dict[tuple[str, int], str] = {}

    def once(self, of: Callable[[Node], str], node: Node) -> str:
        key = (of.__name__, id(node))
        if key not in self.computed:
            code = of(node)
            if not (code.isidentifier() or code.isdigit()):
                t = self.temporary()
                self.before.append(f"{t} = {code}")
                code = t
            self.computed[key] = code
        return self.computed[key]

    def value(self, node: Node) -> str:
        if not isinstance(node, syntax.If):
            return super().value(node)
        # The rest of a table first, in a statement of its own: a table of forty cases would
        # otherwise be nested forty deep.
        otherwise = self.once(self.value, node.otherwise)
        chosen = f"{self.value(node.then)} if {self.holds(node.condition, 'True')}"
        return f"({chosen} else {otherwise})"

    def is_fact(self, node: Node) -> bool:
        if isinstance(node, syntax.Name | syntax.Call):
            return self.slots[node.name] not in self.defined
        return False

    def is_firm(self, node: Node) -> bool:
        """Known means decided: a literal, or a fact. A definition may rest on what is unknown."""
        return self.is_fact(node) or is_literal(node)

    def is_steady(self, node: Node) -> bool:
        """Whether a value that it has now is settled: nothing in it asks whether something is known
        (`is null`, `if`, `Coalesce`), which more facts could answer otherwise."""
        if isinstance(node, syntax.Is | syntax.If | syntax.Coalesce):
            return False
        if isinstance(node, syntax.Name | syntax.Call):
            return self.is_fact(node) or self.defined[self.slots[node.name]].steady
        return all(map(self.is_steady, syntax.children(node)))

    def is_span(self, node: Node) -> bool:
        match node:
            case syntax.Name(name=name):
                return name in self.spans
            case syntax.If(then=then, otherwise=otherwise):
                return self.is_span(then) or self.is_span(otherwise)
            case syntax.Coalesce(of=parts):
                return any(map(self.is_span, parts))
        return isinstance(node, (*COMPUTED, *NUMBERS))

    # What could turn it

    def whole(self, node: Node) -> str:
        return self.bounded(node) if self.is_span(node) else self.open(node)

    def open(self, node: Node) -> str:
        """The bit set of facts that could turn the node's value; 0 where it is firm."""
        match node:
            case syntax.Name() | syntax.Call():
                slot = self.slots[node.name]
                never_a_span = slot < self.facts and node.name not in self.spans
                return f"m[{slot}]" if slot in self.defined or never_a_span else self.unknown(slot)
            case syntax.Is(of=of) | syntax.Not(of=of):
                # `is` is known even where its part is not; yet the part, once known, could turn it.
                return self.open(of)
            case syntax.ValueOf(of=of):
                return self.bounded(of)
            case syntax.And(of=parts):
                # of `a and b`: if a is firmly false, nothing can turn it; if a is unknown, both a
                # and b can.
                return self.undecided(parts, "False")
            case syntax.Or(of=parts):
                return self.undecided(parts, "True")
            case syntax.Implies(left=left, right=right):
                return self.undecided((syntax.Not(left), right), "True")
            case syntax.If(then=then, otherwise=otherwise):
                return self.chosen(
                    node, self.once(self.open, then), self.once(self.open, otherwise)
                )
            case syntax.Coalesce(of=parts):
                return self.first_known(parts, [self.open(part) for part in parts])
            case syntax.Arithmetic() | syntax.Shift() | syntax.Elapsed():
                return union(map(self.bounded, syntax.children(node)))  # its ends can still move
            case _ if isinstance(node, COMPARED):
                return self.compared(node, syntax.children(node))
            case (
                syntax.Null()
                | syntax.Boolean()
                | syntax.Number()
                | syntax.Quantity()
                | syntax.Text()
                | syntax.Date()
            ):
                return "0"
            case _:
                assert_never(node)

    def compared(self, node: Node, parts: Sequence[Node]) -> str:
        unknown = union(map(self.bounded, parts))
        if unknown == "0" or not all(map(self.is_steady, parts)):
            return unknown  # what is known may become another, of which less is known
        # A comparison of facts that are known is settled. One of definitions may be known now and
        # yet be open in a part.
        known = "0" if all(map(self.is_firm, parts)) else union(map(self.open, parts))
        # The same code is the same set, known or not.
        return known if known == unknown else f"({known} if {self.known(node)} else {unknown})"

    def bounded(self, node: Node) -> str:
        """As `open`, but a fact known only within bounds (`<5`) could turn a comparison too."""
        match node:
            case syntax.Name(name=name) if self.is_fact(node) and name in self.spans:
                if (slot := self.slots[name]) < self.facts:
                    return f"m[{slot}]"
                t = self.temporary()
                is_exact = f"type({t} := f[{slot}]) is not tuple or {t}[0] == {t}[1]"
                return f"(0 if f[{slot}] is not None and ({is_exact}) else {1 << slot})"
            case syntax.ValueOf(of=of):
                return self.bounded(of)
            case syntax.If(then=then, otherwise=otherwise):
                return self.chosen(
                    node, self.once(self.bounded, then), self.once(self.bounded, otherwise)
                )
            case syntax.Coalesce(of=parts):
                return self.first_known(parts, [self.bounded(part) for part in parts])
        return self.open(node)

    def unknown(self, slot: int) -> str:
        return f"(0 if f[{slot}] is not None else {1 << slot})"

    def undecided(self, parts: Sequence[Node], deciding: str) -> str:
        """0 if one part firmly decides, else whatever is open in any part."""
        firm, masks = zip(*(self.firmly(part, deciding) for part in parts), strict=True)
        # The short ones first: what costs most is then mostly not computed.
        return f"(0 if {' or '.join(sorted(firm, key=len))} else {' | '.join(masks)})"

    def firmly(self, node: Node, truth: str) -> tuple[str, str]:
        """Two pieces of code: whether the node has this truth whatever else is learned, and the
        mask of the facts it is still open to. The second runs after the first and uses what it
        computed."""
        if isinstance(node, syntax.Not):
            return self.firmly(node.of, "False" if truth == "True" else "True")
        if isinstance(node, syntax.Name | syntax.Call):
            slot, mask = self.slots[node.name], self.open(node)
            known = f"f[{slot}] is {truth}"
            return (known if self.is_fact(node) else f"{known} and not {mask}"), mask
        t = self.temporary()
        if self.is_decided(node):
            unknown = union(map(self.bounded, syntax.children(node)))
            known = f"({t} := {self.value(node)}) is {truth}"
            return known, f"(0 if {t} is not None else {unknown})"
        return f"not ({t} := {self.open(node)}) and {self.holds(node, truth)}", t

    def is_decided(self, node: Node) -> bool:
        """A comparison of nothing but facts and literals: firm where it is known."""
        parts = syntax.children(node)
        return isinstance(node, COMPARED) and all(map(self.is_firm, parts))

    def chosen(self, node: syntax.If, then: str, otherwise: str) -> str:
        """Of both branches while the condition is open; they are written twice, and short."""
        # While the condition is open, either branch may be taken: what is open in both counts. Once
        # it is firm, only the branch that is taken.
        condition = self.open(node.condition)
        if condition == "0":
            return f"({then} if {self.holds(node.condition, 'True')} else {otherwise})"
        t = self.temporary()
        both = union([t, then, otherwise])
        known = f"({then} if {self.holds(node.condition, 'True')} else {otherwise})"
        return f"({both} if ({t} := {condition}) else {known})"

    def first_known(self, parts: Sequence[Node], masks: Sequence[str]) -> str:
        """Of parts up to the first that is firmly known."""
        open_facts = masks[-1]
        # A later part of `Coalesce` counts only while an earlier one may still be unknown.
        for part, mask in reversed(list(zip(parts[:-1], masks[:-1], strict=True))):
            t = self.temporary()
            firm = f"not {self.open(part)} and ({t} := {self.value(part)}) is not None"
            open_facts = f"({mask} if {firm} else {mask} | {open_facts})"
        return open_facts

    # What it is unknown for

    def doubt(self, node: Node) -> str:
        """The bit set of facts for want of which the node is unknown; 0 where it is known."""
        match node:
            case syntax.Name() | syntax.Call():
                slot = self.slots[node.name]
                return f"d[{slot}]" if slot in self.defined else self.bounded(node)
            case syntax.Is():
                return "0"
            case syntax.Not(of=of) | syntax.ValueOf(of=of):
                return self.doubt(of)
        could = self.once(self.bounded, node) if isinstance(node, syntax.If) else ""
        doubts = self.doubt_of_unknown(node, could)
        if doubts == "0" or isinstance(node, COMPUTED):
            return doubts  # that of what is exact is 0 in any case
        if self.is_span(node):
            return f"(0 if exact({self.once(self.value, node)}) else {doubts})"
        return f"(0 if {self.once(self.value, node)} is not None else {doubts})"

    def doubt_of_unknown(self, node: Node, could: str) -> str:
        """As `doubt`, of what is known to be unknown; `could` is what is open of it."""
        match node:
            case syntax.If():
                return self.doubt_of_choice(node, could)
            case syntax.Coalesce(of=parts):
                # Behind a part that is known, if only within bounds, nothing is waited for.
                doubts = self.settled(parts)
                return doubts if doubts == "0" else f"({doubts} & {self.bounded(node)})"
            case syntax.Name() | syntax.Call() | syntax.Is() | syntax.Not() | syntax.ValueOf():
                return self.doubt(node)
        return self.settled(syntax.children(node))

    def settled(self, parts: Sequence[Node]) -> str:
        """The doubts of parts of which all must be known, and of those that they could turn."""
        doubts, unsteady = [], []
        for part in parts:
            doubt = self.doubt(part)
            if not self.is_steady(part):
                t = self.temporary() if doubt != "0" else doubt
                unsteady.append((self.bounded(part), t, self.ever(part)))
                doubt = f"({t} := {doubt})" if doubt != "0" else doubt
            doubts.append(doubt)
        waited = union(doubts)
        if not unsteady or waited == "0":
            return waited
        doubts_in = self.temporary()
        turned, pairs = [], []
        for could, doubt, ever in unsteady:
            turned.append(could if doubt == "0" else f"{could} & ~{doubt}")
            pairs.append(f"({could}, {doubt}, {ever})")
        more = f"settled({doubts_in}, {', '.join(pairs)})"
        return f"({more} if ({doubts_in} := {waited}) & ({' | '.join(turned)}) else {doubts_in})"

    def doubt_of_choice(self, node: syntax.If, could: str) -> str:
        """Where to know what is in doubt could turn the condition, either branch may be taken."""
        t, condition = self.temporary(), node.condition
        then, otherwise = self.doubt(node.then), self.once(self.doubt, node.otherwise)
        chosen = f"({then} if {self.holds(condition, 'True')} else {otherwise})"
        doubts = union([self.doubt(condition), chosen])
        more = f"{t} | {could} & {self.ever(node)}"
        return f"({more} if ({t} := {doubts}) & {self.open(condition)} else {t})"

    def ever(self, node: Node) -> int:
        """The facts that it is ever in doubt for: a condition is not waited for, nor what is asked
        whether it is known."""
        match node:
            case syntax.Name() | syntax.Call():
                slot = self.slots[node.name]
                return self.defined[slot].ever if slot in self.defined else 1 << slot
            case syntax.Is():
                return 0
            case syntax.If(then=then, otherwise=otherwise):
                return self.ever(then) | self.ever(otherwise)
        return reduce(or_, map(self.ever, syntax.children(node)), 0)


def union(masks: Iterable[str]) -> str:
    facts = [mask for mask in masks if mask != "0"]
    return f"({' | '.join(facts)})" if facts else "0"
