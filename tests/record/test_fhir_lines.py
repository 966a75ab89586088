"""Files as they come: lines that are cut, marks amid them, packed, in capital letters, joined."""

import gzip
import json
import random
from pathlib import Path

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.events import Record, RecordError
from hematinic.record.fhir import read_bundle, read_folder
from hematinic.record.fhir.lines import AT_ONCE, resources_in
from hematinic.record.read import read_bytes, read_record
from record.fhir_resources import TODAY, Json, bundle, condition, observation, patient, quantity

MARK = b"\xef\xbb\xbf"


def written(*resources: Json, by: bytes = b"\n") -> bytes:
    return by.join(json.dumps(each).encode() for each in resources)


BOTH = written(patient(), observation())


def names(record: Record) -> set[str]:
    return {event.name for event in record.events}


@pytest.mark.parametrize(
    "bad",
    [
        b'{"resourceType":"Observation","id":"x","sta',
        b'{"resourceType":"Observation",}',
        b"not json",
        b'{"resourceType":"Observation","id":"\xff\xfe"}',
        b"[1, 2",
        b"5",
    ],
)
def test_one_bad_line_is_set_aside(guideline: Guideline, tmp_path: Path, bad: bytes) -> None:
    (tmp_path / "all.ndjson").write_bytes(b"\n".join([BOTH, bad, written(condition(id="c"))]))
    record = read_folder(tmp_path, guideline, TODAY)
    assert names(record) == {"ferritin", "crohn_disease"}
    (note,) = record.set_aside
    assert note.where == "all.ndjson, line 3"
    assert note.why


