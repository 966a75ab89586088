"""Two trees are told apart by the plans that they make, and by nothing else."""

import shutil
from pathlib import Path

import pytest
from tools import same_plans
from tools.same_plans import HERE, Tree, differences, sampled, unlike

RECORD = """\
patient: {birth_date: 1958-05-02, sex: male}
as_of: 2026-11-22
events:
  - {on: 2026-11-20, observed: hemoglobin, value: 118, unit: g/L}
  - {on: 2026-11-20, observed: ferritin, value: 9, unit: ug/L}
  - {on: 2026-11-20, observed: vitamin_b12, value: 150, unit: ng/L}
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("static")
    shutil.copytree(HERE / "src", tmp_path / "src", ignore=ignore)
    return tmp_path


def changed(tree: Path, file: str, old: str, new: str) -> None:
    path = tree / "src/hematinic/knowledge/iron_b12" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_another_hash_alone_is_no_other_plan(copied: Path) -> None:
    changed(copied, "guideline.yaml", "version: 0.1.0", "version: 0.1.1")
    with Tree(copied) as before, Tree(HERE) as after:
        for _, task in [("", {"content": RECORD, "days": []}), *sampled(2, 1), *sampled(2, 2)]:
            count, found = differences(before, after, task)
            assert count == (len(task["days"]) or 1)
            assert not found


def test_another_limit_is_told_with_its_place(copied: Path) -> None:
    changed(copied, "limits.yaml", "number: 180", "number: 140")
    with Tree(copied) as before, Tree(HERE) as after:
        count, found = differences(before, after, {"content": RECORD, "days": []})
    assert count == 1
    assert any(place.startswith(".bottom_line: ") for place in found)


def test_a_record_that_both_refuse_is_the_same(copied: Path) -> None:
    task = {"content": "patient: {}\nevents: 3\n", "days": []}
    with Tree(copied) as before, Tree(HERE) as after:
        assert differences(before, after, task) == (1, [])


def test_each_place_that_differs_is_named() -> None:
    old, new = {"a": [1, {"b": 2}], "c": 3}, {"a": [1, {"b": 4}], "d": 5}
    assert [*unlike(old, new, "")] == [".a[1].b: 2 -> 4", ".c: 3 -> null", ".d: null -> 5"]


def test_the_records_are_the_examples_and_the_years() -> None:
    found = dict(same_plans.examples())
    assert found["crohn"]["each"]
    assert not found["iron-before-b12"]["each"]
    assert "combined-deficiency-bundle" in found
