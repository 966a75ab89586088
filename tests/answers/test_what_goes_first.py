"""What a question asks goes before a value that stands beside it, and before a guard by its words."""

import pytest

from hematinic.answers import ask
from hematinic.plan.build import Planner


def first(question: str, planner: Planner, reader: str = "patient", *earlier: str) -> str:
    return ask(question, planner, None, reader, 740_000, earlier).sentences[0].item


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("hb 88 and a bit dizzy, is it ok to go up ladders at work", "heights-with-anemia"),
        ("our son is 16, ferritin 11. is it ok for him to have the adult iron tablet", "from-sixteen"),
        ("iron drip 10 days ago, ferritin went from 9 to 540, the app shows it red. too much?",
         "intravenous-ferritin-high-after"),
    ],
)  # fmt: skip
def test_a_value_that_is_only_told_does_not_go_first(
    question: str, item: str, planner: Planner
) -> None:
    assert first(question, planner) == item


def test_a_value_that_is_judged_does(planner: Planner) -> None:
    assert first("my ferritin is 11, is that ok", planner) == "value-ferritin-low"
    assert first("hb 7.1 mmol/l it says, i'm a man", planner) == "value-hemoglobin-mild"


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("my brother has haemochromatosis. could iron tablets harm me", "brother-hemochromatosis"),
        ("sickle trait, 14 weeks pregnant, ferritin not done: start iron?", "iron-before-pregnancy-trait"),
        ("copper low, ring sideroblasts, takes zinc lozenges. cause?", "ring-sideroblasts"),
        ("what do iron tablets cost on the nhs, I'm 64", "prescription-charge-age"),
    ],
)  # fmt: skip
def test_what_surely_answers_goes_before_a_guard(
    question: str, item: str, planner: Planner
) -> None:
    assert first(question, planner) == item


@pytest.mark.parametrize(
    "question",
    [
        "which slimming jab works best",
        "sickle cell crisis, which painkiller",
        "zinc lozenges for a sore throat",
        "what does a private iron drip cost",
        "potassium 3.2, how much oral replacement",
    ],
)
def test_what_has_no_answer_is_still_declined(question: str, planner: Planner) -> None:
    assert ask(question, planner).behavior in ("off_topic", "not_covered")


# Two medicines that are to be given out together

TOGETHER = "for a man of 61: ferrous fumarate 210 mg TDS and folic acid 5 mg. B12 was 121 ng/L, no injection yet."


@pytest.mark.parametrize(
    "come", ["Both prescriptions have come", "Two scripts landed", "New scripts"]
)
def test_beside_a_wrong_dose_of_iron_folic_acid_before_b12_is_stopped(
    come: str, planner: Planner
) -> None:
    shown = ask(f"{come} {TOGETHER}", planner, None, "clinician", 740_000).sentences[:2]
    assert [sentence.item for sentence in shown] == ["iron-dose-too-high", "folate-before-b12"]


def test_prescriptions_that_are_only_named_order_nothing(planner: Planner) -> None:
    question = "what do prescriptions of ferrous fumarate and folic acid cost"
    answer = ask(question, planner, None, "clinician", 740_000)
    assert "folate-before-b12" not in {sentence.item for sentence in answer.sentences}


def test_what_figures_make_an_emergency_is_answered_by_them_first(planner: Planner) -> None:
    question = "31/40, the lab rang: haemoglobin 62 g/L and she is dizzy. post the iron script?"
    answer = ask(question, planner, None, "clinician", 740_000)
    assert answer.behavior == "emergency"
    assert len([sentence for sentence in answer.sentences if sentence.place != "more"]) > 1
