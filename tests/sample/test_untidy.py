"""Untidiness: each thing done is noted, and each loss is told of by the reader."""

from collections import Counter

import orjson
import pytest

from hematinic.record.fhir import read_bundle
from hematinic.sample.chance import source
from hematinic.sample.resources import Renderer, as_bundle
from hematinic.sample.story import patients, simulate
from hematinic.sample.untidy import CHANGES, LOSES, SILENT, untidied
from hematinic.sample.write import Maker
from once import RULES

GUIDELINE = RULES.guideline


def test_at_rate_0_nothing_changes():
    tidy = Renderer(GUIDELINE).resources(simulate(1, 1))
    assert untidied(tidy, 0.0, source(1, 1), {}) == (tidy, [])


def test_at_rate_1_every_result_is_touched():
    maker = Maker(GUIDELINE, 1, 1.0)
    one = simulate(1, 1)
    results = [r for r in maker.renderer.resources(one) if r["resourceType"] == "Observation"]
    notes = [note for note in maker.made(one)[1] if note.resource.startswith("Observation")]
    assert len(notes) == len(results)


def test_every_kind_comes_and_is_noted():
    maker = Maker(GUIDELINE, 2, 0.3)
    kinds = Counter(note.kind for one in patients(40, 2) for note in maker.made(one)[1])
    assert set(kinds) == {name for name, _ in CHANGES} | {SILENT, "empty draft"}


def test_the_rate_is_kept():
    maker = Maker(GUIDELINE, 2, 0.2)
    touched = results = 0
    for one in patients(60, 2):
        tidy = maker.renderer.resources(one)
        results += sum(r["resourceType"] == "Observation" for r in tidy)
        notes = maker.made(one)[1]
        touched += sum(note.resource.startswith("Observation") for note in notes)
    assert touched / results == pytest.approx(0.2, abs=0.02)


def test_every_loss_is_set_aside_by_the_reader():
    maker = Maker(GUIDELINE, 3, 0.3)
    for one in patients(40, 3):
        resources, notes = maker.made(one)
        record = read_bundle(orjson.dumps(as_bundle(resources)), GUIDELINE, one.visits[-1])
        told = {note.where for note in record.set_aside}
        lost = {note.resource for note in notes if note.kind in LOSES}
        assert lost <= told


def test_sandbox_drafts_have_no_intent_and_an_object_as_category():
    maker = Maker(GUIDELINE, 4, 1.0)
    drafts = [
        resource
        for one in patients(40, 4)
        for resource in maker.made(one)[0]
        if resource["resourceType"] == "MedicationRequest" and resource["status"] == "draft"
    ]
    ordered = [draft for draft in drafts if "medicationCodeableConcept" in draft]
    assert ordered
    assert all("intent" not in draft for draft in drafts)
    assert all(isinstance(draft["category"], dict) for draft in ordered)
