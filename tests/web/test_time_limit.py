"""The limit is of computing. No clock decides here: what is slow goes on until it is told to end."""

import asyncio
import gc
import threading

import pytest

from hematinic.web.errors import WebError
from hematinic.web.service import in_time

LITTLE = 0.01


def test_what_computes_without_end_is_given_up():
    end = threading.Event()

    def endless() -> None:
        while not end.is_set():
            pass

    with pytest.raises(WebError, match=r"longer than 0\.01 seconds") as raised:
        asyncio.run(_given_up(endless, end))
    assert raised.value.status == 503


async def _given_up(work, end: threading.Event) -> None:
    try:
        await in_time(work, LITTLE)
    finally:
        end.set()


def test_what_only_waits_is_waited_for():
    """As for a processor, on a machine that has other work."""
    begun, end = threading.Event(), threading.Event()

    def waiting() -> str:
        begun.set()
        end.wait()
        return "done"

    async def waited_for() -> str:
        task = asyncio.create_task(in_time(waiting, LITTLE))
        while not begun.is_set():
            await asyncio.sleep(0)
        done, _ = await asyncio.wait({task}, timeout=5 * LITTLE)
        assert not done
        end.set()
        return await task

    assert asyncio.run(waited_for()) == "done"


def test_a_mistake_in_the_work_is_raised():
    def wrong() -> None:
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"):
        asyncio.run(in_time(wrong))


def test_nobody_is_told_how_it_ends_with_what_was_given_up(caplog):
    end = threading.Event()

    def endless() -> None:
        while not end.is_set():
            pass
        raise ValueError("too late")

    async def to_its_end() -> None:
        with pytest.raises(WebError):
            await _given_up(endless, end)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert len(others) == 1
        await asyncio.wait(others)

    asyncio.run(to_its_end())
    gc.collect(2)
    assert caplog.records == []
