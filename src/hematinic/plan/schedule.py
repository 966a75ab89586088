"""Dates of doses and checks, from the `split`, `every`, `times` and `review` of the guideline."""

from hematinic.expressions.logic import Value, shift_day
from hematinic.guideline.model import Prescription
from hematinic.guideline.quantities import duration
from hematinic.plan.model import Schedule

HORIZON = 40
"""Doses listed at the most."""


def schedule(prescribe: Prescription, starts: Value, remaining: Value, as_of: int) -> Schedule:
    """`starts` and `remaining` as their expressions came out; unknown is today, and all."""
    due = int(starts[0]) if isinstance(starts, tuple) else as_of
    left = int(remaining[0]) if isinstance(remaining, tuple) else prescribe.times
    first = max(due, as_of)
    review = int(shift(first, prescribe.review)) if prescribe.review else None
    return Schedule(
        first_due=first,
        doses=_doses(prescribe, first, left, review),
        remaining=left,
        overdue_since=due if due < as_of else None,
        review=review,
    )


def _doses(
    prescribe: Prescription, first: int, left: int | None, review: int | None
) -> tuple[int, ...]:
    if prescribe.split and left:
        offsets = prescribe.split[-left:]
        return tuple(first + offset - offsets[0] for offset in offsets)
    if not prescribe.every or "h" in prescribe.every:
        return (first,) if left == 1 else ()
    if left is None and review is None:
        return ()
    doses = [first]
    while len(doses) < min(left or HORIZON, HORIZON):
        following = int(shift(doses[-1], prescribe.every))
        if review is not None and following >= review:
            break
        doses.append(following)
    return tuple(doses)


def shift(day: float, by: str) -> float:
    length = duration(by)
    return shift_day(day, length.count, length.unit)


def check_status(window: tuple[int, int], as_of: int, done: Value, skip: Value) -> str:
    if skip is True:
        return "not_applicable"
    if done is True:
        return "done"
    if as_of < window[0]:
        return "planned"
    return "due" if as_of <= window[1] else "overdue"
