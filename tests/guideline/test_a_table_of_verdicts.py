"""A table of verdicts is a recommendation for each value of a finding, and leaves none out."""

from pathlib import Path

import pytest

from guideline.small import SMALL, mistakes, small
from hematinic.guideline.entry import Says
from hematinic.guideline.model import Recommendation

FINDING = """
how_low:
  label: how low magnesium is
  options: [not_low, low]
  first_of:
    - {when: magnesium_low, is: low}
  otherwise: not_low
"""
TABLE = """
magnesium-so-far:
  of: how_low
  when: magnesium_given
  phase: later
  title: Magnesium
  since: magnesium_given_on
  implements: [M1]
  tells: [magnesium_given_on]
  verdicts:
    low:
      title: still low
      action: assess
      implements: [M2]
      tells: [last_magnesium]
      clinician: It is still low.
      patient: It is still low.
      basis: design
      cites: [{source: tests}]
    not_low:
      title: no longer low
      action: advise
      clinician: It is normal.
      patient: It is well.
      cites: [{source: tests}]
after-it: {implements: [M1], phase: later, when: magnesium_low, action: advise, says: {clinician: So.,
  patient: So.}, cites: [{source: tests}]}
"""
FACTS = """
magnesium_given_on: {label: given on, latest: given magnesium_sulfate, take: date}
last_magnesium: {label: the last magnesium, latest: magnesium_level}
"""


def test_each_verdict_is_a_line_in_its_place(tmp_path: Path) -> None:
    rules = small(tmp_path, findings=FINDING, recommendations=TABLE, facts=FACTS)
    low, fine, after = rules.guideline.recommendations[-3:]
    assert low == Recommendation(
        id="magnesium-so-far-low",
        implements=("M2",),
        phase="later",
        when="magnesium_given and how_low = 'low'",
        action="assess",
        one_of="how_low",
        title="Magnesium, still low",
        since="magnesium_given_on",
        tells=("last_magnesium",),
        says=Says(clinician="It is still low.", patient="It is still low."),
        basis="design",
        cites=low.cites,
    )
    assert (fine.id, fine.implements) == ("magnesium-so-far-not-low", ("M1",))
    assert (fine.tells, fine.basis) == (("magnesium_given_on",), "read")
    assert after.id == "after-it"


def test_the_group_of_the_table_may_be_asked_for(tmp_path: Path) -> None:
    safety = "\ntold: {where: magnesium_given is true, always: offered(how_low), because: So.}\n"
    rules = small(tmp_path, findings=FINDING, recommendations=TABLE, facts=FACTS, safety=safety)
    lines = ["stands magnesium-so-far-low", "stands magnesium-so-far-not-low"]
    assert rules.decision.named["offered"]["how_low"] == (*lines,)


LINES = (SMALL / "recommendations.yaml").read_text().count("\n")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("    low:", "    lo:", 11, "`lo` is never the value of how_low; did you mean low?"),
        ("of: how_low", "of: how_lo", 3, "no finding with options called `how_lo`; did you mean"),
        ("of: how_low", "of: magnesium_low", 3, "no finding with options called `magnesium_low`"),
        ("when: magnesium_given\n", "when: magnesium_gave\n", 4, "did you mean magnesium_given?"),
        (
            "phase: later",
            "phase: latter",
            5,
            "there is no phase called `latter`; did you mean later?",
        ),
        ("implements: [M2]", "implements: [M0]", 14, "there is no statement called `M0`"),
        ("tells: [last_magnesium]", "tells: [last]", 15, "there is no fact called `last`"),
        ("      action: assess\n", "", 11, "`action` is missing"),
    ],
)
def test_a_mistake_is_told_of_its_part(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    changed = TABLE.replace(old, new, 1)
    assert changed != TABLE
    found = mistakes(tmp_path, findings=FINDING, recommendations=changed, facts=FACTS)
    [told] = [one for one in found if says in one]
    assert told.startswith(f"recommendations.yaml:{LINES + line}: ")


def test_a_value_without_its_verdict_is_a_mistake(tmp_path: Path) -> None:
    wider = FINDING.replace("[not_low, low]", "[not_low, low, unheard_of]")
    [told] = mistakes(tmp_path, findings=wider, recommendations=TABLE, facts=FACTS)
    assert told.startswith(f"recommendations.yaml:{LINES + 10}: how_low may be `unheard_of`")
