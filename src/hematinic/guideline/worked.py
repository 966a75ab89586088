"""Formulas worked by hand (worked.yaml); the proofs compute them again by the guideline's own."""

from hematinic.guideline.entry import Cite, Entry


class Worked(Entry, frozen=True, kw_only=True):
    computes: str
    """A finding with a number or a dose (mg)."""
    of: dict[str, float | bool | str]
    """Facts, numbers in their own unit; what is not named is unrecorded."""
    by_hand: str
    gives: float
    cites: tuple[Cite, ...]
