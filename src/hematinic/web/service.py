"""The guideline made ready once, and the one way from the bytes of a request to a plan."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool

from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import Rules, load
from hematinic.plan.account import Accountant, Accounted
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change, WhatIf
from hematinic.record.asof import seen_from
from hematinic.record.day import no_day_of_a_plan, plan_day
from hematinic.record.events import LocalLimit, Mistake, Record, RecordError
from hematinic.record.local_limits import read_local_limits, with_limits
from hematinic.record.read import read_bytes, read_data
from hematinic.record.units import unit_system
from hematinic.web.errors import WebError
from hematinic.web.pool import alone

Found = TypeVar("Found")

UNPACKED = 16 * 2**20
"""Bytes of a record once unpacked: a small request must not become a large one."""

SECONDS = 10.0
"""Of a processor that a request may take before the client is told to send less."""


@dataclass(frozen=True, slots=True)
class Service:
    planner: Planner
    local_limits: tuple[LocalLimit, ...] = ()
    """Of the laboratory that this service plans for."""
    folder: Path | None = None
    """That the guideline was read from; None: the built-in one."""

    @property
    def rules(self) -> Rules:
        return self.planner.rules

    @property
    def guideline(self) -> Guideline:
        return self.planner.rules.guideline

    def plan(self, record: Record, as_of: int | None) -> Plan:
        day = as_of or record.as_of or date.today().toordinal()
        return self.planner.plan(seen_from(with_limits(record, self.local_limits), day), day)

    def what_if(self, plan: Plan) -> list[Change]:
        """Which single facts would change the plan: tens of milliseconds, so only when asked."""
        return WhatIf(self.planner).changes(plan)

    def account(self, record: Record, plan: Plan) -> tuple[Accounted, ...]:
        """What became of each event of the record that a plan was made of."""
        bounded = seen_from(with_limits(record, self.local_limits), plan.as_of)
        return Accountant(self.planner).account(bounded, plan)

    def read(
        self, content: bytes, as_of: int | None, name: str = "the request", json_only: bool = False
    ) -> Record:
        return read_bytes(
            content, self.guideline, today(as_of), name, json_only=json_only, most=UNPACKED
        )

    def read_data(self, data: Any, as_of: int | None) -> Record:
        """What has been parsed already, or filled in."""
        return read_data(data, self.guideline, today(as_of))

    def read_and_plan(
        self, content: bytes, as_of: int | None, units: str = "", json_only: bool = False
    ) -> Plan:
        return self.read_and_planned(content, as_of, units, json_only)[1]

    def read_and_planned(
        self, content: bytes, as_of: int | None, units: str = "", json_only: bool = False
    ) -> tuple[Record, Plan]:
        record = self.read(content, as_of, json_only=json_only)
        if units:
            record = msgspec.structs.replace(record, units=unit_system(units, self.guideline))
        return record, self.plan(record, as_of)

    async def planned(
        self, content: bytes, as_of: int | None, units: str = "", json_only: bool = False
    ) -> tuple[Record, Plan]:
        """Away from the loop: even a short text must not hold up the others. Raises RecordError,
        WebError."""
        return await in_time(lambda: self.read_and_planned(content, as_of, units, json_only))


def today(as_of: int | None) -> int:
    """The day after which nothing counts: a plan may be made for one to come."""
    return max(date.today().toordinal(), as_of or 0)


def refused(field: str, says: str, remedy: str = "") -> RecordError:
    return RecordError([Mistake(says=says, remedy=remedy, where=field, field=field)])


class _Timed(Generic[Found]):
    """Work whose own share of a processor can be asked for while a thread does it."""

    def __init__(self, work: Callable[[], Found]) -> None:
        self.work = work
        self.clock: int | None = None
        self.began = 0.0

    def __call__(self) -> Found:
        self.began = time.thread_time()
        self.clock = time.pthread_getcpuclockid(threading.get_ident())
        try:
            return self.work()
        finally:
            self.clock = None

    def used(self) -> float:
        clock = self.clock
        return 0.0 if clock is None else time.clock_gettime(clock) - self.began


async def in_time(work: Callable[[], Found], seconds: float = SECONDS) -> Found:
    """The limit is of computing, not of waiting: on a busy machine an honest request takes longer
    and is answered all the same. In a process of its own there is nobody to hold up, and the kernel
    ends what takes too long. Raises WebError."""
    if alone():
        return work()
    timed = _Timed(work)
    task = asyncio.ensure_future(run_in_threadpool(timed))
    while (left := seconds - timed.used()) > 0:
        # A thread uses no more of a processor than time goes by, so waiting for what is left never
        # waits too long.
        done, _ = await asyncio.wait((task,), timeout=left)
        if done:
            return task.result()
    task.add_done_callback(_given_up)
    says = f"This took longer than {seconds:g} seconds. Send a shorter record."
    raise WebError(503, says)


def _given_up(task: asyncio.Future[Found]) -> None:
    """Nobody waits for it any more, and its mistakes are nobody's."""
    if not task.cancelled():
        task.exception()


def make_service(local_limits: Path | None = None, folder: Path | None = None) -> Service:
    """Of the guideline in a folder, else the built-in one. Raises GuidelineError, RecordError."""
    planner = Planner(load(folder))
    if local_limits is None:
        return Service(planner, folder=folder)
    return Service(planner, read_local_limits(local_limits, planner.rules.guideline), folder)


def day_of(text: str | None) -> int | None:
    """Raises RecordError."""
    if not text:
        return None
    day = plan_day(text)
    if day is None:
        raise RecordError([no_day_of_a_plan(text, "as_of")])
    return day
