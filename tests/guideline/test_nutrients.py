"""Medicines and courses give nutrients of the guideline's own list, by routes that have words."""

import shutil
from pathlib import Path

import pytest

from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.rules import compiled

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


@pytest.mark.parametrize("take", ["take: content", "take: value, nutrient: magnesium"])
def test_a_content_is_of_a_nutrient_and_nothing_else_is(tmp_path: Path, take: str) -> None:
    shutil.copytree(SMALL, tmp_path / "guideline")
    with (tmp_path / "guideline" / "facts.yaml").open("a") as facts:
        facts.write(f"content: {{label: content, latest: given magnesium_sulfate, {take}}}\n")
    with pytest.raises(GuidelineError, match="a content, and nothing else, is of a nutrient"):
        compiled(tmp_path / "guideline")
