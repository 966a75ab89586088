"""Every page answers in HTML and in JSON, links to what exists, and claims no review."""

import re

import pytest

PAGES = ["/", "/about", "/answer/iron-oral", "/answer/references", "/answer/disagreements", "/ask",
         "/statements", "/attributes", "/alerts", "/policy", "/board", "/why/b12-loading-standard",
         "/why/iron-before-b12", "/why/annual", "/why/neurological_involvement",
         "/why/rogez-iron-route"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_html_and_json(client, address):
    html = client.get(address)
    assert html.status_code == 200
    assert html.text.startswith("<!doctype html>")
    data = client.get(address, headers={"accept": "application/json"})
    assert data.headers["content-type"] == "application/json"
    assert data.json()["status"]["stage"] == "submitted"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_claims_a_review(client, address):
    text = client.get(address).text
    assert "No clinician has reviewed this" in text
    assert "Approved by" not in text


@pytest.mark.parametrize("address", PAGES)
def test_no_page_asks_another_host_for_anything(client, address):
    loaded = re.findall(
        r'<(?:script|link|img|iframe)[^>]* (?:src|href)="([^"]+)"', client.get(address).text
    )
    assert all(one.startswith("/") for one in loaded)


def test_links_lead_somewhere(client, report):
    links = {
        link for page in PAGES for link in re.findall(r' href="(/[^"]*)"', client.get(page).text)
    }
    for link in sorted({link.partition("#")[0] for link in links}):
        assert client.get(link).status_code == 200, link


def test_links_into_a_page_land(client):
    anchors = {}
    for page in PAGES:
        for path, anchor in re.findall(r' href="(/[^"#?]*)?#([^"]+)"', client.get(page).text):
            to = path or page
            if to not in anchors:
                anchors[to] = set(re.findall(r' id="([^"]+)"', client.get(to).text))
            assert anchor in anchors[to] or to == "/ask", (page, to, anchor)


def test_every_item_has_its_why(client, service):
    guideline = service.guideline
    names = [item.id for item in guideline.items]
    for name in [*names, *guideline.findings]:
        why = client.get(f"/why/{name}?format=json").json()
        assert why["rule"]["english"], name
        assert why["sources"], name
    assert client.get("/why/nothing").status_code == 404


def test_what_an_item_uses_of_a_person_is_computed(client):
    found = client.get("/attributes?format=json").json()
    items = {item["id"]: item for item in found["items"]}
    assert items["pediatric-referral"]["date of birth"] == ["age"]
    assert items["pediatric-referral"]["sex"] == []
    assert items["iv-iron-first-trimester"]["sex"] == ["sex"]
    assert {"race", "ethnicity", "gender identity"} <= set(found["never_used"])


def test_the_board_is_empty_and_says_so(client):
    assert "No members yet" in client.get("/board").text


def test_budgets(client):
    import gzip

    for page in PAGES:
        text = client.get(page).text
        for kind, pattern in (
            ("style", r'<link rel="stylesheet" href="([^"]+)"'),
            ("script", r'<script src="([^"]+)"'),
        ):
            size = sum(
                len(gzip.compress(client.get(one).content, 9)) for one in re.findall(pattern, text)
            )
            assert size <= 15 * 1024, (page, kind, size)
