"""How often a medicine is taken, in the words of a dosage: `3 monthly` is every three months,
`three times monthly` is not. What may be read in two ways is not read."""

import re
from collections.abc import Callable, Mapping, Sequence

from hematinic.record.fhir.times import DAYS

LONGEST = 500
"""Characters of a dosage that are looked at."""

NUMBERS: Mapping[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip

_UNITS = {
    "hour": DAYS["h"], "hr": DAYS["h"], "day": 1.0, "dai": 1.0, "week": 7.0, "wk": 7.0,
    "fortnight": 14.0, "month": DAYS["mo"], "mth": DAYS["mo"], "year": DAYS["a"],
    "annual": DAYS["a"],
}  # fmt: skip

_N = rf"(\d{{1,3}}|{'|'.join(NUMBERS)})"
_OR_MORE = rf"(?:\s?(?:-|–|to|or)\s?{_N})?"
_UNIT = r"(hour|hr|day|week|wk|fortnight|month|mth|year)s?"

_DOTTED = re.compile(r"\b([a-z])\.(?=[a-z]\b)|(?<=\b[bodqt]d)\.|(?<=\b[bodqt]ds)\.")
_EXCEPT = re.compile(r"\b(?:except|apart from|not on|omit)\b")

_DOSES = {
    "od": 1.0, "qd": 1.0, "bd": 1 / 2, "bid": 1 / 2, "td": 1 / 3,
    "tds": 1 / 3, "tid": 1 / 3, "qds": 1 / 4, "qid": 1 / 4, "qod": 2.0,
}  # fmt: skip


def _number(text: str) -> float:
    return float(NUMBERS.get(text) or text)


def _span(match: re.Match[str]) -> set[float]:
    """`every 8 to 12 weeks`: both, so that neither is taken."""
    each = _UNITS[match[3].removesuffix("ly")]
    return {_number(text) * each for text in (match[1], match[2]) if text}


def _ly(match: re.Match[str]) -> set[float]:
    """`take 2 weekly` may be two tablets a week."""
    days = _span(match)
    taken = match.string[: match.start()].rstrip().endswith("take")
    return days | {_UNITS[match[3]]} if taken else days


def _often(match: re.Match[str]) -> set[float]:
    """`twice weekly`, `3 times a day`, `3x/week`."""
    word = match[1]
    times = {"once": 1.0, "twice": 2.0, "thrice": 3.0}.get(word) or _number(match[2])
    unit = match[3].removesuffix("ly")
    return {_UNITS[unit] / times} if times else set()


def _twice_or_half(match: re.Match[str]) -> set[float]:
    each = _UNITS[match[1].removesuffix("ly")]
    return {each / 2, each * 2}


def _plain(match: re.Match[str]) -> set[float]:
    word = match[1]
    if word == "quarterly":
        return {DAYS["mo"] * 3}
    return {_UNITS[word.removesuffix("ly")]}


_GRAMMAR: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], set[float]]], ...] = (
    (
        re.compile(r"\b(?:every (?:other|second|2nd)|alternate) (day|week|month)s?\b"),
        lambda match: {_UNITS[match[1]] * 2},
    ),
    (re.compile(rf"\b(?:every|each|once in(?: every)?|q)\s?{_N}{_OR_MORE}[\s-]?{_UNIT}\b"), _span),
    (
        re.compile(r"\bq\s?(\d{1,2})\s?h(?:rs?|ours?)?\b"),
        lambda match: {int(match[1]) / 24} - {0.0},
    ),
    (re.compile(rf"\b{_N}{_OR_MORE}[\s-]?(hour|week|month|year)ly\b"), _ly),
    (
        re.compile(
            rf"\b(once|twice|thrice|{_N}\s?(?:x|times?))\s?(?:in an?|an?|per|each|every|/)?\s?"
            r"(day|daily|week|weekly|fortnight|month|monthly|year|yearly)\b"
        ),
        _often,
    ),
    (re.compile(r"\bbi-?(weekly|monthly)\b"), _twice_or_half),
    (re.compile(rf"\b({'|'.join(_DOSES)})\b"), lambda match: {_DOSES[match[1]]}),
    (
        re.compile(r"\b(daily|weekly|fortnightly|monthly|quarterly|yearly|annually)\b"),
        _plain,
    ),
    (
        re.compile(r"\b(?:every|each) (day|week|fortnight|month|year)\b"),
        lambda match: {_UNITS[match[1]]},
    ),
)

_PARTS = (
    re.compile(r"\bmane\b|\bmornings?\b"),
    re.compile(r"\bnoon\b|\bmidday\b|\blunch(?:time)?\b"),
    re.compile(r"\bevenings?\b|\bteatime\b|\bsupper\b"),
    re.compile(r"\bnocte\b|\bnights?\b|\bbedtime\b"),
)
"""Of a day: where nothing else is said, each that is named is a dose of every day."""


def interval(sentences: Sequence[str]) -> float | None:
    """Days between doses; None where the words tell nothing, or several things."""
    days = {each for text in sentences for each in intervals(text.lower()[:LONGEST])}
    return days.pop() if len(days) == 1 else None


def intervals(text: str) -> set[float]:
    text = _DOTTED.sub(lambda match: match[1] or "", text)
    if _EXCEPT.search(text):
        return set()
    days: set[float] = set()
    for pattern, means in _GRAMMAR:
        for match in pattern.finditer(text):
            days |= means(match)
        text = pattern.sub(" ", text)
    named = sum(part.search(text) is not None for part in _PARTS)
    return days or ({1 / named} if named else set())
