"""What items say of the layer that they speak in is checked when a guideline is read."""

import shutil
from pathlib import Path

import pytest

from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.rules import compiled

SOUND = Path(__file__).parent.parent / "guidelines/magnesium_potassium"

WARNING = "{implements: [M1], level: warning, when: kidney_failure,"
CRITICAL = "{implements: [M2], level: critical,"


def broken(folder: Path, tmp_path: Path, before: str, after: str) -> str:
    shutil.copytree(folder, tmp_path / "guideline")
    file = tmp_path / "guideline/alerts.yaml"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))
    with pytest.raises(GuidelineError) as error:
        compiled(tmp_path / "guideline")
    [mistake] = error.value.mistakes
    return f"{mistake.kind}: {mistake.says}"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (CRITICAL, f"{CRITICAL} quiet: it can wait,", "goes-together: only a warning can be"),
        (WARNING, f"{WARNING} told_with: [notice],", "goes-together: an alert that interrupts"),
        (
            WARNING,
            f"{WARNING} quiet: it can wait, told_with: [nowhere],",
            "unknown-name: there is no place to tell it called `nowhere`",
        ),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, before: str, after: str, says: str) -> None:
    assert broken(SOUND, tmp_path, before, after).startswith(says)


def test_a_quiet_warning_does_not_interrupt(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path / "guideline")
    file = tmp_path / "guideline/alerts.yaml"
    file.write_text(file.read_text().replace(WARNING, f"{WARNING} quiet: it can wait,"))
    found = {alert.id: alert for alert in compiled(tmp_path / "guideline").guideline.alerts}
    assert not found["kidneys"].interrupts
    assert found["heart-in-danger"].interrupts
    assert {a.id: a for a in compiled(SOUND).guideline.alerts}["kidneys"].interrupts
