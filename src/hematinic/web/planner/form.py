"""From what was typed to a patient file, and from a record back to what would be typed.

Nothing is interpreted here: the patient file's own reader judges every value, so that the page and
the command line refuse the same things. What a field cannot hold stands as a line of the file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hematinic.guideline import yaml
from hematinic.guideline.apart import day_times
from hematinic.guideline.model import Element, Guideline

Values = dict[str, str]
"""What stands in the fields, by their names: `value.ferritin`, `unit.ferritin`, `on.ferritin`,
`is.paresthesia`, `birth_date`, `sex`, `as_of`, `on` (the day of all the rest), `lines`."""

MEDICINE_ROWS = 4
MEDICINE_VERBS = {
    "started": "takes, since",
    "given": "was given, on",
    "ordered": "is about to be ordered",
    "stopped": "stopped, on",
}


@dataclass(slots=True)
class Typed:
    """A patient file made from a form, and which field each event came from."""

    data: dict[str, Any]
    origins: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(field, what is wrong with it)"""


def read_form(values: Mapping[str, str], guideline: Guideline, today: str) -> Typed:
    day = values.get("as_of") or today
    patient = {key: values[key] for key in ("birth_date", "sex") if values.get(key)}
    typed = Typed({"patient": patient, "as_of": day, "events": []})
    if values.get("units"):
        typed.data["units"] = values["units"]
    times = {name: text for name in own_times(guideline) if (text := values.get(f"day.{name}", ""))}
    if times:
        typed.data["day"] = times
    for origin, event in _events(values, guideline, values.get("on") or day):
        typed.data["events"].append(event)
        typed.origins.append(origin)
    _add_lines(values.get("lines", ""), typed)
    return typed


def own_times(guideline: Guideline) -> Mapping[str, str]:
    """The times of a day that a patient may have others of."""
    return day_times(guideline.day) if guideline.day else {}


def _events(
    values: Mapping[str, str], guideline: Guideline, day: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, element in guideline.elements.items():
        on = values.get(f"on.{name}") or day
        if element.kind == "quantity" and (value := values.get(f"value.{name}", "").strip()):
            unit = values.get(f"unit.{name}") or element.unit
            yield (
                f"value.{name}",
                {"on": on, "observed": name, "value": number(value), "unit": unit},
            )
        elif element.kind != "quantity" and (choice := values.get(f"is.{name}", "")):
            verb, more = (
                ("observed", {"value": choice}) if element.kind == "result" else (choice, {})
            )
            yield f"is.{name}", {"on": on, verb: name, **more}
    for row in range(MEDICINE_ROWS):
        if values.get(f"medicine.{row}"):
            yield f"medicine.{row}", _medicine(values, row, day)


def _medicine(values: Mapping[str, str], row: int, day: str) -> dict[str, Any]:
    def typed(part: str) -> str:
        return values.get(f"{part}.{row}", "").strip()

    event: dict[str, Any] = {
        "on": typed("when") or values.get("as_of") or day,
        typed("verb") or "started": typed("medicine"),
    }
    if typed("dose"):
        event |= {"dose": number(typed("dose")), "unit": typed("dose_unit") or "mg"}
    for part in ("every", "because"):
        if typed(part):
            event[part] = typed(part)
    return event


def number(text: str) -> float | int | str:
    """A number where it is one; anything else is left for the reader to judge."""
    text = re.sub(r"(?<=\d),(?=\d{1,2}$)", ".", text)  # 9,2 as written on the continent
    number = yaml.scalar(text)
    return number if isinstance(number, int | float) and not isinstance(number, bool) else text


def _add_lines(text: str, typed: Typed) -> None:
    for i, line in enumerate(text.splitlines(), 1):
        written = line.strip().removeprefix("-").strip()
        if not written or written.startswith("#"):
            continue
        try:
            event = yaml.read(written).data
        except yaml.YamlError as error:
            typed.problems.append(("lines", f"Line {i}: {error.problem}"))
            continue
        typed.data["events"].append(event)
        typed.origins.append("lines")


# Back again


def fill(data: Mapping[str, Any], guideline: Guideline) -> Values:
    """The form that would give this patient file."""
    patient = data.get("patient") or {}
    events = [event for event in data.get("events") or [] if isinstance(event, dict)]
    day = _common_day(events) or str(data.get("as_of") or "")
    values: Values = {"on": day, "as_of": str(data.get("as_of") or "")}
    values |= {key: str(patient[key]) for key in ("birth_date", "sex") if patient.get(key)}
    values |= {key: str(data[key]) for key in ("units",) if data.get(key)}
    own = data.get("day")
    times = own if isinstance(own, dict) else {}
    values |= {f"day.{name}": str(times[name]) for name in own_times(guideline) if name in times}
    rows = iter(range(MEDICINE_ROWS))
    left = [event for event in events if not _placed(event, values, guideline, day, rows)]
    values["lines"] = "\n".join(map(line_of, left))
    return values


def _common_day(events: Iterable[Mapping[str, Any]]) -> str:
    days = [str(event.get("on")) for event in events if "observed" in event]
    return max(days, key=lambda day: (days.count(day), day), default="")


def _placed(
    event: Mapping[str, Any], values: Values, guideline: Guideline, day: str, rows: Iterator[int]
) -> bool:
    on = str(event.get("on"))
    verb = next((verb for verb in event if verb in ("observed", "present", "absent", "done")), "")
    element = guideline.elements.get(str(event.get(verb)))
    if element is None:
        return _placed_medicine(event, values, guideline, rows)
    # What the fields cannot hold, such as a severity or a month, stays a line of the file.
    if set(event) - {"on", verb, "value", "unit"} or not re.fullmatch(r"\d{4}-\d\d-\d\d", on):
        return False
    typed = _typed(event, verb, element)
    # The field is taken already, by an earlier result of the same name.
    if any(key in values for key in typed):
        return False
    values.update(typed)
    if on != day:
        values[f"on.{element.name}"] = on
    return True


def _typed(event: Mapping[str, Any], verb: str, element: Element) -> Values:
    if element.kind == "quantity":
        unit = str(event.get("unit") or element.unit)
        return {f"value.{element.name}": str(event["value"]), f"unit.{element.name}": unit}
    return {f"is.{element.name}": str(event["value"]) if verb == "observed" else verb}


def _placed_medicine(
    event: Mapping[str, Any], values: Values, guideline: Guideline, rows: Iterator[int]
) -> bool:
    verb = next((verb for verb in MEDICINE_VERBS if verb in event), "")
    if not verb or event[verb] not in guideline.medicines:
        return False
    if set(event) - {"on", verb, "dose", "unit", "every", "because"}:
        return False
    row = next(rows, None)
    if row is None:
        return False
    values |= {
        f"medicine.{row}": str(event[verb]),
        f"verb.{row}": verb,
        f"when.{row}": str(event["on"]),
    }
    for key, part in (
        ("dose", "dose"),
        ("unit", "dose_unit"),
        ("every", "every"),
        ("because", "because"),
    ):
        if key in event:
            values[f"{part}.{row}"] = str(event[key])
    return True


def line_of(event: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in event.items()) + "}"


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_scalar, value)) + "]"
    text = "true" if value is True else "false" if value is False else str(value)
    # Within braces YAML reads commas, colons and quotes as its own; what has any is quoted.
    plain = re.fullmatch(r"[A-Za-z0-9][\w .*/-]*", text)
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
