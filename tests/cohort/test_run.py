"""A store decided: in processes or by Spark, answers, report, worklist, what differs, and the check."""

import csv
import io
import os
import re
import shutil
import sys
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import orjson
import pyarrow.parquet as pq
import pytest

from cohort.killing import KillsOnce
from cohort.test_ingest import bundles
from hematinic.cohort import check as checking
from hematinic.cohort import ingest as ingesting
from hematinic.cohort import spark
from hematinic.cohort.check import check
from hematinic.cohort.decision import CHECK, FIRES, LINE
from hematinic.cohort.decode import RecordDecoder
from hematinic.cohort.diff import Side, difference
from hematinic.cohort.ingest import ingest
from hematinic.cohort.query import asked, exported
from hematinic.cohort.report import bars, report, report_page, within, worklist_page
from hematinic.cohort.run import Answers, run
from hematinic.cohort.store import Store
from hematinic.cohort.worklist import RANKS, as_list, as_rows, worklist
from hematinic.guideline.load import builtin, read_folder
from hematinic.guideline.rules import Rules
from hematinic.guideline.rules import rules_of as compiled
from hematinic.record.events import RecordError
from once import RULES

DAY = 739_943
COUNT = 40
STATES = {"line": LINE, "alert": FIRES, "check": CHECK}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cohort")
    before, ingesting.PER_PART = ingesting.PER_PART, 15
    try:
        ingest(bundles(folder / "b", COUNT), folder / "store", RULES, DAY, jobs=1)
    finally:
        ingesting.PER_PART = before
    return folder


@pytest.fixture(scope="module")
def store(place: Path) -> Store:
    return Store.opened(place / "store")


@pytest.fixture(scope="module")
def answers(place: Path, store: Store) -> Answers:
    return run(RULES, store, DAY, place / "answers", jobs=1)


def contents(answers: Answers) -> dict[str, list[dict[str, object]]]:
    return {
        str(file.relative_to(answers.folder)): pq.read_table(file).to_pylist()
        for file in sorted(answers.folder.rglob("*.parquet"))
    }


def test_in_two_processes_as_in_one(place: Path, store: Store, answers: Answers) -> None:
    two = run(RULES, store, DAY, place / "two", jobs=2)
    assert contents(two) == contents(answers)
    assert answers.about.patients == COUNT
    assert len(contents(answers)) == 2 * store.about.parts > 2


def test_the_lines_are_what_the_columns_say(answers: Answers) -> None:
    wide = {
        row["id"]: row
        for name, rows in contents(answers).items()
        if name.startswith("patients")
        for row in rows
    }
    long = [
        row for name, rows in contents(answers).items() if name.startswith("lines") for row in rows
    ]
    assert len(wide) == COUNT
    for row in long:
        kind, item, of = row["kind"], row["item"], wide[row["id"]]
        assert STATES[kind][of[f"{kind} {item}"]] == row["state"]
        if kind != "alert":
            assert row["due"] == of.get(f"due {item}")
    told = sum(bool(code) for of in wide.values() for name, code in of.items()
               if name.partition(" ")[0] in STATES)  # fmt: skip
    assert told == len(long)


def test_an_interrupted_run_leaves_no_answers_that_could_be_taken_for_whole(
    place: Path, store: Store
) -> None:
    def broken(parts: object, jobs: int) -> object:
        raise RuntimeError

    out = place / "broken"
    run(RULES, store, DAY, out, jobs=1)
    with pytest.raises(RuntimeError):
        run(RULES, store, DAY, out, runner=broken)  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="no answers"):
        Answers.opened(out)


def test_a_day_after_the_reading_is_refused(place: Path, store: Store) -> None:
    with pytest.raises(RecordError, match="read-on"):
        run(RULES, store, DAY + 1, place / "later", jobs=1)


# The check


def test_the_planner_says_the_same_of_patients_of_the_store(store: Store) -> None:
    for as_of in (DAY, DAY - 200):
        found = check(RULES, store, as_of, 12)
        assert (found.patients, found.different) == (12, [])
        assert found.values > 12 * 300


def test_it_finds_what_differs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    right = checking.codes_of

    def wrong(decided):  # type: ignore[no-untyped-def]
        return right(decided) | {"said": [5] * 1000}

    monkeypatch.setattr(checking, "codes_of", wrong)
    found = check(RULES, store, DAY, 5)
    assert {name for _, name, _, _ in found.different} == {"said"}


# What differs


def changed() -> Rules:
    guideline, places = read_folder(builtin())
    first, *others = guideline.alerts
    louder = msgspec.structs.replace(first, when="true", if_unknown="act", instead_of=())
    return compiled(msgspec.structs.replace(guideline, alerts=(louder, *others)), places)


@cache
def other() -> Rules:
    return changed()


def test_of_two_guidelines_whose_plan_differs(store: Store) -> None:
    found = difference(Side(RULES, DAY), Side(other(), DAY), store)
    assert found.patients == COUNT
    name = RULES.guideline.alerts[0].id
    assert set(found.changed) == {f"alert {name}"}
    one = found.changed[f"alert {name}"]
    assert one.patients == found.differ == sum(one.states.values())
    assert 0 < len(one.shown) <= 10


def test_of_one_guideline_on_one_day_nobodys(store: Store) -> None:
    found = difference(Side(RULES, DAY), Side(RULES, DAY), store)
    assert (found.differ, found.changed) == (0, {})


