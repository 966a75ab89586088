"""Medicines and courses give nutrients of the guideline's own list, by routes that have words."""

import shutil
from pathlib import Path

import pytest

from hematinic.guideline.load import GuidelineError
from hematinic.guideline.rules import compiled

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("medicines.yaml", "gives: [magnesium]", "gives: [magnesum]",
         "medicines.yaml:1: there is no nutrient called 'magnesum'; did you mean magnesium?"),
        ("nutrients.yaml", "potassium: {", "potash: {",
         "medicines.yaml:2: there is no nutrient called 'potassium'; did you mean potash?"),
        ("medicines.yaml", "routes: [intravenous]", "routes: [intravenously]",
         "medicines.yaml:1: there is no route called 'intravenously'; did you mean intravenous?"),
        ("courses.yaml", "gives: magnesium", "routes: [orally], gives: magnesium",
         "courses.yaml:1: there is no route called 'orally'; did you mean oral?"),
    ],
)  # fmt: skip
def test_an_unknown_nutrient_or_route_is_a_mistake(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    shutil.copytree(SMALL, tmp_path / "guideline")
    path = tmp_path / "guideline" / file
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(GuidelineError) as error:
        compiled(tmp_path / "guideline")
    assert says in map(str, error.value.problems)


@pytest.mark.parametrize("take", ["take: content", "take: value, nutrient: magnesium"])
def test_a_content_is_of_a_nutrient_and_nothing_else_is(tmp_path: Path, take: str) -> None:
    shutil.copytree(SMALL, tmp_path / "guideline")
    with (tmp_path / "guideline" / "facts.yaml").open("a") as facts:
        facts.write(f"content: {{label: content, latest: given magnesium_sulfate, {take}}}\n")
    with pytest.raises(GuidelineError, match="a content, and nothing else, is of a nutrient"):
        compiled(tmp_path / "guideline")
