"""Medicines by their names in free text: whole words, the longest name, combinations first."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from hematinic.guideline.model import Guideline

MIXTURES = ("multivitamins", "folate_combinations")
"""Groups whose products hold several ingredients: they stand for all that is named beside them."""

_IRON = re.compile(r"(?<![a-z0-9])iron(?![a-z0-9])")
_LONGEST_TEXT = 1000


class MedicineNames:
    def __init__(self, guideline: Guideline) -> None:
        self.medicines = guideline.medicines
        self.by_name = {
            " ".join(name.lower().split()): medicine.name
            for medicine in guideline.medicines.values()
            for name in (medicine.label, *medicine.names)
        }
        self.pattern = _any_of(self.by_name)
        self.combinations = self._combinations()
        self._known = lru_cache(maxsize=4096)(self._find)

    def find(self, text: str) -> tuple[str, ...]:
        """The medicines that a text names; () where it names none that the guideline knows."""
        return self._known(text[:_LONGEST_TEXT])

    def _combinations(self) -> dict[frozenset[str], str]:
        """Sets of nutrients to the medicine that holds them together, from its own names."""
        singles = _any_of(n for n, m in self.by_name.items() if not self.is_mixture(m))
        found: dict[frozenset[str], str] = {}
        for medicine in self.medicines.values():
            if self.is_mixture(medicine.name):
                for name in medicine.names:
                    plain = " ".join(name.lower().split())
                    parts = [self.by_name[match[0]] for match in singles.finditer(plain)]
                    nutrients = self._nutrients(parts, plain)
                    if len(nutrients) > 1:
                        found.setdefault(nutrients, medicine.name)
        return found

    def is_mixture(self, name: str) -> bool:
        return any(group in MIXTURES for group in self.medicines[name].groups)

    def _nutrients(self, named: Iterable[str], rest: str) -> frozenset[str]:
        """Of the ingredients named, and iron where the rest of the text names no salt of it."""
        nutrients = {nutrient for name in named for nutrient in self.medicines[name].gives}
        return frozenset(nutrients | ({"iron"} if _IRON.search(rest) else set()))

    def _find(self, text: str) -> tuple[str, ...]:
        plain = " ".join(text.lower().split())
        named = tuple(dict.fromkeys(self.by_name[m[0]] for m in self.pattern.finditer(plain)))
        if not named:
            return ()
        return self.together(self._specified(named), self.pattern.sub(" ", plain))

    def _specified(self, named: Sequence[str]) -> tuple[str, ...]:
        """A bare nutrient yields to the product beside it: "ferrous sulfate (65 mg iron)"."""
        by_product = {
            nutrient
            for name in named
            if "unspecified" not in self.medicines[name].groups
            for nutrient in self.medicines[name].gives
        }
        return tuple(
            name
            for name in named
            if "unspecified" not in self.medicines[name].groups
            or not by_product.issuperset(self.medicines[name].gives)
        )

    def together(self, named: Sequence[str], rest: str = "") -> tuple[str, ...]:
        """The one medicine that holds all that is named, if there is one; else each."""
        mixtures = [name for name in named if self.is_mixture(name)]
        if mixtures:
            vitamins = [n for n in mixtures if "multivitamins" in self.medicines[n].groups]
            return tuple((vitamins or mixtures)[:1])
        combination = self.combinations.get(self._nutrients(named, rest))
        return (combination,) if combination else tuple(named)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as whole words, the longest that fits."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z0-9])")
