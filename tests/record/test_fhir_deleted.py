"""Histories, exports and answers that tell of what is not there: deleted, refused, further on."""

import json
from pathlib import Path
from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.events import Record
from hematinic.record.fhir import read_folder
from record.fhir_resources import (
    TODAY,
    Json,
    bundle,
    coding,
    condition,
    observation,
    patient,
    quantity,
    read,
)


def entry(resource: Json | None = None, **fields: Any) -> Json:
    return ({"resource": resource} if resource else {}) | fields


def history(guideline: Guideline, *entries: Json, kind: str = "history") -> Record:
    data = {"resourceType": "Bundle", "type": kind, "entry": [entry(patient()), *entries]}
    return read(guideline, data)


def deleted(url: str, **response: str) -> Json:
    return entry(request={"method": "DELETE", "url": url}, response={"status": "204"} | response)


@pytest.mark.parametrize(
    "url",
    [
        "Observation/r1",
        "/Observation/r1",
        "Observation/r1/_history/4",
        "https://a.example/fhir/Observation/r1",
    ],
)
def test_what_a_history_deletes_is_dropped_and_told(guideline: Guideline, url: str) -> None:
    record = history(guideline, deleted(url), entry(observation()))
    assert record.events == ()
    (note,) = record.set_aside
    assert note.why == "was deleted at its source (entry[1]): not used"
    assert (note.where, note.element) == ("Observation/r1", "ferritin")


def test_a_deletion_names_no_other(guideline: Guideline) -> None:
    record = history(guideline, deleted("Observation/r2"), deleted("Condition/r1"), entry(observation()))  # fmt: skip
    assert [event.name for event in record.events] == ["ferritin"]
    assert record.set_aside == ()


@pytest.mark.parametrize(
    ("meta", "response", "stands"),
    [
        ({"versionId": "3"}, {"etag": 'W/"2"'}, True),
        ({"versionId": "1"}, {"etag": 'W/"2"'}, False),
        ({"lastUpdated": "2026-11-20T10:00:00Z"}, {"lastModified": "2026-11-19T10:00:00Z"}, True),
        ({"lastUpdated": "2026-11-20T10:00:00+02:00"}, {"lastModified": "2026-11-20T09:00:00Z"}, False),
        ({}, {"lastModified": "2026-11-19T10:00:00Z"}, False),
    ],
)  # fmt: skip
def test_what_was_made_again_after_it_stands(
    guideline: Guideline, meta: Json, response: dict[str, str], stands: bool
) -> None:
    made = entry(observation(meta=meta))
    for order in ((deleted("Observation/r1", **response), made), (made, deleted("Observation/r1", **response))):  # fmt: skip
        assert bool(history(guideline, *order).events) is stands


def test_gone_is_deleted(guideline: Guideline) -> None:
    gone = entry(fullUrl="http://a.example/Observation/r1", response={"status": "410 Gone"})
    assert history(guideline, gone, entry(observation())).events == ()


def test_a_deletion_by_a_search_is_told(guideline: Guideline) -> None:
    record = history(guideline, deleted("Observation?code=2276-4"), entry(observation()))
    assert len(record.events) == 1
    assert "deletes by a search" in record.set_aside[0].why


# What a server did not give


@pytest.mark.parametrize("status", ["403 Forbidden", "404", "401 Unauthorized", "500", "429"])
def test_an_answer_that_was_refused(guideline: Guideline, status: str) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": "no scope for it"}]}
    refused = entry(
        request={"method": "GET", "url": "Observation?code=2132-9"},
        response={"status": status, "outcome": outcome},
    )
    record = history(guideline, refused, entry(observation()), kind="batch-response")
    assert len(record.events) == 1
    (note,) = record.set_aside
    assert note.what == f"Observation?code=2132-9: {status}"
    assert note.why.startswith("no scope for it: the server did not give this")


def test_a_status_that_is_a_number(guideline: Guideline) -> None:
    record = history(guideline, entry(response={"status": 403}), kind="batch-response")
    assert record.set_aside[0].what == "403"


