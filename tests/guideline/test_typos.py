"""One slip in the guideline that is installed is one mistake, told at the place of the slip."""

from collections.abc import Iterator
from importlib.resources import as_file
from pathlib import Path

import pytest
from tools.typos import KINDS, SLIPS, Copy, Entry, entries, typos

from explore import seeds
from hematinic.guideline.load import builtin
from hematinic.guideline.typed import Typed, typed

EVERY = 80
"""One of so many entries; `python -m tools.typos` makes a slip in each."""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Typed, Copy]]:
    with as_file(builtin()) as folder:
        yield typed(folder), Copy(folder, tmp_path_factory.mktemp("guideline"))


@pytest.mark.parametrize("seed", seeds(2))
def test_one_slip_is_one_mistake(copied: tuple[Typed, Copy], seed: int) -> None:
    found, copy = copied
    made = list(typos(found, seed, EVERY))
    assert len(made) > 20
    told = [(typo, copy.with_typo(typo).mistakes) for typo in made]
    assert [f"{typo}\n{mistakes}" for typo, mistakes in told if len(mistakes) != 1] == []
    other = [f"{typo}\n{one}" for typo, [one] in told if one.kind not in KINDS[typo.kind]]
    assert other == []


def test_each_slip_can_be_made(copied: tuple[Typed, Copy]) -> None:
    """Of the kinds of slips none is made by nobody."""
    import random

    every: list[Entry] = list(entries(copied[0]))
    rng = random.Random(1)
    made = {slip.__name__ for slip in SLIPS for entry in every if any(slip(entry, rng))}
    assert made == {slip.__name__ for slip in SLIPS} == KINDS.keys()


def test_a_name_that_is_defined_wrong_is_told_where_it_is_defined(
    copied: tuple[Typed, Copy],
) -> None:
    """However many places miss it."""
    found, copy = copied
    counts: dict[str, int] = {}
    for _, definition in found.expressions:
        for name in set(definition.text.split()):
            counts[name] = counts.get(name, 0) + 1
    name = max(found.guideline.findings, key=lambda name: counts.get(name, 0))
    assert counts[name] > 10
    written = found.places[("findings", name)]
    file = Path(copy.into) / written.file
    text = file.read_text()
    at = written.document.keys[(name,)]
    file.write_text(f"{text[:at]}{name}x{text[at + len(name) :]}")
    try:
        [one] = typed(copy.into).mistakes
    finally:
        file.write_text(text)
    assert (one.file, one.line, one.kind) == (
        written.file,
        written.place().span.line,
        "unknown-name",
    )
    assert one.help == f"is `{name}` meant here?"
    assert len(one.also) >= counts[name]
