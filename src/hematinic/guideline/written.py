"""What a guideline may write shorter than it is meant. `expand` writes each out in full.

The docstrings are the reference of the format, as those of `model` are.
"""

from typing import Literal

import msgspec

from hematinic.guideline.entry import Action, Basis, Cite, Entry, IfUnknown, Says

Stated = str | float | int | bool
"""What is written for a value: an expression, a number, one of the `options`, or `unknown`."""


class Case(Entry, frozen=True, kw_only=True):
    """One of the cases of a finding: the first whose `when` is true tells its value. One that is
    unknown does not hold, and the next is looked at."""

    when: str
    is_: Stated | None = msgspec.field(name="is", default=None)
    first_of: tuple["Case", ...] = ()
    """Instead of `is`: a table within the case, as of a label by hemoglobin and by weight."""
    otherwise: Stated | None = None
    """Of that table."""
    label: str = ""
    """What a clinician calls the case; empty: its `when` in words."""
    cites: tuple[Cite, ...] = ()


class Against(Entry, frozen=True, kw_only=True):
    """What speaks against a medicine (contraindications.yaml), wherever it is prescribed or given.

    Of several that hold, the first of the file is told.
    """

    name: str = ""
    of: tuple[str, ...]
    """Medicines and groups of them; nutrients, for all that gives them; courses, by route."""
    routes: tuple[str, ...] = ()
    """By which it is given; empty: by whichever."""
    when: str
    because: str
    if_unknown: Literal["act", "hold"] = "hold"
    ask: bool = False
    """Where only it, or others like it, are unknown, the line is shown with its questions."""
    implements: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()


class Despite(Entry, frozen=True, kw_only=True):
    """Why a recommendation stands although something speaks against its medicine."""

    because: str
    implements: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()


class Verdict(Entry, frozen=True, kw_only=True):
    """The line for one value of a finding; what it does not say stands with its table."""

    title: str
    action: Action
    implements: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    short: Says = Says(clinician="")
    clinician: str
    patient: str
    basis: Basis = "read"
    cites: tuple[Cite, ...]


class Verdicts(Entry, frozen=True, kw_only=True):
    """A table of recommendations, one for each option of a finding; the finding's value chooses.

    Of the table `oral-iron-response` the verdict `awaited` is the item
    `oral-iron-response-awaited`.
    """

    id: str
    of: str
    """The finding; it is the group (`one_of`) of the items too."""
    when: str
    """Of whom it is told."""
    if_unknown: IfUnknown = "hold"
    phase: str
    title: str
    """Of all; each verdict's own follows after a comma."""
    since: str = ""
    implements: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    verdicts: dict[str, Verdict]