def test_a_warning_beside_what_was_given(guideline: Guideline) -> None:
    def given(severity: str) -> Record:
        issue = {"severity": severity, "diagnostics": "2 results are hidden"}
        outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
        told = entry(observation(), response={"status": "200 OK", "outcome": outcome})
        return history(guideline, told, kind="batch-response")

    assert len(given("warning").events) == 1
    assert given("warning").set_aside[0].what == "2 results are hidden"
    assert given("information").set_aside == ()


# Exports


def lines(*resources: Json) -> str:
    return "".join(json.dumps(each) + "\n" for each in resources)


DELETION = bundle(type="transaction") | {
    "entry": [{"request": {"method": "DELETE", "url": "Observation/r1"}}]
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deleted.ndjson", lines(DELETION)),
        ("deleted/Observation.ndjson", lines(DELETION)),
        ("Deleted/0.NDJSON", lines(DELETION)),
        ("deleted/Observation.ndjson", lines(observation())),
        ("deleted.json", json.dumps(DELETION)),
    ],
)
def test_what_an_export_lists_as_deleted(
    guideline: Guideline, tmp_path: Path, name: str, content: str
) -> None:
    ferritin = observation()
    iron = observation(id="fe", code=coding("http://loinc.org", "2498-4"),
                       valueQuantity=quantity(4, "umol/L"))  # fmt: skip
    (tmp_path / "Observation.ndjson").write_text(lines(ferritin, iron))
    (tmp_path / "Patient.ndjson").write_text(lines(patient()))
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(content)
    record = read_folder(tmp_path, guideline, TODAY)
    assert [event.name for event in record.events] == ["serum_iron"]
    (note,) = record.set_aside
    assert "was deleted at its source" in note.why
    assert name.split("/")[0] in note.why


def test_what_went_wrong_in_an_export(guideline: Guideline, tmp_path: Path) -> None:
    (tmp_path / "Observation.ndjson").write_text(lines(observation()))
    (tmp_path / "error").mkdir()
    outcome = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": "12 not exported"}]}
    (tmp_path / "error" / "0.ndjson").write_text(lines(outcome, condition(id="c")))
    record = read_folder(tmp_path, guideline, TODAY)
    assert [event.name for event in record.events] == ["ferritin"]
    told = " | ".join(f"{note.what}: {note.why}" for note in record.set_aside)
    assert "12 not exported: said by the server" in told
    assert "Condition/c: stands among the errors of the export: not used" in told


def manifest(**listed: list[Json]) -> str:
    return json.dumps({"transactionTime": "2026-11-20T00:00:00Z", "request": "x", **listed})


def test_the_list_of_an_export(guideline: Guideline, tmp_path: Path) -> None:
    """A file that is listed and not there is told, and the list is no record."""
    (tmp_path / "Observation.000.ndjson").write_text(lines(observation()))
    (tmp_path / "manifest.json").write_text(
        manifest(
            output=[
                {"type": "Observation", "url": "https://a.example/out/Observation.000.ndjson?k=1"},
                {"type": "Observation", "url": "https://a.example/out/81"},
                {"type": "Condition", "url": "https://a.example/out/Condition.000.ndjson"},
            ],
            deleted=[{"type": "Bundle", "url": "https://a.example/out/del_1.ndjson"}],
            error=[{"type": "OperationOutcome", "url": "https://a.example/out/err_1.ndjson"}],
        )
    )
    record = read_folder(tmp_path, guideline, TODAY)
    assert [event.name for event in record.events] == ["ferritin"]
    told = {note.what: note.why for note in record.set_aside}
    assert set(told) == {
        "Condition https://a.example/out/Condition.000.ndjson",
        "Bundle https://a.example/out/del_1.ndjson",
        "OperationOutcome https://a.example/out/err_1.ndjson",
    }
    assert "some of this may be deleted" in told["Bundle https://a.example/out/del_1.ndjson"]
