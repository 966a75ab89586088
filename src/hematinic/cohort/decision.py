"""The decision as data, read for columns: what stands, is refused, fires and is due, as codes.

A reader of `guideline/decision.py`, as the planner and the solver are; only the dates of doses and
the status of a check are reckoned as `plan/schedule.py` does, on arrays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

import numpy as np

from hematinic.expressions.columns import KINDS, PLANES, compile_columns
from hematinic.expressions.columns_tape import Array, Column, Line, Plane, Words
from hematinic.expressions.columns_values import shift_day
from hematinic.expressions.syntax import Node
from hematinic.guideline.entry import PlanStatus
from hematinic.guideline.layout import CheckSlots, RecommendationSlots
from hematinic.guideline.model import Check, Prescription, Recommendation
from hematinic.guideline.rules import Rules

STATUSES: tuple[str, ...] = get_args(PlanStatus)

LINE = ("no", *STATUSES, "refused", "replaced", "unknown")
"""The codes of a recommendation. `unknown`: whether it applies is not known, and it waits."""
FIRES = ("no", "fires", "fires_unknown")
"""Of an alert; the last one is raised since its condition is unknown."""
CHECK = ("no", "planned", "due", "overdue", "done", "not_applicable")

NO_DAY = np.iinfo(np.int32).min


@dataclass(frozen=True, slots=True)
class Decided:
    """Of a block of patients."""

    codes: Mapping[str, Array]
    """int8: `line X`, `alert X`, `check X` of each item, and `said`, the number of the first
    sentence. LINE, FIRES and CHECK are the codes."""
    days: Mapping[str, Array]
    """int32 ordinals, NO_DAY where there is none: `due X` of a line's next dose or a check, and
    `overdue X` of a line, since when."""
    found: Mapping[tuple[str, Plane], Array]
    """The planes of what was asked for besides."""


def nodes(rules: Rules) -> dict[str, Node]:
    """Every expression and every step, each after those that it reads."""
    written = {name: definition.node for name, definition in rules.definitions.items()}
    written |= rules.decision.steps()
    # The slots behind the facts are numbered so that each reads only lower ones.
    return {name: written[name] for name in rules.names[rules.facts :]}


class DecisionColumns:
    """Made once, used for every block. `besides`: findings whose planes are told too."""

    def __init__(self, rules: Rules, words: Words, besides: tuple[str, ...] = ()) -> None:
        self.rules, layout = rules, rules.layout
        items = rules.guideline.recommendations
        self.lines = [(item, layout.recommendations[item.id]) for item in items]
        self.alerts = [(alert.id, layout.alerts[alert.id]) for alert in rules.guideline.alerts]
        self.checks = [(check, layout.checks[check.id]) for check in rules.guideline.monitoring]
        self.besides = tuple(wanted(rules, besides))
        planes = {*self.planes(), *self.besides}
        # Only these planes are compiled, with what they rest on: a guideline is two thousand
        # expressions, and what nobody asks for is not computed.
        names = {(rules.names[slot], plane) if isinstance(slot, int) else (slot, plane)
                 for slot, plane in planes}  # fmt: skip
        definitions = [*nodes(rules).items()]
        self.line: Line = compile_columns(definitions, rules.types, words, sorted(names))

    def planes(self) -> Iterator[tuple[int | str, Plane]]:
        for _, line in self.lines:
            for slot in (line.applies, line.stands, line.refused, line.recommended, line.asked):
                yield slot, "true"
            yield from ((line.when, "true"), (line.when, "false"))
            if (starts := line.computed[0]) is not None:
                yield from ((starts, "low"), (starts, "high"))
        for _, alert in self.alerts:
            yield from ((alert.when, "true"), (alert.stands, "true"))
        for _, check in self.checks:
            yield check.stands, "true"
            for slot in (check.due, *check.window):
                yield from ((slot, "low"), (slot, "high"))
            yield from ((check.done, "true"), (check.skip, "true"))
        yield self.rules.layout.said, "low"

    def decide(self, facts: Mapping[str, Column], count: int, as_of: int) -> Decided:
        values = self.line.run(facts)
        block = _Block(self.rules, values, count, as_of)
        codes: dict[str, Array] = {}
        days: dict[str, Array] = {}
        for item, line in self.lines:
            codes[f"line {item.id}"] = shown = block.of_line(item, line)
            if item.prescribe:
                due, overdue = block.doses(item, item.prescribe, line)
                standing = (shown >= 1) & (shown <= len(STATUSES))
                days[f"due {item.id}"] = _days(np.where(standing, due, np.nan))
                days[f"overdue {item.id}"] = _days(np.where(standing, overdue, np.nan))
        for name, alert in self.alerts:
            stands, true = block.of(alert.stands, "true"), block.of(alert.when, "true")
            fires = codes[f"alert {name}"] = stands.astype(np.int8)
            # It stands though its condition is not true: it is unknown, and the alert acts.
            fires[stands & ~true] = FIRES.index("fires_unknown")
        for check, slots in self.checks:
            codes[f"check {check.id}"], due = block.of_check(check, slots)
            days[f"due {check.id}"] = _days(due)
        codes["said"] = block.of(self.rules.layout.said, "low").astype(np.int8)
        besides = {key: block.whole(values[key]) for key in self.besides}
        return Decided(codes, days, besides)


def wanted(rules: Rules, names: tuple[str, ...]) -> Iterator[tuple[str, Plane]]:
    """The planes of findings, or of any other expression."""
    for name in names:
        for plane in PLANES[KINDS[rules.definitions[name].type.kind]]:
            yield name, plane


@dataclass(frozen=True, slots=True)
class _Block:
    rules: Rules
    found: Mapping[Any, Any]
    count: int
    as_of: int

    def whole(self, plane: Any) -> Array:
        if isinstance(plane, np.ndarray) and plane.shape == (self.count,):
            return plane
        return np.broadcast_to(np.asarray(plane), (self.count,))

    def of(self, slot: int, plane: Plane) -> Array:
        return self.whole(self.found[self.rules.names[slot], plane])

    def of_line(self, item: Recommendation, line: RecommendationSlots) -> Array:
        """As `plan/decide.py` shows it."""
        stands, applies = self.of(line.stands, "true"), self.of(line.applies, "true")
        unknown = ~(self.of(line.when, "true") | self.of(line.when, "false") | applies)
        code = np.zeros(self.count, dtype=np.int8)
        # What comes later goes over what was there: a line that stands is not `replaced`, though it
        # was set so for a moment. The order is that of `plan/decide.py`.
        code[unknown] = LINE.index("unknown")
        if item.action != "advise":
            code[applies & ~stands] = LINE.index("replaced")
        code[self.of(line.refused, "true")] = LINE.index("refused")
        code[stands] = LINE.index(item.status)
        if item.status == "recommended":
            code[stands & ~self.of(line.recommended, "true")] = LINE.index("consider")
        if item.status != "alternative":
            code[self.of(line.asked, "true")] = LINE.index("after_questions")
        return code

    def doses(
        self, item: Recommendation, prescribe: Prescription, line: RecommendationSlots
    ) -> tuple[Array, Array]:
        """The first day on which a dose is due, and since when one is overdue; NaN where not."""
        # Without a rule of its own a dose is due today.
        due = np.full(self.count, float(self.as_of))
        if (starts := line.computed[0]) is not None:
            ends = self.of(starts, "low"), self.of(starts, "high")
            day = _known_end(*(ends[::-1] if prescribe.at_most else ends))
            due = np.where(np.isnan(day), due, day)
        taken = item.action == "prescribe" and prescribe.times is None
        # `Every 2 to 3 months` is late after three. What is taken day by day (tablets) is never
        # overdue.
        latest = due + _slack(prescribe, due)
        late = (latest < self.as_of) & (not taken)
        return np.maximum(due, self.as_of), np.where(late, latest, np.nan)

    def of_check(self, check: Check, slots: CheckSlots) -> tuple[Array, Array]:
        days = [
            _known_end(self.of(slot, "low"), self.of(slot, "high"))
            for slot in (slots.due, *slots.window)
        ]
        due, first, last = days[0], *(np.where(np.isnan(d), days[0], d) for d in days[1:])
        # Again the later goes over the earlier: of a check that is both done and past, done is
        # told.
        code = np.full(self.count, CHECK.index("overdue"), dtype=np.int8)
        code[self.as_of <= last] = CHECK.index("due")
        code[self.as_of < first] = CHECK.index("planned")
        code[self.of(slots.skip, "true")] = CHECK.index("not_applicable")
        code[self.of(slots.done, "true")] = CHECK.index("done")
        absent = ~self.of(slots.stands, "true") | np.isnan(due)
        code[absent] = CHECK.index("no")
        return code, np.where(absent, np.nan, due)


def _known_end(first: Array, other: Array) -> Array:
    """The end that is named first, or the other where it is open."""
    known = np.isfinite(first)
    if known.all():
        return first
    return np.where(known, first, np.where(np.isfinite(other), other, np.nan))


def _slack(prescribe: Prescription, due: Array) -> Array | float:
    """As `plan/schedule.py` has it."""
    if prescribe.every and prescribe.every_to:
        ends = [shift_day(by.count, by.unit, due) for by in (prescribe.every, prescribe.every_to)]
        return np.trunc(ends[1]) - np.trunc(ends[0])
    gaps = [following - day for day, following in pairwise(prescribe.split)]
    return float(max(gaps) - min(gaps)) if gaps else 0.0


def _days(days: Array) -> Array:
    return np.where(np.isnan(days), NO_DAY, days).astype(np.int32)
