"""Sixty questions for which a right sentence stands in the guideline, each written with the items
that answer it before it was asked: which sentence comes first."""

import pytest
from tools.evaluate import rows
from tools.graded import AS_OF, FOLDER

from hematinic.answers import ask
from hematinic.plan.build import Planner

LEAST = {"leaning": 19, "values": 15, "plain": 16}
"""Of 20 each."""


@pytest.mark.parametrize("kind", LEAST)
def test_a_right_sentence_comes_first(kind: str, planner: Planner) -> None:
    asked = [one for one in rows(FOLDER / "chosen.jsonl") if one["kind"] == kind]
    assert len(asked) == 20
    missed = []
    for one in asked:
        answer = ask(one["question"], planner, None, one["reader"], AS_OF, one.get("earlier", ()))
        first = answer.sentences[0].item
        missed += [f"{one['id']}: {first}"] if first not in one["wanted"] else []
    assert 20 - len(missed) >= LEAST[kind], "\n".join(missed)


@pytest.mark.parametrize(
    ("earlier", "question", "reader", "item"),
    [
        (
            "62F, subacute combined degeneration, first hydroxocobalamin 1 mg IM given today. "
            "Schedule from here?",
            "Until when do we keep that going? She's at day 22 now and has had 11.",
            "clinician",
            "b12-loading-ends",
        ),
        (
            "UK, hydroxocobalamin given this morning. Ferinject course total for 74 kg with Hb 91 "
            "g/L?",
            "and how much of that in one sitting?",
            "clinician",
            "carboxymaltose-max",
        ),
        (
            "ive got pernicious anaemia, do i definitely have to have the b12 injections or will "
            "tablets do",
            "and how long would i be on those for",
            "patient",
            "b12-for-life",
        ),
    ],
)
def test_what_is_asked_now_is_not_outweighed(
    earlier: str, question: str, reader: str, item: str, planner: Planner
) -> None:
    """By the question before it: that one says only of what."""
    answer = ask(question, planner, None, reader, AS_OF, (earlier,))
    assert answer.sentences[0].item == item
