"""Of a result beyond its limits: who is asked about it and how soon (`beyond:` of an element).

Rows stand from the most urgent to the mildest; the first that holds is told. The last row of a side
is the usual limit: where a laboratory printed an interval with the result, that goes before it.
"""

from typing import Literal

import msgspec

from hematinic.guideline.entry import Basis, Cite, Entry

HowSoon = Literal["at once", "the same day", "within days", "within a week", "routinely"]

URGENT: tuple[HowSoon, ...] = ("at once", "the same day")
"""What cannot wait for tomorrow: it stands among what is said first."""


class Beyond(Entry, frozen=True, kw_only=True):
    below: str = ""
    """An expression for a quantity: `3.5 'mmol/L'`, or the name of a limit."""
    above: str = ""
    from_: str = msgspec.field(default="", name="from")
    """As `above`, but a result at the limit counts as beyond it."""
    values: tuple[str, ...] = ()
    """The abnormal options of a result that is in words."""
    when: str = "true"
    """For whom the row is meant."""
    explained_by: tuple[str, ...] = ()
    """Findings; one that holds explains the result."""
    ask: str
    """Whom: a key of the guideline's `whom`."""
    how_soon: HowSoon
    then: str = ""
    """What they would look at, for a clinician."""
    basis: Basis = "memory"
    cites: tuple[Cite, ...] = ()

    @property
    def operator(self) -> str:
        """What a value beyond the limit is to it."""
        return _OPERATORS[self.limit[0]]

    @property
    def limit(self) -> tuple[str, str]:
        """The key that sets the limit, and the limit; both empty for a result in words."""
        given = {"below": self.below, "above": self.above, "from": self.from_}
        return next(((key, limit) for key, limit in given.items() if limit), ("", ""))


_OPERATORS = {"below": "<", "above": ">", "from": ">="}
