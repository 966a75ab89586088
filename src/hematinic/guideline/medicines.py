"""What is given (medicines.yaml)."""

from typing import Literal

from hematinic.guideline.amounts import Dose
from hematinic.guideline.entry import Cite, Entry


class Nutrient(Entry, frozen=True, kw_only=True):
    """What medicines give and courses are of."""

    label: str
    name: str = ""
    printed_as: tuple[str, ...] = ()
    """What a product calls it beside its amount: `folic acid 350 microgram`."""
    dosed_as: str = ""
    """Where a dose by mouth is that of the nutrient and not of its salt: what it is called then."""
    forms: dict[str, tuple[str, ...]] = {}
    """Forms of a salt that tell apart products of one strength, each with the words for it."""


class Product(Entry, frozen=True, kw_only=True):
    """One strength of an oral iron medicine as printed on its box."""

    tablet: str
    elemental: float
    """mg of iron in one."""
    used_in: tuple[str, ...] = ()
    """Jurisdictions in which a line that prescribes this much is told with this product."""
    cites: tuple[Cite, ...] = ()

    @property
    def strength(self) -> Dose:
        """`325 mg` of `325 mg hydrated`."""
        return Dose(" ".join(self.tablet.split()[:2]))


class Medicine(Entry, frozen=True, kw_only=True):
    label: str
    name: str = ""
    gives: tuple[str, ...] = ()
    """Nutrients."""
    routes: tuple[str, ...] = ("oral",)
    """The first is meant where none is recorded."""
    groups: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Other names, brands included, by which a record may call it."""
    mixture: Literal["", "named", "any"] = ""
    """Whether its products hold several things: those that are named with it, or any."""
    products: tuple[Product, ...] = ()
    codes: dict[str, tuple[str, ...]] = {}
    cites: tuple[Cite, ...] = ()
    note: str = ""
