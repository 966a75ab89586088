"""The pinned versions install on the oldest Python that is promised: Debian's own 3.11.2."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

OLDEST = "3.11.2"
PINS = re.findall(
    r"^([A-Za-z0-9._-]+)==(\S+)$",
    (Path(__file__).parents[1] / "constraints.txt").read_text(),
    re.MULTILINE,
)


def test_every_line_is_a_pin() -> None:
    assert len(PINS) > 50


@pytest.mark.parametrize(("name", "version"), PINS)
def test_a_pin_takes_the_oldest_python(name: str, version: str) -> None:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        pytest.skip("of an extra that is not installed here")
    assert found.version == version, "installed is another than the pin: make clean, make test"
    wanted = found.metadata["Requires-Python"] or ""
    assert SpecifierSet(wanted).contains(OLDEST, prereleases=True), wanted
