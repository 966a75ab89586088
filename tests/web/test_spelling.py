"""Pages in the reader's spelling; the JSON always as it is written."""

import re

import pytest

from hematinic.web.pages.language import from_languages

BRITISH = {"accept-language": "en-GB,en;q=0.9"}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("en-GB,en;q=0.9", "uk"),
        ("en-US,en-GB;q=0.8", "us"),
        ("en-US;q=0.4,en-GB;q=0.8", "uk"),
        ("fr-FR,en-gb;q=0.3", "uk"),
        ("en-AU", "uk"),
        ("en", "us"),
        ("de-DE", "us"),
        ("", "us"),
        ("*;q=x,en-GB;q=much", "us"),
        ("en-GB;q=0", "us"),
    ],
)
def test_the_first_english_decides(accept, expected):
    assert from_languages(accept) == expected


PAGES = ["/", "/statements", "/why/cause-celiac", "/plan?example=the-article"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_in_british_spelling(client, address):
    page = client.get(address, headers=BRITISH).text
    assert '<html lang="en-GB">' in page
    assert "aemia" in page or "aemoglobin" in page or "oeliac" in page
    assert "Accept-Language" in client.get(address).headers["vary"]


@pytest.mark.parametrize("address", PAGES)
def test_addresses_and_ids_are_the_same_in_both(client, address):
    def named(page):
        return re.findall(r' (?:id|href|name|value|class|for)="([^"]*)"', page)

    def without_the_choice(names):
        return [name for name in names if name not in ("us", "uk")]

    british = client.get(address, headers=BRITISH).text
    american = client.get(address).text
    assert without_the_choice(named(british)) == without_the_choice(named(american))
    assert "/why/cause-celiac" in british or "/" in british


def test_without_a_wish_the_page_is_as_written(client):
    page = client.get("/").text
    assert '<html lang="en-US">' in page
    assert "hemoglobin" in page
    assert "haemoglobin" not in re.sub(r"<cite>.*?</cite>", "", page)


def test_the_planner_without_its_page_is_british_too(client):
    headers = {**BRITISH, "hx-request": "true"}
    part = client.post("/plan", data={"value.hemoglobin": "92"}, headers=headers).text
    assert part.lstrip().startswith("<section")
    assert "aemoglobin" in part or "aemia" in part


def test_json_keeps_one_spelling(client):
    for address in PAGES:
        asked = {"accept": "application/json"}
        american = client.get(address, headers=asked).content
        assert client.get(address, headers={**asked, **BRITISH}).content == american


def test_the_choice_is_a_cookie_from_a_closed_list(client):
    answer = client.post("/spelling", data={"spelling": "uk", "back": "/statements"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/statements")
    assert "HttpOnly" in answer.headers["set-cookie"]
    client.cookies.clear()
    page = client.get("/", headers={"cookie": "spelling=uk", "accept-language": "en-US"}).text
    assert '<html lang="en-GB">' in page
    assert "set-cookie" not in client.post("/spelling", data={"spelling": "<script>"}).headers


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil", "x", "/a\r\nb"]
)
def test_the_way_back_leads_to_no_other_host(client, back):
    answer = client.post("/spelling", data={"spelling": "uk", "back": back})
    assert answer.headers["location"] == "/"
    client.cookies.clear()
