"""The third layer of a plan on the screen holds all that the JSON has, and the other faces of a plan
hold the whole of the lines that they are made of."""

import html
import json
import re

import pytest

from hematinic.render.fhir.careplan import bundle
from hematinic.render.json import as_data
from hematinic.render.paper.page import to_html
from hematinic.web.planner.form import fill
from render.people import FILES
from render.test_why_holds_everything import PEOPLE, letters, planned, texts
from spec.patients import planner


def plain(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_is_lost_on_the_screen(client, name):
    values = fill(FILES[name], planner().rules.guideline)
    pages = [client.post("/plan", data=values)]
    pages.append(client.post("/plan/why", data=values | {"do": "account"}))
    assert [answer.status_code for answer in pages] == [200, 200]
    said = letters(" ".join(plain(answer.text) for answer in pages))
    plan, account = planned(name)
    data = as_data(plan, (), "why", account)
    assert sorted({text for text in texts(data) if letters(text) not in said}) == []


def of_lines(data, *keys):
    """What is said in the lines, alerts, checks and questions of a plan."""
    lines = [*data["recommendations"], *data["alerts"], *data["monitoring"], *data["missing"]]
    found = [line[key] for line in lines for key in keys if isinstance(line.get(key), str)]
    return [*found, data["bottom_line"], data["disclaimer"]]


@pytest.mark.parametrize("name", PEOPLE)
def test_a_health_record_gets_every_line_whole(name):
    plan, _ = planned(name)
    said = letters(json.dumps(bundle(plan), ensure_ascii=False))
    told = of_lines(as_data(plan, ()), "line", "what_to_do", "test", "expect", "if_not", "question")
    applies = {line.check.test for line in plan.monitoring if line.status == "not_applicable"}
    missed = {text for text in told if letters(text) not in said}
    not_here = of_lines(
        {
            "recommendations": [], "alerts": [], "missing": [], "bottom_line": "", "disclaimer": "",
            "monitoring": [one for one in as_data(plan, ())["monitoring"] if one["test"] in applies],
        },
        "test", "expect", "if_not",
    )  # fmt: skip
    assert missed <= {*not_here}


@pytest.mark.parametrize("name", PEOPLE)
def test_the_sheet_has_every_line_whole(name):
    """As a page, which has no end; on paper a heavy plan is spared some of it, and says so."""
    plan, _ = planned(name)
    data = as_data(plan, ())
    said = letters(plain(to_html(plan, "clinician")))
    lines = [one["line"] for one in data["recommendations"]]
    alerts = [one["line"] for one in data["alerts"] if one["interrupts"]]
    asked = [one["question"] for one in data["missing"]]
    told = [*lines, *alerts, *asked, data["bottom_line"], data["disclaimer"]]
    assert [text for text in told if letters(text) not in said] == []
