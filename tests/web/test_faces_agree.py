"""Every face of a plan says the same of medicines, doses, routes, days and warnings.

Patients: sampled ones on a day of their story, and a few that the sample has not. The plan's JSON is
what the others are held to: the page (for each reader, in either spelling), the answer of
`POST /api/plan`, the terminal and Markdown.
"""

import html
import json
import re
from datetime import date
from functools import cache
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from hematinic.render.json import as_data, to_json
from hematinic.render.screen.article import AUDIENCES
from hematinic.render.screen.markdown import to_markdown
from hematinic.render.screen.terminal import show
from hematinic.render.words.spelling import american
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import simulate
from render.people import FILES

SEED, SAMPLED = 11, 20

BY_MOUTH = {"oral": "by mouth", "intramuscular": "intramuscularly", "intravenous": "intravenously"}

LABELS = {"critical": "Stop", "warning": "Warning", "information": "Note"}


@cache
def people() -> dict[str, dict[str, Any]]:
    found = dict(FILES)
    for number in range(SAMPLED):
        simulated = simulate(SEED, number)
        visits = simulated.visits
        day = visits[min(number % 3, len(visits) - 1)]
        file = as_patient_file(simulated)
        events = [event for event in file["events"] if date.fromisoformat(event["on"]).toordinal() <= day]  # fmt: skip
        as_of = date.fromordinal(day).isoformat()
        found[f"sampled {number}"] = file | {"events": events, "as_of": as_of}
    return found


NAMES = [*FILES, *(f"sampled {number}" for number in range(SAMPLED))]


class Faces:
    """One patient, planned once, shown by all."""

    def __init__(self, name: str, service: Any, client: Any) -> None:
        self.content = json.dumps(people()[name]).encode()
        self.client, self.service = client, service
        self.plan = service.read_and_plan(self.content, None)
        self.data = as_data(self.plan)

    def page(self, **headers: str) -> str:
        """Where each line stands whole."""
        files = {"file": ("patient.json", self.content, "application/json")}
        answer = self.client.post("/plan/why", data={"do": "file"}, files=files, headers=headers)
        assert answer.status_code == 200
        return answer.text

    def terminal(self) -> str:
        out = StringIO()
        console = Console(file=out, width=100, highlight=False, color_system=None)
        show(self.plan, "clinician", (), console, "full")
        return one_line(out.getvalue())

    def markdown(self) -> str:
        return one_line(re.sub(r"\\(.)", r"\1", to_markdown(self.plan, "clinician")))


@pytest.fixture(params=NAMES)
def faces(request: pytest.FixtureRequest, service: Any, client: Any) -> Faces:
    return Faces(request.param, service, client)


