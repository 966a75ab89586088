"""Words beside a code that take back what the code says: `Celiac disease - excluded by biopsy`.

Which of the two is meant, nobody can say: nothing is counted, and both are told.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from hematinic.guideline import shared
from hematinic.record.fhir.memory import Memory
from hematinic.record.fhir.parts import Concept, texts

LONGEST = 300
"""Characters of a text that are looked at."""


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """By what the words say."""
    return {
        says: re.compile(
            rf"^\W*?{_any_of(phrases.begins)}|{_any_of(phrases.within)}|{_any_of(phrases.ends)}\s*$"
        )
        for says, phrases in shared.qualifiers().taken_back.items()
    }


def _any_of(phrases: Iterable[str]) -> str:
    return f"({'|'.join(map(_whole, phrases)) or '(?!)'})"


def _whole(phrase: str) -> str:
    """Not as a part of another word."""
    before, after = (r"\b" if end.isalnum() else "" for end in (phrase[0], phrase[-1]))
    return f"{before}{re.escape(phrase)}{after}"


def _taken_back(asked: tuple[Concept | None, str]) -> str:
    concept, own = asked
    for text in texts(concept):
        plain = " ".join(text[:LONGEST].lower().split())
        for says, pattern in _patterns().items():
            match = pattern.search(plain)
            if match and match[match.lastindex or 0] not in own.lower():
                return f"its code says that it is there, its words {says}: not counted; ask"
    return ""


taken_back: Memory[tuple[Concept | None, str], str] = Memory(_taken_back)
"""Why a coded state is not counted, by its own words; empty where they agree. The second is what
the guideline calls it: `possible pregnancy` is no doubt about a pregnancy."""
