"""The API of the board keeps to its own description, and tells what the pages do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore import tried

OPERATIONS = ["GET /api/board", "GET /api/board/items/{item}"]
ITEM = "magnesium-first"

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module", autouse=True)
def put(site):
    assert site.signed("author").post("/put", meant="To begin with.").status_code == 303
    answer = site.signed("pharmacist").decide(ITEM, "approve")
    assert answer.status_code == 303


@pytest.mark.parametrize("label", OPERATIONS)
def test_it_keeps_to_its_description(site, label):
    loaders = pytest.importorskip("schemathesis", reason="pip install schemathesis").openapi
    from schemathesis.checks import CHECKS, not_a_server_error
    from schemathesis.generation import GenerationMode

    schema = loaders.from_asgi("/openapi.json", site.app)
    operation = next(one.ok() for one in schema.get_all_operations() if one.ok().label == label)
    conformance = ("status_code", "content_type", "response_schema")
    checks = [CHECKS.get_one(f"{what}_conformance") for what in conformance]

    def keeps_to_it(case):
        case.call_and_validate(checks=[not_a_server_error, *checks], timeout=300)

    requests = st.one_of(operation.as_strategy(generation_mode=one) for one in GenerationMode)
    tried(20)(given(requests)(keeps_to_it))()


def test_it_tells_where_everything_stands(site):
    client = site.browser().client
    found = client.get("/api/board").json()
    assert (found["stage"], found["items"][ITEM], found["fictional"]) == (
        "under_review",
        "under_review",
        "",
    )
    assert found["head"] == site.room.state().head
    one = client.get(f"/api/board/items/{ITEM}").json()
    assert (one["status"], one["workflow"], one["wanted"]) == (
        "draft",
        "triaged",
        "1 more reviewer",
    )
    assert next(each["who"] for each in one["approvals"]).startswith("Test pharmacist, pharmacist")
    assert client.get("/api/board/items/nothing").status_code == 404


def test_nothing_is_written_by_it(site):
    client, before = site.browser().client, site.room.state().seq
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)("/api/board").status_code == 405
        assert getattr(client, method)(f"/api/board/items/{ITEM}").status_code == 405
    assert site.room.state().seq == before
