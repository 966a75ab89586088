"""What holds of every test: how much is tried, and with which seed."""

import gc
from collections.abc import Callable, Generator
from functools import partial

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
        # A test makes a great deal that is freed without the search for circles; looking for them
        # rarely saves a tenth of its time.
        gc.set_threshold(20_000, 20, 50)
        # An application freezes what it is made of, and at its end thaws all of the process: after
        # the first of them everything here would be looked through again, each time one begins.
        gc.freeze = gc.unfreeze = _leave
        # It also looks through all that there is once before that: a quarter of a second of each of
        # hundreds, which would find what a guideline, a browser and a solver of other tests hold.
        gc.collect = partial(_look_at_the_new, gc.collect)


def _leave() -> None:
    """What is frozen as it is."""


def _look_at_the_new(collect: Callable[[int], int], generation: int = 1) -> int:
    """Of all only where a test says so; else the old is looked through when the thresholds say."""
    return collect(generation)


def pytest_report_header() -> str:
    return f"exploring from seed {SEED}, {TIMES} times as much as ever" if SEED else ""
