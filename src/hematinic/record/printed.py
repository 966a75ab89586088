"""Units as laboratories of many countries print them, in the spelling of UCUM.

Only what can mean one thing is respelled. White space tells an exponent from a number: `10 3/uL` is
a thousand in a microliter, and what `103/uL` is nobody can say.
"""

import re
from functools import cache
from typing import NamedTuple

from hematinic.guideline import shared
from hematinic.record.written import plain

_TOKEN = re.compile(r"\[[^\]]*\]|\{[^}]*\}|[^\W\d_]+|.", re.DOTALL)

_AREA = re.compile(
    r"ml/(min|mn|s|sec)(?:ute|ond)?s?\s*(?:/|per|\.|x|\*)?\s*[({\[]?\s*1[.,]73\s*_?\s*"
    r"(?:sq\.?\s*m(?:eters?|etres?)?|qm|m\s*(?:\^|\*{1,2}|e|\.)?\s*(?:2|\(2\))|m|bsa)?\s*[)}\]]?",
    re.IGNORECASE,
)
_HUNDRED = re.compile(r"/\s*\(?\s*100[\s.*]*mL\s*\)?")
_OF_HUNDRED = re.compile(r"(g|mg|ug|ng)%")
_APART = re.compile(r"\d\s+\d")


def ucum(unit: str) -> str:
    """The UCUM spelling of a printed unit; what is not recognized comes back as it was."""
    text = plain(unit).replace("μ", "u").replace("µ", "u").strip().rstrip(".")
    if _AREA.fullmatch(text):
        return "mL/s/{1.73_m2}" if text[3] in "sS" else "mL/min/{1.73_m2}"
    count_of = count(text, letters=False)
    if count_of is not None:
        return count_of.spelled
    # Two numbers with a space between them that are no power of ten: nobody can say what is meant.
    if _APART.search(_HUNDRED.sub("/dL", text)):
        return unit.strip()
    text = "".join(map(_respelled, _TOKEN.findall(text)))
    text = _HUNDRED.sub("/dL", "".join(text.split()))
    text = _OF_HUNDRED.sub(r"\1/dL", text)
    text = re.sub(r"(?<=m)\^(?=[23]$)", "", text)
    return _whole().get(text, text)


def _respelled(token: str) -> str:
    return _words().get(token.lower(), token) if token[0] not in "[{" else token


@cache
def _words() -> dict[str, str]:
    return {word: unit for unit, words in shared.units().words.items() for word in words}


@cache
def _whole() -> dict[str, str]:
    return {word: unit for unit, words in shared.units().whole.items() for word in words}


@cache
def _many() -> dict[str, int]:
    return {word: int(power) for power, words in shared.units().powers.items() for word in words}


# Counts


class Count(NamedTuple):
    """So many thousands, millions, … in a volume."""

    exponent: int
    volume: str

    @property
    def spelled(self) -> str:
        return f"{f'10*{self.exponent}' if self.exponent else ''}/{self.volume}"

    @property
    def per_liter(self) -> int:
        """As a power of ten."""
        return self.exponent - VOLUMES[self.volume]


VOLUMES = {"L": 0, "dL": -1, "mL": -3, "uL": -6, "mm3": -6, "nL": -9, "pL": -12}

_LETTERS = {"M": 6, "G": 9, "T": 12}
"""Of which a small one means something else, and which only a count may have."""

_VOLUME = (
    (re.compile(r"u[lL]|mc[lL]|micro-?l(?:it(?:er|re)s?)?|мкл", re.IGNORECASE), "uL"),
    (re.compile(r"mm\s*[\^*]{0,2}\s*3|cu\.?\s*mm|cubic\s*mm|c\.?\s*mm|cumm", re.IGNORECASE), "mm3"),
    (re.compile(r"n[lL]"), "nL"),
    (re.compile(r"p[lL]"), "pL"),
    (re.compile(r"m[lL]"), "mL"),
    (re.compile(r"[lL]|lit(?:er|re)s?|ltr?|л", re.IGNORECASE), "L"),
)
_POWER = re.compile(
    r"(?P<times>[x×✕*]\s*)?(?:(?P<thousand>1[ ,.]?000)|"
    r"10\s*(?:\^|\*{1,2}|e\+?|exp\.?|x|'|\()\s*\(?\+?(?P<raised>\d{1,2})\)?"
    r"|10\s+(?P<apart>\d{1,2})|10(?P<glued>\d{1,2})|1?e\+?(?P<e>\d{1,2}))",
    re.IGNORECASE,
)
_CELLS = re.compile(r"[\s.]*\{?(?:cells?|#|particles|个|個)\}?\s*$", re.IGNORECASE)
_KNOWN_POWERS = frozenset((1, 2, 3, 4, 5, 6, 9, 10, 11, 12))


def count(text: str, letters: bool = True) -> Count | None:
    """`x10 3/uL`, `10³/µL`, `K/uL`, `Mio./µl`, `G/L`; without `letters` not those that are units
    of mass as well."""
    text = re.sub(r"\s*[({][^(){}]*[)}]$", "", plain(text).replace("μ", "u").replace("µ", "u"))
    many, slash, volume = re.sub(r"\bper\b", "/", text).rpartition("/")
    of = next((name for pattern, name in _VOLUME if pattern.fullmatch(volume.strip())), "")
    if not slash or not of:
        return None
    counted = _CELLS.search(many)
    exponent = _exponent(many[: counted.start()] if counted else many, letters)
    # `cells/L` is a count, a bare `/L` is none: only of a small volume can a bare number be meant.
    if exponent is None or (exponent == 0 and of not in ("uL", "mm3", "nL", "pL") and not counted):
        return None
    return Count(exponent, of)


def _exponent(text: str, letters: bool) -> int | None:
    text = text.strip()
    if not text:
        return 0
    known = _many().get(text.lower()) or (_LETTERS.get(text) if letters or text == "M" else None)
    if known is not None:
        return known
    match = _POWER.fullmatch(text)
    # `x103/uL` is a power, `103/uL` may be a hundred and three: without the sign of times it is not
    # read.
    if match is None or ((match["glued"] or match["thousand"]) and not match["times"]):
        return None
    if match["thousand"]:
        return 3
    power = int(match["raised"] or match["apart"] or match["glued"] or match["e"])
    return power if power in _KNOWN_POWERS else None
