"""The third layer of a plan on the screen holds all that the JSON has."""

import html
import re

import pytest

from hematinic.render.json import as_data
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
