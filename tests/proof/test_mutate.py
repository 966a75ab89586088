"""A guideline changed in one place: what sees the change, and what is proved to be no change."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import pytest
from tools.mutation.changed import Changed
from tools.mutation.changes import Mutant, mutants, texts
from tools.mutation.chapters import Chapters
from tools.mutation.listed import Listed, read
from tools.mutation.mutate import (
    CHAPTER,
    EQUAL,
    LISTED,
    LOADER,
    UNEXPLAINED,
    Study,
    Verdict,
    judge,
    score,
)
from tools.mutation.same import Pair

from hematinic.expressions.logic import Value
from hematinic.expressions.parse import parse
from hematinic.expressions.smt_values import Formula
from hematinic.guideline.amounts import Dose
from hematinic.guideline.load import Places, read_folder
from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import rules_of
from hematinic.plan.build import Planner
from hematinic.proof.world import UndecidedError, World

HERE = Path(__file__).parent.parent / "guidelines/magnesium_potassium"


@cache
def magnesium() -> tuple[Guideline, Places]:
    return read_folder(HERE)


def guideline() -> Guideline:
    return magnesium()[0]


def planner(of: Guideline) -> Planner:
    return Planner(rules_of(of, magnesium()[1]))


@dataclass
class Failing:
    """What fails with which guideline."""

    fails: Callable[[Planner], bool]

    def failing(self, changed: Changed) -> str:
        return "a test" if self.fails(changed.planner) else ""


def study(
    fails: Callable[[Planner], bool] = lambda _: False, listed: Listed | None = None
) -> Study:
    places = magnesium()[1]
    return Study(guideline(), places, Failing(fails), listed or Listed({}), show=True)


def with_finding(name: str, text: str) -> Guideline:
    """The guideline with one finding that says something else."""
    changed = msgspec.structs.replace(guideline().findings[name], define=text)
    return msgspec.structs.replace(guideline(), findings=guideline().findings | {name: changed})


def mutant(text: str) -> Mutant:
    return Mutant("magnesium_low.define", "a change", with_finding("magnesium_low", text),
                  "magnesium_low", text)  # fmt: skip


# What is changed


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a < 5", {"a <= 5", "a < 4", "a < 6"}),
        ("a >= 0.5", {"a > 0.5", "a >= 0.45", "a >= 0.55"}),
        ("a and b", {"a or b"}),
        ("a or b is true", {"a and b is true", "a or b"}),
        ("a and not b", {"a or not b", "a and b"}),
        ("a is not null", {"a is null"}),
        ("b12 = 'x'", set()),
        ("a < 50 '10*9/L'", {"a <= 50 '10*9/L'", "a < 45 '10*9/L'", "a < 55 '10*9/L'"}),
    ],
)
def test_an_expression_is_changed_in_one_place(text: str, changed: set[str]) -> None:
    assert {new for _, new in texts(text)} == changed


def test_a_change_is_told_by_words_that_occur_once() -> None:
    told = [change for change, _ in texts("a < 5 or b < 5 or c < 5")]
    assert len(told) == len(set(told))
    assert "b < 5 -> b <= 5" in told


def test_levels_statuses_and_contraindications_are_changed_too() -> None:
    told = {str(mutant) for mutant in mutants(guideline())}
    assert "kidneys.level: critical" in told
    assert "magnesium-first.status: consider" in told
    assert "magnesium-first.against: without 'kidney_failure'" in told
    assert "magnesium-first.dose: ten times" in told
    assert "magnesium-first.against: 'kidney_failure' if unknown: act" in told
    assert len(told) == len([*mutants(guideline())])


def test_intervals_days_and_first_sentences_are_changed_too() -> None:
    told = {str(mutant) for mutant in mutants(guideline())}
    assert "potassium-after.every: 2 d" in told
    assert "magnesium-first.times: 2" in told
    assert "magnesium-again.due: + 1 day -> + 2 day" in told
    assert "magnesium-again.window to: + 2 days -> + 1 days" in told
    assert "later.starts: + 1 day -> + 0 day" in told
    assert "bottom_line 0.if_unknown: act" in told


@pytest.mark.parametrize(
    "change",
    [
        "potassium-after.every: 2 d",
        "magnesium-first.times: 2",
        "magnesium-again.window to: + 2 days -> + 3 days",
        "later.starts: + 1 day -> + 2 day",
    ],
)
def test_another_day_is_another_plan(change: str) -> None:
    [changed] = [m for m in mutants(guideline()) if str(m) == change]
    assert study().judged(changed).verdict == UNEXPLAINED


def test_a_first_sentence_that_nobody_waits_for_is_the_same() -> None:
    """Whether magnesium is offered is never unknown."""
    [changed] = [m for m in mutants(guideline()) if str(m) == "bottom_line 0.if_unknown: act"]
    assert study().judged(changed).verdict == EQUAL


# Who sees it


def test_what_the_loader_refuses_is_caught() -> None:
    assert study().judged(mutant("magnesium_level < 0.7 'kg'")).verdict == LOADER


def test_a_test_that_fails_catches() -> None:
    verdict = study(lambda planner: True).judged(mutant("magnesium_level < 0.8 'mmol/L'"))
    assert (verdict.verdict, verdict.by) == (CHAPTER, "a test")


def test_an_invariant_that_breaks_catches() -> None:
    items = [item for item in mutants(guideline()) if item.where == "potassium-after.when"]
    verdicts = {verdict.by for verdict in judge(study(), items, processes=1)}
    assert "magnesium-before-potassium" in verdicts


@pytest.mark.parametrize("text", ["magnesium_level < 0.63 'mmol/L'", "magnesium_level < 0.7 'mmol/L' is true"])  # fmt: skip
def test_a_change_that_nothing_sees_is_shown_on_a_patient(text: str) -> None:
    verdict = study().judged(mutant(text))
    assert verdict.verdict == UNEXPLAINED
    assert "patient:" in verdict.patient


def test_a_listed_change_has_its_reason() -> None:
    listed = Listed({("magnesium_low.define", "a change"): "because"})
    verdict = study(listed=listed).judged(mutant("magnesium_level < 0.63 'mmol/L'"))
    assert (verdict.verdict, verdict.by) == (LISTED, "because")


# What makes the same plans


@pytest.mark.parametrize(
    "text",
    [
        "not (magnesium_level >= 0.7 'mmol/L')",
        "magnesium_level < 0.7 'mmol/L' or magnesium_level < 0.6 'mmol/L'",
        "magnesium_level < 0.7 'mmol/L' and (magnesium_given or not magnesium_given)",
    ],
)
def test_the_same_in_other_words_is_proved(text: str) -> None:
    assert study().judged(mutant(text)).verdict == EQUAL


def test_a_finding_that_differs_only_where_no_line_reads_it_makes_the_same_plans() -> None:
    """Unknown is turned to false, and the one line that is left asks for true alone."""
    first, *others = guideline().recommendations
    never = [msgspec.structs.replace(item, when="false") for item in others]
    after = msgspec.structs.replace(guideline(), recommendations=(first, *never))
    changed = msgspec.structs.replace(
        after, findings=with_finding("magnesium_low", "(magnesium_level < 0.7 'mmol/L') is true").findings
    )  # fmt: skip
    changed = msgspec.structs.replace(changed, safety=())
    pair = Pair(World(planner(msgspec.structs.replace(after, safety=()))), planner(changed))
    assert pair.find(pair.expression("magnesium_low")) is not None
    assert pair.same("magnesium_low")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("magnesium_given and kidney_failure is true", True),
        ("magnesium_given or not (magnesium_low is null)", True),
        ("magnesium_given and kidney_failure", False),
        ("magnesium_low", False),
    ],
)
def test_what_is_too_hard_as_a_whole_is_known_where_its_parts_are(
    text: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = Pair(World(planner(guideline())), planner(guideline()))
    find, asked = pair.find, []

    def gives_up_once(formula: Formula) -> list[Value] | None:
        asked.append(formula)
        if len(asked) == 1:
            raise UndecidedError("too hard")
        return find(formula)

    monkeypatch.setattr(pair, "find", gives_up_once)
    assert pair.known(parse(text)) is known


def test_another_level_is_another_plan() -> None:
    [changed] = [m for m in mutants(guideline()) if str(m) == "kidneys.level: critical"]
    assert study().judged(changed).verdict == UNEXPLAINED


# What is listed


def test_a_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("- {where: a.define, changes: [b -> c, d -> e], because: no matter}\n")
    assert read(path).reasons == {("a.define", "b -> c"): "no matter", ("a.define", "d -> e"): "no matter"}  # fmt: skip


def test_a_reason_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("- {where: a.define, changes: [b -> c]}\n")
    with pytest.raises(msgspec.ValidationError, match="because"):
        read(path)


def test_an_entry_that_names_no_survivor_is_told() -> None:
    listed = Listed({("a.define", "b -> c"): "x", ("magnesium_low.define", "a change"): "y"})
    assert [*listed.stale([mutant("true")])] == ["a.define: b -> c"]
    assert [*listed.stale([mutant("true")], only=["magnesium"])] == []
    assert [*listed.stale([mutant("true")], only=["magnesium", "a."])] == ["a.define: b -> c"]


# The score


def test_the_score_leaves_out_what_is_no_change() -> None:
    verdicts = [Verdict("", CHAPTER), Verdict("", EQUAL), Verdict("", UNEXPLAINED)]
    assert "50.0% of the 2 changes" in score(verdicts)


# The chapters

CHAPTER_OF_MAGNESIUM = """
import pytest

