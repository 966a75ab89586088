"""What the patient file's reader refuses, told at the field that it came from."""

from collections.abc import Iterable, Mapping

from hematinic.guideline.model import Guideline
from hematinic.record.events import Mistake
from hematinic.web.planner.form import Typed
from hematinic.web.planner.paste import asked, readings

Problem = dict[str, str]

FIELDS = ("birth_date", "sex", "as_of", "units")


def placed(
    mistakes: Iterable[Mistake], typed: Typed, values: Mapping[str, str], guideline: Guideline
) -> list[Problem]:
    return [_placed(mistake, typed, values, guideline) for mistake in mistakes]


def _placed(
    mistake: Mistake, typed: Typed, values: Mapping[str, str], guideline: Guideline
) -> Problem:
    if mistake.event is None:
        return {"field": _field(mistake.field), "says": str(mistake)}
    origin = typed.origins[mistake.event]
    against = "" if mistake.against is None else f"contradicts {_name(mistake.against, typed)}: "
    hint = _readings(origin, values, guideline) if mistake.field in ("value", "unit") else ""
    return {"field": origin, "says": f"{against}{mistake.told}{hint}"}


def _field(name: str) -> str:
    """Of the form, for a key of the file; its lines hold what has no field of its own."""
    name = name.removeprefix("patient.")
    return name if name in FIELDS or name.startswith("day.") else "lines"


def _name(event: int, typed: Typed) -> str:
    return typed.origins[event].partition(".")[2].replace("_", " ") or "another line"


def _readings(origin: str, values: Mapping[str, str], guideline: Guideline) -> str:
    """Of a value that no patient has: in which unit one could."""
    kind, _, name = origin.partition(".")
    if kind != "value":
        return ""
    possible = asked(readings(guideline.elements[name], values.get(origin, "")))
    return f". {possible}" if possible else ""
