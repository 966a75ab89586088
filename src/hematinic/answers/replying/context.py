"""A patient's facts, stated in a question or given as a record, to a plan."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from hematinic.answers import weights
from hematinic.answers.reading.stated import Stated
from hematinic.expressions.logic import Span
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.events import Event, Patient, Record, RecordError
from hematinic.record.patient_file import read_patient_file

LAST_MINUTE = 24 * 60 - 1
"""What the question says comes after what the record has of the same day."""


class Context:
    """The record with what was stated, and its plan."""

    def __init__(self, planner: Planner, record: Record | None, stated: Stated, as_of: int) -> None:
        self.planner, self.stated, self.as_of = planner, stated, as_of
        self.problems: list[str] = []
        events = [event for data in stated.events for event in self.event(data)]
        self.base = record
        base = record or Record(patient=Patient(), events=())
        self.record = msgspec.structs.replace(
            base, patient=self.patient(base.patient), events=(*base.events, *events)
        )
        self.plan = planner.plan(seen_from(self.record, as_of), as_of)

    def is_(self, finding: str) -> bool:
        """Whether it is known to hold; `not` before it: known not to."""
        name = finding.removeprefix("not ")
        return self.plan.assessment.value(name) is (name == finding)

    def event(self, data: dict[str, Any]) -> Sequence[Event]:
        ago = data.get("ago")
        day = date.fromordinal(self.as_of - math.ceil(ago or 0)).isoformat()
        # Through the reader of patient files, so that a value stated in a question meets the same
        # checks of unit and range as one in a record.
        plain = {key: value for key, value in data.items() if key != "ago"} | {"on": day}
        try:
            read = read_patient_file({"events": [plain]}, self.planner.rules.guideline, self.as_of)
        except RecordError as error:
            self.problems += [mistake.told for mistake in error.problems]
            return ()
        return [msgspec.structs.replace(event, **self.when(data, event)) for event in read.events]

    def when(self, data: dict[str, Any], event: Event) -> dict[str, Any]:
        """An undated medicine began on any day before today; the rest is of the latest hour."""
        if "started" in data and data.get("ago") is None:
            span: Span = (float(self.as_of - weights.LONG_AGO), float(self.as_of - 1))
            return {"day": span, "where": "the question"}
        minute = LAST_MINUTE if event.kind not in ("ordered", "started") else -1
        return {"minute": minute, "where": "the question"}

    def patient(self, known: Patient) -> Patient:
        age = self.stated.person.age
        birth = _born(age, self.as_of) if known.birth is None and age is not None else known.birth
        sex = known.sex if known.sex != "unknown" else self.stated.person.sex
        return Patient(id=known.id, birth=birth, sex=sex)

    def other_units(self) -> list[str]:
        """Of a number without a unit: asked, where the other common unit would change the plan."""
        questions = []
        for name, value, unit in self.stated.confirm:
            events = [
                {**event, "unit": unit} if event.get("observed") == name else event
                for event in self.stated.events
            ]
            stated = Stated(events=events, person=self.stated.person)
            other = Context(self.planner, self.base, stated, self.as_of)
            # A question costs the asker more than it is worth where both units lead to the same
            # plan.
            if _lines(other.plan) != _lines(self.plan):
                element = self.planner.rules.guideline.elements[name]
                questions.append(
                    f"Is {element.label} {value} in {element.unit}, as read here, or in {unit}?"
                )
        return questions

    def of_supposed_age(self) -> "Context | None":
        """Of an adult, where no age is known."""
        age = self.planner.rules.guideline.synonyms.supposed_age
        if age is None or self.record.patient.birth is not None:
            return None
        person = replace(self.stated.person, age=float(age))
        return Context(self.planner, self.base, replace(self.stated, person=person), self.as_of)

    @cached_property
    def at_supposed_age(self) -> Plan:
        """The plan as it would be of an adult, where no age is known: it tells which statements
        bear on the question. Its doses are not quoted as the patient's."""
        age = self.planner.rules.guideline.synonyms.supposed_age
        if age is None or self.record.patient.birth is not None:
            return self.plan
        person = msgspec.structs.replace(self.record.patient, birth=_born(age, self.as_of))
        record = msgspec.structs.replace(self.record, patient=person)
        return self.planner.plan(seen_from(record, self.as_of), self.as_of)


def _lines(plan: Plan) -> set[str]:
    return {line.item.id for line in plan.recommendations} | {
        fired.alert.id for fired in plan.alerts
    }


def _born(age: float, as_of: int) -> Span:
    # Aged 62 is anybody born between nearly 63 years ago and 62 years ago. A partial date is an
    # interval, and no birthday is invented.
    return (as_of - math.floor((age + 1) * 365.25) + 2, as_of - math.ceil(age * 365.25))