from {package}.levels import plan


@pytest.mark.parametrize(("level", "low"), [(0.69, True), (0.7, False)])
def test_low_magnesium_is_treated(level, low):
    lines = plan(level).recommendations
    assert any(line.item.id == "magnesium-first" for line in lines) is low
"""
LEVELS = """
from {package}.patients import DAY, planner
from hematinic.record.patient_file import read_patient_file


def plan(level, by=None):
    events = [
        {{"on": "2026-11-22", "observed": "magnesium_level", "value": level, "unit": "mmol/L"}},
        {{"on": "2026-11-22", "absent": "kidney_failure"}},
    ]
    file = {{"patient": {{"id": "spec", "sex": "female"}}, "events": events}}
    return (by or planner()).plan(read_patient_file(file, planner().rules.guideline, DAY), DAY)
"""
VOCABULARY = f'''
from datetime import date
from functools import cache
from pathlib import Path

from hematinic.guideline.rules import compiled
from hematinic.plan.build import Planner

DAY = date(2026, 11, 22).toordinal()


@cache
def planner():
    return Planner(compiled(Path({str(HERE)!r})))
'''  # fmt: skip


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> Chapters:
    folder = tmp_path_factory.mktemp("root") / "magnesium_chapters"
    return Chapters(written(folder, CHAPTER_OF_MAGNESIUM), planner(guideline()))


def written(folder: Path, chapter: str) -> Path:
    """A folder of one chapter, its vocabulary, and a module that both stand on."""
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "patients.py").write_text(VOCABULARY)
    (folder / "levels.py").write_text(LEVELS.format(package=folder.name))
    (folder / "test_magnesium.py").write_text(chapter.format(package=folder.name))
    return folder


def test_a_plan_made_before_a_test_runs_is_refused(tmp_path: Path) -> None:
    """It would be made with the guideline as it is, whatever is changed."""
    chapter = "from {package}.levels import plan\n\nLOW = plan(0.6)\n\ndef test_low():\n    pass\n"
    with pytest.raises(ValueError, match="make it in the test"):
        Chapters(written(tmp_path / "early_chapters", chapter), planner(guideline()))


ORDER = """
from hematinic.plan.orders import OrderChecker
from {package}.levels import plan
from {package}.patients import planner


