"""A tenth of the hundred thousand damaged records of `make damage`: the same on every run."""

import pytest
from tools.damage.changes import changes_of
from tools.damage.mutations import DAMAGED
from tools.damage.run import run

from hematinic.guideline.model import Guideline

PARTS = 5


@pytest.mark.parametrize("part", range(PARTS))
def test_no_value_is_changed_by_what_cannot_be_understood(guideline: Guideline, part: int) -> None:
    each = 10_000 // PARTS
    wrong = [told for _, told in run(guideline, each, seed=1, first=part * each) if told]
    assert wrong == []


def test_the_judge_sees_what_was_done() -> None:
    seed = DAMAGED[0]
    assert changes_of(seed, seed.content) == []
    assert changes_of(seed, seed.as_lines) == []
    (change,) = (
        changes_of(seed, seed.content.replace(b'"comparator": "<"', b'"comparator": "~"')) or ()
    )
    assert (change.path[-1], change.was, change.now) == ("comparator", "<", "~")
    assert (
        changes_of(seed, seed.content.replace(b'"value": 6,', b'"value": 7, "value": 6,')) is None
    )
