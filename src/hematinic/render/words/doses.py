"""The doses of a plan one by one: what every face for people and machines is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hematinic.guideline.amounts import Interval
from hematinic.guideline.entry import PlanStatus, Reader
from hematinic.guideline.model import Medicine, Prescription
from hematinic.guideline.rules import Rules
from hematinic.plan.model import Plan, Planned, Schedule
from hematinic.plan.schedule import shift
from hematinic.render.words import phrases as words
from hematinic.render.words.medication import MedicationLine, planned_medication

HORIZON = Interval("12 mo")
"""How far ahead a course without an end is written out."""


@dataclass(frozen=True, slots=True)
class Dose:
    day: int
    ordinal: int
    """Of the whole course, from 1: the third stays the third when two have been given."""
    amount: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line of the plan that gives a medicine, with its medicine and dates."""

    line: Planned
    prescribe: Prescription
    schedule: Schedule
    medicine: Medicine
    rules: Rules

    @property
    def name(self) -> str:
        return words.capital(self.medicine.label)

    def said(self, reader: Reader) -> MedicationLine:
        """The medication line: the one that every face has."""
        return planned_medication(self.line, self.rules, reader)

    @property
    def amount(self) -> str:
        """Of one dose; of a course with unlike doses, each of them."""
        return self.said("clinician").amount

    @property
    def goes_on(self) -> bool:
        """Whether it is repeated without a number of doses, or to a review, that would end it."""
        return bool(self.prescribe.every) and not self.schedule.doses and not self.prescribe.total

    def doses(self) -> Iterator[Dose]:
        """Those with a day: each, where they can be told, else the first."""
        days = self.schedule.doses or (self.schedule.first_due,)
        times, left = self.prescribe.times, self.schedule.remaining
        before = times - left if times and left else 0
        amounts = self.schedule.amounts
        for i, day in enumerate(days):
            amount = words.course((amounts[i],)) if i < len(amounts) else self.amount
            yield Dose(day, before + i + 1, amount)

    def last_day(self, plan: Plan) -> int:
        """The latest day to which a course that goes on is written out: its review, the end of its
        phase, the longest that it lasts, or a year; whichever is first."""
        first = self.schedule.first_due
        ends = [int(shift(first, HORIZON))]
        ends += [entry.ends for entry in plan.phases
                 if entry.phase.id == self.line.item.phase and entry.ends]  # fmt: skip
        ends += [self.schedule.review] if self.schedule.review else []
        if self.prescribe.at_longest:
            begun = self.schedule.taken_since or first
            ends.append(int(shift(begun, self.prescribe.at_longest)))
        return min(end for end in ends if end > first)

    def days_ahead(self, plan: Plan) -> Iterator[int]:
        """Each day of a course that goes on. Months are counted from the first dose, so that the
        31st comes back after a shorter month. Where the interval is a range only the next but one
        can be told, on the first day it can be."""
        first, last = self.schedule.first_due, self.last_day(plan)
        every = self.prescribe.every
        assert every is not None
        if every.hours:
            yield from range(first, last)
            return
        day, n = first, 0
        while day < last and not (self.prescribe.every_to and n > 1):
            yield day
            n += 1
            day = int(shift(first, every * n))

    def window(self, n: int) -> tuple[int, int] | None:
        """Of the nth dose of an interval that is a range: from when to when after the first."""
        every, every_to = self.prescribe.every, self.prescribe.every_to
        if every is None or every_to is None or n != 2:
            return None
        first = self.schedule.first_due
        return int(shift(first, every)), int(shift(first, every_to))


GIVES = ("prescribe", "administer")


def ordered(plan: Plan, *statuses: PlanStatus, waiting: bool = False) -> Iterator[Ordered]:
    """In the order of the plan; those recommended where no status is named. What waits for
    something more urgent has no day yet, and comes only where that is asked for."""
    rules = plan.assessment.rules
    medicines = rules.guideline.medicines
    for line in plan.recommendations:
        prescribe, schedule = line.item.prescribe, line.schedule
        is_given = line.item.action in GIVES
        if line.waits and not waiting:
            continue
        if is_given and prescribe and schedule and line.status in (statuses or ("recommended",)):
            yield Ordered(line, prescribe, schedule, medicines[prescribe.medicine], rules)


def long_day(ordinal: int) -> str:
    """`4 December 2026`"""
    day = date.fromordinal(ordinal)
    return f"{day.day} {day:%B} {day.year}"


def span(window: tuple[int, int]) -> str:
    """`between 4 December and 20 December 2026`"""
    first, last = window
    if first == last:
        return f"on {long_day(first)}"
    start = long_day(first)
    if date.fromordinal(first).year == date.fromordinal(last).year:
        # Without its year, which the second day tells.
        start = start[:-5]
    return f"between {start} and {long_day(last)}"
