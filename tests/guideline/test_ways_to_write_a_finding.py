"""A finding is written as lists or as cases, and means what its expression would."""

from pathlib import Path

import pytest

from guideline.small import SMALL, mistakes, small
from hematinic.expressions import reference
from hematinic.expressions.logic import Value
from hematinic.expressions.types import Type
from hematinic.guideline.rules import Rules

TABLE = """
magnesium_dose:
  label: the dose of magnesium
  first_of:
    - {when: kidney_failure, is: 0 'g', label: the kidneys fail, cites: [{source: tests}]}
    - {when: magnesium_level < 0.4 'mmol/L', is: 2 'g'}
    - {when: magnesium_level < 0.7 'mmol/L', is: 1000 'mg'}
  otherwise: 0 'g'
magnesium_word:
  label: how low magnesium is
  options: [low, very_low, fine]
  first_of:
    - {when: magnesium_level < 0.4 'mmol/L', is: very_low}
    - {when: magnesium_level < 0.7 'mmol/L', is: low}
    - {when: magnesium_level >= 0.7 'mmol/L', is: fine}
"""


def value(rules: Rules, name: str, **facts: Value) -> Value:
    """Of a finding for these facts; the others are unknown."""

    def of(read: str) -> Value:
        definition = rules.definitions.get(read)
        return reference.evaluate(definition.node, values) if definition else facts.get(read)

    class Values(dict[str, Value]):
        def __missing__(self, read: str) -> Value:
            return of(read)

    values = Values()
    return of(name)


def level(number: float) -> tuple[float, float]:
    return (number, number)


@pytest.mark.parametrize(
    ("facts", "dose"),
    [
        ({"kidney_failure": True, "magnesium_level": level(0.3)}, 0),
        ({"kidney_failure": False, "magnesium_level": level(0.39)}, 2000),
        ({"kidney_failure": None, "magnesium_level": level(0.39)}, 2000),
        ({"kidney_failure": False, "magnesium_level": level(0.4)}, 1000),
        ({"kidney_failure": False, "magnesium_level": level(0.7)}, 0),
        ({"kidney_failure": False, "magnesium_level": None}, 0),
    ],
)
def test_the_first_case_that_holds_tells_the_value(
    tmp_path: Path, facts: dict[str, Value], dose: float
) -> None:
    """One that is unknown does not hold."""
    assert value(small(tmp_path, findings=TABLE), "magnesium_dose", **facts) == level(dose)


@pytest.mark.parametrize(
    ("magnesium", "word"),
    [(level(0.39), "very_low"), (level(0.4), "low"), (level(0.7), "fine"), (None, None)],
)
def test_without_otherwise_what_no_case_decides_is_unknown(
    tmp_path: Path, magnesium: Value, word: str | None
) -> None:
    rules = small(tmp_path, findings=TABLE)
    assert value(rules, "magnesium_word", magnesium_level=magnesium) == word
    assert rules.types["magnesium_word"] == Type("text", options=("low", "very_low", "fine"))


WITHIN = """
magnesium_dose_within:
  label: the dose of magnesium
  first_of:
    - when: kidney_failure
      first_of:
        - {when: magnesium_level < 0.4 'mmol/L', is: 1 'g'}
      otherwise: 0 'g'
    - {when: magnesium_level < 0.7 'mmol/L', is: 2 'g'}
  otherwise: unknown
"""


@pytest.mark.parametrize(
    ("failure", "magnesium", "dose"),
    [
        (True, 0.39, 1000),
        (True, 0.4, 0),
        (True, None, 0),
        (False, 0.39, 2000),
        (None, 0.39, 2000),
        (False, 0.7, None),
    ],
)
def test_a_case_may_be_a_table(
    tmp_path: Path, failure: bool | None, magnesium: float | None, dose: float | None
) -> None:
    rules = small(tmp_path, findings=WITHIN)
    facts: dict[str, Value] = {
        "kidney_failure": failure,
        "magnesium_level": magnesium and level(magnesium),
    }
    found = value(rules, "magnesium_dose_within", **facts)
    assert found == (None if dose is None else level(dose))


LISTS = """
any: {label: any, any_of: [kidney_failure, magnesium_low and potassium_low]}
all: {label: all, all_of: [kidney_failure or magnesium_low, potassium_low]}
named: {label: named, cases: {kidney_failure: the kidneys, magnesium_low: magnesium}}
"""


