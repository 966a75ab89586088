"""A line is known by others that say the same: the record is what it is where each is decoded."""

from random import Random
from typing import Any

import orjson
import pytest

from hematinic.record.events import Record, RecordError
from hematinic.record.fhir import read_lines
from hematinic.record.fhir.alike import Alike, Likenesses
from hematinic.record.fhir.bundle import Deletion
from hematinic.record.fhir.codes import codebook
from hematinic.record.fhir.passed import Passing
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.shape import apart, shape
from hematinic.sample.story import patients
from hematinic.sample.write import Maker
from once import RULES

DAY = 739_943
GUIDELINE = RULES.guideline

Resource = dict[str, Any]

PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1961-03-04", "gender": "female"}
SUBJECT = {"subject": {"reference": "Patient/p1"}}
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"


def coded(code: str, display: str, system: str = LOINC) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


FERRITIN: Resource = {
    "resourceType": "Observation", "id": "f1", "meta": {"versionId": "1"}, "status": "final",
    "code": coded("2276-4", "Ferritin"), **SUBJECT, "encounter": {"reference": "Encounter/e1"},
    "effectiveDateTime": "2026-03-04T10:11:12Z", "issued": "2026-03-04T11:12:13Z",
    "valueQuantity": {"value": 18, "unit": "ug/L", "code": "ug/L"},
}  # fmt: skip
FATIGUE: Resource = {
    "resourceType": "Condition", "id": "c1",
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "verificationStatus": {"coding": [{"code": "confirmed"}]},
    "code": coded("84229001", "Fatigue", SNOMED), **SUBJECT,
    "onsetDateTime": "2025-01-02", "recordedDate": "2025-02-03",
}  # fmt: skip
INJECTION: Resource = {
    "resourceType": "MedicationAdministration", "id": "m1", "status": "completed",
    "medicationCodeableConcept": {"text": "hydroxocobalamin 1 mg/mL injection"}, **SUBJECT,
    "effectiveDateTime": "2026-01-02",
    "dosage": {"dose": {"value": 1, "unit": "mg", "code": "mg"}},
}  # fmt: skip
IN_CODE = {**INJECTION, "medicationCodeableConcept": coded(
    "317106", "hydroxocobalamin", "http://www.nlm.nih.gov/research/umls/rxnorm")}  # fmt: skip
ANSWERS: Resource = {
    "resourceType": "QuestionnaireResponse", "id": "q1", "status": "completed", **SUBJECT,
    "questionnaire": f"urn:hematinic:questionnaire:{GUIDELINE.header.id}", "authored": "2026-02-03",
    "item": [{"linkId": "fatigue", "answer": [{"valueBoolean": True}]},
             {"linkId": "melena", "answer": [{"valueBoolean": False}]}],
}  # fmt: skip
NO_ALLERGY: Resource = {
    "resourceType": "AllergyIntolerance", "id": "a1",
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "code": coded("716186003", "No known allergy", SNOMED),
    "patient": SUBJECT["subject"], "recordedDate": "2025-02-03",
}  # fmt: skip
KINDS = {"a result": FERRITIN, "a problem": FATIGUE, "an injection": IN_CODE, "answers": ANSWERS,
         "no allergy": NO_ALLERGY}  # fmt: skip


def like(resource: Resource, number: int = 0, **more: Any) -> bytes:
    """Another of the same shape, by its id."""
    return orjson.dumps({**resource, "id": f"{resource['id'][0]}{number}", **more})


def met(*lines: bytes) -> Passing:
    """Where these lines were met, often enough to know them."""
    passing = Passing()
    for _ in range(3):
        for line in lines:
            passing.over([("file", line)], False, codebook(GUIDELINE))
    return passing


def is_known(passing: Passing, line: bytes) -> bool:
    [[kept], _] = passing.over([("file", line)], False, codebook(GUIDELINE))
    return isinstance(kept, Decoded) and isinstance(kept.resource, Alike)


def both(
    passing: Passing, *lines: bytes, deleted: tuple[Deletion, ...] = (), patient: Any = PATIENT
) -> tuple[Any, Any]:
    """What is read of the lines by others and decoded: a record, or why there is none."""
    placed = [("file", line) for line in (orjson.dumps(patient), *lines)]
    records: list[Record | list[str]] = []
    for by in (passing, None):
        try:
            records.append(read_lines(placed, deleted, GUIDELINE, DAY, None, by))
        except RecordError as error:
            records.append([*map(str, error.problems)])
    return records[0], records[1]


