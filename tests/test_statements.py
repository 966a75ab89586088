"""No statement of the specification is without an item that implements it, or without a test."""

from pathlib import Path

import pytest

import hematinic
from hematinic.guideline.statements import Coverage, coverage
from once import RULES

SPEC = Path(__file__).parent / "spec"


@pytest.fixture(scope="module")
def found() -> dict[str, Coverage]:
    return {entry.code: entry for entry in coverage(RULES.guideline, SPEC)}


CODES = [
    f"{kind}{n}" for kind, last in (("S", 63), ("C", 22), ("K", 50)) for n in range(1, last + 1)
]


@pytest.mark.parametrize("code", CODES)
def test_a_statement_is_implemented(code: str, found: dict[str, Coverage]) -> None:
    assert found[code].implemented


@pytest.mark.parametrize("code", CODES)
def test_a_statement_is_tested(code: str, found: dict[str, Coverage]) -> None:
    assert found[code].tests


def test_every_regimen_and_alert_is_implemented(found: dict[str, Coverage]) -> None:
    assert [entry.code for entry in found.values() if not entry.implemented] == []


def test_every_item_cites_what_was_read() -> None:
    guideline = RULES.guideline
    for item in guideline.items:
        assert item.cites
        assert all(cite.source in guideline.sources for cite in item.cites)


def test_what_the_program_itself_carries_out_names_its_file() -> None:
    package = Path(hematinic.__file__).parent
    named = {file for entry in RULES.guideline.statements.values() for file in entry.by}
    assert named
    assert [file for file in named if not (package / file).exists()] == []
