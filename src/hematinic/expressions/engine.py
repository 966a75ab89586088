"""What every target of the language can do, so that one test can ask all of them the same."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import Type

Definitions = Sequence[tuple[str, Node]]
"""In an order in which each reads only facts and what stands before it."""

Types = Mapping[str, Type]
"""Of every fact and definition."""

Facts = Mapping[str, Value]
"""Of one patient; each name has a value, which is None where it is unknown."""


class Engine(Protocol):
    def evaluate(
        self, definitions: Definitions, types: Types, patients: Sequence[Facts]
    ) -> list[list[Value]]:
        """Of each patient the value of each definition. Raises for nothing that `check` takes."""
