"""Bundles of any type, single resources, folders; whose record it is; what is refused."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_bundle, read_folder, read_local_codes
from hematinic.record.read import read_record
from record.fhir_resources import (
    TODAY,
    Read,
    bundle,
    coding,
    condition,
    day,
    observation,
    patient,
    quantity,
    read,
    request,
    resource,
)


def refusal(guideline: Guideline, content: bytes) -> str:
    with pytest.raises(RecordError) as refused:
        read_bundle(content, guideline, TODAY)
    return str(refused.value)


# Shapes


@pytest.mark.parametrize(
    "kind", ["collection", "transaction", "batch", "searchset", "document", "history", None]
)
def test_a_bundle_of_any_type(guideline: Guideline, kind: str | None) -> None:
    data = bundle(patient(), observation(), type=kind)
    assert [event.name for event in read(guideline, data).events] == ["ferritin"]


def test_a_single_resource(guideline: Guideline) -> None:
    record = read(guideline, observation())
    assert [event.name for event in record.events] == ["ferritin"]
    assert record.patient.id == "p1"


def test_bundles_in_a_bundle(guideline: Guideline) -> None:
    data = bundle(patient(), bundle(observation()), bundle(bundle(condition(id="r2"))))
    assert {event.name for event in read(guideline, data).events} == {"ferritin", "crohn_disease"}


def test_the_type_need_not_come_first(guideline: Guideline) -> None:
    inner = dict(reversed(bundle(observation()).items()))
    data = bundle(dict(reversed(patient().items())), inner)
    assert [event.name for event in read(guideline, data).events] == ["ferritin"]


def test_an_empty_bundle_is_a_patient_of_whom_nothing_is_known(guideline: Guideline) -> None:
    record = read(guideline, {"resourceType": "Bundle"})
    assert record.events == ()
    assert record.patient.birth is None


def test_entries_without_a_resource_are_passed_over(guideline: Guideline) -> None:
    data = bundle(patient(), observation())
    data["entry"] += [{"response": {"status": "204"}}, {"resource": None}, {}]
    assert len(read(guideline, data).events) == 1


def test_what_is_no_resource_is_set_aside_with_its_place(guideline: Guideline) -> None:
    data = bundle(patient(), observation())
    data["entry"] += [{"resource": 5}, {"resource": {"id": "x"}}]
    record = read(guideline, data)
    assert len(record.events) == 1
    assert {(note.where, note.why.split(":")[0]) for note in record.set_aside} == {
        ("entry[2]", "is no resource"), ("entry[3]", "has no resourceType"),
    }  # fmt: skip


def test_a_next_page_is_reported_as_missing(guideline: Guideline) -> None:
    link = [{"relation": "self", "url": "http://x/1"}, {"relation": "next", "url": "http://x/2"}]
    record = read(guideline, bundle(patient(), link=link))
    (note,) = record.set_aside
    assert note.what == "http://x/2"
    assert "further pages" in note.why


def test_an_outcome_of_the_server_is_passed_on(guideline: Guideline) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": "timed out"}]}
    assert "timed out: said by the server" in Read(guideline, outcome).why


def test_types_that_no_rule_reads_are_counted_once(guideline: Guideline) -> None:
    found = Read(guideline, *[resource("Immunization", id=str(i)) for i in range(12)])
    assert found.why == "Immunization: 12 resources: no rule of this guideline reads their type"


# Shapes seen in the wild


def test_objects_where_arrays_belong(guideline: Guideline) -> None:
    """As the CDS Hooks sandbox and the specification's own example send them."""
    order = request(
        status="draft", intent=None, category={"text": "outpatient"}, id="x" * 194,
        dosageInstruction={"doseAndRate": {"doseQuantity": quantity(5, "mg")},
                           "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}},
        medicationCodeableConcept={"coding": {"display": "folic acid"}},
    )  # fmt: skip
    event = Read(guideline, order).event
    assert (event.name, event.dose, event.every) == ("folic_acid", 5, 1)
    assert event.where.endswith("x" * 194)


def test_an_empty_coding(guideline: Guideline) -> None:
    found = Read(
        guideline, observation(code={"coding": [{}]}), condition(id="c", code={"coding": [{}]})
    )
    assert found.events == ()


def test_numbers_as_text_and_text_as_numbers(guideline: Guideline) -> None:
    value = {"value": "6.5", "unit": "ug/L"}
    snomed = {"coding": [{"system": "http://snomed.info/sct", "code": 34000006}]}
    found = Read(guideline, observation(valueQuantity=value), condition(id="c", code=snomed))
    assert {(event.name, event.value) for event in found.events} == {
        ("ferritin", (6.5, 6.5)), ("crohn_disease", None),
    }  # fmt: skip


def test_nulls_are_nothing(guideline: Guideline) -> None:
    data = bundle(patient(), {**observation(), "issued": None, "component": None, "meta": None})
    assert len(read(guideline, data).events) == 1


def test_a_field_that_cannot_be_understood_is_left_out_and_told(guideline: Guideline) -> None:
    found = Read(guideline, observation(valueQuantity={"value": {"x": 1}, "unit": "ug/L"}))
    assert found.events == ()
    assert "Observation/r1: valueQuantity.value: is not what FHIR has there" in found.why
    assert "its valueQuantity.value cannot be understood" in found.why
    found = Read(guideline, observation(issued={"at": "noon"}))
    assert found.event.value == (6, 6)


# Whose record


def test_the_patient(guideline: Guideline) -> None:
    found = read(guideline, bundle(patient())).patient
    assert (found.id, found.birth, found.sex) == ("p1", (day("1961-03-04"),) * 2, "female")


@pytest.mark.parametrize(
    ("born", "span"),
    [("1961", ("1961-01-01", "1961-12-31")), ("1961-02", ("1961-02-01", "1961-02-28"))],
)
def test_a_birth_date_in_part(guideline: Guideline, born: str, span: tuple[str, str]) -> None:
    found = read(guideline, bundle(patient(birthDate=born))).patient
    assert found.birth == (day(span[0]), day(span[1]))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"birthDate": "unknown"}, "is no date of birth"),
        ({"birthDate": "2030-01-01"}, "lies in the future"),
        ({"gender": "F"}, "is not one that FHIR has"),
        ({"deceasedBoolean": True}, "recorded as dead"),
        ({"deceasedDateTime": "2020-01-01"}, "recorded as dead"),
        ({"link": [{"type": "replaced-by", "other": {"reference": "Patient/p2"}}]}, "was replaced"),
    ],
)
def test_what_is_odd_about_a_patient_is_told(
    guideline: Guideline, fields: dict[str, Any], why: str
) -> None:
    (note,) = read(guideline, bundle(patient(**fields))).set_aside
    assert why in note.why


