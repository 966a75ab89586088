"""What holds of every test: how much is tried, and with which seed."""

import gc
from collections.abc import Generator
from pathlib import Path

import pytest

from explore import SEED, TIMES


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected lives as long as the process, and need not be looked through for garbage:
    a sixth of what collection takes."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_report_header() -> str:
    return f"exploring from seed {SEED}, {TIMES} times as much as ever" if SEED else ""


DEFECTS = Path(__file__).parent / "known_defects.txt"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is known to be defective is told as such, with its reason, and hides nothing new."""
    lines = [line for line in DEFECTS.read_text().splitlines() if not line.startswith("#")]
    known = dict(line.split(" | ", 1) for line in lines)
    for item in items:
        name = item.nodeid if item.nodeid in known else item.nodeid.partition("[")[0]
        if reason := known.get(name):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=False))
