"""The tree as operations on columns: the whole of a guideline for a block of patients at once.

A truth is two planes, where it is true and where it is false; a span its two ends, NaN where they
are unknown; a text the code of a word. Each plane is written apart, and only where something reads
it, so that what is asked of a decision alone costs no more than the decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, Literal, assert_never

import numpy as np

from hematinic.expressions import columns_values, syntax
from hematinic.expressions.columns_tape import (
    UNSAID,
    Array,
    Column,
    Line,
    Plane,
    Register,
    Spans,
    Tape,
    Texts,
    Truths,
    Words,
)
from hematinic.expressions.engine import Definitions, Facts, Types
from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node

BLOCK = 5000
"""Patients at a time: a plane of them stays in the nearest cache."""

Kind = Literal["truth", "span", "text", "null"]

PLANES: Mapping[Kind, tuple[Plane, ...]] = {
    "truth": ("true", "false"), "span": ("low", "high"), "text": ("code",), "null": (),
}  # fmt: skip

KINDS: Mapping[str, Kind] = {
    "boolean": "truth", "number": "span", "quantity": "span", "date": "span", "text": "text",
    "null": "null",
}  # fmt: skip
"""Of the types of the language."""

Wanted = Iterable[tuple[str, Plane]]
"""Planes of definitions."""


def compile_columns(definitions: Definitions, types: Types, words: Words, wanted: Wanted) -> Line:
    """Raises for a kind of node, or of value, that it does not know."""
    writer = ColumnWriter(definitions, types, words)
    return Line(writer.tape, {(name, plane): writer.plane(name, plane) for name, plane in wanted})


class ColumnWriter:
    def __init__(self, definitions: Definitions, types: Types, words: Words) -> None:
        self.tape, self.words, self.types = Tape(), words, types
        self.nodes = dict(definitions)
        self.written: dict[tuple[int, Plane], Register] = {}
        self.kinds: dict[int, Kind] = {}
        self.yes, self.no = self.tape.constant(np.True_), self.tape.constant(np.False_)

    def plane(self, name: str, plane: Plane) -> Register:
        return self.of(self.nodes[name], plane)

    def of(self, node: Node, plane: Plane) -> Register:
        key = (id(node), plane)
        if key not in self.written:
            self.written[key] = self.step(node, plane)
        return self.written[key]

    def step(self, node: Node, plane: Plane) -> Register:
        if isinstance(node, syntax.Name | syntax.Call):
            defined = self.nodes.get(node.name)
            return self.tape.input(node.name, plane) if defined is None else self.of(defined, plane)
        if plane in ("true", "false"):
            return self.truth(node, plane == "true")
        return self.code(node) if plane == "code" else self.end(node, plane)

    def kind(self, node: Node) -> Kind:
        if id(node) not in self.kinds:
            self.kinds[id(node)] = self._kind(node)
        return self.kinds[id(node)]

    def _kind(self, node: Node) -> Kind:
        match node:
            case syntax.Null():
                return "null"
            case syntax.Text():
                return "text"
            case syntax.Name() | syntax.Call():
                defined = self.nodes.get(node.name)
                return self.kind(defined) if defined else KINDS[self.types[node.name].kind]
            case syntax.If(then=then, otherwise=otherwise):
                return self.first_kind((then, otherwise))
            case syntax.Coalesce(of=parts):
                return self.first_kind(parts)
            case syntax.Number() | syntax.Quantity() | syntax.Date() | syntax.ValueOf():
                return "span"
            case syntax.Arithmetic() | syntax.Shift() | syntax.Elapsed():
                return "span"
        return "truth"

    def first_kind(self, parts: Iterable[Node]) -> Kind:
        """A null takes the kind of what stands beside it."""
        return next((kind for kind in map(self.kind, parts) if kind != "null"), "null")

    # Logic (Kleene), plane by plane: T where it is true, F where it is false, unknown where neither
    #
    #           T                      F
    #   not a   Fa                     Ta
    #   a and b Ta & Tb                Fa | Fb
    #   a or b  Ta | Tb                Fa & Fb
    #   a xor b (Ta & Fb) | (Fa & Tb)  (Ta & Tb) | (Fa & Fb)
    #   implies Fa | Tb                Ta & Fb
    #
    # which gives, value by value,
    #
    #   a     b     | a and b   a or b    a xor b   a implies b   not a
    #   true  true  | true      true      false     true          false
    #   true  false | false     true      true      false         false
    #   true  ?     | ?         true      ?         ?             false
    #   false true  | false     true      true      true          true
    #   false false | false     false     false     true          true
    #   false ?     | false     ?         ?         true          true
    #   ?     true  | ?         true      ?         true          ?
    #   ?     false | false     ?         ?         ?             ?
    #   ?     ?     | ?         ?         ?         ?             ?

    def truth(self, node: Node, holds: bool) -> Register:
        """Where it is true, or else where it is false."""
        plane: Plane = "true" if holds else "false"
        other: Plane = "false" if holds else "true"
        match node:
            case syntax.Null():
                return self.no
            case syntax.Boolean(value=value):
                return self.yes if value is holds else self.no
            case syntax.Not(of=of):
                return self.of(of, other)
            case syntax.And(of=parts):
                planes = [self.of(part, plane) for part in parts]
                return self.all_of(*planes) if holds else self.any_of(*planes)
            case syntax.Or(of=parts):
                planes = [self.of(part, plane) for part in parts]
                return self.any_of(*planes) if holds else self.all_of(*planes)
            case syntax.Implies(left=left, right=right):
                planes = [self.of(left, other), self.of(right, plane)]
                return self.any_of(*planes) if holds else self.all_of(*planes)
            case syntax.Xor(left=left, right=right):
                return self.same_truth(left, right, not holds)
            case syntax.Is(of=of, what=what, negated=negated):
                register = self.is_what(of, what)
                return register if negated is not holds else self.not_(register)
            case syntax.Compare(operator=operator, left=left, right=right):
                return self.compare(operator, left, right, holds)
            case syntax.Between(of=of, low=low, high=high):
                planes = [self.compare(">=", of, low, holds), self.compare("<=", of, high, holds)]
                return self.all_of(*planes) if holds else self.any_of(*planes)
            case syntax.In(of=of, options=options):
                planes = [self.compare("=", of, option, holds) for option in options]
                return self.any_of(*planes) if holds else self.all_of(*planes)
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                chosen = self.of(condition, "true")
                first = self.all_of(chosen, self.of(then, plane))
                return self.any_of(first, self.all_of(self.not_(chosen), self.of(otherwise, plane)))
            case syntax.Coalesce(of=parts):
                *some, last = parts
                register = self.of(last, plane)
                for part in reversed(some):
                    behind = self.all_of(self.not_(self.known(part)), register)
                    register = self.any_of(self.of(part, plane), behind)
                return register
            case (
                syntax.Number()
                | syntax.Quantity()
                | syntax.Text()
                | syntax.Date()
                | syntax.Name()
                | syntax.Call()
                | syntax.Arithmetic()
                | syntax.ValueOf()
                | syntax.Shift()
                | syntax.Elapsed()
            ):
                raise TypeError(f"{node!r} is no condition")
            case _:
                assert_never(node)

    def all_of(self, *planes: Register) -> Register:
        if self.no in planes:
            return self.no
        kept = list(dict.fromkeys(plane for plane in planes if plane != self.yes))
        return reduce(lambda a, b: self.tape.one(np.logical_and, a, b), kept) if kept else self.yes

    def any_of(self, *planes: Register) -> Register:
        if self.yes in planes:
            return self.yes
        kept = list(dict.fromkeys(plane for plane in planes if plane != self.no))
        return reduce(lambda a, b: self.tape.one(np.logical_or, a, b), kept) if kept else self.no

    def not_(self, plane: Register) -> Register:
        if plane in (self.yes, self.no):
            return self.yes if plane == self.no else self.no
        return self.tape.one(np.logical_not, plane)

    def known(self, node: Node) -> Register:
        match self.kind(node):
            case "truth":
                return self.any_of(self.of(node, "true"), self.of(node, "false"))
            case "span":
                return self.not_(self.tape.one(np.isnan, self.of(node, "low")))
            case "text":
                unsaid = self.tape.constant(np.int32(UNSAID))
                return self.tape.one(np.not_equal, self.of(node, "code"), unsaid)
        return self.no

    def is_what(self, node: Node, what: str) -> Register:
        if what == "null":
            return self.not_(self.known(node))
        if self.kind(node) == "null":
            return self.no
        return self.of(node, "true" if what == "true" else "false")

    # Comparison of spans: true if true throughout, false if false throughout, else unknown. NaN
    # compares with nothing, so that what is unknown is neither.

    def compare(self, operator: str, left: Node, right: Node, holds: bool) -> Register:
        kind = self.first_kind((left, right))
        if "null" in (self.kind(left), self.kind(right)):
            return self.no
        if operator in ("=", "!="):
            same = holds is (operator == "=")
            if kind == "truth":
                return self.same_truth(left, right, same)
            return self.same_text(left, right, same) if kind == "text" else (
                self.same_span(left, right, same)
            )  # fmt: skip
        if operator in (">", ">="):
            left, right, operator = right, left, {">": "<", ">=": "<="}[operator]
        if holds:
            below = np.less if operator == "<" else np.less_equal
            return self.tape.one(below, self.of(left, "high"), self.of(right, "low"))
        not_below = np.greater_equal if operator == "<" else np.greater
        return self.tape.one(not_below, self.of(left, "low"), self.of(right, "high"))

    def same_truth(self, left: Node, right: Node, same: bool) -> Register:
        a, not_a = self.of(left, "true"), self.of(left, "false")
        b, not_b = self.of(right, "true"), self.of(right, "false")
        b, not_b = (b, not_b) if same else (not_b, b)
        return self.any_of(self.all_of(a, b), self.all_of(not_a, not_b))

    def same_text(self, left: Node, right: Node, same: bool) -> Register:
        ufunc = np.equal if same else np.not_equal
        equal = self.tape.one(ufunc, self.of(left, "code"), self.of(right, "code"))
        return self.all_of(equal, self.known(left), self.known(right))

    def same_span(self, left: Node, right: Node, same: bool) -> Register:
        a, b = (self.of(left, end) for end in ("low", "high"))
        c, d = (self.of(right, end) for end in ("low", "high"))
        step = self.tape.one
        if same:
            points = (
                [step(np.equal, a, b), step(np.equal, c, d)] if c != d else [step(np.equal, a, b)]
            )
            return self.all_of(step(np.equal, a, c), *points)
        return self.any_of(step(np.less, b, c), step(np.greater, a, d))

    # Values

    def end(self, node: Node, plane: Plane) -> Register:
        """One end of a span."""
        step = self.tape.one
        match node:
            case syntax.Null():
                return self.tape.constant(columns_values.NAN)
            case syntax.Number(value=number) | syntax.Quantity(value=number):
                return self.tape.constant(np.float64(number))
            case syntax.Date(ordinal=day):
                return self.tape.constant(np.float64(day))
            case syntax.ValueOf(of=of):
                return self.of(of, plane)
            case syntax.Shift(date=day, by=by, sign=sign):
                static = (sign * by.count, by.unit)
                return step(columns_values.shift_day, self.of(day, plane), static=static)
            case syntax.Elapsed(unit=unit, start=start, end=end):
                first: Plane = "high" if plane == "low" else "low"
                ends = self.of(start, first), self.of(end, plane)
                return step(columns_values.whole, *ends, static=(unit,))
            case syntax.Arithmetic(operator=operator, left=left, right=right):
                sides = [self.of(side, end) for side in (left, right) for end in ("low", "high")]
                reckon = columns_values.arithmetic
                both = self.tape.do(reckon, *sides, static=(operator,), results=2)
                return both[plane == "high"]
            case syntax.If() | syntax.Coalesce():
                return self.chosen(node, plane)
        raise TypeError(f"{node!r} is no number and no day")

    def code(self, node: Node) -> Register:
        match node:
            case syntax.Null():
                return self.tape.constant(np.int32(UNSAID))
            case syntax.Text(value=text):
                return self.tape.constant(np.int32(self.words.code(text)))
            case syntax.If() | syntax.Coalesce():
                return self.chosen(node, "code")
        raise TypeError(f"{node!r} is no text")

    def chosen(self, node: syntax.If | syntax.Coalesce, plane: Plane) -> Register:
        if isinstance(node, syntax.If):
            condition = self.of(node.condition, "true")
            then, otherwise = self.of(node.then, plane), self.of(node.otherwise, plane)
            return self.tape.one(np.where, condition, then, otherwise)
        *some, last = node.of
        register = self.of(last, plane)
        for part in reversed(some):
            register = self.tape.one(np.where, self.known(part), self.of(part, plane), register)
        return register


# As an engine beside the others


class Columns:
    def evaluate(
        self, definitions: Definitions, types: Types, patients: Sequence[Facts]
    ) -> list[list[Value]]:
        words = Words()
        writer = ColumnWriter(definitions, types, words)
        kinds = [writer.kind(node) for _, node in definitions]
        wanted = [
            (name, plane)
            for (name, _), kind in zip(definitions, kinds, strict=True)
            for plane in PLANES[kind]
        ]
        line = compile_columns(definitions, types, words, wanted)
        names = {name for name, _ in line.inputs}
        rows: list[list[Value]] = []
        for start in range(0, len(patients), BLOCK):
            block = patients[start : start + BLOCK]
            facts = {name: column([patient[name] for patient in block], types[name].kind, words)
                     for name in names}  # fmt: skip
            planes = line.run(facts)
            texts = words.texts()
            read = [
                values({plane: planes[name, plane] for plane in PLANES[kind]}, len(block), texts)
                for (name, _), kind in zip(definitions, kinds, strict=True)
            ]
            rows += map(list, zip(*read, strict=True))
        return rows


def column(of: Sequence[Value], kind: str, words: Words) -> Column:
    """Values of one name, of a type of the language, a patient each."""
    match KINDS[kind]:
        case "span":
            nan = (np.nan, np.nan)
            ends = np.array([nan if span is None else span for span in of], dtype=np.float64)
            return Spans(ends[:, 0].copy(), ends[:, 1].copy())
        case "text":
            codes = [UNSAID if text is None else words.code(str(text)) for text in of]
            return Texts(np.array(codes, dtype=np.int32))
    return Truths(
        np.array([truth is True for truth in of]), np.array([truth is False for truth in of])
    )


def values(planes: Mapping[str, Any], count: int, texts: Sequence[str]) -> list[Value]:
    """And back: of a null, which has no plane, nothing but unknown."""
    whole: dict[str, Array] = {
        name: np.broadcast_to(plane, (count,)) for name, plane in planes.items()
    }
    if "true" in whole:
        both = zip(whole["true"].tolist(), whole["false"].tolist(), strict=True)
        return [True if true else False if false else None for true, false in both]
    if "low" in whole:
        ends = zip(whole["low"].tolist(), whole["high"].tolist(), strict=True)
        return [None if low != low else (low, high) for low, high in ends]
    if "code" in whole:
        return [None if code < 0 else texts[code] for code in whole["code"].tolist()]
    return [None] * count
