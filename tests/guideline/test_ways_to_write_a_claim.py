"""An invariant may say of whom it is claimed, and be a list; it means what its expression would."""

from pathlib import Path

import pytest

from guideline.small import SMALL, mistakes, small
from hematinic.expressions.parse import parse
from hematinic.guideline.rules import Rules

CLAIMS = [
    (
        "where: magnesium_low\n  always: offered(M1) or refused(M1)",
        "magnesium_low implies offered(M1) or refused(M1)",
    ),
    (
        "where_shown: [potassium_low, magnesium_low and kidney_failure]\n  always: offered(M2)",
        "(potassium_low or magnesium_low and kidney_failure) is true implies offered(M2)",
    ),
    (
        "where: potassium_low\n  where_shown: [magnesium_low]\n  always: offered(M2)",
        "potassium_low and (magnesium_low is true) implies offered(M2)",
    ),
    (
        "where: magnesium_low or potassium_low\n  never: offered(M1) or offered(M2)",
        "(magnesium_low or potassium_low) and (offered(M1) or offered(M2))",
    ),
    (
        "none_of: [offered(M1) and kidney_failure, offered(potassium) and magnesium_low]",
        "offered(M1) and kidney_failure or offered(potassium) and magnesium_low",
    ),
    (
        "where: potassium_low\n  all_of: [offered(M2) or magnesium_low, not offered(M1)]",
        "potassium_low implies (offered(M2) or magnesium_low) and not offered(M1)",
    ),
    (
        "where: potassium_low\n  any_of: [offered(M2), magnesium_low and offered(M1)]",
        "potassium_low implies offered(M2) or magnesium_low and offered(M1)",
    ),
]


def claim(rules: Rules) -> str:
    [found] = [item for item in rules.guideline.safety if item.id == "said"]
    return found.never or found.always


@pytest.mark.parametrize(("written", "meant"), CLAIMS)
def test_a_claim_is_one_expression(tmp_path: Path, written: str, meant: str) -> None:
    rules = small(tmp_path, safety=f"\nsaid:\n  {written}\n  because: It is so.\n")
    assert parse(claim(rules)) == parse(meant)
    assert bool(rules.guideline.safety[-1].never) is ("never:" in written or "none_of:" in written)


LINES = (SMALL / "safety.yaml").read_text().count("\n")


@pytest.mark.parametrize(
    ("written", "line", "says"),
    [
        (
            "where: magnesium_low",
            2,
            "an invariant is written as one of never, none_of, always, all_of, any_of",
        ),
        ("never: offered(M1)\n  all_of: [offered(M2)]", 4, "an invariant is written as"),
        ("where: magnesium_lo\n  never: offered(M1)", 3, "did you mean magnesium_low?"),
        ("where: magnesium_low\n  never: offered(M9)", 4, "offered(…) knows no `M9`"),
        ("none_of:\n    - offered(M1)\n    - offered(", 5, "is opened here and never closed"),
    ],
)
def test_a_mistake_is_told_of_its_part(tmp_path: Path, written: str, line: int, says: str) -> None:
    [told] = mistakes(tmp_path, safety=f"\nsaid:\n  {written}\n  because: It is so.\n")
    assert says in told
    assert told.startswith(f"safety.yaml:{LINES + line}: ")
