"""Questions to guidelines of another subject, with words of their own and without any."""

import shutil
from pathlib import Path

import pytest

from hematinic.answers import Answer, ask
from hematinic.guideline.rules import compiled
from hematinic.plan.build import Planner

GUIDELINES = Path(__file__).parent.parent / "guidelines"
AS_OF = 740_307

WORDS = ("answers", "synonyms", "emergencies")


@pytest.fixture(scope="module")
def other() -> Planner:
    return Planner(compiled(GUIDELINES / "magnesium_potassium"))


@pytest.fixture(scope="module")
def wordless(tmp_path_factory: pytest.TempPathFactory) -> Planner:
    """The same without a word for questions."""
    folder = tmp_path_factory.mktemp("wordless")
    for file in (GUIDELINES / "magnesium_potassium").iterdir():
        if file.stem not in WORDS:
            shutil.copy(file, folder)
    return Planner(compiled(folder))


def items(answer: Answer) -> list[str]:
    return [sentence.item for sentence in answer.sentences]


@pytest.mark.parametrize(
    ("question", "behavior", "first"),
    [
        ("What is replaced first?", "answer", "M1"),
        ("May potassium be given on its own?", "answer", "potassium-waits"),
        ("Is magnesium given intravenously?", "answer", "magnesium-first"),
        ("What is the price of magnesium?", "not_covered", "not-covered"),
        ("Will it rain?", "off_topic", "out-of-scope"),
        ("aspirin for my headache", "off_topic", "out-of-scope"),
        ("My heart is racing and I am on potassium", "emergency", "emergency-heart"),
        ("My heart was racing years ago. Potassium alone?", "answer", "potassium-waits"),
        ("No palpitations. Potassium alone?", "answer", "potassium-waits"),
        ("el magnesio, que mi potasio", "not_covered", "another-language"),
        ("Are there side effects of potassium?", "not_covered", "not-covered"),
    ],
)
def test_it_answers_in_its_own_words(
    other: Planner, question: str, behavior: str, first: str
) -> None:
    answer = ask(question, other, None, "clinician", AS_OF)
    assert (answer.behavior, items(answer)[0]) == (behavior, first)


def test_what_is_turned_away_is_named(other: Planner) -> None:
    [sentence] = ask("What is the price of magnesium?", other, None, "patient", AS_OF).sentences
    assert sentence.text == "There is nothing here on prices."
    assert sentence.statements == ("M1",)


def test_what_no_statement_of_its_own_says_is_not_an_answer(other: Planner) -> None:
    """N1 speaks of the content, N2 of a condition that is not named with it."""
    answer = ask("No treatment is needed, is the content made up?", other, None, "clinician", AS_OF)
    assert not {"N1", "N2"} & set(items(answer))


def test_facts_of_a_patient_are_read_by_its_names(other: Planner) -> None:
    said = "Magnesium 0.5 mmol/L, potassium 3.1, 82 kg, no kidney problems. Which one first?"
    answer = ask(said, other, None, "clinician", AS_OF)
    assert answer.understood[:2] == (
        "magnesium 0.5 mmol/L",
        "potassium 3.1 mmol/L (no unit was written; please confirm)",
    )
    assert "weight 82 kg" in answer.understood
    first = answer.sentences[0]
    assert (first.item, first.text, first.planned) == ("magnesium-first", "Magnesium first.", True)
    assert any("1 g intravenously" in sentence.text for sentence in answer.sentences)


@pytest.mark.parametrize(("level", "behavior"), [("2.4", "emergency"), ("2.5", "answer")])
def test_its_own_alert_calls_for_help(other: Planner, level: str, behavior: str) -> None:
    said = f"potassium {level} mmol/L, magnesium 0.5 mmol/L, no kidney problems"
    assert ask(said, other, None, "clinician", AS_OF).behavior == behavior


def test_two_values_in_time_are_a_change(other: Planner) -> None:
    answer = ask(
        "potassium 2.9 to 3.4 mmol/L in 2 days, which first?", other, None, "patient", AS_OF
    )
    assert "potassium 2.9 to 3.4 mmol/L: +0.5 mmol/L" in answer.understood


def test_figures_are_looked_up(other: Planner) -> None:
    def said(question: str, reader: str) -> str:
        return ask(question, other, None, reader, AS_OF).sentences[0].text

    assert said("How much is in potassium chloride 600 mg?", "clinician") == (
        "Potassium chloride 600 mg holds 315 mg."
    )
    assert said("How much is in potassium chloride 600 mg?", "patient").startswith("One 600 mg")


# Without words


def test_without_words_it_is_read_by_labels(wordless: Planner) -> None:
    answer = ask("Magnesium sulfate?", wordless, None, "clinician", AS_OF)
    assert answer.behavior == "answer"
    assert "magnesium-first" in items(answer)


def test_without_words_values_are_read_with_their_unit(wordless: Planner) -> None:
    said = "magnesium 0.5 mmol/L and potassium 3.1"
    answer = ask(said, wordless, None, "clinician", AS_OF)
    assert answer.understood == ("magnesium 0.5 mmol/L",)
    assert any(question.startswith("What was the potassium") for question in answer.asks)


def test_without_words_its_alert_still_calls_for_help(wordless: Planner) -> None:
    answer = ask("potassium 2.2 mmol/L", wordless, None, "patient", AS_OF)
    assert answer.behavior == "emergency"
    assert items(answer) == ["emergency-general", "heart-in-danger"]


@pytest.mark.parametrize(
    ("question", "behavior", "says"),
    [
        ("Will it rain?", "off_topic", "This answers only questions on: Low magnesium and low"),
        (
            "Is potassium good with soup and dumplings?",
            "not_covered",
            "This guideline says nothing",
        ),
        ("?", "not_covered", "This guideline says nothing on what is not a question"),
        ("私は誰ですか", "not_covered", "Questions are answered in English only."),
    ],
)
def test_without_words_it_declines_in_plain_ones(
    wordless: Planner, question: str, behavior: str, says: str
) -> None:
    answer = ask(question, wordless, None, "clinician", AS_OF)
    assert answer.behavior == behavior
    assert answer.sentences[0].text.startswith(says)
    assert answer.sentences[0].statements == ()
