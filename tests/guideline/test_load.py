"""What a guideline is when it is read."""

import re
import shutil
from pathlib import Path

import pytest

from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.rules import compiled

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


def test_the_content_hash_follows_every_byte(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "guideline")
    before = compiled(folder).guideline.content_hash
    file = folder / "sources.yaml"
    file.write_text(file.read_text().replace("short: made up", "short: made  up"))
    assert compiled(folder).guideline.content_hash != before


def test_an_error_shows_twenty_mistakes_and_counts_the_rest(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "copy")
    odd = [f"odd_{number}: {{define: no_such_{number}}}\n" for number in range(25)]
    (folder / "findings.yaml").write_text("".join(odd))
    with pytest.raises(GuidelineError) as caught:
        compiled(folder)
    count = len(caught.value.mistakes)
    assert count > 20
    assert f"and {count - 20} more" in str(caught.value)
    assert len(re.findall(r"^\S+\.yaml:\d+:\d+: ", str(caught.value), re.MULTILINE)) == 20
