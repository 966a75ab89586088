"""Phrases with gaps and classes, each as one regular expression: `<cannot> .. see`.

A phrase is made of words and of

    word*     a word that begins so
    <name>    any phrase of that class
    <number>  any number
    <5+>      a number of at least 5 that is no dose and no time
    ..        up to five words of the same sentence
    !word     that word does not come next
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from hematinic.answers import weights
from hematinic.answers.reading.text import plain

END, PAUSE = "|", ","
"""Tokens that stand in clauses for the end of a sentence and for a comma or a new line."""

GAP = rf"(?: (?!(?:not|no|never|without|denies|nil) )[^ {END}]+){{0,{weights.GAP}}}"
PAUSED = f"(?: {PAUSE})?"
MEASURES = (
    "mg|mcg|ug|g|ml|iu|units?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|yrs?|"
    "am|pm|percent|times|kg|st|stone|lbs?"
)
"""What makes of a number no count of tablets."""

SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty"
)

_TOKEN = re.compile(r"\w+(?:\.\d+)?|[.?!;\n,]")


def clauses(text: str) -> str:
    """Words between single spaces, without accents, with the ends of sentences as `|`."""
    found = []
    for token in _TOKEN.findall(unaccented(plain(text, weights.LONGEST_URGENT)).replace("'", "")):
        found.append(token if token[0].isalnum() or token[0] == "_" else _mark(token))
    return f" {' '.join(found)} "


def _mark(token: str) -> str:
    return PAUSE if token in ",\n" else END


def unaccented(text: str) -> str:
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in parts if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare)


class Patterns:
    """Compiles phrases; the classes are known once."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        self.classes: dict[str, str] = {}
        self._words: set[str] = set()
        for name, phrases in classes.items():  # a class may use those above it
            self.classes[name] = f"(?:{'|'.join(map(self.of, _longest(phrases)))})"

    def words(self) -> set[str]:
        """Every whole word that a phrase looks for."""
        return self._words

    def any(self, phrases: Iterable[str]) -> re.Pattern[str]:
        """Any of the phrases; what matches begins with a space and ends before one."""
        found = "|".join(map(self.of, _longest(phrases)))
        return re.compile(rf" (?:{found})(?= )") if found else re.compile(r"(?!)")

    def of(self, phrase: str) -> str:
        written, joined = "", ""
        for piece in unaccented(plain(phrase)).replace("'", "").split():
            if piece == "..":
                joined = GAP + " "
            elif piece[0] == "!":
                written += f"(?! {self.piece(piece[1:])} )"
            else:
                written += joined + self.piece(piece)
                joined = PAUSED + " "
        return written

    def piece(self, piece: str) -> str:
        if counted := re.fullmatch(r"<(\d+)\+>", piece):
            return rf"{_at_least(int(counted[1]))}(?! (?:{MEASURES}) )"
        if piece == "<number>":
            return rf"(?:\d+(?:\.\d+)?|{SPELLED})"
        if piece[0] == "<":
            return self.classes[piece.strip("<>")]
        if piece[-1] == "*":
            self._words.add(piece[:-1])
            return re.escape(piece[:-1]) + r"\w*"
        self._words.add(piece)
        return re.escape(piece)


def _longest(phrases: Iterable[str]) -> list[str]:
    return sorted(phrases, key=len, reverse=True)


def _at_least(least: int) -> str:
    if least < 10:
        return rf"(?:[{least}-9]|\d{{2,3}})"
    tens, ones = divmod(least, 10)
    more = rf"|[{tens + 1}-9]\d" if tens < 9 else ""
    return rf"(?:{tens}[{ones}-9]{more}|\d{{3}})"
