"""The sections of the faces name only what the guideline has; else it does not load."""

import re
import shutil
from pathlib import Path

import pytest

from hematinic.guideline.load import GuidelineError, read_folder
from hematinic.guideline.rules import compiled, load

SOUND = Path(__file__).parent.parent / "guidelines/magnesium_potassium"

MISTAKES = [
    ("article.yaml", "items: [magnesium_low, magnesium-first]", "items: [magnesium_low, magnesium-frist]", "did you mean magnesium-first"),
    ("article.yaml", "look: do,", "look: doing,", "Invalid enum value"),
    ("article.yaml", "absent: kidney_failure", "absent: kidney_faliure", "did you mean kidney_failure"),
    ("evidence.yaml", "events: 3", "events: 4", "comes out as"),
    ("evidence.yaml", "source: tests", "source: test", "did you mean tests"),
    ("evidence.yaml", "implements: [M2]", "implements: [M9]", "there is no statement called 'M9'"),
    ("timeline.yaml", "magnesium_level:", "magnesium_levle:", "did you mean magnesium_level"),
    ("timeline.yaml", "course: magnesium_treatment", "course: magnesium_teatment", "did you mean magnesium_treatment"),
    ("timeline.yaml", "magnesium_level:", "kidney_failure:", "there is no measured element"),
    ("worked.yaml", "computes: magnesium_deficit", "computes: magnesium_dificit", "did you mean magnesium_deficit"),
    ("worked.yaml", "of: {body_weight: 70", "of: {body_wieght: 70", "did you mean body_weight"),
    ("examples.yaml", "observed: potassium_level", "observed: potasium_level", "did you mean potassium_level"),
    ("examples.yaml", "ordered: potassium_chloride", "ordered: potassium_cloride", "did you mean potassium_chloride"),
    ("answers.yaml", "implements: [M2]", "implements: [M22]", "there is no statement called 'M22'"),
    ("answers.yaml", "source: tests, at: kidney", "source: tets, at: kidney", "did you mean tests"),
    ("answers.yaml", "asked_as: [why", "asked_of: [why", "unknown field `asked_of`"),
    ("synonyms.yaml", "  magnesium_level: {names", "  magnesium_leval: {names", "did you mean magnesium_level"),
    ("synonyms.yaml", "names: [potassium, k], assume: [mmol/L], pairs", "names: [potassium, k], assume: [mol/L], pairs", "there is no unit of potassium_level called 'mol/L'"),
    ("synonyms.yaml", "  kidney_failure: [kidney failure", "  magnesium_level: [kidney failure", "there is no condition called"),
    ("synonyms.yaml", "elements: [kidney_failure]", "elements: [kidny_failure]", "did you mean kidney_failure"),
    ("synonyms.yaml", "  potassium_chloride: [slow k]", "  potassium_chlorate: [slow k]", "did you mean potassium_chloride"),
    ("synonyms.yaml", "red_flags: [potassium_very_low]", "red_flags: [potassium_veri_low]", "did you mean potassium_very_low"),
    ("synonyms.yaml", "  M1: [what", "  M7: [what", "there is no item or statement called 'M7'"),
    ("synonyms.yaml", "says: [why-first, potassium-waits]", "says: [why-fist, potassium-waits]", "did you mean why-first"),
    ("synonyms.yaml", "unless: [order]", "unless: [oder]", "did you mean order"),
    ("synonyms.yaml", "change: [order]", "change: [ordr]", "did you mean order"),
    ("synonyms.yaml", "alone: [kg]", "alone: [lb]", "there is no unit of body_weight called 'lb'"),
    ("synonyms.yaml", "conversions: {says: a-conversion", "conversions: {says: a-convertion", "did you mean a-conversion"),
    ("synonyms.yaml", "{says: [not-covered], all", "{says: [potassium-waits], all", "there is no answer called"),
    ("emergencies.yaml", "says: emergency-heart", "says: emergency-hart", "did you mean emergency-heart"),
    ("emergencies.yaml", '"<heart> .. racing"', '"<hart> .. racing"', "did you mean heart"),
    ("plain_words.yaml", "medicines: [magnesium", "medicines: magnesium #", "Expected `array`"),
    ("leaflet.yaml", "implements: [M3]", "implements: [M8]", "there is no statement called 'M8'"),
    ("interactions.yaml", "these: [antacid]", "these: [antacids]", "did you mean antacid"),
    ("elements.yaml", "ask: team, how_soon: at", "ask: teem, how_soon: at", "did you mean team"),
    ("elements.yaml", "explained_by: [magnesium_low]", "explained_by: [magnesium_lw]", "did you mean magnesium_low"),
    ("alerts.yaml", 'Potassium is {potassium_level}', 'Potassium is {potassium_leval}', "did you mean potassium_level"),
]  # fmt: skip


