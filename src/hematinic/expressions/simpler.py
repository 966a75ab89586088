"""Parts of a condition that change nothing: what can be left out of it, whatever the values.

By rules that hold in three-valued logic, where `a or (not a and b)` is not `a or b`. Two questions
are asked: whether a part is ever unknown, and whether one is at most as true as another (false
before unknown before true), for then the other adds nothing beside it.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node

DEPTH = 12
"""So deep definitions are looked into."""


@dataclass(frozen=True, slots=True)
class Idle:
    """A part that changes nothing, and what is as true without it."""

    part: Node
    says: str
    before: Node
    after: Node
    beside: Node | None = None
    """What decides it, where that is another part."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of names: their definitions, and those that are never unknown."""

    definitions: Mapping[str, Node]
    certain: Set[str]
    compared: dict[tuple[int, int], bool] = field(default_factory=dict)
    """Pairs of nodes that were compared, by their numbers."""
    numbers: dict[Node, int] = field(default_factory=dict)
    """Of every node that was met; those that are equal have one number."""
    met: dict[int, tuple[int, Node]] = field(default_factory=dict)
    """The same by identity, so that each node is looked through once; it is kept while that
    counts."""

    def number(self, node: Node) -> int:
        numbered = self.met.get(id(node))
        if numbered is None:
            number = self.numbers.setdefault(node, len(self.numbers))
            numbered = self.met[id(node)] = (number, node)
        return numbered[0]


def idle(node: Node, known: Known) -> Iterator[Idle]:
    """Every part of a condition that changes nothing; none inside one that was told."""
    idles = list(_here(node, known))
    yield from idles
    idle_parts = [idle_part.part for idle_part in idles]
    for child in syntax.children(node):
        if not any(child is part for part in idle_parts):
            yield from idle(child, known)


def _here(node: Node, known: Known) -> Iterator[Idle]:
    match node:
        case syntax.Not(of=syntax.Not(of=of)):
            yield Idle(node, "`not not` changes nothing", node, of)
        case syntax.Is(of=of, what=("true" | "false") as what, negated=negated):
            if certain(of, known):
                turned = (what == "true") is negated
                says = f"what stands before `is {what}` is never unknown"
                if negated:
                    says = f"what stands before `is not {what}` is never unknown"
                yield Idle(node, says, node, syntax.Not(of) if turned else of)
        case syntax.Coalesce(of=parts):
            if certain(parts[0], known):
                says = "the first of these is never unknown, so the others are never looked at"
                yield Idle(node, says, node, parts[0])
        case syntax.If(then=then, otherwise=otherwise) if then == otherwise:
            yield Idle(node, "both branches are the same", node, then)
        case syntax.And(of=parts):
            yield from _beside(node, parts, at_most, "true", known)
        case syntax.Or(of=parts):
            yield from _beside(node, parts, _at_least, "false", known)


def _beside(
    node: syntax.And | syntax.Or,
    parts: tuple[Node, ...],
    covers: Callable[[Node, Node, Known], bool],
    idle_value: str,
    known: Known,
) -> Iterator[Idle]:
    """A part beside another that decides it. Of two that are equal the later one is told."""
    left = list(range(len(parts)))
    # From the end, so that of two equal parts the later one goes and the first stays where its
    # author put it.
    for i in reversed(range(len(parts))):
        others = [j for j in left if j != i]
        if not others:
            return
        after = parts[others[0]] if len(others) == 1 else replace(
            node, of=tuple(parts[j] for j in others)
        )  # fmt: skip
        if isinstance(parts[i], syntax.Boolean):
            if parts[i] == syntax.Boolean(idle_value == "true"):
                yield Idle(parts[i], f"`{idle_value}` changes nothing here", node, after)
                left.remove(i)
            continue
        for j in others:
            if covers(parts[j], parts[i], known):
                says = "this stands here twice" if parts[i] == parts[j] else _why(idle_value)
                before = replace(node, of=tuple(parts[k] for k in left))
                yield Idle(parts[i], says, before, after, beside=parts[j])
                left.remove(i)
                break


def _why(idle_value: str) -> str:
    if idle_value == "true":
        return "this holds wherever the part beside it holds, and changes nothing"
    return "where this holds the part beside it holds too: it changes nothing"


# Is it ever unknown?


def certain(node: Node, known: Known, depth: int = DEPTH) -> bool:
    """Whether this is never unknown; a name by its definition."""
    match node:
        case syntax.Boolean() | syntax.Is() | syntax.Call():
            return True
        case syntax.Number() | syntax.Quantity() | syntax.Date() | syntax.Text():
            return True
        case syntax.Name(name=name):
            definition = known.definitions.get(name)
            if definition is not None and depth:
                return certain(definition, known, depth - 1)
            return name in known.certain
        case syntax.If(then=then, otherwise=otherwise):
            return certain(then, known, depth) and certain(otherwise, known, depth)
        case syntax.Coalesce(of=parts):
            return any(certain(part, known, depth) for part in parts)
        case syntax.Not() | syntax.And() | syntax.Or() | syntax.Xor() | syntax.Implies():
            return all(certain(part, known, depth) for part in syntax.children(node))
        case syntax.Compare() | syntax.Between() | syntax.In() | syntax.Shift():
            return all(certain(part, known, depth) for part in syntax.children(node))
    return False


