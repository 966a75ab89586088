"""Each mistake in an expression, with its whole text: what is wrong, where, what to do instead."""

from pathlib import Path

import pytest

from expressions.expressions import SCOPE
from hematinic.expressions.check import check
from hematinic.expressions.faults import ExpressionError
from hematinic.expressions.parse import parse
from hematinic.expressions.types import ANY, BOOLEAN, Scope

TOLD = (Path(__file__).parent / "faults.txt").read_text()
"""In each block an expression (its line breaks as \\n), its kinds of mistakes, and what is told."""


@pytest.mark.parametrize("block", TOLD.rstrip("\n").split("\n\n"))
def test_a_mistake_is_told_in_full(block: str) -> None:
    written, kinds, *told = block.split("\n")
    text = written.replace("\\n", "\n")
    with pytest.raises(ExpressionError) as error:
        check(parse(text), SCOPE, text)
    assert str(error.value).split("\n") == told
    assert " ".join(fault.kind for fault in error.value.faults) == kinds


def test_a_fault_names_the_first_and_the_last_character() -> None:
    text = "fever or hemoglobin < 10 'mg'"
    with pytest.raises(ExpressionError) as error:
        check(parse(text), SCOPE, text)
    [fault] = error.value.faults
    assert text[fault.at : fault.end] == "10 'mg'"


BROKEN = Scope({**SCOPE.types, "broken": ANY}, SCOPE.convert, SCOPE.calls)


@pytest.mark.parametrize(
    "text",
    [
        "broken and fever",
        "broken is true",
        "broken < 5 'g/L'",
        "broken < hemoglobin",
        "broken - hemoglobin > 3 'g/L'",
        "broken * 2 < 5",
        "broken.value < 5",
        "broken + 14 days <= end",
        "days between broken and end > 3",
        "broken in {'a', 'b'}",
        "Coalesce(broken, hemoglobin) < 90 'g/L'",
        "if broken then broken < 3 else broken",
    ],
)
def test_a_name_whose_own_definition_is_wrong_takes_any_type(text: str) -> None:
    assert check(parse(text), BROKEN, text, BOOLEAN)


def test_what_stands_beside_such_a_name_is_still_looked_at() -> None:
    text = "broken < 5 'g/L' and fevr and count > 2 'mg'"
    with pytest.raises(ExpressionError) as error:
        check(parse(text), BROKEN, text, BOOLEAN)
    assert [text[fault.at : fault.end] for fault in error.value.faults] == ["fevr", "2 'mg'"]
