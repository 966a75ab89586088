"""Records as an integrator meets them, each with what must come of it, written down before it was
read: the quirks of servers, importers and laboratories, in files of our own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.events import Event, Record, RecordError
from hematinic.record.read import read_bytes, read_record
from record.fhir_resources import TODAY, Json, bundle, patient

Source = Json | bytes | str | Mapping[str, Any]


class Case(NamedTuple):
    """What is given, and what must hold; a line of `told` is `a|b & c`: (a or b) and c."""

    name: str
    source: Source
    """A bundle, bytes, or the files of a folder by their names, under `folder`."""
    read: Mapping[str, float | tuple[float, float] | str] = {}
    """The last result of an element, in its own unit."""
    unread: tuple[str, ...] = ()
    """Elements of which there is no result, condition or procedure."""
    holds: tuple[str, ...] = ()
    """Conditions and procedures, by the kind of their event: `present crohn_disease`."""
    goes_on: tuple[str, ...] = ()
    """Medicines that are taken today."""
    over: tuple[str, ...] = ()
    """Medicines that were taken and are not today."""
    untaken: tuple[str, ...] = ()
    """Medicines that were never taken or given."""
    every: Mapping[str, float | None] = {}
    """Days between doses, of the dosage that is in force."""
    hours: Mapping[str, tuple[int, ...]] = {}
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    refused: str = ""
    alerts: tuple[str, ...] = ()
    no_alerts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    regimens: tuple[str, ...] = ()
    """One of these codes is recommended or to be considered."""
    no_regimens: tuple[str, ...] = ()
    local_codes: Mapping[str, str] = {}


def of(*resources: Json, **fields: Any) -> Json:
    """A bundle of one patient and these."""
    return bundle(patient(), *resources, **fields)


def lines(*resources: Any) -> bytes:
    return b"\n".join(r if isinstance(r, bytes) else json.dumps(r).encode() for r in resources)


def check(case: Case, planner: Planner, folder: Path) -> None:
    if case.refused:
        with pytest.raises(RecordError, match=case.refused):
            _read(case, planner.rules.guideline, folder)
        return
    record = _read(case, planner.rules.guideline, folder)
    assert _wrong(case, record) == []
    assert _planned(case, planner.plan(record, TODAY)) == []


def _read(case: Case, guideline: Guideline, folder: Path) -> Record:
    source = case.source
    if isinstance(source, Mapping) and "folder" in source:
        for name, content in source["folder"].items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(
                content if isinstance(content, bytes) else json.dumps(content).encode()
            )
        return read_record(folder, guideline, TODAY)
    content = source if isinstance(source, bytes) else json.dumps(source).encode()
    return read_bytes(content, guideline, TODAY, local_codes=case.local_codes or None)


def _wrong(case: Case, record: Record) -> list[str]:
    """What does not hold of the record."""
    account = [f"{n.where} {n.what} {n.why}".lower() for n in record.set_aside]
    bad = [f"{name} is {found}, not {value}" for name, value in case.read.items()
           if (found := _last(record, name)) is None or not _is(found, value)]  # fmt: skip
    bad += [
        f"{name} was read" for name in case.unread if any(e.name == name for e in record.events)
    ]
    facts = {f"{event.kind} {event.name}" for event in record.events}
    bad += [f"not {fact}" for fact in case.holds if fact not in facts]
    for name in (*case.goes_on, *case.over):
        state = (
            "goes on" if _goes_on(record, name) else "over" if _taken(record, name) else "untaken"
        )
        if state != ("goes on" if name in case.goes_on else "over"):
            bad.append(f"{name}: {state}")
    bad += [f"{name} is taken" for name in case.untaken if _taken(record, name)]
    for name, wanted in case.every.items():
        started = _in_force(record, name)
        if started is None or not _is(started.every, wanted):
            bad.append(f"{name} every {started and started.every}")
    bad += [f"{name} at {_in_force(record, name)}" for name, at in case.hours.items()
            if (found := _in_force(record, name)) is None or found.hours != at]  # fmt: skip
    bad += [
        f"not told: {said}" for said in case.told if not any(_says(line, said) for line in account)
    ]
    bad += [f"told: {said}" for said in case.untold if any(_says(line, said) for line in account)]
    return [*bad, *account] if bad else []


def _planned(case: Case, plan: Plan) -> list[str]:
    alerts = {code for fired in plan.alerts for code in fired.alert.implements}
    given = {
        code
        for line in plan.recommendations
        if line.status in ("recommended", "consider")
        and line.item.action not in ("stop", "withhold")
        for code in line.item.implements
    }
    missing = {line.element for line in plan.missing}
    bad = [f"no alert {code}" for code in case.alerts if code not in alerts]
    bad += [f"alert {code}" for code in case.no_alerts if code in alerts]
    bad += [f"{name} is not missing" for name in case.missing if name not in missing]
    bad += [f"given {code}" for code in case.no_regimens if code in given]
    if case.regimens and not given & set(case.regimens):
        bad.append(f"none of {case.regimens} in {sorted(given)}")
    return bad


def _says(line: str, wanted: str) -> bool:
    groups = [group.strip().split("|") for group in wanted.lower().split(" & ")]
    return all(any(word.strip() in line for word in group) for group in groups)


def _is(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) or found is None or wanted is None:
        return bool(found == wanted)
    if isinstance(found, tuple):
        ends = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        return bool(found == pytest.approx(ends, rel=1e-3))
    return bool(found == pytest.approx(wanted, rel=1e-3))


def _last(record: Record, name: str) -> Any:
    results = [e for e in record.events if e.kind == "observed" and e.name == name]
    return results[-1].value if results else None


def _taken(record: Record, name: str) -> bool:
    return any(e.name == name and e.kind in ("started", "given") for e in record.events)


def _in_force(record: Record, name: str) -> Event | None:
    """The last that was begun."""
    started = [e for e in record.events if e.name == name and e.kind == "started"]
    return max(started, key=lambda e: e.day, default=None)


def _goes_on(record: Record, name: str) -> bool:
    started = _in_force(record, name)
    if started is None or (started.until is not None and started.until < TODAY):
        return False
    stops = [e for e in record.events if e.name == name and e.kind == "stopped"]
    return not any(stop.day[0] >= started.day[0] for stop in stops)
