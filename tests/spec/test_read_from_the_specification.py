"""Patients that were made up from the specification alone, each with what must come of it.

The file beside this one was written before the program was asked; each case names its kind.
"""

from pathlib import Path
from typing import Any

import pytest

from hematinic.guideline import yaml
from hematinic.plan.orders import OrderChecker
from hematinic.record.asof import seen_from
from hematinic.record.patient_file import read_patient_file
from hematinic.render.json import as_data
from spec.patients import (
    NEUROLOGY,
    RED_FLAGS,
    TODAY,
    Event,
    File,
    absent,
    observed,
    patient,
    planner,
    present,
)

CASES: list[dict[str, Any]] = yaml.read(
    Path(__file__).with_name("read_from_the_specification.yaml").read_text()
).data

FREE = {"nerves": NEUROLOGY, "red_flags": RED_FLAGS}
VERBS = ("given", "started", "ordered", "booked", "done", "present", "absent", "observed")


def written(case: dict[str, Any]) -> File:
    events: list[Event] = []
    for name, value in case["known"].items():
        if name in FREE:
            events += [absent(one) for one in FREE[name]]
        elif value in ("active", "quiescent"):
            events.append(present(name, activity=value))
        elif isinstance(value, bool):
            events.append(present(name) if value else absent(name))
        else:
            events.append(observed(name, value))
    for event in case.get("events", ()):
        events += happened(dict(event))
    return patient(*events, **case["who"])


def happened(event: dict[str, Any]) -> list[Event]:
    ago, times, apart = event.pop("ago"), event.pop("times", 1), event.pop("apart", 0)
    [verb] = [name for name in VERBS if name in event]
    if verb == "observed":
        return [observed(event["observed"], event["value"], ago=ago)]
    if "dose" in event:
        amount, event["unit"] = event["dose"].split()
        event["dose"] = float(amount)
    return [{"on": day(ago + apart * i), **event} for i in reversed(range(times))]


def day(ago: int) -> str:
    return type(TODAY).fromordinal(TODAY.toordinal() - ago).isoformat()


def planned(case: dict[str, Any]) -> dict[str, Any]:
    checks = case.get("command") == "check"
    made = OrderChecker(planner().rules) if checks else planner()
    record = read_patient_file(written(case), planner().rules.guideline, TODAY.toordinal())
    return as_data(made.plan(seen_from(record, TODAY.toordinal()), TODAY.toordinal()))


class Answer:
    """What a plan must show of one expectation; each method is one."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.lines = data["recommendations"]
        parts = [data["bottom_line"]]
        parts += [f"{x['title']} {x['line']} {x['action']}" for x in self.lines]
        parts += [f"{x['line']} {x['what_to_do']}" for x in data["alerts"]]
        parts += [x["because"] for x in data["not_recommended"]]
        parts += [x["line"] for x in data["unexplained"] + data["explained"]]
        self.text = "\n".join(parts).lower()

    def of(self, code: str, *statuses: str) -> list[dict[str, Any]]:
        return [
            line
            for line in self.lines
            if code in line["implements"]
            and line["status"] in statuses
            and line["action"] not in ("stop", "withhold", "advise", "test")
        ]

    def doses(self) -> list[dict[str, Any]]:
        return [
            line
            for line in self.lines
            if "schedule" in line and line["status"] in ("recommended", "consider")
        ]

    def recommends(self, code: str) -> bool:
        return bool(self.of(code, "recommended"))

    def recommends_none(self, code: str) -> bool:
        return not self.recommends(code)

    def considers(self, code: str) -> bool:
        return bool(self.of(code, "consider"))

    def offers(self, code: str) -> bool:
        return bool(self.of(code, "recommended", "consider"))

    def after_questions(self, code: str) -> bool:
        return bool(self.of(code, "after_questions"))

    def dose_said(self, code: str) -> bool:
        return any(" mg" in line["line"] for line in self.of(code, "after_questions"))

    def holds(self, code: str) -> bool:
        held = [line for line in self.lines if line["action"] == "withhold"]
        return any(code in line["implements"] for line in held)

    def today(self, code: str) -> bool:
        lines = self.of(code, "recommended")
        return any(line["schedule"]["first_due"] == self.data["as_of"] for line in lines)

    def today_none(self, code: str) -> bool:
        return not self.today(code)

    def tests(self, element: str) -> bool:
        return any(element in line["test"] for line in self.lines)

    def refers(self, words: str) -> bool:
        referred = [line["line"].lower() for line in self.lines if line["action"] == "refer"]
        return any(one in line for one in words.split("|") for line in referred)

    def gives_none(self, medicine: str) -> bool:
        return all(line["medicine"] != medicine for line in self.doses())

    def goes_on(self, medicine: str) -> bool:
        taken = [line for line in self.doses() if line["schedule"]["taken_since"]]
        return any(line["medicine"] == medicine for line in taken)

    def stops(self, medicine: str) -> bool:
        stopped = [line for line in self.lines if line["action"] == "stop"]
        return any(line.get("medicine") == medicine for line in stopped)

    def asks(self, element: str) -> bool:
        return any(line["element"] == element for line in self.data["missing"])

    def alerts_none(self, code: str) -> bool:
        return all(code not in line["implements"] for line in self.data["alerts"])

    def checks_none(self, check: str) -> bool:
        return all(line["id"] != check for line in self.data["monitoring"])

    def said(self, words: str) -> bool:
        return any(word.lower() in self.text for word in words.split("|"))

    def never_said(self, words: str) -> bool:
        return not self.said(words)

    def bottom(self, words: str) -> bool:
        return any(one.lower() in self.data["bottom_line"].lower() for one in words.split("|"))

    def bottom_never(self, words: str) -> bool:
        return not self.bottom(words)


def missed(case: dict[str, Any]) -> list[str]:
    """The expectations that do not hold."""
    data = planned(case)
    answer, found = Answer(data), []
    for name, expected in case["expect"].items():
        if name == "offers_any":
            held = any(answer.offers(code) for code in expected)
        elif name == "gives_any":
            held = any(not answer.gives_none(medicine) for medicine in expected)
        elif name == "alerts":
            held = {(code, level) for code, level in expected.items()} <= {
                (code, line["level"]) for line in data["alerts"] for code in line["implements"]
            }
        elif name == "due":
            held = all(
                [line["schedule"]["first_due"] for line in answer.of(code, "recommended")] == [when]
                for code, when in expected.items()
            )
        elif name == "gives_loading":
            held = expected is any(answer.offers(code) for code in ("B12-NEURO", "B12-STD"))
        elif name == "overdue_none":
            held = not any(line["schedule"]["overdue_since"] for line in answer.doses())
        elif name == "unexplained":
            held = {line["element"] for line in data["unexplained"]} == set(expected)
        else:
            found += [f"{name} {one}" for one in expected if not getattr(answer, name)(one)]
            continue
        if not held:
            found.append(f"{name} {expected}")
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_the_specification_says_comes(case):
    assert missed(case) == []


def test_every_kind_is_there():
    kinds = {kind for case in CASES for kind in case["kind"]}
    assert {f"K{n}" for n in range(26, 50)} <= kinds
    assert len(CASES) >= 40
