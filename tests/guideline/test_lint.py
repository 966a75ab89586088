"""What lint warns of beyond mistakes, each on both sides of its boundary, and what silences it."""

import shutil
from pathlib import Path

import pytest

from hematinic.guideline.lint import lint
from hematinic.guideline.lint.texts import WORDS
from hematinic.guideline.load import builtin

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "guideline")


def added(folder: Path, file: str, text: str) -> None:
    path = folder / file
    path.write_text(path.read_text() + text)


def warned(folder: Path, tests: Path | None = None) -> list[str]:
    found = lint(folder, tests)
    assert found.mistakes == ()
    return [str(one) for one in found.warnings]


def test_of_a_guideline_without_mistakes_and_warnings_nothing_is_told(folder: Path) -> None:
    found = lint(folder)
    assert (found.mistakes, found.warnings) == ((), ())


def test_warnings_are_looked_for_once_there_are_no_mistakes(folder: Path) -> None:
    added(folder, "findings.yaml", "new: {define: magnesium_low and magnesium_low, label: n}\n")
    assert [one.kind for one in lint(folder).warnings] == ["simpler-condition"]
    added(folder, "findings.yaml", "newer: {define: magnesium_lo, label: n}\n")
    assert [one.kind for one in lint(folder).mistakes] == ["unknown-name"]
    assert lint(folder).warnings == ()


# Conditions


def test_a_part_that_changes_nothing(folder: Path) -> None:
    added(folder, "findings.yaml", "new:\n  label: new\n  define: magnesium_low and (potassium_very_low or magnesium_low)\n")  # fmt: skip
    assert warned(folder) == [
        "findings.yaml:7:30: this holds wherever the part beside it holds, and changes nothing [simpler-condition]\n"
        "    7 |   define: magnesium_low and (potassium_very_low or magnesium_low)\n"
        "      |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "      beside it stands `magnesium_low`"
    ]


def test_a_name_is_as_true_as_its_definition(folder: Path) -> None:
    """Below 2.5 mmol/L potassium is below 3.5 too."""
    added(folder, "findings.yaml", "new:\n  label: new\n  define: potassium_low and potassium_very_low\n")  # fmt: skip
    [one] = lint(folder).warnings
    assert (one.place.span.column, one.help) == (11, "beside it stands `potassium_very_low`")


def test_a_part_that_is_needed(folder: Path) -> None:
    added(folder, "findings.yaml", "new:\n  label: new\n  define: potassium_low and not potassium_very_low\n")  # fmt: skip
    assert warned(folder) == []


# Lengths


@pytest.mark.parametrize(("words", "told"), [(25, []), (26, ["long-text"])])
def test_the_words_of_a_text(folder: Path, words: int, told: list[str]) -> None:
    text = " ".join(["word"] * words)
    added(folder, "findings.yaml", f"new:\n  label: {text}\n  define: magnesium_low\n")
    assert [one.kind for one in lint(folder).warnings] == told


def test_a_text_that_is_too_long_is_told_in_full(folder: Path) -> None:
    assert WORDS["leaflet"][("says",)] == 25
    text = " ".join(["word"] * 31)
    path = folder / "leaflet.yaml"
    path.write_text(path.read_text().replace("You may feel warm for a while.", text))
    line = f"  says: {text}"
    assert warned(folder) == [
        "leaflet.yaml:6:9: this text has 31 words; of its kind 25 are enough [long-text]\n"
        f"    6 | {line[:95]}…\n"
        f"      | {' ' * 8}{'^' * 88}\n"
        "      say what is to be done first, and leave out what another line says"
    ]


@pytest.mark.parametrize(("length", "told"), [(200, []), (201, ["long-expression"])])
def test_the_characters_of_an_expression(folder: Path, length: int, told: list[str]) -> None:
    start, parts = "body_weight < 100000 'kg'", " or body_weight < 0 'kg'"
    text = start + parts * ((length - len(start)) // len(parts))
    text = text.replace("100000", "1" * (6 + length - len(text)))
    assert len(text) == length
    added(folder, "findings.yaml", f"new:\n  label: new\n  define: {text}\n")
    kinds = [one.kind for one in lint(folder).warnings if one.kind != "simpler-condition"]
    assert kinds == told


@pytest.mark.parametrize(("length", "told"), [(400, []), (401, ["long-line"])])
def test_the_characters_of_a_line(folder: Path, length: int, told: list[str]) -> None:
    start = "new: {kind: trial, short: new, title: "
    added(folder, "sources.yaml", f"{start}{'x' * (length - len(start) - 1)}}}\n")
    assert [one.kind for one in lint(folder).warnings] == told


# Numbers in texts


def alert(line: str, when: str = "magnesium_low", more: str = "") -> str:
    return (
        f"new:\n  implements: [M1]\n  level: warning\n  when: {when}\n  line: {line}\n"
        f"  what_to_do: Ask.\n  cites: [{{source: tests}}]\n{more}"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Magnesium is below 0.7 mmol/L.", []),  # what magnesium_low is defined by
        ("Magnesium is below 0.8 mmol/L.", ["0.8"]),
        ("Magnesium is below 700 micromole/L.", []),  # the same in another unit
        ("Magnesium is below 800 micromole/L.", ["800"]),
        ("Give 1 g, in 2 days 6 g.", ["6"]),  # prescribed is 1 g; an interaction has 2 hours
        ("Vitamin B12 and T3 are no numbers, nor is {magnesium_level}.", []),
        ("On 5 and on 9 days.", ["5", "9"]),
    ],
)
def test_a_number_of_a_text_that_nothing_holds(folder: Path, line: str, told: list[str]) -> None:
    added(folder, "alerts.yaml", alert(f'"{line}"'))
    assert [one.about for one in lint(folder).warnings] == told


