"""A figure stands once: sentences name its limit, and what is told follows the limit."""

from pathlib import Path

import pytest

from guideline.small import mistakes, small

LIMITS = """
magnesium_low_below:
  label: the limit of low magnesium
  of: magnesium_level
  local: low_below
  number: 0.7
  between: [0.5, 0.8]
trace_low_below:
  label: the limit of a low trace
  of: trace
  local: low_below
  number: 30
  between: [20, 40]
"""
TRACE = "\ntrace: {kind: quantity, label: trace, unit: ug/L, accepts: {nmol/L: 0.4}}\n"
FINDING = "\nfound: {{label: '{said}', define: magnesium_level < magnesium_low_below}}\n"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("low (below {limit:magnesium_low_below})", "low (below 0.7 mmol/L)"),
        ("below {limit:magnesium_low_below number} or so", "below 0.7 or so"),
        ("below {limit:trace_low_below}", "below 30 microgram/L"),
        ("{limit:trace_low_below in micrograms/L}", "30 micrograms/L"),
        ("{limit:trace_low_below in nmol/L} at least", "75 nmol/L at least"),
        ("a patient has {magnesium_level}", "a patient has {magnesium_level}"),
    ],
)
def test_a_place_is_the_number_of_its_limit(tmp_path: Path, written: str, told: str) -> None:
    files = {"limits": LIMITS, "elements": TRACE, "findings": FINDING.format(said=written)}
    assert small(tmp_path, **files).guideline.findings["found"].label == told


def test_every_sentence_has_places(tmp_path: Path) -> None:
    place = "{limit:magnesium_low_below}"
    item = (
        "\n{id}: {{implements: [M1], when: magnesium_low, phase: today, action: advise, says: "
        "{{clinician: 'Below {place}.', patient: '{place} it is.'}}, cites: [{{source: tests}}]}}\n"
    )
    check = (
        "\n{id}: {{implements: [M1], when: magnesium_low, test: x, due: as_of, window: [as_of, "
        "as_of], expect: 'over {place}', if_not: again, cites: [{{source: tests}}]}}\n"
    )
    guideline = small(
        tmp_path,
        limits=LIMITS,
        elements=TRACE,
        recommendations=item.format(id="line-here", place=place),
        monitoring=check.format(id="check-here", place=place),
    ).guideline
    says = guideline.recommendations[-1].says
    assert (says.clinician, says.patient) == ("Below 0.7 mmol/L.", "0.7 mmol/L it is.")
    assert guideline.monitoring[-1].expect == "over 0.7 mmol/L"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("{limit:magnesium_low_belo}", "'{limit:magnesium_low_belo}' names no limit"),
        ("{limit:magnesium_low_below in stones}", "'stones' is no unit of magnesium_level"),
        ("{limit:magnesium_low_below or so}", "names no limit"),
        ("{apart:nothing}", "'{apart:nothing}' names no interaction that has hours"),
    ],
)
def test_a_place_that_names_nothing_is_a_mistake(tmp_path: Path, said: str, says: str) -> None:
    files = {"limits": LIMITS, "elements": TRACE, "findings": FINDING.format(said=said)}
    [told] = mistakes(tmp_path, **files)
    assert says in told
    assert told.startswith("findings.yaml:")
