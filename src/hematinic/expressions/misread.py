"""What was probably meant where the grammar could not go on, and what to write instead.

The grammar knows only what it did not expect. People make a few mistakes again and again: `OR`,
`==`, a unit without quotes, a bracket left open. Each is looked for first, at the place where the
grammar stopped; only then is it said what could stand there.
"""

import re
from collections.abc import Callable, Iterable

from hematinic.expressions.faults import Fault, closest

WORDS = (
    "and", "or", "not", "xor", "implies", "is", "in", "between", "if", "then", "else",
    "true", "false", "null",
)  # fmt: skip

_SIGNS = {
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", "==": "=", "=<": "<=", "=>": ">=",
    "<>": "!=", "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "–": "-", "−": "-", "—": "-",
    "“": "'", "”": "'", "‘": "'", "’": "'", '"': "'", "[": "{", "]": "}",
}  # fmt: skip
"""How a sign is written elsewhere, and here."""

_LENGTHS = {"d": "days", "h": "", "wk": "weeks", "w": "weeks", "mo": "months", "a": "years",
            "y": "years", "yr": "years"}  # fmt: skip

_SIDES = ("and", "or", "xor", "implies", "then", "else")
"""Words that have something on both sides."""


def misread(text: str, at: int, expected: Iterable[str]) -> Fault:
    """What is wrong at the place where the grammar stopped; `at` the end, where it wanted more."""
    looks: tuple[Callable[[str, int], Fault | None], ...] = (
        _quotes, _sign, _unit, _spelled, _decimal_comma, _brackets, _date, _misspelled, _two_names,
    )  # fmt: skip
    # A quote that is left open first: it makes nonsense of all that follows.
    for look in looks:
        fault = look(text, at)
        if fault:
            return fault
    return _unexpected(text, at, expected)


def _word(text: str, at: int) -> str:
    match = re.compile(r"\w+").match(text, at)
    return match[0] if match else text[at : at + 1]


def _before(text: str, at: int) -> tuple[str, int]:
    """The word or sign before a place, and where it begins."""
    match = re.search(r"(\w+|[^\w\s])\s*\Z", text[:at])
    return (match[1], match.start(1)) if match else ("", at)


def _other(written: str, right: str, at: int) -> Fault:
    help_ = f"write `{right}`, not `{written}`"
    if right == "'":
        help_ = "put ' before the text and ' after it"
    says = f"`{written}` is no part of an expression"
    return Fault("other-spelling", says, at, at + len(written), help_)


def _sign(text: str, at: int) -> Fault | None:
    # The grammar may stop at the second sign of two: of `==` it takes the first.
    for start in (at, at - 1):
        for length in (2, 1) if start == at else (2,):
            sign = text[max(start, 0) : start + length]
            if sign in _SIGNS and start >= 0:
                return _other(sign, _SIGNS[sign], start)
    return None


def _spelled(text: str, at: int) -> Fault | None:
    """`OR`, `True`, `coalesce(…)`, `Age`: right but for its letters; `unknown`, `None`."""
    word = _word(text, at)
    if word in ("unknown", "none", "None", "NULL", "Null"):
        return _other(word, "null", at)
    first = re.search(r"\bcoalesce\s*\(", text[: at + 1], re.IGNORECASE)
    if first and not text[first.start() :].startswith("Coalesce"):
        return _other(text[first.start() : first.start() + 8], "Coalesce", first.start())
    return _other(word, word.lower(), at) if word != word.lower() else None


def _unit(text: str, at: int) -> Fault | None:
    number, _ = _before(text, at)
    unit = re.compile(r"[\w%µμ/.*^]+").match(text, at)
    if not number.isdigit() or not unit or unit[0].lower() in WORDS or "_" in unit[0]:
        return None
    whole = re.search(r"-?\d+(\.\d+)?\s*\Z", text[:at])
    written = whole[0].strip() if whole else number
    length = _LENGTHS.get(unit[0])
    right = f"{written} {length}" if length else f"{written} '{unit[0]}'"
    says = f"the unit `{unit[0]}` stands without quotes"
    if length:
        says = f"`{unit[0]}` is no word for a length of time here"
    return Fault("unit-without-quotes", says, at, unit.end(), f"write {right}")