def test_what_a_source_is_said_to_hold_counts(folder: Path) -> None:
    added(folder, "alerts.yaml", alert("After 9 days.").replace("{source: tests}", "{source: tests, at: page 9}"))  # fmt: skip
    assert warned(folder) == []


def test_what_a_statement_holds_counts(folder: Path) -> None:
    added(folder, "alerts.yaml", alert("After 9 days."))
    path = folder / "statements.yaml"
    path.write_text(path.read_text().replace("Magnesium is replaced first.", "Magnesium comes first for 9 days."))  # fmt: skip
    assert warned(folder) == []


def test_such_a_number_is_told_in_full(folder: Path) -> None:
    added(folder, "alerts.yaml", alert("After 9 days."))
    assert warned(folder) == [
        "alerts.yaml:8:15: nothing else of this entry holds the number 9 [unsupported-number]\n"
        "    8 |   line: After 9 days.\n"
        "      |               ^\n"
        "      take it from an expression, a limit or a prescription, or cite where it stands"
    ]


# Tests


def test_an_item_that_no_test_asks_for(folder: Path, tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    asked = (
        "kidneys heart-in-danger potassium-too-soon magnesium-again magnesium-first potassium-after"
    )
    (tests / "test_plan.py").write_text(f'"""{asked}"""\n')
    assert warned(folder, tests) == [
        "recommendations.yaml:18:1: no test asks for `potassium-waits` [untested]\n"
        "   18 | potassium-waits:\n"
        "      | ^^^^^^^^^^^^^^^\n"
        "      write a test with a patient to whom it applies, and one to whom it does not"
    ]


@pytest.mark.parametrize("written", ['"two-words-waits"', '"two-words-"', 'f"two-words-{state}"'])
def test_an_item_may_be_asked_for_by_its_beginning(
    folder: Path, tmp_path: Path, written: str
) -> None:
    for path in folder.glob("*.yaml"):
        path.write_text(path.read_text().replace("potassium-waits", "two-words-waits"))
    tests = tmp_path / "tests"
    tests.mkdir()
    asked = (
        "kidneys heart-in-danger potassium-too-soon magnesium-again magnesium-first potassium-after"
    )
    (tests / "test_plan.py").write_text(f'"""{asked}"""\n{written}\n')
    assert warned(folder, tests) == []


# What silences a warning


def test_a_comment_inside_an_entry_allows_there_and_nowhere_else(folder: Path) -> None:
    allowance = "  # allow unsupported-number: the law says so\n"
    added(folder, "alerts.yaml", alert("After 9 days.", more=allowance))
    assert warned(folder) == []
    added(folder, "alerts.yaml", alert("After 8 days.").replace("new:", "newer:"))
    assert [one.about for one in lint(folder).warnings] == ["8"]


def test_a_comment_at_the_margin_allows_in_the_whole_file(folder: Path) -> None:
    added(folder, "alerts.yaml", "# allow unsupported-number 112 9: numbers to call\n")
    added(
        folder, "alerts.yaml", alert("Call 112.") + alert("Call 9 or 11.").replace("new:", "newer:")
    )
    assert [one.about for one in lint(folder).warnings] == ["11"]


@pytest.mark.parametrize(
    ("comment", "says", "helps"),
    [
        ("# allow unsupported-number", "this allows something without a reason", "write `: ` and why, after it"),
        ("# allow long-text: why not", "nothing here is warned of that this allows: long-text", "take the comment out"),
        ("# allow unsupported-number 8 9: why not", "nothing here is warned of that this allows: 8", "take the comment out"),
        ("# allow long-texts: why not", "`long-texts` is no warning", "warnings are untested, unsupported-number, long-text, long-expression, long-line, no-short, simpler-condition, wrong-allowance, asked-twice, not-asked, to-be-written"),
    ],
)  # fmt: skip
def test_a_comment_that_allows_nothing_is_told(
    folder: Path, comment: str, says: str, helps: str
) -> None:
    added(folder, "alerts.yaml", alert("After 9 days.", more=f"  {comment}\n"))
    [told] = [one for one in lint(folder).warnings if one.kind == "wrong-allowance"]
    assert (told.line, told.says, told.help) == (11, says, helps)


# The folder


def test_where_there_is_no_folder_that_is_the_mistake(tmp_path: Path) -> None:
    [one] = lint(tmp_path / "nowhere").mistakes
    assert (one.kind, one.says) == ("missing-file", "there is no such folder of a guideline")


def test_the_guideline_that_is_installed_has_no_mistakes() -> None:
    found = lint(builtin(), Path(__file__).parent.parent)
    assert found.mistakes == ()
    assert [str(one) for one in found.warnings if one.kind == "wrong-allowance"] == []
    long = {"long-expression", "long-line"}
    assert [str(one) for one in found.warnings if one.kind in long] == []
