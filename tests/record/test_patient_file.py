"""A patient file is strict: one mistake refuses it, every mistake is told with place and remedy."""

from datetime import date
from typing import Any

import pytest

from hematinic.guideline.rules import Rules
from hematinic.record.events import Record, RecordError
from hematinic.record.patient_file import interval, measured, partial_date, read_patient_file
from hematinic.record.read import read_bytes
from once import RULES

TODAY = date(2026, 11, 22).toordinal()


@pytest.fixture(scope="module")
def rules() -> Rules:
    return RULES


def read(rules: Rules, *events: dict[str, Any], **top: Any) -> Record:
    data = {"patient": {"id": "p", "birth_date": "1981-03-04"}, "events": list(events), **top}
    return read_patient_file(data, rules.guideline, TODAY)


def refused(rules: Rules, *events: dict[str, Any], **top: Any) -> list[str]:
    with pytest.raises(RecordError) as error:
        read(rules, *events, **top)
    return error.value.problems


HB = {"on": "2026-11-20", "observed": "hemoglobin"}


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({**HB, "value": 11}, "hemoglobin has no unit; add 'unit:'"),
        ({**HB, "value": 11, "unit": "furlong"}, "'furlong' is no unit of hemoglobin"),
        ({**HB, "value": 11, "unit": "kg"}, "is no unit of hemoglobin"),
        ({**HB, "value": 380, "unit": "g/L"}, "outside what is possible (10 to 300 g/L)"),
        ({**HB, "value": "a lot", "unit": "g/L"}, "is no number"),
        ({**HB, "value": True, "unit": "g/L"}, "is no number"),
        ({**HB, "unit": "g/L"}, "has no value"),
        ({"on": "2026-11-20", "observed": "hemoglobine", "value": 1}, "hemoglobin"),
        ({"on": "2026-11-20", "observed": "paresthesia", "value": 1}, "write 'present or absent"),
        ({"on": "2026-11-20", "present": "hemoglobin"}, "write 'observed: hemoglobin'"),
        ({"on": "2026-11-20", "present": "metformin"}, "it is a medicine"),
        ({"on": "2026-11-20", "started": "hydroxycobalamine"}, "did you mean hydroxocobalamin?"),
        ({"on": "2026-11-23", "present": "fatigue"}, "lies in the future"),
        ({"on": "1970-11-23", "present": "fatigue"}, "before the patient's birth"),
        ({"on": "yesterday", "present": "fatigue"}, "is no day; write it as 2026-11-20"),
        ({"present": "fatigue"}, "has no day"),
        ({"on": "2026-11-20"}, "says nothing"),
        ({"on": "2026-11-20", "present": "fatigue", "absent": "fatigue"}, "present and absent"),
        ({"on": "2026-11-20", "presnt": "fatigue"}, "'presnt' is not a key"),
        ({"on": "2026-11-20", "started": "ferrous_sulfate", "dose": 65}, "the dose has no unit"),
        ({"on": "2026-11-20", "started": "ferrous_sulfate", "dose": -1, "unit": "mg"}, "no dose"),
        ({"on": "2026-11-20", "started": "ferrous_sulfate", "every": "often"}, "no interval"),
        ({"on": "2026-11-20", "present": "nausea", "severity": "awful"}, "severity is mild"),
        ({"on": "2026-11-20", "at": "25:00", "present": "nausea"}, "no time of day"),
        ({"on": "2026-11-20", "observed": "rdw_cv", "value": 46, "unit": "fL"}, "no unit of rdw_cv"),
        ({"on": "2026-11-20", "observed": "gestation", "value": "12+9"}, "is no gestation"),
        ("fatigue", "must be a mapping"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(rules: Rules, event: Any, says: str) -> None:
    [problem] = refused(rules, {"on": "2026-11-20", "present": "fatigue"}, event)
    assert problem.startswith("event 2: ")
    assert says in problem


def test_every_mistake_is_told(rules: Rules) -> None:
    problems = refused(rules, {**HB, "value": 11}, {"on": "2026-11-20", "present": "nothing"})
    assert [problem[:8] for problem in problems] == ["event 1:", "event 2:"]


def test_contradictory_events_on_one_day(rules: Rules) -> None:
    nausea = {"on": "2026-11-20", "present": "nausea"}
    [problem] = refused(rules, nausea, {"on": "2026-11-20", "absent": "nausea"})
    assert problem.startswith("event 2 contradicts event 1")
    read(rules, {**nausea, "at": "09:00"}, {"on": "2026-11-20", "at": "10:00", "absent": "nausea"})


@pytest.mark.parametrize(
    ("top", "says"),
    [
        ({"patient": {"sex": "woman"}}, "sex is female"),
        ({"patient": {"birth_date": "2030-01-01"}}, "in the future"),
        ({"patient": []}, "must be a mapping"),
        ({"events": {}}, "must be a list"),
        ({"as_of": "soon"}, "is no day"),
        ({"evnts": []}, "did you mean events?"),
    ],
)
def test_the_frame_of_the_file(rules: Rules, top: dict[str, Any], says: str) -> None:
    assert says in " ".join(refused(rules, **top))


def test_implausible_is_used_and_asked_about(rules: Rules) -> None:
    record = read(rules, {**HB, "value": 35, "unit": "g/L"})
    assert record.events[0].value == (35, 35)
    assert "please confirm" in record.questioned[0].why


@pytest.mark.parametrize(
    ("value", "unit", "canonical"),
    [
        (9.9, "g/dL", (99, 99)),
        (10.2, "g/dl", (102, 102)),
        (103, "g/L", (103, 103)),
        (103, "g/l", (103, 103)),
        (10.3, "g%", (103, 103)),
        (10.3, "g/(100.mL)", (103, 103)),  # UCUM, through the library
    ],
)
def test_units(rules: Rules, value: float, unit: str, canonical: tuple[float, float]) -> None:
    assert read(rules, {**HB, "value": value, "unit": unit}).events[0].value == canonical


@pytest.mark.parametrize(
    ("value", "ends"),
    [
        (5.2, ((5.2, False), (5.2, False))),
        ("<5", ((float("-inf"), False), (5, True))),
        ("<= 5", ((float("-inf"), False), (5, False))),
        (">2000", ((2000, True), (float("inf"), False))),
        ("5-6", None),
        (None, None),
        (True, None),
    ],
)
def test_measured(value: Any, ends: Any) -> None:
    assert measured(value) == ends


@pytest.mark.parametrize(
    ("text", "days"), [("8 h", 1 / 3), ("1 d", 1), ("2 wk", 14), ("0 d", None), ("d", None)]
)
def test_interval(text: str, days: float | None) -> None:
    assert interval(text) == days


def test_partial_dates_are_intervals() -> None:
    def span(first: date, last: date) -> tuple[int, int]:
        return first.toordinal(), last.toordinal()

    assert partial_date("2024") == span(date(2024, 1, 1), date(2024, 12, 31))
    assert partial_date("2024-02") == span(date(2024, 2, 1), date(2024, 2, 29))
    assert partial_date("2024-12") == span(date(2024, 12, 1), date(2024, 12, 31))
    assert partial_date("2024-13") is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"patient: {id: x\nevents: []", "line"),
        (b'{"patient": {}, "events": [}', "not JSON"),
        (b'{"patient": {}, "patient": {}}', "twice"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"events: [\x00]", "binary"),
        (b"", "is a mapping"),
        (b"just words", "is a mapping"),
        (b"[" * 100_000, "not JSON"),
        (b"events: &a [*a]", "aliases"),
    ],
)
def test_content_that_is_no_patient_file(rules: Rules, content: bytes, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        read_bytes(content, rules.guideline, TODAY, "file")


def test_an_event_is_named_by_its_line_in_a_yaml_file(rules: Rules) -> None:
    text = "patient: {id: x}\nevents:\n  - {on: 2026-11-20, present: fatigue}\n  - {on: 2026-11-20, present: x}\n"
    with pytest.raises(RecordError, match=r"event 2 \(line 4\)"):
        read_bytes(text.encode(), rules.guideline, TODAY, "file")
