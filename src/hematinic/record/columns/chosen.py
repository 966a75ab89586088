"""Which events a fact looks at: those of its kind and in its window, as `verbs.py` defines both."""

import math
from dataclasses import dataclass

import numpy as np

from hematinic.expressions.columns_tape import Array
from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days
from hematinic.record.chosen import kinds_of
from hematinic.record.columns.scene import Scene


@dataclass(frozen=True, slots=True)
class Choice:
    """Facts that choose alike are equal here, and choose once."""

    of: str
    kinds: frozenset[str]
    booked: bool
    baseline: bool
    course: str = ""
    within: float | None = None
    older: int = 0
    before_start: float = math.inf
    after: str = ""
    before: str = ""
    because: str = ""

    @classmethod
    def made(cls, fact: Fact, guideline: Guideline) -> "Choice":
        kind, name = selector(verb(fact)[1])
        return cls(
            of=name,
            kinds=kinds_of(kind, guideline, name),
            booked=kind == "booked",
            baseline=bool(fact.baseline),
            course=fact.course,
            within=days(fact.within) if fact.within else None,
            older=days(fact.older) if fact.older else 0,
            before_start=days(fact.before_start) if fact.before_start else math.inf,
            after=fact.after,
            before=fact.before,
            because=fact.because,
        )

    def rows(self, scene: Scene) -> Array:
        # A fact that stands before the day it is bounded by is not bounded by it. So the same
        # choice can come out in two ways, and both are kept.
        key = (self, scene.day(self.after) is None, scene.day(self.before) is None)
        if key not in scene.kept:
            scene.kept[key] = self.chosen(scene)
        rows = scene.kept[key]
        assert isinstance(rows, np.ndarray)
        return rows

    def chosen(self, scene: Scene) -> Array:
        events, rows = scene.events, scene.of_kinds(self.of, self.kinds)
        patient = events.patient[rows]
        low, high = self.bounds(scene)
        # As in `verbs.py` an inexact day counts where all of it lies within.
        keep = events["last"][rows] <= (high[patient] if isinstance(high, np.ndarray) else high)
        if isinstance(low, np.ndarray):
            keep &= low[patient] <= events["first"][rows]
        elif low > -math.inf:
            keep &= low <= events["first"][rows]
        if self.course and not self.baseline:
            keep &= scene.courses[self.course].current[patient]
        if self.because:
            keep &= events["reason"][rows] == scene.codes.words.code(self.because)
        return rows if keep.all() else rows[keep]

    def bounds(self, scene: Scene) -> tuple[Array | float, Array | float]:
        """One for each patient, or one for all."""
        low: Array | float = -math.inf
        high: Array | float = math.inf if self.booked else float(scene.as_of)
        if self.course:
            course = scene.courses[self.course]
            if self.baseline:
                high = np.where(course.current, course.start, high)
                low = np.where(course.current, course.start - self.before_start, low)
            else:
                low = np.where(course.current, course.start, low)
        if self.within is not None:
            since = scene.as_of - self.within
            # An age limit is for starting a treatment. Who is on one has the sample that led to it,
            # however old that has become; for the others the limit binds.
            if self.course and self.baseline:
                low = np.where(scene.courses[self.course].current, low, np.maximum(low, since))
            else:
                low = np.maximum(low, since)
        # NaN, an unknown day, must bound nothing; compared with, it would let nothing through.
        if self.after and (day := scene.day(self.after)) is not None:
            low = np.maximum(low, np.where(np.isnan(day), -math.inf, day))
        if self.before and (day := scene.day(self.before)) is not None:
            high = np.minimum(high, np.where(np.isnan(day), math.inf, day))
        if self.older:
            high = np.minimum(high, scene.as_of - self.older)
        return low, high
