"""What the words of a question weigh for an item: learned, or by the middle of its questions."""

from collections import Counter

import msgspec
import pytest
from tools.evaluate import rows
from tools.graded import FOLDER

from hematinic.answers import weights
from hematinic.answers.reading.kinds import kind_of
from hematinic.answers.reading.learned import (
    Kept,
    Learned,
    kept,
    pieces,
    pieces_of,
    weighed,
    with_pairs,
)
from hematinic.answers.reading.text import plain, words
from hematinic.answers.replying.compose import Answerer, answerer
from hematinic.plan.build import Planner
from once import RULES


@pytest.fixture(scope="module")
def ready(planner: Planner) -> Answerer:
    return answerer(planner)


# The pieces of a question


def test_the_pieces_of_a_question() -> None:
    found = pieces(["iron_tablet"], " iron tablets 65 ", "when")
    assert found == Counter(
        ["=iron_tablet", "<iro", "iron", "ron>", "<tab", "tabl", "able", "blet", "lets", "ets>",
         "iron tablet", "?when"]
    )  # fmt: skip


def test_a_short_word_is_one_part() -> None:
    assert pieces([], " is ", "") == Counter(["<is>"])


def test_a_text_is_read_as_a_question_is() -> None:
    text = "Why two hours after Coffee?"
    read = plain(text)
    assert pieces_of(text, ["x", "y"]) == with_pairs(pieces(["x", "y"], words(read), kind_of(read)))


def test_two_terms_together_are_a_piece_in_whatever_order_they_stand() -> None:
    assert with_pairs({"=b12": 0.6, "=tablet": 1, "tabl": 1}) == {
        "=b12": 0.6, "=tablet": 1, "tabl": 1, "=b12&=tablet": 1.0
    }  # fmt: skip
    assert with_pairs({"=tablet": 1, "=b12": 1}) == {"=tablet": 1, "=b12": 1, "=b12&=tablet": 1.0}


def test_a_story_of_many_terms_has_no_pairs() -> None:
    few = {f"={number}": 1.0 for number in range(weights.MOST_PAIRED)}
    assert len(with_pairs(few)) == len(few) + len(few) * (len(few) - 1) // 2
    many = {**few, "=more": 1.0}
    assert with_pairs(many) == many


def test_pieces_that_are_not_known_weigh_nothing_and_the_others_one_in_all() -> None:
    found = weighed({"a": 1, "b": 1, "never": 1}, {"a": 3.0, "b": 4.0})
    assert found == pytest.approx({"a": 0.6, "b": 0.8})


def test_what_stands_there_twice_weighs_less_than_twice() -> None:
    found = weighed({"a": 2, "b": 1}, {"a": 1.0, "b": 1.0})
    assert 1 < found["a"] / found["b"] < 2


# What was learned


def made() -> Kept:
    """`salt` speaks for the first item and against the second."""
    packed = {
        "start": [-1.0, -1.0],
        "rarity": [1.0],
        "sizes": [2],
        "of": [0, 1],
        "weight": [127, -64],
    }
    kinds = {"start": "f", "rarity": "f", "sizes": "H", "of": "H", "weight": "b"}
    from array import array

    bytes_ = {name: array(kinds[name], all_).tobytes() for name, all_ in packed.items()}
    return Kept(guideline="kitchen", items=["one", "two"], pieces=["salt"], unit=0.01, **bytes_)


def test_a_piece_speaks_for_one_item_and_against_another() -> None:
    learned = Learned(["two", "one"], made(), lambda at: [])
    assert learned.sums({"salt": 1}) == pytest.approx([-1.64, 0.27, -1.0])
    assert learned.sums({"pepper": 1}) == pytest.approx([-1.0, -1.0, -1.0])


def test_an_item_that_nothing_was_learned_for_is_found_by_its_own_questions() -> None:
    asked = {2: [Counter(["pepper", "mill"]), Counter(["pepper"])]}
    learned = Learned(["one", "two", "three"], made(), lambda at: asked[at])
    one, two, three, elsewhere = learned.sums({"pepper": 1})
    assert one == two == elsewhere == -1.0
    assert weights.MIDDLE_FROM < three <= weights.MIDDLE_FROM + weights.MIDDLE


def test_what_was_learned_is_of_one_guideline() -> None:
    name = RULES.guideline.header.id
    assert kept(name) is not None
    assert kept("another") is None


def test_it_is_small_and_reads_back_as_it_was() -> None:
    known = kept(RULES.guideline.header.id)
    assert known is not None
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(known), type=Kept) == known
    assert len(known.of) == 2 * len(known.weight)


def test_a_written_question_finds_its_item(ready: Answerer) -> None:
    """Where this fails, items have come since it was learned: python -m tools.ranked."""
    asked = [one for one in rows(FOLDER / "written.jsonl") if one["item"] in ready.index.by_item]
    some = asked[::40]
    hits = [one["item"] in ready.ranked(one["question"], "clinician")[:3] for one in some]
    assert len(some) > 100
    assert sum(hits) >= 0.92 * len(some)


def test_hardly_an_item_is_new_to_it(ready: Answerer) -> None:
    known = kept(ready.guideline.header.id)
    assert known is not None
    asked = {unit.item for unit in ready.index.units if unit.asked}
    assert len(asked - set(known.items)) <= 0.1 * len(asked), "python -m tools.ranked"


def test_a_question_of_another_subject_is_known_as_such(ready: Answerer) -> None:
    def elsewhere(text: str) -> float:
        query = ready.parts.query(ready.door.read(text), None, None)
        return ready.index.learned.sums(query.pieces)[-1]

    assert elsewhere("which cough syrup for a tickly throat?") > elsewhere(
        "which iron tablet first?"
    )