@pytest.mark.parametrize("name", KINDS)
def test_a_line_is_known_by_others(name: str) -> None:
    resource = KINDS[name]
    passing = met(like(resource))
    lines = [like(resource, number) for number in range(2, 5)]
    assert all(is_known(passing, line) for line in lines)
    known, decoded = both(passing, *lines)
    assert known == decoded
    assert known.events


def test_of_a_number_that_was_never_met() -> None:
    passing = met(like(FERRITIN))
    for value in (19, 20, 21.5, 0.07, 12345):
        quantity = {**FERRITIN["valueQuantity"], "value": value}
        line = like(FERRITIN, 2, valueQuantity=quantity)
        known, decoded = both(passing, line, line.replace(b'"f2"', b'"f3"'))
        assert known == decoded
    assert is_known(
        passing, like(FERRITIN, 2, valueQuantity={**FERRITIN["valueQuantity"], "value": 97})
    )


TIMES = (
    "2026-03-05T10:11:12Z", "2026-03-05T10:11:12-05:00", "2026-03-05", "2026-03", "2026",
    "2026-13-05", "2099-03-05", "1950-03-05", "1961-03-04", "2026-11-23T01:00:00+10:00",
    "2026-11-22T23:59:59-11:00", "", "soon", "0000-00-00", "2026-0b-05",
)  # fmt: skip


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("name", KINDS)
def test_on_another_day(name: str, time: str) -> None:
    resource = KINDS[name]
    for field in (field for field in FIELDS if field in resource):
        lines = [like(resource, number, **{field: time}) for number in range(2, 5)]
        for patient in (PATIENT, {"resourceType": "Patient", "id": "p1"}):
            known, decoded = both(met(like(resource), like(resource, **{field: time})), *lines,
                                  patient=patient)  # fmt: skip
            assert known == decoded


def changed(line: bytes, old: bytes, new: bytes) -> bytes:
    assert line.count(old) == 1
    assert shape(old) == shape(new)
    return line.replace(old, new)


SHAPED = {
    "a number that is none": (b'"value":18', b'"value":1a'),
    "a number with a nought before it": (b'"value":18', b'"value":08'),
    "another key": (b'"effectiveDateTime"', b'"effectiveD0teTime"'),
    "another key of the quantity": (b'{"value"', b'{"v0lue"'),
    "another type": (b'"resourceType":"Observation"', b'"resourceType":"Obs0rvation"'),
    "a key of the type that is none": (b'"resourceType"', b'"r0sourceType"'),
    "another code": (b"2276-4", b"2276-5"),
    "another unit": (b'"unit":"ug/L"', b'"unit":"ug/L"'),
    "another status": (b'"final"', b'"fin0l"'),
    "another subject's key": (b'"subject":{"reference"', b'"subject":{"r0ference"'),
    "nobody": (b"Patient/p1", b"P0tient/p1"),
    "another patient": (b"Patient/p1", b"Patient/p2"),
    "another visit": (b"Encounter/e1", b"Encounter/b7"),
    "the key of an unread part": (b'"encounter"', b'"en0ounter"'),
    "another name of its id": (b'"id":"f2"', b'"i3":"f2"'),
    "another key of the time": (b'"issued"', b'"issue0"'),
    "another version's key": (b'"versionId"', b'"v0rsionId"'),
}


@pytest.mark.parametrize("name", SHAPED)
def test_of_what_has_the_same_shape_nothing_else_is_taken_for_it(name: str) -> None:
    line = like(FERRITIN, 2)
    another = changed(line, *SHAPED[name])
    for passing in (met(line), met(line, another)):
        for lines in ((like(FERRITIN, 3), another), (another,)):
            known, decoded = both(passing, *lines)
            assert known == decoded


def test_a_shape_in_which_a_key_could_be_another_is_not_taken_apart() -> None:
    assert apart(like(FERRITIN)) is not None
    for more in (
        {"co1e": {"text": "x"}}, {"mo1ifierExtension": "x"}, {"m1t2": {"versionId": "1"}},
        {"2omponent": []}, {"note": [{"a": "x", "b": "y"}]},
    ):  # fmt: skip
        assert apart(like(FERRITIN, **more)) is None
    a_false_one = like(FERRITIN, note=[{"text": "x", "time": False}])
    assert apart(a_false_one) is None
    assert apart(like(FERRITIN, note=[{"text": "x\n"}])) is None


