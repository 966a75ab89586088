"""Several questions in one text are answered in turn."""

import pytest

from hematinic.answers import ask
from hematinic.answers.model import Answer
from hematinic.answers.reading.turns import parts_of
from hematinic.plan.build import Planner


def firsts(answer: Answer) -> list[str]:
    return [sentence.item for sentence in answer.sentences if sentence.place == "first"]


@pytest.mark.parametrize(
    ("question", "earlier", "items"),
    [
        pytest.param(
            "does low iron make hair fall out and will it grow back once i take tablets",
            [], ["hair-loss", "hair-regrowth"], id="a new verb begins the second",
        ),
        pytest.param(
            "can i have tablets and not the needle? does the needle hurt",
            ["why do I need b12 injections"], ["b12-by-mouth", "b12-injection-pain"],
            id="both lean on the question before",
        ),
        pytest.param(
            "when do they peak and what if they do not rise at all?",
            ["Reticulocytes after hydroxocobalamin, when?"],
            ["reticulocytes-peak", "no-reticulocyte-rise"],
            id="the second is less surely understood",
        ),
    ],
)  # fmt: skip
def test_each_has_its_own_sentence(
    planner: Planner, question: str, earlier: list[str], items: list[str]
) -> None:
    assert firsts(ask(question, planner, None, "patient", earlier=earlier)) == items


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("how long do i take iron and how much", id="the second names nothing"),
        pytest.param("b12 or is it iron that makes me tired", id="a choice is one question"),
    ],
)
def test_what_is_one_question_is_answered_once(planner: Planner, question: str) -> None:
    assert len(firsts(ask(question, planner, None, "patient"))) <= 1


def test_a_text_is_cut_before_a_verb_that_asks() -> None:
    text = "Is it safe in pregnancy and will the baby get enough, also where do I go"
    assert parts_of(text) == [
        "Is it safe in pregnancy", "will the baby get enough", "where do I go",
    ]  # fmt: skip
