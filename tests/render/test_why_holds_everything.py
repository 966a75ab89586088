"""The third layer of each face holds all that the JSON has."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from hematinic.plan.account import Accountant
from hematinic.record.asof import seen_from
from hematinic.record.patient_file import read_patient_file
from hematinic.render.json import as_data
from hematinic.render.screen.markdown import to_markdown
from hematinic.render.screen.terminal import show
from render.people import FILES
from spec.patients import TODAY, planner

PEOPLE = ["standard", "neurological", "by vein, 62 kg", "pregnant", "red flag", "kidneys",
          "folic acid ordered", "levothyroxine and calcium", "iron running"]  # fmt: skip

SAID = {
    "bottom_line", "line", "what_to_do", "rule", "shown", "on", "because", "expect", "if_not",
    "test", "due", "question", "text", "lead", "what", "when", "locator", "says", "followed",
    "statement", "title", "notice", "disclaimer", "reckoned", "why", "strength", "from", "to",
}  # fmt: skip
"""The keys of the JSON under which there is something to be read."""

NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)+")
"""Of an element or an item, as `ttg_iga` and `iron-oral-daily`."""

FOR_PROGRAMS = {"bottom_line_patient", "line_patient", "patient", "short_patient"}


def texts(data: Any, key: str = "") -> Iterator[str]:
    """What a reader is told, and no name of a thing."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in FOR_PROGRAMS:
                yield from texts(value, name)
    elif isinstance(data, list):
        for one in data:
            yield from texts(one, key)
    elif isinstance(data, str) and key in SAID and data and not NAME.fullmatch(data):
        yield data


def letters(text: str) -> str:
    return "".join(one for one in text.lower() if one.isalnum())


def planned(name: str) -> tuple[Any, Any]:
    guideline = planner().rules.guideline
    day = TODAY.toordinal()
    record = seen_from(read_patient_file(FILES[name], guideline, day), day)
    plan = planner().plan(record, day)
    return plan, list(Accountant(planner()).account(record, plan))


def terminal(plan: Any, account: Any) -> str:
    out = StringIO()
    console = Console(file=out, width=100, highlight=False, color_system=None)
    show(plan, "clinician", (), console, "full", account)
    return out.getvalue()


def markdown(plan: Any, account: Any) -> str:
    return re.sub(r"\\(.)", r"\1", to_markdown(plan, "clinician", (), account))


@pytest.mark.parametrize("face", [terminal, markdown], ids=["terminal", "markdown"])
@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_is_lost(name: str, face: Any) -> None:
    plan, account = planned(name)
    said = letters(face(plan, account))
    data = as_data(plan, (), "why", account)
    missed = sorted({text for text in texts(data) if letters(text) not in said})
    assert missed == []