def test_one_patient_by_several_names(guideline: Guideline) -> None:
    data = bundle(
        observation(id="a", subject={"reference": "Patient/p1"}),
        observation(id="b", subject={"reference": "https://ehr.example/fhir/Patient/p1"}),
        observation(id="c", subject={"reference": "Patient/p1/_history/3"}),
        observation(id="d", subject={"reference": "urn:uuid:0b"}),
        observation(id="e", subject={"identifier": {"system": "urn:mrn", "value": "7"}}),
        observation(id="f", subject=None),
    )
    person = patient(identifier=[{"system": "urn:mrn", "value": "7"}])
    data["entry"].append({"fullUrl": "urn:uuid:0b", "resource": person})
    record = read(guideline, data)
    assert record.patient.id == "p1"
    assert record.set_aside == ()


@pytest.mark.parametrize(
    ("others", "named"),
    [
        ([observation(subject={"reference": "Patient/p2"})], "Patient/p1, Patient/p2"),
        ([patient(id="p2")], "Patient/p1, Patient/p2"),
        (
            [resource("Immunization", patient={"reference": "Patient/p3"}, subject=None)],
            "Patient/p3",
        ),
        ([observation(subject={"reference": "urn:uuid:9"})], "urn:uuid:9"),
        (
            [
                observation(subject={"reference": "https://a.example/Patient/p1"}),
                observation(id="b", subject={"reference": "https://b.example/Patient/p1"}),
            ],
            "https://a.example/Patient/p1, https://b.example/Patient/p1",
        ),
        ([patient(birthDate="1970-01-01")], "two Patient resources differ"),
    ],
)
def test_mixed_identities_refuse_the_record(
    guideline: Guideline, others: list[Any], named: str
) -> None:
    with pytest.raises(RecordError, match="one patient") as refused:
        Read(guideline, *others)
    assert named in str(refused.value)


def test_the_same_patient_twice_is_one(guideline: Guideline) -> None:
    assert Read(guideline, patient(), observation()).event.name == "ferritin"


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Group/g1"},
        {"reference": "Device/d1"},
        {"identifier": {"system": "urn:mrn", "value": "8"}},
        {"reference": "Patient?identifier=8"},
    ],
)
def test_what_may_be_about_another_is_set_aside(
    guideline: Guideline, subject: dict[str, Any]
) -> None:
    found = Read(guideline, observation(subject=subject))
    assert found.events == ()
    assert "patient" in found.why


def test_without_a_patient_resource_the_references_tell(guideline: Guideline) -> None:
    data = bundle(observation(subject={"identifier": {"system": "urn:mrn", "value": "7"}}))
    assert len(read(guideline, data).events) == 1
    data["entry"] += bundle(observation(subject={"identifier": {"value": "8"}}))["entry"]
    with pytest.raises(RecordError, match="mixes 2 patients"):
        read(guideline, data)