REVIEW = "- {{item: {item}, content: {content}, reviewer: {reviewer}, on: 2027-01-01, decision: approve, conflict: none}}\n"


@pytest.mark.parametrize(
    ("item", "content", "reviewer", "says"),
    [
        ("magnesium-frist", "a" * 64, "one", "did you mean magnesium-first"),
        ("magnesium-first", "a" * 12, "one", "the whole hash, of 64 characters"),
        (
            "magnesium-first",
            "a" * 64,
            "stranger",
            "there is no member of the board called 'stranger'",
        ),
        ("leaflet-warm", "a" * 64, "one", ""),
        ("bottom-line", "a" * 64, "one", ""),
    ],
)
def test_a_review_names_a_member_and_an_item(
    tmp_path: Path, item: str, content: str, reviewer: str, says: str
) -> None:
    folder = tmp_path / "guideline"
    shutil.copytree(SOUND, folder)
    member = (
        "{name: One, profession: none, registration: none, joined: 2027-01-01, interests: none}"
    )
    (folder / "board.yaml").write_text(f"members:\n  one: {member}\n")
    (folder / "reviews").mkdir()
    sound = REVIEW.format(item="kidneys", content="a" * 64, reviewer="one")
    review = REVIEW.format(item=item, content=content, reviewer=reviewer)
    (folder / "reviews/2027.yaml").write_text(f"{sound}{review}")
    if not says:
        assert len(compiled(folder).guideline.reviews) == 2
        return
    with pytest.raises(GuidelineError, match=re.escape(says)) as error:
        compiled(folder)
    [problem] = error.value.problems
    assert (problem.file, problem.line) == ("reviews/2027.yaml", 2)


def test_two_reviewers_are_the_least(tmp_path: Path) -> None:
    folder = tmp_path / "guideline"
    shutil.copytree(SOUND, folder)
    (folder / "board.yaml").write_text("reviewers_required: 1\n")
    with pytest.raises(GuidelineError, match=r"board\.yaml:1: two reviewers at the least"):
        compiled(folder)


def test_a_review_does_not_change_what_was_reviewed(tmp_path: Path) -> None:
    folder = tmp_path / "guideline"
    shutil.copytree(SOUND, folder)
    before = load(folder).guideline
    (folder / "board.yaml").write_text("reviewers_required: 3\n")
    after = load(folder).guideline
    assert after.content_hash == before.content_hash
    assert (before.board.reviewers_required, after.board.reviewers_required) == (2, 3)


@pytest.mark.parametrize(("file", "old", "new", "says"), MISTAKES)
def test_a_mistake_is_told_once_with_its_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    folder = tmp_path / "guideline"
    shutil.copytree(SOUND, folder)
    text = (folder / file).read_text()
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new))
    with pytest.raises(GuidelineError) as error:
        compiled(folder)
    [problem] = [one for one in error.value.problems if one.file == file]
    assert says in problem.says
    entry = text[: text.index(old)].count("\n") + 1
    # "comes out as" stands at what was reported, some lines below what was changed
    assert 0 <= problem.line - entry <= (2 if "comes out" in says else 0)


def test_nothing_of_the_faces_is_obligatory(tmp_path: Path) -> None:
    faces = (
        "article", "evidence", "timeline", "worked", "examples", "answers", "synonyms",
        "emergencies", "plain_words", "leaflet", "interactions", "day",
    )  # fmt: skip
    for file in SOUND.iterdir():
        if file.stem not in faces:
            shutil.copy(file, tmp_path)
    guideline = compiled(tmp_path).guideline
    assert guideline.article is None
    assert not guideline.synonyms.terms
    assert not any(getattr(guideline, name) for name in ("answers", "evidence", "examples"))


def test_what_no_section_names_stands_in_the_one_that_takes_the_rest() -> None:
    guideline, _ = read_folder(SOUND)
    assert guideline.article is not None
    named = {section.id: section.items for section in guideline.article.sections}
    assert named["warnings"] == (
        "trial-of-order", "kidneys", "heart-in-danger", "potassium-too-soon",
    )  # fmt: skip
    assert named["checks"] == ("magnesium-again",)


def test_a_recommendation_without_a_title_has_its_id_for_one() -> None:
    guideline, _ = read_folder(SOUND)
    assert [item.title for item in guideline.recommendations] == [
        "Magnesium first", "Potassium after", "Potassium waits",
    ]  # fmt: skip
