"""Two people are never one record; one person by several names is."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.events import RecordError
from record.fhir_resources import (
    Json,
    Read,
    bundle,
    coding,
    observation,
    patient,
    quantity,
    read,
    resource,
)

MRN = "urn:mrn"


def about(subject: Json | None, id: str, **fields: Any) -> Json:  # noqa: A002
    return observation(id=id, subject=subject, **fields)


def holding(person: Json, id: str, **fields: Any) -> Json:  # noqa: A002
    inside = {"resourceType": "Patient", "id": "me", **person}
    return about({"reference": "#me"}, id, contained=[inside], **fields)


def refused(guideline: Guideline, *resources: Json, **fields: Any) -> str:
    with pytest.raises(RecordError, match="one patient") as found:
        read(guideline, bundle(*resources, **fields))
    return str(found.value)


def entries(*pairs: tuple[str, Json]) -> Json:
    listed = [{"fullUrl": url, "resource": each} for url, each in pairs]
    return {"resourceType": "Bundle", "type": "searchset", "entry": listed}


# Patients inside their results


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birthDate": "1950-01-02"}, {"birthDate": "1950-01-03"}),
        ({"gender": "male", "birthDate": "1950"}, {"gender": "female", "birthDate": "1950"}),
        ({"identifier": [{"system": MRN, "value": "1"}]}, {"identifier": [{"system": MRN, "value": "2"}]}),
        ({"name": [{"family": "Ito", "given": ["Aiko"]}]}, {"name": [{"family": "Ito", "given": ["Emi"]}]}),
        ({"name": [{"text": "A. Berg"}]}, {"name": [{"text": "A. Dahl"}]}),
        # nothing that is told of both
        ({"name": [{"text": "Ana Berg"}]}, {"birthDate": "1950-01-02"}),
    ],
)  # fmt: skip
def test_two_contained_patients_are_two(guideline: Guideline, one: Json, other: Json) -> None:
    said = refused(guideline, holding(one, "a"), holding(other, "b"))
    assert "contained Patient" in said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birthDate": "1950-01-02", "gender": "male"}, {"birthDate": "1950-01-02", "gender": "male"}),
        ({"birthDate": "1950"}, {"birthDate": "1950-01-02", "gender": "male"}),
        ({"name": [{"text": "Berg, Ana"}]}, {"name": [{"family": "Berg", "given": ["Ana", "Maria"]}]}),
        ({"identifier": [{"system": MRN, "value": "1"}], "name": [{"text": "Ana Berg"}]},
         {"identifier": [{"system": MRN, "value": "1"}], "name": [{"text": "Ana Dahl"}]}),
        ({}, {"birthDate": "1950-01-02"}),
    ],
)  # fmt: skip
def test_one_contained_patient_is_one(guideline: Guideline, one: Json, other: Json) -> None:
    later = {"effectiveDateTime": "2026-11-19"}
    record = read(guideline, bundle(holding(one, "a"), holding(other, "b", **later)))
    assert len(record.events) == 2
    birth = one.get("birthDate") or other.get("birthDate")
    assert (record.patient.birth is None) is (birth is None)


def test_a_contained_patient_who_is_not_the_records(guideline: Guideline) -> None:
    person = {"birthDate": "1990-09-09", "gender": "female"}
    assert "mixes 2 patients" in refused(guideline, patient(), holding(person, "a"))
    same = read(guideline, bundle(patient(), holding({"birthDate": "1961-03-04"}, "a")))
    assert len(same.events) == 1
    nameless = read(guideline, bundle(patient(), holding({"name": [{"text": "Eve"}]}, "a")))
    assert nameless.events == ()
    assert "cannot be matched" in nameless.set_aside[0].why


@pytest.mark.parametrize(
    ("contained", "why"),
    [
        ([], "is about #me, who is not in it"),
        ([{"resourceType": "Group", "id": "me"}], "which is no patient"),
        ([{"resourceType": "RelatedPerson", "id": "me"}], "which is no patient"),
    ],
)
def test_what_a_contained_reference_must_find(
    guideline: Guideline, contained: list[Json], why: str
) -> None:
    found = Read(guideline, about({"reference": "#me"}, "a", contained=contained))
    assert found.events == ()
    assert why in found.why


# Names in words


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana Berg", "Berg, Ana"), ("Mrs. Ana Berg", "ANA BERG (MRN 7)"), ("A. Berg", "Ana Berg")],
)
def test_one_name_written_twice(guideline: Guideline, one: str, other: str) -> None:
    parts = [about({"display": one}, "a"), about({"display": other}, "b", effectiveDateTime="2026-11-19")]  # fmt: skip
    assert len(read(guideline, bundle(*parts)).events) == 2


@pytest.mark.parametrize(
    ("one", "other"), [("Ana Berg", "Eva Berg"), ("Ana Berg", "Ana"), ("A. Berg", "E. Berg")]
)
def test_two_names(guideline: Guideline, one: str, other: str) -> None:
    parts = [about({"display": one}, "a"), about({"display": other}, "b")]
    if other == "Ana":  # part of the name, and no other
        assert read(guideline, bundle(*parts)).events
    else:
        assert "mixes 2 patients" in refused(guideline, *parts)


def test_a_name_beside_the_patient(guideline: Guideline) -> None:
    named = patient(name=[{"family": "Berg", "given": ["Ana"]}])
    assert read(guideline, bundle(named, about({"display": "Berg, Ana"}, "a"))).events
    assert "'Eva Holm'" in refused(guideline, named, about({"display": "Eva Holm"}, "a"))
    nameless = read(guideline, bundle(patient(), about({"display": "Ana Berg"}, "a")))
    assert nameless.events == ()
    assert (
        "names its patient as 'Ana Berg' only, who cannot be matched" in nameless.set_aside[0].why
    )
    beside = about({"reference": "Patient/p1", "display": "Ana Berg"}, "b")
    assert len(read(guideline, bundle(patient(), beside, about({"display": "Ana Berg"}, "a"))).events) == 1  # fmt: skip


# References


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/p1",
        "Patient/p1/",
        "/Patient/p1",
        "Patient/p1/_history/4",
        "p1",
        "http://a.example/fhir/Patient/p1",
        "https://a.example/fhir/Patient/p1/_history/4",
        "Patient?_id=p1",
        "Patient?identifier=urn:mrn|7",
        "Patient?identifier=urn%3Amrn%7C7",
        "Patient?identifier=7",
        "http://a.example/fhir/Patient?identifier=urn:mrn|7",
        "urn:uuid:9F0B7C1E-0000-4000-8000-000000000001",
        "urn:uuid:9f0b7c1e-0000-4000-8000-000000000001",
    ],
)
def test_references_to_the_patient(guideline: Guideline, reference: str) -> None:
    person = patient(identifier=[{"system": MRN, "value": "7"}])
    url = "urn:uuid:9f0b7c1e-0000-4000-8000-000000000001"
    data = entries((url, person), ("urn:uuid:2", about({"reference": reference}, "a")))
    record = read(guideline, data)
    assert len(record.events) == 1
    assert record.patient.id == "p1"


@pytest.mark.parametrize(
    "reference",
    [
        "Patient?identifier=urn:mrn|8",
        "Patient?identifier=urn:other|7",
        "Patient?name=Berg",
        "Patient?identifier=urn:mrn|7&active=true",
        "Group?_id=p1",
        "Group/p1",
        "RelatedPerson/p1",
    ],
)
def test_references_to_who_may_be_another_are_set_aside(
    guideline: Guideline, reference: str
) -> None:
    person = patient(identifier=[{"system": MRN, "value": "7"}])
    record = read(guideline, bundle(person, about({"reference": reference}, "a")))
    assert record.events == ()
    assert "ferritin" in {note.element for note in record.set_aside}


def test_searches_for_two_are_two(guideline: Guideline) -> None:
    one, other = ({"reference": f"Patient?identifier=urn:mrn|{n}"} for n in (7, 8))
    assert len(read(guideline, bundle(about(one, "a"))).events) == 1
    assert "mixes 2 patients" in refused(guideline, about(one, "a"), about(other, "b"))


@pytest.mark.parametrize(
    "pairs",
    [
        [("http://a.example/fhir/Observation/a", about({"reference": "Patient/p1"}, "a")),
         ("http://b.example/fhir/Observation/b", about({"reference": "Patient/p1"}, "b"))],
        [("http://a.example/fhir/Patient/p1", patient()),
         ("http://b.example/fhir/Observation/b", about({"reference": "Patient/p1"}, "b"))],
        [("http://a.example/fhir/Patient/p1", patient()),
         ("urn:uuid:2", about({"reference": "http://b.example/fhir/Patient/p1"}, "b"))],
        [("urn:uuid:1", about({"reference": "urn:uuid:7a"}, "a")),
         ("urn:uuid:2", about({"reference": "urn:uuid:7b"}, "b"))],
    ],
)  # fmt: skip
def test_one_id_on_two_servers_is_two(guideline: Guideline, pairs: list[tuple[str, Json]]) -> None:
    with pytest.raises(RecordError, match="mixes 2 patients"):
        read(guideline, entries(*pairs))


def test_one_server_by_two_protocols_is_one(guideline: Guideline) -> None:
    data = entries(
        ("http://a.example/fhir/Patient/p1", patient()),
        ("https://a.example/fhir/Observation/a", about({"reference": "Patient/p1"}, "a")),
        ("urn:uuid:3", about({"reference": "https://a.example/fhir/Patient/p1"}, "b")),
    )
    assert len(read(guideline, data).events) == 1


def test_an_identifier_beside_a_reference_must_be_theirs(guideline: Guideline) -> None:
    person = patient(identifier=[{"system": MRN, "value": "7"}])

    def read_with(number: str) -> int:
        told = {"reference": "Patient/p1", "identifier": {"system": MRN, "value": number}}
        return len(read(guideline, bundle(person, about(told, "a"))).events)

    assert (read_with("7"), read_with("8")) == (1, 0)


# Merged records


def linked(kind: str, other: str, **fields: Any) -> Json:
    return patient(link=[{"type": kind, "other": {"reference": f"Patient/{other}"}}], **fields)


@pytest.mark.parametrize("kind", ["replaces", "replaced-by", "replace"])
def test_a_merge_is_one_patient(guideline: Guideline, kind: str) -> None:
    old = about({"reference": "Patient/old"}, "a")
    record = read(guideline, bundle(linked(kind, "old"), old))
    assert len(record.events) == 1


def test_the_record_that_stands_tells_who_it_is(guideline: Guideline) -> None:
    new = linked("replaces", "p1", id="new", birthDate="1962-04-04")
    old = patient(birthDate="1961-03-04", active=False)
    for parts in ((new, old), (old, new)):
        record = read(guideline, bundle(*parts, about({"reference": "Patient/p1"}, "a")))
        assert record.patient.id == "new"
        assert (
            record.patient.birth == read(guideline, patient(birthDate="1962-04-04")).patient.birth
        )
        assert "the record that was merged says otherwise" in record.set_aside[0].why


@pytest.mark.parametrize("kind", ["seealso", "refer", ""])
def test_other_links_join_nobody(guideline: Guideline, kind: str) -> None:
    other = patient(id="p2")
    said = refused(guideline, linked(kind, "p2"), other, about({"reference": "Patient/p2"}, "a"))
    assert "Patient/p1, Patient/p2" in said


def test_the_last_version_of_a_patient_counts(guideline: Guideline) -> None:
    versions = [patient(meta={"versionId": str(n)}, birthDate=f"196{n}-01-01") for n in (2, 1, 3)]
    found = read(guideline, bundle(*versions)).patient
    assert found.birth == read(guideline, patient(birthDate="1963-01-01")).patient.birth
    assert "two Patient resources differ" in refused(
        guideline, patient(), patient(birthDate="1970-01-01")
    )


# In focus


@pytest.mark.parametrize(
    "focus",
    [
        [{"reference": "RelatedPerson/baby"}],
        [{"reference": "Patient/baby"}],
        [{"display": "fetus"}],
        [{"identifier": {"system": MRN, "value": "99"}}],
        [{"reference": "Patient/p1"}, {"reference": "Patient/donor"}],
        {"reference": "Specimen/cord"},
    ],
)
def test_a_result_of_another_in_focus(guideline: Guideline, focus: Any) -> None:
    found = Read(guideline, observation(focus=focus))
    assert found.events == ()
    assert "its focus is" in found.why
    assert found.record.set_aside[0].element == "ferritin"


def test_a_focus_on_the_patient_changes_nothing(guideline: Guideline) -> None:
    for focus in ([{"reference": "Patient/p1"}], [], None):
        assert Read(guideline, observation(focus=focus)).event.name == "ferritin"


def test_a_focus_before_there_was_one(guideline: Guideline) -> None:
    url = "http://hl7.org/fhir/StructureDefinition/observation-focusCode"
    extension = [{"url": url, "valueCodeableConcept": {"text": "newborn"}}]
    found = Read(guideline, observation(extension=extension))
    assert found.events == ()
    assert "its focus is newborn" in found.why
    other = [{"url": "http://x.example/note", "valueCode": "z"}]
    assert Read(guideline, observation(extension=other)).event.value == (6, 6)


def test_a_procedure_on_another(guideline: Guideline) -> None:
    code = coding("http://snomed.info/sct", "442338001")
    done = resource("Procedure", status="completed", code=code, performedDateTime="2024-02-02")
    assert Read(guideline, done).event.name == "gastric_bypass"
    found = Read(guideline, done | {"focus": {"reference": "Patient/other"}})
    assert found.events == ()


def test_a_subject_that_cannot_be_understood_is_set_aside(guideline: Guideline) -> None:
    found = Read(guideline, observation(subject=[{"reference": "Patient/p1"}, {"reference": "x"}]))
    assert found.events == ()
    assert "its subject cannot be understood" in found.why
    assert found.record.set_aside[0].element == "ferritin"
    value = quantity(5, "ug/L")
    assert Read(guideline, observation(subject=[{"reference": "Patient/p1"}], valueQuantity=value)).events  # fmt: skip
