"""The shared questions, where they are at hand: behavior, safety and provenance of every sentence."""

import pytest
from tools.evaluate import data_folder, judged, near_misses, rows

from hematinic.answers import ask
from hematinic.plan.build import Planner

FOLDER = data_folder()
pytestmark = pytest.mark.skipif(
    not (FOLDER / "followups.jsonl").is_file(), reason="HEMATINIC_TEST_DATA has no questions"
)


@pytest.fixture(scope="module", params=["clinician", "patient"])
def found(planner: Planner, request: pytest.FixtureRequest):
    return [judged(row, planner, request.param) for row in rows(FOLDER / "followups.jsonl")]


def test_behavior_is_right_in_nine_of_ten(found) -> None:
    assert sum(one.behaves for one in found) >= 0.9 * len(found)


def test_no_answer_says_what_it_must_not(found) -> None:
    assert [one.question["id"] for one in found if not one.avoids] == []


def test_no_emergency_is_missed(found) -> None:
    urgent = [one for one in found if "emergency" in one.question["expected_behaviour"]]
    assert urgent
    assert {one.answer.behavior for one in urgent} == {"emergency"}


def test_every_sentence_traces_to_a_statement(found, planner: Planner) -> None:
    known = planner.rules.guideline.statements
    for one in found:
        for sentence in one.answer.sentences:
            assert sentence.statements, sentence
            assert set(sentence.statements) <= set(known), sentence
            assert sentence.cites, sentence
            assert all(cite.source in planner.rules.guideline.sources for cite in sentence.cites)


def test_near_misses_are_declined(planner: Planner) -> None:
    declined, of, _ = near_misses(planner, FOLDER)
    assert declined >= 0.95 * of


def test_every_public_question_gets_an_answer_or_an_honest_no(planner: Planner) -> None:
    for row in rows(FOLDER / "public.jsonl"):
        answer = ask(row["question"], planner, as_of=740_000)
        assert answer.sentences
        assert all(sentence.statements for sentence in answer.sentences)
