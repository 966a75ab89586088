"""What the words of the language mean, as plain functions: Kleene logic and interval arithmetic.

A truth value is True, False or None, which is unknown. A number, a quantity and a date are a
`Span`, the closed interval of what the value can be: (92, 92) for an exact 92. An open end lies
one `STEP` inside ("<5" is the span up to 5 - STEP), so that every end is closed in each engine.
"""

import calendar
import math
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Literal

Truth = bool | None
Span = tuple[float, float]
Value = bool | str | Span | None

DIGITS = 9
SCALE = 10**DIGITS
STEP = 10.0**-DIGITS
"""Values resolve to a thousand-millionth of their unit: 102.1 - 92.1 is 10, not below it."""
COARSE = 2.0**23
"""From here on neighboring floats lie further apart than that, and there is nothing to round."""


def rounded(number: float) -> float:
    """To the nearest thousand-millionth, and to an even one where two are as near: `rint`, which
    every other engine has too. Decimal rounding would tell ties apart by the error of a float."""
    return round(number * SCALE) / SCALE if -COARSE < number < COARSE else number


# Logic (Kleene): an unknown operand makes the result unknown unless the others decide it.
#
#   a     b     | a and b   a or b    a xor b   a implies b   not a
#   true  true  | true      true      false     true          false
#   true  false | false     true      true      false         false
#   true  ?     | ?         true      ?         ?             false
#   false true  | false     true      true      true          true
#   false false | false     false     false     true          true
#   false ?     | false     ?         ?         true          true
#   ?     true  | ?         true      ?         true          ?
#   ?     false | false     ?         ?         ?             ?
#   ?     ?     | ?         ?         ?         ?             ?


def negation(of: Truth) -> Truth:
    return None if of is None else not of


def conjunction(*of: Truth) -> Truth:
    if any(value is False for value in of):
        return False
    return None if any(value is None for value in of) else True


def disjunction(*of: Truth) -> Truth:
    if any(value is True for value in of):
        return True
    return None if any(value is None for value in of) else False


def exclusive(left: Truth, right: Truth) -> Truth:
    return None if left is None or right is None else left is not right


def implication(left: Truth, right: Truth) -> Truth:
    return disjunction(negation(left), right)


# Comparison of spans: true if true throughout, false if false throughout, else unknown.


def compare(operator: str, left: Value, right: Value) -> Truth:
    if left is None or right is None:
        return None
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _COMPARE[operator](left, right)
    return (left == right) is (operator == "=")


# `a < b` of two intervals, on a line:
#   a |--|      b |--|      true: all of a lies below all of b
#   b |--|      a |--|      false: none of a lies below any of b
#   a |----b==a----| b      unknown: it depends on where each lies
def less(a: Span, b: Span) -> Truth:
    return True if a[1] < b[0] else False if a[0] >= b[1] else None


def less_or_equal(a: Span, b: Span) -> Truth:
    return True if a[1] <= b[0] else False if a[0] > b[1] else None


def equal(a: Span, b: Span) -> Truth:
    # Apart: never equal. Overlapping: equal for certain only where both are one and the same point;
    # (92, 93) and (92, 93) may be 92 and 93.
    if a[1] < b[0] or a[0] > b[1]:
        return False
    return True if a[0] == a[1] == b[0] == b[1] else None


_COMPARE: dict[str, Callable[[Span, Span], Truth]] = {
    "<": less,
    "<=": less_or_equal,
    ">": lambda a, b: less(b, a),
    ">=": lambda a, b: less_or_equal(b, a),
    "=": equal,
    "!=": lambda a, b: negation(equal(a, b)),
}


# Arithmetic keeps bounds.


def arithmetic(operator: str, left: Value, right: Value) -> Value:
    """Unknown where it divides by what may be zero, too."""
    if left is None or right is None:
        return None
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    match operator:
        case "+":
            return _span(left[0] + right[0], left[1] + right[1])
        case "-":
            return _span(left[0] - right[1], left[1] - right[0])
        case "*":
            # The least and the greatest product lie at ends of both: (-2, 3) * (4, 5) has corners
            # -8, -10, 12, 15 and comes to (-10, 15).
            corners = [_times(a, b) for a in left for b in right]
        case _:
            if right[0] <= 0 <= right[1]:
                return None
            corners = [_over(a, b) for a in left for b in right]
    return _span(min(corners), max(corners))


def _span(low: float, high: float) -> Value:
    """Unknown where it lies beyond all numbers."""
    if -COARSE < low <= high < COARSE:  # nearly always: rounded here, with no call for each end
        return round(low * SCALE) / SCALE, round(high * SCALE) / SCALE
    if not low <= high or low == math.inf or high == -math.inf:
        return None
    return (rounded(low), rounded(high))


def _times(a: float, b: float) -> float:
    # Zero times what has no end is zero, and not the `nan` of floats.
    return 0.0 if a == 0 or b == 0 else a * b


def _over(a: float, b: float) -> float:
    return 0.0 if math.isinf(b) else a / b


# Dates: spans of ordinal days. An open end (a date known only from one side) is infinite.

Unit = Literal["days", "weeks", "months", "years"]


@lru_cache(maxsize=8192)
def shift(of: Value, count: int, unit: str) -> Value:
    """Kept, since the patients of one day ask for the same few shifts."""
    if of is None:
        return None
    assert isinstance(of, tuple)
    low, high = of
    # Most days are exact: then one table look-up does for both ends.
    first = shift_day(low, count, unit)
    return (first, first) if low == high else (first, shift_day(high, count, unit))


FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


def shift_day(day: float, count: int, unit: str) -> float:
    """Not beyond the first or the last day of the calendar."""
    if unit == "days":
        moved = day + count
    elif unit == "weeks":
        moved = day + 7 * count
    else:
        return _months(day, count * 12 if unit == "years" else count)
    if FIRST_DAY <= moved <= LAST_DAY or math.isinf(day):
        return moved
    return FIRST_DAY if moved < FIRST_DAY else LAST_DAY


@lru_cache(maxsize=8192)
def _months(day: float, count: int) -> float:
    if math.isinf(day):
        return day
    start = date.fromordinal(int(day))
    # Months are counted from the year 0, so that one division gives both. 31 January and a month:
    # the last of February, as CQL has it.
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if not date.min.year <= year <= date.max.year:
        return FIRST_DAY if year < date.min.year else LAST_DAY
    last = 28 if start.day <= 28 else calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal()


def elapsed(unit: str, start: Value, end: Value) -> Value:
    if start is None or end is None:
        return None
    assert isinstance(start, tuple)
    assert isinstance(end, tuple)
    # The shortest it can be: from the last possible start to the first possible end; then the
    # longest.
    return (whole(unit, start[1], end[0]), whole(unit, start[0], end[1]))


def whole(unit: str, start: float, end: float) -> float:
    """Whole units from start to end, as CQL's `… between`: 30 January to 1 March is 1 month."""
    if math.isinf(start) or math.isinf(end) or unit == "days":
        return end - start
    if unit == "weeks":
        return math.trunc((end - start) / 7)
    if end < start:
        return -whole(unit, end, start)
    a, b = date.fromordinal(int(start)), date.fromordinal(int(end))
    # A month is whole once the day of the month is reached: from the 15th to the 14th is one less.
    months = (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day)
    return months // 12 if unit == "years" else months
