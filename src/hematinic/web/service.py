"""The guideline made ready once, and the one way from the bytes of a request to a plan."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool

from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import Rules, load
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.plan.what_if import Change, WhatIf
from hematinic.record.asof import seen_from
from hematinic.record.events import LocalLimit, Record, RecordError
from hematinic.record.local_limits import read_local_limits, with_limits
from hematinic.record.read import read_bytes
from hematinic.web.errors import WebError

INLINE = 32 * 1024
"""A JSON body up to this size is planned within a few milliseconds; handing it to a thread would
cost more than it saves. Anything else goes to a thread, so that it cannot hold up the others."""

EARLIEST, LATEST = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
"""Outside of them no plan means anything, and the arithmetic of dates may leave the calendar."""

Found = TypeVar("Found")

SECONDS = 10.0
"""What a plan may take before the client is told to send less."""


@dataclass(frozen=True, slots=True)
class Service:
    planner: Planner
    local_limits: tuple[LocalLimit, ...] = ()
    """Of the laboratory that this service plans for."""

    @property
    def rules(self) -> Rules:
        return self.planner.rules

    @property
    def guideline(self) -> Guideline:
        return self.planner.rules.guideline

    def plan(self, record: Record, as_of: int | None) -> Plan:
        day = as_of or record.as_of or date.today().toordinal()
        if not EARLIEST <= day <= LATEST:
            raise RecordError(["as_of: a plan is made for a day from 1900 to 2199"])
        return self.planner.plan(seen_from(with_limits(record, self.local_limits), day), day)

    def what_if(self, plan: Plan) -> list[Change]:
        """Which single facts would change the plan: tens of milliseconds, so only when asked."""
        return WhatIf(self.planner).changes(plan)

    def read(self, content: bytes, as_of: int | None, name: str = "the request") -> Record:
        today = max(date.today().toordinal(), as_of or 0)
        return read_bytes(content, self.guideline, today, name)

    def read_and_plan(self, content: bytes, as_of: int | None, units: str = "") -> Plan:
        record = self.read(content, as_of)
        if units:
            record = msgspec.structs.replace(record, units=self.unit_system(units))
        return self.plan(record, as_of)

    def unit_system(self, name: str) -> str:
        known = self.guideline.header.unit_systems
        if name not in known:
            raise RecordError([f"units: '{name}' is none of {', '.join(known)}"])
        return name

    async def planned(self, content: bytes, as_of: int | None, units: str = "") -> Plan:
        """Raises RecordError, WebError."""
        if len(content) <= INLINE and content.lstrip()[:1] == b"{":
            return self.read_and_plan(content, as_of, units)
        return await in_time(lambda: self.read_and_plan(content, as_of, units))


async def in_time(work: Callable[[], Found]) -> Found:
    try:
        return await asyncio.wait_for(run_in_threadpool(work), SECONDS)
    except TimeoutError:
        says = f"This took longer than {SECONDS:g} seconds. Send a shorter record."
        raise WebError(503, says) from None


def make_service(local_limits: Path | None = None) -> Service:
    """Raises GuidelineError, RecordError."""
    planner = Planner(load())
    if local_limits is None:
        return Service(planner)
    return Service(planner, read_local_limits(local_limits, planner.rules.guideline))


def day_of(text: str | None) -> int | None:
    """Raises RecordError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise RecordError(["as_of: this is no day; write it as 2026-11-22"]) from None
