"""Rows of lines that are known by others: columns, record and account are what they are where each
line is decoded, whatever is done to the lines."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import orjson
import pytest

from hematinic.record.columns.codes import Codes
from hematinic.record.columns.encoder import Encoder, Rows
from hematinic.record.columns.events import Events
from hematinic.record.events import Record, RecordError
from hematinic.record.fhir import read_lines, read_rows
from hematinic.record.fhir.bundle import Deletion
from hematinic.record.fhir.passed import Passing
from hematinic.sample.story import patients
from hematinic.sample.write import Maker
from once import RULES
from record.test_fhir_alike import damaged
from record.test_fhir_passed import SYNTHEA, bundles, exported

DAY = 739_943
GUIDELINE = RULES.guideline
ENCODER = Encoder(Codes(GUIDELINE))

Resource = dict[str, Any]
Lines = list[tuple[str, bytes]]
Seen = tuple[Record | list[str], dict[str, list[Any]]]


def columns(events: Events) -> dict[str, list[Any]]:
    return {name: column.tolist() for name, column in events.columns.items()}


def by_rows(lines: Lines, deleted: tuple[Deletion, ...], passing: Passing) -> tuple[Seen, int]:
    """And how many rows there were."""
    try:
        record, rows = read_rows(lines, deleted, GUIDELINE, DAY, None, passing)
        whole = read_lines(lines, deleted, GUIDELINE, DAY, None, passing)
    except RecordError as error:
        return ([*map(str, error.problems)], {}), 0
    kept = Rows(ENCODER)
    if rows:
        assert record.events == ()
        kept.add_rows(rows)
    else:
        kept.add(record.events)
    return (whole, columns(kept.events())), len(rows)


def decoded(lines: Lines, deleted: tuple[Deletion, ...]) -> Seen:
    try:
        record = read_lines(lines, deleted, GUIDELINE, DAY)
    except RecordError as error:
        return [*map(str, error.problems)], {}
    return record, columns(ENCODER.events([record]))


def rows_of(lines: Lines, passing: Passing, deleted: tuple[Deletion, ...] = ()) -> int:
    """How many there were; all that is read is held against decoding. NaN is told by its name."""
    seen, count = by_rows(lines, deleted, passing)
    expected = decoded(lines, deleted)
    assert seen[0] == expected[0]
    assert repr(seen[1]) == repr(expected[1])
    return count


def sampled(count: int, seed: int, untidy: float = 0.3) -> Iterator[list[Resource]]:
    maker = Maker(GUIDELINE, seed, untidy)
    for simulated in patients(count, seed):
        yield maker.made(simulated)[0]


def lines_of(resources: list[Resource]) -> Lines:
    return [(str(each["resourceType"]), orjson.dumps(each)) for each in resources]


def learned(count: int = 40, seed: int = 9) -> Passing:
    """Of the shapes that made-up patients have."""
    passing = Passing()
    for resources in sampled(count, seed):
        by_rows(lines_of(resources), (), passing)
    return passing


def test_of_made_up_patients() -> None:
    passing = learned()
    rows = events = 0
    for resources in sampled(40, 10):
        lines = lines_of(resources)
        rows += rows_of(lines, passing)
        events += len(read_lines(lines, (), GUIDELINE, DAY).events)
    assert rows > 0.9 * events


def test_many_patients_in_one_block() -> None:
    """What is kept once for many rows is of each."""
    passing, kept, records = learned(), Rows(ENCODER), []
    for number, resources in enumerate(sampled(60, 11)):
        record, rows = read_rows(lines_of(resources), (), GUIDELINE, DAY, None, passing)
        whole = read_lines(lines_of(resources), (), GUIDELINE, DAY)
        if number % 7 == 3 or not rows:
            kept.add(whole.events)
        else:
            kept.add_rows(rows)
        records.append(whole)
        assert record.set_aside == whole.set_aside
    events, expected = kept.events(), ENCODER.events(records)
    assert events.patient.tolist() == expected.patient.tolist()
    assert repr(columns(events)) == repr(columns(expected))


@pytest.mark.skipif(not SYNTHEA.is_file(), reason="HEMATINIC_TEST_DATA has no Synthea bundles")
def test_the_patients_of_synthea() -> None:
    passing = Passing()
    rows = sum(rows_of(exported(bundle), passing) for bundle in bundles())
    assert rows > 500


def test_damaged_lines() -> None:
    chance, passing, rows = Random(8), learned(), 0
    for resources in sampled(25, 12):
        lines = lines_of(resources)
        for _ in range(3):
            some = [
                (place, damaged(line, chance) if chance.random() < 0.05 else line)
                for place, line in lines
            ]
            rows += rows_of(some, passing)
    assert rows > 1000


# What is done to one line of a record


Change = Callable[[Resource, Random], Any]


def put(**more: Any) -> Change:
    return lambda resource, chance: resource.update(more)


def timed(*times: str) -> Change:
    def change(resource: Resource, chance: Random) -> None:
        for name in TIMES:
            if name in resource:
                resource[name] = chance.choice(times)

    return change


TIMES = ("effectiveDateTime", "issued", "onsetDateTime", "recordedDate", "authored")


def quantity(**more: Any) -> Change:
    def change(resource: Resource, chance: Random) -> None:
        if "valueQuantity" in resource:
            resource["valueQuantity"].update(more)

    return change


def number(*values: Any) -> Change:
    def change(resource: Resource, chance: Random) -> None:
        quantity(value=chance.choice(values))(resource, chance)

    return change


def about(subject: Any) -> Change:
    def change(resource: Resource, chance: Random) -> None:
        if "subject" in resource:
            told = orjson.dumps(subject).replace(
                b"HERE", resource["subject"]["reference"].removeprefix("Patient/").encode()
            )
            resource["subject"] = orjson.loads(told)

    return change


CHANGES: dict[str, Change] = {
    "corrected": put(status="corrected"), "amended": put(status="amended"),
    "early": put(status="preliminary"), "in error": put(status="entered-in-error"),
    "of another type": put(resourceType="Procedure"),
    "turned": put(modifierExtension=[{"url": "http://x.example/not"}]),
    "holding another": put(contained=[{"resourceType": "Patient", "id": "x"}]),
    "of another": put(focus=[{"reference": "Patient/another"}]),
    "in parts": put(component=[{"code": {"text": "x"}, "valueQuantity": {"value": 1}}]),
    "in a version": put(meta={"versionId": "2"}),
    "by other rules": put(implicitRules="http://x.example"),
    "of no value": put(dataAbsentReason={"coding": [{"code": "unknown"}]}),
    "with a note": put(note=[{"text": "hemolyzed \u00e9 \" \\ end"}]),
    "with a plain note": put(note=[{"text": "hemolyzed"}]),
    "on the same day": timed("2026-03-05"), "in part": timed("2026-03", "2026", "2026-02"),
    "by the clock": timed("2026-03-05T10:11:12Z", "2026-03-05T10:11:12-05:00", "2026-03-05T09:00"),
    "long ago": timed("1899-01-01", "1961-03-04T10:00:00Z", "1950-01-01T10:00"),
    "ahead": timed("2026-11-23", "2026-11-22T23:59:59-11:00", "2099-01-01"),
    "without a time": timed("", "soon", "0000-00-00", "2026-02-30"),
    "less than": quantity(comparator="<"), "of no unit": quantity(unit="", code=""),
    "with a blank comparison": quantity(comparator=" "), "of two units": quantity(unit="s"),
    "of odd numbers": number(0, -1, 1e300, 1e-9, 1e2, 12345678901234567890, 0.1, 31.0, 9999),
    "of no number": number("18", "1.234", None, True, [], "18 g/dL"),
    "by an address": about({"reference": "http://a.example/fhir/Patient/HERE"}),
    "by name as well": about({"reference": "Patient/HERE", "display": "Anna Smith"}),
    "by name alone": about({"display": "Anna Smith"}), "of nobody": about(None),
    "by a number": about({"reference": "Patient/HERE", "identifier": {"value": "7"}}),
    "of someone else": about({"reference": "Patient/another"}),
    "of one within": about({"reference": "#x"}),
    "of an unnamed type": about({"reference": "Patient/HERE", "type": "Patient"}),
    "with a long id": lambda resource, chance: resource.update(id="9" * 64 + resource["id"]),
    "without an id": lambda resource, chance: resource.pop("id"),
    "with an odd id": put(id="a b/\u00e9\""),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_of_lines_that_say_more(name: str) -> None:
    """Often enough that the changed ones, too, are known by others."""
    chance, passing, change = Random(name), learned(20), CHANGES[name]
    for resources in sampled(6, 13):
        changed = [orjson.loads(orjson.dumps(each)) for each in resources]
        for resource in changed:
            if resource["resourceType"] != "Patient" and chance.random() < 0.3:
                change(resource, chance)
        rows_of(lines_of(changed), passing)
        rows_of(lines_of(changed), passing)


def twice_in_it(line: bytes, chance: Random) -> bytes:
    """A key of it stands again, at its end, with what another would say."""
    data = orjson.loads(line)
    name = chance.choice([key for key in data if key != "resourceType"])
    other = b'"2020-01-01"' if name in TIMES else orjson.dumps(data[name])
    return line[:-1] + b"," + orjson.dumps(name) + b":" + other + b"}"


def spelled(line: bytes, chance: Random) -> bytes:
    """A letter of it by its number."""
    place = chance.choice([i for i in range(len(line)) if chr(line[i]).isalpha()])
    return line[:place] + b"\\u%04x" % line[place] + line[place + 1 :]


def spaced(line: bytes, chance: Random) -> bytes:
    return chance.choice((line.replace(b":", b": "), b" " + line, line.replace(b",", b" ,")))


def torn(line: bytes, chance: Random) -> bytes:
    return line[: chance.randrange(len(line))]


def joined(line: bytes, chance: Random) -> bytes:
    return line + line


def within(line: bytes, chance: Random) -> bytes:
    """Something else in place of one of its texts."""
    parts = line.split(b'"')
    parts[chance.randrange(1, len(parts), 2)] = chance.choice(
        (b"", b"2026-01-01", b"a\tb", b"\xff")
    )
    return b'"'.join(parts)


@pytest.mark.parametrize("change", [twice_in_it, spelled, spaced, torn, joined, within])
def test_of_lines_that_are_written_otherwise(change: Callable[[bytes, Random], bytes]) -> None:
    chance, passing = Random(str(change.__name__)), learned(20)
    for resources in sampled(12, 14):
        lines = [
            (place, change(line, chance) if chance.random() < 0.1 else line)
            for place, line in lines_of(resources)
        ]
        rows_of(lines, passing)


def test_of_ids_that_stand_twice() -> None:
    """Rows there are only where neither line would be one."""
    chance, passing, counts = Random(15), learned(20), list[int]()
    for resources in sampled(12, 15):
        theirs = [each for each in resources if each["resourceType"] != "Patient"]
        one, another = chance.sample(theirs, 2)
        one["id"] = another["id"]
        counts.append(rows_of(lines_of(resources), passing))
    assert counts.count(0) > 8


def test_of_what_was_deleted() -> None:
    passing = learned(20)
    for resources in sampled(6, 16):
        kind, name = resources[-1]["resourceType"], resources[-1]["id"]
        gone = (Deletion("deleted", f"{kind}/{name}"),)
        assert rows_of(lines_of(resources), passing, gone) == 0


@pytest.mark.parametrize(
    "days",
    [
        ("2026-03-05", "2026-03-05"),
        ("2026-03", "2026-03-05"),
        ("2026-03-05", "2026-03-06"),
        ("2025", "2025-03-05T10:00"),
    ],
)
def test_of_results_of_one_time_that_differ(days: tuple[str, str]) -> None:
    passing, differing = learned(20), 0
    for resources in sampled(8, 19, 0.0):
        results = [each for each in resources if each.get("valueQuantity", {}).get("code")]
        for resource in results[-4:]:
            again = orjson.loads(orjson.dumps({**resource, "id": f"{resource['id']}0"}))
            again["valueQuantity"]["value"] = round(again["valueQuantity"]["value"] * 1.1, 1)
            resource["effectiveDateTime"], again["effectiveDateTime"] = days
            resources.append(again)
        for _ in range(3):
            assert rows_of(lines_of(resources), passing) > 0
        notes = read_lines(lines_of(resources), (), GUIDELINE, DAY).set_aside
        differing += any("of one time" in note.why for note in notes)
    assert (differing > 0) is (days[0] == days[1])


def test_of_a_sample_that_is_not_of_blood() -> None:
    passing = learned(20)
    for kind in ("Blood", "Urine"):
        for resources in sampled(8, 18):
            name = next(each["id"] for each in resources if each["resourceType"] == "Patient")
            sample = {"resourceType": "Specimen", "id": "s1", "type": {"text": kind},
                      "subject": {"reference": f"Patient/{name}"}}  # fmt: skip
            for resource in resources:
                if resource["resourceType"] == "Observation":
                    resource["specimen"] = {"reference": "Specimen/s1"}
            for _ in range(3):
                rows = rows_of(lines_of([*resources, sample]), passing)
            assert (rows > 0) is (kind == "Blood")


def test_an_allergy_that_is_named_and_denied() -> None:
    """What a line says of it hangs on another line then."""
    passing = learned(20)
    for resources in sampled(8, 17):
        name = next(each["id"] for each in resources if each["resourceType"] == "Patient")
        answers = {
            "resourceType": "QuestionnaireResponse", "id": "answers", "status": "completed",
            "questionnaire": f"urn:hematinic:questionnaire:{GUIDELINE.header.id}",
            "subject": {"reference": f"Patient/{name}"}, "authored": "2026-02-03",
            "item": [{"linkId": "iv_iron_allergy", "answer": [{"valueBoolean": True}]}],
        }  # fmt: skip
        for _ in range(4):
            assert rows_of(lines_of([*resources, answers]), passing) == 0
        told = read_lines(lines_of([*resources, answers]), (), GUIDELINE, DAY).set_aside
        assert any("does not undo" in note.why for note in told)
