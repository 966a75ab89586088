"""The nodes of an expression: frozen, with the place in the text that each came from.

The tree holds no Python, SQL or solver object, so that every target reads the same thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never

Unit = Literal["days", "weeks", "months", "years"]
Operator = Literal["<", "<=", ">", ">=", "=", "!="]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Placed:
    at: int = field(default=0, compare=False)
    """Offset of the node's first character in the text of the expression."""
    to: int = field(default=0, compare=False)
    """And of the character after its last."""

    def __repr__(self) -> str:
        """As it is written in the language."""
        from hematinic.expressions.written import written

        return written(self)  # type: ignore[arg-type]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Else Hypothesis, which prints what a property fails for, would list the fields."""
        printer.text(repr(self))


# Literals


@dataclass(frozen=True, slots=True, repr=False)
class Null(Placed):
    pass


@dataclass(frozen=True, slots=True, repr=False)
class Boolean(Placed):
    value: bool


@dataclass(frozen=True, slots=True, repr=False)
class Number(Placed):
    value: float


@dataclass(frozen=True, slots=True, repr=False)
class Text(Placed):
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class Date(Placed):
    ordinal: int
    """Days as `datetime.date.toordinal` counts them."""


@dataclass(frozen=True, slots=True, repr=False)
class Quantity(Placed):
    """A number with a unit; after checking, in the canonical unit of its analyte."""

    value: float
    unit: str
    written: str = field(default="", compare=False)
    analyte: str = field(default="", compare=False)
    """What it is a measure of; known after checking."""


@dataclass(frozen=True, slots=True)
class Duration:
    """What a date is moved by; no value of its own."""

    count: int
    unit: Unit


# Names


@dataclass(frozen=True, slots=True, repr=False)
class Name(Placed):
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class Call(Placed):
    """`offered(x)`, `recommended(x)` or `alert(x)`: a question about the plan itself."""

    function: str
    argument: str

    @property
    def name(self) -> str:
        return f"{self.function}({self.argument})"


# Logic


@dataclass(frozen=True, slots=True, repr=False)
class Not(Placed):
    of: "Node"


@dataclass(frozen=True, slots=True, repr=False)
class And(Placed):
    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True, repr=False)
class Or(Placed):
    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True, repr=False)
class Xor(Placed):
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True, repr=False)
class Implies(Placed):
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True, repr=False)
class Is(Placed):
    """`x is null`, `x is true`, `x is false`, and each with `not`: never unknown itself."""

    of: "Node"
    what: Literal["null", "true", "false"]
    negated: bool = False


# Comparison


@dataclass(frozen=True, slots=True, repr=False)
class Compare(Placed):
    operator: Operator
    left: "Node"
    right: "Node"
    dates: bool = field(default=False, compare=False)
    """Whether both are days, as `check` has found; of days one says before and after."""


@dataclass(frozen=True, slots=True, repr=False)
class Between(Placed):
    """Both ends belong to it."""

    of: "Node"
    low: "Node"
    high: "Node"


@dataclass(frozen=True, slots=True, repr=False)
class In(Placed):
    of: "Node"
    options: tuple["Node", ...]


# Values


@dataclass(frozen=True, slots=True, repr=False)
class Arithmetic(Placed):
    operator: Literal["+", "-", "*", "/"]
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True, repr=False)
class ValueOf(Placed):
    """`weight.value`: the bare number of a quantity, in its canonical unit."""

    of: "Node"


@dataclass(frozen=True, slots=True, repr=False)
class Shift(Placed):
    """A date moved by a duration; months and years are calendar months, clamped to their end."""

    date: "Node"
    by: Duration
    sign: Literal[1, -1]


@dataclass(frozen=True, slots=True, repr=False)
class Elapsed(Placed):
    """Whole days, weeks, months or years from one date to another; negative when it lies before."""

    unit: Unit
    start: "Node"
    end: "Node"


@dataclass(frozen=True, slots=True, repr=False)
class Coalesce(Placed):
    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True, repr=False)
class If(Placed):
    condition: "Node"
    then: "Node"
    otherwise: "Node"


Literals = Null | Boolean | Number | Text | Date | Quantity
Logic = Not | And | Or | Xor | Implies | Is
Comparison = Compare | Between | In
Computed = Arithmetic | ValueOf | Shift | Elapsed | Coalesce | If
Node = Literals | Name | Call | Logic | Comparison | Computed
"""Closed: what reads a tree ends its `match` with `assert_never`, so that the type checker tells of
a kind of node that it leaves out."""


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Not(of=of) | Is(of=of) | ValueOf(of=of):
            return (of,)
        case And(of=of) | Or(of=of) | Coalesce(of=of):
            return of
        case (
            Xor(left=left, right=right)
            | Implies(left=left, right=right)
            | Compare(left=left, right=right)
            | Arithmetic(left=left, right=right)
        ):
            return (left, right)
        case Between(of=of, low=low, high=high):
            return (of, low, high)
        case In(of=of, options=options):
            return (of, *options)
        case Shift(date=date):
            return (date,)
        case Elapsed(start=start, end=end):
            return (start, end)
        case If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Null() | Boolean() | Number() | Text() | Date() | Quantity() | Name() | Call():
            return ()
        case _:
            assert_never(node)


def named(node: Node) -> Iterator[str]:
    """Every name, and of a question about the plan what it asks for; not in any order."""
    for name in names(node):
        yield name.partition("(")[2].rstrip(")") or name


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order in which they stand."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(children(here)))


def names(node: Node) -> tuple[str, ...]:
    """The names an expression reads, each once, in the order in which they stand."""
    return tuple(dict.fromkeys(node.name for node in walk(node) if isinstance(node, Name | Call)))


def calls(node: Node) -> tuple[Call, ...]:
    """What it asks of the plan itself, likewise."""
    return tuple(dict.fromkeys(node for node in walk(node) if isinstance(node, Call)))
