"""Worked examples of the interface: an input, and what must hold of the output.

They are read in place from the folder that HEMATINIC_TEST_EXAMPLES names.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from command import run_here
from hematinic.guideline import yaml

FOLDER = os.environ.get("HEMATINIC_TEST_EXAMPLES", "")


def cases() -> Iterator[dict[str, Any]]:
    for file in sorted(Path(FOLDER).glob("*.yaml")) if FOLDER else ():
        data = yaml.read(file.read_text()).data
        if isinstance(data, list):
            yield from data


class Run:
    """One run of the command on one input."""

    def __init__(self, data: Any, command: str, folder: Path) -> None:
        file = folder / "patient.json"
        file.write_text(json.dumps(data))
        done = run_here(command, str(file), "--format", "json")
        self.status, self.message = done.returncode, done.stderr
        self.plan: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}

    def codes(self, statuses: tuple[str, ...]) -> set[str]:
        lines = self.plan["recommendations"]
        return {code for line in lines if line["status"] in statuses for code in line["implements"]}

    def lines(self) -> Iterator[tuple[str, set[str]]]:
        for part in ("recommendations", "alerts"):
            for line in self.plan[part]:
                yield f"{line['line']} {line.get('what_to_do', '')}", set(line["implements"])
        for line in self.plan["monitoring"]:
            yield f"{line['test']} {line['expect']} {line['if_not']}", set(line["implements"])
        yield self.plan["bottom_line"], set()


def first_due(run: Run, medicines: tuple[str, ...]) -> list[str]:
    return [
        line["schedule"]["first_due"]
        for line in run.plan["recommendations"]
        if line.get("medicine") in medicines and line["status"] != "alternative"
    ]


B12 = ("hydroxocobalamin", "cyanocobalamin")
IRON = ("ferrous_sulfate", "ferric_carboxymaltose", "ferric_derisomaltose")
OFFERED = ("recommended", "consider")
ANY = (*OFFERED, "alternative")


def statuses(expected: dict[str, Any]) -> tuple[str, ...]:
    status = expected.get("status", "offered")
    return {"any": ANY, "recommended": ("recommended",)}.get(status, OFFERED)


def regimens_all(run: Run, e: dict[str, Any]) -> bool:
    return e["code"] in run.codes(statuses(e))


def regimens_any(run: Run, e: dict[str, Any]) -> bool:
    return bool(set(e["codes"]) & run.codes(ANY if e.get("status") == "any" else OFFERED))


def regimens_none(run: Run, e: dict[str, Any]) -> bool:
    return e["code"] not in run.codes(statuses(e))


def alerts_must(run: Run, e: dict[str, Any]) -> bool:
    levels = e.get("level", ["critical", "warning", "information"])
    levels = [levels] if isinstance(levels, str) else levels
    return any(e["code"] in a["implements"] and a["level"] in levels for a in run.plan["alerts"])


def doses(run: Run, e: dict[str, Any]) -> bool:
    ranges = e["dose_mg"] if isinstance(e["dose_mg"][0], list) else [e["dose_mg"]]
    for line in run.plan["recommendations"]:
        if line.get("medicine") != e["medicine"] or (
            "every" in e and e["every"] != line["schedule"]["every"]
        ):
            continue
        mg = [d["value"] for d in (line["dose"], line["product_dose"]) if d and d["unit"] == "mg"]
        if any(low <= value <= high for value in mg for low, high in ranges):
            return True
    return False


def b12_given_first(run: Run, e: dict[str, Any]) -> bool:
    b12, iron = first_due(run, B12), first_due(run, IRON)
    return bool(b12) and (not iron or min(b12) <= min(iron))


def b12_today(run: Run, e: dict[str, Any]) -> bool:
    return run.plan["as_of"] in first_due(run, B12)


def text_must(run: Run, e: dict[str, Any]) -> bool:
    text = " ".join(line for line, _ in run.lines()).lower()
    return any(phrase.lower() in text for phrase in e["phrases"])


def text_must_not(run: Run, e: dict[str, Any]) -> bool:
    for line, codes in run.lines():
        if codes & set(e.get("except_alerts", ())):
            continue
        if any(p.lower() in line.lower() for p in e["phrases"]) and not any(
            word.lower() in line.lower() for word in e.get("unless_line_has", ())
        ):
            return False
    return True


def monitoring(run: Run, e: dict[str, Any]) -> bool:
    for line in run.plan["monitoring"]:
        in_time = e.get("due_from", "") <= line["due"] <= e.get("due_to", "9999")
        named = any(test.lower() in line["test"].lower() for test in e["tests"])
        if set(e["implements"]) & set(line["implements"]) and named and in_time:
            return True
    return False


def missing_any(run: Run, e: dict[str, Any]) -> bool:
    return bool(set(e["elements"]) & {line["element"] for line in run.plan["missing"]})


def well_formed(run: Run, e: dict[str, Any]) -> bool:
    lines = run.plan["recommendations"]
    cited = all(line["cites"] and line["line"] and line["graded_by"] for line in lines)
    return cited and bool(run.plan["disclaimer"]) and run.plan["guideline"]["status"] == "submitted"


def refused(run: Run, e: dict[str, Any]) -> bool:
    return run.status == 1 and any(word.lower() in run.message.lower() for word in e["words"])


HOLDS: dict[str, Callable[[Run, dict[str, Any]], bool]] = {
    check.__name__: check
    for check in (
        regimens_all, regimens_any, regimens_none, alerts_must, doses, b12_given_first, b12_today,
        text_must, text_must_not, monitoring, missing_any, well_formed, refused,
    )
}  # fmt: skip
HOLDS["alerts_must_not"] = lambda run, e: not alerts_must(run, e)


def failures(run: Run, expect: dict[str, Any]) -> list[str]:
    found = []
    for name, each in expect.items():
        for e in each:
            if name == "any_of":
                if all(failures(run, option) for option in e["options"]):
                    found.append(f"none of {e['options']}")
            elif "refused" not in expect and not run.plan:
                found.append(f"no plan: {run.message}")
            elif not HOLDS[name](run, e):
                found.append(f"{name} {e}")
    return found
