"""The vocabulary of the chapters: a patient in one line, and a plan that can be asked.

The day of every plan is 2026-11-22. What is observed, present or absent is so on 2026-11-20,
unless an event says how many days ago it was. Numbers are in the canonical unit of their element.

    plan(both(paresthesia=True)).recommends("B12-NEURO")
    plan(both(given("hydroxocobalamin", ago=14), hemoglobin=92)).alert("AL-SEV-SRC")
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

import once
from hematinic.expressions.logic import Value
from hematinic.plan.build import Planner
from hematinic.plan.model import Due, Plan, Planned
from hematinic.record.asof import seen_from
from hematinic.record.patient_file import read_patient_file
from hematinic.render import json
from hematinic.render.words import lines

TODAY = date(2026, 11, 22)
RECORDED = 2
"""Days ago that a finding was recorded, where nothing else is said."""

NEUROLOGY = (
    "paresthesia",
    "gait_disturbance",
    "cognitive_impairment",
    "subacute_combined_degeneration",
)
RED_FLAGS = ("chest_pain", "syncope", "dyspnea_at_rest", "hemodynamic_instability")

DIAGNOSTIC = (
    "hemoglobin", "ferritin", "transferrin_saturation", "crp",
    "vitamin_b12", "active_b12", "methylmalonic_acid",
)  # fmt: skip
"""The samples that a diagnosis is made on; those before treatment decide."""

WELL = {"hemoglobin": 112, "mcv": 90, "crp": 2, "egfr": 90, "potassium": 4.2, "platelets": 250} | (
    dict.fromkeys((*NEUROLOGY, *RED_FLAGS), False)
    | dict.fromkeys(
        ("cobalamin_allergy", "iv_iron_allergy", "active_infection", "pregnancy"), False
    )
)
"""Mildly anemic, with no inflammation, normal kidneys, no neurological feature, no allergy."""

LOW_IRON = {"ferritin": 8, "transferrin_saturation": 8}
LOW_B12 = {"vitamin_b12": 140}
NORMAL_B12 = {"vitamin_b12": 420}


# Patients

Event = dict[str, Any]
File = dict[str, Any]


def patient(
    *events: Event,
    age: int | None = 65,
    sex: str = "female",
    absent: Iterable[str] = (),
    present: Iterable[str] = (),
    sampled: int = RECORDED,
    **known: Any,
) -> File:
    """A patient file. `hemoglobin=92` was observed, `fatigue=True` is present, `fatigue=False`
    absent, `fatigue=None` not recorded. The diagnostic samples were taken `sampled` days ago."""
    known |= dict.fromkeys(absent, False) | dict.fromkeys(present, True)
    recorded = [
        _known(name, value, sampled if name in DIAGNOSTIC else RECORDED)
        for name, value in known.items()
        if value is not None
    ]
    who = {"id": "spec", "sex": sex}
    if age is not None:
        who["birth_date"] = TODAY.replace(year=TODAY.year - age).isoformat()
    return {"patient": who, "as_of": TODAY.isoformat(), "events": [*recorded, *events]}


def both(*events: Event, **changes: Any) -> File:
    """Iron and B12 deficiency, and nothing else that would change the plan."""
    return patient(*events, **(WELL | LOW_IRON | LOW_B12 | changes))


def low_b12(*events: Event, **changes: Any) -> File:
    """B12 deficiency; the stores of iron are full."""
    return patient(
        *events, **(WELL | LOW_B12 | {"ferritin": 150, "transferrin_saturation": 28} | changes)
    )


def low_iron(*events: Event, **changes: Any) -> File:
    """Iron deficiency; B12 is plentiful."""
    return patient(*events, **(WELL | LOW_IRON | NORMAL_B12 | changes))


def untested(*events: Event, **changes: Any) -> File:
    """Iron deficiency; B12 was never measured."""
    return patient(*events, **(WELL | LOW_IRON | changes))


# Events


def _known(name: str, value: Any, ago: int) -> Event:
    if isinstance(value, bool):
        return present(name) if value else absent(name)
    return observed(name, value, ago=ago)


def _ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def observed(name: str, value: Any, unit: str = "", ago: int = RECORDED, **more: Any) -> Event:
    event = {"on": _ago(ago), "observed": name, "value": value} | more
    element = planner().rules.guideline.elements[name]
    return event | ({"unit": unit or element.unit} if element.kind == "quantity" else {})


def present(name: str, ago: int = RECORDED, **more: Any) -> Event:
    return {"on": _ago(ago), "present": name} | more


def absent(name: str, ago: int = RECORDED) -> Event:
    return {"on": _ago(ago), "absent": name}


def in_doubt(name: str) -> list[Event]:
    """Present on some day of this month, and absent on one of its days."""
    return [{"on": f"{TODAY:%Y-%m}", "present": name}, absent(name, ago=3)]


def done(name: str, ago: int = RECORDED) -> Event:
    return {"on": _ago(ago), "done": name}


def started(
    name: str, dose: str = "", every: str = "1 d", ago: int = RECORDED, **more: Any
) -> Event:
    return {"on": _ago(ago), "started": name, "every": every} | _dose(dose) | more


def stopped(name: str, because: str = "", ago: int = RECORDED) -> Event:
    return {"on": _ago(ago), "stopped": name} | ({"because": because} if because else {})


def given(name: str, dose: str = "1 mg", ago: int = RECORDED, **more: Any) -> Event:
    return {"on": _ago(ago), "given": name} | _dose(dose) | more


def ordered(name: str, dose: str = "", ago: int = 0, **more: Any) -> Event:
    return {"on": _ago(ago), "ordered": name} | _dose(dose) | more


def stop_ordered(name: str, because: str = "") -> Event:
    return {"on": _ago(0), "ordered": name, "stop": True} | (
        {"because": because} if because else {}
    )


def booked(name: str, ahead: int = 1) -> Event:
    return {"on": _ago(-ahead), "booked": name}


def _dose(text: str) -> Event:
    if not text:
        return {}
    amount, unit = text.split()
    return {"dose": float(amount), "unit": unit}


def injections(
    count: int, every: int = 2, last: int = 2, name: str = "hydroxocobalamin"
) -> list[Event]:
    """So many injections, the latest `last` days ago."""
    return [given(name, ago=last + every * i) for i in reversed(range(count))]


def oral_iron(ago: int, **more: Any) -> Event:
    """One tablet of 65 mg elemental iron a day."""
    return started("ferrous_sulfate", "65 mg", ago=ago, **more)


# Plans


@cache
def planner() -> Planner:
    return once.planner()


def plan(file: File) -> "Seen":
    """Raises RecordError where the file is refused."""
    record = read_patient_file(file, planner().rules.guideline, TODAY.toordinal())
    day = record.as_of or TODAY.toordinal()
    return Seen(planner().plan(seen_from(record, day), day))


LEVELS = ("critical", "warning", "information")


VERDICTS = {
    "oral_iron_response": "oral-iron-response-",
    "intravenous_iron_response": "intravenous-iron-response-",
    "b12_response": "b12-response-",
    "b12_nerves_response": "b12-nerves-",
}
"""The groups of verdicts on a response, and what the ids of each begin with."""


class Seen:
    """A plan, asked by the codes of the specification or by the names of its own items."""

    def __init__(self, made: Plan) -> None:
        self.plan = made

    def _lines(self, code: str) -> list[Planned]:
        return [
            line
            for line in self.plan.recommendations
            if code in (line.item.id, *line.item.implements)
        ]

    def offers(self, code: str) -> bool:
        """With any status, an alternative included; what waits for answers is not offered."""
        return any(line.status != "after_questions" for line in self._lines(code))

    def asks_before(self, code: str) -> set[str]:
        """The elements that are asked for before it."""
        return {name for line in self._lines(code) for name in line.questions}

    def recommends(self, code: str) -> bool:
        return any(line.status == "recommended" for line in self._lines(code))

    def considers(self, code: str) -> bool:
        return any(line.status == "consider" for line in self._lines(code))

    def prescribes(self, *nutrients: str) -> bool:
        """A dose of anything that gives one of these, by any route, with any status."""
        medicines = planner().rules.guideline.medicines
        return any(set(nutrients) & set(medicines[name].gives) for name in self.doses())

    def doses(self) -> list[str]:
        """The medicines of every dose in the plan."""
        return [
            line.item.prescribe.medicine
            for line in self.plan.recommendations
            if line.item.prescribe and line.status != "after_questions"
        ]

    def item(self, code: str) -> Planned:
        return self._lines(code)[0]

    def verdict(self, group: str) -> str | None:
        """The one verdict on the response to a treatment; `two-week` is that of the failed check."""
        verdicts = [line for line in self.plan.recommendations if line.item.one_of == group]
        found = [line.item.id for line in verdicts]
        assert len(found) <= 1, found
        assert all(line.status == "recommended" for line in verdicts), "said, not weighed"
        if not found:
            return None
        return (
            "two-week" if found[0] == "iron-no-response" else found[0].removeprefix(VERDICTS[group])
        )

    def first_due(self, medicine: str) -> str:
        days = [
            line.schedule.first_due
            for line in self.plan.recommendations
            if line.schedule and line.item.prescribe and line.item.prescribe.medicine == medicine
        ]
        return date.fromordinal(min(days)).isoformat()

    def due(self, code: str) -> list[str]:
        """The days of the doses of this item."""
        schedule = self.item(code).schedule
        assert schedule
        return [date.fromordinal(day).isoformat() for day in schedule.doses or [schedule.first_due]]

    def alert(self, code: str) -> str | None:
        """The hardest level at which it fires."""
        found = [a.level for a in self.plan.alerts if code in (a.alert.id, *a.alert.implements)]
        return min(found, key=LEVELS.index) if found else None

    def check(self, code: str) -> Due | None:
        """The first check of this code."""
        found = (d for d in self.plan.monitoring if code in (d.check.id, *d.check.implements))
        return next(found, None)

    def check_due(self, code: str) -> str | None:
        found = self.check(code)
        return date.fromordinal(found.due).isoformat() if found else None

    @property
    def missing(self) -> list[str]:
        return [line.element for line in self.plan.missing]

    @property
    def waited_for(self) -> list[str]:
        """Of what is missing, what the plan waits for."""
        return [line.element for line in self.plan.missing if line.waited_for]

    @property
    def not_recommended(self) -> dict[str, str]:
        """Why, for each item that would have applied."""
        return {line.item.id: line.because for line in self.plan.not_recommended}

    def refused_for(self, code: str) -> bool:
        """Whether something is not recommended because of this code."""
        return any(code in line.implements for line in self.plan.not_recommended)

    def value(self, name: str) -> Value:
        """What a fact or a finding came out as: True, False, None for unknown."""
        return self.plan.assessment.value(name)

    def line(self, code: str) -> str:
        """The sentence a clinician reads, of a recommendation or an alert."""
        for alert in self.plan.alerts:
            if code in (alert.alert.id, *alert.alert.implements):
                return lines.alert(alert, self.plan.assessment)
        return lines.recommendation(self.item(code), self.plan.assessment)

    @property
    def json(self) -> bytes:
        return json.to_json(self.plan)

    @property
    def text(self) -> str:
        """Every word of the plan."""
        return self.json.decode().lower()
