"""A line for each call, of which no patient can be read; and an evaluation made again."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from hematinic.record.events import RecordError
from hematinic.web.app import create_app
from hematinic.web.hooks.audit import Audit
from hematinic.web.hooks.desk import Desk
from hematinic.web.hooks.replay import replay
from hematinic.web.hooks.settings import AuditSettings, Settings
from hematinic.web.service import Service
from web.hooks import records
from web.hooks.conftest import HERE
from web.hooks.fhir_server import FhirServer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "audit"


@pytest.fixture
def app(service: Service, folder: Path) -> Iterator[TestClient]:
    settings = Settings(audit=AuditSettings(folder=str(folder), keep_input=True))
    with TestClient(create_app(service, settings), client=HERE) as found:
        yield found


def desk(app: TestClient) -> Desk:
    return app.app.state.desk  # type: ignore[attr-defined,no-any-return]


def lines(folder: Path) -> list[dict[str, Any]]:
    [file] = folder.glob("*.ndjson")
    return [json.loads(line) for line in file.read_text().splitlines()]


def post(app: TestClient, call: dict[str, Any]) -> bytes:
    return app.post(f"/cds-services/iron-b12-{call['hook']}", json=call).content


def test_a_line_for_each_call(
    app: TestClient, folder: Path, sent: dict[str, Any], today: str, service: Service
) -> None:
    post(app, records.call("order-sign", sent, [records.iron(today)]))
    app.post("/cds-services/iron-b12-order-sign/feedback",
             json={"feedback": [{"card": "x", "outcome": "accepted"}]})  # fmt: skip
    hook, feedback = lines(folder)
    assert (hook["call"], hook["client"], hook["user"]) == (
        "order-sign", "this-machine", "Practitioner/example",
    )  # fmt: skip
    assert hook["content"] == service.guideline.content_hash
    assert "iron-before-b12" in hook["alerts"]
    assert (feedback["call"], feedback["reports"]) == ("feedback", 1)


def test_no_line_tells_of_a_patient(
    app: TestClient, folder: Path, sent: dict[str, Any], today: str
) -> None:
    post(app, records.call("order-sign", sent, [records.iron(today)]))
    call = records.call("patient-view", sent)
    call["context"]["userId"] = "Patient/p1"
    post(app, call)
    [file] = folder.glob("*.ndjson")
    for word in ("p1", "Fictional", "Example", "1961", "98", "numb", "metformin", "g/L", "female"):
        assert f'"{word}' not in file.read_text()
        assert f" {word}" not in file.read_text()


def test_lines_are_only_added(folder: Path) -> None:
    first, second = (Audit(AuditSettings(folder=str(folder))) for _ in range(2))
    for n in range(50):
        first.line({"n": n, "of": "first"})
        second.line({"n": n, "of": "second"})
    found = lines(folder)
    for one in ("first", "second"):
        assert [line["n"] for line in found if line["of"] == one] == list(range(50))
    assert next(folder.glob("*.ndjson")).stat().st_mode & 0o077 == 0


def test_files_are_kept_as_long_as_the_site_has_said(folder: Path) -> None:
    folder.mkdir()
    for day in ("2020-01-01", "2020-01-02"):
        (folder / f"{day}.ndjson").write_text("{}\n")
        (folder / "kept" / day).mkdir(parents=True)
        (folder / "kept" / day / "x.json.gz").write_bytes(b"")
    (folder / "notes.ndjson").write_text("{}\n")
    Audit(AuditSettings(folder=str(folder))).line({})
    assert len([*folder.glob("20*.ndjson")]) == 3
    Audit(AuditSettings(folder=str(folder), keep_days=30)).line({})
    assert len([*folder.glob("20*.ndjson")]) == 1
    assert not [*(folder / "kept").iterdir()]
    assert (folder / "notes.ndjson").exists()


# An evaluation made again


def test_again_to_the_byte(app: TestClient, folder: Path, sent: dict[str, Any], today: str) -> None:
    said = post(app, records.call("order-sign", sent, [records.iron(today)]))
    found = replay(desk(app), lines(folder)[0]["id"])
    assert found.same
    assert found.guideline_same
    assert found.said == said


@pytest.mark.parametrize("wrong", ["", "slow", "error", "pages elsewhere"])
def test_again_without_the_server_that_was_asked(
    wrong: str, app: TestClient, folder: Path, server: FhirServer, today: str,
    in_a_moment: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    server.page, server.wrong["Condition"] = 1, wrong
    if wrong == "slow":
        in_a_moment()
    call = records.call("order-sign", {}, [records.iron(today)], fhirServer=server.base)
    said = post(app, call)
    monkeypatch.setattr(desk(app), "http", lambda: pytest.fail("somebody is asked"))
    found = replay(desk(app), lines(folder)[0]["id"])
    assert found.said == said


def test_a_difference_is_told(app: TestClient, folder: Path, sent: dict[str, Any]) -> None:
    from gzip import compress, decompress

    post(app, records.call("patient-view", sent))
    [file] = (folder / "kept").glob("*/*.json.gz")
    kept = json.loads(decompress(file.read_bytes()))
    request = json.loads(kept["request"])
    request["prefetch"]["results"]["entry"] = []
    file.write_bytes(compress(json.dumps(kept | {"request": json.dumps(request)}).encode()))
    assert not replay(desk(app), lines(folder)[0]["id"]).same


def test_what_was_not_kept_is_told(app: TestClient) -> None:
    for name in ("0" * 32, "../../etc/passwd", "*"):
        with pytest.raises(RecordError, match="nothing was kept"):
            replay(desk(app), name)


def test_the_command(
    app: TestClient, folder: Path, sent: dict[str, Any], today: str, tmp_path: Path
) -> None:
    said = post(app, records.call("order-sign", sent, [records.iron(today)]))
    site = tmp_path / "site.yaml"
    site.write_text("audit: {folder: audit, keep_input: true}\n")
    command = [sys.executable, "-m", "hematinic", "hooks", "replay", lines(folder)[0]["id"]]
    done = subprocess.run([*command, "--site", str(site)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == said + b"\n"