@pytest.mark.parametrize("failure", [True, False, None])
@pytest.mark.parametrize("magnesium", [0.6, 0.7, None])
@pytest.mark.parametrize("potassium", [3.4, 3.5, None])
def test_lists_are_or_and_and(
    tmp_path: Path, failure: bool | None, magnesium: float | None, potassium: float | None
) -> None:
    plain = """
any_plain: {label: any, define: kidney_failure or magnesium_low and potassium_low}
all_plain: {label: all, define: (kidney_failure or magnesium_low) and potassium_low}
named_plain: {label: named, define: kidney_failure or magnesium_low}
"""
    rules = small(tmp_path, findings=LISTS + plain)
    facts: dict[str, Value] = {
        "kidney_failure": failure,
        "magnesium_level": magnesium and level(magnesium),
        "potassium_level": potassium and level(potassium),
    }
    for name in ("any", "all", "named"):
        assert value(rules, name, **facts) is value(rules, f"{name}_plain", **facts)


@pytest.mark.parametrize(
    ("unknown", "magnesium", "holds"),
    [
        ("false", 0.6, True),
        ("false", 0.7, False),
        ("false", None, False),
        ("true", 0.6, True),
        ("true", 0.7, False),
        ("true", None, True),
    ],
)
def test_what_is_unknown_counts_as_the_finding_says(
    tmp_path: Path, unknown: str, magnesium: float | None, holds: bool
) -> None:
    findings = f"\nseen: {{label: seen, define: magnesium_low, unknown: {unknown}}}\n"
    rules = small(tmp_path, findings=findings)
    assert value(rules, "seen", magnesium_level=magnesium and level(magnesium)) is holds


LINES = (SMALL / "findings.yaml").read_text().count("\n")


@pytest.mark.parametrize(
    ("finding", "line", "says"),
    [
        ("x: {label: x}", 1, "a finding is written as one of define, any_of, all_of, first_of"),
        ("x:\n  label: x\n  define: magnesium_low\n  any_of: [potassium_low]", 4, "a finding is"),
        (
            "x:\n  label: x\n  define: magnesium_low\n  otherwise: 3",
            4,
            "`otherwise` ends the cases",
        ),
        ("x:\n  label: x\n  first_of:\n    - {when: magnesium_low, is: 3}", 3, "one case alone"),
        ("x:\n  label: x\n  any_of:\n    - magnesium_low\n    - potasium_low", 5, "potassium_low?"),
        (
            "x:\n  label: x\n  all_of:\n    - magnesium_low or\n    - potassium_low",
            4,
            "it is not complete",
        ),
        (
            "x:\n  label: x\n  first_of:\n    - when: magnesium_low\n      is: 1 'g'\n"
            "    - when: potassium_low\n      is: 2 'kg'\n  otherwise: 3 'g'",
            7,
            "2 kg stands beside nothing that was measured",
        ),
        (
            "x:\n  label: x\n  first_of:\n    - when: magnesium_level\n      is: 1\n  otherwise: 3",
            4,
            "here must stand true or false",
        ),
        (
            "x:\n  label: x\n  options: [low, high]\n  first_of:\n"
            "    - when: magnesium_low\n      is: lwo\n  otherwise: high",
            6,
            "there is no `lwo`",
        ),
        (
            "x:\n  label: x\n  first_of:\n    - {when: magnesium_low, is: 1}\n  otherwise: 1 'g'",
            5,
            "1 g does not go with a number",
        ),
        ("x:\n  label: x\n  define: magnesium_low\n  options: [a]", 4, "options are of a text"),
        (
            "x:\n  label: x\n  first_of:\n    - when: magnesium_low\n      first_of:\n"
            "        - {when: potassium_lo, is: 1}\n      otherwise: 2\n  otherwise: 3",
            6,
            "did you mean potassium_low?",
        ),
        (
            "x:\n  label: x\n  first_of:\n    - {when: magnesium_low}\n  otherwise: 3",
            4,
            "a case says what it `is`, or is a table of its own",
        ),
        (
            "x:\n  label: x\n  first_of:\n    - {when: magnesium_low, is: 1, cites: [{source: no}]}\n"
            "  otherwise: 2",
            4,
            "there is no source called `no`",
        ),
        (
            "x: {label: x, options: [a], first_of: [{when: magnesium_low, is: a}], otherwise: "
            "unknown}\ny: {label: y, define: x = 'b'}",
            2,
            "'b' is never its value",
        ),
    ],
)
def test_a_mistake_is_told_of_its_part(tmp_path: Path, finding: str, line: int, says: str) -> None:
    [told] = mistakes(tmp_path, findings=f"{finding}\n")
    assert told.startswith(f"findings.yaml:{LINES + line}: ")
    assert says in told


def test_parts_that_are_whole_only_together_are_none(tmp_path: Path) -> None:
    parts = "x:\n  label: x\n  any_of:\n    - magnesium_low)\n    - (potassium_low\n"
    first, second = mistakes(tmp_path, findings=parts)
    assert first.startswith(f"findings.yaml:{LINES + 4}: this ')' closes nothing")
    assert second.startswith(f"findings.yaml:{LINES + 5}: the bracket '(' is opened here")
