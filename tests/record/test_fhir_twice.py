"""A key that stands twice: the resource is set aside, a bundle that does so itself is refused."""

import json

import pytest

from hematinic.record.events import RecordError
from hematinic.record.fhir.twice import twice
from hematinic.record.read import read_bytes
from once import RULES

GUIDELINE = RULES.guideline
TODAY = 739_577

HEMOGLOBIN = """{"resourceType": "Observation", "id": "a", "status": "final",
 "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2024-11-20",
 "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
 "valueQuantity": {"value": 9.7, "unit": "g/dL", "code": "g/dL", "system": "http://unitsofmeasure.org"}}"""


def bundle(*resources: str, more: str = "") -> bytes:
    patient = (
        '{"resourceType": "Patient", "id": "p", "birthDate": "1961-03-04", "gender": "female"}'
    )
    entries = ", ".join(f'{{"resource": {one}}}' for one in (patient, *resources))
    return (
        f'{{"resourceType": "Bundle", "type": "collection", {more}"entry": [{entries}]}}'.encode()
    )


def read(content: bytes):
    return read_bytes(content, GUIDELINE, TODAY)


@pytest.mark.parametrize(
    ("once", "again"),
    [
        ('"value": 9.7', '"value": 9.7, "value": 14.9'),
        ('"value": 9.7', '"value" : 9.7, "value": 14.9'),
        ('"value": 9.7', '"v\\u0061lue": 9.7, "value": 14.9'),
        ('"status": "final"', '"status": "entered-in-error", "status": "final"'),
        ('"id": "a"', '"id": "a", "note": [{"text": "\\u0022: x"}], "id": "a"'),
    ],
)
def test_the_resource_is_set_aside(once, again):
    assert [event.name for event in read(bundle(HEMOGLOBIN)).events] == ["hemoglobin"]
    found = read(bundle(HEMOGLOBIN.replace(once, again)))
    assert not [event for event in found.events if event.name == "hemoglobin"]
    assert any("stands in it twice" in one.why for one in found.set_aside)


def test_the_others_are_read():
    broken = HEMOGLOBIN.replace('"id": "a"', '"id": "b", "id": "b"')
    assert [event.name for event in read(bundle(broken, HEMOGLOBIN)).events] == ["hemoglobin"]


def test_a_bundle_with_two_lists_is_refused():
    with pytest.raises(RecordError, match="'entry' stands twice"):
        read(bundle(HEMOGLOBIN, more='"entry": [], '))


def test_the_same_key_in_two_objects_and_in_a_text_is_none():
    once = {"a": {"a": 1, "b": [{"a": 2}, {"a": 3}]}, "t": '"a": 1, "a": 2', "é": '\\":'}
    for content in (
        json.dumps(once),
        json.dumps(once, indent=1),
        json.dumps(once, separators=(" , ", " : ")),
    ):
        assert twice(content.encode()) == ""
    assert twice(b'{"t": "\\u0022:", "x": {"a": 1, "a": 1}}') == "a"


def test_a_line_that_is_such_a_bundle_is_set_aside():
    lone = HEMOGLOBIN.replace("\n", "").replace('"a"', '"lone"')
    doubled = bundle(HEMOGLOBIN, more='"entry": [], ').replace(b"\n", b"")
    patient = b'{"resourceType": "Patient", "id": "p", "birthDate": "1961-03-04"}'
    record = read(b"\n".join([patient, lone.encode(), doubled]))
    assert [event.where for event in record.events] == ["Observation/lone"]
    assert "'entry' stands twice" in record.set_aside[0].why


def test_a_number_of_any_length_does_not_hide_one():
    long = HEMOGLOBIN.replace('"value": 9.7', f'"value": {"9" * 5000}, "value": 14.9')
    record = read(bundle(long))
    assert not record.events
    assert "'value' stands in it twice" in record.set_aside[0].why


@pytest.mark.parametrize(
    "more", ['"n": 1.50', '"n": 1e2', '"t": "caf\\u00e9"', '"t": "a\\/b"', '"t": "9:41"']
)
def test_numbers_and_letters_written_otherwise_hide_none_and_are_none(more):
    assert twice(f'{{ {more}, "a": 1 }}'.encode()) == ""
    assert twice(f'{{ {more}, "a": 1, "a": 1 }}'.encode()) == "a"


def test_many_keys_are_counted_in_one_pass():
    keys = ", ".join(f'"k{i}": 1' for i in range(100_000))
    assert twice(f'{{"a": 1, {keys}, "a": 2}}'.encode()) == "a"


def test_what_is_set_aside_is_named():
    """A decisive result among it stands first under what is missing."""
    found = read(bundle(HEMOGLOBIN.replace('"value": 9.7', '"value": 9.7, "value": 14.9')))
    assert [(note.where, note.element) for note in found.set_aside] == [
        ("Observation/a", "hemoglobin")
    ]
