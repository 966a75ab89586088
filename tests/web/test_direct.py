"""What is answered without the framework is what the application answers, and no more is."""

import gzip
import json

import pytest

from hematinic.web.app import bare_app
from hematinic.web.away import PassedRequest, RemoteApplication

JSON = [(b"content-type", b"application/json")]


@pytest.fixture(scope="module")
def there(service):
    application = RemoteApplication(bare_app(service))
    yield application
    application.runner.close()


def asked(query=b"", headers=(), path="/api/plan", method="POST"):
    return {
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [*JSON, *headers],
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 4000),
    }


def both(there, scope, body):
    """What is sent directly, if anything, and by the application."""
    passed = PassedRequest(scope, body)
    answered = there.runner.run(there.answered(passed))
    sent = there.app.state.direct.answer(scope, body)
    return sent and there.answer(passed), answered


@pytest.mark.parametrize(
    "query",
    [b"", b"detail=now", b"detail=plan", b"detail=", b"as_of=2026-11-25", b"units=US",
     b"units=SI&detail=now&as_of=2026-11-25"],
)  # fmt: skip
def test_the_usual_is_answered_as_the_application_does(there, patient, query):
    direct, answered = both(there, asked(query), json.dumps(patient).encode())
    assert direct == answered
    assert answered.status == 200


def test_it_is_packed_as_the_application_packs(there, patient):
    scope = asked(headers=[(b"accept-encoding", b"gzip, br")])
    direct, answered = both(there, scope, json.dumps(patient).encode())
    assert gzip.decompress(direct.body) == gzip.decompress(answered.body)
    told = [dict(found.headers) | {b"content-length": b""} for found in (direct, answered)]
    assert told[0] == told[1]
    assert told[0][b"content-encoding"] == b"gzip"


@pytest.mark.parametrize(
    "query",
    [b"detail=why", b"detail=all", b"what_if=true", b"detail=now&detail=plan", b"other=1",
     b"detail=%6eow", b"as_of=", b"as_of=yesterday", b"as_of=2026-02-30", b"units=XX"],
)  # fmt: skip
def test_whatever_is_not_usual_is_left_to_it(there, patient, query):
    direct, _ = both(there, asked(query), json.dumps(patient).encode())
    assert direct is None


@pytest.mark.parametrize("body", [b"", b" \n", b"{", b"[]", b'{"patient": {"sex": "none"}}'])
def test_what_is_refused_is_refused_by_it(there, body):
    direct, answered = both(there, asked(), body)
    assert direct is None
    assert answered.status in (400, 422)


def test_other_addresses_methods_and_kinds_are_its_own(there, patient):
    body = json.dumps(patient).encode()
    yaml = asked() | {"headers": [(b"content-type", b"application/yaml")]}
    for scope in (asked(path="/api/check"), asked(method="PUT"), yaml):
        assert there.app.state.direct.answer(scope, body) is None
