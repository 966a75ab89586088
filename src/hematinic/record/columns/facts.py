"""Every fact of a guideline for a block of patients on a day."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from hematinic.expressions.columns_tape import UNSAID, Array, Column, Spans, Texts, Truths
from hematinic.expressions.columns_values import whole
from hematinic.expressions.logic import Value
from hematinic.expressions.types import Type
from hematinic.guideline.names import selector, verb
from hematinic.guideline.quantities import days
from hematinic.guideline.rules import Rules
from hematinic.record.columns.codes import Codes
from hematinic.record.columns.courses import current_courses
from hematinic.record.columns.events import Events, Patients, seen_from
from hematinic.record.columns.scene import Scene
from hematinic.record.columns.verbs import Take, element_kernel, fact_kernel


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    of: str
    take: Take
    default: Value
    """Of a patient without an event under that name, where it is not what the verb gives."""
    kind: Type
    differs: bool


class FactColumns:
    """Takes all facts of a guideline from columns of events. Made once, used for every block."""

    def __init__(self, rules: Rules) -> None:
        guideline = rules.guideline
        self.rules, self.codes = rules, Codes(guideline)
        self.gaps = {name: days(course.gap) for name, course in guideline.courses.items()}
        self.wanted: list[_Wanted] = []
        for name, element in guideline.elements.items():
            absent = rules.defaults[rules.slots[name]] is False
            self.want(name, name, element_kernel(element, rules.types[name], absent), None)
        for name, fact in guideline.facts.items():
            which, selected = verb(fact)
            take = fact_kernel(fact, guideline, rules.types[name])
            otherwise = _of_nothing(which, fact.if_unrecorded == "absent")
            self.want(name, selector(selected)[1], take, otherwise)
        # A window may begin or end with the day of another fact, which stands before it
        # (`Scene.day`).
        self.wanted.sort(key=lambda wanted: rules.slots[wanted.name])
        self.under = {
            selected: self.codes.under(selected)
            for selected in {*(wanted.of for wanted in self.wanted), *self.gaps}
        }

    def want(self, name: str, of: str, take: Take, otherwise: Value) -> None:
        default = self.rules.defaults[self.rules.slots[name]]
        # Of no event most kernels already give what the guideline says; only the others are put
        # right.
        differs = name in self.rules.guideline.facts and default != otherwise
        self.wanted.append(_Wanted(name, of, take, default, self.rules.types[name], differs))

    def facts(self, events: Events, patients: Patients, as_of: int) -> dict[str, Column]:
        """Of each fact a column. `events` as `events.Events` says, and read on that day or later
        (or before it: then nothing is known since)."""
        count = len(patients)
        seen = seen_from(events, as_of, self.codes)
        scene = Scene(seen, count, as_of, self.codes, self.under)
        for name, gap in self.gaps.items():
            scene.courses[name] = current_courses(scene, name, gap)
        # NaN and infinity are values here, the unknown and the open end. No warning is due for
        # them.
        columns = self.of_patients(patients, as_of)
        with np.errstate(all="ignore"):
            for wanted in self.wanted:
                column = wanted.take(scene)
                if wanted.differs:
                    column = _instead(column, ~scene.known(wanted.of), wanted.default, wanted.kind)
                columns[wanted.name] = scene.dates[wanted.name] = column
        # Last, since what a laboratory prints beside a result is a fact too, and gives way.
        self.set_limits(patients, columns)
        return columns

    def of_patients(self, patients: Patients, as_of: int) -> dict[str, Column]:
        header, words, count = self.rules.guideline.header, self.codes.words, len(patients)
        until = date.fromisoformat(header.valid_until).toordinal()
        low, high = patients.birth
        day = np.full(count, float(as_of))
        with np.errstate(all="ignore"):
            age = Spans(whole("years", high, day), whole("years", low, day))
        own = words.code(header.jurisdiction)
        by = np.where(patients.jurisdiction == UNSAID, own, patients.jurisdiction)
        columns: dict[str, Column] = {
            "as_of": Spans(day, day),
            "age": age,
            "sex": Texts(patients.sex),
            "jurisdiction": Texts(by),
            "values_questioned": Truths(patients.questioned, ~patients.questioned),
            "valid_until": _same(float(until), count),
        }
        for name, limit in self.rules.guideline.limits.items():
            columns[name] = _same(limit.number, count)
        return columns

    def set_limits(self, patients: Patients, columns: dict[str, Column]) -> None:
        """In place of the guideline's; what a laboratory prints with a result gives way to them."""
        for name, own in patients.limits.items():
            is_set = ~np.isnan(own)
            limit = columns[name]
            assert isinstance(limit, Spans)
            columns[name] = Spans(
                np.where(is_set, own, limit.low), np.where(is_set, own, limit.high)
            )
            for other in self.rules.guideline.limits[name].instead_of:
                columns[other] = _instead(columns[other], is_set, None, self.rules.types[other])


def _of_nothing(verb: str, absent: bool) -> Value:
    """What a verb gives of no event at all."""
    if verb in ("count", "sum"):
        return (0.0, 0.0)
    return False if absent and verb in ("ever", "active", "course_current") else None


def _same(number: float, count: int) -> Spans:
    column = np.full(count, number)
    return Spans(column, column)


def _instead(column: Column, where: Array, value: Value, kind: Type) -> Column:
    """Another value of some patients: unknown, false or a point."""
    match column:
        case Spans(low=low, high=high):
            ends = value if isinstance(value, tuple) else (np.nan, np.nan)
            return Spans(np.where(where, ends[0], low), np.where(where, ends[1], high))
        case Texts(code=code):
            return Texts(np.where(where, UNSAID, code))
        case Truths(true=true, false=false):
            return Truths(true & ~where, np.where(where, value is False, false))
    raise TypeError(f"{kind} is no kind of column")
