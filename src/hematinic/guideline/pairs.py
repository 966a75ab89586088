"""What must hold of every two patients who are alike but for one fact, which is worse in one.

In safety.yaml such an entry has `worse:`, and what must not get less has a `ladder:`.
"""

from hematinic.guideline.entry import Cite, Entry


class Rung(Entry, frozen=True, kw_only=True):
    says: str
    holds: str
    """An expression that may ask all of a plan, as an invariant may."""
    as_good: str = ""
    """Another, which is enough for the worse patient where the rung holds of the milder."""


class Unless(Entry, frozen=True, kw_only=True):
    """A contraindication, or another reason why the worse patient is rightly given less."""

    when: str
    """An expression; true of the worse patient."""
    because: str
    implements: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()


class Measure(Entry, frozen=True, kw_only=True):
    """Something that a plan gives, from the most to the least.

    The worse of two patients stands no lower: where any rung down to some place holds of the
    milder, one of them does of the worse."""

    id: str
    says: str
    ladder: tuple[Rung, ...]
    unless: tuple[Unless, ...] = ()
    """Whatever the fact that is worse."""
    soonest: tuple[str, ...] = ()
    """As in `offered(x)`: no later is the first dose of any line that goes by the name."""
    as_much: tuple[str, ...] = ()
    """As in `offered(x)`: no less is the whole course of any such line, where it is reckoned."""


class Worse(Entry, frozen=True, kw_only=True):
    """The order of facts: each is made worse by itself, with all that is taken from it."""

    lower: tuple[str, ...] = ()
    """Elements of which one result is lower,"""
    higher: tuple[str, ...] = ()
    """or higher."""
    present: tuple[str, ...] = ()
    """Conditions recorded present, or procedures done, that were not."""
    taken: tuple[str, ...] = ()
    """Medicines that are taken, and were not."""
    alike: tuple[str, ...] = ()
    """Facts in which both patients are alike all the same: to be worse in these is no illness."""


class Pair(Entry, frozen=True, kw_only=True):
    """A claim about every pair of patients who are alike but for one fact."""

    id: str
    worse: Worse
    never_less: tuple[str, ...] = ()
    """Measures."""
    never_again: str = ""
    """An expression that is false of the worse patient: what has failed is not given again."""
    unless: tuple[Unless, ...] = ()
    """Of this fact alone."""
    because: str
    about: str = ""
    implements: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