# What is refused


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"resourceType": "Bundle",\n "entry": [}', "line 2: not JSON"),
        (b'{"resourceType": "Bundle",\n "entry": [\n', "line 3: not JSON"),
        (b"", "line 1: not JSON"),
        (b'{"resourceType": "Bundle"} x', "not JSON"),
        (b"{}", "not FHIR"),
        (b'{"resourceType": 5}', "not FHIR"),
        (b"[1, 2]", "not FHIR"),
        (b"5", "not FHIR"),
        (b"null", "not FHIR"),
        (b'{"resourceType": "\xff"}', "not UTF-8"),
        (b'{"resourceType": "Bundle", "entry": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too deep"),
    ],
)  # fmt: skip
def test_what_cannot_be_fhir_is_refused(guideline: Guideline, content: bytes, why: str) -> None:
    assert why in refusal(guideline, content)


def test_bundles_nested_without_end_are_refused(guideline: Guideline) -> None:
    data: Any = observation()
    for _ in range(50):
        data = bundle(data)
    assert "nested more than" in refusal(guideline, json.dumps(data).encode())


def test_a_byte_order_mark_is_no_mistake(guideline: Guideline) -> None:
    content = b"\xef\xbb\xbf" + json.dumps(bundle(patient(), observation())).encode()
    assert len(read_bundle(content, guideline, TODAY).events) == 1


# Folders


def lines(*resources: Any) -> bytes:
    return b"\n".join(json.dumps(each).encode() for each in resources) + b"\n\n"


def test_a_folder_of_ndjson(guideline: Guideline, tmp_path: Path) -> None:
    (tmp_path / "Patient.ndjson").write_bytes(lines(patient()))
    (tmp_path / "Observation.ndjson.gz").write_bytes(gzip.compress(lines(observation())))
    (tmp_path / "more.json").write_text(json.dumps(bundle(condition(id="c"))))
    (tmp_path / "notes.txt").write_text("not read")
    record = read_record(tmp_path, guideline, TODAY)
    assert {event.name for event in record.events} == {"ferritin", "crohn_disease"}
    assert record.patient.sex == "female"


def test_lines_without_an_id_are_named_by_their_place(guideline: Guideline, tmp_path: Path) -> None:
    nameless = {key: value for key, value in observation().items() if key != "id"}
    (tmp_path / "a.ndjson").write_bytes(lines(patient(), nameless) + b'{"id": 1}\n7\n')
    record = read_folder(tmp_path, guideline, TODAY)
    assert record.events[0].where == "Observation a.ndjson, line 2"
    assert {note.where for note in record.set_aside} == {"a.ndjson, line 4", "a.ndjson, line 5"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.ndjson", b'{"resourceType":\n', "a.ndjson"),
        ("a.json", b'{"resourceType":', "a.json"),
        ("a.ndjson.gz", b"no gzip", "a.ndjson.gz"),
        ("a.ndjson.gz", gzip.compress(b"x" * 1000, mtime=0)[:-9], "not a whole gzip file"),
        ("a.txt", b"", "holds no FHIR"),
        ("a.ndjson", lines(patient(), patient(id="p2")), "mixes 2 patients"),
    ],
)
def test_folders_that_are_refused(
    guideline: Guideline, tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordError, match=why):
        read_folder(tmp_path, guideline, TODAY)


def test_a_folder_that_unpacks_to_too_much_is_refused(
    guideline: Guideline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hematinic.record.fhir.folder.LARGEST", 1000)
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(b" " * 100_000))
    with pytest.raises(RecordError, match="holds more than"):
        read_folder(tmp_path, guideline, TODAY)


# A site's own codes


def test_local_codes_from_a_file(guideline: Guideline, tmp_path: Path) -> None:
    file = tmp_path / "codes.yaml"
    file.write_text(
        '"http://lab.example|FERR": ferritin\n"http://rx.example|HYD": hydroxocobalamin\n'
    )
    codes = read_local_codes(file)
    found = Read(
        guideline,
        observation(code=coding("http://lab.example", "FERR")),
        request(id="m", medicationCodeableConcept=coding("http://rx.example", "HYD")),
        local_codes=codes,
    )
    assert {event.name for event in found.events} == {"ferritin", "hydroxocobalamin"}


def test_local_codes_that_are_wrong(guideline: Guideline, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"'feritin', which is unknown.*ferritin"):
        Read(guideline, local_codes={"urn:lab|F": "feritin"})
    file = tmp_path / "codes.yaml"
    for content, why in (("- ferritin", "must map"), ("a: {", "line"), ("a: [1]", "must map")):
        file.write_text(content)
        with pytest.raises(RecordError, match=why):
            read_local_codes(file)
