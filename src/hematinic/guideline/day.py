"""What is taken apart from what, and the day it is laid into (interactions.yaml, day.yaml)."""

from hematinic.guideline.entry import Basis, Cite, Entry, Says

MEALS, DRINKS, MEDICINES = "meals", "drinks", "medicines"
"""What an interaction may name besides its medicines: the meals of the day, what is drunk at any
hour, and every other medicine that is laid into the same day."""


class Interaction(Entry, frozen=True, kw_only=True):
    """Hours for which two things taken by mouth are kept apart, or that they are not combined."""

    label: str
    name: str = ""
    these: tuple[str, ...]
    """Medicines or groups; or `meals` or `drinks` alone."""
    apart_from: tuple[str, ...]
    """Medicines, groups or courses; or `medicines`."""
    hours_before: float = 0.0
    """The least that these come before the other,"""
    hours_after: float = 0.0
    """or that they come after it."""
    avoid: bool = False
    """At no hour of the day."""
    implements: tuple[str, ...] = ()
    basis: Basis = "read"
    cites: tuple[Cite, ...]
    note: str = ""


class Day(Entry, frozen=True, kw_only=True):
    """The day into which interactions are laid, and what is said of it."""

    waking: str
    bed: str
    meals: dict[str, str]
    usual: tuple[tuple[str, ...], ...] = ()
    """The nth: where a medicine stands that is taken n times a day; more often, evenly."""
    evenness: float
    """Two doses of one medicine lie at least this share of an even interval apart."""
    basis: Basis = "design"
    cites: tuple[Cite, ...]
    title: Says
    every_day: Says
    some_days: Says
    around: Says
    assumed: Says
    none: Says
    without: Says
    not_combined: Says