# Is it at most as true?


def _at_least(left: Node, right: Node, known: Known) -> bool:
    return at_most(right, left, known)


def at_most(left: Node, right: Node, known: Known, depth: int = DEPTH) -> bool:
    """Whether `left` is at most as true as `right`, whatever the values."""
    pair = known.number(left), known.number(right)
    less = known.compared.get(pair)
    if less is None:
        less = pair[0] == pair[1] or (depth > 0 and _by_a_rule(left, right, known, depth - 1))
        known.compared[pair] = less
    return less


def _by_a_rule(left: Node, right: Node, known: Known, depth: int) -> bool:
    return any(rule(left, right, known, depth) for rule in _RULES)


def _parts(left: Node, right: Node, known: Known, depth: int) -> bool:
    if isinstance(left, syntax.Or):
        return all(at_most(part, right, known, depth) for part in left.of)
    if isinstance(right, syntax.And):
        return all(at_most(left, part, known, depth) for part in right.of)
    if isinstance(left, syntax.And) and any(at_most(p, right, known, depth) for p in left.of):
        return True
    return isinstance(right, syntax.Or) and any(at_most(left, p, known, depth) for p in right.of)


def _turned(left: Node, right: Node, known: Known, depth: int) -> bool:
    """`not a` and `not b` are turned round; `not (a is true)` is `a is not true`."""
    if isinstance(left, syntax.Not) and isinstance(right, syntax.Not):
        return at_most(right.of, left.of, known, depth)
    # If nothing was turned the rules have been tried already: without this they would call each
    # other for ever.
    left_is, right_is = _as_is(left), _as_is(right)
    if left_is is left and right_is is right:
        return False
    return _by_a_rule(left_is, right_is, known, depth)


def _as_is(node: Node) -> Node:
    if isinstance(node, syntax.Not) and isinstance(node.of, syntax.Is):
        return replace(node.of, negated=not node.of.negated)
    return node


_HOLDS: Mapping[tuple[str, bool], Set[bool | None]] = {
    ("true", False): {True},
    ("false", False): {False},
    ("null", False): {None},
    ("true", True): {False, None},
    ("false", True): {True, None},
    ("null", True): {True, False},
}
"""For which values `is …` and `is not …` hold."""


def _stated(left: Node, right: Node, known: Known, depth: int) -> bool:
    if isinstance(left, syntax.Is) and isinstance(right, syntax.Is) and left.of == right.of:
        return _HOLDS[(left.what, left.negated)] <= _HOLDS[(right.what, right.negated)]
    if isinstance(left, syntax.Is) and (left.what, left.negated) == ("true", False):
        if isinstance(right, syntax.Is) and (right.what, right.negated) == ("true", False):
            return at_most(left.of, right.of, known, depth)
        return at_most(left.of, right, known, depth)
    if isinstance(right, syntax.Is) and (right.what, right.negated) == ("false", True):
        return at_most(left, right.of, known, depth)
    return False


def _named(left: Node, right: Node, known: Known, depth: int) -> bool:
    """A name is as true as its definition."""
    meant = known.definitions.get(left.name) if isinstance(left, syntax.Name) else None
    if meant is not None and at_most(meant, right, known, depth):
        return True
    if isinstance(right, syntax.Name) and right.name in known.definitions:
        return at_most(left, known.definitions[right.name], known, depth)
    return False


# Comparisons of one thing with numbers


@dataclass(frozen=True, slots=True)
class _Range:
    of: Node
    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False

    def within(self, other: "_Range") -> bool:
        # An open end lies further in: `x > 5` is within `x >= 5`, not the other way round. As pairs
        # (5, True) >= (5, False), since True counts as 1; upper ends have their signs turned.
        low = (self.low, self.open_low) >= (other.low, other.open_low)
        high = (-self.high, self.open_high) >= (-other.high, other.open_high)
        return self.of == other.of and low and high


def _compared(left: Node, right: Node, known: Known, depth: int) -> bool:
    low = _range(left)
    high = _range(right) if low is not None else None
    return low is not None and high is not None and low.within(high)


def _range(node: Node) -> _Range | None:
    match node:
        case syntax.Compare(
            operator=operator, left=left, right=(syntax.Number() | syntax.Quantity()) as right
        ):
            number = right.value
            return {
                "<": _Range(left, high=number, open_high=True),
                "<=": _Range(left, high=number),
                ">": _Range(left, low=number, open_low=True),
                ">=": _Range(left, low=number),
                "=": _Range(left, low=number, high=number),
            }.get(operator)
        case syntax.Between(
            of=of,
            low=(syntax.Number() | syntax.Quantity()) as low,
            high=(syntax.Number() | syntax.Quantity()) as high,
        ):
            return _Range(of, low.value, high.value)
    return None


_RULES: tuple[Callable[[Node, Node, Known, int], bool], ...] = (
    _parts, _turned, _stated, _compared, _named,
)  # fmt: skip
