"""Patients that were made up from the specification alone, each with what must come of it.

The files beside this one were written before the program was asked; each case names its kind.
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
    stop_ordered,
)

Case = dict[str, Any]
HERE = Path(__file__)


def cases(path: Path) -> list[Case]:
    return yaml.read(path.read_text()).data


CASES = [
    one
    for path in sorted(HERE.with_name("read_from_the_specification").glob("*.yaml"))
    for one in cases(path)
]
PAIRS = cases(HERE.with_name("read_from_the_specification_in_pairs.yaml"))

SAFE = ("active_infection", "bacteremia", "cobalamin_allergy", "iv_iron_allergy")
FREE = {"nerves": NEUROLOGY, "red_flags": RED_FLAGS, "safe": SAFE}
VERBS = (
    "given",
    "started",
    "ordered",
    "booked",
    "done",
    "stopped",
    "present",
    "absent",
    "observed",
)


def written(case: Case) -> File:
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
    return patient(*events, **case["who"]) | {"jurisdiction": case.get("jurisdiction", "UK")}


def happened(event: dict[str, Any]) -> list[Event]:
    if "on" in event:
        return [event]
    ago, times, apart = event.pop("ago"), event.pop("times", 1), event.pop("apart", 0)
    [verb] = [name for name in VERBS if name in event]
    if verb == "observed":
        return [observed(event.pop("observed"), event.pop("value"), ago=ago, **event)]
    if verb == "ordered" and event.get("stop"):
        return [stop_ordered(event["ordered"], event.get("because", ""))]
    if "dose" in event:
        amount, event["unit"] = event["dose"].split()
        event["dose"] = float(amount)
    return [{"on": day(ago + apart * i), **event} for i in reversed(range(times))]


def day(ago: int) -> str:
    return type(TODAY).fromordinal(TODAY.toordinal() - ago).isoformat()


def planned(case: Case, *, checks: bool = False) -> dict[str, Any]:
    checks = checks or case.get("command") == "check"
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

    def offers_none(self, code: str) -> bool:
        return not self.offers(code)

    def levels(self) -> set[tuple[str, str]]:
        """The codes of the alerts, each with its level."""
        return {
            (code, line["level"]) for line in self.data["alerts"] for code in line["implements"]
        }

    def begins(self, code: str) -> bool:
        lines = self.of(code, "recommended", "consider")
        return any(line["schedule"]["first_due"] == self.data["as_of"] for line in lines)

    def rank(self, code: str) -> int:
        """How firmly it is given: 2 recommended, 1 to consider, 0 not."""
        return max(self.recommends(code) * 2, self.offers(code) * 1)

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

    def stops_none(self, medicine: str) -> bool:
        return not self.stops(medicine)

    def asks(self, element: str) -> bool:
        return any(line["element"] == element for line in self.data["missing"])

    def asks_any(self, elements: str) -> bool:
        return any(self.asks(element) for element in elements.split("|"))

    def explained(self, element: str) -> bool:
        """It is not said to be unexplained."""
        return all(line["element"] != element for line in self.data["unexplained"])

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


def missed(data: dict[str, Any], expectations: Case) -> list[str]:
    """The expectations that do not hold."""
    answer, found = Answer(data), []
    for name, expected in expectations.items():
        if name == "offers_any":
            held = any(answer.offers(code) for code in expected)
        elif name == "gives_any":
            held = any(not answer.gives_none(medicine) for medicine in expected)
        elif name == "alerts":
            held = expected.items() <= answer.levels()
        elif name == "alerts_never":
            held = not expected.items() & answer.levels()
        elif name == "stopped":
            held = expected is any(line["level"] == "critical" for line in data["alerts"])
        elif name == "b12_today":
            held = any(answer.begins(code) for code in ("B12-NEURO", "B12-STD", "B12-ORAL-HD"))
        elif name == "doses_none":
            held = not answer.doses()
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
    assert missed(planned(case), case["expect"]) == []


ORDERED = [case for case in CASES if "checked" in case]


@pytest.mark.parametrize("case", ORDERED, ids=[case["id"] for case in ORDERED])
def test_what_an_order_is_stopped_or_warned_of_for(case):
    assert missed(planned(case, checks=True), case["checked"]) == []


@pytest.mark.parametrize("case", PAIRS, ids=[case["id"] for case in PAIRS])
def test_more_illness_takes_nothing_away(case):
    common = case.get("events", [])
    better = case | {"known": case["known"] | case["better"]}
    worse = case | {
        "known": case["known"] | case["worse"],
        "events": common + case.get("worse_events", []),
    }
    before, after = Answer(planned(better)), Answer(planned(worse))
    assert any(after.rank(code) for code in case["keeps"])
    assert [code for code in case["keeps"] if after.rank(code) < before.rank(code)] == []


def test_every_kind_is_there():
    kinds = {kind for case in CASES for kind in case["kind"]}
    assert {f"K{n}" for n in range(26, 50)} <= kinds
    assert len(CASES) >= 100
