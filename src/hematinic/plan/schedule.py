"""Dates of doses and checks, from the `split`, `every`, `times` and `review` of the guideline."""

import math
from itertools import pairwise
from typing import NamedTuple

from hematinic.expressions.logic import Value, shift_day
from hematinic.guideline.amounts import Interval
from hematinic.guideline.model import Prescription
from hematinic.plan.model import Schedule

HORIZON = 40
"""Doses listed at the most."""


class Computed(NamedTuple):
    """What the expressions of a prescription came out as; each may be unknown."""

    starts: Value = None
    remaining: Value = None
    total: Value = None
    at_most: Value = None


def schedule(
    prescribe: Prescription, computed: Computed, as_of: int, taken: bool = False
) -> Schedule:
    """An unknown start is today, unknown remaining doses are all of them. Of a start that is not
    known to the day the first day counts, and the last one where a dose may be too much. What is
    `taken` by the patient, and not given dose by dose, goes on from a start of the past: no dose
    of it is overdue, and its review is counted from there. A dose of an uneven `split`, or of an
    interval that is a range, is overdue after the longest of its gaps."""
    # Of a medicine with a greatest dose an early start could give too much; of one without, a late
    # start too little.
    due = (last_day if prescribe.at_most else first_day)(computed.starts)
    due = as_of if due is None else due
    left = _least(computed.remaining, prescribe.times)
    amounts = split(computed.total, computed.at_most)
    first = max(due, as_of)
    begun = due if taken else first
    latest = due + _slack(prescribe, due)
    # Of a tablet that is taken since March the review in three months is in June, whenever the plan
    # is made; of an injection it is counted from the first dose to come.
    review = int(shift(begun, prescribe.review)) if prescribe.review else None
    return Schedule(
        first_due=first,
        doses=() if taken else _doses(prescribe, first, len(amounts) or left, review),
        amounts=amounts,
        remaining=left,
        taken_since=due if taken and due < as_of else None,
        overdue_since=latest if not taken and latest < as_of else None,
        review=review,
    )


def _slack(prescribe: Prescription, due: int) -> int:
    """How much longer the longest gap is than the shortest: of a split, or of an interval that is
    a range."""
    if prescribe.every and prescribe.every_to:
        return int(shift(due, prescribe.every_to) - shift(due, prescribe.every))
    # split [1, 3, 5, 8] has gaps 2, 2 and 3: one injection a day later than planned may be the
    # rhythm of the course itself, and is not overdue.
    gaps = [following - day for day, following in pairwise(prescribe.split)]
    return max(gaps) - min(gaps) if gaps else 0


def first_day(value: Value) -> int | None:
    """The first day that it can be, or the last one where the first is open; None where nothing is
    known of it."""
    return _known_end(value) if isinstance(value, tuple) else None


def last_day(value: Value) -> int | None:
    """As `first_day`, from the other end."""
    return _known_end(value[::-1]) if isinstance(value, tuple) else None


def _known_end(ends: tuple[float, ...]) -> int | None:
    for end in ends:
        if math.isfinite(end):
            return int(end)
    return None


def _least(value: Value, otherwise: int | None) -> int | None:
    if isinstance(value, tuple) and math.isfinite(value[0]):
        return int(value[0])
    return otherwise


def split(total: Value, at_most: Value) -> tuple[float, ...]:
    """The course in doses of whole milligrams, none above the most, the last one the rest; equal
    doses (to a milligram) where the rest would be less than a fifth of the most. The course and
    the most are rounded down. None where either is not known exactly: no dose is guessed."""
    if not isinstance(total, tuple) or not isinstance(at_most, tuple):
        return ()
    if total[0] != total[1] or at_most[0] != at_most[1]:
        return ()
    whole, most = _whole(total[0]), _whole(at_most[0])
    if whole <= 0 or most <= 0:
        return ()
    full, rest = divmod(whole, most)
    doses = [most] * full + ([rest] if rest else [])
    # 1,050 mg with at most 1,000 a dose: not 1,000 and 50, but 525 and 525.
    # The remainder of the division is spread a milligram each, so that the sum is exact.
    if full and 0 < rest < most / 5:
        each, more = divmod(whole, len(doses))
        doses = [each + 1] * more + [each] * (len(doses) - more)
    return tuple(map(float, doses)) if len(doses) <= HORIZON else ()


def _whole(milligrams: float) -> int:
    """Rounded down; what is a whole number but for the arithmetic of floats stays it."""
    return math.floor(round(milligrams, 6))


def _doses(
    prescribe: Prescription, first: int, left: int | None, review: int | None
) -> tuple[int, ...]:
    if prescribe.split and left:
        # What remains of a course are its last doses: of [1, 3, 5, 8] with two left, days 5 and 8,
        # counted from the first of these two.
        offsets = prescribe.split[-left:]
        return tuple(first + offset - offsets[0] for offset in offsets)
    # Several times a day is no list of days; a single dose is.
    if prescribe.every is None or prescribe.every.hours:
        return (first,) if left == 1 else ()
    if left is None and review is None:
        return ()
    doses = [first]
    while len(doses) < min(left or HORIZON, HORIZON):
        following = int(shift(doses[-1], prescribe.every))
        # No dose is promised beyond the review, which decides whether it goes on.
        if review is not None and following >= review:
            break
        doses.append(following)
    return tuple(doses)


def shift(day: float, by: Interval) -> float:
    return shift_day(day, by.count, by.unit)


def check_status(window: tuple[int, int], as_of: int, done: Value, skip: Value) -> str:
    if done is True:
        return "done"
    if skip is True:
        return "not_applicable"
    if as_of < window[0]:
        return "planned"
    return "due" if as_of <= window[1] else "overdue"
