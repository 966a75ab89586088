"""What a question asks beside the rule: who gives it, on an empty stomach, with what is known."""

import pytest

from hematinic.answers import ask
from hematinic.plan.build import Planner

DAY = 740_000

SAID = [
    ("patient", (), "may my wife do my b12 injections", "Yes, someone at home may give it"),
    ("clinician", (), "self injection of B12, can the wife give it?", "Yes, a relative or carer"),
    (
        "patient",
        (),
        "is feraccru taken with meals",
        "Ferric maltol (Feraccru) goes down on an empty",
    ),
    ("clinician", (), "max single ferinject dose at 41 kg", "At 41 kg at most 820 mg"),
    (
        "patient",
        ("my ferritin is 17, is that low",),
        "and the crp was 44, does that change it",
        "No: a ferritin of 17 microgram/L is low in any case",
    ),
    (
        "patient",
        ("my ferritin is 52",),
        "and the crp was 19, does that change it",
        "Yes: with a CRP of 19 mg/L",
    ),
    (
        "clinician",
        ("Hb 121, ferritin 9: oral or IV iron?",),
        "she declines the infusion, tablets defensible?",
        "Yes: at a hemoglobin of 121 g/L",
    ),
]


@pytest.mark.parametrize(("reader", "earlier", "question", "begins"), SAID)
def test_it_is_said_first(
    reader: str, earlier: tuple[str, ...], question: str, begins: str, planner: Planner
) -> None:
    first, *_ = ask(question, planner, None, reader, DAY, earlier).sentences
    assert first.text.startswith(begins)


def test_what_was_worked_out_brings_its_own_second_sentence(planner: Planner) -> None:
    earlier = ("my ferritin is 17, is that low",)
    answer = ask("and the crp was 44, does that change it", planner, None, "patient", DAY, earlier)
    shown = [one.text for one in answer.sentences if one.place in ("first", "support")]
    assert shown[1:] == ["Ask what causes both."]
