"""Whether what two Patient resources, or two names, tell can be of one person."""

import re
from collections.abc import Iterable
from itertools import combinations

from hematinic.record.fhir.parts import Identifier
from hematinic.record.fhir.resources import HumanName, Patient
from hematinic.record.written import plain

TITLES = frozenset(
    {
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "herr", "frau", "hr", "fr",
        "m", "mme", "mlle", "sr", "sra", "srta", "sig", "don", "dona",
    }
)  # fmt: skip

RELATIVES = frozenset(
    {
        "baby", "babyboy", "babygirl", "newborn", "neonate", "fetus", "foetus", "infant", "child",
        "twin", "son", "daughter", "mother", "father", "parent", "husband", "wife", "spouse",
        "partner", "brother", "sister", "sibling", "donor", "neugeborenes", "kind", "sohn",
        "tochter", "mutter", "vater", "bruder", "schwester", "bebe", "enfant", "fils", "fille",
        "hijo", "hija", "madre", "padre",
    }
)  # fmt: skip
"""Words beside a name that tell of somebody else: `baby of Anna Smith`, `Smith, Anna (newborn)`."""

_WORD = re.compile(r"[^\W\d_]+")
_BABY_OF = re.compile(r"\bb\s?/\s?o\b", re.IGNORECASE)
_KIN_OF = re.compile(r"\b[cdhsw]\s?/\s?o\b.*", re.IGNORECASE | re.DOTALL)
"""`Anna D/O Bertha`, as names are written where fathers' and mothers' names follow."""


def words(name: str) -> frozenset[str]:
    """`SMITH, Mrs. Anna (DOB 1961)`: the words of a name that tell people apart."""
    bare = _KIN_OF.sub("", re.sub(r"\([^()]*\)", " ", plain(name)))
    return frozenset(_WORD.findall(bare.lower())) - TITLES


def _relatives(name: str) -> frozenset[str]:
    """What in a name tells of another than the one who is named."""
    rest = _BABY_OF.sub(" baby ", _KIN_OF.sub("", plain(name)))
    return frozenset(_WORD.findall(rest.lower())) & RELATIVES


def same_name(name: str, other: str) -> bool:
    """Whether each word of the shorter name, or its initial, stands in the longer, and both tell
    of the same person's relative or of none."""
    if _relatives(name) != _relatives(other):
        return False
    shorter, longer = sorted((words(name), words(other)), key=len)
    if not shorter:
        return name.strip().lower() == other.strip().lower()
    full = any(len(word) > 1 and word in longer for word in shorter)
    return full and all(any(_fits(word, w) for w in longer) for word in shorter)


def _fits(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) == 1 and word[0] == other[0])


def called(name: HumanName) -> str:
    family = name.family if isinstance(name.family, str) else " ".join(name.family)
    return name.text or " ".join((*name.given, family)).strip()


def identifiers(patient: Patient) -> set[tuple[str, str]]:
    return {(i.system, i.value) for i in patient.identifier if i.value}


def differ(patient: Patient, other: Patient) -> bool:
    """Whether anything told of both keeps them from being one person."""
    if _dates_differ(patient.birth_date, other.birth_date):
        return True
    if _sexes_differ(patient.gender, other.gender):
        return True
    if identifiers(patient) & identifiers(other):
        return False  # a name may change
    return _numbers_differ(patient.identifier, other.identifier) or _names_differ(patient, other)


def comparable(patient: Patient, other: Patient) -> bool:
    """Whether something that tells people apart is told of both; nothing at all fits anybody."""
    return not (_told(patient) and _told(other)) or any(
        (
            identifiers(patient) & identifiers(other),
            patient.birth_date and other.birth_date,
            _names(patient) and _names(other),
        )
    )


def _told(patient: Patient) -> bool:
    return bool(patient.birth_date or patient.gender or _names(patient) or identifiers(patient))


def _names(patient: Patient) -> list[str]:
    return [name for each in patient.name if (name := called(each))]


def _dates_differ(date: str, other: str) -> bool:
    """`1961` is 1961-03-04 as far as it goes."""
    return bool(date and other) and not (date.startswith(other) or other.startswith(date))


def _sexes_differ(sex: str, other: str) -> bool:
    return {sex.lower(), other.lower()} == {"female", "male"}


def _numbers_differ(numbers: Iterable[Identifier], other: Iterable[Identifier]) -> bool:
    """Both have numbers of one kind, and none in common."""
    other = list(other)
    return any(
        a.system and a.system == b.system and a.value and b.value for a in numbers for b in other
    )


def _names_differ(patient: Patient, other: Patient) -> bool:
    here, there = _names(patient), _names(other)
    return bool(here and there) and not any(same_name(a, b) for a in here for b in there)


def any_differ(people: Iterable[Patient]) -> tuple[Patient, Patient] | None:
    """The first two that cannot be one person."""
    return next((pair for pair in combinations(people, 2) if differ(*pair)), None)
