"""Reference patients before and after: what each is told now, side by side."""

import tempfile
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hematinic.board import manifest
from hematinic.board.room import Room
from hematinic.board.state import State, Version
from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.events import RecordError
from hematinic.record.patient_file import read_patient_file
from hematinic.render.words.layers import in_words
from hematinic.web.board.door import Visit

PATIENCE = 1.0
"""Seconds that a page waits for the planner of an earlier version; a large one is ready later."""

MAKING = ThreadPoolExecutor(1)


def patients(visit: Visit, item: str) -> dict[str, Any]:
    """Those of whom the item is told, or whose plan the version before makes otherwise."""
    service, state = visit.site.service, visit.state
    before = before_it(state, item)
    making = _making(visit.room, before.digest) if before else None
    if making and not _ready(making):
        return {"before": "", "told": [], "compared": False, "of": 0, "underway": True}
    planner = making.result() if making else None
    differing = [
        difference
        for name, example in visit.site.examples.items()
        if (difference := _told(name, example, item, planner, service.planner))
    ]
    return {
        "before": before.manifest.version if before and planner else "",
        "told": differing,
        "compared": planner is not None,
        "of": len(visit.site.examples),
        "underway": False,
    }


def _ready(making: "Future[Planner | None]") -> bool:
    wait([making], PATIENCE)
    return making.done()


def before_it(state: State, item: str) -> Version | None:
    """The last version in which the item was otherwise, or was not; None where there is none."""
    content = state.items[item].content if item in state.items else ""
    for version in reversed(state.versions[:-1]):
        listed = version.manifest.items.get(item)
        if (listed.content if listed else "") != content:
            return version
    return None


@lru_cache(maxsize=4)
def _making(room: Room, digest: str) -> "Future[Planner | None]":
    return MAKING.submit(_planner, room, digest)


def _planner(room: Room, digest: str) -> Planner | None:
    """Of a version that was put; nothing where its files are not kept, or can be read no more."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            manifest.write_texts(room.files(room.manifest(digest)), Path(folder))
            return Planner(load(Path(folder)))
    except (LookupError, GuidelineError):
        return None


def _told(
    name: str, example: Any, item: str, before: Planner | None, after: Planner
) -> dict[str, Any] | None:
    new = _plan(after, example)
    old = _plan(before, example) if before else None
    if new is None or not (item in _ids(new) or (old and _now(old) != _now(new))):
        return None
    return {
        "name": name,
        "says": example.says,
        "before": _now(old) if old else None,
        "after": _now(new),
        "differs": old is not None and _now(old) != _now(new),
    }


def _plan(planner: Planner, example: Any) -> Plan | None:
    today = date.today().toordinal()
    try:
        record = read_patient_file(example.record, planner.rules.guideline, today)
    except RecordError:
        return None
    return planner.plan(record, record.as_of or today)


def _ids(plan: Plan) -> set[str]:
    return {
        *(line.item.id for line in plan.recommendations),
        *(fired.alert.id for fired in plan.alerts),
        *(due.check.id for due in plan.monitoring),
    }


def _now(plan: Plan) -> dict[str, Any]:
    """The first layer, as every face prints it."""
    layer = in_words(plan).now
    rows = [
        {"heading": heading, "says": [entry.whole for entry in entries]}
        for heading, entries in layer.rows()
    ]
    return {"bottom_line": layer.bottom_line, "rows": rows}
