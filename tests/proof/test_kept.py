"""A report is kept for just the content, the program and the tests that it is about."""

from pathlib import Path

import msgspec
import pytest

from hematinic.guideline import cache
from hematinic.guideline.safety import Control
from hematinic.proof import kept
from hematinic.proof.report import Finding, Report, Section
from once import RULES

FINDING = Finding(claim="x", method="proved", holds=False, patient={"as_of": "2026-11-22"})
REPORT = Report(
    guideline="x", version="1", content_hash="2", day="2026-11-23", seconds=1.5,
    sections=(Section(id="x", title="x", method="proved", findings=(FINDING,)),),
)  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEMATINIC_CACHE", str(tmp_path / "cache"))
    return tmp_path


def test_what_is_kept_is_found_as_it_was(place: Path) -> None:
    assert kept.find("a" * 64) is None
    kept.keep("a" * 64, REPORT)
    assert kept.find("a" * 64) == REPORT
    assert kept.find("b" * 64) is None


def test_what_is_torn_is_not_found(place: Path) -> None:
    kept.keep("a" * 64, REPORT)
    [file] = (place / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:-20])
    assert kept.find("a" * 64) is None


def test_no_flipped_bit_changes_what_is_found(place: Path) -> None:
    kept.keep("a" * 64, REPORT)
    [file] = (place / "cache").iterdir()
    whole = file.read_bytes()
    for at in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        file.write_bytes(flipped)
        assert kept.find("a" * 64) is None


def test_switched_off_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMATINIC_CACHE", "off")
    kept.keep("a" * 64, REPORT)
    assert kept.find("a" * 64) is None


def test_old_reports_are_let_go(place: Path) -> None:
    for i in range(cache.MOST + 3):
        kept.keep(f"{i:064}"[::-1], REPORT)
    assert len(list((place / "cache").iterdir())) == cache.MOST


def test_another_content_is_another_report() -> None:
    guideline = RULES.guideline
    other = msgspec.structs.replace(guideline, content_hash="0" * 64)
    assert kept.identity(guideline, None) != kept.identity(other, None)
    assert kept.identity(guideline, None) == kept.identity(guideline, None)


def test_another_program_is_another_report(monkeypatch: pytest.MonkeyPatch) -> None:
    guideline = RULES.guideline
    before = kept.identity(guideline, None)
    monkeypatch.setattr(kept, "ROOMS", kept.ROOMS[:-1])
    assert kept.identity(guideline, None) != before


def test_a_change_of_a_named_test_is_another_report(tmp_path: Path) -> None:
    guideline = RULES.guideline
    control = Control(says="x", test="tests/test_it.py::test_x")
    hazard = msgspec.structs.replace(guideline.hazards[0], controls=(control,))
    guideline = msgspec.structs.replace(guideline, hazards=(hazard,))
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_it.py").write_text("def test_x(): assert True")
    before = kept.identity(guideline, tmp_path)
    (tmp_path / "tests/test_it.py").write_text("def test_x(): pass")
    assert kept.identity(guideline, tmp_path) != before
    assert kept.identity(guideline, None) != before