def test_a_bad_line_is_quoted(guideline: Guideline, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(BOTH + b'\n{"resourceType":"Observation","id":"cut off"')
    (note,) = read_folder(tmp_path, guideline, TODAY).set_aside
    assert note.what == '\'{"resourceType":"Observation","id":"cut off"\''
    assert "not JSON" in note.why


def test_many_bad_lines_are_counted(guideline: Guideline, tmp_path: Path) -> None:
    bad = b'\n{"resourceType":"Observation"' * 50
    (tmp_path / "a.ndjson").write_bytes(BOTH + bad)
    record = read_folder(tmp_path, guideline, TODAY)
    assert names(record) == {"ferritin"}
    assert len(record.set_aside) == 21
    assert any(note.what == "30 further lines" for note in record.set_aside)


@pytest.mark.parametrize(
    "content",
    [
        MARK + BOTH,
        written(patient(), observation(), by=b"\n" + MARK),
        written(patient(), observation(), by=MARK),
        written(patient(), observation(), by=b""),
        written(patient(), observation(), by=b"\r\n\r\n"),
        b"\x1e" + written(patient(), observation(), by=b"\n\x1e"),
    ],
)
def test_marks_and_joins_amid_the_lines(
    guideline: Guideline, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.ndjson").write_bytes(content)
    record = read_folder(tmp_path, guideline, TODAY)
    assert names(record) == {"ferritin"}
    assert record.set_aside == ()


@pytest.mark.parametrize(
    "name",
    [
        "a.ndjson",
        "a.NDJSON",
        "a.jsonl",
        "A.JSONL",
        "a.json",
        "Observation.ndjson.1",
        "a.000.ndjson",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_files_by_many_names(guideline: Guideline, tmp_path: Path, name: str, packed: bool) -> None:
    (tmp_path / name).write_bytes(gzip.compress(BOTH) if packed else BOTH)
    assert names(read_folder(tmp_path, guideline, TODAY)) == {"ferritin"}


@pytest.mark.parametrize("name", ["export.gz", "a.ndjson.gz", "A.NDJSON.GZ", "data.bin", "1"])
def test_what_is_packed_may_be_called_anything(
    guideline: Guideline, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(gzip.compress(BOTH))
    assert names(read_folder(tmp_path, guideline, TODAY)) == {"ferritin"}
    assert names(read_record(tmp_path / name, guideline, TODAY)) == {"ferritin"}


def test_what_is_called_packed_and_is_not(guideline: Guideline, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson.gz").write_bytes(BOTH)
    assert names(read_folder(tmp_path, guideline, TODAY)) == {"ferritin"}


def test_files_in_folders_below(guideline: Guideline, tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "a.ndjson").write_bytes(BOTH)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "b.ndjson").write_bytes(written(patient(id="p2")))
    (tmp_path / "_SUCCESS").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("by hand")
    record = read_folder(tmp_path, guideline, TODAY)
    assert names(record) == {"ferritin"}
    (note,) = record.set_aside
    assert (note.what, note.why) == ("notes.txt", "not read: no *.ndjson, *.jsonl or *.json")


def test_a_broken_file_beside_a_whole_one(guideline: Guideline, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(BOTH)
    (tmp_path / "b.json").write_bytes(b'{"resourceType": "Bundle", "entry": [\n')
    (tmp_path / "c.json").write_bytes(b'{"name": "package"}')
    record = read_folder(tmp_path, guideline, TODAY)
    assert names(record) == {"ferritin"}
    assert {note.where for note in record.set_aside} == {"b.json", "c.json"}


def test_a_bundle_over_many_lines_in_a_file_of_lines(guideline: Guideline, tmp_path: Path) -> None:
    whole = json.dumps(bundle(patient(), observation()), indent=2)
    (tmp_path / "a.ndjson").write_text(whole)
    assert names(read_folder(tmp_path, guideline, TODAY)) == {"ferritin"}


# Lines that are decoded together


def line(number: int, **more: Json) -> bytes:
    return json.dumps(observation(id=f"o{number}", **more)).encode()


@pytest.mark.parametrize(
    "torn",
    [
        [b'{"resourceType":"Observation","component":[{}', b"{}]}"],
        [b'{"resourceType":"Observation","component":[{}', b'{}]},{"resourceType":"Patient"}'],
        [b'{"resourceType":"Observation","a":{"b":{}', b'{}}},"c":{}'],
        [b'{"resourceType":"Observation"}}', b'{"resourceType":"Observation"}'],
        [b"}", b"{"],
    ],
)
def test_lines_that_are_whole_only_together_are_none(
    guideline: Guideline, tmp_path: Path, torn: list[bytes]
) -> None:
    content = b"\n".join([json.dumps(patient()).encode(), *torn, line(9)])
    (tmp_path / "all.ndjson").write_bytes(content)
    record = read_folder(tmp_path, guideline, TODAY)
    assert [event.where for event in record.events] == ["Observation/o9"]
    assert record.set_aside


@pytest.mark.parametrize("seed", range(300))
def test_together_as_one_by_one(seed: int) -> None:
    """However lines are damaged, each is told from the others."""
    chance = random.Random(seed)
    lines = [line(number) for number in range(chance.randrange(1, 12))]
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(lines))
        one = lines[place]
        at = chance.randrange(len(one) + 1)
        lines[place : place + 1] = chance.choice(
            [
                [one[:at]],
                [one[:at], one[at:]],
                [one[:at] + chance.choice([b"}", b"]", b",", b'"', b":", b"{}", b"[", b"\xff"]) + one[at:]],
                [one[:-1] + b',"id":"again"}'],
                [one[:-1] + b',"x":[{}', b"{}]}"],
                [one + b"," + one],
                [one.replace(b'"status"', b'"st\\u0061tus"')],
                [one.replace(b'"final"', b"5")],
                [one[:-1] + b',"implicitRules":"http://rules.example"}'],
                [b"[" + one + b"]"],
            ]
        )  # fmt: skip
    assert resources_in(lines) == [resources_in([each])[0] for each in lines]


def test_one_that_is_amiss_among_very_many() -> None:
    lines = [line(number) for number in range(2 * AT_ONCE + 7)]
    lines[AT_ONCE + 3] = b'{"resourceType": "Observation", "id": "x", "id": "y"}'
    found = resources_in(lines)
    assert [place for place, one in enumerate(found) if one is None] == [AT_ONCE + 3]
    assert [one.id for one in found if one] == [
        f"o{number}" for number in range(len(lines)) if number != AT_ONCE + 3
    ]


# One file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_name_themselves(guideline: Guideline, encoding: str) -> None:
    data = bundle(patient(name=[{"text": "Åse"}]), observation(valueQuantity=quantity(7, "µg/L")))
    content = json.dumps(data, ensure_ascii=False).encode(encoding)
    assert read_bytes(content, guideline, TODAY).events[0].value == (7, 7)


def test_lines_in_one_file(guideline: Guideline, tmp_path: Path) -> None:
    file = tmp_path / "Observation.ndjson"
    file.write_bytes(BOTH)
    assert names(read_record(file, guideline, TODAY)) == {"ferritin"}
    assert names(read_bundle(BOTH, guideline, TODAY)) == {"ferritin"}


def test_an_array_of_resources(guideline: Guideline) -> None:
    assert names(read_bytes(b"[" + written(patient(), observation(), by=b",") + b"]", guideline, TODAY)) == {"ferritin"}  # fmt: skip


def test_parameters_that_hold_a_bundle(guideline: Guideline) -> None:
    data = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "return", "resource": bundle(patient(), observation())},
            {"name": "more", "part": [{"name": "x", "resource": condition(id="c")}]},
            {"name": "count", "valueInteger": 3},
        ],
    }
    assert names(read_bytes(json.dumps(data).encode(), guideline, TODAY)) == {"ferritin", "crohn_disease"}  # fmt: skip


def test_a_bundle_that_was_cut_is_refused(guideline: Guideline) -> None:
    """Over many lines, so that none of them is one record: where it was cut is told."""
    whole = json.dumps(bundle(patient(), observation()), indent=1)
    with pytest.raises(RecordError, match=r"line \d+: not JSON"):
        read_bytes(whole[: len(whole) // 2].encode(), guideline, TODAY)


def test_xml_is_named(guideline: Guideline) -> None:
    with pytest.raises(RecordError, match=r"XML; FHIR is read as JSON"):
        read_bytes(b'<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"/>', guideline, TODAY)


def test_a_packed_file_that_was_cut(guideline: Guideline) -> None:
    with pytest.raises(RecordError, match="not a whole gzip file"):
        read_bytes(gzip.compress(BOTH, mtime=0)[:-9], guideline, TODAY)


def test_what_unpacks_to_too_much(guideline: Guideline) -> None:
    packed = gzip.compress(b" " * 1_000_000)
    with pytest.raises(RecordError, match="once unpacked"):
        read_bytes(packed, guideline, TODAY, most=999_999)
