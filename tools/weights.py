"""`python -m tools.weights [NAME ...]`: how far each weight of the answers can be moved.

Every number of `answers/weights.py` is moved down and up, one at a time, and the questions in
tests/answers and in $HEMATINIC_TEST_DATA are answered anew for both readers. Told is the range in
which at least as many are right as with the number that stands there, and how many are right just
beyond. The comments of `weights.py` name what is measured here. Takes many minutes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hematinic.answers import weights
from hematinic.answers.replying.compose import Answerer
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from tools.evaluate import behaves, claimed, data_folder, rows, text_of, waived

OWN = Path("tests/answers/questions.jsonl")

AS_OF = 740_000

STEPS = (0.8, 0.5), (1.25, 2.0)
"""Down and up: as a share of the number."""


def questions() -> list[dict[str, Any]]:
    shared = data_folder() / "followups.jsonl"
    return [*rows(OWN), *(rows(shared) if shared.is_file() else ())]


def right(planner: Planner, asked: list[dict[str, Any]]) -> int:
    """How many are answered rightly: each for either reader."""
    answerer, count = Answerer(planner), 0
    for one in asked:
        for reader in ("clinician", "patient"):
            answer = answerer.ask(one["question"], None, reader, AS_OF)
            said = text_of(answer).lower()
            says = waived(one, answer) or all(
                any(part.lower() in said for part in entry.split("|")) for entry in one["must_say"]
            )
            avoids = not any(claimed(part.lower(), said) for part in one["must_not_say"])
            count += behaves(one, answer) and says and avoids
    return count


def named() -> Iterator[str]:
    for name, value in vars(weights).items():
        if name.isupper() and isinstance(value, int | float) and not name.startswith("LONGEST"):
            yield name


def moved(value: float, by: float) -> float:
    """A whole number stays one, and moves by one at the least."""
    if isinstance(value, int):
        step = max(1, round(abs(value * by - value)))
        return max(0, value - step) if by < 1 else value + step
    return value * by


def measured(name: str, planner: Planner, asked: list[dict[str, Any]], now: int) -> str:
    value = getattr(weights, name)
    found = []
    for steps in STEPS:
        last, beyond = value, ""
        for by in steps:
            tried = moved(value, by)
            setattr(weights, name, tried)
            count = right(planner, asked)
            if count < now:
                beyond = f" ({count} at {tried:g})"
                break
            last = tried
        found.append(f"{last:g}{beyond}")
    setattr(weights, name, value)
    return f"{name} {value:g}: {now} right from {found[0]} to {found[1]}"


def main() -> int:
    planner, asked = Planner(load()), questions()
    now = right(planner, asked)
    print(f"{now} of {2 * len(asked)} are right as it stands")
    for name in sys.argv[1:] or named():
        print(measured(name, planner, asked, now), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
