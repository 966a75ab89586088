"""Days moved by months, and the months between two, in symbols for a solver (Z3).

Months differ in length, so days lie between the first and the last of a `Calendar`.
"""

import calendar
from collections.abc import Callable
from datetime import date
from functools import cache

import z3

from hematinic.expressions.smt_values import Encoded, Formula, Span, conjunction


class Calendar:
    """The months of some years, so that a day that is not yet known can be moved by months."""

    def __init__(self, first_year: int, last_year: int) -> None:
        self.months = (first_year * 12, last_year * 12 + 11)
        self.moved: dict[tuple[int, int], tuple[Formula, Formula]] = {}
        """By the identity of a day and the months: the day, so kept alive, and what it became."""
        self.placed: dict[int, tuple[Formula, Formula, Formula]] = {}
        """By the identity of a day: the day, its month, and how far into that it lies."""

    def shift(self, of: Encoded, count: int, unit: str) -> Encoded:
        if of is None:
            return None
        assert isinstance(of, Span)
        if unit in ("days", "weeks"):
            move = count * (7 if unit == "weeks" else 1)
            return Span(of.known, of.low + move, of.high + move)
        months = count * (12 if unit == "years" else 1)
        return Span(of.known, self.day(of.low, months), self.day(of.high, months))

    def day(self, day: Formula, months: int) -> Formula:
        """In each month a day of it becomes the same day of another, or its last."""
        key = (day.get_id(), months)
        if key not in self.moved:
            self.moved[key] = (day, _of(_moved(*self.months, months), day))
        return self.moved[key][1]

    def elapsed(self, unit: str, start: Encoded, end: Encoded) -> Encoded:
        if start is None or end is None:
            return None
        assert isinstance(start, Span)
        assert isinstance(end, Span)
        known = conjunction(start.known, end.known)
        low = self.whole(unit, start.high, end.low)
        high = self.whole(unit, start.low, end.high)
        return Span(known, z3.ToReal(low), z3.ToReal(high))

    def whole(self, unit: str, start: Formula, end: Formula) -> Formula:
        if unit == "days":
            return end - start
        if unit == "weeks":
            # Z3 divides downwards; the language cuts towards zero. -10 days are -1 week, not -2.
            return z3.If(end >= start, (end - start) / 7, -((start - end) / 7))
        forward, backward = self.between(start, end), self.between(end, start)
        if unit == "years":
            forward, backward = forward / 12, backward / 12
        return z3.If(end >= start, forward, -backward)

    def between(self, start: Formula, end: Formula) -> Formula:
        """Whole months from a day to a later one."""
        (first, into), (last, into_last) = self.place(start), self.place(end)
        return last - first - z3.If(into_last < into, 1, 0)

    def place(self, day: Formula) -> tuple[Formula, Formula]:
        """The month of a day, and how far into it the day lies."""
        key = day.get_id()
        if key not in self.placed:
            month = _of(_month(*self.months), day)
            into = day - _of(_first_of_month(*self.months), day)
            self.placed[key] = (day, month, into)
        return self.placed[key][1:]


def _first(index: int) -> int:
    """The first day of a month, counted from the year 0."""
    return date(index // 12, index % 12 + 1, 1).toordinal()


# Written once for any day, and then for each: a tree of hundreds of choices takes long to write.

ANY_DAY = z3.Int("any day")


def _of(formula: Formula, day: Formula) -> Formula:
    """A formula of any day, of this one."""
    return z3.substitute(formula, (ANY_DAY, day))


@cache
def _moved(first: int, last: int, months: int) -> Formula:
    def moved(index: int) -> Formula:
        year, month = divmod(index + months, 12)
        length = calendar.monthrange(year, month + 1)[1]
        # Within one month every day moves by the same number of days, but for those that the other
        # month does not have.
        moved_by = _first(index + months) - _first(index)
        last = _first(index + months) + length - 1
        if length >= calendar.monthrange(index // 12, index % 12 + 1)[1]:
            return ANY_DAY + moved_by
        return z3.If(ANY_DAY + moved_by < last, ANY_DAY + moved_by, last)

    return _by_month(first, last, moved)


@cache
def _month(first: int, last: int) -> Formula:
    return _by_month(first, last, z3.IntVal)


@cache
def _first_of_month(first: int, last: int) -> Formula:
    return _by_month(first, last, lambda index: z3.IntVal(_first(index)))


def _by_month(first: int, last: int, of: Callable[[int], Formula]) -> Formula:
    """One formula for each month that the day can lie in, chosen by halves."""
    if first == last:
        return of(first)
    # A tree of choices and no chain: six hundred months are ten comparisons deep.
    middle = (first + last + 1) // 2
    return z3.If(
        _first(middle) > ANY_DAY, _by_month(first, middle - 1, of), _by_month(middle, last, of)
    )
