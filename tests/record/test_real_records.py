"""Records that others made: Synthea's patients and what a CDS Hooks client really sends.

None of them carries ferritin or vitamin B12; so no plan may claim either deficiency.
"""

import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from hematinic.record.events import Record, RecordError
from hematinic.record.fhir import read_bundle
from hematinic.render.json import to_json
from record.fhir_resources import TODAY, bundle

DATA = Path(os.environ.get("HEMATINIC_TEST_DATA", "/nonexistent"))
BUNDLES = sorted(DATA.glob("synthea-r4/bundles/*.json"))
COHORT = DATA / "synthea-r4/synthea-r4-anaemia-cohort.tar.gz"
HOOKS = DATA / "cds-hooks"

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="HEMATINIC_TEST_DATA names no folder of records"
)


def planned(planner: Planner, content: bytes) -> Record:
    """Reads, plans and prints; what the source does not hold must not appear."""
    record = read_bundle(content, planner.rules.guideline, TODAY)
    plan = planner.plan(record, TODAY)
    assert to_json(plan)
    named = {event.name for event in record.events}
    assert not named & {"ferritin", "vitamin_b12", "active_b12"}
    for deficiency in ("iron_deficiency_found", "b12_deficiency"):
        assert plan.assessment.value(deficiency) is not True
    assert "vitamin_b12" in {line.element for line in plan.missing}
    assert record.set_aside, "Synthea's encounters and claims are read by no rule, and that is told"
    return record


@needs_data
@pytest.mark.parametrize("file", BUNDLES, ids=[file.name[:20] for file in BUNDLES])
def test_synthea_patient(planner: Planner, file: Path) -> None:
    record = planned(planner, file.read_bytes())
    assert record.patient.birth
    assert record.patient.sex in ("female", "male")
    assert record.events


@needs_data
def test_iron_of_synthea_is_started_with_its_dose_unknown(planner: Planner) -> None:
    """Its ferrous sulfate has no dosage: 325 mg of what hydration, and how many, is not told."""
    iron = [
        event
        for file in BUNDLES
        for event in planned(planner, file.read_bytes()).events
        if event.name == "ferrous_sulfate" and event.kind == "started"
    ]
    assert iron
    assert {(event.dose, event.product_dose, event.every) for event in iron} == {(None, None, None)}


def cohort() -> Iterator[bytes]:
    with tarfile.open(COHORT) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith(".json") else None
            content = stream.read() if stream else b""
            if b'"resourceType"' in content:
                yield content


@needs_data
def test_all_of_the_synthea_cohort(planner: Planner) -> None:
    found = [planned(planner, content) for content in cohort()]
    assert len(found) == 154
    assert sum(event.name == "hemoglobin" for record in found for event in record.events) > 100
    assert {event.kind for record in found for event in record.events} >= {
        "observed", "present", "absent", "started", "stopped",
    }  # fmt: skip


# CDS Hooks


def calls() -> list[dict[str, Any]]:
    file = HOOKS / "sandbox_capture.ndjson"
    lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    return [line["body"] for line in lines if line["kind"] == "call"]


def together(call: dict[str, Any]) -> bytes:
    """Prefetch and draft orders in one bundle, as a service would put them."""
    parts = [*call.get("prefetch", {}).values(), call["context"].get("draftOrders")]
    return json.dumps(bundle(*(part for part in parts if part))).encode()


@needs_data
@pytest.mark.parametrize("call", calls(), ids=lambda call: call["hook"])
def test_sandbox_call(planner: Planner, call: dict[str, Any]) -> None:
    record = read_bundle(together(call), planner.rules.guideline, TODAY)
    named = {event.name: event.value for event in record.events}
    assert named == {"ferritin": (8, 8), "vitamin_b12": (90, 90), "vitamin_b12_deficiency": None}
    assert record.patient.id == "p1"
    assert to_json(planner.plan(record, TODAY))


@needs_data
def test_an_order_opened_before_a_drug_is_chosen_is_told(planner: Planner) -> None:
    call = next(call for call in calls() if call["hook"] == "order-sign")
    record = read_bundle(together(call), planner.rules.guideline, TODAY)
    (note,) = record.set_aside
    assert (note.where, note.why) == ("MedicationRequest/request-123", "names no medicine")


@needs_data
@pytest.mark.parametrize(
    "name", [f"spec_order-{hook}_{i}.json" for hook in ("select", "sign") for i in (1, 2, 3)]
)
def test_orders_of_the_specification(guideline: Guideline, name: str) -> None:
    text = (HOOKS / name).read_text()
    try:
        call = json.loads(text)
    except json.JSONDecodeError:
        call = json.loads(f"{{{text}}}")
    record = read_bundle(together({"context": call.get("context", call)}), guideline, TODAY)
    assert record.patient.id == "1288992"
    assert record.set_aside


@needs_data
def test_orders_for_another_patient_than_the_one_open_are_refused(guideline: Guideline) -> None:
    call = json.loads((HOOKS / "order_select_hook_request.json").read_text())
    call.setdefault("prefetch", {})["patient"] = {"resourceType": "Patient", "id": "another"}
    with pytest.raises(RecordError, match=r"mixes 2 patients: .*Patient/another"):
        read_bundle(together(call), guideline, TODAY)
