"""From text to tree. A mistake is told with its place and what would be right there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, Tree, v_args
from lark.exceptions import (
    UnexpectedEOF,
    UnexpectedInput,
    UnexpectedToken,
    VisitError,
)
from lark.tree import Meta

from hematinic.expressions import syntax
from hematinic.expressions.faults import ExpressionError, Fault
from hematinic.expressions.misread import misread
from hematinic.expressions.syntax import Node


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Raises ExpressionError where the text is not of the language. A text is read once: nodes are
    frozen, and a guideline that differs in one place is made of the same texts in all others."""
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _explained(error, text) from None
    try:
        return _Build().transform(tree)
    except VisitError as error:
        raise _placed(error, text) from None
    except RecursionError:
        raise ExpressionError(text, Fault(
            "not-an-expression", "this is nested too deep to be read", 0, len(text),
            "split it into named parts",
        )) from None  # fmt: skip


@cache
def _parser() -> Lark:
    grammar = files("hematinic.expressions").joinpath("grammar.lark").read_text()
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _explained(error: UnexpectedInput, text: str) -> ExpressionError:
    at = error.pos_in_stream
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    # The parser stands on a token that is not in the text; the mistake is that the text ends.
    if ended or isinstance(error, UnexpectedEOF) or at is None:
        at = len(text)
    expected = getattr(error, "allowed", None) or getattr(error, "expected", None)
    return ExpressionError(text, misread(text, at, expected or ()))


def _placed(error: VisitError, text: str) -> ExpressionError:
    """A mistake found while the tree was built: a date that is no day."""
    meta = error.obj.meta if isinstance(error.obj, Tree) else error.obj
    at, end = meta.start_pos or 0, meta.end_pos or len(text)
    says, help_ = f"{text[at:end]} is no day", "the calendar has no such day; write another"
    return ExpressionError(text, Fault("wrong-date", says, at, end, help_))


def _spanned(build: Callable[..., Node], _data: str, parts: list[Any], meta: Meta) -> Node:
    """Each node gets the place of what it was made from, its brackets left out."""
    return replace(build(*parts), at=meta.start_pos, to=meta.end_pos)


def _duration_unit(token: Token) -> syntax.Unit:
    return token.rstrip("s") + "s"  # type: ignore[return-value]


@v_args(wrapper=_spanned)
class _Build(Transformer[Token, Node]):
    def number(self, token: Token) -> Node:
        return syntax.Number(float(token))

    def quantity(self, number: Token, unit: Token) -> Node:
        written = f"{number} {unit[1:-1]}"
        return syntax.Quantity(float(number), unit[1:-1], written)

    def text(self, token: Token) -> Node:
        return syntax.Text(token[1:-1])

    def date(self, token: Token) -> Node:
        return syntax.Date(date.fromisoformat(token[1:]).toordinal())

    def boolean(self, token: Token) -> Node:
        return syntax.Boolean(token == "true")

    def null(self, token: Token) -> Node:
        return syntax.Null()

    def name(self, token: Token) -> Node:
        return syntax.Name(str(token))

    def value_of(self, token: Token) -> Node:
        return syntax.ValueOf(
            syntax.Name(str(token), at=token.start_pos or 0, to=token.end_pos or 0)
        )

    def call(self, function: Token, argument: Token) -> Node:
        return syntax.Call(str(function), str(argument))

    def not_(self, of: Node) -> Node:
        return syntax.Not(of)

    def and_(self, *of: Node) -> Node:
        return syntax.And(of)

    def or_(self, *of: Node) -> Node:
        return syntax.Or(of)

    def xor(self, left: Node, right: Node) -> Node:
        return syntax.Xor(left, right)

    def implies(self, left: Node, right: Node) -> Node:
        return syntax.Implies(left, right)

    def compare(self, left: Node, operator: Token, right: Node) -> Node:
        return syntax.Compare(str(operator), left, right)  # type: ignore[arg-type]

    def between(self, of: Node, low: Node, high: Node) -> Node:
        return syntax.Between(of, low, high)

    def in_(self, of: Node, *options: Node) -> Node:
        return syntax.In(of, options)

    def is_(self, of: Node, what: Token) -> Node:
        return syntax.Is(of, str(what))  # type: ignore[arg-type]

    def is_not(self, of: Node, what: Token) -> Node:
        return syntax.Is(of, str(what), True)  # type: ignore[arg-type]

    def arithmetic(self, left: Node, operator: Token, right: Node) -> Node:
        return syntax.Arithmetic(str(operator), left, right)  # type: ignore[arg-type]

    def shift(self, day: Node, sign: Token, number: Token, unit: Token) -> Node:
        by = syntax.Duration(int(float(number)), _duration_unit(unit))
        return syntax.Shift(day, by, 1 if sign == "+" else -1)

    def elapsed(self, unit: Token, start: Node, end: Node) -> Node:
        return syntax.Elapsed(_duration_unit(unit), start, end)

    def coalesce(self, *of: Node) -> Node:
        return syntax.Coalesce(of)

    def if_(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return syntax.If(condition, then, otherwise)
