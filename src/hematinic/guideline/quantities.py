"""Durations and units as they are written in a guideline."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from hematinic.expressions.syntax import Duration
from hematinic.guideline.model import Element

_UNITS = {"d": "days", "wk": "weeks", "mo": "months", "a": "years"}
_DURATION = re.compile(r"(\d+) (d|wk|mo|a)\Z")


def duration(text: str) -> Duration:
    """`14 d`, `2 wk`, `3 mo`, `1 a` (UCUM's words). ValueError where it is none."""
    match = _DURATION.match(text)
    if not match:
        raise ValueError(f"'{text}' is no duration; write it as 14 d, 2 wk, 3 mo or 1 a")
    return Duration(int(match[1]), _UNITS[match[2]])  # type: ignore[arg-type]


def days(text: str) -> int:
    """The length in days; months count 30.4375 and years 365.25, rounded up."""
    length = duration(text)
    days_of_one = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}[length.unit]
    return -int(-length.count * days_of_one // 1)


def offset(text: str) -> int:
    """As `days`, and `-90 d` is so long before."""
    return -days(text[1:]) if text.startswith("-") else days(text)


def day(text: str) -> date:
    """`2026-11-22`. ValueError where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is no day; write year, month and day: 2026-11-22") from None


DOSE_UNITS = {"mg": 1.0, "g": 1000.0, "ug": 0.001}
"""Factor to mg, the canonical unit of every dose."""


def factor(element: Element, unit: str) -> float | None:
    """Factor from a unit to the element's own, or None where it does not take that unit."""
    return 1.0 if unit == element.unit else element.accepts.get(unit)


@lru_cache(maxsize=4096)
def scaled(value: float, factor: float) -> float:
    """value * factor in decimal arithmetic, so that 10.2 g/dL is 102 g/L and not 101.99…"""
    return float(Decimal(repr(value)) * _exact(factor)) or 0.0


@lru_cache(maxsize=1024)
def _exact(factor: float) -> Decimal:
    return Decimal(repr(factor))
