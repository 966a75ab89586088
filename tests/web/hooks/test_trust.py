"""Who is answered: a configured client with a token that it has signed for this address, once; and
without clients this machine alone."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from starlette.testclient import TestClient

from hematinic.guideline.limited import SITE_FILE
from hematinic.record.events import RecordError
from hematinic.web.app import create_app
from hematinic.web.hooks.settings import Client, Settings, of_this_machine, read_settings
from hematinic.web.service import Service
from web.hooks import records

BASE = "https://cds.example"
PATH = "/cds-services/iron-b12-patient-view"
ISSUER = "https://record.example"

EC = ECKey.generate_key("P-384", {"kid": "ec"}, auto_kid=False)
RSA = RSAKey.generate_key(2048, {"kid": "rsa"}, auto_kid=False)
STRANGER = ECKey.generate_key("P-384", {"kid": "ec"}, auto_kid=False)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("site")
    keys = KeySet([EC, RSA]).as_dict(private=False)
    (folder / "keys.json").write_text(json.dumps(keys))
    file = folder / "site.yaml"
    file.write_text(
        f"base_url: {BASE}\n"
        f"clients:\n  - name: record\n    issuer: {ISSUER}\n    keys: keys.json\n"
        "database: 'sqlite://'\n"
    )
    return read_settings(file)


@pytest.fixture(scope="module")
def trusted(service: Service, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(service, settings)) as found:
        yield found


def token(
    key: Any = EC, alg: str = "ES384", header: dict[str, Any] | None = None, **claims: Any
) -> str:
    now = int(time.time())
    said = {"iss": ISSUER, "aud": BASE + PATH, "iat": now, "exp": now + 300, "jti": str(uuid4())}
    said = {name: value for name, value in (said | claims).items() if value is not None}
    head = {"alg": alg, "typ": "JWT", "kid": key.kid} | (header or {})
    return jwt.encode(head, said, key, algorithms=[alg])


def status(client: TestClient, bearer: str, sent: dict[str, Any]) -> int:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return client.post(PATH, json=records.call("patient-view", sent), headers=headers).status_code


def test_both_algorithms(trusted: TestClient, sent: dict[str, Any]) -> None:
    assert status(trusted, token(), sent) == 200
    assert status(trusted, token(RSA, "RS384"), sent) == 200


def test_the_audience_may_be_one_of_several(trusted: TestClient, sent: dict[str, Any]) -> None:
    assert status(trusted, token(aud=["https://other.example", BASE + PATH]), sent) == 200


def test_a_token_counts_once(trusted: TestClient, sent: dict[str, Any]) -> None:
    bearer = token()
    assert status(trusted, bearer, sent) == 200
    assert status(trusted, bearer, sent) == 401


AN_HOUR = 3600
"""Seconds; what follows is counted from when the test runs, which may be long after it was found."""


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": BASE + "/cds-services"}, {"aud": None}, {"aud": []}, {"iss": "https://else"},
        {"iss": None}, {"exp": -1}, {"exp": None}, {"exp": 2 * AN_HOUR}, {"iat": AN_HOUR // 6},
        {"iat": None}, {"jti": None}, {"jti": ""}, {"exp": "soon"},
    ],
    ids=str,
)  # fmt: skip
def test_a_claim_that_is_not_as_it_should_be(
    claims: dict[str, Any], trusted: TestClient, sent: dict[str, Any]
) -> None:
    now = int(time.time())
    said = {name: now + is_ if isinstance(is_, int) else is_ for name, is_ in claims.items()}
    assert status(trusted, token(**said), sent) == 401


def test_another_s_signature(trusted: TestClient, sent: dict[str, Any]) -> None:
    assert status(trusted, token(STRANGER), sent) == 401


def test_no_signature_and_shared_secrets(trusted: TestClient, sent: dict[str, Any]) -> None:
    secret = OctKey.import_key(json.dumps(EC.as_dict(private=False)).encode())
    shared = jwt.encode(
        {"alg": "HS384", "kid": "ec"}, {"iss": ISSUER}, secret, algorithms=["HS384"]
    )
    none = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3JlY29yZC5leGFtcGxlIn0."
    for bearer in ("", "nonsense", "a.b.c", shared, none):
        assert status(trusted, bearer, sent) == 401


def test_discovery_and_feedback_are_asked_for_a_token_too(trusted: TestClient) -> None:
    for method, path in (("GET", "/cds-services"), ("POST", f"{PATH}/feedback")):
        assert trusted.request(method, path, json={}).status_code == 401
    answer = trusted.get(
        "/cds-services",
        headers={"Authorization": f"Bearer {token(aud=BASE + '/cds-services')}"},
    )
    assert answer.status_code == 200
    assert trusted.get("/cds-services").headers["www-authenticate"] == "Bearer"


def test_a_token_names_no_address_that_is_called(trusted: TestClient, sent: dict[str, Any]) -> None:
    """`jku` is whoever's; a stranger's key must not come from it."""
    bearer = token(STRANGER, header={"jku": "http://127.0.0.1:9/keys.json"})
    assert status(trusted, bearer, sent) == 401


# Without clients


@pytest.mark.parametrize("peer", ["10.0.0.7", "192.168.1.2", "testclient", "2001:db8::1"])
def test_another_machine_is_not_answered(peer: str, service: Service, sent: dict[str, Any]) -> None:
    with TestClient(create_app(service), client=(peer, 1)) as other:
        assert status(other, "", sent) == 403


def test_nor_through_a_proxy_on_this_machine(local: TestClient, sent: dict[str, Any]) -> None:
    for header in ("Forwarded", "X-Forwarded-For", "X-Real-IP"):
        answer = local.post(
            PATH, json=records.call("patient-view", sent), headers={header: "203.0.113.7"}
        )
        assert answer.status_code == 403


def test_a_form_of_another_site_is_not_taken(local: TestClient, sent: dict[str, Any]) -> None:
    body = json.dumps(records.call("patient-view", sent))
    answer = local.post(PATH, content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


# The file


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("clients: [{name: a, issuer: b, keys: c}]", "base_url"),
        ("base_url: cds.example", "address"),
        ("base_url: https://a.b\nclients: [{name: a, issuer: b}]", "keys"),
        ("base_url: https://a.b\nclients: [{name: a, issuer: b, keys: c, secret: d}]", "secret"),
        ("base_url: https://a.b\nclients:\n- {name: a, issuer: b, keys: c}\n- {name: a, issuer: d, keys: e}",
         "two clients"),
        ("largest_mb: 1000", "largest_mb"),
        ("origins: nonsense", "origins"),
        ("a: [", "line"),
    ],
)  # fmt: skip
def test_a_file_of_settings_is_strict(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(text)
    with pytest.raises(RecordError, match=says):
        read_settings(file)


@pytest.mark.parametrize("size", [SITE_FILE, SITE_FILE + 1])
def test_a_file_of_settings_has_an_end(size: int, tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_bytes(b"largest_mb: 3\n# ".ljust(size, b"x"))
    if size == SITE_FILE:
        assert read_settings(file).largest_mb == 3
        return
    with pytest.raises(RecordError, match="more than the 4 MB"):
        read_settings(file)


def test_settings_that_never_end_are_refused() -> None:
    with pytest.raises(RecordError, match="more than the 4 MB"):
        read_settings(Path("/dev/zero"))


def test_a_file_of_keys_has_an_end(sent: dict[str, Any], service: Service, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_bytes(b" " * (SITE_FILE + 1))
    client = Client(name="record", issuer=ISSUER, keys=str(tmp_path / "keys.json"))
    with TestClient(create_app(service, Settings(base_url=BASE, clients=(client,)))) as app:
        assert status(app, token(), sent) == 401


def test_without_a_home_folder_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As of a user that the machine does not know, in a container."""
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999_999)
    assert of_this_machine() == Settings()
    assert "no home folder" in caplog.text
    monkeypatch.setenv("XDG_STATE_HOME", "/var/lib/state")
    assert of_this_machine().audit.folder == "/var/lib/state/hematinic/audit"
