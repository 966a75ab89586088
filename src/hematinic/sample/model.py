"""A simulated patient: a fictional person and what happened, before it is written as any format."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["observed", "present", "absent", "started", "stopped", "given", "ordered", "done"]
Group = Literal["combined", "iron", "b12", "look-alike", "healthy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One dated event, with its value as a laboratory prints it."""

    day: int
    """Ordinal."""
    kind: Kind
    name: str
    value: float | str | None = None
    """A number, a censored one (`<5`), or the word of a result."""
    unit: str = ""
    dose: float | None = None
    """mg a time; of oral iron elemental."""
    every: str = ""
    route: str = ""
    tablet: str = ""
    because: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    number: int
    birth: int
    """Ordinal."""
    sex: Literal["female", "male"]
    weight: float
    """kg"""

    @property
    def id(self) -> str:
        return f"sample-{self.number:06d}"

    @property
    def family(self) -> str:
        return f"Patient {self.number:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """The whole of one sampled patient; every format and the truth are made from it."""

    person: Person
    cause: str
    group: Group
    b12_deficient: bool
    """Of the body, whatever the record shows of it."""
    iron_deficient: bool
    neurological: bool
    started: int
    """Day 0, the first visit: tests are back, nothing has been given yet."""
    visits: tuple[int, ...]
    """The days a plan is asked for; the first is day 0."""
    happenings: tuple[Happening, ...]
    """In the order of their days."""