def one_line(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def text_of(page: str) -> str:
    return one_line(html.unescape(re.sub(r"<[^>]+>", " ", page)))


def block(page: str, name: str) -> str:
    """What the page says of one line of the plan, up to the next."""
    start = page.index(f'id="plan-{name}"')
    following = re.search(r' id="plan-|<section|<h3', page[start + 9 :])
    return text_of(page[start : start + 9 + following.start() if following else None])


def amounts(line: dict[str, Any]) -> list[str]:
    units = {"ug": "micrograms"}
    found = [one for one in (line["product_dose"], line["dose"]) if one]
    texts = [
        f"{one['value']:,g}" + (f" to {one['to']:,g}" if "to" in one else "")
        + f" {units.get(one['unit'], one['unit'])}"
        for one in found
    ]  # fmt: skip
    return texts + [f"{mg:,g} mg" for mg in line["schedule"]["amounts_mg"]]


def medicines(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Those given: of a medicine that is stopped there is no dose."""
    return [line for line in data["recommendations"] if "schedule" in line]


def begins(line: dict[str, Any]) -> str:
    """Since when, or from what day; of what waits, until when."""
    schedule = line["schedule"]
    found: str = schedule["taken_since"] or line["waits"] or schedule["first_due"]
    return found


def test_all_faces_agree(faces: Faces) -> None:
    page = faces.page()
    terminal, markdown = faces.terminal(), faces.markdown()
    for line in faces.data["recommendations"]:
        shown = block(page, line["id"])
        said = one_line(line["line"])
        assert said in shown
        assert said in terminal
        assert said in markdown
    for line in medicines(faces.data):
        label = faces.service.guideline.medicines[line["medicine"]].label
        schedule = line["schedule"]
        shown = block(page, line["id"])
        for parts in (shown, one_line(line["line"])):
            assert label.lower() in parts.lower()
            assert BY_MOUTH[line["route"]] in parts
            assert begins(line) in parts
            assert all(amount in parts for amount in amounts(line))
        if schedule["amounts_mg"] and not line["waits"]:
            for day, mg in zip(schedule["doses"], schedule["amounts_mg"], strict=True):
                assert f"{day} {mg:,g} mg" in shown
    for line in faces.data["alerts"]:
        said = one_line(line["line"])
        assert said in terminal
        assert said in markdown
        if line["id"] not in ("draft", "citations"):  # the page says both on top of itself
            shown = block(page, line["id"])
            assert shown.split(">", 1)[-1].strip().startswith(LABELS[line["level"]])
            assert said in shown
            assert one_line(line["what_to_do"]) in shown
    for line in faces.data["monitoring"]:
        if line["status"] != "not_applicable":
            for face in (text_of(page), terminal, markdown):
                assert line["due"] in face
                assert line["window"]["from"] in face
                assert line["window"]["to"] in face


def test_the_page_shows_no_line_and_no_alert_that_the_plan_has_not(faces: Faces) -> None:
    shown = re.findall(r' id="plan-([^"]+)"', faces.page())
    lines = [*faces.data["recommendations"], *faces.data["alerts"]]
    expected = {line["id"] for line in lines} - {"draft", "citations"}
    assert len(shown) == len(set(shown))
    assert set(shown) == expected


def test_the_api_answers_what_the_command_line_prints(faces: Faces) -> None:
    answer = faces.client.post("/api/plan", content=faces.content)
    assert answer.content == to_json(faces.plan)


@pytest.mark.parametrize("name", ["standard", "by vein, 62 kg", "folic acid ordered", "sampled 3"])
def test_readers_and_spellings_change_no_dose_no_day_and_no_warning(name, service, client) -> None:
    faces = Faces(name, service, client)
    page = faces.page()
    for reader in AUDIENCES:
        assert shown_to(faces.page(cookie=f"reader={reader}")) == shown_to(page)
    british = faces.page(cookie="spelling=uk")
    assert british != page
    for line in medicines(faces.data):
        assert american(block(british, line["id"])) == american(block(page, line["id"]))
    for line in faces.data["alerts"]:
        if line["id"] not in ("draft", "citations"):
            assert american(block(british, line["id"])) == american(block(page, line["id"]))


def shown_to(page: str) -> str:
    return page[page.index('<section id="plan"') : page.index("</main>")]


def test_patients_get_their_own_words_on_every_face(faces: Faces) -> None:
    out = StringIO()
    console = Console(file=out, width=100, highlight=False, color_system=None)
    show(faces.plan, "patient", (), console, "full")
    markdown = one_line(re.sub(r"\\(.)", r"\1", to_markdown(faces.plan, "patient")))
    for face in (one_line(out.getvalue().replace("│", "")), markdown):
        for line in (*faces.data["recommendations"], *faces.data["alerts"]):
            if line.get("level") != "information":
                assert one_line(line["line_patient"]) in face
        assert faces.data["bottom_line_patient"] in face


def test_the_patients_are_many_and_have_every_route(service: Any) -> None:
    assert len(NAMES) >= 40
    plans = [service.read_and_plan(json.dumps(file).encode(), None) for file in people().values()]
    lines = [line for plan in plans for line in medicines(as_data(plan))]
    assert {line["route"] for line in lines} == set(BY_MOUTH)
    assert sum(bool(line["schedule"]["amounts_mg"]) for line in lines) >= 3
    assert {a["level"] for plan in plans for a in as_data(plan)["alerts"]} == set(LABELS)
