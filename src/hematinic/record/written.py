"""Text and numbers as people and machines write them: full-width letters, raised digits, a comma
for a decimal point, a comparison before the number."""

import re
import unicodedata
from typing import NamedTuple

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")

LONGEST = 100
"""Characters of a number with its unit; nobody prints a longer one."""

COMPARED = {
    "": "", "=": "", "==": "", "<": "<", "<=": "<=", "=<": "<=", "≤": "<=", "⩽": "<=",
    ">": ">", ">=": ">=", "=>": ">=", "≥": ">=", "⩾": ">=",
}  # fmt: skip

_AMOUNT = r"[+-]?\d[\d.,'’ ]*(?:[eE][+-]?\d{1,2})?"
_MEASURED = re.compile(rf"\s*([<>=≤≥⩽⩾]{{0,2}})\s*({_AMOUNT})(?!\d)", re.DOTALL)
_POINTED = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*")


def plain(text: str) -> str:
    """Full-width and ligature characters as plain ones; `10³` as `10^3`, never as 103."""
    if text.isascii():
        return text
    marked = _RAISED_RUN.sub(lambda run: "^" + run[0].translate(_RAISED), text)
    return unicodedata.normalize("NFKC", marked).replace("−", "-")


class Number(NamedTuple):
    comparator: str
    value: float
    grouped: float | None = None
    """What it is where its point parts thousands: of `231.000` there are two readings."""


class UnclearError(ValueError):
    """A number that may be two different ones, and which."""


def number(text: str) -> float | None:
    """`7.2`, `7,2`, `1.234,5`, `12 345`; None where it is none.

    Raises UnclearError for `1,234`, which is one and a quarter in one country and more than a
    thousand in another.
    """
    text = plain(text[:LONGEST]).strip()
    if re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,2})?", text):
        return float(text)
    if re.fullmatch(r"[+-]?\d{1,15},\d{1,15}", text):
        whole, _, part = text.partition(",")
        # `1,234` may be either. `0,234` and `12,34` are clear: no group of thousands begins with a
        # zero, and none has two digits.
        if len(part) == 3 and whole.strip("+-0") and len(whole.strip("+-")) <= 3:
            raise UnclearError(f"'{text}' may be {whole}.{part} or {whole}{part}")
        return float(f"{whole}.{part}")
    return _grouped(text)


def _grouped(text: str) -> float | None:
    """Thousands in groups, all by one sign, and a decimal part by another."""
    match = _GROUPED.match(text)
    if match is None:
        return None
    by, rest = match[1], text[match.end() :]
    # 1.234.567 and 1.234,5 are numbers; in 1.234.56 the same sign would be both, and it is none.
    if rest and (rest[0] == by or not re.fullmatch(r"[.,]\d{1,15}", rest)):
        return None
    digits = match[0].replace(by, "")
    return float(digits + rest.replace(",", "."))


def measurement(text: str) -> tuple[Number, str] | None:
    """`<5 ug/L`: the comparison, the number, and what stands after it. Raises UnclearError."""
    text = plain(text[:LONGEST])
    match = _MEASURED.match(text)
    if match is None or match[1] not in COMPARED:
        return None
    digits, rest = _split(match[2], text[match.end() :])
    value = number(digits)
    if value is None:
        return None
    grouped = float(digits.replace(".", "")) if _POINTED.fullmatch(digits) else None
    return Number(COMPARED[match[1]], value, grouped), rest.strip()


def _split(digits: str, rest: str) -> tuple[str, str]:
    """Digits after a space belong to the number only in groups of three: `4.1 10^6/uL`."""
    first, _, after = digits.partition(" ")
    whole = digits.rstrip(" .,'’")
    # `4.1 10^6/uL` is 4.1 of a unit that begins with 10, `12 345` is twelve thousand.
    if after and not re.fullmatch(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?", whole):
        return first.rstrip(".,'’"), f"{after}{rest}"
    return whole, rest
