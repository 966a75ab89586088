"""Each mistake in full: its file, line and column, what is wrong, the line, what to do instead."""

import shutil
from pathlib import Path

import pytest

from hematinic.guideline.typed import typed

HERE = Path(__file__).parent
SMALL = HERE.parent / "guidelines" / "magnesium_potassium"
TOLD = (HERE / "mistakes.txt").read_text()
"""In each block a file, the text that is replaced in it, what stands there instead, what is told."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small guideline, and beside it an entry of each kind that it has none of."""
    shutil.copytree(SMALL, tmp_path / "guideline")
    return shutil.copytree(HERE / "more", tmp_path / "guideline", dirs_exist_ok=True)


def broken(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def told(folder: Path) -> list[str]:
    return "\n".join(map(str, typed(folder).mistakes)).split("\n")


def unescaped(line: str) -> str:
    return line[2:].replace("\\n", "\n").replace("\\t", "\t")


def test_unbroken_it_has_none(folder: Path) -> None:
    assert told(folder) == [""]


@pytest.mark.parametrize("block", TOLD.rstrip("\n").split("\n\n"))
def test_a_mistake_is_told_once_and_in_full(folder: Path, block: str) -> None:
    file, old, new, *lines = block.split("\n")
    broken(folder, file[2:], unescaped(old), unescaped(new))
    assert told(folder) == lines


def test_mistakes_of_all_sorts_are_told_at_once(folder: Path) -> None:
    """In the writing of two files, against the schema, in references and in expressions."""
    broken(folder, "facts/more.yaml", "  label: the last dose", "\tlabel: the last dose")
    broken(folder, "alerts/more.yaml", "level: critical", "level:critical")
    broken(folder, "recommendations.yaml", "dose: 1 g, route", "dose: one g, route")
    broken(folder, "recommendations.yaml", "phase: later", "phase: latre")
    broken(folder, "findings/more.yaml", "seizure or arrhythmia", "seizure OR arrhythmia")
    broken(folder, "findings.yaml", "magnesium_level < 0.7", "magnesum_level < 0.7")
    broken(folder, "safety.yaml", "because: Potassium", "becuase: Potassium")
    assert [(one.file, one.line, one.kind) for one in typed(folder).mistakes] == [
        ("alerts/more.yaml", 3, "colon-without-space"),
        ("facts/more.yaml", 2, "tab"),
        ("findings.yaml", 1, "unknown-name"),
        ("findings/more.yaml", 3, "other-spelling"),
        ("recommendations.yaml", 6, "wrong-dose"),
        ("recommendations.yaml", 12, "unknown-name"),
        ("safety.yaml", 3, "unknown-key"),
    ]


def test_several_mistakes_of_one_entry_are_told_at_once(folder: Path) -> None:
    broken(folder, "alerts/more.yaml", "level: critical", "levle: crucial\n  first: yes")
    broken(folder, "alerts/more.yaml", "  line: It is urgent.\n", "")
    broken(folder, "alerts/more.yaml", "when: alarm", "when: alram")
    kinds = [(one.line, one.kind) for one in typed(folder).mistakes]
    assert kinds == [
        (1, "missing-key"),
        (3, "unknown-key"),
        (3, "wrong-value"),
        (4, "wrong-value"),
        (5, "unknown-name"),
    ]


def test_two_files_that_cannot_be_read_are_told_entry_by_entry(folder: Path) -> None:
    broken(folder, "elements/more.yaml", "label: a seizure", "label: a: seizure")
    broken(folder, "elements/more.yaml", "label: an arrhythmia", "label: [an] arrhythmia")
    assert [(one.line, one.kind) for one in typed(folder).mistakes] == [
        (3, "quote-the-text"),
        (6, "quote-the-text"),
    ]


def test_an_entry_that_cannot_be_read_is_missed_nowhere(folder: Path) -> None:
    """Potassium stands in findings, in the names of questions, in an example and in texts."""
    broken(folder, "elements.yaml", "potassium_level: {kind: quantity,", "potassium_level: {kind quantity,")  # fmt: skip
    [one] = typed(folder).mistakes
    assert (one.file, one.line) == ("elements.yaml", 2)


def test_definitions_in_a_circle_are_refused(folder: Path) -> None:
    broken(folder, "findings/more.yaml", "define: (age >= 16) is true", "define: minor")
    broken(folder, "findings/more.yaml", "define: (age < 16) is true", "define: grown_up")
    assert told(folder) == [
        "findings/more.yaml:16:11: `minor` and `grown_up` are defined by each other [circle]",
        "   16 |   define: grown_up",
        "      |           ^^^^^^^^",
        "      write one of them without the other",
    ]


def test_items_that_replace_each_other_are_refused(folder: Path) -> None:
    for one, other in (("after", "waits"), ("waits", "after")):
        key = f"potassium-{one}:\n"
        broken(folder, "recommendations.yaml", key, f"{key}  instead_of: [potassium-{other}]\n")
    assert [(one.kind, one.says) for one in typed(folder).mistakes] == [
        ("circle", "it replaces what replaces it"),
        ("circle", "it replaces what replaces it"),
    ]
