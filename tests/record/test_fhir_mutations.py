"""Whatever is done to a record, it is read or refused; it never breaks the reader."""

import json
import random
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tools.damage.mutations import places

from explore import tried
from hematinic.guideline.model import Guideline
from hematinic.record.events import Record, RecordError
from hematinic.record.fhir import questionnaire, read_bundle
from once import planner
from record.fhir_resources import (
    LOINC,
    TODAY,
    administration,
    allergy,
    bundle,
    coding,
    condition,
    observation,
    patient,
    quantity,
    read,
    request,
    resource,
    statement,
)
from record.test_fhir_questionnaire import item

PLANNER = planner()
GUIDELINE: Guideline = PLANNER.rules.guideline

DOSAGE = {
    "sequence": 1, "text": "1 tablet daily", "route": {"text": "oral"},
    "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "boundsPeriod": {"start": "2026-11-01", "end": "2026-12-01"}}},
    "doseAndRate": [{"doseQuantity": quantity(1, "tablet")}],
}  # fmt: skip

WHOLE = bundle(
    patient(identifier=[{"system": "urn:mrn", "value": "7"}]),
    observation(
        id="o1", issued="2026-11-20T10:00:00Z", meta={"versionId": "1", "lastUpdated": "2026-11-20T10:00:00Z"},
        effectiveDateTime="2026-11-20T10:05:00Z", interpretation=[{"text": "low"}],
        referenceRange=[{"low": quantity(13, "ug/L"), "high": quantity(150, "ug/L")}],
        component=[{"code": coding(LOINC, "718-7"), "valueQuantity": quantity(9, "g/dL", "<")}],
    ),
    observation(id="o2", code=coding(LOINC, "14241-4"), valueQuantity=None, valueCodeableConcept={"text": "positive"}),
    condition(id="c1", abatementDateTime="2020-01-01", recordedDate="2019-06-01", clinicalStatus=coding("x", "resolved")),
    condition(id="c2", onsetDateTime=None, onsetAge=quantity(40, "a"), severity={"text": "mild"}),
    resource("Procedure", id="pr", status="completed", code=coding("http://snomed.info/sct", "442338001"), performedPeriod={"start": "2024-02-02"}),
    request(id="m1", status="draft", dosageInstruction=[DOSAGE]),
    request(id="m2", status="completed", authoredOn="2025-01-01", dispenseRequest={"expectedSupplyDuration": quantity(30, "d"), "numberOfRepeatsAllowed": 2}),
    request(id="m3", status="stopped", medicationCodeableConcept=None, medicationReference={"reference": "#in"},
            authoredOn="2024-01-01", contained=[{"resourceType": "Medication", "id": "in", "code": {"text": "ferrous sulfate"}}], statusReason={"text": "nausea"}),
    statement(id="s1", dosage=[DOSAGE], status="intended", effectivePeriod={"start": "2026-12-24"}),
    administration(id="a1", dosage={"dose": quantity(1, "mg"), "route": {"text": "IM"}}),
    allergy(id="al", reaction=[{"substance": {"text": "cobalt"}}]),
    {"resourceType": "Medication", "id": "med", "ingredient": [{"itemReference": {"reference": "Medication/med"}}]},
    resource("QuestionnaireResponse", id="q", status="completed", authored="2026-11-20",
             questionnaire=questionnaire(GUIDELINE)["url"],
             item=[item("ferritin", {"linkId": "ferritin.date", "answer": [{"valueDate": "2026-11-01"}]}, valueQuantity=quantity(5, "ug/L"))]),
    {"resourceType": "OperationOutcome", "id": "oo", "issue": [{"diagnostics": "x"}]},
    link=[{"relation": "next", "url": "x"}],
)  # fmt: skip


PATHS = list(places(WHOLE))

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30), st.sampled_from(["", " ", "<", "2026-02-30", "9999-12-31T23:59:59Z", "-1", "1e400", "#", "Patient/", "urn:uuid:", "Patient/p2", "\ud83d\ude00", "\x00", "x" * 100_000, "9" * 5000]),
    st.lists(st.none() | st.integers() | st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
)  # fmt: skip


