"""A case of an answer is an expression of the guideline and tells what the guideline has."""

from pathlib import Path

import pytest

from guideline.small import mistakes, small

CASE = """
potassium-worth:
  implements: [M2]
  asked_as: [is my potassium low]
  says: {{clinician: Below 3.5 it is low., patient: Below 3.5 it is low.}}
  here:
    - when: {when}
      {more}says: {{clinician: "{says}", patient: Low.}}
  cites: [{{source: tests}}]
"""


def case(
    when: str = "potassium_level < 3.5 'mmol/L'", more: str = "", says: str = "{potassium_level}"
) -> str:
    return CASE.format(when=when, more=f"{more}\n      " if more else "", says=says)


def test_one_that_is_sound_loads(tmp_path: Path) -> None:
    text = case(more="values: {short: 3.5 'mmol/L' - potassium_level}", says="{short} too low")
    rules = small(tmp_path, answers=text)
    assert len(rules.guideline.answers["potassium-worth"].here) == 1
    assert [*rules.worked] == ["worked potassium-worth 0", "worked potassium-worth 0 short"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (case(when="potasium_level < 3.5 'mmol/L'"), "did you mean potassium_level"),
        (case(when="potassium_level < 3.5 'kg'"), "kg"),
        (case(when="potassium_level"), "true or false"),
        (case(says="{potasium_level}"), "did you mean potassium_level"),
        (
            case(more="values: {short: 3.5 'mmol/L' - potassium_level}"),
            "no sentence of this case tells",
        ),
        (
            case(more="values: {short: potasium_level}", says="{short}"),
            "did you mean potassium_level",
        ),
        (case(more="asked: [<nobody> .. low]"), "there is no class above called `nobody`"),
    ],
)
def test_one_that_is_wrong_is_told_at_its_line(tmp_path: Path, text: str, says: str) -> None:
    [mistake] = mistakes(tmp_path, answers=text)
    assert mistake.startswith("answers.yaml:")
    assert says in mistake
