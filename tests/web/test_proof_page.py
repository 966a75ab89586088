"""The pages of what is proved, and of the hazards: while it is computed, after it, and of a break."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from hematinic.cli.main import app as command_line
from hematinic.proof import claims, kept
from hematinic.proof.invariants import prove
from hematinic.proof.page import to_html
from hematinic.proof.report import Report
from hematinic.web.app import create_app
from hematinic.web.pages import proof as proof_page
from hematinic.web.pages.answer import site_style
from hematinic.web.proofs import Proofs, Underway
from hematinic.web.service import Service
from once import RULES
from proof.test_invariants import BREAKS, changed

JSON = {"accept": "application/json"}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As after installing: nothing is kept."""
    monkeypatch.setenv("HEMATINIC_CACHE", str(tmp_path / "cache"))
    return tmp_path


def site(service: Service, found: Report | None = None) -> TestClient:
    """The pages, with a report that was computed and kept before."""
    if found is not None:
        kept.keep(kept.identity(service.guideline, None), found)
    return TestClient(create_app(service), follow_redirects=False)


@pytest.fixture(scope="module")
def shown(
    service: Service, report: Report, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The report is read when it is first asked for, and not again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEMATINIC_CACHE", str(tmp_path_factory.mktemp("cache")))
        client = site(service, report)
        client.get("/proof")
    with client:
        yield client


# What is proved


def test_every_invariant_stands_with_its_reason_its_words_and_its_verdict(
    shown: TestClient,
) -> None:
    text = shown.get("/proof").text
    for invariant in RULES.guideline.safety:
        [part] = re.findall(
            rf'<article class="claim" id="invariant-{invariant.id}">.*?</article>', text, re.DOTALL
        )
        assert ">Proved</span>" in part
        assert re.search(r"<p>(Never|Always): ", part)
        assert invariant.because.split(";")[0].replace("'", "&#39;") in part


@pytest.mark.parametrize(
    "says",
    [
        "proved for every combination of facts",
        "tested on generated records",
        "not checked",
        "Nothing failed.",
        "Fisher p = 0.0198; 60 points, 95 % interval 15 to 81",
        "ganzoni-70-kg: 70 x (15.0 - 9.0) x 2.4 + 500 = 1508",
        "kdigo-2012 is superseded",
        "seed-1 is unresolved",
        "conditions that can be false",
        "no clinician has reviewed it",
    ],
)
def test_the_page_says(shown: TestClient, says: str) -> None:
    assert says in re.sub(r"\s+", " ", shown.get("/proof").text)


def test_it_says_when_and_for_which_content_it_was_computed(
    shown: TestClient, report: Report
) -> None:
    text = shown.get("/proof").text
    assert f"Computed on {report.computed} UTC" in text
    assert RULES.guideline.content_hash in text


def test_the_same_as_json(shown: TestClient, report: Report) -> None:
    data = shown.get("/proof", headers=JSON).json()
    assert data["content_hash"] == report.content_hash
    assert data["failed"] == 0
    found = {one["claim"] for group in data["sections"][0]["groups"] for one in group["findings"]}
    assert found == {invariant.id for invariant in RULES.guideline.safety}


def test_what_was_computed_is_not_computed_again(
    shown: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[Proofs] = []
    monkeypatch.setattr(Proofs, "_compute", computed.append)
    assert [shown.get("/proof").status_code for _ in range(2)] == [200, 200]
    assert computed == []


def test_the_report_as_one_file_asks_nobody(report: Report) -> None:
    text = to_html(report, RULES.guideline)
    assert "Nothing failed." in text
    assert "No clinical safety officer has signed" in text
    assert not re.search(r'(src|href)="(?!#)', text)
    links = set(re.findall(r'href="#([^"]+)"', text))
    assert links <= set(re.findall(r'id="([^"]+)"', text))


# Hazards


def test_every_hazard_stands_unsigned_with_its_controls(shown: TestClient) -> None:
    text = shown.get("/hazards").text
    assert "No clinical safety officer has signed" in text
    for hazard in RULES.guideline.hazards:
        [part] = re.findall(
            rf'<article class="hazard" id="hazard-{hazard.id}">.*?</article>', text, re.DOTALL
        )
        assert "nobody; not signed" in part
        assert hazard.harm in part
        for control in hazard.controls:
            if control.invariant:
                assert f'href="/proof#invariant-{control.invariant}"' in part
            else:
                assert control.test in part


def test_every_link_from_a_control_arrives(shown: TestClient) -> None:
    wanted = set(re.findall(r'href="/proof#([^"]+)"', shown.get("/hazards").text))
    assert wanted
    assert wanted <= set(re.findall(r'id="([^"]+)"', shown.get("/proof").text))


def test_the_matrix_holds_every_hazard_before_and_after(shown: TestClient) -> None:
    data = shown.get("/hazards", headers=JSON).json()
    for when in ("before", "after"):
        there = [
            (row["likelihood"], cell["severity"], one["id"])
            for row in data["rows"]
            for cell in row["cells"]
            for one in cell[when]
        ]
        assert sorted(there) == sorted(
            (risk.likelihood, risk.severity, hazard.id)
            for hazard in RULES.guideline.hazards
            for risk in [getattr(hazard, when)]
        )


def test_a_test_that_was_not_run_is_not_said_to_pass(shown: TestClient) -> None:
    verdicts = [
        control["verdict"]
        for hazard in shown.get("/hazards", headers=JSON).json()["hazards"]
        for control in hazard["controls"]
        if control["test"]
    ]
    assert verdicts
    assert set(verdicts) == {"not checked"}
    assert "Run <code>hematinic verify</code> beside the tests" in shown.get("/hazards").text


# While it is computed


def test_until_it_is_computed_the_page_says_how_far_it_is(
    service: Service, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Proofs, "_compute", lambda self: None)
    with site(service) as client:
        answer = client.get("/proof")
        assert answer.status_code == 202
        assert "being computed" in answer.text
        assert "<progress" in answer.text
        assert client.get("/proof", headers=JSON).json()["underway"]["what"] == "starting"
        assert "not known yet" in client.get("/hazards").text.lower()


def test_a_computing_that_ends_early_is_told(
    service: Service, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Proofs, "_compute", lambda self: setattr(self, "underway", Underway(problem="it was ended"))
    )
    with site(service) as client:
        while "<progress" in (text := client.get("/proof").text):
            time.sleep(0.01)  # until its thread has begun
        assert "it was ended" in text


def test_it_is_computed_beside_and_kept(cache: Path) -> None:
    """Of a small guideline: in a process of its own, with its progress, and only once."""
    from hematinic.guideline.rules import compiled

    rules = compiled(Path(__file__).parent.parent / "guidelines/magnesium_potassium")
    proofs = Proofs(rules)
    assert isinstance(proofs.look(), Underway)
    while isinstance(found := proofs.look(), Underway):  # ends: a process that dies is a problem
        assert not found.problem
        time.sleep(0.1)
    assert isinstance(found, Report)
    assert found.content_hash == rules.guideline.content_hash
    again = Proofs(rules).look()
    assert isinstance(again, Report)
    assert again.computed == found.computed


# Of a guideline that is broken


@pytest.fixture(scope="module")
def broken() -> tuple[Service, Report]:
    change, expected = BREAKS["the renal limit is moved"]
    world = changed(change)
    rules = world.rules
    [invariant] = [entry for entry in rules.guideline.safety if entry.id == expected]
    finding = claims.proved(rules, prove(world, invariant), words="Never.", expression="x")
    section = claims.Section(id="invariants", title="x", method="proved", findings=(finding,))
    empty = msgspec.structs.replace(section, id="hazards", findings=())
    sources = msgspec.structs.replace(empty, id="sources")
    report = Report(
        guideline="x", version="0", content_hash="0", day="2026-11-23", seconds=1,
        sections=(section, empty, sources),
    )  # fmt: skip
    return Service(world.planner), report


def test_a_counterexample_is_a_file_and_opens_in_the_planner(
    broken: tuple[Service, Report], cache: Path
) -> None:
    with site(*broken) as client:
        text = client.get("/proof").text
        assert "1 claim failed." in text
        assert "hematinic plan patient.yaml" in text
        assert "egfr" in text
        form = text[text.index('<form method="post" action="/plan') :]
        form = form[: form.index("</form>")]
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        planned = client.post("/plan", data=fields, headers=JSON).json()
        assert planned["problems"] == []
        assert planned["plan"] is not None


def test_a_file_that_was_saved_is_planned_by_the_command_line(
    broken: tuple[Service, Report], tmp_path: Path
) -> None:
    from typer.testing import CliRunner

    from hematinic.proof.command import saved

    [file] = saved(broken[1], tmp_path)
    done = CliRunner().invoke(command_line, ["plan", str(file)])
    assert done.exit_code == 0
    assert "Draft" in done.output


# Where a reader would look


@pytest.mark.parametrize("path", ["/", "/policy", "/board"])
def test_both_pages_are_linked(shown: TestClient, path: str) -> None:
    """By way of what is told of the guideline, which every page leads to."""
    assert 'href="/about"' in shown.get(path).text
    text = shown.get("/about").text
    assert 'href="/proof"' in text
    assert 'href="/hazards"' in text


def test_the_style_is_ours(shown: TestClient) -> None:
    answer = shown.get("/proof.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.text.endswith(proof_page.style())
    assert answer.text.startswith(site_style())
