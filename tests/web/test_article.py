"""The article is computed: everything of the guideline stands in it, for every reader, cited."""

import re
from collections import Counter

import pytest

from hematinic.render.screen.article import AUDIENCES
from hematinic.web.site import make_site


@pytest.fixture(scope="module")
def site(service):
    return make_site(service)


@pytest.fixture(params=list(AUDIENCES))
def article(request, site):
    return site.read(request.param)


def lines(article):
    return [line for section in article["sections"] for line in section["lines"]]


def test_each_item_of_the_guideline_stands_in_the_article_once(service):
    guideline = service.guideline
    named = Counter(guideline.article.items())
    items = guideline.items
    assert [item.id for item in items if named[item.id] != 1] == []


def test_readers_get_the_same_content_in_the_same_order(site, article):
    hospital = site.read("hospital")
    assert [line["id"] for line in lines(article)] == [line["id"] for line in lines(hospital)]
    assert [one["id"] for one in article["references"]] == [
        one["id"] for one in hospital["references"]
    ]


def test_doses_are_the_same_for_every_reader(site, article):
    def doses(one):
        found = [line.get("medication") for line in lines(one)]
        return [(m["medicine"], m["dose"], m["detail"], m["how_often"]) for m in found if m]

    assert doses(article) == doses(site.read("hospital"))


def test_every_sentence_has_a_citation_a_grade_and_a_reason(article):
    numbers = {one["number"] for one in article["references"]}
    for line in lines(article):
        assert line["grade"]
        assert line["why"] == f"/why/{line['id']}"
        assert all(source["read"] for source in line["sources"])
        for sentence in line["sentences"]:
            assert sentence["cites"], line["id"]
            assert set(sentence["cites"]) <= numbers


def test_every_grade_says_whose_it_is(article):
    for line in lines(article):
        assert (
            line["grade"] == "not graded"
            or "(our own grade)" in line["grade"]
            or "graded by" in line["grade"]
        )


def test_references_are_numbered_without_a_gap_and_have_kind_and_status(article):
    assert [one["number"] for one in article["references"]] == [
        *range(1, len(article["references"]) + 1)
    ]
    assert all(one["kind"] and one["status"] and one["items"] for one in article["references"])


def test_the_answer_is_the_model_patients_plan_in_two_sentences(site, article):
    sentences = [one["text"] for one in article["answer"]["sentences"]]
    says = site.model_plan.bottom_line
    assert " ".join(sentences) in (says.clinician, says.patient)
    assert len(sentences) <= 2
    assert all(one["cites"] for one in article["answer"]["sentences"])


def test_both_regimens_with_their_exact_lines(site):
    said = {
        line["id"]: line["medication"]["text"]
        for line in lines(site.read("hospital"))
        if line.get("medication")
    }
    assert said["b12-loading-neurological"] == (
        "Hydroxocobalamin — 1 mg — intramuscularly — on alternate days — until no further improvement"
    )
    assert said["b12-loading-standard"] == (
        "Hydroxocobalamin — 1 mg — intramuscularly — three times a week, 6 doses"
    )
    assert said["iron-oral-daily"].startswith(
        "Ferrous sulfate — 200 mg (65 mg elemental iron) — by mouth — once daily"
    )


def test_the_study_of_autoimmune_gastritis_is_recomputed(site):
    figure = next(
        line["figure"] for line in lines(site.read("hospital")) if line["kind"] == "evidence"
    )
    assert [(arm["events"], arm["of"]) for arm in figure["arms"]] == [(7, 8), (3, 11)]
    assert figure["p"] == {
        "reported": 0.02,
        "recomputed": 0.0198,
        "test": "Fisher's exact test, two-sided",
    }
    assert figure["difference"] == {"points": 60, "interval": [15, 81]}
    assert "observational" in figure["design"]


def test_nothing_is_approved_and_the_status_says_so(client):
    status = client.get("/?format=json").json()["status"]
    assert status["stage"] == "submitted"
    assert status["says"] == "No clinician has reviewed this. 0 of 2 reviewers."
    assert [step["state"] for step in status["steps"]] == ["now", "to come", "to come"]


def test_html_and_json_at_one_address(client):
    assert client.get("/").headers["content-type"].startswith("text/html")
    for asked in ({"headers": {"accept": "application/json"}}, {"params": {"format": "json"}}):
        assert client.get("/", **asked).json()["article"]["audience"] == "hospital"


def words(html):
    """Of the text that is seen on the page: no menu, form or citation number, and nothing that is
    printed only."""
    [main] = re.findall(r"<main.*?</main>", html, re.DOTALL)
    unseen = r"<form.*?</form>|<sup.*?</sup>|<p class=\"[^\"]*printed.*?</p>"
    text = re.sub(r"<[^>]+>", " ", re.sub(unseen, "", main, flags=re.DOTALL))
    return [word for word in text.split() if re.search(r"\w", word)]


@pytest.mark.parametrize(("reader", "most"), [("hospital", 800), ("patient", 600)])
def test_the_answer_is_as_short_as_the_page_it_carries_out(client, reader, most):
    html = client.get("/", headers={"cookie": f"reader={reader}"}).text
    assert 200 < len(words(html)) <= most


def test_a_sentence_of_the_answer_has_at_most_three_numbers(client, article):
    said = [line for part in article["parts"] for line in part["lines"]]
    said += article["answer"]["sentences"]
    assert all(1 <= len(one["cites"]) <= 3 for one in said)


def test_each_topic_is_one_step_from_the_answer(client, site):
    """Of some line, or beside it; and from each topic to all others."""
    led = set(re.findall(r'href="/answer/([\w-]+)', client.get("/").text))
    others = {section["id"] for section in site.read("hospital")["sections"]}
    beside = {*re.findall(r'href="/answer/([\w-]+)', client.get("/answer/monitoring").text)}
    assert {"b12-neurological", "iron-oral", "intravenous", "references"} <= led
    assert others <= beside | {"monitoring"}
    assert client.get("/answer/nothing").status_code == 404


def test_topics_hold_every_item_and_no_inline_script_or_style(client, site):
    for section in site.read("hospital")["sections"]:
        html = client.get(f"/answer/{section['id']}").text
        for line in section["lines"]:
            assert f'id="{line["id"]}"' in html
    html += client.get("/").text
    executable = re.sub(
        r'<script type="application/ld\+json">.*?</script>', "", html
    )  # the rest is data
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", executable)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!doi)[^"]*\.(?:js|css|png|svg)', html)


def test_the_reader_is_a_cookie_from_a_closed_list(client):
    response = client.post("/reader", data={"who": "patient"})
    assert response.status_code == 303
    assert response.headers["location"] == "/"
    assert "HttpOnly" in response.headers["set-cookie"]
    patient = client.get("/", headers={"cookie": "reader=patient"}).text
    assert "You will have an injection every other day" in patient
    assert client.get("/", headers={"cookie": "reader=<script>"}).status_code == 200
    client.cookies.clear()
