"""A model may reword; what it changes in sense is thrown away."""

import pytest

from hematinic.answers import ask
from hematinic.answers.replying.compose import answerer
from hematinic.answers.replying.rephrase import faithful, from_environment, rephrased
from hematinic.plan.build import Planner

SOURCE = "Do not stop B12 because the level is normal; give hydroxocobalamin 1 mg every 2 months."


def test_it_is_off_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEMATINIC_MODEL_URL", raising=False)
    assert from_environment() is None


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (
            "Please do not stop B12 just because its level is normal; give hydroxocobalamin 1 mg every 2 months.",
            True,
        ),
        ("Stop B12 because the level is normal; give hydroxocobalamin 1 mg every 2 months.", False),
        (
            "Do not stop B12 because the level is normal; give hydroxocobalamin 10 mg every 2 months.",
            False,
        ),
        (
            "Do not stop B12 because the level is normal; give hydroxocobalamin 1 mg every 2 weeks.",
            False,
        ),
        (
            "Do not stop B12 because the level is normal; give cyanocobalamin 1 mg every 2 months.",
            False,
        ),
        (
            "Do not stop B12 because the level is normal; give hydroxocobalamin 1 g every 2 months.",
            False,
        ),
        (
            "Do not give hydroxocobalamin 1 mg every 2 months; stop B12 because the level is normal.",
            False,
        ),
        (f"{SOURCE} Folic acid helps too.", False),
        ("", False),
    ],
)
def test_only_the_same_sense_passes(text: str, holds: bool, planner: Planner) -> None:
    assert faithful(SOURCE, text, answerer(planner).index.terms) is holds


def test_a_failing_model_changes_nothing(planner: Planner) -> None:
    def fails(prompt: str) -> str:
        raise OSError("no such host")

    answer = ask("How often are b12 injections given long term?", planner)
    terms = answerer(planner).index.terms
    assert rephrased(answer, terms, "patient", fails) == answer
    assert rephrased(answer, terms, "patient", lambda prompt: "Take 5 mg.") == answer
