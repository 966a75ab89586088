"""A control of a hazard holds where its invariant is proved, or its test passes; nothing less."""

import os
from pathlib import Path

import msgspec
import pytest

from hematinic.guideline.model import Guideline
from hematinic.guideline.safety import Control
from hematinic.proof.control_tests import NESTED, Outcome, outcomes
from hematinic.proof.hazards import controls, missing, named_tests
from hematinic.proof.papers import controls as section_of
from hematinic.proof.report import Finding, Section
from once import RULES

ROOT = Path(__file__).parent.parent.parent

FILE = """
import pytest

def test_passes(): pass
def test_fails(): assert 1 == 2, "one is not two"
def test_skips(): pytest.skip("no reason")
@pytest.mark.parametrize("n", [1, 2, 3])
def test_one_of_three_fails(n): assert n != 2
@pytest.fixture
def broken(): raise RuntimeError("no fixture")
def test_errs(broken): pass
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(NESTED, raising=False)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_it.py").write_text(FILE)
    return tmp_path


def test_each_test_is_run_and_comes_out_as_it_does(root: Path) -> None:
    names = [f"tests/test_it.py::test_{one}" for one in
             ("passes", "fails", "skips", "one_of_three_fails", "errs")]  # fmt: skip
    found = outcomes(names, root)
    assert [found[name].verdict for name in names] == ["passed", *["failed"] * 4]
    assert "one is not two" in found[names[1]].says
    assert "no reason" in found[names[2]].says


def test_a_file_that_cannot_be_read_passes_nothing(root: Path) -> None:
    (root / "tests/test_it.py").write_text("import nothing_of_that_name\ndef test_passes(): pass\n")
    [found] = outcomes(["tests/test_it.py::test_passes"], root).values()
    assert found.verdict == "failed"


def test_without_tests_nothing_is_said_to_pass() -> None:
    [found] = outcomes(["tests/test_it.py::test_passes"], None).values()
    assert found.verdict == "not checked"
    assert "not part of what is installed" in found.says


def test_a_test_that_verifies_does_not_run_them_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NESTED, "1")
    [found] = outcomes(["tests/test_it.py::test_passes"], root).values()
    assert found.verdict == "not checked"


@pytest.mark.skipif(NESTED in os.environ, reason="called by a test that runs these")
def test_the_tests_that_hazards_name_pass() -> None:
    found = outcomes(named_tests(RULES.guideline), ROOT)
    assert {name: one.says for name, one in found.items() if one.verdict != "passed"} == {}


# What a hazard says of it


def hazardous(control: Control) -> Guideline:
    guideline = RULES.guideline
    hazard = msgspec.structs.replace(guideline.hazards[0], controls=(control,))
    return msgspec.structs.replace(guideline, hazards=(hazard,), safety=())


def held(control: Control, tests: dict[str, Outcome]) -> Finding:
    [found] = controls(hazardous(control), {"b12-before-iron": False, "known": True}, tests)
    return found


@pytest.mark.parametrize(
    ("invariant", "holds", "says"),
    [
        ("b12-before-iron", False, "is not proved"),
        ("nothing", False, "there is no invariant"),
        ("known", True, "proved"),
    ],
)
def test_a_control_by_an_invariant(invariant: str, holds: bool, says: str) -> None:
    found = held(Control(says="x", invariant=invariant), {})
    assert found.holds is holds
    assert says in found.says


@pytest.mark.parametrize(
    ("verdict", "holds", "method"),
    [("passed", True, "run"), ("failed", False, "run"), ("not checked", True, "not checked")],
)
def test_a_control_by_a_test(verdict: str, holds: bool, method: str) -> None:
    name = "tests/spec/test_scope.py::test_x"
    found = held(Control(says="x", test=name), {name: Outcome(verdict, "…")})
    assert (found.holds, found.method) == (holds, method)


@pytest.mark.parametrize(
    ("test", "says"),
    [
        ("tests/nothing.py::test_x", "there is no file"),
        ("tests/spec/test_scope.py::test_nothing", "there is no test"),
    ],
)
def test_a_test_that_is_not_there_fails_and_keeps_no_other_from_running(
    test: str, says: str
) -> None:
    assert says in missing(test, ROOT)
    safety = Section(id="invariants", title="x", method="proved", findings=())
    [found] = section_of(hazardous(Control(says="x", test=test)), safety, NO_PAIRS, ROOT).findings
    assert not found.holds
    assert says in found.says


NO_PAIRS = Section(id="pairs", title="x", method="proved", findings=())


def test_in_a_wheel_without_tests_it_is_counted_as_not_run() -> None:
    control = Control(says="x", test="tests/spec/test_scope.py::test_x")
    safety = Section(id="invariants", title="x", method="proved", findings=())
    assert (
        "1 tests were not run here"
        in section_of(hazardous(control), safety, NO_PAIRS, None).summary
    )
