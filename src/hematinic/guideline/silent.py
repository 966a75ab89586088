"""Where a finding that settles its own unknown would give what nobody knows to be right.

A finding that says `unknown: false` is never unknown: whoever reads it cannot wait for it, and
cannot ask. That is as it should be in "the second count has risen". Under a negation of something
that is given it is not: `not allergic` would be true because nobody asked. Nor is it in what speaks
against a medicine, nor in what must never be: both would let through what is not known. So it is
refused there, with the reason; `unknown: true` where it would give by itself. Who means it writes
it where it counts: `not (allergic is true)`.
"""

from collections.abc import Iterator, Mapping

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node
from hematinic.guideline import layout
from hematinic.guideline.model import Guideline

GIVEN = ("prescribe", "administer")

REMEDY = "leave it unknown, and say what counts where it is read"

Nodes = Mapping[str, Node]

Root = tuple[str, Node | None, bool, str]
"""An item, its expression, whether the more of that is true the more is given, and why it matters.
"""


def silent(guideline: Guideline, nodes: Nodes, claims: Nodes) -> dict[str, str]:
    """Of each finding that must not settle its unknown, why: by the name of each definition, and
    of each invariant."""
    silent: dict[str, str] = {}
    for item, root, gives, why in _roots(guideline, nodes, claims):
        walk = _Walk(guideline, nodes)
        if root:
            walk.visit(root, gives)
        # An example: `allergic` says `unknown: false`, and an item gives where `not allergic`.
        #   nobody asked: allergic is false, `not allergic` true, and it is given.
        for name in walk.met:
            counts = "so" if guideline.findings[name].unknown else "not so"
            says = f"what is not known here would count as {counts}, and {why.format(item)}"
            silent.setdefault(name, f"{says}; {REMEDY}")
    return silent


def _roots(guideline: Guideline, nodes: Nodes, claims: Nodes) -> Iterator[Root]:
    """What says `if_unknown: act` has said what an unknown counts for."""
    for item in guideline.recommendations:
        if item.action not in GIVEN:
            continue
        if item.if_unknown != "act":
            # The more of its `when` is true, the more is given; of what speaks against it, the
            # less.
            yield item.id, nodes.get(layout.when(item.id)), True, "'{}' would be given for it"
        for i, reason in enumerate(item.contraindications):
            if reason.if_unknown != "act":
                against = nodes.get(layout.against(item.id, i))
                yield item.id, against, False, "nothing would hold '{}'"
    for invariant in guideline.safety:
        if invariant.never:
            yield invariant.id, claims.get(invariant.id), False, "'{}' would not see it"


class _Walk:
    """Through all that an expression reads, and which way each part of it counts."""

    def __init__(self, guideline: Guideline, nodes: Mapping[str, Node]) -> None:
        self.findings, self.nodes = guideline.findings, nodes
        self.seen: set[tuple[str, bool]] = set()
        self.met: list[str] = []

    def visit(self, node: Node, gives: bool) -> None:
        match node:
            case syntax.Name(name=name):
                self.name(name, gives)
            case syntax.Not(of=of):
                self.visit(of, not gives)
            case syntax.And(of=parts) | syntax.Or(of=parts) | syntax.Coalesce(of=parts):
                for part in parts:
                    self.visit(part, gives)
            case syntax.Implies(left=left, right=right):
                self.visit(left, not gives)
                self.visit(right, gives)
            case syntax.Xor(left=left, right=right):
                self.either(left, right)
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                self.visit(condition, True)  # one that is unknown does not hold
                self.visit(then, gives)
                self.visit(otherwise, gives)
            case syntax.Is():
                self.known(node, gives)

    def either(self, *nodes: Node) -> None:
        for node in nodes:
            # Whether one of two is true says nothing of which way either counts: both ways are
            # looked at.
            self.visit(node, True)
            self.visit(node, False)

    def known(self, node: syntax.Is, gives: bool) -> None:
        """`not (x is true)` says in so many words what an unknown counts for. `x is true` does not
        say it of what `x` itself denies, nor `x is false` of what it asserts."""
        match node.what:
            case "true" if gives is not node.negated:
                self.visit(node.of, True)
            case "false" if gives is not node.negated:
                self.visit(node.of, False)
            case "null" if gives is node.negated:
                self.either(node.of)

    def name(self, name: str, gives: bool) -> None:
        finding = self.findings.get(name)
        if finding is None or name not in self.nodes or (name, gives) in self.seen:
            return
        self.seen.add((name, gives))
        node = self.nodes[name]
        if finding.unknown is None:
            self.visit(node, gives)
        # Its unknown counts in the direction in which something is given, or let through.
        elif finding.unknown is gives:
            self.met.append(name)
        else:
            # Made ready by itself, an expression may stand without what its finding says of it.
            self.visit(node.of if isinstance(node, syntax.Is) else node, gives)
