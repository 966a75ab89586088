"""`unknown:` is refused where what nobody knows would let a medicine be given (S5, K6)."""

from pathlib import Path

import pytest

from guideline.small import SMALL, mistakes

SEEN = "\nseen: {label: seen, define: kidney_failure, unknown: %s}\n%s"
GIVEN = """
given:
  implements: [M1]
  phase: today
  when: %s
  if_unknown: %s
  action: %s
  prescribe: {medicine: magnesium_sulfate, dose: 1 g, route: intravenous, times: 1}
  contraindications: [{when: %s, because: it is so, if_unknown: %s}]
  says: {clinician: Magnesium., patient: Magnesium.}
  cites: [{source: tests}]
"""
NEVER = "\nnever-seen: {never: %s, because: It is so.}\n"
ALWAYS = "\nalways-seen: {always: %s, because: It is so.}\n"


def told(
    folder: Path,
    unknown: str,
    *,
    when: str = "magnesium_low",
    action: str = "administer",
    against: str = "magnesium_given",
    if_unknown: str = "hold",
    safety: str = "",
    more: str = "",
) -> list[str]:
    return mistakes(
        folder,
        findings=SEEN % (unknown, more),
        recommendations=GIVEN % (when, if_unknown, action, against, if_unknown),
        safety=safety,
    )


@pytest.mark.parametrize(
    ("unknown", "when", "refused"),
    [
        ("false", "seen", False),
        ("false", "not seen", True),
        ("false", "magnesium_low and not (potassium_low or seen)", True),
        ("false", "not (not seen)", False),
        ("false", "seen implies magnesium_low", True),
        ("false", "magnesium_low implies seen", False),
        ("false", "seen xor magnesium_low", True),
        ("false", "not (seen is true)", False),
        ("false", "seen is not true", False),
        ("false", "(not seen) is true", True),
        ("false", "seen is false", True),
        ("false", "not (seen is not false)", True),
        ("false", "seen is not null", True),
        ("false", "seen is null", False),
        ("false", "if seen then magnesium_low else potassium_low", False),
        ("false", "if not seen then magnesium_low else potassium_low", True),
        ("true", "seen", True),
        ("true", "not seen", False),
        ("true", "magnesium_low and (potassium_low or seen)", True),
        ("true", "seen is true", True),
        ("true", "seen is not false", False),
        ("true", "not (seen is false)", False),
        ("true", "not (seen is true)", False),
    ],
)
def test_of_something_that_is_given(tmp_path: Path, unknown: str, when: str, refused: bool) -> None:
    found = told(tmp_path, unknown, when=when)
    counts = "so" if unknown == "true" else "not so"
    assert [says.split(": ", 1)[1] for says in found] == refused * [
        f"what is not known here would count as {counts}, and 'given' would be given for it;"
        " leave it unknown, and say what counts where it is read"
    ]


def test_what_only_advises_may(tmp_path: Path) -> None:
    assert not told(tmp_path, "false", when="not seen", action="advise")
    assert not told(tmp_path, "false", against="seen", action="advise")


def test_what_says_that_it_acts_on_an_unknown_may(tmp_path: Path) -> None:
    """It would be given, and not be held, for want of the answer anyway."""
    assert not told(tmp_path, "false", when="not seen", if_unknown="act")
    assert not told(tmp_path, "false", against="seen", if_unknown="act")


@pytest.mark.parametrize(
    ("unknown", "against", "refused"),
    [
        ("false", "seen", True),
        ("false", "not seen", False),
        ("true", "seen", False),
        ("true", "not seen", True),
        ("false", "seen is true", False),
    ],
)
def test_of_what_speaks_against_a_medicine(
    tmp_path: Path, unknown: str, against: str, refused: bool
) -> None:
    found = told(tmp_path, unknown, against=against)
    assert ["nothing would hold 'given'" in says for says in found] == refused * [True]


@pytest.mark.parametrize(
    ("unknown", "never", "refused"),
    [
        ("false", "offered(magnesium) and seen", True),
        ("false", "offered(magnesium) and not seen", False),
        ("false", "offered(magnesium) and seen is true", False),
        ("true", "offered(magnesium) and not seen", True),
        ("true", "offered(magnesium) and seen", False),
    ],
)
def test_of_a_prohibition(tmp_path: Path, unknown: str, never: str, refused: bool) -> None:
    found = told(tmp_path, unknown, safety=NEVER % never)
    assert ["'never-seen' would not see it" in says for says in found] == refused * [True]


def test_a_promise_may_be_made_of_what_is_shown(tmp_path: Path) -> None:
    assert not told(tmp_path, "false", safety=ALWAYS % "seen implies offered(M1)")


@pytest.mark.parametrize(
    ("between", "refused"),
    [
        ("{label: between, define: not seen}", True),
        ("{label: between, define: seen}", False),
        ("{label: between, define: not seen, unknown: false}", True),
        ("{label: between, define: (not seen) is true}", True),
        ("{label: between, define: not (seen is true)}", False),
    ],
)
def test_through_what_is_read_on_the_way(tmp_path: Path, between: str, refused: bool) -> None:
    found = told(tmp_path, "false", when="between", more=f"between: {between}\n")
    assert len(found) == refused


def test_it_is_told_of_the_line_that_settles_it(tmp_path: Path) -> None:
    findings = "\nseen:\n  label: seen\n  define: kidney_failure\n  unknown: false\n"
    [says] = mistakes(
        tmp_path,
        findings=findings,
        recommendations=GIVEN % ("not seen", "hold", "administer", "seen", "act"),
    )
    lines = (SMALL / "findings.yaml").read_text().count("\n")
    assert says.startswith(f"findings.yaml:{lines + 5}: ")