def _decimal_comma(text: str, at: int) -> Fault | None:
    before = re.search(r"\d+\Z", text[:at])
    after = re.compile(r",\d+").match(text, at)
    if not before or not after:
        return None
    right = before[0] + after[0].replace(",", ".")
    says = "a number is written with a point here, not with a comma"
    return Fault("other-spelling", says, before.start(), after.end(), f"write {right}")


def _quotes(text: str, at: int) -> Fault | None:
    # Closed quotes are blanked, so that what is in them is not read; their length stays, so that
    # places do.
    outside = re.sub(r"'[^']*'", lambda match: " " * len(match[0]), text)
    if "'" not in outside or at < outside.index("'"):
        return None
    start = outside.index("'")
    says = "a quote ' is opened here and never closed"
    return Fault("unclosed", says, start, start + 1, "put a ' after the text or the unit")


def _brackets(text: str, at: int) -> Fault | None:
    """A bracket that is never closed, told where it is opened; or one that was never opened."""
    opened: list[int] = []
    for i, character in enumerate(re.sub(r"'[^']*'", lambda match: " " * len(match[0]), text)):
        if character in "({":
            opened.append(i)
        elif character in ")}" and opened:
            opened.pop()
        elif character in ")}" and i == at:
            says = f"this '{character}' closes nothing"
            return Fault("unclosed", says, i, i + 1, "take it out, or open the bracket before it")
    # `offered(x and y`: told at the bracket of the call, which the grammar waits to close.
    call = re.search(r"\w(\()\s*[\w-]+\s*\Z", text[:at])
    if call is None and (not opened or at < len(text.rstrip())):
        return None
    start = call.start(1) if call else opened[-1]
    close = ")" if text[start] == "(" else "}"
    says = f"the bracket '{text[start]}' is opened here and never closed"
    return Fault("unclosed", says, start, start + 1, f"put a '{close}' where it ends")


def _date(text: str, at: int) -> Fault | None:
    if text[at : at + 1] != "@":
        return None
    end = at + len(re.match(r"@[\w./-]*", text[at:])[0])  # type: ignore[index]
    says = f"{text[at:end]} is no day"
    return Fault("wrong-date", says, at, end, "write a day as @2026-11-22: year, month, day")


def _misspelled(text: str, at: int) -> Fault | None:
    """`a nad b`, `nott a`: a word of the language with a slip in it."""
    word = _word(text, at)
    before, start = _before(text, at)
    for candidate, place in ((word, at), (before, start)):
        meant = "" if candidate in WORDS else closest(candidate, WORDS)
        if meant and len(candidate) <= len(meant) + 1 and len(candidate) > 1:
            says = f"`{candidate}` is no word of an expression"
            end = place + len(candidate)
            return Fault("not-an-expression", says, place, end, f"did you mean {meant}?")
    return None


def _two_names(text: str, at: int) -> Fault | None:
    before, start = _before(text, at)
    word = _word(text, at)
    if not before or not re.match(r"[a-z]\w*\Z", word) or not re.match(r"[\w)]\w*\Z", before):
        return None
    end = at + len(word)
    if before in _SIDES:
        # The second `and` of `and and x` is read as a name, and the grammar stops at x.
        says = f"`{before}` stands where a name or a value should stand"
        return Fault("not-an-expression", says, start, start + len(before), "take it out")
    if before in WORDS or word in WORDS:
        return None
    says = f"`{before}` and `{word}` stand side by side with nothing between them"
    help_ = "write `and` or `or` between them; the words of one name are joined by _"
    return Fault("not-an-expression", says, at, end, help_)


def _unexpected(text: str, at: int, expected: Iterable[str]) -> Fault:
    word = _word(text, at)
    says = f"`{word}` cannot stand here"
    if not text.strip():
        says = "nothing is written here"
    elif at >= len(text.rstrip()):
        says = "the expression ends here, and it is not complete"
    return Fault("not-an-expression", says, at, max(at + len(word), at + 1), _could(set(expected)))


def _could(expected: set[str]) -> str:
    """What could stand at a place, in the words of a reader."""
    if "NAME" in expected:
        return "here must stand a name, a number with its unit, or a condition in brackets"
    for word in ("THEN", "ELSE", "AND"):
        if word in expected and "OR" not in expected:
            return f"here must stand `{word.lower()}`"
    return "here can stand `and`, `or`, a comparison such as < or =, or the end"
