"""Every face of a guideline of another subject, and of one that has only what is obligatory.

Nothing of the built-in guideline may show in them: no name of an element, medicine, course, group,
item, source or statement, and no label.
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from hematinic.cli.main import app
from hematinic.guideline.cache import content_files
from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import load
from hematinic.render.faces import DOWNLOADS
from hematinic.render.screen.article import AUDIENCES
from hematinic.web.app import create_app
from hematinic.web.pages.answer import COOKIE
from hematinic.web.planner.form import fill
from hematinic.web.service import make_service
from once import RULES

FULL = Path(__file__).parent.parent / "guidelines/magnesium_potassium"

FACES = (
    "article", "evidence", "timeline", "worked", "examples", "answers", "synonyms", "emergencies",
    "plain_words", "leaflet", "interactions", "day",
)  # fmt: skip
"""Files that a guideline may leave out."""

PATIENT: dict[str, Any] = {
    "patient": {"id": "demo", "birth_date": "1961-03-04", "sex": "female"},
    "as_of": "2026-11-22",
    "events": [
        {"on": "2026-11-21", "observed": "magnesium_level", "value": 0.5, "unit": "mmol/L"},
        {"on": "2026-11-21", "observed": "potassium_level", "value": 3.1, "unit": "mmol/L"},
        {"on": "2026-11-21", "absent": "kidney_failure"},
        {
            "on": "2026-11-22",
            "ordered": "potassium_chloride",
            "dose": 1,
            "unit": "g",
            "every": "1 d",
        },
    ],
}


@pytest.fixture(scope="session", params=["full", "bare"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "full":
        return FULL
    found: Path = tmp_path_factory.mktemp("bare")
    for file in FULL.iterdir():
        if file.stem not in FACES:
            shutil.copy(file, found)
    return found


@pytest.fixture(scope="session")
def client(folder: Path) -> Iterator[TestClient]:
    application = create_app(make_service(folder=folder))
    with TestClient(application, follow_redirects=False) as found:
        yield found


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    file = tmp_path / "patient.json"
    file.write_text(json.dumps(PATIENT))
    return file


def run(folder: Path, *arguments: object) -> bytes:
    done = CliRunner().invoke(app, [*map(str, arguments), "--guideline", str(folder)])
    assert done.exit_code in (0, 2), done.output + repr(done.exception)
    return done.stdout_bytes


# What must not show


ORDINARY = {"weight", "height", "advice", "response", "design", "article", "today", "emergency"}
"""Words of the built-in guideline that are plain English, and may stand on any page."""


@cache
def built_in() -> re.Pattern[str]:
    """Every name and label of the built-in guideline that the other one has not as well."""
    own = " ".join(content.decode() for _, content in content_files(FULL)).lower()
    names = {name.lower() for name in _names(RULES.guideline)}
    foreign = {name for name in names if len(name) > 2 and name not in ORDINARY and name not in own}
    assert len(foreign) > 800
    longest = sorted(foreign, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)


def _names(guideline: Guideline) -> Iterator[str]:
    for section in ("elements", "medicines", "nutrients", "courses", "facts", "limits", "findings"):
        for name, entry in getattr(guideline, section).items():
            yield name
            yield entry.label
    for medicine in guideline.medicines.values():
        yield from medicine.names
    yield from (*guideline.groups, *guideline.groups.values(), *guideline.sources)
    yield from (one.short for one in guideline.sources.values() if one.kind != "design")
    for section in ("recommendations", "alerts", "monitoring", "safety", "hazards"):
        yield from (item.id for item in getattr(guideline, section))
    yield from (item.title for item in guideline.recommendations)
    yield from (code for code in guideline.statements if re.match(r"[A-Z]+-", code))
    yield from (guideline.header.id, guideline.header.title, guideline.header.question)
    yield from ("iron", "b12", "hemoglobin", "haemoglobin", "anemia", "anaemia", "ferritin")
    yield from ("hematologist", "haematologist", "blood count")


def shows_nothing_else(content: bytes) -> None:
    text = content.decode(errors="replace")
    assert text.strip()
    found = built_in().findall(text)
    assert not found, sorted(set(found))


def test_what_must_not_show_is_seen() -> None:
    with pytest.raises(AssertionError, match="ferrous_sulfate"):
        shows_nothing_else(b'{"medicine": "ferrous_sulfate"}')


def text_of(pdf: bytes) -> bytes:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    return subprocess.run(
        ["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout


# The command line


@pytest.mark.parametrize("reader", ["clinician", "patient"])
@pytest.mark.parametrize("face", ["text", "json", "markdown", "html", "fhir", "ics", "leaflet"])
def test_a_plan(folder: Path, patient: Path, face: str, reader: str) -> None:
    content = run(folder, "plan", patient, "--format", face, "--reader", reader)
    shows_nothing_else(content)
    assert b"agnesium" in content


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_a_plan_on_paper(folder: Path, patient: Path, reader: str) -> None:
    content = run(folder, "plan", patient, "--format", "pdf", "--reader", reader)
    shows_nothing_else(text_of(content))


@pytest.mark.parametrize("face", ["text", "json"])
def test_its_check(folder: Path, patient: Path, face: str) -> None:
    content = run(folder, "check", patient, "--format", face)
    shows_nothing_else(content)
    assert b"Potassium would be lost again" in content


@pytest.mark.parametrize("item", ["magnesium-first", "potassium-after", "potassium-too-soon"])
def test_why(folder: Path, patient: Path, item: str) -> None:
    shows_nothing_else(run(folder, "explain", patient, item))


def test_what_would_change_it(folder: Path, patient: Path) -> None:
    content = run(folder, "plan", patient, "--what-if", "--format", "json")
    shows_nothing_else(content)
    assert json.loads(content)["would_change"]


@pytest.mark.parametrize("face", ["text", "json", "html"])
def test_its_proofs(folder: Path, face: str) -> None:
    content = run(folder, "verify", "--format", face, "--without-tests")
    shows_nothing_else(content)


def test_its_fhir_artifacts(folder: Path, tmp_path: Path) -> None:
    run(folder, "export", "fhir", tmp_path)
    content = (tmp_path / "guideline.fhir.json").read_bytes()
    shows_nothing_else(content)
    assert b"urn:hematinic:questionnaire:magnesium-potassium" in content


@pytest.mark.parametrize("face", ["text", "json"])
def test_a_question(folder: Path, patient: Path, face: str) -> None:
    for about in ((), ("--patient", str(patient))):
        shows_nothing_else(run(folder, "ask", "May potassium go first?", "--format", face, *about))


@pytest.mark.parametrize(
    "command", [("statements",), ("review", "list"), ("review", "show", "kidneys")]
)
def test_what_it_rests_on(folder: Path, command: tuple[str, ...]) -> None:
    shows_nothing_else(run(folder, *command))


# Pages


PAGES = (
    "/", "/plan", "/ask", "/statements", "/attributes", "/alerts", "/policy", "/board", "/hazards", "/proof",
    "/why/magnesium-first", "/why/magnesium_low", "/why/magnesium-again", "/why/kidneys",
    "/healthz", "/openapi.json", "/api/statements", "/fhir/PlanDefinition/magnesium-potassium",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code in (200, 202)
    shows_nothing_else(answer.content)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_article(client: TestClient, folder: Path, audience: str) -> None:
    answer = client.get("/", headers={"cookie": f"{COOKIE}={audience}"})
    shows_nothing_else(answer.content)
    assert "In which order are magnesium and potassium replaced?" in answer.text
    assert "Potassium would be lost again" in answer.text or audience == "patient"
    data = client.get("/?format=json").json()["article"]
    assert bool(data["answer"]) == (folder == FULL)
    items = [line["id"] for section in data["sections"] for line in section["lines"]]
    assert {"magnesium-first", "potassium-after", "kidneys", "magnesium-again"} <= set(items)


def test_the_study_behind_it(client: TestClient, folder: Path) -> None:
    answer = client.get("/why/trial-of-order")
    assert answer.status_code == (200 if folder == FULL else 404)


def test_where_there_is_nothing_a_page_says_so(client: TestClient) -> None:
    assert "This guideline logs no hazard." in client.get("/hazards").text
    assert "Developer of every item: not recorded. No funding is recorded." in client.get("/attributes").text  # fmt: skip
    assert "Clinicians who would review are wanted" in client.get("/board").text


def form(folder: Path) -> dict[str, str]:
    return fill(PATIENT, load(folder).guideline)


def test_the_planner(client: TestClient, folder: Path) -> None:
    answer = client.post("/plan", data=form(folder))
    assert answer.status_code == 200
    shows_nothing_else(answer.content)
    assert "Magnesium first" in answer.text
    timeline = client.post("/plan?format=json", data=form(folder)).json()["plan"]["timeline"]
    assert [row["label"] for row in timeline["rows"]][:1] == ["Magnesium sulfate"]


def test_a_form_with_mistakes(client: TestClient, folder: Path) -> None:
    answer = client.post("/plan", data=form(folder) | {"value.magnesium_level": "900"})
    assert answer.status_code == 422
    shows_nothing_else(answer.content)


def test_a_report_that_is_pasted(client: TestClient, folder: Path) -> None:
    text = "Magnesium 0.61 mmol/L\nPotassium: 3.3 mmol/L\nFerritin 6 ug/L"
    answer = client.post("/plan", data={"do": "paste", "text": text})
    assert 'name="value.magnesium_level" value="0.61"' in answer.text
    assert "Ferritin 6 ug/L: not recognized" in answer.text


@pytest.mark.parametrize("example", ["both-low", "the-article"])
def test_an_example(client: TestClient, folder: Path, example: str) -> None:
    shows_nothing_else(client.get(f"/plan?example={example}").content)
    answer = client.get(f"/plan/why?example={example}", follow_redirects=True)
    shows_nothing_else(answer.content)
    assert ("plan-magnesium-first" in answer.text) == (folder == FULL)


@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_download(client: TestClient, folder: Path, name: str) -> None:
    answer = client.post(f"/plan/download/{name}", data=form(folder))
    assert answer.status_code == 200
    assert "magnesium-potassium" in answer.headers["content-disposition"]
    pdf = answer.content.startswith(b"%PDF")
    shows_nothing_else(text_of(answer.content) if pdf else answer.content)


@pytest.mark.parametrize(
    "question", ["What is replaced first?", "Potassium 2.2 mmol/L, what now?", "Will it rain?"]
)
def test_a_question_on_its_page(client: TestClient, folder: Path, question: str) -> None:
    for facts in ({}, form(folder)):
        answer = client.post("/ask", data=facts | {"question": question})
        assert answer.status_code == 200
        shows_nothing_else(answer.content)


def test_the_api(client: TestClient) -> None:
    for path, body in (
        ("/api/plan", PATIENT),
        ("/api/check", PATIENT),
        ("/api/ask", {"question": "Potassium?"}),
    ):
        answer = client.post(path, json=body)
        assert answer.status_code == 200
        shows_nothing_else(answer.content)


def test_applying_its_plan_definition(client: TestClient) -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1961-03-04", "gender": "female"}},
            {"resource": {
                "resourceType": "Observation", "status": "final", "subject": {"reference": "Patient/p"},
                "code": {"text": "magnesium"}, "effectiveDateTime": "2026-11-21",
                "valueQuantity": {"value": 0.5, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"},
            }},
        ],
    }  # fmt: skip
    answer = client.post("/fhir/PlanDefinition/magnesium-potassium/$apply", json=bundle)
    assert answer.status_code == 200
    shows_nothing_else(answer.content)
    assert client.get("/fhir/PlanDefinition/iron-b12").status_code == 404


def test_the_server(folder: Path) -> None:
    """`hematinic serve` as it is called, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hematinic", "serve", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--guideline", str(folder)], stderr=subprocess.DEVNULL
    ) as server:
        try:
            content = fetched(f"http://127.0.0.1:{port}/healthz", server)
        finally:
            server.terminate()
    assert json.loads(content)["guideline"] == "magnesium-potassium 0.0.1"


def fetched(address: str, server: "subprocess.Popen[bytes]") -> bytes:
    """Asked again until it listens, or has ended."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address) as answer:
                return answer.read()
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"the server ended with {server.returncode}")
