"""A result that is told twice, and one whose code and words differ."""

import math
from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from record.fhir_resources import (
    LOINC,
    TODAY,
    Read,
    coding,
    observation,
    quantity,
    resource,
)
from record.test_fhir_observation import read

# The same result twice


def test_identical_results_are_one(guideline: Guideline) -> None:
    found = Read(guideline, observation(id="a"), observation(id="b", issued="2026-11-21T08:00:00Z"))
    assert found.event.where == "Observation/b"


def test_different_results_of_one_time_stay_two(guideline: Guideline) -> None:
    found = Read(
        guideline, observation(id="a"), observation(id="b", valueQuantity=quantity(60, "ug/L"))
    )
    assert len(found.events) == 2


def test_a_corrected_result_replaces_the_first(guideline: Guideline) -> None:
    first = observation(id="a", issued="2026-11-20T08:00:00Z")
    corrected = observation(
        id="b",
        status="corrected",
        valueQuantity=quantity(60, "ug/L"),
        issued="2026-11-21T08:00:00Z",
    )
    found = Read(guideline, corrected, first)
    assert found.event.value == (60, 60)
    assert "ferritin 6 ug/L: was replaced by Observation/b" in found.why


def test_a_final_result_replaces_a_preliminary_one(guideline: Guideline) -> None:
    early = observation(id="a", status="preliminary", valueQuantity=quantity(60, "ug/L"))
    assert Read(guideline, early, observation(id="b")).event.value == (6, 6)


def test_a_result_issued_after_the_correction_stands_beside_it(guideline: Guideline) -> None:
    corrected = observation(id="a", status="corrected", issued="2026-11-20T08:00:00Z")
    later = observation(id="b", valueQuantity=quantity(60, "ug/L"), issued="2026-11-21T08:00:00Z")
    assert len(Read(guideline, corrected, later).events) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"meta": {"versionId": "9"}}, {"meta": {"versionId": "10"}}),
        ({"meta": {"lastUpdated": "2026-11-20T08:00:00Z"}}, {"meta": {"lastUpdated": "2026-11-21T08:00:00Z"}}),
        ({"issued": "2026-11-20T08:00:00Z"}, {"issued": "2026-11-21T08:00:00Z"}),
        ({"status": "final"}, {"status": "corrected"}),
    ],
)  # fmt: skip
def test_the_last_version_of_a_resource_counts(
    guideline: Guideline, old: dict[str, Any], new: dict[str, Any]
) -> None:
    versions = observation(**old), observation(valueQuantity=quantity(60, "ug/L"), **new)
    for pair in (versions, versions[::-1]):
        assert Read(guideline, *pair).event.value == (60, 60)


def test_a_later_version_entered_in_error_takes_the_result_back(guideline: Guideline) -> None:
    gone = resource("Observation", status="entered-in-error", meta={"versionId": "2"})
    found = Read(guideline, observation(meta={"versionId": "1"}), gone)
    assert found.events == ()


def test_one_id_for_two_tests_is_two_resources(guideline: Guideline) -> None:
    """As where the exports of two laboratories were put together."""
    other = observation(code=coding(LOINC, "718-7"), valueQuantity=quantity(92, "g/L"))
    assert {event.name for event in Read(guideline, observation(), other).events} == {
        "ferritin", "hemoglobin",
    }  # fmt: skip


def test_the_future_is_reckoned_from_the_day_given(guideline: Guideline) -> None:
    later = observation(effectiveDateTime="2026-11-23")
    assert Read(guideline, later, today=TODAY + 1).event.value == (6, 6)


def test_every_number_is_finite_and_ordered(guideline: Guideline) -> None:
    event = read(guideline, valueQuantity=quantity(5, "ug/L", ">")).event
    assert isinstance(event.value, tuple)
    assert all(map(math.isfinite, event.value))


# Codes and words that differ


@pytest.mark.parametrize(
    ("code", "words", "value", "reads"),
    [
        ("2276-4", "Ferritin", quantity(7, "ug/L"), "ferritin"),
        ("2276-4", "S-Ferritin (immunoassay)", quantity(7, "ug/L"), "ferritin"),
        ("2276-4", "Folate", quantity(7, "ug/L"), ""),  # both are measured in ug/L
        ("2132-9", "Ferritin", quantity(110, "ng/L"), ""),
        ("2132-9", "Hemoglobin", quantity(110, "ng/L"), ""),  # a mass in a volume too
        ("21000-5", "RDW", quantity(46, "fL"), "rdw_sd"),  # the unit tells which RDW
        ("4679-7", "Reticulocytes", quantity(1.2, "%"), "reticulocyte_percentage"),
        ("2276-4", "blood test", quantity(7, "ug/L"), "ferritin"),
    ],
)
def test_a_code_and_words_of_two_things(
    guideline: Guideline, code: str, words: str, value: Any, reads: str
) -> None:
    found = read(guideline, code=coding(LOINC, code, words), valueQuantity=value)
    assert [event.name for event in found.events] == ([reads] if reads else [])
    assert ("its code means" in found.why) is not bool(reads)


def test_results_of_one_time_that_differ_are_named(guideline: Guideline) -> None:
    low, high = quantity(6, "ug/L"), quantity(160, "ug/L")
    found = Read(
        guideline, observation(id="a", valueQuantity=low), observation(id="b", valueQuantity=high)
    )
    [note] = found.record.set_aside
    assert note.element == "ferritin"
    assert "160 ug/L and 6 ug/L" in note.what
    assert "Observation/a" in f"{note.where} {note.why}"
    # not where a later one settles it, nor where they agree
    later = observation(id="c", effectiveDateTime="2026-11-21", valueQuantity=low)
    settled = Read(guideline, observation(id="a"), observation(id="b", valueQuantity=high), later)
    assert settled.why == ""
    assert Read(guideline, observation(id="a"), observation(id="b")).why == ""
