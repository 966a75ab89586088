"""Sampled patients as FHIR R4: every resource has what R4 demands, and reads as the patient file."""

from typing import Any

import orjson
import pytest
from tools.agreement import offered, planned

from hematinic.plan.build import Planner
from hematinic.record.events import Record
from hematinic.record.fhir import read_bundle
from hematinic.record.patient_file import read_patient_file
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.resources import Renderer, as_bundle
from hematinic.sample.story import patients
from once import RULES

RENDERER = Renderer(RULES.guideline)

DEMANDED = {
    "Patient": ("id", "gender", "birthDate"),
    "Observation": ("status", "code", "subject", "effectiveDateTime"),
    "Condition": ("clinicalStatus", "verificationStatus", "code", "subject", "recordedDate"),
    "Procedure": ("status", "code", "subject", "performedDateTime"),
    "MedicationStatement": ("status", "medicationCodeableConcept", "subject", "effectivePeriod"),
    "MedicationRequest": ("status", "intent", "medicationCodeableConcept", "subject", "authoredOn"),
    "MedicationAdministration": (
        "status", "medicationCodeableConcept", "subject", "effectiveDateTime", "dosage",
    ),
    "AllergyIntolerance": ("clinicalStatus", "code", "patient", "recordedDate"),
    "QuestionnaireResponse": ("questionnaire", "status", "subject", "authored", "item"),
}  # fmt: skip


def all_resources(count: int) -> list[dict[str, Any]]:
    return [r for one in patients(count, 6) for r in RENDERER.resources(one)]


def test_every_resource_has_what_it_must():
    for resource in all_resources(80):
        for key in ("id", *DEMANDED[resource["resourceType"]]):
            assert resource[key], (resource["resourceType"], key)


def test_every_type_comes():
    assert {resource["resourceType"] for resource in all_resources(150)} == set(DEMANDED)


def test_no_member_is_null_or_empty():
    def walk(part: Any) -> None:
        assert part not in (None, "", [], {})
        for inner in part.values() if isinstance(part, dict) else part:
            if isinstance(inner, dict | list):
                walk(inner)

    for resource in all_resources(40):
        walk(resource)


def test_identities_are_unique_and_short():
    for one in patients(60, 6):
        ids = [resource["id"] for resource in RENDERER.resources(one)]
        assert len(set(ids)) == len(ids)
        assert all(len(name) <= 64 for name in ids)


def test_codings_have_a_system_and_a_code():
    for resource in all_resources(40):
        for key in ("code", "medicationCodeableConcept"):
            for coding in resource.get(key, {}).get("coding", ()):
                assert coding["system"].startswith("http")
                assert coding["code"]


def records(seed: int, count: int) -> list[tuple[Record, Record, tuple[int, ...]]]:
    found = []
    for one in patients(count, seed):
        content = orjson.dumps(as_bundle(RENDERER.resources(one)))
        last = one.visits[-1]
        fhir = read_bundle(content, RULES.guideline, last)
        file = read_patient_file(as_patient_file(one), RULES.guideline, last)
        found.append((fhir, file, one.visits))
    return found


def test_the_reader_sets_nothing_aside_of_a_tidy_patient():
    for fhir, _, _ in records(8, 80):
        assert [n for n in fhir.set_aside if "read by its name" not in n.why] == []


@pytest.mark.parametrize("seed", [8, 9])
def test_a_bundle_gives_the_same_plan_as_the_patient_file(seed: int):
    """A request that ended on the day of a stop tells more of B12 than doses alone: left out."""
    planner = Planner(RULES)
    for fhir, file, visits in records(seed, 40):
        if any(event.kind == "stopped" and "oxocob" in event.name for event in file.events):
            continue
        for as_of in visits:
            left, right = planned(planner, fhir, as_of), planned(planner, file, as_of)
            assert offered(left) == offered(right)
            assert [f.alert.id for f in left.alerts] == [f.alert.id for f in right.alerts]
