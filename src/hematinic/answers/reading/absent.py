"""What is said to be absent behind its name (`CKD no`, `celiac -ve`, `diabetes nil`), or to be left
outside (`outside IBD`), written as what is denied before it: `no CKD`."""

import re
from collections.abc import Iterable

from hematinic.answers.reading.text import plain

NOT = r"(?:no|nope|-ve|- ve)"
ABSENT = rf"(?:{NOT}|none|nil|neg|negative|absent)"
CLOSES = r"(?=\)? ?(?:[,.;)?!\n]|$|(?:and|but|so)\b))"
"""What must stand behind, so that nothing is taken of `CKD, no change` or `IBD no better`."""

WHOLE = r"(?:normal|working|healthy|intact|good)"
WELL = (
    r"(?: (?:is|are|was|function|bloods?|tests?|both|all))*,? "
    r"(?:ok|okay|fine|normal|intact|healthy|good)\b(?! ?(?:\?|to|for|on|with|if|after|when))"
)
"""Around an organ they say that nothing is wrong with it."""


class Absent:
    """Made once for a guideline."""

    def __init__(
        self, illnesses: Iterable[str], signs: Iterable[str], organs: Iterable[str]
    ) -> None:
        """`signs` that are denied stay words of the question, as far as they can be read so."""
        names = _any(illnesses)
        self.sign_behind = re.compile(rf"\b({_any(signs)})\??[ :=(-]*{NOT}{CLOSES}")
        self.behind = re.compile(rf"\b({names})(?: screen)?\??[ :=(-]*{ABSENT}{CLOSES}")
        self.outside = re.compile(rf"\b(?:outside|outwith)(?: of)?(?: an?| the)? ({names})\b")
        organ = _any(organs)
        self.well = re.compile(rf"\b(?:{WHOLE} (?:{organ})|(?:{organ}){WELL})")

    def before(self, text: str) -> str:
        """Plain text, with what is absent behind a `no`."""
        return self.sign_behind.sub(r"no \1", self.behind.sub(r"no \1", text))

    def and_outside(self, text: str) -> str:
        """And with what it lies outside of, which is no fact of the patient, but may be what is
        asked about."""
        return self.outside.sub(r"no \1", self.before(text))


def _any(phrases: Iterable[str]) -> str:
    ordered = sorted({plain(phrase) for phrase in phrases}, key=len, reverse=True)
    return "|".join(map(re.escape, ordered)) or r"(?!)"
