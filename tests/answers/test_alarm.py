"""Emergencies by all words together, where no phrase of them is known."""

import pytest
from tools.evaluate import rows
from tools.graded import FOLDER

from hematinic.answers import ask, weights
from hematinic.answers.reading.alarm import CALM, Alarm, pieces
from hematinic.plan.build import Planner

AS_OF = 739583

KNOWN = Alarm("iron-b12")

HELD_BACK = [one for at, one in enumerate(rows(FOLDER / "urgent.jsonl")) if at % 5 == 0]


def test_words_two_and_three_together_and_their_parts() -> None:
    assert pieces("Chest hurts") == {
        "chest": 1, "hurts": 1, "chest hurts": 1,
        "~<che": 1, "~ches": 1, "~hest": 1, "~est>": 1, "~<hur": 1, "~hurt": 1, "~urts": 1, "~rts>": 1,
    }  # fmt: skip


def test_the_question_before_counts_apart() -> None:
    assert pieces("now", ["iron"])["before:iron"] == 1
    assert "iron" not in pieces("now", ["iron"])


def test_another_guideline_has_none() -> None:
    assert Alarm("another").chances("i cannot breathe") == {CALM: 1.0}


def test_chances_are_one_together() -> None:
    assert sum(KNOWN.chances("cannot breathe").values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "home from the drip an hour, my throat is tightening and my voice has gone hoarse",
            "allergy",
        ),
        ("my legs went from under me on sunday and now I cannot tell when I have to pee", "cord"),
    ],
)
def test_where_it_is_sure_which_the_message_says_it(
    question: str, says: str, planner: Planner
) -> None:
    assert ask(question, planner, None, "patient", AS_OF).sentences[0].item == f"emergency-{says}"


def test_where_it_is_not_sure_which_the_message_says_of_no_sign_what_it_is(
    planner: Planner,
) -> None:
    question = (
        "7 weeks pregnant, hb 90, sudden pain low on one side and in the shoulder, BP 85 systolic, "
        "can she have the drip"
    )
    answer = ask(question, planner, None, "patient", AS_OF)
    assert (answer.behavior, answer.sentences[0].item) == ("emergency", "emergency-general")


def test_a_question_of_an_examination_tells_of_nobody(planner: Planner) -> None:
    told = "A man of 60 with anemia collapses, gray and clammy, with pressure on his chest."
    assert ask(told, planner).behavior == "emergency"
    asked = f"Which of the following is the most likely diagnosis? {told}"
    assert ask(asked, planner).behavior != "emergency"


def test_it_sees_a_third_by_itself_of_what_was_not_learned_and_alarms_hardly_another() -> None:
    seen = {"urgent": [0, 0], "calm": [0, 0]}
    for one in HELD_BACK:
        chance = 1 - KNOWN.chances(one["question"], one.get("earlier", ()))[CALM]
        counts = seen["urgent" if one["emergency"] else "calm"]
        counts[0] += chance >= weights.ALARM
        counts[1] += 1
    assert seen["urgent"][0] >= seen["urgent"][1] / 3
    assert seen["calm"][0] <= seen["calm"][1] * 0.02


def test_with_phrases_and_limits_it_sees_eighty_of_a_hundred_that_nobody_learned_from(
    planner: Planner,
) -> None:
    sealed = list(rows(FOLDER / "urgent_sealed.jsonl"))
    alarmed = [
        ask(one["question"], planner, None, one["reader"], AS_OF, one.get("earlier", ())).behavior
        == "emergency"
        for one in sealed
    ]
    pairs = list(zip(sealed, alarmed, strict=True))
    assert sum(alarm for one, alarm in pairs if one["emergency"]) >= 80
    assert sum(alarm for one, alarm in pairs if not one["emergency"]) <= 28
