"""The questions written for each answer: enough of them, and none taken from an evaluation."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import pytest
from tools.evaluate import data_folder, rows
from tools.graded import FOLDER, SETS

from hematinic.guideline.lint import asked, lint
from hematinic.guideline.load import builtin
from hematinic.guideline.typed import typed
from once import RULES

HERE = Path(__file__).parent
ALIKE = 0.8
WRITTEN = {
    name: entry.asked_as for name, entry in RULES.guideline.answers.items() if entry.asked_as
}


def test_a_hundred_and_more_answers_have_five_to_twenty_five_questions_each() -> None:
    assert len(WRITTEN) >= 120
    assert {name: len(all_) for name, all_ in WRITTEN.items() if not 5 <= len(all_) <= 25} == {}


def test_no_statement_is_without_questions_and_no_question_is_claimed_twice() -> None:
    found = typed(builtin())
    assert [str(one) for one in asked.twice(found)] == []
    assert [str(one) for one in asked.unasked(found)] == []
    assert not lint(builtin()).mistakes


def bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def alike(one: str, other: str) -> float:
    """1 less the share of letters that must be edited; 0 where few words are shared."""
    words, others = set(one.split()), set(other.split())
    if 2 * len(words & others) < len(words | others):
        return 0.0
    return 1 - edits(one, other) / max(len(one), len(other))


def edits(one: str, other: str) -> int:
    """Letters to put in, take out or change (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, wanted in enumerate(other, 1):
            here = min(row[to] + 1, row[to - 1] + 1, before + (letter != wanted))
            before, row[to] = row[to], here
    return row[-1]


def evaluated() -> Iterator[str]:
    """The questions that measure, here and, where they are at hand, in the shared sets."""
    for path in (HERE / "questions.jsonl", *(FOLDER / name for name in SETS)):
        yield from (row["question"] for row in rows(path))
    for name in ("followups.jsonl", "public.jsonl"):
        path = data_folder() / name
        if path.is_file():
            yield from (json.loads(line)["question"] for line in path.read_text().splitlines())


def test_none_is_a_question_of_an_evaluation() -> None:
    measured = {bare(one) for one in evaluated()}
    with_word: dict[str, list[str]] = {}
    for other in measured:
        for word in set(other.split()):
            with_word.setdefault(word, []).append(other)
    near = [
        (name, one, other)
        for name, all_ in WRITTEN.items()
        for one in map(bare, all_)
        for other in sharing_half(one, with_word)
        if 0.66 < len(one) / len(other) < 1.5 and alike(one, other) >= ALIKE
    ]
    assert near == []


def sharing_half(one: str, with_word: Mapping[str, list[str]]) -> Iterator[str]:
    """Only of these `alike` is more than 0: whoever has half of all the words has half of these."""
    words = set(one.split())
    shared = Counter(chain.from_iterable(with_word.get(word, ()) for word in words))
    return (other for other, count in shared.items() if 2 * count >= len(words))


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("how long do i take iron", "how long do i take my iron", True),
        ("how long do i take iron", "how often is the b12 given", False),
    ],
)
def test_likeness(one: str, other: str, near: bool) -> None:
    assert (alike(one, other) >= ALIKE) is near
