"""What is worked out in a process of its own is what it would have been here."""

import os
import shutil
from pathlib import Path

import pytest

from hematinic.guideline.rules import Rules, compiled
from hematinic.proof.difference.aside import Aside, of_each
from hematinic.proof.difference.meant import Meant
from hematinic.proof.difference.search import Search

HERE = Path(__file__).parent.parent / "guidelines/magnesium_potassium"
NOW = compiled(HERE)


@pytest.mark.parametrize("those", [[], [3], [3, 1], [5, 4, 3, 2, 1]])
def test_of_each_in_their_order(those: list[int]) -> None:
    assert of_each(lambda number: number * number, those) == [number * number for number in those]


def test_it_is_another_process_that_knows_what_was_known_here() -> None:
    known = ["a word"]
    process, word = Aside(lambda: (os.getpid(), known[0])).found()
    assert process != os.getpid()
    assert word == "a word"


def test_what_goes_wrong_aside_goes_wrong_here() -> None:
    aside = Aside(lambda: {}["nothing"])
    with pytest.raises(KeyError, match="nothing"):
        aside.found()


def test_a_process_that_was_ended_is_no_answer() -> None:
    aside = Aside(lambda: os._exit(1))
    with pytest.raises(EOFError):
        aside.found()


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    folder = tmp_path_factory.mktemp("aside") / "after"
    shutil.copytree(HERE, folder)
    text = (folder / "findings.yaml").read_text()
    (folder / "findings.yaml").write_text(
        text.replace("magnesium_level < 0.7", "magnesium_level < 0.8")
    )
    return compiled(folder)


def test_what_is_ruled_out_of_many_is_what_the_solver_rules_out_of_each(after: Rules) -> None:
    search = Search(NOW, after, Meant((), False, NOW, after))
    found = Aside(search.ruled).found()
    assert not found.hard
    assert found.out, "some of what is asked is of nobody"
    assert {*search.open} - {*found.out}, "and some of somebody"
    for question, name in search.names.items():
        assert (search.versions.any_of([name]) is None) == (question in found.out), question
