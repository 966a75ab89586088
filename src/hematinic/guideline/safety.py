"""What must hold for every patient (safety.yaml, hazards.yaml, relations.yaml)."""

from typing import Literal

from hematinic.guideline.entry import Entry


class Invariant(Entry, frozen=True, kw_only=True):
    """An expression that is never true or unknown, or one that always is true, of any plan.

    Once the guideline is read, `never` or `always` holds all of it.
    """

    id: str
    where: str = ""
    """The condition under which the claim is made; empty: for everybody."""
    where_shown: tuple[str, ...] = ()
    """The same, as a list: one of these is known to hold."""
    never: str = ""
    none_of: tuple[str, ...] = ()
    """Instead of `never`: not one of these."""
    always: str = ""
    all_of: tuple[str, ...] = ()
    """Instead of `always`: each of these."""
    any_of: tuple[str, ...] = ()
    """Instead of `always`: one of these at least."""
    because: str
    about: str = ""
    """What it is about, in a word or two; a report tells the invariants of one matter together."""
    implements: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()


class Relation(Entry, frozen=True, kw_only=True):
    """What facts say of each other: where it is false there is no such patient."""

    id: str
    always: str
    because: str


class Control(Entry, frozen=True, kw_only=True):
    """What is done about a hazard, and the one thing that holds it: an invariant or a test."""

    says: str
    invariant: str = ""
    test: str = ""
    """`tests/spec/test_sequence.py::test_name`."""


Severity = Literal["minor", "significant", "considerable", "major", "catastrophic"]
Likelihood = Literal["very low", "low", "medium", "high", "very high"]


class Risk(Entry, frozen=True, kw_only=True):
    severity: Severity
    likelihood: Likelihood


class Hazard(Entry, frozen=True, kw_only=True):
    id: str
    cause: str
    effect: str
    harm: str
    before: Risk
    after: Risk
    controls: tuple[Control, ...]
    approved_by: str = ""
    """A clinical safety officer, by name. Empty: nobody has signed."""
