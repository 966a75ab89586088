"""The third layer of each face holds all that the JSON has, for patients written and sampled. A face
that is short by its nature says where the rest stands."""

import html
import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import cache
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from rich.console import Console

from hematinic.plan.account import Accountant
from hematinic.plan.model import Plan
from hematinic.plan.orders import OrderChecker
from hematinic.record.asof import seen_from
from hematinic.record.events import Record
from hematinic.record.patient_file import read_patient_file
from hematinic.render.cards import Shown, cards
from hematinic.render.faces import FACES, WHOLE, Options
from hematinic.render.json import as_data
from hematinic.render.paper.sheet import ELSEWHERE
from hematinic.render.screen.terminal import show
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import simulate
from render.papers import POPPLER, pages_of
from render.people import FILES
from spec.patients import TODAY, planner

PEOPLE = ["standard", "neurological", "by vein, 62 kg", "pregnant", "red flag", "kidneys",
          "folic acid ordered", "levothyroxine and calcium", "iron running"]  # fmt: skip

SAMPLED = [f"sampled {number}" for number in range(12)]
EXAMPLES = list(planner().rules.guideline.examples)

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


@cache
def read(name: str) -> tuple[Record, int]:
    guideline = planner().rules.guideline
    if name in FILES:
        file, day = FILES[name], TODAY.toordinal()
    elif name in guideline.examples:
        file, day = guideline.examples[name].record, 0
    else:
        simulated = simulate(11, int(name.split()[1]))
        file, day = as_patient_file(simulated), simulated.visits[min(2, len(simulated.visits) - 1)]
        return seen_from(read_patient_file(file, guideline, simulated.visits[-1]), day), day
    record = read_patient_file(file, guideline, day or TODAY.toordinal())
    day = day or record.as_of or TODAY.toordinal()
    return seen_from(record, day), day


@cache
def planned(name: str) -> tuple[Plan, Any]:
    record, day = read(name)
    plan = planner().plan(record, day)
    return plan, list(Accountant(planner()).account(record, plan))


def terminal(name: str) -> str:
    plan, account = planned(name)
    out = StringIO()
    console = Console(file=out, width=100, highlight=False, color_system=None)
    show(plan, "clinician", (), console, "full", account)
    return out.getvalue()


def written(face: str, name: str) -> bytes:
    plan, account = planned(name)
    return FACES[face].write(plan, read(name)[0], Options(detail="why", account=account))


def unfolded(found: Any) -> Iterator[str]:
    """Every text of a FHIR resource, what is attached to it too."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key == "data":
                yield re.sub(r"\\(.)", r"\1", b64decode(value).decode())
            else:
                yield from unfolded(value)
    elif isinstance(found, list):
        for one in found:
            yield from unfolded(one)
    elif isinstance(found, str):
        yield found


READ: dict[str, Callable[[bytes], str]] = {
    "json": lambda content: " ".join(texts(json.loads(content))),
    "markdown": lambda content: re.sub(r"\\(.)", r"\1", content.decode()),
    "html": lambda content: html.unescape(re.sub(r"<[^>]+>", " ", content.decode())),
    "fhir": lambda content: " ".join(unfolded(json.loads(content))),
}
"""As whoever opens it reads it."""


def missed(said: str, name: str) -> list[str]:
    plan, account = planned(name)
    data = as_data(plan, (), "why", account)
    told = letters(said)
    return sorted({text for text in texts(data) if letters(text) not in told})


def test_each_face_of_the_register_is_whole_or_short_by_its_nature() -> None:
    assert set(READ) == set(WHOLE)
    assert set(FACES) - set(WHOLE) == {"pdf", "ics", "leaflet"}


@pytest.mark.parametrize("face", [name for name in WHOLE if name != "json"])
@pytest.mark.parametrize("name", [*PEOPLE, *EXAMPLES, *SAMPLED])
def test_nothing_is_lost(name: str, face: str) -> None:
    assert missed(READ[face](written(face, name)), name) == []


@pytest.mark.parametrize("name", [*PEOPLE, *EXAMPLES, *SAMPLED])
def test_nothing_is_lost_in_a_terminal(name: str) -> None:
    assert missed(terminal(name), name) == []


@POPPLER
@pytest.mark.parametrize("name", PEOPLE[:3])
def test_paper_says_where_the_rest_stands(name: str) -> None:
    print_ = " ".join(" ".join(pages_of(written("pdf", name))).split())
    assert ELSEWHERE in print_


@pytest.mark.parametrize("name", [*PEOPLE, *SAMPLED])
def test_a_calendar_names_each_check_with_what_is_expected(name: str) -> None:
    content = written("ics", name).decode().replace("\r\n ", "")
    told = letters(content.replace("\\n", " ").replace("\\", ""))
    due = [one for one in planned(name)[0].monitoring if one.status in ("planned", "due")]
    assert [one.check.id for one in due if letters(one.check.test) not in told] == []


@pytest.mark.parametrize("name", [*PEOPLE, *SAMPLED])
def test_a_leaflet_holds_what_the_plan_tells_its_patient(name: str) -> None:
    told = letters(written("leaflet", name).decode())
    data = as_data(planned(name)[0])
    alerts = [one["line_patient"] for one in data["alerts"] if one["level"] == "critical"]
    assert [text for text in alerts if letters(text) not in told] == []
    assert letters(data["bottom_line_patient"]) in told


@pytest.mark.parametrize("name", ["red flag", "folic acid ordered", "kidneys", *EXAMPLES])
def test_the_card_of_an_alert_holds_why_it_stands(name: str) -> None:
    """A card is short: the rest of the plan is a step away. Of its own alert it lacks nothing."""
    record, day = read(name)
    checker = OrderChecker(planner().rules)
    plan = checker.whole(record, day)
    drafts = tuple(event for event in record.events if event.kind == "ordered")
    made = cards(Shown(plan, None, record, drafts, True, "p", False, (), uuid4(), checker))
    alerts = {one["id"]: one for one in as_data(plan)["alerts"]}
    assert [card for card in made if len(card.alerts) == 1] or not drafts
    for card in made:
        told = letters(
            re.sub(r"\\(.)", r"\1", html.unescape(json.dumps(card.data, ensure_ascii=False)))
        )
        for alert in (alerts[name] for name in card.alerts if len(card.alerts) == 1):
            said = [*texts({key: alert[key] for key in ("line", "what_to_do", "why")})]
            assert [text for text in said if letters(text) not in told] == []