def changed(path: tuple[Any, ...], value: Any, drop: bool) -> Any:
    """A copy of the bundle with one place dropped or replaced, if it is still there."""
    data = json.loads(json.dumps(WHOLE))
    return replaced(data, path, value, drop)


def replaced(data: Any, path: tuple[Any, ...], value: Any, drop: bool) -> Any:
    inner = data
    for key in path[:-1]:
        try:
            inner = inner[key]
        except (KeyError, IndexError, TypeError):
            return data
    try:
        if drop:
            del inner[path[-1]]
        else:
            inner[path[-1]] = value
    except (KeyError, IndexError, TypeError):
        pass
    return data


def survives(content: bytes) -> Record | None:
    """Read and planned, or refused in words."""
    try:
        record = read_bundle(content, GUIDELINE, TODAY)
    except RecordError as error:
        refused = [str(mistake) for mistake in error.problems]
    else:
        refused = []
    assert all(0 < len(problem) < 1000 for problem in refused)
    if refused:
        return None
    PLANNER.plan(record, TODAY)
    for note in record.set_aside:
        assert note.what
        assert note.why
        assert len(note.what) < 500
    for event in record.events:
        assert event.day[0] <= event.day[1]
        assert event.kind == "booked" or event.day[1] <= TODAY
    return record


def test_the_whole_of_it_is_read() -> None:
    record = survives(json.dumps(WHOLE).encode())
    assert record
    assert {event.kind for event in record.events} >= {
        "observed", "present", "absent", "done", "ordered", "started", "stopped", "given", "booked",
    }  # fmt: skip


def test_every_place_dropped_or_of_a_wrong_type() -> None:
    for path in PATHS:
        for value in (None, "x", [], {"value": []}, -1e308):
            survives(json.dumps(changed(path, value, drop=False)).encode())
        survives(json.dumps(changed(path, None, drop=True)).encode())


@tried(100)
@given(st.lists(st.tuples(st.sampled_from(PATHS), JUNK, st.booleans()), min_size=1, max_size=6))
def test_several_places_changed(changes: list[tuple[tuple[Any, ...], Any, bool]]) -> None:
    data = json.loads(json.dumps(WHOLE))
    for path, value, drop in changes:
        data = replaced(data, path, value, drop)
    survives(json.dumps(data).encode("utf-8", "surrogatepass"))


@tried(100)
@given(st.data())
def test_bytes_changed(data: st.DataObject) -> None:
    content = bytearray(json.dumps(WHOLE).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    survives(bytes(content))


@tried(100)
@given(st.sampled_from(PATHS), st.integers(1, 3000))
def test_places_nested_deeply(path: tuple[Any, ...], depth: int) -> None:
    text = json.dumps(changed(path, "@@", drop=False))
    for opened, closed in (("[", "]"), ('{"item":', "}"), ('{"linkId":"a","item":[', "]}")):
        nested = opened * depth + "1" + closed * depth
        survives(text.replace('"@@"', nested).encode())


@tried(100)
@given(st.integers(0, 2**32))
def test_order_makes_no_difference(seed: int) -> None:
    data = json.loads(json.dumps(WHOLE))
    random.Random(seed).shuffle(data["entry"])
    assert survives(json.dumps(data).encode()) == read(GUIDELINE, WHOLE)


@tried(100)
@given(st.recursive(JUNK, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["resourceType", "entry", "resource", "id", "code"]), inner, max_size=4), max_leaves=20))  # fmt: skip
def test_any_json(data: Any) -> None:
    survives(json.dumps(data).encode("utf-8", "surrogatepass"))
    survives(json.dumps({"resourceType": "Bundle", "entry": data}).encode("utf-8", "surrogatepass"))


def test_a_record_is_a_value() -> None:
    record = read(GUIDELINE, WHOLE)
    assert msgspec.structs.replace(record) == record
