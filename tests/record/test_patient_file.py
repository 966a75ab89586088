"""A patient file is strict: one mistake refuses it, every mistake is told with place and remedy."""

from datetime import date
from typing import Any

import pytest

from hematinic.guideline.rules import Rules
from hematinic.record.events import Record, RecordError
from hematinic.record.notation import interval, measured, partial_date
from hematinic.record.patient_file import read_patient_file
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
    return list(map(str, error.value.problems))


HB = {"on": "2026-11-20", "observed": "hemoglobin"}


def test_every_mistake_is_told(rules: Rules) -> None:
    problems = refused(rules, {**HB, "value": 11}, {"on": "2026-11-20", "present": "nothing"})
    assert [problem[:8] for problem in problems] == ["event 1:", "event 2:"]


def test_the_time_of_day_tells_which_came_later(rules: Rules) -> None:
    nausea = {"on": "2026-11-20", "present": "nausea"}
    absent = {"on": "2026-11-20", "absent": "nausea"}
    assert len(refused(rules, nausea, absent)) == 1
    assert len(read(rules, {**nausea, "at": "09:00"}, {**absent, "at": "10:00"}).events) == 2


def test_implausible_is_used_and_asked_about(rules: Rules) -> None:
    record = read(rules, {**HB, "value": 215, "unit": "g/L"})
    assert record.events[0].value == (215, 215)
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
