"""The day of a plan: outside of these no plan means anything, and dates may leave the calendar."""

from datetime import date

from hematinic.record.events import Mistake

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def no_day_of_a_plan(text: str, field: str) -> Mistake:
    """What is said of a day that none is made for."""
    try:
        date.fromisoformat(text)
    except ValueError:
        says, remedy = f"'{text[:40]}' is no day", "write it as 2026-11-22"
    else:
        says = f"a plan is made for a day from {EARLIEST.year} to {LATEST.year}"
        remedy = f"{text} is none of them"
    return Mistake(says=says, remedy=remedy, where=field, field=field)


def plan_day(text: str) -> int | None:
    """`2026-11-22` as an ordinal; None where no plan is made for it."""
    try:
        day = date.fromisoformat(text).toordinal()
    except ValueError:
        return None
    return day if is_plan_day(day) else None


def is_plan_day(day: int) -> bool:
    return EARLIEST.toordinal() <= day <= LATEST.toordinal()