FIELDS = ("effectiveDateTime", "issued", "onsetDateTime", "recordedDate", "authored")


@pytest.mark.parametrize(
    ("name", "field"),
    [(name, field) for name in KINDS for field in FIELDS if field in KINDS[name]],
)
def test_of_a_line_with_a_time_nothing_is_taken_from_one_in_which_it_is_empty(
    name: str, field: str
) -> None:
    resource = KINDS[name]
    with_it = [like(resource, number) for number in range(2, 6)]
    without = [like(resource, number, **{field: ""}) for number in range(2, 6)]
    for first, then in ((without, with_it), (with_it, without)):
        passing = met(*first)
        for line in then:
            known, decoded = both(passing, line)
            assert known == decoded


def test_the_day_of_an_answer_is_not_taken_for_that_of_all() -> None:
    dated = {"linkId": "fatigue.date", "answer": [{"valueDateTime": "1997-02-03T04:05:06Z"}]}
    answers = {**ANSWERS, "item": [ANSWERS["item"][0], dated]}
    passing = met(like(answers), like(answers))
    known, decoded = both(passing, like(answers, 2, authored="2026-02-04"))
    assert known == decoded
    assert len(known.events) == 1


@pytest.mark.parametrize("meta", [None, {}, {"versionId": None}, {"tag": []}, {"tag": [True]}])
def test_whatever_tells_of_versions(meta: Any) -> None:
    lines = [like(FERRITIN, number, meta=meta) for number in range(2, 8)]
    known, decoded = both(met(lines[0]), *lines)
    assert known == decoded
    assert len(known.events) == 1


@pytest.mark.parametrize("torn", [b"01", b"1a", b"1e", b"ab", b"20"])
def test_whom_a_line_names_may_be_no_json(torn: bytes) -> None:
    subject = {"reference": "Patient/p1", "extension": [{"url": "x", "valueInteger": 10}]}
    lines = [like(FERRITIN, number, subject=subject) for number in range(2, 8)]
    another = changed(lines[0], b":10}", b":" + torn + b"}")
    for passing in (met(*lines), met(*lines, another)):
        known, decoded = both(passing, another, lines[1])
        assert known == decoded


@pytest.mark.parametrize("more", [
    {"component": [{"code": coded("718-7", "Hb"), "valueQuantity": {"value": 8, "unit": "g/dL"}}]},
    {"focus": [{"reference": "Patient/p2"}]}, {"implicitRules": "http://x.example"},
    {"contained": [{"resourceType": "Patient", "id": "x"}]}, {"extension": [{"url": "x"}]},
    {"effectivePeriod": {"start": "2026"}}, {"patient": {"reference": "Patient/p2"}},
])  # fmt: skip
def test_what_hangs_on_more_is_decoded(more: Resource) -> None:
    line = like(FERRITIN, 2, **more)
    passing = met(line)
    assert not is_known(passing, like(FERRITIN, 3, **more))
    known, decoded = both(passing, like(FERRITIN, 3, **more))
    assert known == decoded


@pytest.mark.parametrize("resource", [
    {**FERRITIN, "status": "corrected"}, {**FERRITIN, "code": {"text": "Ferritin"}}, INJECTION,
    {**FATIGUE, "clinicalStatus": {"coding": [{"code": "resolved"}]}},
    {**FATIGUE, "verificationStatus": {"coding": [{"code": "refuted"}]}},
    {**FATIGUE, "abatementDateTime": "2026-01-01"},
    {**FERRITIN, "valueQuantity": {"value": 9999, "unit": "ug/L"}},
    {**FERRITIN, "valueQuantity": {"value": 18, "unit": "furlongs"}},
    {**FERRITIN, "code": coded("2339-0", "Glucose")},
    {**ANSWERS, "item": [{"linkId": "fatigue", "answer": [{"valueBoolean": True}]},
                         {"linkId": "fatigue.date", "answer": [{"valueDate": "2026-01-02"}]}]},
])  # fmt: skip
def test_what_is_told_of_it_is_told_alike(resource: Resource) -> None:
    lines = [like(resource, number) for number in range(2, 5)]
    known, decoded = both(met(*lines), *lines)
    assert known == decoded


