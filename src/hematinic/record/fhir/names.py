"""Medicines by their names in free text: whole words, the longest name, combinations first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from hematinic.guideline import shared
from hematinic.guideline.model import Element, Guideline

UNSPECIFIED = "unspecified"
"""The group of what is named by its nutrient alone."""

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
        self.nutrients = [
            (name, _any_of(nutrient.printed_as))
            for name, nutrient in guideline.nutrients.items()
            if nutrient.printed_as
        ]
        printed = {
            word for nutrient in guideline.nutrients.values() for word in nutrient.printed_as
        }
        self.denied = _denied([*self.by_name, *printed])
        self.not_taken = _any_of(shared.qualifiers().not_taken.anywhere)
        self.combinations = self._combinations()
        self._known = lru_cache(maxsize=4096)(self._find)

    def find(self, text: str) -> tuple[str, ...]:
        """The medicines that a text names; () where it names none that the guideline knows."""
        return self._known(text[:_LONGEST_TEXT])

    def is_not_taken(self, text: str) -> bool:
        """Whether a text begins so: `Stopped on Monday`."""
        return self.not_taken.match(text[:_LONGEST_TEXT].strip().lower()) is not None

    def takes_back(self, text: str) -> bool:
        """Whether a text names a medicine and says that it is not taken: `No folic acid`."""
        plain = " ".join(text[:_LONGEST_TEXT].lower().split())
        if self.not_taken.search(plain):
            return True
        return self.denied.search(plain) is not None and not self.find(text)

    def _combinations(self) -> dict[frozenset[str], str]:
        """Sets of nutrients to the medicine that holds them together, from its own names."""
        singles = _any_of(n for n, m in self.by_name.items() if not self.is_mixture(m))
        combinations: dict[frozenset[str], str] = {}
        for medicine in self.medicines.values():
            if self.is_mixture(medicine.name):
                for name in medicine.names:
                    plain = " ".join(name.lower().split())
                    parts = [self.by_name[match[0]] for match in singles.finditer(plain)]
                    nutrients = self._nutrients(parts, plain)
                    if len(nutrients) > 1:
                        combinations.setdefault(nutrients, medicine.name)
        return combinations

    def is_mixture(self, name: str) -> bool:
        return bool(self.medicines[name].mixture)

    def _nutrients(self, named: Iterable[str], rest: str) -> frozenset[str]:
        """Of the ingredients named, and of those that the rest of the text names by no product."""
        nutrients = {nutrient for name in named for nutrient in self.medicines[name].gives}
        nutrients |= {nutrient for nutrient, pattern in self.nutrients if pattern.search(rest)}
        return frozenset(nutrients)

    def _find(self, text: str) -> tuple[str, ...]:
        plain = " ".join(text.lower().split())
        denied = self.denied.findall(plain)
        if denied:
            plain = self.denied.sub(" ", plain)
        named = tuple(dict.fromkeys(self.by_name[m[0]] for m in self.pattern.finditer(plain)))
        if not named:
            return ()
        known = self.together(self._specified(named), self.pattern.sub(" ", plain))
        return self._without(known, denied) if denied else known

    def _without(self, known: Iterable[str], denied: Iterable[Sequence[str]]) -> tuple[str, ...]:
        """Those in which nothing is that a text says not to be in them."""
        words = [word for pair in denied for word in pair if word]
        names = [self.by_name[word] for word in words if word in self.by_name]
        nutrients = self._nutrients(names, " ".join(words))
        return tuple(
            name for name in known if not nutrients.intersection(self.medicines[name].gives)
        )

    def _specified(self, named: Sequence[str]) -> tuple[str, ...]:
        """A bare nutrient yields to the product beside it: "ferrous sulfate (65 mg iron)"."""
        by_product = {
            nutrient
            for name in named
            if UNSPECIFIED not in self.medicines[name].groups
            for nutrient in self.medicines[name].gives
        }
        return tuple(
            name
            for name in named
            if UNSPECIFIED not in self.medicines[name].groups
            or not by_product.issuperset(self.medicines[name].gives)
        )

    def together(self, named: Sequence[str], rest: str = "") -> tuple[str, ...]:
        """The one medicine that holds all that is named, if there is one; else each."""
        mixtures = [name for name in named if self.is_mixture(name)]
        if mixtures:
            widest = [name for name in mixtures if self.medicines[name].mixture == "any"]
            return tuple((widest or mixtures)[:1])
        combination = self.combinations.get(self._nutrients(named, rest))
        return (combination,) if combination else tuple(named)


class AllergyNames:
    """What each allergy of the guideline is to: medicines by group or name, and words."""

    def __init__(self, guideline: Guideline, medicines: MedicineNames) -> None:
        self.medicines = medicines
        self.known = [e for e in guideline.elements.values() if e.allergy_to or _is_allergy(e)]
        self.settled = tuple(element.name for element in self.known if element.allergy_to)
        """Those that `no known allergies` settles: of medicines that would be given."""
        self.products = _any_of(
            name
            for name, medicine in medicines.by_name.items()
            if UNSPECIFIED not in guideline.medicines[medicine].groups
        )
        self.words = [(element.name, _any_of(map(str.lower, element.printed_as)))
                      for element in self.known if element.printed_as]  # fmt: skip

    def to(self, medicine: str) -> Iterator[str]:
        """The allergies that one to a medicine is."""
        of = {medicine, *self.medicines.medicines[medicine].groups}
        yield from (e.name for e in self.known if of & set(e.allergy_to))

    def named(self, text: str) -> Iterator[str]:
        """Those that a text names by words, beside the products in it: iron dextran is none to
        dextran."""
        plain = self.products.sub(" ", " ".join(text.lower().split()))
        yield from (name for name, pattern in self.words if pattern.search(plain))


def _is_allergy(element: Element) -> bool:
    return element.kind == "condition" and bool(element.printed_as)


def _denied(names: Iterable[str]) -> re.Pattern[str]:
    """`no folic acid`, `without any iron`, `iron-free`."""
    words, named = shared.qualifiers().not_taken, _any_of(names).pattern
    between = rf"(?:{_any_of(words.between).pattern} ){{0,2}}"
    return re.compile(
        rf"{_any_of(words.before).pattern} {between}({named})"
        rf"|({named})[ -]{_any_of(words.after).pattern}"
    )


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as whole words, the longest that fits."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z0-9])")
