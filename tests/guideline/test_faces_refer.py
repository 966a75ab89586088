"""The sections of the faces name only what the guideline has; else it does not load."""

import re
import shutil
from pathlib import Path

import pytest

from hematinic.guideline.load import read_folder
from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.rules import compiled, load

SOUND = Path(__file__).parent.parent / "guidelines/magnesium_potassium"

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
            "there is no member of the board called `stranger`",
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
    [problem] = error.value.mistakes
    assert (problem.file, problem.line) == ("reviews/2027.yaml", 2)


def test_two_reviewers_are_the_least(tmp_path: Path) -> None:
    folder = tmp_path / "guideline"
    shutil.copytree(SOUND, folder)
    (folder / "board.yaml").write_text("reviewers_required: 1\n")
    with pytest.raises(GuidelineError, match=r"board\.yaml:1:21: two reviewers at the least"):
        compiled(folder)


def test_a_review_does_not_change_what_was_reviewed(tmp_path: Path) -> None:
    folder = tmp_path / "guideline"
    shutil.copytree(SOUND, folder)
    before = load(folder).guideline
    (folder / "board.yaml").write_text("reviewers_required: 3\n")
    after = load(folder).guideline
    assert after.content_hash == before.content_hash
    assert (before.board.reviewers_required, after.board.reviewers_required) == (2, 3)


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