def test_versions_and_what_was_deleted() -> None:
    passing = met(like(FERRITIN))
    version = like(FERRITIN, 2, meta={"versionId": "2"}, status="entered-in-error")
    known, decoded = both(passing, like(FERRITIN, 2), version, like(FERRITIN, 3))
    assert known == decoded
    assert len(known.events) == 1
    gone = (Deletion("deleted", "Observation/f3"),)
    known, decoded = both(passing, like(FERRITIN, 2), like(FERRITIN, 3), deleted=gone)
    assert known == decoded
    assert len(known.events) == 1


def test_what_may_turn_a_meaning_is_decoded() -> None:
    passing = met(like(FERRITIN))
    turned = like(FERRITIN, 2, modifierExtension=[{"url": "http://x.example/not"}])
    known, decoded = both(passing, turned, like(FERRITIN, 3), turned.replace(b'"f2"', b'"f4"'))
    assert known == decoded
    assert len(known.events) == 1


def test_a_long_place_is_cut_alike() -> None:
    lines = [orjson.dumps({**ANSWERS, "id": f"{'9' * 190}{number}"}) for number in range(4)]
    passing = met(*lines)
    assert is_known(passing, lines[0])
    known, decoded = both(passing, *lines)
    assert known == decoded


def test_another_guideline_s_codes_forget_what_was_known() -> None:
    passing = met(like(FERRITIN))
    assert is_known(passing, like(FERRITIN, 2))
    codes = {"http://loinc.org|2276-4": "hemoglobin"}
    records = [
        read_lines([("file", like(FERRITIN, 2))], (), GUIDELINE, DAY, codes, by)
        for by in (passing, None)
    ]
    assert records[0] == records[1]


def test_numbers_are_forgotten_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hematinic.record.fhir.alike.FEW", 5)
    passing = met(like(FERRITIN))
    for value in range(10, 40):
        quantity = {**FERRITIN["valueQuantity"], "value": value}
        line = like(FERRITIN, 2, valueQuantity=quantity)
        assert is_known(passing, line)
        known, decoded = both(passing, like(FERRITIN, 3), line)
        assert known == decoded
    [values] = passing.likenesses.numbers.values()
    assert 0 < len(values) <= 5


@pytest.mark.parametrize("line", [b"7", b"null", b"[[1]]", b'"text"', b"{}", b"{", b'{"id":"1"}'])
def test_what_is_no_resource_is_not_taken_apart(line: bytes) -> None:
    assert apart(line) is None
    known, decoded = both(met(line), line, line)
    assert known == decoded


def test_no_more_is_kept_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hematinic.record.fhir.alike.MOST", 2000)
    likenesses = Likenesses()
    likenesses.use(codebook(GUIDELINE))
    for length in range(1, 30):
        for _ in range(3):
            likenesses.known([("file", like(FERRITIN, encounter={"reference": "x" * length}))])
    assert len(likenesses.shapes) < 10


LETTERS = (b"0123456789abcdefABCDEF", bytes(range(32, 127)))
"""Of which the first keep a shape."""


def damaged(line: bytes, chance: Random) -> bytes:
    """With one to three letters of it others, more often such as keep its shape."""
    letters = bytearray(line)
    kept, others = LETTERS
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(letters))
        while chance.random() < 0.7 and letters[place] not in kept:
            place = chance.randrange(len(letters))
        letters[place] = chance.choice(kept if letters[place] in kept else others)
    return bytes(letters)


def test_damaged_lines_are_read_as_if_each_was_decoded() -> None:
    chance, passing = Random(7), Passing()
    known = decoded = 0
    maker = Maker(GUIDELINE, 7, 0.3)
    for simulated in patients(30, 7):
        resources, _ = maker.made(simulated)
        lines = [(str(one["resourceType"]), orjson.dumps(one)) for one in resources]
        for _ in range(5):
            some = [
                (place, damaged(line, chance) if chance.random() < 0.2 else line)
                for place, line in lines
            ]
            records: list[Record | list[str]] = []
            for by in (passing, None):
                try:
                    records.append(read_lines(some, (), GUIDELINE, DAY, None, by))
                except RecordError as error:
                    records.append([*map(str, error.problems)])
            assert records[0] == records[1]
            decoded += isinstance(records[1], Record)
            kept, _ = passing.over(some, False, codebook(GUIDELINE))
            known += sum(isinstance(line, Decoded) for line in kept)
    assert known > 2000
    assert decoded > 30
