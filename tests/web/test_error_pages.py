"""What is refused, as a page for who looks with a browser, and as JSON for a program."""

import pytest

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("address", ["/no-such-page", "/board/no-such-page", "/why/no-such-item"])
def test_what_is_not_there_is_a_page_in_a_browser(client, address: str) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert "<h1>" in answer.text
    assert 'href="/plan"' in answer.text


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_what_is_not_there_is_json_for_a_program(client, accept: str) -> None:
    answer = client.get("/no-such-page", headers={"accept": accept})
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "There is nothing at this address."


def test_a_method_that_is_not_taken_is_told_with_those_that_are(client) -> None:
    answer = client.delete("/about", headers=BROWSER)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "This address does not take that method." in answer.text
