"""Work in processes of its own: it comes back, is ended where it takes too long, and leaves nobody."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hematinic.record.events import Mistake, RecordError, UnreadableError
from hematinic.web import pool as pools
from hematinic.web.errors import WebError
from hematinic.web.pool import BusyError, CrashError, Pool, TooLongError, alone
from served import all_ended, is_running

HERE = Path(__file__).parent


class Ground:
    """What work is done with."""

    name = "ground"


def number(ground: Ground, of: int) -> tuple[str, int, int]:
    return ground.name, 2 * of, os.getpid()


def is_alone(ground: Ground) -> bool:
    return alone()


def endless(ground: Ground) -> None:
    while True:
        pass


def goes_on(ground: Ground, folder: Path) -> None:
    """Until it is told to end, by a file."""
    (folder / "begun").touch()
    while not (folder / "end").exists():
        time.sleep(0.01)


def fails(ground: Ground, error: Exception) -> None:
    raise error


def fails_oddly(ground: Ground) -> None:
    class OddError(Exception):
        pass

    raise OddError("a patient's name")


def greedy(ground: Ground) -> int:
    return len(bytearray(8 * 2**30))


def gone(ground: Ground) -> None:
    os._exit(7)


@pytest.fixture
def pool() -> Iterator[Pool[Ground]]:
    made = Pool(Ground, size=1, seconds=1)
    made.start()
    yield made
    made.close()


def run(pool: Pool[Ground], work: Callable[..., Any], *given: Any) -> Any:
    return asyncio.run(pool.run(work, *given))


def test_what_is_made_elsewhere_comes_back(pool):
    name, found, process = run(pool, number, 21)
    assert (name, found) == ("ground", 42)
    assert process != os.getpid()
    assert run(pool, is_alone)
    assert not alone()


def test_work_without_end_is_ended_and_another_process_takes_its_place(pool):
    before = run(pool, number, 1)[2]
    with pytest.raises(TooLongError):
        run(pool, endless)
    assert not is_running(before)
    assert run(pool, number, 1)[2] != before


def test_who_waits_is_told_when_to_come_back(pool, monkeypatch, tmp_path):
    """Told so while the work before it still goes on, which ends only after."""

    async def both() -> None:
        first = asyncio.create_task(pool.run(goes_on, tmp_path))
        while not (tmp_path / "begun").exists():
            await asyncio.sleep(0.01)
        monkeypatch.setattr(pools, "PATIENCE", 0.1)
        with pytest.raises(BusyError) as busy:
            await pool.run(number, 1)
        assert busy.value.again >= 1
        assert not first.done()
        (tmp_path / "end").touch()
        await first

    asyncio.run(both())
    assert run(pool, number, 1)


def test_no_more_wait_than_may(pool, tmp_path):
    pool.most_waiting = 1

    async def both() -> None:
        first = asyncio.create_task(pool.run(goes_on, tmp_path))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await pool.run(number, 1)
        (tmp_path / "end").touch()
        await first

    asyncio.run(both())


@pytest.mark.parametrize(
    "error",
    [
        RecordError([Mistake(says="is no day", where="event 3"), "and more"]),
        UnreadableError("not JSON", 7),
        WebError(400, "no body", ("one",)),
        ValueError("plain"),
    ],
)
def test_an_error_comes_back_whole(pool, error):
    with pytest.raises(type(error)) as raised:
        run(pool, fails, error)
    assert str(raised.value) == str(error)
    for name in ("problems", "status", "line"):
        assert getattr(raised.value, name, None) == getattr(error, name, None)


def test_an_error_that_cannot_travel_tells_its_kind_and_place_alone(pool):
    with pytest.raises(CrashError, match=r"OddError at .*test_pool\.py:\d+$"):
        run(pool, fails_oddly)


def test_memory_has_a_bound(pool):
    with pytest.raises(MemoryError):
        run(pool, greedy)
    assert run(pool, number, 1)


def test_a_process_that_ends_is_a_crash_and_another_takes_its_place(pool):
    with pytest.raises(CrashError, match="ended with 7"):
        run(pool, gone)
    assert run(pool, number, 1)


def test_one_that_was_killed_while_idle_is_replaced(pool):
    os.kill(run(pool, number, 1)[2], signal.SIGKILL)
    pool.workers[0].process.join()
    assert run(pool, number, 1)


def test_closed_it_leaves_nobody_and_takes_nothing_on(pool):
    process = run(pool, number, 1)[2]
    pool.close()
    assert not is_running(process)
    with pytest.raises(BusyError):
        run(pool, number, 1)


PARENT = """
import asyncio, sys, time
sys.path[:0] = {folders!r}
from test_pool import Ground, endless, number
from hematinic.web.pool import Pool

if __name__ == "__main__":
    pool = Pool(Ground, size=2, seconds=300)
    pool.start()
    async def both():
        idle = await pool.run(number, 1)
        busy = asyncio.create_task(pool.run(endless))
        other = await pool.run(number, 1)
        print(*{{one.process.pid for one in pool.workers}}, flush=True)
        await busy
    asyncio.run(both())
"""


def test_no_process_outlives_one_that_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(folders=[str(HERE), str(HERE.parent)]))
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = [int(one) for one in parent.stdout.readline().split()]
    assert len(children) == 2
    assert all(map(is_running, children))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert all_ended(children)
