"""What was looked up is kept: each answer once, no long question, and never more than so many bytes."""

import pytest

from hematinic.record.fhir import memory
from hematinic.record.fhir.memory import LONGEST, Memory


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def lengths(asked: list[str]) -> Memory[str, int]:
    return Memory(lambda text: asked.append(text) or len(text))


def test_what_was_asked_before_is_known(lengths: Memory[str, int], asked: list[str]) -> None:
    assert [lengths["iron"], lengths["iron"], lengths["B12"]] == [4, 4, 3]
    assert asked == ["iron", "B12"]


@pytest.mark.parametrize(("letters", "kept"), [(LONGEST - 2, True), (LONGEST - 1, False)])
def test_a_long_question_is_answered_and_not_kept(
    lengths: Memory[str, int], letters: int, kept: bool
) -> None:
    """Two of its bytes are the quotation marks."""
    assert lengths["x" * letters] == letters
    assert bool(lengths) == kept


def test_when_there_is_no_room_all_are_forgotten(
    lengths: Memory[str, int], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST", 12)
    assert [lengths["aa"], lengths["bb"], lengths["cc"]] == [2, 2, 2]
    assert set(lengths) == {"aa", "bb", "cc"}
    assert lengths["dd"] == 2
    assert set(lengths) == {"dd"}
    assert lengths["aa"] == 2
    assert asked == ["aa", "bb", "cc", "dd", "aa"]
