"""What the words of the language mean, on arrays: `logic` for a whole block of patients at once.

An unknown end is NaN, and stays so through all of this.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from hematinic.expressions.columns_tape import Array
from hematinic.expressions.logic import COARSE, FIRST_DAY, LAST_DAY, SCALE

NAN = np.float64("nan")


def rounded(numbers: Array) -> Array:
    nearest = np.rint(numbers * SCALE) / SCALE
    coarse = np.abs(numbers) >= COARSE
    return np.where(coarse, numbers, nearest) if np.any(coarse) else nearest


# Arithmetic keeps bounds.


def arithmetic(
    operator: str, low: Array, high: Array, other_low: Array, other_high: Array
) -> tuple[Array, Array]:
    """An end that is the other end too (of a point) is reckoned with once."""
    ends = (low,) if low is high else (low, high)
    others = (other_low,) if other_low is other_high else (other_low, other_high)
    match operator:
        case "+" if len(ends) == len(others) == 1:
            return _span(low + other_low)
        case "+":
            return _span(low + other_low, high + other_high)
        case "-" if len(ends) == len(others) == 1:
            return _span(low - other_low)
        case "-":
            return _span(low - other_high, high - other_low)
        case "*":
            corners = [_times(a, b) for a in ends for b in others]
        case "/":
            zero = (other_low <= 0) & (other_high >= 0)
            corners = [_over(a, b) for a in ends for b in others]
            # A divisor that may be nothing leaves the quotient unknown, as in `logic`.
            corners = [np.where(zero, NAN, corner) for corner in corners]
        case _:
            raise ValueError(f"no arithmetic is called {operator}")
    if len(corners) == 1:
        return _span(corners[0])
    return _span(np.minimum.reduce(corners), np.maximum.reduce(corners))


def _span(low: Array, high: Array | None = None) -> tuple[Array, Array]:
    """Unknown where it lies beyond all numbers; a point where no other end is given."""
    if high is None:
        point = rounded(np.where(np.isinf(low), NAN, low))
        return point, point
    # An end that is NaN compares as false, and so is unknown here without a word of its own.
    known = (low <= high) & (low != np.inf) & (high != -np.inf)
    return np.where(known, rounded(low), NAN), np.where(known, rounded(high), NAN)


def _times(a: Array, b: Array) -> Array:
    """Nothing times anything known is nothing, were it without end."""
    product = a * b
    lost = np.isnan(product)
    if lost.any():
        lost &= ((a == 0) & ~np.isnan(b)) | ((b == 0) & ~np.isnan(a))
        product = np.where(lost, 0.0, product)
    return product


def _over(a: Array, b: Array) -> Array:
    endless = np.isinf(b)
    return np.where(endless & ~np.isnan(a), 0.0, a / b) if np.any(endless) else a / b


# Dates


class Months(NamedTuple):
    """The calendar from its first month to its last, counted from 0."""

    of_day: Array
    """Of each ordinal day, less `FIRST_DAY`, its month."""
    first: Array
    """The first day of each, as an ordinal,"""
    length: Array
    """and how many it has."""


@cache
def months() -> Months:
    starts = np.arange("0001-01", "10000-02", dtype="datetime64[M]").astype("datetime64[D]")
    first = starts.astype(np.int64) - starts[0].astype(np.int64) + FIRST_DAY
    length = np.diff(first)
    of_day = np.repeat(np.arange(len(length), dtype=np.int32), length)
    return Months(of_day, first[:-1], length)


TABLE = (672_046, 784_352)
"""1841 to 2148: days between them are looked up, others are reckoned."""


def shift_day(count: int, unit: str, days: Array) -> Array:
    """Not beyond the first or the last day of the calendar; an open end stays open."""
    if unit in ("days", "weeks"):
        moved = days + float(count * (7 if unit == "weeks" else 1))
        moved = np.minimum(np.maximum(moved, FIRST_DAY), LAST_DAY)
        endless = np.isinf(days)
        return np.where(endless, days, moved) if np.any(endless) else moved
    by = count * (12 if unit == "years" else 1)
    # Farther than the calendar is long comes out at its end in any case, and overflows no integer.
    by = max(-len(months().first), min(by, len(months().first)))
    known = (days >= TABLE[0]) & (days < TABLE[1])
    place = np.where(known, days - TABLE[0], 0).astype(np.int64)
    shifted = np.where(known, _table(by)[place], days)
    if np.any(beyond := ~known & np.isfinite(days)):
        shifted = np.where(beyond, _moved(by, np.where(beyond, days, FIRST_DAY)), shifted)
    return shifted


@cache
def _table(by: int) -> Array:
    return _moved(by, np.arange(*TABLE, dtype=np.float64))


def _moved(by: int, days: Array) -> Array:
    """By so many months, to the end of the month at the most."""
    of_day, first, length = months()
    day = days.astype(np.int64)
    month = of_day[day - FIRST_DAY].astype(np.int64)
    to = month + by
    inside = np.clip(to, 0, len(first) - 1)
    moved = first[inside] + np.minimum(day - first[month], length[inside] - 1)
    moved = np.where(to < 0, FIRST_DAY, np.where(to >= len(first), LAST_DAY, moved))
    return moved.astype(np.float64)


def whole(unit: str, start: Array, end: Array) -> Array:
    """Whole units from start to end, towards zero."""
    if unit == "days":
        return end - start
    finite = np.isfinite(start) & np.isfinite(end)
    if unit == "weeks":
        return np.where(finite, np.trunc((end - start) / 7), end - start)
    of_day, first, _ = months()
    a, b = (np.where(finite, side, FIRST_DAY).astype(np.int64) for side in (start, end))
    sign = np.where(b < a, -1, 1)
    a, b = np.minimum(a, b), np.maximum(a, b)
    month_a, month_b = (of_day[day - FIRST_DAY].astype(np.int64) for day in (a, b))
    # A month is whole once the day of the month has come round: 31 January to 28 February is none.
    passed = month_b - month_a - ((b - first[month_b]) < (a - first[month_a]))
    passed = passed // 12 if unit == "years" else passed
    return np.where(finite, (sign * passed).astype(np.float64), end - start)
