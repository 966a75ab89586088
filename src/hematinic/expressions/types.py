"""The types of the language, and what an expression may refer to."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["boolean", "number", "text", "date", "quantity", "null", "any"]


@dataclass(frozen=True, slots=True)
class Type:
    kind: Kind
    analyte: str | None = None
    """Of a quantity: what was measured. Quantities of two analytes never compare."""
    unit: str | None = None
    options: tuple[str, ...] | None = None
    """Of a text: the values it may take, where they are closed."""

    @property
    def is_span(self) -> bool:
        """Whether its values are intervals. A null may be one of anything."""
        return self.kind in ("number", "quantity", "date", "null")

    def __str__(self) -> str:
        if self.kind == "quantity":
            return f"a quantity of {self.analyte} in {self.unit}"
        return {"boolean": "true or false", "null": "null"}.get(self.kind, f"a {self.kind}")


BOOLEAN = Type("boolean")
NUMBER = Type("number")
TEXT = Type("text")
DATE = Type("date")
NULL = Type("null")
ANY = Type("any")
"""Of a name whose own definition is wrong: that is told there, and here it takes any type."""

Convert = Callable[[str, float, str], float]
"""(analyte, value, unit) to the analyte's canonical unit; UnitError where it does not take it."""


class UnitError(ValueError):
    """A unit that an analyte does not take, and those that it takes."""

    def __init__(self, analyte: str, unit: str, known: Iterable[str]) -> None:
        self.analyte, self.unit, self.known = analyte, unit, tuple(known)
        takes = ", ".join(self.known)
        super().__init__(f"'{unit}' is no unit of {analyte}; it takes {takes}")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names of an expression mean."""

    types: Mapping[str, Type]
    convert: Convert
    calls: Mapping[str, Set[str]] = field(default_factory=dict)
    """For each function that may be called, the arguments it takes."""
