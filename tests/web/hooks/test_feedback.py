"""What became of cards: reported by clients, counted for each alert, and nothing else kept."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pyarrow import parquet
from starlette.testclient import TestClient

from hematinic.web.app import create_app
from hematinic.web.hooks.settings import Settings
from hematinic.web.hooks.store import metadata
from hematinic.web.service import Service
from web.hooks import records
from web.hooks.conftest import HERE

HL7 = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
ORDER_SIGN = "/cds-services/iron-b12-order-sign"


@pytest.fixture
def app(service: Service, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(database=f"sqlite:///{tmp_path / 'kept' / 'hooks.sqlite'}")
    with TestClient(create_app(service, settings), client=HERE) as found:
        yield found


def shown(app: TestClient, sent: dict[str, Any], today: str) -> dict[str, Any]:
    answer = app.post(ORDER_SIGN, json=records.call("order-sign", sent, [records.iron(today)]))
    return answer.json()["cards"][0]


def report(app: TestClient, *reports: dict[str, Any]) -> int:
    return app.post(f"{ORDER_SIGN}/feedback", json={"feedback": list(reports)}).status_code


def overridden(card: dict[str, Any], code: str, system: str = HL7, **more: Any) -> dict[str, Any]:
    reason = {"reason": {"code": code, "system": system}, **more}
    return {"card": card["uuid"], "outcome": "overridden", "overrideReason": reason,
            "outcomeTimestamp": "2026-12-01T10:00:00Z"}  # fmt: skip


def row(app: TestClient, alert: str = "iron-before-b12") -> dict[str, Any]:
    [found] = [
        one for one in app.get("/hooks?format=json").json()["alerts"] if one["alert"] == alert
    ]
    return found


def test_a_table_for_each_alert(app: TestClient, sent: dict[str, Any], today: str) -> None:
    """Three times shown: accepted, overridden, and nothing said of it."""
    accepted, passed_over, _ = (shown(app, sent, today) for _ in range(3))
    assert report(app, {"card": accepted["uuid"], "outcome": "accepted",
                        "acceptedSuggestions": [{"id": accepted["suggestions"][0]["uuid"]}],
                        "outcomeTimestamp": "2026-12-01T10:00:00Z"}) == 200  # fmt: skip
    assert report(app, overridden(passed_over, "expert-contradicts")) == 200
    found = row(app)
    counts = [found[name] for name in ("shown", "accepted", "overridden", "ignored")]
    assert counts == [3, 1, 1, 1]
    assert found["overridden_rate"] == pytest.approx(1 / 3, abs=1e-4)
    [reason] = found["reasons"]
    assert (reason["reason"], reason["count"]) == ("senior-decided", 1)


def test_the_last_report_of_a_card_counts(
    app: TestClient, sent: dict[str, Any], today: str
) -> None:
    card = shown(app, sent, today)
    report(app, overridden(card, "need-more-info"))
    report(app, {"card": card["uuid"], "outcome": "accepted"})
    found = row(app)
    assert (found["shown"], found["accepted"], found["overridden"]) == (1, 1, 0)


def test_a_hook_that_is_called_again_is_counted_once(
    app: TestClient, sent: dict[str, Any], today: str
) -> None:
    call = records.call("order-sign", sent, [records.iron(today)])
    first, second = (app.post(ORDER_SIGN, json=call).content for _ in range(2))
    assert first == second
    assert row(app)["shown"] == 1


def test_nothing_of_a_patient_is_kept(
    app: TestClient, sent: dict[str, Any], today: str, tmp_path: Path
) -> None:
    card = shown(app, sent, today)
    comment = "Mrs Example, born 1961, has had her dose"
    report(app, overridden(card, "my own words: Mrs Example", "urn:else", userComment=comment))
    assert row(app)["reasons"][0]["reason"] == "another reason"
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'kept' / 'hooks.sqlite'}")
    with engine.connect() as connection:
        kept = [
            str(r) for table in metadata.sorted_tables for r in connection.execute(sa.select(table))
        ]
    engine.dispose()
    assert kept
    for word in ("p1", "Example", "1961", "Practitioner"):
        assert not [one for one in kept if word in one]


def test_as_a_page_and_as_parquet(app: TestClient, sent: dict[str, Any], today: str) -> None:
    report(app, overridden(shown(app, sent, today), "expert-contradicts"))
    text = app.get("/hooks", headers={"Accept": "text/html"}).text
    assert "iron before b12" in text
    assert "A named senior or specialist has decided otherwise: 1" in text
    found = parquet.read_table(io.BytesIO(app.get("/hooks.parquet").content)).to_pylist()
    [whole] = [r for r in found if r["alert"] == "iron-before-b12" and not r["reason"]]
    assert (whole["shown"], whole["overridden"]) == (1, 1)
    assert [r["overridden"] for r in found if r["reason"] == "senior-decided"] == [1]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"feedback": []}, {"feedback": [{"card": "x"}]}, {"feedback": {"card": "x"}},
        {"feedback": [{"card": "x", "outcome": "ignored"}]}, [],
        {"feedback": [{"card": "x", "outcome": "accepted"}] * 101},
    ],
    ids=lambda body: json.dumps(body)[:40],
)  # fmt: skip
def test_what_is_no_feedback_is_told_why(body: Any, app: TestClient) -> None:
    answer = app.post(f"{ORDER_SIGN}/feedback", json=body)
    assert answer.status_code == 400
    assert answer.json()["issue"][0]["diagnostics"]
