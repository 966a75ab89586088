"""A patient file and the same patient in FHIR give the same plan; so do pieces in any order."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

import examples
from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.record.events import Record, RecordError
from hematinic.record.fhir import read_bundle, read_folder
from hematinic.record.patient_file import read_patient_file
from hematinic.render.json import as_data
from record.fhir_resources import TODAY, NoSuchResourceError, as_bundle, local_codes

COMBINED: dict[str, Any] = {
    "patient": {"id": "demo-1", "birth_date": "1984-03-04", "sex": "female"},
    "events": [
        {
            "on": "2026-11-20",
            "observed": "hemoglobin",
            "value": 92,
            "unit": "g/L",
            "reference": [120, 150],
        },
        {"on": "2026-11-20", "observed": "ferritin", "value": "<5", "unit": "ug/L"},
        {"on": "2026-11-20", "observed": "vitamin_b12", "value": 105, "unit": "ng/L"},
        {"on": "2026-11-20", "observed": "intrinsic_factor_antibody", "value": "positive"},
        {"on": "2026-11-20", "at": "10:05", "present": "paresthesia", "severity": "severe"},
        {"on": "2026-11-20", "absent": "gait_disturbance"},
        {"on": "2019-05-01", "present": "crohn_disease", "activity": "active"},
        {"on": "2024-02-02", "done": "gastric_bypass"},
        {"on": "2026-11-22", "ordered": "folic_acid", "dose": 5, "unit": "mg", "every": "1 d"},
        {
            "on": "2026-11-22",
            "ordered": "ferrous_sulfate",
            "dose": 65,
            "unit": "mg",
            "every": "8 h",
        },
    ],
}

TREATED: dict[str, Any] = {
    "patient": {"id": "demo-2", "birth_date": "1961", "sex": "male"},
    "events": [
        {"on": "2026-09-01", "observed": "ferritin", "value": 9, "unit": "ug/L"},
        {"on": "2026-09-01", "observed": "vitamin_b12", "value": 80, "unit": "pmol/L"},
        {"on": "2026-09-01", "observed": "hemoglobin", "value": 8.1, "unit": "g/dL"},
        {"on": "2026-11-17", "observed": "hemoglobin", "value": 102, "unit": "g/L"},
        {"on": "2026-09-02", "given": "hydroxocobalamin", "dose": 1, "unit": "mg", "route": "intramuscular"},
        {"on": "2026-09-04", "given": "hydroxocobalamin", "dose": 1000, "unit": "ug", "route": "intramuscular"},
        {"on": "2026-09-04", "started": "ferrous_sulfate", "dose": 65, "unit": "mg", "every": "1 d"},
        {"on": "2026-10-15", "stopped": "ferrous_sulfate", "because": "constipation"},
        {"on": "2020-01-01", "started": "metformin"},
        {"on": "2026-12-01", "booked": "ferric_carboxymaltose", "dose": 1, "unit": "g"},
        {"on": "2026-11-20", "observed": "potassium", "value": ">5.1", "unit": "mmol/L"},
    ],
}  # fmt: skip

CASES = {"combined": COMBINED, "treated": TREATED}
CASES |= {
    case["id"]: case["input"]
    for case in examples.cases()
    if "input" in case and "refused" not in case.get("expect", {})
}


def plan(planner: Planner, record: Record, day: int) -> dict[str, Any]:
    """The whole plan, but for the notes on the source and how it wrote each value."""
    events = tuple(msgspec.structs.replace(event, written="") for event in record.events)
    record = msgspec.structs.replace(record, events=events)
    return as_data(planner.plan(seen_from(record, day), day)) | {"record": None}


@pytest.mark.parametrize("name", CASES)
def test_a_patient_file_and_a_bundle_give_the_same_plan(planner: Planner, name: str) -> None:
    guideline = planner.rules.guideline
    try:
        written = read_patient_file(CASES[name], guideline, TODAY)
        data = json.dumps(as_bundle(CASES[name])).encode()
    except RecordError:
        pytest.skip("no patient file: it is refused")
    except NoSuchResourceError as reason:
        pytest.skip(f"FHIR has no place for {reason}")
    day = written.as_of or TODAY
    read = read_bundle(data, guideline, max(day, TODAY), local_codes(guideline))
    assert [note for note in read.set_aside if "not recorded" not in note.why] == []
    assert plan(planner, read, day) == plan(planner, written, day)


def halves(data: dict[str, Any], folder: Path, seed: int) -> None:
    """The bundle as NDJSON: one file plain, one gzip, all lines shuffled."""
    lines = [json.dumps(entry["resource"]).encode() for entry in data["entry"]]
    random.Random(seed).shuffle(lines)
    middle = len(lines) // 2
    (folder / "a.ndjson").write_bytes(b"\n".join(lines[:middle]) + b"\n")
    (folder / "b.ndjson.gz").write_bytes(gzip.compress(b"\n".join(lines[middle:])))


@pytest.mark.parametrize("name", ["combined", "treated"])
@pytest.mark.parametrize("seed", range(4))
def test_order_and_files_make_no_difference(
    planner: Planner, guideline: Guideline, tmp_path: Path, name: str, seed: int
) -> None:
    data = as_bundle(CASES[name])
    whole = read_bundle(json.dumps(data).encode(), guideline, TODAY, local_codes(guideline))
    halves(data, tmp_path, seed)
    parts = read_folder(tmp_path, guideline, TODAY, local_codes(guideline))
    assert parts == whole
    assert plan(planner, parts, TODAY) == plan(planner, whole, TODAY)


def test_the_same_resources_twice_are_one_record(guideline: Guideline) -> None:
    data = as_bundle(COMBINED)
    once = read_bundle(json.dumps(data).encode(), guideline, TODAY, local_codes(guideline))
    data["entry"] += data["entry"]
    twice = read_bundle(json.dumps(data).encode(), guideline, TODAY, local_codes(guideline))
    assert twice.events == once.events
