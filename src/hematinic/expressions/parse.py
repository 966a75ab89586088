"""From text to tree. A mistake is told with its place and what would be right there."""

from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import (
    UnexpectedCharacters,
    UnexpectedEOF,
    UnexpectedInput,
    UnexpectedToken,
    VisitError,
)

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node


class ExpressionError(Exception):
    """What is wrong in an expression, and at which character of it."""

    def __init__(self, problem: str, text: str, at: int) -> None:
        self.problem, self.text, self.at = problem, text, at
        super().__init__(f"{problem}\n  {text}\n  {' ' * at}^" if "\n" not in text else problem)


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


@cache
def _parser() -> Lark:
    grammar = files("hematinic.expressions").joinpath("grammar.lark").read_text()
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)


_SAID = {
    "NAME": "a name",
    "NUMBER": "a number",
    "STRING": "a text or a unit in quotes",
    "DATE": "a date such as @2026-11-22",
    "COMPARISON": "a comparison",
    "TRUTH": "true or false",
    "NULL": "null",
    "DURATION": "a duration such as 14 days",
    "LPAR": "'('",
    "RPAR": "')'",
    "$END": "the end",
}


def _explained(error: UnexpectedInput, text: str) -> ExpressionError:
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        found, expected = f"'{error.token}'", error.expected
    elif isinstance(error, UnexpectedCharacters):
        found, expected = f"'{error.char}'", error.allowed
    else:
        found, expected = "the end of the expression", getattr(error, "expected", set())
    at = error.pos_in_stream if error.pos_in_stream is not None else len(text)
    if isinstance(error, UnexpectedEOF) or found.startswith("the end"):
        at = len(text)
    wanted = sorted(_SAID.get(name, f"'{name.lower()}'") for name in expected or ())
    hint = f"; here could stand {', '.join(wanted[:8])}" if wanted else ""
    return ExpressionError(f"unexpected {found}{hint}", text, at)


def _placed(error: VisitError, text: str) -> ExpressionError:
    """A mistake found while the tree was built: a date that is no day."""
    written = str(getattr(error.obj, "children", [""])[0])
    return ExpressionError(f"{written} is no day", text, max(text.find(written), 0))


def _at(part: Token | Node) -> int:
    return (part.start_pos or 0) if isinstance(part, Token) else part.at


def _duration_unit(token: Token) -> syntax.Unit:
    return token.rstrip("s") + "s"  # type: ignore[return-value]


@v_args(inline=True)
class _Build(Transformer[Token, Node]):
    def number(self, token: Token) -> Node:
        return syntax.Number(float(token), at=_at(token))

    def quantity(self, number: Token, unit: Token) -> Node:
        written = f"{number} {unit[1:-1]}"
        return syntax.Quantity(float(number), unit[1:-1], written, at=_at(number))

    def duration(self, number: Token, unit: Token) -> Node:
        return syntax.Duration(int(float(number)), _duration_unit(unit), at=_at(number))

    def text(self, token: Token) -> Node:
        return syntax.Text(token[1:-1], at=_at(token))

    def date(self, token: Token) -> Node:
        return syntax.Date(date.fromisoformat(token[1:]).toordinal(), at=_at(token))

    def boolean(self, token: Token) -> Node:
        return syntax.Boolean(token == "true", at=_at(token))

    def null(self, token: Token) -> Node:
        return syntax.Null(at=_at(token))

    def name(self, token: Token) -> Node:
        return syntax.Name(str(token), at=_at(token))

    def value_of(self, token: Token) -> Node:
        return syntax.ValueOf(syntax.Name(str(token), at=_at(token)), at=_at(token))

    def call(self, function: Token, argument: Token) -> Node:
        return syntax.Call(str(function), str(argument), at=_at(function))

    def not_(self, of: Node) -> Node:
        return syntax.Not(of, at=of.at)

    def and_(self, *of: Node) -> Node:
        return syntax.And(of, at=of[0].at)

    def or_(self, *of: Node) -> Node:
        return syntax.Or(of, at=of[0].at)

    def xor(self, left: Node, right: Node) -> Node:
        return syntax.Xor(left, right, at=left.at)

    def implies(self, left: Node, right: Node) -> Node:
        return syntax.Implies(left, right, at=left.at)

    def compare(self, left: Node, operator: Token, right: Node) -> Node:
        return syntax.Compare(str(operator), left, right, at=left.at)  # type: ignore[arg-type]

    def between(self, of: Node, low: Node, high: Node) -> Node:
        return syntax.Between(of, low, high, at=of.at)

    def in_(self, of: Node, *options: Node) -> Node:
        return syntax.In(of, options, at=of.at)

    def is_(self, of: Node, what: Token) -> Node:
        return syntax.Is(of, str(what), at=of.at)  # type: ignore[arg-type]

    def is_not(self, of: Node, what: Token) -> Node:
        return syntax.Is(of, str(what), True, at=of.at)  # type: ignore[arg-type]

    def arithmetic(self, left: Node, operator: Token, right: Node) -> Node:
        if isinstance(right, syntax.Duration):
            return syntax.Shift(left, right, 1 if operator == "+" else -1, at=left.at)
        return syntax.Arithmetic(str(operator), left, right, at=left.at)  # type: ignore[arg-type]

    def elapsed(self, unit: Token, start: Node, end: Node) -> Node:
        return syntax.Elapsed(_duration_unit(unit), start, end, at=_at(unit))

    def coalesce(self, *of: Node) -> Node:
        return syntax.Coalesce(of, at=of[0].at)

    def if_(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return syntax.If(condition, then, otherwise, at=condition.at)
