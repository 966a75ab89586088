"""What is known, as the planner lists it: the fields that hold something, and the next question."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hematinic.web.planner.fields import Field, Group
from hematinic.web.planner.form import MEDICINE_ROWS, Values

MOST_STEPS = 20
"""How many changes can be undone."""

CARRIED = ("set_aside", "steps", "skipped")
"""Fields of the page itself, which say nothing of the patient's state."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked next, with how it is answered by one press."""

    text: str
    field: Field
    answers: tuple[tuple[str, str], ...]
    """Each with the name and value that it sets, as `is.paresthesia=present`; none of a number."""
    decides: int


def known(groups: Sequence[Group], values: Mapping[str, str]) -> Iterator[tuple[str, list[Field]]]:
    """The fields with a value, by the titles of their groups."""
    for group in groups:
        held = [field for field in (*group.fields, *group.more) if _holds(field, values)]
        if held:
            yield group.title, held


def _holds(field: Field, values: Mapping[str, str]) -> bool:
    return bool(values.get(f"value.{field.name}") or values.get(f"is.{field.name}"))


def medicine_rows(values: Mapping[str, str]) -> list[int]:
    return [row for row in range(MEDICINE_ROWS) if values.get(f"medicine.{row}")]


def next_question(
    groups: Sequence[Group], missing: Iterable[Mapping[str, Any]], skipped: Sequence[str]
) -> Question | None:
    """The most decisive that can be answered in the form and was not skipped."""
    fields = {field.name: field for group in groups for field in (*group.fields, *group.more)}
    for question in missing:
        name = question["element"]
        if name in fields and name not in skipped:
            field = fields[name]
            answers = tuple((f"is.{name}={value}", says) for value, says in field.options if value)
            named = {"Present": "Yes", "Absent": "No"}
            choices = tuple((sets, named.get(says, says)) for sets, says in answers)
            return Question(question["question"], field, choices, len(question["changes"]))
    return None


def without(values: Values, name: str) -> Values:
    """The form without one fact: `ferritin`, or the row of a medicine as `medicine.2`."""
    row = name.removeprefix("medicine.")
    if name.startswith("medicine.") and row.isdigit():
        return {key: text for key, text in values.items() if not key.endswith(f".{row}")}
    gone = {f"{part}.{name}" for part in ("value", "unit", "is", "on")}
    return {key: text for key, text in values.items() if key not in gone}


def facts(values: Mapping[str, str]) -> Values:
    """What of the form is undone together; the unit of an empty field says nothing."""
    filled = {key: text for key, text in values.items() if text and key not in CARRIED}
    return {
        key: text
        for key, text in filled.items()
        if not key.startswith("unit.") or f"value.{key.removeprefix('unit.')}" in filled
    }


def steps(text: str) -> list[Values]:
    """The earlier states that the page carries, the last one last; none where it is unreadable."""
    try:
        return msgspec.json.decode(text or "[]", type=list[dict[str, str]])[-MOST_STEPS:]
    except msgspec.MsgspecError:
        return []


def carried(steps: Sequence[Values], now: Mapping[str, str]) -> list[Values]:
    """As the page carries them on, with what it shows now behind them."""
    now_known = facts(now)
    # To draw the same state again, as a reload does, is no step.
    kept_steps = [*steps] if steps and steps[-1] == now_known else [*steps, now_known]
    return kept_steps[-MOST_STEPS:]
