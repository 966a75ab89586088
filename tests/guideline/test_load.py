"""What a guideline is when it is read."""

import shutil
from pathlib import Path

from hematinic.guideline.rules import compiled

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


def test_the_content_hash_follows_every_byte(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "guideline")
    before = compiled(folder).guideline.content_hash
    file = folder / "sources.yaml"
    file.write_text(file.read_text().replace("short: made up", "short: made  up"))
    assert compiled(folder).guideline.content_hash != before
