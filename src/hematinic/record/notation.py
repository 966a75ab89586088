"""Dates, numbers and intervals as people write them in a record."""

import math
import re
from datetime import date
from typing import Any

from hematinic.expressions.logic import Span, rounded

OLDEST = date(1890, 1, 1).toordinal()
"""The first day that anything in a record can be of."""

MOST = 1e18
"""No number of a record is as large."""

Ends = tuple[tuple[float, bool], tuple[float, bool]]
"""Both ends of a measurement, each with whether it is open."""


def partial_date(value: Any) -> Span | None:
    """`2026`, `2026-11` or `2026-11-20` (or a time on that day) as its first and last day."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", str(value))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 1, month or 1, day or 1)
        if day:
            return first.toordinal(), first.toordinal()
        after = date(first.year + 1, 1, 1) if not month or month == 12 else None
        after = after or date(first.year, first.month + 1, 1)
    except ValueError:
        return None
    return first.toordinal(), after.toordinal() - 1


def whole_day(value: Any) -> int | None:
    """A day that is known, and one that a record can be of."""
    span = partial_date(value)
    if span is None or span[0] != span[1] or not span[0] >= OLDEST:
        return None
    return int(span[0])


def measured(value: Any) -> Ends | None:
    """`5.2`, `"<5"`, `">= 2000"` as two ends; None where it is no measurement."""
    if is_number(value):
        return ((float(value), False), (float(value), False))
    match = re.fullmatch(r"\s*(?:(<=|>=|<|>|≤|≥)\s*)?(-?\d+(?:\.\d+)?)\s*", str(value))
    if isinstance(value, bool) or not match:
        return None
    if abs(float(match[2])) >= MOST:
        return None
    number = (float(match[2]), match[1] in ("<", ">"))
    if match[1] in ("<", "<=", "≤"):
        return ((-math.inf, False), number)
    return (number, (math.inf, False) if match[1] else number)


def interval(text: str) -> float | None:
    """`8 h`, `1 d`, `2 wk`, `3 mo` in days; None where it is none."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?(h|d|day|days|wk|week|weeks|mo|month|months|a)", text)
    if not match or float(match[1]) == 0:
        return None
    days_of_one = {"h": 1 / 24, "d": 1.0, "w": 7.0, "m": 30.4375, "a": 365.25}[match[2][0]]
    return float(match[1]) * days_of_one


def weeks_and_days(text: str) -> float | None:
    """`12+6` in weeks."""
    match = re.fullmatch(r"(\d{1,2})\+([0-6])", text)
    return rounded(int(match[1]) + int(match[2]) / 7) if match else None


def minute_of_day(text: str) -> int | None:
    """`10:05` in minutes from midnight; seconds are let go."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return int(match[1]) * 60 + int(match[2])


def is_number(value: Any) -> bool:
    """Of those that a record can hold: an integer may have any length."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST
