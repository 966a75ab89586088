"""Bytes are parsed once, and as what they are; what is neither JSON nor YAML says so."""

import json
from datetime import date
from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record import read as reading
from hematinic.record.events import RecordError, UnreadableError
from hematinic.record.read import read_bytes, read_data

TODAY = date(2026, 11, 22).toordinal()
FILE = b'{"patient": {"id": "p"}, "events": [{"on": "2026-11-20", "present": "fatigue"}]}'
PATIENT = '{"resourceType": "Patient", "id": "p"}'


def test_a_bundle_and_a_patient_file_are_told_apart(guideline: Guideline) -> None:
    last = b'{"id": "p", "gender": "female", "resourceType": "Patient"}'
    quoted = b'{"patient": {"id": "\\"resourceType\\""}, "events": []}'
    assert read_bytes(PATIENT.encode(), guideline, TODAY).patient.id == "p"
    assert read_bytes(last, guideline, TODAY).patient.sex == "female"
    assert read_bytes(quoted, guideline, TODAY).patient.id == '"resourceType"'
    assert read_bytes(b"\xef\xbb\xbf" + FILE, guideline, TODAY).events[0].name == "fatigue"
    assert read_data(json.loads(PATIENT), guideline, TODAY).patient.id == "p"
    assert read_data(json.loads(FILE), guideline, TODAY).events[0].name == "fatigue"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which parsers were called, each as often as it was; the real ones still run."""
    called: list[str] = []

    def counted(name: str, real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            called.append(name)
            return real(*args, **more)

        return call

    class Kind:
        decode = staticmethod(counted("kind", reading._KIND.decode))

    monkeypatch.setattr(reading.json, "loads", counted("json", json.loads))
    monkeypatch.setattr(reading, "_KIND", Kind)
    return called


def test_a_body_is_parsed_once(guideline: Guideline, parsed: list[str]) -> None:
    read_bytes(FILE, guideline, TODAY)
    assert parsed == ["json"]
    parsed.clear()
    read_bytes(PATIENT.encode(), guideline, TODAY)
    assert parsed == []  # by FHIR's own decoder


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b'{"patient": {},\n "events": [}', 2, "file, line 2: not JSON: Expecting value"),
        (b'{"events": [NaN]}', 0, "file: not JSON: NaN is no number of it"),
        (b'{"patient": {"id": "\\ud800"}}', 0, "file: not JSON: 'utf-8' codec can't encode"),
        (b"[" * 100_000, 0, "file: not JSON: maximum recursion depth exceeded"),
        (b"events: \xfa", 0, "file: not UTF-8 text; save it as UTF-8"),
        (b'{"a": \x00}', 0, "file: holds binary data; a patient file is text"),
        (b'{"resourceType":\n "Bundle", "entry": [', 2, "record, line 2: not JSON: "),
    ],
)
def test_what_is_no_json(guideline: Guideline, content: bytes, line: int, says: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read_bytes(content, guideline, TODAY, "file")
    assert str(error.value).startswith(says)
    assert error.value.line == line


def test_half_a_character_may_be_escaped_with_its_other_half(guideline: Guideline) -> None:
    whole = b'{"patient": {"id": "\\ud83e\\ude78"}, "events": []}'
    assert read_bytes(whole, guideline, TODAY).patient.id == "\N{DROP OF BLOOD}"


def test_a_key_twice_is_a_mistake_of_the_record(guideline: Guideline) -> None:
    with pytest.raises(RecordError, match="'patient' stands there twice") as error:
        read_bytes(b'{"patient": {}, "patient": {}}', guideline, TODAY, "file")
    assert not isinstance(error.value, UnreadableError)


def test_yaml_where_json_is_promised_is_none(guideline: Guideline) -> None:
    text = b"{patient: {id: p}, events: []}"
    assert read_bytes(text, guideline, TODAY).patient.id == "p"
    for content in (text, b"events: []"):
        with pytest.raises(UnreadableError, match="not JSON"):
            read_bytes(content, guideline, TODAY, json_only=True)
