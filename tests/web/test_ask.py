"""Follow-up questions: from the page without scripts, and from the API."""

import html
import re

import pytest

from hematinic.answers import ask

QUESTION = "Can I take iron with tea?"
FACTS = {
    "birth_date": "1961",
    "as_of": "2026-11-22",
    "on": "2026-11-20",
    "value.hemoglobin": "92",
    "unit.hemoglobin": "g/L",
    "value.vitamin_b12": "90",
    "unit.vitamin_b12": "ng/L",
    "is.paresthesia": "present",
}


def text(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("address", ["/", "/plan", "/ask"])
def test_there_is_a_form_that_needs_no_script(client, address):
    page = client.get(address).text
    assert 'name="question"' in page
    assert 'action="/ask#answer"' in page
    assert '<label for="f-question">' in page or 'role="search"' in page


def test_the_answer_has_its_sentences_citations_and_status(client, service):
    page = client.post("/ask", data={"question": QUESTION}).text
    found = ask(QUESTION, service.planner)
    said = text(page)
    assert QUESTION in said
    for sentence in found.sentences:
        assert sentence.text in said
        for code in sentence.statements:
            assert f'href="/statements#{code}"' in page
    assert 'href="/answer/references#ref-' in page
    assert found.notice in said
    assert "Status: submitted" in said


def test_a_patient_is_answered_in_the_patients_words(client, service):
    page = client.post("/ask", data={"question": QUESTION}, headers={"cookie": "reader=patient"})
    assert ask(QUESTION, service.planner, None, "patient").sentences[0].text in text(page.text)


def test_with_facts_it_is_answered_for_that_patient_and_they_stay(client):
    question = "Which B12 schedule is right here?"
    page = client.post("/ask", data=FACTS | {"question": question}).text
    for name, value in FACTS.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    answer = client.post(
        "/ask", data=FACTS | {"question": question}, headers={"accept": "application/json"}
    ).json()
    assert answer["answer"]["patient_context"] is True
    assert "no-store" in client.post("/ask", data={"question": QUESTION}).headers["cache-control"]


def test_earlier_questions_are_kept_in_the_page_and_their_facts_hold(client):
    first = {"question": "54F, B12 120 ng/L, ferritin 6 ug/L, no neuro symptoms. What first?"}
    follow = {"question": "How often is maintenance?", "earlier.0": first["question"]}
    answer = client.post("/ask", data=follow, headers={"accept": "application/json"}).json()
    assert [one["question"] for one in answer["earlier"]] == [first["question"]]
    assert "from before: vitamin B12 120 ng/L" in answer["answer"]["understood"]
    other = follow | {"question": "And my husband, he is 60?"}
    answer = client.post("/ask", data=other, headers={"accept": "application/json"}).json()
    assert not any("from before" in one for one in answer["answer"]["understood"])


def test_the_last_five_earlier_questions_are_kept(client):
    chain = {f"earlier.{number}": f"iron question {number}?" for number in range(12)}
    chain |= {"earlier.x": "no", "earlier.99999999999999999999": "", "question": QUESTION}
    answer = client.post("/ask", data=chain, headers={"accept": "application/json"}).json()
    kept = [one["question"] for one in answer["earlier"]]
    assert kept == [f"iron question {number}?" for number in range(7, 12)]


def test_an_emergency_at_the_end_of_a_very_long_question(client):
    question = "my ferritin was low again " * 400 + "and now i cant breathe"
    page = client.post("/ask", data={"question": question}).text
    assert "This may be an emergency" in page


def test_an_empty_form_around_it_is_no_patient(client):
    empty = {"question": QUESTION, "sex": "unknown", "unit.ferritin": "ug/L", "is.fatigue": "",
             "as_of": "2026-11-22", "verb.0": "started", "dose_unit.0": "mg"}  # fmt: skip
    answer = client.post("/ask", data=empty, headers={"accept": "application/json"}).json()
    assert answer["facts"] == {}


def test_a_mistake_in_the_facts_is_named(client):
    answer = client.post("/ask", data=FACTS | {"question": QUESTION, "value.hemoglobin": "x"})
    assert answer.status_code == 422


def test_what_is_typed_is_text(client):
    page = client.post("/ask", data={"question": "<script>alert(1)</script> iron?"}).text
    assert "<script>alert" not in page
    assert client.post("/ask", data={"question": "  "}).status_code == 200
    assert client.post("/ask", data={"question": "iron " * 5_000}).status_code == 200


def test_the_api(client, patient):
    answer = client.post("/api/ask", json={"question": QUESTION, "reader": "patient"})
    assert answer.status_code == 200
    assert answer.json()["sentences"][0]["cites"]
    assert answer.json()["notice"].startswith("Draft.")
    about = client.post("/api/ask", json={"question": "Which B12 schedule?", "record": patient})
    assert about.json()["patient_context"] is True


@pytest.mark.parametrize(
    "body",
    [{}, {"question": ""}, {"question": "x", "reader": "king"}, {"question": "x", "more": 1},
     {"question": "x", "record": {"events": [{"on": "2026-11-20", "observed": "nothing"}]}},
     {"question": "x", "as_of": "2026-13-45"}],
)  # fmt: skip
def test_the_api_refuses_in_the_one_shape(client, body):
    answer = client.post("/api/ask", json=body)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"message", "problems"}
