"""What speaks against a medicine stands once, and holds wherever it is given."""

from pathlib import Path

import pytest

from guideline.small import SMALL, mistakes, small
from hematinic.guideline.model import Contraindication
from hematinic.guideline.rules import Rules

AGAINST = """
{name}:
  of: [{of}]
  routes: [{routes}]
  when: potassium_low
  because: potassium is low
  if_unknown: act
  implements: [M2]
  cites: [{{source: tests}}]
"""


def against(name: str = "low-potassium", of: str = "magnesium_sulfate", routes: str = "") -> str:
    return AGAINST.format(name=name, of=of, routes=routes)


def reasons(rules: Rules, item: str) -> list[str]:
    [found] = [one for one in rules.guideline.recommendations if one.id == item]
    return [reason.because for reason in found.contraindications]


@pytest.mark.parametrize(
    ("of", "routes", "holds"),
    [
        ("magnesium_sulfate", "", True),
        ("magnesium_sulfate", "intravenous", True),
        ("magnesium_sulfate", "oral", False),
        ("magnesium_treatment", "", True),
        ("potassium_chloride", "", False),
        ("potassium_chloride, magnesium_sulfate", "", True),
    ],
)
def test_of_a_medicine_or_a_course_by_some_routes(
    tmp_path: Path, of: str, routes: str, holds: bool
) -> None:
    rules = small(tmp_path, contraindications=against(of=of, routes=routes))
    before = ["potassium is low"] if holds else []
    assert reasons(rules, "magnesium-first") == [*before, "the kidneys fail"]


def test_it_is_all_that_a_line_of_its_own_is(tmp_path: Path) -> None:
    rules = small(tmp_path, contraindications=against())
    [found] = [one for one in rules.guideline.recommendations if one.id == "magnesium-first"]
    assert found.contraindications[0] == Contraindication(
        name="low-potassium",
        when="potassium_low",
        because="potassium is low",
        if_unknown="act",
        implements=("M2",),
        cites=rules.guideline.contraindications["low-potassium"].cites,
    )


def test_the_order_of_the_file_is_that_of_the_reasons(tmp_path: Path) -> None:
    both = against("second") + against("first").replace("potassium is low", "it is so")
    rules = small(tmp_path, contraindications=both)
    assert reasons(rules, "magnesium-first") == ["potassium is low", "it is so", "the kidneys fail"]


def test_what_is_only_withheld_has_nothing_against_it(tmp_path: Path) -> None:
    rules = small(tmp_path, contraindications=against(of="potassium_chloride"))
    assert reasons(rules, "potassium-after") == ["potassium is low"]
    assert reasons(rules, "potassium-waits") == []


DESPITE = """
magnesium-despite:
  implements: [M1]
  phase: today
  when: magnesium_low
  action: administer
  prescribe: {{medicine: magnesium_sulfate, dose: 1 g, route: intravenous, times: 1}}
  despite: {{{name}: {{because: the heart waits for nothing}}}}
  says: {{clinician: Magnesium., patient: Magnesium.}}
  cites: [{{source: tests}}]
"""


def test_a_line_may_stand_despite_it_and_says_why(tmp_path: Path) -> None:
    line = DESPITE.format(name="low-potassium")
    rules = small(tmp_path, contraindications=against(), recommendations=line)
    assert reasons(rules, "magnesium-despite") == []
    assert reasons(rules, "magnesium-first") == ["potassium is low", "the kidneys fail"]


@pytest.mark.parametrize(
    ("written", "line", "says"),
    [
        (against(of="magnesium_sulphate"), 3, "did you mean magnesium_sulfate?"),
        (against(routes="intravenos"), 4, "did you mean intravenous?"),
        (against().replace("potassium_low", "potasium_low"), 5, "did you mean potassium_low?"),
        (against().replace("  cites: [{source: tests}]\n", ""), 2, "it cites nothing"),
        (against().replace("source: tests", "source: test"), 9, "did you mean tests?"),
        (against().replace("[M2]", "[M7]"), 8, "there is no statement called `M7`"),
    ],
)
def test_a_mistake_is_told_once(tmp_path: Path, written: str, line: int, says: str) -> None:
    [told] = mistakes(tmp_path, contraindications=written)
    assert says in told
    assert told.startswith(f"contraindications.yaml:{line}: ")


def test_despite_what_does_not_speak_against_it_is_a_mistake(tmp_path: Path) -> None:
    line = DESPITE.format(name="low-potasium")
    [told] = mistakes(tmp_path, contraindications=against(), recommendations=line)
    assert "`low-potasium` does not speak against its medicine; did you mean low-p" in told


def test_a_mistake_in_a_line_of_its_own_keeps_its_place(tmp_path: Path) -> None:
    line = DESPITE.format(name="low-potassium").replace(
        "  says:", "  contraindications:\n    - {when: kidneys_fail, because: x}\n  says:", 1
    )
    other = against("other", of="magnesium_treatment")
    [told] = mistakes(tmp_path, contraindications=against() + other, recommendations=line)
    lines = (SMALL / "recommendations.yaml").read_text().count("\n")
    assert told.startswith(f"recommendations.yaml:{lines + 10}: there is no `kidneys_fail`")
