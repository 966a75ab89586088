"""What the patient file's reader refuses, told at the field that it came from."""

import re
from collections.abc import Iterator, Mapping, Sequence

from hematinic.guideline.model import Guideline
from hematinic.web.planner.form import Typed
from hematinic.web.planner.paste import readings

Problem = dict[str, str]


def placed(
    problems: Sequence[str], typed: Typed, values: Mapping[str, str], guideline: Guideline
) -> list[Problem]:
    return list(_placed(problems, typed, values, guideline))


def _placed(
    problems: Sequence[str], typed: Typed, values: Mapping[str, str], guideline: Guideline
) -> Iterator[Problem]:
    for says in problems:
        match = re.match(r"event (\d+)(?: \(line \d+\))?:? (.*)", says, re.DOTALL)
        if match is None:
            name = _field(says)
            yield {"field": name, "says": says}
            continue
        origin = typed.origins[int(match[1]) - 1]
        told = re.sub(r"\bevent (\d+)\b", lambda m: _name(int(m[1]), typed), match[2])
        yield {"field": origin, "says": told + _readings(origin, values, guideline)}


def _field(says: str) -> str:
    if time := re.match(r"day, (\w+):|day: (\w+)", says):
        return f"day.{time[1] or time[2]}"
    return "birth_date" if "birth" in says else "as_of" if says.startswith("as_of") else "top"


def _name(number: int, typed: Typed) -> str:
    return typed.origins[number - 1].partition(".")[2].replace("_", " ") or "another line"


def _readings(origin: str, values: Mapping[str, str], guideline: Guideline) -> str:
    """Of a value that no patient has: in which unit one could."""
    kind, _, name = origin.partition(".")
    if kind != "value":
        return ""
    found = readings(guideline.elements[name], values.get(origin, ""))
    return f". {found}" if found else ""
