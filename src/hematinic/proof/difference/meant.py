"""What the author of a change says that it is meant to do; the rest of a difference is beyond it.

A list of clauses, as YAML:

    - item: iron-oral-start        # or several; left out: any
      of: line                     # line, alert, check, phase, first sentence, leaflet
      what: status                 # which aspect; left out: any
      direction: less              # more, less, earlier, later, other; left out: any
      where: pregnant              # whom it may touch, in the language of the guideline
      in: after                    # of which version that is asked; after where it is left out
      because: S12
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from hematinic.expressions import reference, syntax
from hematinic.expressions.check import check
from hematinic.expressions.faults import ExpressionError
from hematinic.expressions.logic import Value
from hematinic.expressions.parse import parse
from hematinic.expressions.smt_values import NO, YES, Formula, conjunction, disjunction
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import BOOLEAN
from hematinic.guideline import yaml
from hematinic.guideline.names import scope
from hematinic.guideline.published import with_figures
from hematinic.guideline.rules import Rules
from hematinic.proof.difference.model import Direction, Kind, Section, What
from hematinic.proof.difference.seen import Seen
from hematinic.proof.world import World


class MeantError(ValueError):
    """What is meant cannot be read."""


class Clause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    item: str | tuple[str, ...] = ()
    of: Section | None = None
    what: What | None = None
    direction: Direction | None = None
    where: str = ""
    in_: str = msgspec.field(name="in", default="after")
    because: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        return (self.item,) if isinstance(self.item, str) else self.item

    def speaks_of(self, kind: Kind) -> bool:
        """Whether it is a kind of difference that is meant, of some patients at least."""
        wanted = (self.of, kind.section), (self.what, kind.what), (self.direction, kind.direction)
        named = not self.items or kind.item in self.items
        return named and all(asked in (None, actual) for asked, actual in wanted)

    @property
    def says(self) -> str:
        parts = (self.of or "", " ".join(self.items), self.what or "", self.direction or "")
        words = " ".join(part for part in parts if part) or "anything"
        return f"{words} where {self.where}" if self.where else words


def read(text: str) -> tuple[Clause, ...]:
    """Raises MeantError."""
    try:
        data = yaml.read(text).data
        return msgspec.convert(data or [], tuple[Clause, ...], strict=False)
    except (yaml.YamlError, msgspec.ValidationError) as error:
        raise MeantError(f"what is meant is a list of clauses: {error}") from None


@dataclass(frozen=True)
class Meant:
    """Clauses, asked of two versions. `stated`: whether there are any; an empty list says that
    nothing is meant to change."""

    clauses: tuple[Clause, ...]
    stated: bool
    before: Rules
    after: Rules

    @cached_property
    def nodes(self) -> dict[Clause, Node]:
        """Raises MeantError where a condition cannot be read."""
        return {clause: self.read(clause) for clause in self.clauses}

    def rules(self, clause: Clause) -> Rules:
        if clause.in_ not in ("before", "after"):
            raise MeantError(f"in: is before or after, not '{clause.in_}'")
        return self.before if clause.in_ == "before" else self.after

    def read(self, clause: Clause) -> Node:
        if not clause.where:
            return syntax.Boolean(True)
        rules = self.rules(clause)
        guideline = rules.guideline
        calls = {name: set(known) for name, known in rules.decision.named.items()}
        try:
            node = with_figures(parse(clause.where), guideline.limits, guideline.elements)
            return check(node, scope(guideline, rules.types, calls), clause.where, BOOLEAN)[0]
        except ExpressionError as error:
            raise MeantError(f"where: {clause.where}: {error}") from None

    def of(self, kind: Kind) -> Iterator[Clause]:
        return (clause for clause in self.clauses if clause.speaks_of(kind))

    # Of everybody

    def formula(self, kind: Kind, worlds: tuple[World, World]) -> Formula:
        """Of whom the kind is meant."""
        return disjunction(*(self.holds(clause, worlds) for clause in self.of(kind)))

    def holds(self, clause: Clause, worlds: tuple[World, World]) -> Formula:
        if not clause.where:
            return YES
        return worlds[clause.in_ == "after"].encoded(self.nodes[clause]).true

    def within(self, kind: Kind, formula: Formula, worlds: tuple[World, World]) -> Formula:
        return conjunction(formula, self.formula(kind, worlds)) if self.stated else NO

    # Of one patient

    def covers(self, kind: Kind, before: Seen, after: Seen) -> bool | None:
        """None where nothing was stated; and of a result that nothing speaks of, or something does
        again: that follows from what does not speak of it any more, which is told."""
        if not self.stated or kind.section == "result":
            return None
        return any(self.holds_of(clause, before, after) for clause in self.of(kind))

    def holds_of(self, clause: Clause, before: Seen, after: Seen) -> bool:
        seen = after if clause.in_ == "after" else before
        return (
            not clause.where or asked(self.rules(clause), seen.values, self.nodes[clause]) is True
        )


def asked(rules: Rules, values: Sequence[Value], node: Node) -> Value:
    """What an expression, which may ask all of a plan, comes out as."""

    def named(name: str) -> Value:
        slot = rules.slots.get(name)
        if slot is not None:
            return values[slot]
        function, _, argument = name.rstrip(")").partition("(")
        return asked(rules, values, rules.decision.asked(function, argument))

    return reference.evaluate(node, {name: named(name) for name in syntax.names(node)})
