"""What all guidelines share: how units are printed, what routes are called, how words are spelled.

The files lie beside the folders of the guidelines. Nothing in them decides anything.
"""

from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.entry import Basis, Entry, Says

T = TypeVar("T")


class Units(Entry, frozen=True, kw_only=True):
    """Printed units to those of UCUM, and back."""

    words: dict[str, tuple[str, ...]]
    """Each part of a unit with the words for it, in lower case."""
    powers: dict[str, tuple[str, ...]]
    """Each power of ten with the words for it, in lower case."""
    whole: dict[str, tuple[str, ...]]
    """Each unit with the ways in which all of it is printed."""
    printed: dict[str, str]
    """Each unit as it stands behind a result, where that is not by its parts."""
    parts: dict[str, str]
    """Parts of a unit as a form has them, in this order."""


class Route(Entry, frozen=True, kw_only=True):
    says: Says
    printed_as: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    """Codes of SNOMED CT; the first is the one to write."""


class Wording(Entry, frozen=True, kw_only=True):
    """How a record says one thing."""

    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """In lower case."""


class Phrases(Entry, frozen=True, kw_only=True):
    """By which a text is known, in lower case and as whole words."""

    begins: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


class NotTaken(Entry, frozen=True, kw_only=True):
    """Words by which the name of a medicine takes it back, in lower case."""

    anywhere: tuple[str, ...]
    before: tuple[str, ...]
    between: tuple[str, ...]
    after: tuple[str, ...]


class Samples(Entry, frozen=True, kw_only=True):
    """Words of what a sample is of, in lower case."""

    blood: tuple[str, ...]
    of_another: tuple[str, ...]
    """Of blood that is not the patient's."""
    elsewhere: tuple[str, ...]
    """Of what is no blood."""
    system: str
    codes: dict[str, tuple[str, ...]]
    """Of that system, by what they are of: no blood of the patient."""


class Qualifiers(Entry, frozen=True, kw_only=True):
    results: dict[str, Wording]
    """`positive`, `negative`, `indeterminate`."""
    findings: dict[str, Wording]
    """`present`, `absent`."""
    severities: dict[str, Wording]
    no_known_allergies: Wording
    taken_back: dict[str, Phrases]
    """By what such words say."""
    not_taken: NotTaken
    samples: Samples


class Spelling(Entry, frozen=True, kw_only=True):
    """American words to British ones."""

    stems: dict[str, str]
    """How a word begins."""
    words: dict[str, str]
    """Whole words: as stems they would change others (colorectal, laboratory)."""
    verbs: tuple[str, ...]
    """Those in -ize. As stems, back from -is, they would change metabolism and organism."""
    ends: tuple[str, ...]
    """Of such a verb."""
    only_to_british: dict[str, str]
    """Back, each half is a word."""
    prefixes: tuple[str, ...]
    """The words before a hyphen that make no identifier of it: non-anemic."""


class Possible(Entry, frozen=True, kw_only=True):
    """Bounds, both inclusive, of what a record can say of a medicine."""

    basis: Basis = "design"
    dose_mg: tuple[float, float]
    every_days: tuple[float, float]


@cache
def possible() -> Possible:
    return _read("possible", Possible)


@cache
def units() -> Units:
    return _read("units", Units)


@cache
def qualifiers() -> Qualifiers:
    return _read("qualifiers", Qualifiers)


@cache
def routes() -> dict[str, Route]:
    return _read("routes", dict[str, Route])


@cache
def spelling() -> Spelling:
    return _read("spelling", Spelling)


def _read(name: str, kind: type[T]) -> T:
    text = files("hematinic.knowledge").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.read(text).data, kind)