def test_of_two_days(store: Store) -> None:
    found = difference(Side(RULES, DAY - 300), Side(RULES, DAY), store)
    assert 0 < found.differ <= COUNT
    assert [one.patients for one in found.ordered()] == sorted(
        (o.patients for o in found.changed.values()), reverse=True
    )


# Answers that a person can use


def test_a_question_in_sql(answers: Answers, tmp_path: Path) -> None:
    names, [[count]] = asked(answers.folder, "select count(*) as patients from patients")  # type: ignore[misc]
    assert (names, count) == (["patients"], COUNT)
    with pytest.raises(RecordError, match="question"):
        asked(answers.folder, "select nothing from nowhere")
    count = exported(answers.folder, tmp_path / "lines.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "lines.csv").read_text())))
    assert len(rows) == count > COUNT


def test_the_worklist_is_by_danger_and_opens_each_patients_now(
    store: Store, answers: Answers
) -> None:
    rows = worklist(RULES, store, answers, 100)
    assert rows
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert all(row.opened for row in rows)
    critical = {alert.id: alert for alert in RULES.guideline.alerts if alert.level == "critical"}
    wanted = {
        row["id"] for name, part in contents(answers).items() if name.startswith("lines")
        for row in part if row["kind"] == "alert" and row["item"] in critical
    }  # fmt: skip
    assert wanted
    assert {row.id for row in rows if row.reasons[0].rank == 0} == wanted
    page = worklist_page(rows, answers)
    assert page.count("<details") == len(rows)
    for row in rows:
        assert row.opened[0][1][0].split(".")[0] in page.replace("&#39;", "'")
    table = list(as_rows(rows))
    assert {danger for _, danger, *_ in table} <= set(RANKS)
    bottom_lines = {row.id: row.opened[0][1][0] for row in rows}
    assert all(now.startswith(bottom_lines[id_]) for id_, *_, now in table)
    listed = orjson.loads(as_list(rows, answers))
    assert [entry["item"]["reference"] for entry in listed["entry"]] == [
        f"Patient/{row.id}" for row in rows
    ]
    narrated = ElementTree.fromstring(listed["text"]["div"])
    for entry, row in zip(listed["entry"], rows, strict=True):
        [link] = entry["extension"]
        [part] = [one for one in narrated if one.get("id") == link["valueUrl"].removeprefix("#")]
        said = [text.text for text in part.iter("{http://www.w3.org/1999/xhtml}p")]
        assert bottom_lines[row.id] in said


def test_what_a_content_says_of_itself_is_no_reason_to_see_a_patient(
    store: Store, answers: Answers
) -> None:
    reasons = [one.says for row in worklist(RULES, store, answers, 100) for one in row.reasons]
    assert not [says for says in reasons if "Draft content" in says]


def test_the_report_holds_small_numbers_back(store: Store, answers: Answers) -> None:
    data = report(RULES, store, answers, least=5)
    page = report_page(data)
    assert "fewer than 5" in page
    shown = [int(n.replace(",", "")) for n in re.findall(r'<td class="number">([\d,]+)', page)]
    assert shown
    assert not [number for number in shown if 0 < number < 5]
    assert not re.findall(r'<td class="number">fewer than 5 <span', page)
    assert "<svg" in page
    assert "sample-0" not in page
    assert not re.findall(r"(?:src|href)=", page)


def test_a_bar_of_few_does_not_tell_how_many() -> None:
    counts = [("a", 1), ("b", 4), ("c", 5), ("d", 0)]
    some = bars(counts, [False, False, True, True], 5)
    assert [bar.says for bar in some] == ["fewer than 5", "fewer than 5", "5", "0"]
    assert some[0].width == some[1].width


def test_what_is_held_back_is_told_by_no_length_and_no_place() -> None:
    """Though it is the longest, and would stand first."""
    some = within([("nearly all", 98), ("many", 60), ("more", 90)], 100, 5)
    assert [(bar.says, bar.width, bar.note) for bar in some] == [
        ("90", 90, "90.0 %"), ("60", 60, "60.0 %"), ("not shown", 0, ""),
    ]  # fmt: skip
    longest, other, held = bars([("a", 50), ("b", 25), ("c", 98)], [True, True, False], 5)
    assert (longest.width, other.width, held.width) == (100, 50, 0)


def test_a_record_comes_out_of_the_store_as_it_decides(store: Store) -> None:
    decoder = RecordDecoder(RULES.guideline, store.about.meaning)
    record = decoder.record(store, 0, 0)
    assert record.events
    assert record.patient.birth


def test_parts_of_another_content_are_none_of_the_store(place: Path, tmp_path: Path) -> None:
    """As a run that was stopped after the guideline had changed leaves it."""
    folder = tmp_path / "store"
    shutil.copytree(place / "store", folder)
    about = orjson.loads((folder / "store.json").read_bytes())
    (folder / "store.json").write_bytes(orjson.dumps(about | {"guideline": "another"}))
    with pytest.raises(RecordError, match="interrupted"):
        Store.opened(folder)


# Spark


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_spark_carries_the_same_though_a_worker_is_killed(
    place: Path, store: Store, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    if says := spark.missing():
        pytest.skip(says)
    arguments = "--master local[2,4] --conf spark.ui.enabled=false pyspark-shell"
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", arguments)
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    trees = (str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")]))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(trees))
    killing = KillsOnce(store.folder, store.about)
    found = run(RULES, killing, DAY, place / "spark", spark.runner())
    assert (store.folder.parent / "killed").exists()
    assert contents(found) == contents(answers)
    assert found.about.patients == COUNT
