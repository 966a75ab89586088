"""Phrases with gaps and classes, each as one regular expression: `<cannot> .. see`.

A phrase is made of words and of

    word*     a word that begins so
    <name>    any phrase of that class
    <number>  any number
    <5+>      a number of at least 5 that is no dose and no time
    ..        up to five words of the same sentence
    !word     that word, or phrase of a class, does not come next
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from hematinic.answers import weights
from hematinic.answers.reading.text import plain

END, PAUSE = "|", ","
"""Tokens that stand in clauses for the end of a sentence and for a comma or a new line."""

ANYTHING = "<>"
"""A phrase that may begin with it is always looked for."""

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
_EITHER = re.compile(r"(?<=[a-z]{2}) ?/ ?(?=[a-z]{2})")
"""`no CP/SOB/syncope` names three; `w/o` and `g/L` name one."""


def clauses(text: str) -> str:
    """Words between single spaces, without accents, with the ends of sentences as `|`."""
    tokens = []
    whole = unaccented(plain(text, weights.LONGEST_URGENT)).replace("'", "")
    for token in _TOKEN.findall(_EITHER.sub(" or ", whole)):
        tokens.append(token if token[0].isalnum() or token[0] == "_" else _mark(token))
    return f" {' '.join(tokens)} "


def _mark(token: str) -> str:
    return PAUSE if token in ",\n" else END


def unaccented(text: str) -> str:
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in parts if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare)


class Phrases:
    """Some phrases, of which those are looked for that begin as a word of the text does; each is
    compiled when it is first looked for, since most never are."""

    def __init__(self, sources: Iterable[tuple[str, frozenset[str]]]) -> None:
        self.sources: list[str] = []
        self.exact: dict[str, list[int]] = {}
        self.beginning: dict[str, list[int]] = {}
        self.always: list[int] = []
        self.compiled: dict[int, re.Pattern[str]] = {}
        for at, (source, starts) in enumerate(sources):
            self.sources.append(source)
            for word in starts:
                if word == ANYTHING:
                    self.always.append(at)
                elif word[-1] == "*":
                    self.beginning.setdefault(word[:-1], []).append(at)
                else:
                    self.exact.setdefault(word, []).append(at)

    def __bool__(self) -> bool:
        return bool(self.sources)

    def near(self, text: str) -> list[re.Pattern[str]]:
        # Hundreds of phrases, of which few can match: only those are tried whose first word, or its
        # beginning, stands in the text.
        words, beginnings = _words(text)
        places = set(self.always)
        for word in self.exact.keys() & words:
            places.update(self.exact[word])
        for word in self.beginning.keys() & beginnings:
            places.update(self.beginning[word])
        return [self.pattern(at) for at in sorted(places)]

    def pattern(self, at: int) -> re.Pattern[str]:
        if at not in self.compiled:
            self.compiled[at] = re.compile(rf" (?:{self.sources[at]})(?= )")
        return self.compiled[at]

    def search(self, text: str) -> re.Match[str] | None:
        return next(filter(None, (pattern.search(text) for pattern in self.near(text))), None)

    def finditer(self, text: str) -> list[re.Match[str]]:
        """In the order of the text."""
        matches = [match for pattern in self.near(text) for match in pattern.finditer(text)]
        return sorted(matches, key=lambda match: (match.start(), match.end()))

    def match(self, text: str, at: int) -> re.Match[str] | None:
        return next(
            filter(None, (pattern.match(text, at) for pattern in self.near(text[at:]))), None
        )

    def without(self, text: str) -> str:
        for pattern in self.near(text):
            text = pattern.sub(" ", text)
        return text


class Patterns:
    """Phrases as regular expressions; the classes are known once."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        self.classes: dict[str, str] = {}
        self.starts: dict[str, frozenset[str]] = {}
        self._words: set[str] = set()
        for name, phrases in classes.items():  # a class may use those above it
            ordered = _split(phrases)
            self.classes[name] = f"(?:{'|'.join(map(self.of, ordered))})"
            self.starts[name] = frozenset().union(*map(self.begins, ordered))

    def words(self) -> set[str]:
        """Every whole word that a phrase looks for."""
        return self._words

    def any(self, phrases: Iterable[str]) -> Phrases:
        """Any of the phrases; what matches begins with a space and ends before one."""
        return Phrases((self.of(phrase), self.begins(phrase)) for phrase in _split(phrases))

    def begins(self, phrase: Sequence[str]) -> frozenset[str]:
        """The words with which it can begin; `word*`, and `ANYTHING` for a number."""
        first = next(piece for piece in phrase if piece[0] != "!")
        if first == "<number>" or re.fullmatch(r"<\d+\+>", first):
            return frozenset({ANYTHING})
        return self.starts[first.strip("<>")] if first[0] == "<" else frozenset({first})

    def of(self, phrase: Sequence[str]) -> str:
        written, joined = "", ""
        for piece in phrase:
            if piece == "..":
                joined = GAP + " "
            # A look ahead takes no words: what follows it in the phrase is matched at the same
            # place.
            elif piece[0] == "!":
                # The space before a phrase is met before its first piece is.
                written += f"(?!{' ' if joined else ''}{self.piece(piece[1:])} )"
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


@lru_cache(maxsize=64)
def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Of a text, and all their beginnings: many groups of phrases ask for them in turn."""
    words = frozenset(text.split())
    return words, frozenset(word[:end] for word in words for end in range(1, len(word) + 1))


def _split(phrases: Iterable[str]) -> list[list[str]]:
    """The pieces of each, the longest phrase first."""
    ordered = sorted(phrases, key=len, reverse=True)
    return [unaccented(plain(phrase)).replace("'", "").split() for phrase in ordered]


def _at_least(least: int) -> str:
    """Numbers of up to three digits before the point."""
    digits = str(least)
    # Of 24: `2[4-9]`, then `[3-9]\d`, then every number of three digits.
    alternatives = [f"{digits[:-1]}[{digits[-1]}-9]"]
    for at, digit in enumerate(digits[:-1]):
        if digit != "9":
            alternatives.append(rf"{digits[:at]}[{int(digit) + 1}-9]\d{{{len(digits) - at - 1}}}")
    if len(digits) < 3:
        alternatives.append(rf"\d{{{len(digits) + 1},3}}")
    return rf"(?:{'|'.join(alternatives)})(?:\.\d+)?"
