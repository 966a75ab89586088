"""Questions as plain text: one spelling, one set of words, typing errors mended."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from hematinic.answers import weights
from hematinic.answers.reading.english import american, before_im

_WORD = re.compile(r"\w+(?:\.\d+)?")
_QUOTE, _DASH, _SPACE = (re.compile(of) for of in ("[’‘`´ʼ]", "[‐‑‒–—−]", r"[^\S\n]+"))
_POSITIVE = re.compile(r"(?<=[a-z]) ?\+(?:ve\b|(?=[,.;?]|$))")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")

DECIMAL_COMMA = re.compile(
    r"(?<![\d.,])(?<!days )(?<!weeks )(?<!months )(\d{1,3}),"
    r"(\d(?![\d,.])|\d{2}(?= ?(?:%|[a-zµμ]+/[a-z]|mg\b|mcg\b|kg\b|g\b)))"
)
"""`6,1 mmol/L`, as most of Europe writes it; `1,000` is a thousand, and `days 1,3,5` are three."""


def plain(text: str, longest: int = weights.LONGEST) -> str:
    """Lower case, American spelling, one kind of dash and quote; numbers and units as they are."""
    if len(text) > longest:
        text = f"{text[: longest // 2]} {text[-longest // 2 :]}"
    text = unicodedata.normalize("NFKC", text).lower()
    text = _QUOTE.sub("'", text)
    text = _DASH.sub("-", text)
    text = text.replace("→", "->")
    text = _POSITIVE.sub(" positive", text)
    text = DECIMAL_COMMA.sub(r"\1.\2", text)
    for british, ours in american():
        text = text.replace(british, ours)
    return _SPACE.sub(" ", text).strip()


def words(text: str) -> str:
    """Plain text as words between single spaces: what phrases are looked for in."""
    text = text.replace("'", "")
    text = _THOUSANDS.sub("", text)
    return f" {' '.join(_WORD.findall(text))} "


def bare(phrases: Iterable[str]) -> tuple[str, ...]:
    """Phrases as they are looked for among words."""
    return tuple(words(phrase.replace("'", "")).strip() for phrase in phrases)


def has(spaced: str, phrases: Iterable[str]) -> str:
    """The first phrase that stands in it as whole words, or nothing."""
    return next((phrase for phrase in phrases if f" {phrase} " in spaced), "")


@cache
def stem(word: str) -> str:
    """Just enough: plurals and -ing, -ed."""
    for end, put in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(end) and len(word) - len(end) >= 4 and not word.endswith("ss"):
            return word[: -len(end)] + put
    return word


class Terms:
    """Phrases to terms: `iron drip` is `intravenous_iron`, so `intravenous` and `iron` too."""

    def __init__(self, terms: Mapping[str, tuple[str, ...]], stopwords: str) -> None:
        self.of = {
            words(plain(phrase)).strip(): term
            for term, phrases in terms.items()
            for phrase in phrases
        }
        self.of |= {term.replace("_", " "): term for term in terms}
        self.names = set(terms)
        self.stopwords = set(stopwords.split())
        self.longest: dict[str, int] = {}
        """Words of the longest phrase that begins with a word."""
        for phrase in self.of:
            first, size = phrase.split(" ")[0], phrase.count(" ") + 1
            self.longest[first] = max(size, self.longest.get(first, 0))

    def tokens(self, spaced: str, known: "Spelling | None" = None) -> list[str]:
        """Terms and stems, in order; what carries nothing is left out."""
        tokens: list[str] = []
        text, at = self.without_im(spaced.split()), 0
        while at < len(text):
            # The longest phrase that begins here, since `iron drip` means another thing than
            # `iron`.
            size = self.phrase(text, at)
            if size:
                tokens += self.parts(self.of[" ".join(text[at : at + size])])
                at += size
            else:
                tokens += self.single(text[at], known)
                at += 1
        return tokens

    def without_im(self, text: list[str]) -> list[str]:
        """`im` is an injection after a medicine, a number or `given`; else it is the asker."""
        return [
            word
            for at, word in enumerate(text)
            if word != "im" or (at > 0 and (text[at - 1] in self.of or text[at - 1] in before_im()))
        ]

    def phrase(self, text: Sequence[str], at: int) -> int:
        sizes = range(min(self.longest.get(text[at], 0), len(text) - at), 0, -1)
        return next((n for n in sizes if " ".join(text[at : at + n]) in self.of), 0)

    def single(self, word: str, known: "Spelling | None") -> list[str]:
        if word in self.stopwords or len(word) < 2:
            return []
        if any(letter.isdigit() for letter in word) and word not in self.of:
            return []
        mended = known.mended(word) if known else word
        if mended in self.of:
            return self.parts(self.of[mended])
        return [] if mended in self.stopwords else [stem(mended)]

    def parts(self, term: str) -> list[str]:
        pieces = term.split("_")
        spans = (
            "_".join(pieces[i:j]) for i in range(len(pieces)) for j in range(i + 1, len(pieces) + 1)
        )
        # `intravenous_iron` counts as `intravenous` and as `iron` too, but not as what is no term.
        return [term, *(part for part in spans if part in self.names and part != term)]


class Spelling:
    """The nearest known word by one slip of the keyboard, two in a long word."""

    def __init__(
        self, vocabulary: Iterable[str], shortest: int = weights.SHORTEST_MENDED,
        beside: "Spelling | None" = None,
    ) -> None:  # fmt: skip
        """A word of the shortest length is mended only where a letter was left out. `beside`: whose
        words are known as well."""
        before: set[str] = beside.known if beside else set()
        added = {word for word in vocabulary if len(word) >= 4} - before
        self.known: set[str] = added | before
        self.shortest, self.beside = shortest, beside
        self.near: dict[str, str] = {}
        for word in sorted(added):
            if len(word) >= 5:
                # Two words are a slip apart where they are the same with a letter left out of
                # either. So each known word is kept under all its shortened forms, and one look
                # finds it (as SymSpell does); to compare with every known word would take longer
                # than the answer.
                for form in _shortened(word, _slips(word)):
                    self.near.setdefault(form, word)

    def mended(self, word: str) -> str:
        if word in self.known or not self.shortest <= len(word) <= weights.LONGEST_WORD:
            return word
        return self.nearest(word) if word.isalpha() else word

    def nearest(self, word: str) -> str:
        forms = {word} if len(word) < 5 else _shortened(word, _slips(word))
        for form in (word, *sorted(forms)):
            nearest = self.first(form)
            # The first letter is seldom wrong. The distance is taken anew, since two words may
            # share a shortened form and yet be twice as many slips apart.
            if nearest and nearest[0] == word[0] and _apart(nearest, word) <= _slips(word):
                return nearest
        return word

    def first(self, form: str) -> str:
        """Of the words that are kept under it the first by the alphabet."""
        own = self.near.get(form, "")
        other = self.beside.first(form) if self.beside else ""
        return min(own, other) if own and other else own or other


def corrected(text: str, spelling: Spelling) -> str:
    """Plain text with its typing errors mended, word by word, each of them once."""
    mended = {word: spelling.mended(word) for word in set(re.findall(r"[a-z]{4,}", text))}
    return re.sub(r"[a-z]{4,}", lambda match: mended[match[0]], text)


def _apart(word: str, other_word: str) -> int:
    """Letters left out, put in, changed or put in each other's place between two words."""
    before, last = [0] * (len(other_word) + 1), list(range(len(other_word) + 1))
    for i, letter in enumerate(word, 1):
        # The optimal string alignment distance, row by row; `before` is the row before the last,
        # which two letters in each other's place reach back to.
        row = [i]
        for j, another in enumerate(other_word, 1):
            cost = last[j - 1] + (letter != another)
            row.append(min(last[j] + 1, row[-1] + 1, cost))
            if i > 1 and j > 1 and letter == other_word[j - 2] and word[i - 2] == another:
                row[-1] = min(row[-1], before[j - 2] + 1)
        before, last = last, row
    return last[-1]


def _slips(word: str) -> int:
    return 2 if len(word) >= weights.LONG_WORD else 1


def _shortened(word: str, times: int) -> set[str]:
    """The word with up to so many letters left out."""
    forms = {word}
    for _ in range(times):
        forms |= {form[:i] + form[i + 1 :] for form in forms for i in range(1, len(form))}
    return forms
