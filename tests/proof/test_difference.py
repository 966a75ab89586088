"""The difference between two versions: who gets another plan, or the proof that nobody does.

On a small made-up guideline, one change at a time. Of each kind of difference the solver's patient
is a file, and both planners have run it.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from hematinic.guideline.rules import Rules, compiled
from hematinic.plan.build import Planner
from hematinic.proof.difference import Difference, Kind, difference
from hematinic.proof.difference.meant import Clause, MeantError, read
from hematinic.proof.difference.records import plan
from hematinic.proof.difference.seen import NUMBERS, of_plan, unlike
from hematinic.proof.difference.show import lines, to_json

HERE = Path(__file__).parent.parent / "guidelines/magnesium_potassium"
NOW = compiled(HERE)

Edit = tuple[str, str, str]
"""A file, what stands in it once, and what stands there afterwards."""


def edited(folder: Path, *edits: Edit) -> Rules:
    shutil.copytree(HERE, folder)
    for file, old, new in edits:
        text = (folder / file).read_text()
        assert text.count(old) == 1, (file, old)
        (folder / file).write_text(text.replace(old, new))
    return compiled(folder)


def compared(
    folder: Path, *edits: Edit, meant: Sequence[Clause] | None = None
) -> tuple[Difference, Rules]:
    """From the guideline as it is to the one with these edits."""
    after = edited(folder / "after", *edits)
    return difference(NOW, after, meant), after


def kinds(found: Difference) -> set[str]:
    """But for results that an alert or a line speaks of, or not, which follows from those."""
    changes = (change for one in found.patients for change in one.changes)
    return {
        change.kind.says if change.kind.what in NUMBERS else change.says
        for change in changes
        if change.kind.section != "result"
    }


def really_differs(found: Difference, after: Rules) -> None:
    planners = Planner(NOW), Planner(after)
    for one in found.patients:
        seen = [of_plan(planner, plan(planner, one.file)) for planner in planners]
        assert {change.kind for change in one.changes} == set(unlike(*seen))
        assert one.shows


CHANGES: dict[str, tuple[Edit, set[str]]] = {
    "another limit, the same on both sides of it but between": (
        ("findings.yaml", "potassium_level < 2.5", "potassium_level < 2.8"),
        {"alert heart-in-danger: not said → critical"},
    ),
    "the limit itself": (
        ("findings.yaml", "potassium_level < 2.5", "potassium_level <= 2.5"),
        {"alert heart-in-danger: not said → critical"},
    ),
    "a level": (
        ("alerts.yaml", "level: warning", "level: critical"),
        {"alert kidneys: warning → critical"},
    ),
    "an unknown that acts": (
        ("alerts.yaml", "when: kidney_failure,", "when: kidney_failure, if_unknown: act,"),
        {"alert kidneys: not said → warning"},
    ),
    "a dose": (
        ("recommendations.yaml", "dose: 1 g, route", "dose: 2 g, route"),
        {
            "line magnesium-first: prescription administer, magnesium sulfate, dose 1 g, route"
            " intravenous, times 1 → administer, magnesium sulfate, dose 2 g, route intravenous,"
            " times 1"
        },
    ),
    "a day": (
        ("monitoring.yaml", "due: as_of + 1 day", "due: as_of + 2 days"),
        {"check magnesium-again: day later"},
    ),
    "the end of a window": (
        ("monitoring.yaml", "as_of + 2 days", "as_of + 3 days"),
        {"check magnesium-again: last day later"},
    ),
    "the first sentence": (
        ("guideline.yaml", "when: offered(magnesium)", "when: magnesium_low"),
        {"first sentence: Magnesium first."},
    ),
    "a sentence for patients": (
        ("leaflet.yaml", "when: offered(magnesium)", "when: magnesium_low"),
        {"leaflet warm: not said → said"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_shown_by_a_patient(tmp_path: Path, name: str) -> None:
    edit, expected = CHANGES[name]
    found, after = compared(tmp_path, edit)
    assert kinds(found) == expected
    assert found.proved
    really_differs(found, after)


def test_another_wording_of_a_condition_is_proved_the_same(tmp_path: Path) -> None:
    same = (
        "findings.yaml",
        "magnesium_level < 0.7 'mmol/L'",
        "magnesium_level < 0.7 'mmol/L' and magnesium_level < 0.8 'mmol/L'",
    )
    found, _ = compared(tmp_path, same)
    assert found.compared  # it reads another formula, and was asked for
    assert not found.patients
    assert found.proved
    assert found.as_meant


def test_the_same_is_not_asked_for_at_all() -> None:
    found = difference(NOW, NOW)
    assert (found.compared, found.patients, found.texts) == (0, (), ())


def test_a_contraindication_that_goes_gives_more_and_stops_what_stood_in_its_place(
    tmp_path: Path,
) -> None:
    """And whoever is spoken of otherwise for it is shown too."""
    reason = "contraindications: [{when: kidney_failure, because: the kidneys fail}]"
    found, after = compared(tmp_path, ("recommendations.yaml", f"  {reason}\n", ""))
    says = kinds(found)
    assert "line magnesium-first: advised against → recommended" in says
    assert "check magnesium-again: status not said → asked for" in says
    assert found.proved
    really_differs(found, after)


def test_an_item_that_only_one_version_has(tmp_path: Path) -> None:
    alert = "{implements: [M3], level: critical, emergency: true, when: potassium_very_low, line"
    new = f"another: {alert}: New., what_to_do: Look., cites: [{{source: tests}}]}}\n"
    there = "heart-in-danger: "
    found, after = compared(tmp_path, ("alerts.yaml", there, new + there))
    assert kinds(found) == {"alert another: not said → critical"}
    really_differs(found, after)
    back = difference(after, NOW)
    assert kinds(back) == {"alert another: critical → not said"}


def test_an_element_that_only_one_version_has(tmp_path: Path) -> None:
    element = "heart_failure: {kind: condition, label: heart failure, if_unrecorded: absent}\n"
    there = "kidney_failure: {kind"
    found, after = compared(
        tmp_path,
        ("elements.yaml", there, element + there),
        ("alerts.yaml", "when: kidney_failure,", "when: kidney_failure or heart_failure,"),
    )
    assert kinds(found) == {"alert kidneys: not said → warning"}
    assert found.apart == ("heart_failure",)
    [one] = found.patients
    assert [event["present"] for event in one.file["events"]] == ["heart_failure"]
    really_differs(found, after)


def test_a_result_that_counts_for_longer(tmp_path: Path) -> None:
    """The day on which it lies tells the versions apart."""
    level = "magnesium, unit: mmol/L, possible: [0.1, 5], valid_for: "
    found, after = compared(tmp_path, ("elements.yaml", f"{level}3 d", f"{level}9 d"))
    assert "line magnesium-first: not said → advised against" in kinds(found)
    assert found.proved
    really_differs(found, after)


def test_another_text_is_told_apart(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, ("alerts.yaml", "Watch the heart.", "Look at the heart."))
    assert not found.patients
    assert found.proved
    [text] = found.texts
    assert (text.of, text.before, text.after) == (
        "words", "Watch the heart.", "Look at the heart.",
    )  # fmt: skip


def test_patients_are_small(tmp_path: Path) -> None:
    edit, _ = CHANGES["another limit, the same on both sides of it but between"]
    found, _ = compared(tmp_path, edit)
    [one] = found.patients
    [event] = one.file["events"]
    assert event["observed"] == "potassium_level"
    assert 2.5 <= event["value"] < 2.8


# What was meant


LOWER = ("findings.yaml", "potassium_level < 2.5", "potassium_level < 2.8")


def test_what_was_meant_is_not_beyond(tmp_path: Path) -> None:
    clauses = read("- {item: heart-in-danger, direction: more}")
    found, _ = compared(tmp_path, LOWER, meant=clauses)
    assert found.as_meant
    assert not any(change.beyond for one in found.patients for change in one.changes)


@pytest.mark.parametrize(
    "meant",
    [
        "[]",
        "- {item: heart-in-danger, direction: less}",
        "- {item: kidneys}",
        "- {item: heart-in-danger, what: status}",
    ],
)
def test_what_was_not_meant_is_beyond(tmp_path: Path, meant: str) -> None:
    found, _ = compared(tmp_path, LOWER, meant=read(meant))
    assert not found.as_meant
    assert [one.beyond for one in found.patients] == [True]
    assert len(found.idle) == len(read(meant))


def test_a_condition_says_whom_it_may_touch(tmp_path: Path) -> None:
    """Both are shown: who was meant, and who is touched beyond."""
    clauses = read("- {item: heart-in-danger, where: kidney_failure}")
    found, _ = compared(tmp_path, LOWER, meant=clauses)
    beyond = {one.beyond: one for one in found.patients}
    assert set(beyond) == {True, False}
    assert "kidney_failure" in str(beyond[False].file)
    told = "\n".join(lines(found))
    assert "[bold red]1 patient beyond what was meant.[/]" in told
    assert "[red]! alert heart-in-danger: not said → critical[/]" in told


@pytest.mark.parametrize(
    "meant",
    ["- {where: no_such_thing}", "- {where: potassium_level}", "- {direction: up}", "- {itm: x}",
     "heart: more", "- {where: kidney_failure, in: between}"],
)  # fmt: skip
def test_what_cannot_be_read_is_told(tmp_path: Path, meant: str) -> None:
    with pytest.raises(MeantError):
        compared(tmp_path, LOWER, meant=read(meant))


def test_it_can_be_read_by_machines(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, LOWER)
    assert b'"beyond": null' in to_json(found)
    assert Kind("alert", "heart-in-danger", "level", "more") in found.kinds