def test_low_magnesium_is_treated_where_orders_are_checked():
    assert plan(0.69, planner().rules.once(OrderChecker)).recommendations
"""


def test_a_chapter_may_plan_with_a_planner_of_its_own(tmp_path: Path) -> None:
    of = Chapters(written(tmp_path / "order_chapters", ORDER), planner(guideline()))
    assert "orders_are_checked" in of.failing(changed("magnesium_level < 0.6 'mmol/L'"))
    assert of.failing(changed("magnesium_level <= 0.7 'mmol/L'")) == ""


def changed(text: str) -> Changed:
    return Changed(planner(guideline()).rules, magnesium()[1], mutant(text))


def test_a_chapter_sees_the_limit_moved(chapters: Chapters) -> None:
    failing = chapters.failing(changed("magnesium_level <= 0.7 'mmol/L'"))
    assert "test_low_magnesium_is_treated" in failing


def test_a_chapter_does_not_see_what_it_has_no_patient_for(chapters: Chapters) -> None:
    assert chapters.failing(changed("magnesium_level < 0.695 'mmol/L'")) == ""


def test_a_chapter_does_not_see_what_it_asks_of_nobody(chapters: Chapters) -> None:
    """Nobody in the chapter has low potassium."""
    [level] = [m for m in mutants(guideline()) if str(m) == "potassium-after.status: consider"]
    assert chapters.failing(Changed(planner(guideline()).rules, magnesium()[1], level)) == ""


def test_a_dose_is_changed_without_compiling_anew() -> None:
    [dose] = [m for m in mutants(guideline()) if str(m) == "magnesium-first.dose: ten times"]
    of = Changed(planner(guideline()).rules, magnesium()[1], dose)
    assert of.planner.rules.programs is of.before.programs
    assert of.planner.decider.by_id["magnesium-first"].prescribe.dose == Dose("10 g")  # type: ignore[union-attr]


def test_the_chapters_plan_with_the_guideline_again_afterwards(chapters: Chapters) -> None:
    assert chapters.failing(changed("magnesium_level > 0.1 'mmol/L'"))
    assert chapters.failing(changed("magnesium_level < 0.7 'mmol/L'")) == ""
    assert not any(test.failure() for test in chapters.tests)
